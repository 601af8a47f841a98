/* Walks over histories that were made to do harm. */
#include "walk_fixture.h"

/* Trees that are written byte by byte; `$f` is a blob with "x\n", `$z` its name for printf. */
#define X_BLOB "\\130\\173\\346\\264\\303\\371\\077\\223\\304\\211\\300\\021\\033\\272\\125\\226\\024\\172\\046\\313"
#define TREES                                                                                                          \
    "f=$(echo x | git hash-object -w --stdin); z='" X_BLOB "'; "                                                       \
    "tree() { git hash-object -t tree -w --stdin --literally; }; "                                                     \
    "commit() { git update-ref refs/heads/main $(git commit-tree -m \"$@\"); }; "

static void test_objects(void **state)
{
    (void)state;
    static const struct walk_case rows[] = {
        {"a tree out of order",
         TREES
         "commit 1 $(printf \"100644 b\\000${z}100644 a\\000$z\" | tree); commit 2 $(git mktree < /dev/null) -p main",
         "", NULL, NULL, "the tree object of '/' is malformed", "git fsck", NULL},
        {"out of order after what is the same",
         TREES "t='100644 a\\000'$z'100644 c\\000'$z; commit 1 $(printf \"$t\" | tree); "
               "commit 2 $(printf \"${t}100644 b\\000$z\" | tree) -p main",
         "", NULL, NULL, "the tree object of '/' is malformed", "git fsck", NULL},
        {"a name twice in a folder that is watched in part",
         TREES "commit 1 $(printf \"100644 a\\000${z}100644 a\\000$z\" | tree)", "a", NULL, NULL,
         "the tree object of '/' is malformed", "git fsck", NULL},
        {"a tree that is cut off",
         TREES
         "d=$(printf '100644 a\\000abc' | tree); commit 1 $(printf \"040000 tree $d\\td\\n\" | git mktree --missing)",
         "", NULL, NULL, "the tree object of '/d/' is malformed", "git fsck", NULL},
        {"a blob for a tree that is watched in part", TREES "commit 1 $(printf \"40000 d\\000$z\" | tree)", "d/x", NULL,
         NULL, "the tree object of '/d/' is malformed", "git fsck", NULL},
        {"nested too deep",
         TREES "t=$(printf \"100644 blob $f\\tf\\n\" | git mktree); for i in $(seq 257); do "
               "t=$(printf \"040000 tree $t\\td\\n\" | git mktree); done; commit 1 $t",
         "", NULL, NULL, "the tree nests folders more than 256 deep", "no real repository", NULL},
        {"a path that is too long",
         TREES "n=$(printf 'n%.0s' $(seq 250)); t=$(printf \"100644 blob $f\\tf\\n\" | git mktree); "
               "for i in $(seq 17); do t=$(printf \"040000 tree $t\\t$n\\n\" | git mktree); done; commit 1 $t",
         "", NULL, NULL, "the tree has a path longer than 4095 bytes", "no real repository", NULL},
        {"more folders than there can be",
         TREES "t=$(git mktree < /dev/null); "
               "t=$(for n in $(seq 512); do printf \"040000 tree $t\\t$n\\n\"; done | git mktree); "
               "t=$(for n in $(seq 512); do printf \"040000 tree $t\\t$n\\n\"; done | git mktree); commit 1 $t",
         "", NULL, NULL, "the tree has more than 250000 folders", "no real repository", NULL},
        {"more changes than are kept",
         TREES "t=$(for n in $(seq 1024); do printf \"100644 blob $f\\t$n\\n\"; done | git mktree); "
               "t=$(for n in $(seq 1024); do printf \"040000 tree $t\\t$n\\n\"; done | git mktree); "
               "e=$(git mktree < /dev/null); commit 1 $t; commit 2 $e -p main; commit 3 $t -p main",
         "", NULL, NULL, "history has more than 2000000 changes of watched files", "`files`", NULL},
        {"more parents than a merge has",
         TREES "commit 1 $(git mktree < /dev/null); p=$(git rev-parse main); git update-ref refs/heads/main $( { "
               "printf 'tree %s\\n' $(git rev-parse main^{tree}); for i in $(seq 1025); do printf 'parent %s\\n' $p; "
               "done; printf 'author A <a> 1 +0000\\ncommitter A <a> 1 +0000\\n\\n2\\n'; } | "
               "git hash-object -t commit -w --stdin --literally)",
         "", NULL, NULL, "… has more than 1024 parents", "no real repository", NULL},
        {"a commit without committer",
         TREES "e=$(git mktree < /dev/null); git update-ref refs/heads/main $(printf 'tree %s\\nauthor A <a> 1 +0000\\n"
               "\\nx\\n' $e | git hash-object -t commit -w --stdin --literally); commit 2 $e -p main",
         "", NULL, NULL, "…is malformed", "git fsck", NULL},
    };
    RUN_WALKS(rows);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_objects)};
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

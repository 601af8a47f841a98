/*
 * Snapshots: what the three states list, what reading an entry gives, and how damaged or hostile objects fail.
 * Opening and the environment: test_repo_open.c.  Ignore files: test_repo_ignore.c.
 */
#include "repo_fixture.h"

#include "base/limits.h"

static void test_worktree(void **state)
{
    (void)state;
    static const struct repo_case rows[] = {
        {"an empty repository", "true", LISTS("worktree", "")},
        {"tracked, untracked, ignored", "echo '*.o' > .gitignore; touch a b.o c; git add c",
         LISTS("worktree", ".gitignore a c")},
        {"ignored but tracked",
         "echo '*.o\nout' > .gitignore; mkdir out; touch x.o y.o out/f out/g; git add -f y.o out/f",
         LISTS("worktree", ".gitignore out/f y.o")},
        {"staged, then deleted in the tree", "touch a b; git add .; rm a", LISTS("worktree", "b")},
        {"a folder's files sort with its slash", "mkdir a; touch a/x a.b a-b a0", LISTS("worktree", "a-b a.b a/x a0")},
        {"an untracked symbolic link to a folder", "mkdir d; touch d/f; ln -s d l", LISTS("worktree", "d/f l@")},
        {"a tracked folder that became a link", "mkdir a; touch a/f; git add .; mv a b; ln -s b a",
         LISTS("worktree", "a@ b/f")},
        {"a dangling link", "ln -s nowhere l; git add l", LISTS("worktree", "l@")},
        {"a pipe", "mkfifo p; touch q", LISTS("worktree", "p? q")},
        {"a path that is not UTF-8", "touch \"$(printf 'caf\\351')\"", LISTS("worktree", "caf\351")},
        {"paths that differ in case", "touch a A; git add A", LISTS("worktree", "A a")},
        {"a name with blanks and a line break", "touch \"a b\" \"$(printf 'c\\nd')\"", LISTS("worktree", "a b c\nd")},
        {"announced", "touch a; echo a > .gitignore; git add -N -f a", LISTS("worktree", ".gitignore a")},
        {"unmerged",
         "echo 1 > f; git add f; git commit -qm 1; git checkout -qb o; echo 2 > f; git commit -qam 2; "
         "git checkout -q main; echo 3 > f; git commit -qam 3; git merge o || true",
         LISTS("worktree", "f")},
        {"another repository inside", "touch a; git init -q n; touch n/f", LISTS("worktree", "a")},
        {"a folder .git that is no repository", "mkdir -p n/.git; touch n/.git/x n/f", LISTS("worktree", "n/f")},
        {"a submodule",
         "git init -q ../s; git -C ../s commit -q --allow-empty -m 1; "
         "git submodule -q add ../s sub; touch sub/f",
         LISTS("worktree", ".gitmodules sub/")},
        {"a submodule whose folder is gone",
         "git init -q ../s; git -C ../s commit -q --allow-empty -m 1; "
         "git submodule -q add ../s sub; rm -rf sub",
         LISTS("worktree", ".gitmodules")},
        {"inside of a submodule",
         "git init -q ../s; touch ../s/f; git -C ../s add f; git -C ../s commit -qm 1; "
         "git submodule -q add ../s sub; touch sub/g",
         LISTS("worktree", "f g"), .directory = "sub"},
        {"a sparse checkout", "mkdir a b; touch a/f b/f; git add .; git commit -qm 1; git sparse-checkout set a",
         LISTS("worktree", "a/f b/f")},
        {"left out by a sparse checkout, and there all the same",
         "mkdir a b; touch a/f b/f b/g; git add .; git commit -qm 1; git sparse-checkout set a; mkdir b; touch b/f b/h",
         LISTS("worktree", "a/f b/f b/g b/h")},
        {"a linked worktree", "touch a; git add a; git commit -qm 1; git worktree add -q ../w; touch ../w/b",
         LISTS("worktree", "a b"), .directory = "../w"},
        {"nested too deep", "mkdir -p $(printf 'd/%.0s' $(seq 260)); touch $(printf 'd/%.0s' $(seq 260))f",
         FAILS("worktree", "…/d/': it is nested too deep", ".gitignore")},
        {"an ignore file that is too large", "head -c 1048577 /dev/zero > .gitignore",
         FAILS("worktree", "cannot read '.gitignore': it is too large", "at most 1 MiB")},
        {"another owner", "touch a; git add a; [ $(id -u) != 0 ] || chown -R 12345:12345 .", LISTS("worktree", "a")},
    };
    RUN_CASES(rows);
}

static void test_index(void **state)
{
    (void)state;
    static const struct repo_case rows[] = {
        {"an empty repository", "true", LISTS("index", "")},
        {"staged only", "touch a b c; git add a c; rm c", LISTS("index", "a c")},
        {"announced", "touch a b; git add a; git add -N b", LISTS("index", "a")},
        {"link, submodule",
         "git init -q ../s; git -C ../s commit -q --allow-empty -m 1; "
         "git submodule -q add ../s sub; ln -s a l; git add l",
         LISTS("index", ".gitmodules l@ sub/")},
        {"unmerged",
         "echo 1 > f; touch a z; git add .; git commit -qm 1; git checkout -qb o; echo 2 > f; "
         "git commit -qam 2; git checkout -q main; echo 3 > f; git commit -qam 3; git merge o || true",
         LISTS("index", "a f! z")},
        {"not checked out", "mkdir a b; touch a/f b/f; git add .; git commit -qm 1; git sparse-checkout set a",
         LISTS("index", "a/f b/f")},
        {"index version 4", "touch aa ab; git add .; git update-index --index-version 4", LISTS("index", "aa ab")},
        {"ignoring case does not change the order", "git config core.ignorecase true; touch B a C; git add .",
         LISTS("index", "B C a")},
        {"a linked worktree",
         "touch a; git add a; git commit -qm 1; git worktree add -q ../w; touch ../w/b; "
         "git -C ../w add b",
         LISTS("index", "a b"), .directory = "../w"},
        {"a split index", "touch a; git add a; git update-index --split-index",
         FAILS("index", "cannot read the index '@@/r/.git/index': it is a split index, which libgit2 does not read",
               "git update-index --no-split-index")},
        {"the remedy for a split index",
         "touch a; git add a; git update-index --split-index; git update-index --no-split-index", LISTS("index", "a")},
        {"a sparse index",
         "mkdir a b; touch a/f b/f; git add .; git commit -qm 1; "
         "git sparse-checkout set --cone --sparse-index a",
         FAILS("index", "cannot read the index '@@/r/.git/index': it is a sparse index, which libgit2 does not read",
               "git sparse-checkout reapply --no-sparse-index")},
        {"the remedy for a sparse index",
         "mkdir a b; touch a/f b/f; git add .; git commit -qm 1; "
         "git sparse-checkout set --cone --sparse-index a; "
         "git sparse-checkout reapply --no-sparse-index",
         LISTS("index", "a/f b/f")},
        {"an index without checksum",
         "touch a; git add a; head -c -20 .git/index > i; head -c 20 /dev/zero >> i; "
         "mv i .git/index",
         FAILS("index", "cannot read the index '@@/r/.git/index': its checksum does not match", "--force-write-index")},
        {"the remedy for an index without checksum",
         "touch a; git add a; head -c -20 .git/index > i; head -c 20 /dev/zero >> i; mv i .git/index; "
         "git -c index.skipHash=false update-index --force-write-index",
         LISTS("index", "a")},
        {"an index that is cut off", "touch a; git add a; head -c 40 .git/index > i; mv i .git/index",
         FAILS("index", "…/r/.git/index': invalid data in index - invalid entry", "git fsck")},
        {"a bare repository", "git init -q --bare ../b", FAILS("index", "a bare repository has no index", "--rev REV"),
         .directory = "../b"},
    };
    RUN_CASES(rows);
}

#define TWO_COMMITS                                                                                                    \
    "mkdir d; touch a d/f; git add .; git commit -qm 1; git tag -a -m t t1; touch b; git add b; git commit -qm 2; "

static void test_commit(void **state)
{
    (void)state;
    static const struct repo_case rows[] = {
        {"HEAD", TWO_COMMITS "rm a; touch c", LISTS("HEAD", "a b d/f")},
        {"an annotated tag", TWO_COMMITS, LISTS("t1", "a d/f")},
        {"an expression", TWO_COMMITS, LISTS("main~1", "a d/f")},
        {"a branch beside a detached HEAD", TWO_COMMITS "git checkout -q HEAD~1", LISTS("main", "a b d/f")},
        {"a detached HEAD", TWO_COMMITS "git checkout -q HEAD~1", LISTS("HEAD", "a d/f")},
        {"an empty tree", "git commit -q --allow-empty -m 1", LISTS("HEAD", "")},
        {"link, submodule, executable",
         "git init -q ../s; git -C ../s commit -q --allow-empty -m 1; git submodule -q add ../s sub; ln -s a l; touch "
         "x; "
         "chmod +x x; git add .; git commit -qm 1",
         LISTS("HEAD", ".gitmodules l@ sub/ x")},
        {"a bare repository", TWO_COMMITS "git clone -q --bare . ../b", LISTS("HEAD", "a b d/f"), .directory = "../b"},
        {"packed references and objects", TWO_COMMITS "git gc -q", LISTS("t1", "a d/f")},
        {"a shallow clone", TWO_COMMITS "git clone -q --depth 1 file://@@/r ../c", LISTS("HEAD", "a b d/f"),
         .directory = "../c"},
        {"a parent that a shallow clone lacks", TWO_COMMITS "git clone -q --depth 1 file://@@/r ../c",
         FAILS("HEAD~1", "revision 'HEAD~1' needs an object that is missing", "fetch-depth: 0"), .directory = "../c"},
        {"the same in a worktree of it",
         TWO_COMMITS "git clone -q --depth 1 file://@@/r ../c; git -C ../c worktree add -q ../w",
         FAILS("HEAD~1", "revision 'HEAD~1' needs an object that is missing", "git fetch --unshallow"),
         .directory = "../w"},
        {"a shared clone", TWO_COMMITS "git clone -q -s . ../c", LISTS("HEAD", "a b d/f"), .directory = "../c"},
        {"a shared clone whose source moved away",
         TWO_COMMITS
         "git clone -q -s . ../c; d=$(git rev-parse HEAD | cut -c 1-2); cp -r .git/objects/$d ../c/.git/objects; "
         "mv .git/objects ../o; mkdir .git/objects",
         FAILS("HEAD", "object 85c5996e3f88bf52bc1beb6f2867a561dfea0e63 of the root of the tree is missing",
               "objects/info/alternates"),
         .directory = "../c"},
        {"a clone without blobs", TWO_COMMITS "git clone -q --bare --filter=blob:none file://@@/r ../c",
         LISTS("HEAD", "a b d/f"), .directory = "../c"},
        {"a clone without trees", TWO_COMMITS "git clone -q --bare --filter=tree:0 file://@@/r ../c",
         FAILS("HEAD", "object 85c5996e3f88bf52bc1beb6f2867a561dfea0e63 of the root of the tree is missing",
               "git fetch --refetch --no-filter"),
         .directory = "../c"},
        {"the remedy for a clone without trees",
         TWO_COMMITS "git clone -q --bare --filter=tree:0 file://@@/r ../c; git -C ../c fetch -q --refetch --no-filter",
         LISTS("HEAD", "a b d/f"), .directory = "../c"},
        {"no commit yet", "true", FAILS("HEAD", "HEAD has no commit yet", "make the first commit")},
        {"no commit yet, an expression", "true", FAILS("@~1", "HEAD has no commit yet", "make the first commit")},
        {"an unknown name", TWO_COMMITS, FAILS("nosuch", "unknown revision 'nosuch'", "git fetch")},
        {"an empty name", TWO_COMMITS, FAILS("", "the revision is empty", "variable")},
        {"forty zeros", TWO_COMMITS,
         FAILS("0000000000000000000000000000000000000000",
               "unknown revision '0000000000000000000000000000000000000000'", "git fetch")},
        {"a tree", TWO_COMMITS, FAILS("HEAD:d", "'HEAD:d' is a tree, not a commit", "a branch or a tag")},
        {"a blob", TWO_COMMITS, FAILS("HEAD:a", "'HEAD:a' is a blob, not a commit", "a branch or a tag")},
        {"a tag of a tree", TWO_COMMITS "git tag -a -m t tt HEAD^{tree}",
         FAILS("tt", "'tt' is a tag of a tree, not a commit", "a branch or a tag")},
        {"not an expression", TWO_COMMITS, FAILS("HEAD^{", "'HEAD^{' names no commit", "git help revisions")},
        {"a file in the index", TWO_COMMITS, FAILS(":a", "':a' names no commit", "git help revisions")},
        {"an empty file in the index", TWO_COMMITS, FAILS(":", "':' names no commit", "git help revisions")},
    };
    RUN_CASES(rows);
}

/* Object names in octal, for printf: of a blob with "x\n" and of the empty tree. */
#define X_BLOB "\\130\\173\\346\\264\\303\\371\\077\\223\\304\\211\\300\\021\\033\\272\\125\\226\\024\\172\\046\\313"
#define EMPTY_TREE                                                                                                     \
    "\\113\\202\\135\\306\\102\\313\\156\\271\\240\\140\\345\\113\\370\\326\\222\\210\\373\\356\\111\\004"

/* A tree that is written byte by byte and committed; `$f` is a blob. */
#define TREE(bytes)                                                                                                    \
    "f=$(echo x | git hash-object -w --stdin); "                                                                       \
    "commit() { git update-ref refs/heads/main $(git commit-tree -m 1 $1); }; "                                        \
    "tree() { git hash-object -t tree -w --stdin --literally; }; " bytes

static void test_hostile_trees(void **state)
{
    (void)state;
    static const struct repo_case rows[] = {
        {"cut off in the oid", TREE("commit $(printf '100644 a\\000123' | tree)"),
         FAILS("HEAD", "the tree object of '/' is malformed", "git fsck")},
        {"no NUL", TREE("commit $(printf '100644 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' | tree)"),
         FAILS("HEAD", "the tree object of '/' is malformed", "git fsck")},
        {"no mode", TREE("commit $(printf ' a\\00012345678901234567890' | tree)"),
         FAILS("HEAD", "the tree object of '/' is malformed", "git fsck")},
        {"a mode that is not octal", TREE("commit $(printf '100844 a\\00012345678901234567890' | tree)"),
         FAILS("HEAD", "the tree object of '/' is malformed", "git fsck")},
        {"a mode that is too long", TREE("commit $(printf '00100644 a\\00012345678901234567890' | tree)"),
         FAILS("HEAD", "the tree object of '/' is malformed", "git fsck")},
        {"an empty name", TREE("commit $(printf '100644 \\00012345678901234567890' | tree)"),
         FAILS("HEAD", "the tree object of '/' is malformed", "git fsck")},
        {"a name with a slash", TREE("commit $(printf '100644 a/b\\00012345678901234567890' | tree)"),
         FAILS("HEAD", "the tree object of '/' is malformed", "git fsck")},
        {"a name that leads up", TREE("commit $(printf '100644 ..\\00012345678901234567890' | tree)"),
         FAILS("HEAD", "the tree object of '/' is malformed", "git fsck")},
        {"a name twice",
         TREE("commit $(printf '100644 a\\00012345678901234567890100644 a\\00012345678901234567890' | tree)"),
         FAILS("HEAD", "the tree has 'a' twice", "git fsck")},
        {"out of order",
         TREE("commit $(printf '100644 b\\00012345678901234567890100644 a\\00012345678901234567890' | tree)"),
         LISTS("HEAD", "a b")},
        {"a mode that git does not have", TREE("commit $(printf '10644 a\\00012345678901234567890' | tree)"),
         LISTS("HEAD", "a?")},
        {"a blob for a tree", TREE("printf '40000 d\\000' > ../t; printf '" X_BLOB "' >> ../t; commit $(tree < ../t)"),
         FAILS("HEAD", "the tree object of '/d/' is malformed", "git fsck")},
        {"nested too deep",
         TREE("t=$(printf \"100644 blob $f\\tf\\n\" | git mktree); for i in $(seq 257); do "
              "t=$(printf \"040000 tree $t\\td\\n\" | git mktree); done; commit $t"),
         FAILS("HEAD", "the tree nests folders more than 256 deep", "no real repository")},
        {"a path that is too long",
         TREE("n=$(printf 'n%.0s' $(seq 250)); t=$(printf \"100644 blob $f\\tf\\n\" | git mktree); "
              "for i in $(seq 17); do t=$(printf \"040000 tree $t\\t$n\\n\" | git mktree); done; commit $t"),
         FAILS("HEAD", "the tree has a path longer than 4095 bytes", "no real repository")},
        {"more paths than there can be",
         TREE("t=$(for n in $(seq 1024); do printf \"100644 blob $f\\t$n\\n\"; done | git mktree); "
              "t=$(for n in $(seq 1024); do printf \"040000 tree $t\\t$n\\n\"; done | git mktree); commit $t"),
         FAILS("HEAD", "there are more than 1000000 paths, at '956/596'", "build results")},
        {"more folders than there can be",
         TREE("t=$(git mktree < /dev/null); "
              "t=$(for n in $(seq 512); do printf \"040000 tree $t\\t$n\\n\"; done | git mktree); "
              "t=$(for n in $(seq 512); do printf \"040000 tree $t\\t$n\\n\"; done | git mktree); commit $t"),
         FAILS("HEAD", "the tree has more than 250000 folders", "no real repository")},
    };
    RUN_CASES(rows);
}

/* The same content through the three states. */
static void test_states_agree(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    script("i=0; while [ $i -lt 60 ]; do d=a$((i % 7))/b.$((i % 3)); mkdir -p $d; "
           "printf 'id: %d\\r\\nzero: \\000\\n' $i > $d/f$i.yaml; i=$((i + 1)); done; : > empty; "
           "head -c 1048576 /dev/urandom > full; head -c 1048577 /dev/zero > over; ln -s full link; "
           "printf x > \"$(printf '\\377\\001')\"; git add .; git commit -qm 1");
    struct rq_repo *repo = open_here(arena);
    const struct rq_snapshot *first = take_snapshot(repo, "worktree", arena, &err);
    static const char *const others[] = {"index", "HEAD"};
    assert_non_null(first);
    assert_int_equal(first->entry_count, 65);
    for (size_t i = 0; i < 2; i++) {
        const struct rq_snapshot *other = take_snapshot(repo, others[i], arena, &err);
        assert_non_null(other);
        assert_string_equal(print_listing(arena, first), print_listing(arena, other));
        for (size_t j = 0; j < first->entry_count; j++) {
            struct rq_read a, b;
            enum rq_read_result result = rq_snapshot_read(first, &first->entries[j], arena, &a, &err);
            assert_int_equal(result, rq_snapshot_read(other, &other->entries[j], arena, &b, &err));
            assert_int_equal(a.size, b.size);
            assert_true(rq_str_equal(a.text, b.text));
            assert_true(rq_str_equal(a.why, b.why));
            assert_ptr_equal(rq_snapshot_find(other, first->entries[j].path), &other->entries[j]);
        }
        assert_null(rq_snapshot_find(other, RQ_STR("a0")));
        assert_null(rq_snapshot_find(other, RQ_STR("zzz")));
    }
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

static void test_commit_facts(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    script(TWO_COMMITS "git rev-parse HEAD > ../commit; git rev-parse HEAD^{tree} > ../tree; "
                       "git rev-parse HEAD:a > ../blob");
    struct rq_repo *repo = open_here(arena);
    const struct rq_snapshot *snapshot = rq_snapshot_commit(repo, "main", arena, &err);
    assert_non_null(snapshot);
    assert_int_equal(snapshot->origin, RQ_SNAPSHOT_COMMIT);
    assert_int_equal(snapshot->time, 1767323045); /* date -u -d 2026-01-02T03:04:05Z +%s */
    static const char *const files[] = {"../commit", "../tree", "../blob"};
    char digits[41] = "";
    for (size_t i = 0; i < 20; i++)
        snprintf(digits + 2 * i, 3, "%02x", snapshot->entries[0].oid[i]);
    rq_str texts[] = {snapshot->name, snapshot->tree, rq_str_from(digits)};
    for (size_t i = 0; i < 3; i++) {
        char line[64] = "";
        FILE *file = fopen(files[i], "r");
        assert_non_null(file);
        assert_non_null(fgets(line, sizeof line, file));
        fclose(file);
        assert_int_equal(texts[i].len, 40);
        assert_memory_equal(texts[i].ptr, line, 40);
    }
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

static const struct {
    const char *name, *before, *state, *after;
    int result;
    const char *said; /* the text, why, or the end of the message */
    const char *hint;
} reading_rows[] = {
    {"worktree", "echo x > f", "worktree", "true", RQ_READ_OK, "x\n", NULL},
    {"longer than it was", "echo x > f", "worktree", "echo yy > f", RQ_READ_OK, "yy\n", NULL},
    {"vanished", "echo x > f", "worktree", "rm f", RQ_READ_UNREADABLE, "there is no such file", NULL},
    {"a folder by now", "echo x > f", "worktree", "rm f; mkdir f", RQ_READ_UNREADABLE, "it is not a regular file",
     NULL},
    {"a link by now", "echo x > f", "worktree", "mv f g; ln -s g f", RQ_READ_UNREADABLE, "it is a symbolic link", NULL},
    {"a pipe by now", "echo x > f", "worktree", "rm f; mkfifo f", RQ_READ_UNREADABLE, "it is not a regular file", NULL},
    {"too large by now", "echo x > f", "worktree", "head -c 1048577 /dev/zero > f", RQ_READ_TOO_LARGE, "", NULL},
    {"left out by a sparse checkout",
     "echo x > f; mkdir a; touch a/g; git add .; git commit -qm 1; "
     "git sparse-checkout set --no-cone a; [ ! -e f ]",
     "worktree", "true", RQ_READ_OK, "x\n", NULL},
    {"left out and there all the same", "echo x > f; git add f; git update-index --skip-worktree f; echo y > f",
     "worktree", "true", RQ_READ_OK, "y\n", NULL},
    {"left out, and its object is gone", "echo x > f; git add f; git update-index --skip-worktree f; rm f", "worktree",
     "rm .git/objects/58/7*", RQ_READ_FAILED, "object 587be6b4c3f93f93c489c0111bba5596147a26cb of 'f' is missing",
     "git fsck"},
    {"line breaks as they are", "echo 'f eol=crlf' > .git/info/attributes; printf 'x\\r\\n' > f", "worktree", "true",
     RQ_READ_OK, "x\r\n", NULL},
    {"line breaks as git keeps them", "echo 'f eol=crlf' > .git/info/attributes; printf 'x\\r\\n' > f; git add f 2>&1",
     "index", "true", RQ_READ_OK, "x\n", NULL},
    {"the index, not the file", "echo x > f; git add f; echo y > f", "index", "true", RQ_READ_OK, "x\n", NULL},
    {"a link", "ln -s a f; git add f", "index", "true", RQ_READ_UNREADABLE, "it is a symbolic link", NULL},
    {"an object that is gone", "echo x > f; git add f", "index", "rm .git/objects/58/7*", RQ_READ_FAILED,
     "object 587be6b4c3f93f93c489c0111bba5596147a26cb of 'f' is missing", "git fsck"},
    {"an object that is damaged", "echo x > f; git add f", "index",
     "chmod u+w .git/objects/58/7*; echo x > $(echo .git/objects/58/7*)", RQ_READ_FAILED, "cannot be read", "git fsck"},
    {"a tree for a blob",
     TREE("git mktree < /dev/null; printf '100644 f\\000' > ../t; printf '" EMPTY_TREE "' >> ../t; "
          "commit $(tree < ../t)"),
     "HEAD", "true", RQ_READ_FAILED, "'f' is no file: its object is a tree", "git fsck"},
    {"a promised object",
     "echo x > f; git add f; git commit -qm 1; git clone -q --bare --filter=blob:none file://$PWD ../c; "
     "rm -rf .git; mv ../c .git; git config core.bare false",
     "HEAD", "true", RQ_READ_FAILED, "object 587be6b4c3f93f93c489c0111bba5596147a26cb of 'f' is missing",
     "partial clone"},
    {"the remedy for a promised object",
     "echo x > f; git add f; git commit -qm 1; git clone -q --bare . ../o; "
     "git clone -q --bare --filter=blob:none file://$PWD/../o ../c; rm -rf .git; mv ../c .git; "
     "git config core.bare false; git fetch -q --refetch --no-filter",
     "HEAD", "true", RQ_READ_OK, "x\n", NULL},
};

/* Reading an entry after the repository was changed behind the snapshot. */
static void test_reading(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reading_rows / sizeof reading_rows[0]; i++) {
        char *folder = enter_folder();
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        script(reading_rows[i].before);
        struct rq_repo *repo = open_here(arena);
        const struct rq_snapshot *snapshot = take_snapshot(repo, reading_rows[i].state, arena, &err);
        const struct rq_snapshot_entry *entry = snapshot ? rq_snapshot_find(snapshot, RQ_STR("f")) : NULL;
        if (!entry)
            fail_msg("%s: no entry", reading_rows[i].name);
        script(reading_rows[i].after);
        struct rq_read read;
        enum rq_read_result result = rq_snapshot_read(snapshot, entry, arena, &read, &err);
        rq_str said = result == RQ_READ_OK ? read.text : result == RQ_READ_FAILED ? err.message : read.why;
        if ((int)result != reading_rows[i].result ||
            rq_str_find(said, rq_str_from(reading_rows[i].said), 0) == RQ_NOT_FOUND ||
            (result == RQ_READ_OK && said.len != strlen(reading_rows[i].said)))
            fail_msg("%s: result %d, said '%.*s'", reading_rows[i].name, (int)result, RQ_ARG(said));
        if (reading_rows[i].hint && !(err.hint.len && strstr(err.hint.ptr, reading_rows[i].hint)))
            fail_msg("%s: hint '%.*s'", reading_rows[i].name, RQ_ARG(err.hint));
        assert_int_equal(err.failed, result == RQ_READ_FAILED);
        rq_repo_close(repo);
        rq_arena_free(arena);
        leave_folder(folder);
    }
}

static void test_many_files(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    script("for d in $(seq 100); do mkdir d$d; (cd d$d; touch $(seq 100)); done; git add d1 d2 d50");
    struct rq_repo *repo = open_here(arena);
    const struct rq_snapshot *snapshot = rq_snapshot_worktree(repo, arena, &err);
    assert_non_null(snapshot);
    assert_int_equal(snapshot->entry_count, 10000);
    for (size_t i = 1; i < snapshot->entry_count; i++)
        assert_true(rq_str_compare(snapshot->entries[i - 1].path, snapshot->entries[i].path) < 0);
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worktree),      cmocka_unit_test(test_index),        cmocka_unit_test(test_commit),
        cmocka_unit_test(test_hostile_trees), cmocka_unit_test(test_states_agree), cmocka_unit_test(test_commit_facts),
        cmocka_unit_test(test_reading),       cmocka_unit_test(test_many_files),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

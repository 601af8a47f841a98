/* Opening: where repositories are found, what git's variables change, which kinds are refused, real hooks, and paths. */
#include "repo_fixture.h"

#define A_AND_B "touch a; git add a; git commit -qm 1; touch b; "

static void test_discovery(void **state)
{
    (void)state;
    static const struct repo_case rows[] = {
        {"from a folder below", "mkdir -p d/e; touch d/f", LISTS("worktree", "d/f"), .directory = "d/e"},
        {"an absolute path", "touch f", LISTS("worktree", "f"), .directory = "@@/r"},
        {"through a link", "touch f; ln -s r ../l", LISTS("worktree", "f"), .directory = "../l"},
        {"inside of .git", "touch f", LISTS("worktree", "f"), .directory = ".git/refs"},
        {"no repository", "true", FAILS("worktree", "'@@/' is not in a git repository", "git init"), .directory = ".."},
        {"no such folder", "true", FAILS("worktree", "cannot look into 'no': there is no such file", "-C DIR"),
         .directory = "no"},
        {"a file", "touch f", FAILS("worktree", "cannot look into 'f': a part of the path is not a folder", "-C DIR"),
         .directory = "f"},
        {"a ceiling", "mkdir -p d/e", FAILS("worktree", "'@@/r/d/e/' is not in a git repository", "git init"),
         .directory = "d/e", .env = {"GIT_CEILING_DIRECTORIES=/nowhere:@@/r/d"}},
        {"a ceiling above", "mkdir -p d/e; touch f", LISTS("worktree", "f"), .directory = "d/e",
         .env = {"GIT_CEILING_DIRECTORIES=@@"}},
        {"GIT_DIR", A_AND_B "mkdir ../x; touch ../x/c", LISTS("HEAD", "a"), .directory = "../x",
         .env = {"GIT_DIR=.git"}},
        {"GIT_DIR makes the start the root", A_AND_B "mkdir ../x; touch ../x/c", LISTS("worktree", "c"),
         .directory = "../x", .env = {"GIT_DIR=@@/r/.git"}},
        {"GIT_DIR and a folder below", A_AND_B "mkdir d", LISTS("worktree", "a b"), .directory = "d",
         .env = {"GIT_DIR=.git"}},
        {"GIT_DIR is a file that names it", A_AND_B "mv .git ../g; echo 'gitdir: ../g' > .git",
         LISTS("worktree", "a b"), .env = {"GIT_DIR=.git"}},
        {"GIT_DIR is wrong", "true",
         FAILS("worktree", "GIT_DIR names 'nowhere', which is no git repository", "unset GIT_DIR"),
         .env = {"GIT_DIR=nowhere"}},
        {"GIT_WORK_TREE", A_AND_B "mkdir ../x; touch ../x/c", LISTS("worktree", "c"), .env = {"GIT_WORK_TREE=../x"}},
        {"GIT_WORK_TREE of a bare repository", A_AND_B "git clone -q --bare . ../b", LISTS("worktree", "a b"),
         .env = {"GIT_DIR=../b", "GIT_WORK_TREE=@@/r"}},
        {"GIT_WORK_TREE is wrong", "true", FAILS("worktree", "the working tree '../no' is not there", "GIT_WORK_TREE"),
         .env = {"GIT_WORK_TREE=../no"}},
        {"core.worktree", A_AND_B "mkdir ../x; touch ../x/c; git config core.worktree ../../x", LISTS("worktree", "c")},
        {"GIT_INDEX_FILE is relative to the root", A_AND_B "mkdir d; GIT_INDEX_FILE=i git add b", LISTS("index", "b"),
         .directory = "d", .env = {"GIT_INDEX_FILE=i"}},
        {"GIT_OBJECT_DIRECTORY", A_AND_B "mv .git/objects ../o; mkdir .git/objects", LISTS("HEAD", "a"),
         .env = {"GIT_OBJECT_DIRECTORY=../o"}},
        {"GIT_ALTERNATE_OBJECT_DIRECTORIES", A_AND_B "mv .git/objects '../o:\"p'; mkdir .git/objects",
         LISTS("HEAD", "a"), .env = {"GIT_ALTERNATE_OBJECT_DIRECTORIES=/nowhere:\"@@/o\\072\\\"p\""}},
        {"a bare repository has no working tree", "git init -q --bare ../b",
         FAILS("worktree", "a bare repository has no working tree", "--rev REV"), .directory = "../b"},
    };
    RUN_CASES(rows);
}

static void test_kinds(void **state)
{
    (void)state;
    static const struct repo_case rows[] = {
        {"SHA-256", "rm -rf .git; git init -q --object-format=sha256",
         FAILS(
             "worktree",
             "cannot open the repository around '@@/r/': its objects are named by SHA-256, which libgit2 does not read",
             "git fast-export --all")},
        {"reftable", "git config core.repositoryFormatVersion 1; git config extensions.refStorage reftable",
         FAILS("worktree",
               "cannot open the repository around '@@/r/': its references are stored in a reftable, which libgit2 does "
               "not read",
               "git refs migrate")},
        {"an extension that nobody knows", "git config core.repositoryFormatVersion 1; git config extensions.nosuch 1",
         FAILS("worktree", "…unsupported extension name extensions.nosuch", "remove the extension")},
        {"a version of the future", "git config core.repositoryFormatVersion 2",
         FAILS("worktree", "…unsupported repository version 2; only versions up to 1 are supported", "newer reqlint")},
        {"extensions that change nothing for a reader",
         "touch a; for e in worktreeConfig preciousObjects relativeWorktrees; do git config extensions.$e true; done; "
         "git config extensions.partialClone origin; git config core.repositoryFormatVersion 1",
         LISTS("worktree", "a")},
    };
    RUN_CASES(rows);
}

static void test_shallow(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    script(A_AND_B "git commit -qam 2 --allow-empty; git clone -q --depth 1 file://$PWD ../c; "
                   "git -C ../c worktree add -q ../w");
    static const char *const folders[] = {".", "../c", "../w"};
    for (size_t i = 0; i < 3; i++) {
        struct rq_repo *repo = rq_repo_open(folders[i], &err);
        assert_non_null(repo);
        assert_int_equal(rq_repo_is_shallow(repo), i > 0);
        assert_false(rq_repo_is_bare(repo));
        rq_repo_close(repo);
    }
    setenv("GIT_SHALLOW_FILE", "../c/.git/shallow", 1);
    struct rq_repo *repo = open_here(arena);
    assert_true(rq_repo_is_shallow(repo));
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

static void test_paths(void **state)
{
    (void)state;
    static const struct {
        const char *argument, *path; /* NULL: outside */
    } rows[] = {
        {"x", "d/e/x"},     {"./x/", "d/e/x"},    {"../y", "d/y"},     {"../..", ""}, {"../../z/./w", "z/w"},
        {"../../..", NULL}, {"../../../r", NULL}, {".", "d/e"},        {"", "d/e"},   {"x//y", "d/e/x/y"},
        {"@@/r/q/", "q"},   {"@@/r", ""},         {"@@/l/d/x", "d/x"}, {"@@/l", ""},  {"@@/rr", NULL},
        {"/", NULL},        {"@@/r/d/../q", "q"},
    };
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    script("mkdir -p d/e; ln -s r ../l");
    assert_int_equal(chdir("d/e"), 0);
    struct rq_repo *repo = open_here(arena);
    assert_true(rq_str_equal(rq_repo_prefix(repo), RQ_STR("d/e/")));
    assert_true(rq_str_equal(rq_repo_root(repo), rq_str_from(put_folder(arena, "@@/r/", folder))));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rq_err err = {.arena = arena};
        rq_str path = {0};
        bool ok = rq_repo_path(repo, rq_str_from(put_folder(arena, rows[i].argument, folder)), arena, &path, &err);
        if (ok != (rows[i].path != NULL) || (ok && !rq_str_equal(path, rq_str_from(rows[i].path))))
            fail_msg("'%s' gave '%.*s'", rows[i].argument, RQ_ARG(path));
        assert_int_equal(ok, !err.failed);
    }
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

/* Hooks call this program with --list STATE; what it lists must be what git is about to take. */
static void test_hooks(void **state)
{
    (void)state;
    static const struct {
        const char *name, *script;
    } rows[] = {
        {"commit", "echo index > ../state; touch c; git add c; git commit -qm 2; grep -qx 'a c' ../seen"},
        {"commit -a", "echo index > ../state; touch c; git add -N c; git commit -qam 2; grep -qx 'a c' ../seen"},
        {"commit PATH", "echo index > ../state; touch c d; git add c d; git commit -qm 2 d; grep -qx 'a d' ../seen"},
        {"from a folder below", "echo index > ../state; mkdir x; cd x; touch c; git add c; git commit -qm 2; "
                                "grep -qx 'a x/c' ../../seen"},
        {"in a linked worktree", "echo index > ../state; git worktree add -q ../w; cd ../w; touch c; git add c; "
                                 "git commit -qm 2; grep -qx 'a c' ../seen"},
        {"push into quarantine", "git init -q --bare ../b; cp .git/hooks/pre-commit ../b/hooks/pre-receive; "
                                 "git rev-parse HEAD > ../state; git push -q ../b main; grep -qx a ../seen"},
        {"push to a path with a colon",
         "mkdir ../p:q; git init -q --bare ../p:q/b; "
         "cp .git/hooks/pre-commit ../p:q/b/hooks/pre-receive; "
         "git rev-parse HEAD > ../state; git push -q file://$PWD/../p:q/b main; grep -qx a ../seen"},
        {"push a pack", "for i in $(seq 200); do echo $i > f$i; done; git add .; git commit -qnm 2; "
                        "git init -q --bare ../b; cp .git/hooks/pre-commit ../b/hooks/pre-receive; "
                        "git rev-parse HEAD > ../state; git push -q ../b main; grep -q 'f199' ../seen"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *folder = enter_folder();
        script("touch a; git add a; git commit -qm 1; "
               "printf '#!/bin/sh\\n\"$PROGRAM\" --list $(cat \"$HOME/state\") > \"$HOME/seen\"\\n' > "
               ".git/hooks/pre-commit; "
               "chmod +x .git/hooks/pre-commit");
        if (run_script(rows[i].script) != 0)
            fail_msg("%s (SHOW=1 shows why)", rows[i].name);
        leave_folder(folder);
    }
}

static int list(const char *which)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_repo *repo = rq_repo_open(".", &err);
    const struct rq_snapshot *snapshot = repo ? take_snapshot(repo, which, arena, &err) : NULL;
    puts(snapshot ? print_listing(arena, snapshot) : err.message.ptr);
    int code = snapshot ? 0 : 1;
    rq_repo_close(repo);
    rq_arena_free(arena);
    return code;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_discovery), cmocka_unit_test(test_kinds), cmocka_unit_test(test_shallow),
        cmocka_unit_test(test_paths),     cmocka_unit_test(test_hooks),
    };
    char here[4096], program[8192];
    if (argc > 2 && strcmp(argv[1], "--list") == 0)
        return list(argv[2]);
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    snprintf(program, sizeof program, "%s/%s", argv[0][0] == '/' || !getcwd(here, sizeof here) ? "" : here, argv[0]);
    setenv("PROGRAM", program, 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

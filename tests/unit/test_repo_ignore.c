/* Ignore rules: patterns by table, files by table, and both against git on random trees. */
#include "repo_fixture.h"

#include "repo/internal.h"

static const struct {
    const char *pattern, *path;
    bool folder, ignored;
} pattern_rows[] = {
    {"a", "a", false, true},
    {"a", "b/a", false, true},
    {"/a", "b/a", false, false},
    {"/a", "a", false, true},
    {"a/", "a", false, false},
    {"a/", "a", true, true},
    {"b/a", "b/a", false, true},
    {"b/a", "c/b/a", false, false},
    {"**/b/a", "c/b/a", false, true},
    {"**/b/a", "b/a", false, true},
    {"c/**", "c/b/a", false, true},
    {"c/**", "c", true, false},
    {"c/**/a", "c/a", false, true},
    {"c/**/a", "c/x/y/a", false, true},
    {"c/*/a", "c/x/y/a", false, false},
    {"**/x/**/y/**", "a/x/x/b/y/z", false, true},
    {"*.log", ".log", false, true},
    {"*.log", "a/b.log", false, true},
    {"a*b*c", "aXbYbZc", false, true},
    {"a*b*c", "aXbYbZ", false, false},
    {"a?c", "abc", false, true},
    {"a?c", "ac", false, false},
    {"[a-c]x", "bx", false, true},
    {"[!a-c]x", "bx", false, false},
    {"[^a-c]x", "dx", false, true},
    {"[]-]x", "]x", false, true},
    {"[]-]x", "-x", false, true},
    {"[[:digit:]_]x", "7x", false, true},
    {"[[:digit:]_]x", "_x", false, true},
    {"[[:nosuch:]]x", "7x", false, false},
    {"[ab", "a", false, false},
    {"[", "[", false, false},
    {"a\\*", "a*", false, true},
    {"a\\*", "ab", false, false},
    {"a\\", "a\\", false, false},
    {"\\#a", "#a", false, true},
    {"#a", "#a", false, false},
    {"\\!a", "!a", false, true},
    {"!a", "a", false, false},
    {"a  ", "a", false, true},
    {"a\\ ", "a ", false, true},
    {"a\r\n", "a", false, true},
    {"\xef\xbb\xbf"
     "a",
     "a", false, true},
    {"a\n!a", "a", false, false},
    {"!a\na", "a", false, true},
    {"/", "a", true, false},
    {"\n\n", "a", false, false},
    {"A", "a", false, false},
};

static void test_patterns(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < sizeof pattern_rows / sizeof pattern_rows[0]; i++) {
        const struct rq_ignore *ignore = rq_ignore_parse(arena, NULL, 0, rq_str_from(pattern_rows[i].pattern), false);
        if (rq_ignore_match(ignore, rq_str_from(pattern_rows[i].path), pattern_rows[i].folder) !=
            pattern_rows[i].ignored)
            fail_msg("row %zu: '%s' on '%s'", i, pattern_rows[i].pattern, pattern_rows[i].path);
    }
    rq_arena_free(arena);
}

/* A pattern that backtracks must not take longer than its length times that of the path. */
static void test_hostile_pattern(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf pattern = {.arena = arena}, path = {.arena = arena};
    for (int i = 0; i < 2000; i++)
        rq_buf_add(&pattern, RQ_STR("*a"));
    rq_buf_byte(&pattern, 'b');
    rq_buf_repeat(&path, 'a', 4000);
    assert_false(rq_glob_name(rq_buf_text(&pattern), rq_buf_text(&path)));
    pattern.len = path.len = 0;
    for (int i = 0; i < 500; i++)
        rq_buf_add(&pattern, RQ_STR("**/a/"));
    rq_buf_byte(&pattern, 'b');
    for (int i = 0; i < 2000; i++)
        rq_buf_add(&path, RQ_STR("a/"));
    rq_buf_byte(&path, 'a');
    assert_false(rq_glob_path(rq_buf_text(&pattern), rq_buf_text(&path)));
    rq_arena_free(arena);
}

static void test_files(void **state)
{
    (void)state;
    static const struct repo_case rows[] = {
        {"a nested file takes a rule back",
         "mkdir a; touch a/keep.log a/x.log keep.log; echo '*.log' > .gitignore; echo '!keep.log' > a/.gitignore",
         LISTS("worktree", ".gitignore a/.gitignore a/keep.log")},
        {"nothing comes back below an excluded folder",
         "mkdir -p a/b; touch a/b/f; printf 'a\\n!a/b/f\\n' > .gitignore; echo '!f' > a/b/.gitignore",
         LISTS("worktree", ".gitignore")},
        {"everything but one folder",
         "mkdir -p a/b c; touch a/b/f a/g c/h; printf '/*\\n!/a\\n/a/*\\n!/a/b\\n' > .gitignore",
         LISTS("worktree", "a/b/f")},
        {"a link is no ignore file", "touch a; echo a > ../i; ln -s ../i .gitignore",
         LISTS("worktree", ".gitignore@ a")},
        {"info/exclude", "touch a b; echo a > .git/info/exclude; echo '!a' > ../x; git config core.excludesFile ../x",
         LISTS("worktree", "b")},
        {"core.excludesFile", "touch a b; echo a > ../x; git config core.excludesFile '~/x'", LISTS("worktree", "b")},
        {"the user's default", "touch a b; mkdir -p ~/.config/git; echo a > ~/.config/git/ignore",
         LISTS("worktree", "b")},
        {"core.ignoreCase", "touch Ab aB b; echo 'AB' > .gitignore; git config core.ignoreCase true",
         LISTS("worktree", ".gitignore b")},
        {"info/exclude of a linked worktree is that of the main one",
         "git commit -q --allow-empty -m 1; git worktree add -q ../w; touch ../w/a ../w/b; echo a > .git/info/exclude",
         LISTS("worktree", "b"), .directory = "../w"},
    };
    RUN_CASES(rows);
}

static uint32_t next_random(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 16) % below;
}

static void write_random_rules(FILE *file, uint32_t *seed)
{
    static const char *const parts[] = {"a",  "b", "foo",  "*.log", "*",    "foo*",
                                        "**", "?", "[ab]", "x.log", "[!a]", "f?o"};
    for (uint32_t lines = 1 + next_random(seed, 4); lines > 0; lines--) {
        fputs(next_random(seed, 3) == 0 ? "!" : "", file);
        fputs(next_random(seed, 3) == 0 ? "/" : "", file);
        for (uint32_t count = 1 + next_random(seed, 3); count > 0; count--)
            fprintf(file, "%s%s", parts[next_random(seed, 12)], count > 1 ? "/" : "");
        fputs(next_random(seed, 3) == 0 ? "/\n" : "\n", file);
    }
}

static void write_random_tree(uint32_t *seed)
{
    static const char *const folders[] = {"", "a/", "a/b/", "a/foo/", "b/", "b/a/", "b/a/b/", "foo/"};
    static const char *const names[] = {"x.log", "c", "foo.log", "f", "q.txt"};
    char path[64];
    for (size_t i = 0; i < 8; i++) {
        snprintf(path, sizeof path, "./%s", folders[i]);
        mkdir(path, 0777);
        for (uint32_t files = 1 + next_random(seed, 4); files > 0; files--) {
            snprintf(path, sizeof path, "%s%s", folders[i], names[next_random(seed, 5)]);
            fclose(fopen(path, "w"));
        }
        if (next_random(seed, 3) > 0)
            continue;
        snprintf(path, sizeof path, "%s.gitignore", folders[i]);
        FILE *rules = fopen(path, "w");
        write_random_rules(rules, seed);
        fclose(rules);
    }
}

static void test_against_git(void **state)
{
    (void)state;
    char *folder = enter_folder();
    for (uint32_t round = 0; round < 30; round++) {
        uint32_t seed = round;
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        write_random_tree(&seed);
        script("[ $(($(git ls-files | wc -l))) = 0 ] && git add -f $(find . -name f -path './b*'); "
               "git ls-files -co --exclude-standard | sort > ../expected");
        struct rq_repo *repo = open_here(arena);
        const struct rq_snapshot *snapshot = rq_snapshot_worktree(repo, arena, &err);
        assert_non_null(snapshot);
        FILE *file = fopen("../expected", "r");
        char line[128];
        size_t at = 0;
        for (; fgets(line, sizeof line, file); at++) {
            line[strcspn(line, "\n")] = '\0';
            if (at >= snapshot->entry_count || !rq_str_equal(snapshot->entries[at].path, rq_str_from(line)))
                fail_msg("round %u: git has '%s'", round, line);
        }
        fclose(file);
        if (at != snapshot->entry_count)
            fail_msg("round %u: git lacks '%.*s'", round, RQ_ARG(snapshot->entries[at].path));
        rq_repo_close(repo);
        rq_arena_free(arena);
        script("git rm -rq --cached --ignore-unmatch . ; rm -rf ./* .gitignore");
    }
    leave_folder(folder);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_hostile_pattern),
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_against_git),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

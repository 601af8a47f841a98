/* Merges in memory, ranges of commits, folders and files that are no repository. */
#include "repo_fixture.h"

/* What a merge of `main` and `topic` gives: "paths of the result | conflicts | subjects of the range". */
struct merge_case {
    const char *name;
    const char *script;
    const char *outcome; /* NULL: it fails */
    const char *message;
    bool replaces;
};

#define COMMIT(words) "git add -A; git commit -qm '" words "'; "
#define BASE          "echo one > a; echo 1 > same; " COMMIT("base") "git switch -qc topic; "
#define ON_MAIN       "git switch -q main; "
/* A commit-graph of the version that libgit2 reads. */
#define GRAPH                                                                                                          \
    "git -c commitGraph.generationVersion=1 commit-graph write --reachable; g=.git/objects/info/commit-graph; "
/* What a shallow clone is: the parents of the named commits are not there. */
#define CUT_AT(commits)                                                                                                \
    "git rev-parse " commits " > .git/shallow; git -c gc.reflogExpire=now -c gc.pruneExpire=now gc -q --prune=now; "

static const struct merge_case merge_cases[] = {
    {"fast forward", BASE "echo two > b; " COMMIT("b"), "a=one b=two same=1 | | b", NULL, false},
    {"each side adds a file", BASE "echo two > b; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c"),
     "a=one b=two c=3 same=1 | | b", NULL, false},
    {"one side removes, the other leaves", BASE "git rm -q a; " COMMIT("drop") ON_MAIN "echo 3 > c; " COMMIT("c"),
     "c=3 same=1 | | drop", NULL, false},
    {"contents of one file",
     "printf '1\\n2\\n3\\n4\\n5\\n' > a; " COMMIT("base") "git switch -qc topic; sed -i s/5/five/ a; " COMMIT("end")
         ON_MAIN "sed -i s/1/one/ a; " COMMIT("start"),
     "a=one,2,3,4,five | | end", NULL, false},
    {"both change one line", BASE "echo two > a; " COMMIT("two") ON_MAIN "echo three > a; " COMMIT("three"),
     "a=two same=1 | a | two", NULL, false},
    {"changed here, removed there",
     BASE "git rm -q a; git rm -q same; " COMMIT("drop") ON_MAIN "echo 2 > a; echo 2 > same; " COMMIT("change"),
     " | a same | drop", NULL, false},
    {"both add the same file", BASE "echo new > b; " COMMIT("b") ON_MAIN "echo new > b; " COMMIT("b too"),
     "a=one b=new same=1 | | b", NULL, false},
    {"a file moved here and changed there",
     "seq 9 > a; " COMMIT("base") "git switch -qc topic; git mv a b; " COMMIT("move") ON_MAIN
     "sed -i s/9/nine/ a; " COMMIT("change"),
     "b=1,2,3,4,5,6,7,8,nine | | move", NULL, false},
    {"two merge bases",
     BASE "echo t > t; " COMMIT("t") ON_MAIN
     "echo m > m; " COMMIT("m") "git branch old; git merge -q -m one topic; git switch -q topic; git merge -q -m two "
                                "old; echo u > u; " COMMIT("u") ON_MAIN "echo n > n; " COMMIT("n"),
     "a=one m=m n=n same=1 t=t u=u | | u two", NULL, false},
    {"a commit-graph", BASE "echo two > b; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c") GRAPH,
     "a=one b=two c=3 same=1 | | b", NULL, false},
    {"a commit-graph that is cut off",
     BASE "echo two > b; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c") GRAPH "head -c 1100 $g > g; mv -f g $g; ",
     "a=one b=two c=3 same=1 | | b", NULL, false},
    {"a commit-graph that is older than its branches",
     BASE GRAPH "echo two > b; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c"), "a=one b=two c=3 same=1 | | b", NULL,
     false},
    {"newest first, merges among them",
     BASE "echo 1 > b; " COMMIT("first") "git switch -qc side; echo 2 > c; " COMMIT(
         "second") "git switch -q topic; git merge -q --no-ff -m third side; ",
     "a=one b=1 c=2 same=1 | | third second first", NULL, false},
    {"nothing new", BASE, "a=one same=1 | | ", NULL, false},
    {"head behind base", BASE ON_MAIN "echo 3 > c; " COMMIT("c"), "a=one c=3 same=1 | | ", NULL, false},
    {"unrelated", BASE "git checkout -q --orphan x; " COMMIT("other root") "git branch -qf topic x; ", NULL,
     "'main' and 'topic' have no common commit", false},
    {"a missing blob",
     BASE "printf '1\\n2\\n3\\n' > a; " COMMIT("b") ON_MAIN "printf 'one\\ntwo\\n' > a; " COMMIT(
         "c") "f=$(git rev-parse main~:a); rm -f .git/objects/$(echo $f | cut -c 1-2)/$(echo $f | cut -c 3-); ",
     NULL, "…object not found - no match for id (5626abf0f72e58d7a153368ba57db4c673c0e171)", false},
    {"cut behind the common commit",
     BASE "echo two > b; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c") CUT_AT("main~1"),
     "a=one b=two c=3 same=1 | | b", NULL, false},
    {"cut at the common commit, which has parents",
     "echo 0 > a; " COMMIT("root") BASE "printf '1\\n2\\n3\\n4\\n' > a; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c")
         CUT_AT("main~1"),
     "a=1,2,3,4 c=3 same=1 | | b", NULL, false},
    {"both changed a file since the cut",
     "echo 0 > z; " COMMIT("root") "printf '1\\n2\\n3\\n4\\n5\\n' > a; " COMMIT(
         "base") "git switch -qc topic; "
                 "sed -i s/5/five/ a; " COMMIT("end") ON_MAIN "sed -i s/1/one/ a; " COMMIT("start") CUT_AT("main~1"),
     "a=one,2,3,4,five z=0 | | end", NULL, false},
    {"a fast forward behind a cut", "echo 0 > z; " COMMIT("root") BASE "echo two > b; " COMMIT("b") CUT_AT("main"),
     "a=one b=two same=1 z=0 | | b", NULL, false},
    {"cut before the common commit",
     BASE "echo two > b; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c") CUT_AT("main"), NULL,
     "this shallow clone ends before it is clear which commit 'main' and 'topic' have in common", false},
    {"a side branch of the base is cut",
     BASE "git branch side; echo two > b; " COMMIT("b") "git switch -q side; echo 1 > d; " COMMIT(
         "d1") "echo 2 > d; " COMMIT("d2") ON_MAIN
     "echo 3 > c; " COMMIT("c") "git branch -q old; git merge -q -m merged side; git switch -q topic; "
                                "git merge -q -m m2 old; " CUT_AT("side"),
     NULL, "this shallow clone ends before it is clear which commit 'main' and 'topic' have in common", false},
    {"two merge bases, and history is cut",
     "echo 0 > z; " COMMIT("root") BASE "echo t > t; " COMMIT("t") ON_MAIN
     "echo m > m; " COMMIT("m") "git branch old; git merge -q -m one topic; git switch -q topic; git merge -q -m two "
                                "old; echo u > u; " COMMIT("u") ON_MAIN "echo n > n; " COMMIT("n") CUT_AT("old~1"),
     NULL, "'main' and 'topic' have several last common commits, too many for a shallow clone", false},
    {"unrelated, and history is cut",
     "echo 0 > z; " COMMIT("root") BASE
     "git checkout -q --orphan x; " COMMIT("other root") "git branch -qf topic x; " CUT_AT("main"),
     NULL, "this shallow clone ends before it is clear which commit 'main' and 'topic' have in common", false},
    {"a lost commit, and history is cut elsewhere",
     "echo 0 > z; " COMMIT("root") BASE "echo two > b; " COMMIT("b") ON_MAIN
     "echo 3 > c; " COMMIT("c") "git rev-parse main~2 > .git/shallow; f=$(git rev-parse main~1); rm -f "
                                ".git/objects/$(echo $f | cut -c 1-2)/$(echo $f | cut -c 3-); ",
     NULL, "a commit of this shallow clone cannot be read: object not found - no match for id (…", false},
    {"put in its place, cut behind what both have",
     "echo 0 > z; " COMMIT("root") BASE "echo two > b; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c")
         CUT_AT("main~1"),
     "a=one b=two same=1 z=0 | | b", NULL, true},
    {"put in its place, cut before it is clear what is new",
     BASE "echo two > b; " COMMIT("b") "echo four > b; " COMMIT("b4") CUT_AT("topic~1"), NULL,
     "this shallow clone ends before it is clear which commits are new", true},
    {"put in its place", BASE "echo two > b; " COMMIT("b") ON_MAIN "echo 3 > c; " COMMIT("c"),
     "a=one b=two same=1 | | b", NULL, true},
    {"another history in its place",
     BASE "git checkout -q --orphan x; git rm -qrf .; echo y > y; " COMMIT("other root") "git branch -qf topic x; ",
     "y=y | | other root", NULL, true},
};

static rq_str read_entry(const struct rq_snapshot *snapshot, const struct rq_snapshot_entry *entry,
                         struct rq_arena *arena)
{
    struct rq_read read;
    struct rq_err err = {.arena = arena};
    if (rq_snapshot_read(snapshot, entry, arena, &read, &err) != RQ_READ_OK)
        return RQ_STR("(unreadable)");
    rq_str text = rq_str_trim(read.text);
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < text.len; i++)
        rq_buf_byte(&buf, text.ptr[i] == '\n' ? ',' : text.ptr[i]);
    return rq_buf_text(&buf);
}

static const char *print_merge(const struct rq_merge *merge, struct rq_arena *arena)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < merge->result->entry_count; i++) {
        rq_str path = merge->result->entries[i].path;
        rq_str text = read_entry(merge->result, &merge->result->entries[i], arena);
        rq_buf_format(&buf, "%s%.*s=%.*s", i == 0 ? "" : " ", RQ_ARG(path), RQ_ARG(text));
    }
    rq_buf_add(&buf, RQ_STR(" |"));
    for (size_t i = 0; i < merge->conflict_count; i++)
        rq_buf_format(&buf, " %.*s", RQ_ARG(merge->conflicts[i]));
    rq_buf_add(&buf, RQ_STR(" | "));
    for (size_t i = 0; i < merge->commit_count; i++)
        rq_buf_format(&buf, "%s%.*s", i == 0 ? "" : " ", RQ_ARG(merge->commits[i].message));
    return rq_buf_text(&buf).ptr;
}

static bool run_merge_case(const struct merge_case *row)
{
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_merge merge;
    script(row->script);
    struct rq_repo *repo = open_here(arena);
    bool ok = row->replaces ? rq_repo_replace(repo, "main", "topic", NULL, arena, &merge, &err)
                            : rq_repo_merge(repo, "main", "topic", arena, &merge, &err);
    const char *outcome = ok ? print_merge(&merge, arena) : err.message.ptr;
    bool fits =
        row->outcome != NULL ? ok && strcmp(outcome, row->outcome) == 0 : !ok && message_fits(row->message, outcome);
    if (!fits)
        print_error("%s: %s\n  expected: %s\n", row->name, outcome, row->outcome != NULL ? row->outcome : row->message);
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
    return fits;
}

static void test_merges(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof merge_cases / sizeof merge_cases[0]; i++)
        wrong += !run_merge_case(&merge_cases[i]);
    assert_int_equal(wrong, 0);
}

/* A second merge of one repository uses the same store, and both results can be read. */
static void test_merge_twice(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_merge first, second;
    script("printf '1\\n2\\n3\\n4\\n5\\n' > a; " COMMIT("base") "git switch -qc topic; sed -i s/5/five/ a; " COMMIT(
        "end") "git switch -qc other main; sed -i s/5/last/ a; " COMMIT("last") ON_MAIN
           "sed -i s/1/one/ a; " COMMIT("start"));
    struct rq_repo *repo = open_here(arena);
    assert_true(rq_repo_merge(repo, "main", "topic", arena, &first, &err));
    assert_true(rq_repo_merge(repo, "main", "other", arena, &second, &err));
    assert_string_equal(print_merge(&first, arena), "a=one,2,3,4,five | | end");
    assert_string_equal(print_merge(&second, arena), "a=one,2,3,4,last | | last");
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

static const char commit_script[] =
    "echo 1 > kept; echo 2 > changed; echo 3 > gone; git add -A; git commit -qm base; git switch -qc topic; "
    "echo two > changed; git rm -q gone; mkdir d; echo 4 > d/new; git add -A; "
    "printf '\\n\\nSubject\\377 here\\n\\nBody: not a trailer,\\nfor it is prose.\\n\\n"
    "Signed-off-by: A <a@x>\\nReviewed-by: B\\nSigned-off-by: C <c@x>\\n\\n' > ../message; "
    "GIT_AUTHOR_NAME='Ann' GIT_AUTHOR_EMAIL=ann@x GIT_COMMITTER_NAME=Robot GIT_COMMITTER_EMAIL=r@x "
    "GIT_COMMITTER_DATE=2026-05-06T07:08:09+02:00 git -c i18n.commitEncoding=ISO-8859-1 commit -q --cleanup=verbatim "
    "-F ../message 2>/dev/null";

static void test_commit_of_a_range(void **state)
{
    static const char message[] = "Subject\xef\xbf\xbd here\n\nBody: not a trailer,\nfor it is prose.\n\n"
                                  "Signed-off-by: A <a@x>\nReviewed-by: B\nSigned-off-by: C <c@x>";
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_merge merge;
    script(commit_script);
    struct rq_repo *repo = open_here(arena);
    assert_true(rq_repo_merge(repo, "main", "topic", arena, &merge, &err));
    assert_int_equal(merge.commit_count, 1);
    const struct rq_commit *commit = &merge.commits[0];
    assert_int_equal(commit->message.len, strlen(message));
    assert_memory_equal(commit->message.ptr, message, strlen(message));
    assert_string_equal(commit->author_name.ptr, "Ann");
    assert_string_equal(commit->author_email.ptr, "ann@x");
    assert_string_equal(commit->committer_name.ptr, "Robot");
    assert_string_equal(commit->committer_email.ptr, "r@x");
    assert_int_equal(commit->time, 1778044089); /* 2026-05-06T05:08:09Z */
    assert_int_equal(commit->oid.len, 40);
    assert_int_equal(commit->trailer_count, 3);
    assert_string_equal(commit->trailers[2].name.ptr, "Signed-off-by");
    assert_string_equal(commit->trailers[2].value.ptr, "C <c@x>");
    assert_int_equal(commit->file_count, 3);
    assert_string_equal(commit->files[0].ptr, "changed");
    assert_string_equal(commit->files[1].ptr, "d/new");
    assert_string_equal(commit->files[2].ptr, "gone");
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

struct folder_case {
    const char *name;
    const char *script;
    const char *parts[4];
    const char *listing; /* NULL: it fails */
    const char *message;
};

static const struct folder_case folder_cases[] = {
    {"all of it", "mkdir -p b/c; touch a b/c/d b/e", {""}, "a b/c/d b/e", NULL},
    {"a folder and a file in it", "mkdir b; touch a b/c b/d", {"b", "b/c"}, "b/c b/d", NULL},
    {"a file", "touch a b", {"b"}, "b", NULL},
    {"what is not there", "touch a", {"b", "a/b", "a"}, "a", NULL},
    {"sorted bytewise over all parts", "mkdir b; touch b-c b/c a", {"b", "b-c", "a"}, "a b-c b/c", NULL},
    {"links and git's own folder",
     "mkdir b; touch c; ln -s ../c b/link; ln -s b d; mkdir b/.git; touch b/.git/x",
     {""},
     "c",
     NULL},
    {"a pipe", "mkfifo p; touch a", {""}, "a", NULL},
    {"nothing", "true", {""}, "", NULL},
    {"too deep",
     "p=x; for i in 1 2 3 4 5 6 7 8; do p=$p/$p; done; mkdir -p $p; touch $p/f; mkdir -p y/$p $p/$p",
     {"x"},
     NULL,
     "…nested too deep"},
};

static bool run_folder_case(const struct folder_case *row)
{
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    rq_str parts[4];
    size_t count = 0;
    script("rm -rf .git");
    script(row->script);
    for (; count < 4 && row->parts[count] != NULL; count++)
        parts[count] = rq_str_from(row->parts[count]);
    rq_str base = rq_arena_format(arena, "%s/r/", folder);
    const struct rq_snapshot *snapshot = rq_snapshot_folder(base, parts, count, arena, &err);
    const char *got = snapshot != NULL ? print_listing(arena, snapshot) : err.message.ptr;
    bool fits = row->listing != NULL ? snapshot != NULL && strcmp(got, row->listing) == 0
                                     : snapshot == NULL && message_fits(row->message, got);
    if (!fits)
        print_error("%s: %s\n  expected: %s\n", row->name, got, row->listing != NULL ? row->listing : row->message);
    rq_arena_free(arena);
    leave_folder(folder);
    return fits;
}

static void test_folders(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof folder_cases / sizeof folder_cases[0]; i++)
        wrong += !run_folder_case(&folder_cases[i]);
    assert_int_equal(wrong, 0);
}

static void test_files_in_memory(void **state)
{
    (void)state;
    static const struct rq_memory_file files[] = {
        {{"b/c", 3}, {"three", 5}}, {{"a", 1}, {"", 0}}, {{"b-c", 3}, {"N\0L", 3}}};
    static const char *const texts[] = {"", "N", "three"};
    struct rq_arena *arena = rq_arena_new();
    const struct rq_snapshot *snapshot = rq_snapshot_memory(files, 3, arena);
    assert_string_equal(print_listing(arena, snapshot), "a b-c b/c");
    for (size_t i = 0; i < 3; i++) {
        struct rq_read read;
        struct rq_err err = {.arena = arena};
        assert_int_equal(rq_snapshot_read(snapshot, &snapshot->entries[i], arena, &read, &err), RQ_READ_OK);
        assert_memory_equal(read.text.ptr, texts[i], strlen(texts[i]));
        assert_int_equal(read.size, read.text.len);
    }
    assert_ptr_equal(rq_snapshot_find(snapshot, RQ_STR("b-c")), &snapshot->entries[1]);
    assert_null(rq_snapshot_find(snapshot, RQ_STR("b")));
    assert_int_equal(rq_snapshot_memory(NULL, 0, arena)->entry_count, 0);
    rq_arena_free(arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_merges),  cmocka_unit_test(test_merge_twice),     cmocka_unit_test(test_commit_of_a_range),
    cmocka_unit_test(test_folders), cmocka_unit_test(test_files_in_memory),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* How each ref of a push is judged: with what it is compared, by whose policy, and when there is nothing to judge. */
#include "repo_fixture.h"

/* A script leaves the line of a ref, "OLD NEW NAME", in ../line.  Its plan is printed as
 *
 *   HEAD against BASE (PLACE) by POLICY, called JUDGE[, without KNOWN][, beside HELD][, N lost]
 *
 * with the subject of each commit for its name, or as what is said where there is nothing to judge. */
struct push_case {
    const char *name;
    const char *script;
    const char *plan; /* NULL: it fails */
    const char *message, *hint;
};

#define SKIP    ": there is nothing to judge"
#define NOTHING "0000000000000000000000000000000000000000"
/* Two commits on main, two on topic beside the second. */
#define BRANCHES                                                                                                       \
    "c() { git commit -q --allow-empty -m $1; }; c m1; c m2; git switch -qc topic HEAD~1; c t1; c t2; "                \
    "git switch -q main; "
/* A commit that belongs to no branch any more. */
#define DROPPED "git switch -q --detach main; c x; git switch -q main; x=$(git rev-parse HEAD@{1}); "
/* A commit without parents that belongs to no branch. */
#define ORPHAN "git switch -q --orphan o; c o; git switch -q main; o=$(git rev-parse o); git branch -qD o; "
/* `old` and `new` are revisions in single quotes, or as the shell has them. */
#define PUSH(old, new, ref) "echo $(git rev-parse " old ") $(git rev-parse " new ") " ref " > ../line"

static const struct push_case growing_cases[] = {
    {"a branch grows", BRANCHES PUSH("topic~1", "topic", "refs/heads/topic"),
     "t2 against t1 (what refs/heads/topic holds) by t1, called the base, without m2", NULL, NULL},
    {"the default branch grows", BRANCHES DROPPED PUSH("main", "$x", "refs/heads/main"),
     "x against m2 (what refs/heads/main holds) by m2, called the base", NULL, NULL},
    {"the default branch takes what another has", BRANCHES PUSH("main~1", "topic", "refs/heads/main"),
     "t2 against m1 (what refs/heads/main holds) by m1, called the base", NULL, NULL},
    {"a branch takes the default one", BRANCHES PUSH("topic~2", "main", "refs/heads/topic"),
     "m2 against m1 (what refs/heads/topic holds, and what it takes over from refs/heads/main) by m1, called the base, "
     "without m2, beside m2",
     NULL, NULL},
    {"a branch merges the default one",
     BRANCHES "git switch -q --detach topic; git merge -qm x main; x=$(git rev-parse HEAD); git switch -q main; " PUSH(
         "topic", "$x", "refs/heads/topic"),
     "x against t2 (what refs/heads/topic holds, and what it takes over from refs/heads/main) by t2, called the base, "
     "without m2, beside m2",
     NULL, NULL},
    {"a branch grows that has merged the default one",
     BRANCHES "git switch -q topic; git merge -qm x main; c y; git switch -q main; " PUSH("topic~1", "topic",
                                                                                          "refs/heads/topic"),
     "y against x (what refs/heads/topic holds) by x, called the base, without m2", NULL, NULL},
    {"the same again", BRANCHES PUSH("topic", "topic", "refs/heads/topic"), "brings no new commit" SKIP, NULL, NULL},
    {"forced", BRANCHES DROPPED PUSH("topic", "$x", "refs/heads/topic"),
     "x against t2 (what refs/heads/topic holds, and what it takes over from refs/heads/main) by t2, called the base, "
     "without m2, beside m2, 2 lost",
     NULL, NULL},
    {"the default branch is forced", BRANCHES PUSH("main", "topic", "refs/heads/main"),
     "t2 against m2 (what refs/heads/main holds) by m2, called the base, 1 lost", NULL, NULL},
    {"another history in its place", BRANCHES ORPHAN PUSH("main", "$o", "refs/heads/main"),
     "o against m2 (what refs/heads/main holds) by m2, called the base, 2 lost", NULL, NULL},
    {"set back by one", BRANCHES PUSH("main", "main~1", "refs/heads/main"), "is set back by 1 commit" SKIP, NULL, NULL},
    {"set back by two", BRANCHES PUSH("topic", "topic~2", "refs/heads/topic"), "is set back by 2 commits" SKIP, NULL,
     NULL},
    {"deleted", BRANCHES PUSH("topic", NOTHING, "refs/heads/topic"), "is deleted" SKIP, NULL, NULL},
    {"the default branch is deleted", BRANCHES PUSH("main", NOTHING, "refs/heads/main"), "is deleted" SKIP, NULL, NULL},
    {"deleted and never there", BRANCHES PUSH(NOTHING, NOTHING, "refs/heads/x"), "is deleted" SKIP, NULL, NULL},
};

static const struct push_case new_cases[] = {
    {"a new branch", BRANCHES PUSH(NOTHING, "topic", "refs/heads/new") "; git branch -qD topic",
     "t2 against m1 (where it leaves refs/heads/main) by m1, called the base, without m2", NULL, NULL},
    {"a new branch at the tip of another", BRANCHES PUSH(NOTHING, "topic", "refs/heads/new"),
     "brings no new commit" SKIP, NULL, NULL},
    {"a new branch at an old commit of another", BRANCHES PUSH(NOTHING, "topic~1", "refs/heads/new"),
     "brings no new commit" SKIP, NULL, NULL},
    {"a new branch at what only a tag holds",
     BRANCHES "git tag t topic; " PUSH(NOTHING, "t", "refs/heads/new") "; git branch -qD topic",
     "brings no new commit" SKIP, NULL, NULL},
    {"what is stored and nobody holds counts as new", BRANCHES DROPPED PUSH(NOTHING, "$x", "refs/heads/new"),
     "x against m2 (where it leaves refs/heads/main) by m2, called the base, without m2", NULL, NULL},
    {"so does what is held by a ref that is neither branch nor tag",
     BRANCHES DROPPED "git update-ref refs/changes/1 $x; " PUSH(NOTHING, "$x", "refs/heads/new"),
     "x against m2 (where it leaves refs/heads/main) by m2, called the base, without m2", NULL, NULL},
    {"no commit in common", BRANCHES ORPHAN PUSH(NOTHING, "$o", "refs/heads/new"),
     "o against nothing (no commit in common with refs/heads/main) by m2, called refs/heads/main", NULL, NULL},
    {"another kind of ref", BRANCHES DROPPED PUSH(NOTHING, "$x", "refs/changes/1"),
     "x against m2 (where it leaves refs/heads/main) by m2, called the base, without m2", NULL, NULL},
    {"notes", BRANCHES DROPPED PUSH(NOTHING, "$x", "refs/notes/commits"), "holds notes, not records" SKIP, NULL, NULL},
    {"a tag", BRANCHES DROPPED PUSH(NOTHING, "$x", "refs/tags/v1"),
     "x against m2 (where it leaves refs/heads/main) by m2, called the base, without m2", NULL, NULL},
    {"a tag of what is there", BRANCHES PUSH(NOTHING, "topic", "refs/tags/v1"), "brings no new commit" SKIP, NULL,
     NULL},
    {"an annotated tag of a tag",
     BRANCHES DROPPED "git tag -am a a $x; git tag -am b b a; " PUSH(NOTHING, "b", "refs/tags/v1") "; git tag -d a b",
     "x against m2 (where it leaves refs/heads/main) by m2, called the base, without m2", NULL, NULL},
    {"a tag that is moved", BRANCHES DROPPED PUSH("topic", "$x", "refs/tags/v1"),
     "x against m2 (where it leaves refs/heads/main) by m2, called the base, without m2", NULL, NULL},
    {"a tag of a tree", BRANCHES PUSH(NOTHING, "main^{tree}", "refs/tags/v1"), "names a tree, not a commit" SKIP, NULL,
     NULL},
    {"an annotated tag of a blob",
     BRANCHES "git tag -am a a $(echo x | git hash-object -w --stdin); " PUSH(NOTHING, "a", "refs/tags/a"),
     "names a blob, not a commit" SKIP, NULL, NULL},
    {"a ref that named a tree", BRANCHES DROPPED PUSH("main^{tree}", "$x", "refs/changes/1"),
     "x against m2 (where it leaves refs/heads/main) by m2, called the base, without m2", NULL, NULL},
};

static const struct push_case default_cases[] = {
    {"the first push",
     "git commit -q --allow-empty -m m; m=$(git rev-parse HEAD); git update-ref -d HEAD; " PUSH(NOTHING, "$m",
                                                                                                "refs/heads/main"),
     "m against nothing (there is no default branch yet) by nobody", NULL, NULL},
    {"the first push, of another branch",
     "git commit -q --allow-empty -m m; m=$(git rev-parse HEAD); "
     "git update-ref -d HEAD; " PUSH(NOTHING, "$m", "refs/heads/topic"),
     "m against nothing (there is no default branch yet) by nobody", NULL, NULL},
    {"the default branch, where others are",
     BRANCHES "m=$(git rev-parse main); git update-ref -d HEAD; " PUSH(NOTHING, "$m", "refs/heads/main"),
     "m2 against nothing (there is no default branch yet) by nobody", NULL, NULL},
    {"a new branch, where others are and no default one",
     BRANCHES "m=$(git rev-parse main); git update-ref -d HEAD; " PUSH(NOTHING, "$m", "refs/heads/new"), NULL,
     "the default branch refs/heads/main is not there, so there is nothing to compare a new branch with",
     "git symbolic-ref HEAD"},
    {"a branch grows where there is no default one",
     BRANCHES "git update-ref -d HEAD; " PUSH("topic~1", "topic", "refs/heads/topic"),
     "t2 against t1 (what refs/heads/topic holds) by t1, called the base", NULL, NULL},
    {"a detached HEAD", BRANCHES DROPPED "git switch -q --detach; " PUSH(NOTHING, "$x", "refs/heads/new"),
     "x against m2 (where it leaves HEAD) by m2, called the base, without m2", NULL, NULL},
    {"HEAD names a branch with a slash",
     BRANCHES DROPPED "git branch -m main a/b; " PUSH(NOTHING, "$x", "refs/heads/new"),
     "x against m2 (where it leaves refs/heads/a/b) by m2, called the base, without m2", NULL, NULL},
    {"packed refs", BRANCHES "git pack-refs --all; " PUSH(NOTHING, "topic~1", "refs/heads/new"),
     "brings no new commit" SKIP, NULL, NULL},
};

static const struct push_case broken_cases[] = {
    {"no digits", BRANCHES "echo 1 2 refs/heads/x > ../line", NULL, "a commit is named by 40 digits", ""},
    {"the new object is missing",
     BRANCHES "echo " NOTHING " 1111111111111111111111111111111111111111 refs/heads/x "
              "> ../line",
     NULL, "commit 1111111111111111111111111111111111111111 is missing", "git fsck"},
    {"the old object is missing",
     BRANCHES "echo 1111111111111111111111111111111111111111 $(git rev-parse topic) "
              "refs/heads/x > ../line",
     NULL, "commit 1111111111111111111111111111111111111111 is missing", "git fsck"},
    {"the default branch is broken",
     BRANCHES PUSH("topic~1", "topic",
                   "refs/heads/topic") "; echo 1111111111111111111111111111111111111111 > .git/refs/heads/main",
     NULL, "the default branch refs/heads/main cannot be read: …", ""},
    {"another branch is broken, and reaches nothing",
     BRANCHES DROPPED PUSH(NOTHING, "$x",
                           "refs/heads/new") "; echo 1111111111111111111111111111111111111111 > .git/refs/heads/topic",
     "x against m2 (where it leaves refs/heads/main) by m2, called the base, without m2", NULL, NULL},
    {"a commit on the way is missing",
     BRANCHES DROPPED PUSH("topic", "$x",
                           "refs/heads/topic") "; rm -f $(git rev-parse main | sed 's,..,.git/objects/&/,')",
     NULL, "the default branch refs/heads/main cannot be read: …", ""},
    {"a shallow repository",
     BRANCHES PUSH("topic~1", "topic", "refs/heads/topic") "; git rev-parse topic~1 > .git/shallow", NULL,
     "what a push brings cannot be told in a shallow repository", "git fetch --unshallow"},
};

static rq_str next_word(rq_str text, size_t *at, char end)
{
    size_t start = *at;
    while (*at < text.len && text.ptr[*at] != end)
        ++*at;
    return rq_str_slice(text, start, (*at)++);
}

static rq_str read_text(struct rq_arena *arena, const char *path)
{
    struct rq_buf buf = {.arena = arena};
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int c; (c = fgetc(file)) != EOF;)
        rq_buf_byte(&buf, (char)c);
    fclose(file);
    return rq_buf_text(&buf);
}

/* The subject of a commit; names = { digits SP subject LF }. */
static rq_str subject_of(rq_str names, const char *digits)
{
    size_t at = digits == NULL ? RQ_NOT_FOUND : rq_str_find(names, rq_str_from(digits), 0);
    if (at == RQ_NOT_FOUND)
        return digits == NULL ? RQ_STR("nothing") : rq_str_from(digits);
    at += strlen(digits) + 1;
    return next_word(names, &at, '\n');
}

static const char *print_plan(const struct rq_push_plan *plan, rq_str names, struct rq_arena *arena)
{
    struct rq_buf buf = {.arena = arena};
    if (plan->nothing.len > 0)
        return rq_arena_copy(arena, plan->nothing).ptr;
    rq_buf_format(&buf, "%.*s against %.*s (%.*s) by ", RQ_ARG(subject_of(names, plan->head)),
                  RQ_ARG(subject_of(names, plan->base)), RQ_ARG(plan->place));
    if (plan->policy == NULL)
        rq_buf_add(&buf, RQ_STR("nobody"));
    else
        rq_buf_format(&buf, "%.*s, called %s", RQ_ARG(subject_of(names, plan->policy)), plan->judge);
    if (plan->known != NULL)
        rq_buf_format(&buf, ", without %.*s", RQ_ARG(subject_of(names, plan->known)));
    if (plan->held != NULL)
        rq_buf_format(&buf, ", beside %.*s", RQ_ARG(subject_of(names, plan->held)));
    if (plan->lost > 0)
        rq_buf_format(&buf, ", %zu lost", plan->lost);
    return rq_buf_text(&buf).ptr;
}

static bool plan_line(struct rq_repo *repo, rq_str line, struct rq_push_plan *plan, struct rq_err *err)
{
    size_t at = 0;
    rq_str old = next_word(line, &at, ' '), new = next_word(line, &at, ' ');
    struct rq_push_refs *refs = rq_push_refs_read(repo, err->arena, err);
    return refs != NULL && rq_push_plan(refs, next_word(line, &at, '\n'), old, new, err->arena, plan, err);
}

static bool fits(const struct push_case *row, const struct rq_push_plan *plan, rq_str names, const struct rq_err *err)
{
    const char *said = err->failed ? err->message.ptr : print_plan(plan, names, err->arena);
    bool good = row->plan != NULL ? !err->failed && strcmp(said, row->plan) == 0
                                  : err->failed && message_fits(row->message, said) &&
                                        rq_str_find(err->hint, rq_str_from(row->hint), 0) != RQ_NOT_FOUND;
    if (!good)
        print_error("%s: %s\n  expected: %s\n", row->name, said, row->plan != NULL ? row->plan : row->message);
    return good;
}

static bool run_push_case(const struct push_case *row)
{
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_push_plan plan = {0};
    script(rq_arena_format(arena, "%s; git log --reflog --format='%%H %%s' > ../names || true", row->script).ptr);
    struct rq_repo *repo = open_here(arena);
    plan_line(repo, read_text(arena, "../line"), &plan, &err);
    bool good = fits(row, &plan, read_text(arena, "../names"), &err);
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
    return good;
}

static void run_push_cases(const struct push_case *rows, size_t count)
{
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++)
        wrong += !run_push_case(&rows[i]);
    assert_int_equal(wrong, 0);
}

#define RUN_PUSH_CASES(rows) run_push_cases((rows), sizeof(rows) / sizeof(rows)[0])

static void test_refs_that_are_there(void **state)
{
    (void)state;
    RUN_PUSH_CASES(growing_cases);
}

static void test_new_refs(void **state)
{
    (void)state;
    RUN_PUSH_CASES(new_cases);
}

static void test_default_branch(void **state)
{
    (void)state;
    RUN_PUSH_CASES(default_cases);
}

static void test_broken_repositories(void **state)
{
    (void)state;
    RUN_PUSH_CASES(broken_cases);
}

/* A tag is judged with the branch of the push that brings its commit, and a branch never is. */
static void test_tags_on_branches_of_the_push(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_push_plan plan;
    script(BRANCHES "git switch -q --detach main; c x; c y; git rev-parse HEAD~ > ../x; git rev-parse HEAD > ../y; "
                    "git switch -q --detach main; c z; git rev-parse HEAD > ../z; git switch -q main");
    rq_str x = rq_str_trim(read_text(arena, "../x")), y = rq_str_trim(read_text(arena, "../y"));
    rq_str z = rq_str_trim(read_text(arena, "../z"));
    struct rq_repo *repo = open_here(arena);
    struct rq_push_refs *refs = rq_push_refs_read(repo, arena, &err);
    assert_non_null(refs);
    rq_push_refs_announce(refs, RQ_STR("refs/heads/gone"), RQ_STR(NOTHING));
    rq_push_refs_announce(refs, RQ_STR("refs/tags/z"), z);
    rq_push_refs_announce(refs, RQ_STR("refs/heads/y"), y);
    const struct {
        const char *name;
        rq_str new;
        bool with_branch;
    } rows[] = {{"refs/tags/x", x, true},   {"refs/tags/y", y, true},   {"refs/tags/z", z, false},
                {"refs/heads/x", x, false}, {"refs/heads/y", y, false}, {"refs/changes/x", x, false}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_true(rq_push_plan(refs, rq_str_from(rows[i].name), RQ_STR(NOTHING), rows[i].new, arena, &plan, &err));
        rq_str nothing =
            rows[i].with_branch ? RQ_STR("is on a branch of this push, and is judged with it") : RQ_STR("");
        if (!rq_str_equal(plan.nothing, nothing))
            fail_msg("%s %.*s", rows[i].name, RQ_ARG(plan.nothing));
    }
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

/* What branches reach is found once, and stays true for every ref of the push. */
static void test_several_refs(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_push_plan plan;
    script(BRANCHES DROPPED "echo $x > ../dropped; git rev-parse topic > ../kept");
    rq_str dropped = rq_str_trim(read_text(arena, "../dropped")), kept = rq_str_trim(read_text(arena, "../kept"));
    struct rq_repo *repo = open_here(arena);
    struct rq_push_refs *refs = rq_push_refs_read(repo, arena, &err);
    assert_non_null(refs);
    for (int i = 0; i < 2; i++) {
        assert_true(rq_push_plan(refs, RQ_STR("refs/heads/a"), RQ_STR(NOTHING), kept, arena, &plan, &err));
        assert_true(rq_str_equal(plan.nothing, RQ_STR("brings no new commit" SKIP)));
        assert_true(rq_push_plan(refs, RQ_STR("refs/heads/b"), RQ_STR(NOTHING), dropped, arena, &plan, &err));
        assert_int_equal(plan.nothing.len, 0);
    }
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_refs_that_are_there), cmocka_unit_test(test_new_refs),
    cmocka_unit_test(test_default_branch),      cmocka_unit_test(test_broken_repositories),
    cmocka_unit_test(test_several_refs),        cmocka_unit_test(test_tags_on_branches_of_the_push),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

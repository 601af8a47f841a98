/* History where pages do not reach: partial clones, odd trailers, many records, any number of threads. */
#include "repo_fixture.h"

#include "base/source.h"
#include "history/history.h"
#include "lint/lint.h"

/* The history of notes, whose ids are in the notes; and the repository that it was read from. */
struct past {
    struct rq_arena *arena;
    struct rq_repo *repo;
    struct rq_err err;
    const struct rq_policy *policy;
    bool kinds[8];
    const struct rq_history *history;
};

static const struct rq_policy *notes_policy(struct rq_arena *arena)
{
    static const char text[] = "extends: []\nkinds: { note: { files: [\"notes/*.yaml\"], id: object.id } }\n";
    struct rq_err err = {.arena = arena};
    const struct rq_source *source = rq_source_new(arena, RQ_STR(".reqlint.yaml"), RQ_STR(text));
    const struct rq_config *config = rq_config_read(arena, source, &err);
    const struct rq_policy *policy =
        config == NULL ? NULL : rq_policy_build(arena, config, NULL, 0, rq_lint_functions, 1, &err);
    if (policy == NULL)
        fail_msg("no policy: %.*s", RQ_ARG(err.message));
    return policy;
}

static struct past read_past(const char *directory, unsigned threads)
{
    struct past past = {.arena = rq_arena_new()};
    past.err.arena = past.arena;
    past.policy = notes_policy(past.arena);
    past.repo = rq_repo_open(directory, &past.err);
    assert_non_null(past.repo);
    past.kinds[rq_policy_kind(past.policy, RQ_STR("note"))->number] = true;
    struct rq_history_input input = {.policy = past.policy,
                                     .repo = past.repo,
                                     .kinds = past.kinds,
                                     .people = true,
                                     .threads = threads,
                                     .asker = "x"};
    past.history = rq_history_read(past.arena, &input, &past.err);
    return past;
}

static void close_past(struct past *past)
{
    rq_repo_close(past->repo);
    rq_arena_free(past->arena);
}

/* What is left if the tree is taken for empty: all notes are gone. */
struct rest {
    struct rq_record *gone;
    size_t count;
    struct rq_history_state state;
};

static struct rest empty_tree(struct past *past)
{
    struct rest rest = {0};
    struct rq_findings nothing = {.arena = past->arena};
    const struct rq_load empty = {0};
    struct rq_history_lost lost =
        rq_history_find_lost(past->history, past->kinds, &empty, &nothing, false, past->arena);
    rest.gone = lost.gone;
    rest.count = lost.gone_count;
    rest.state = (struct rq_history_state){
        .history = past->history,
        .graph = rq_graph_build(past->arena, past->policy, rest.gone, rest.count, NULL, 0,
                                rq_list_over(past->arena, NULL, 0), &nothing),
        .now = rq_timestamp(0, 0),
    };
    return rest;
}

static rq_value versions_of(struct past *past, const struct rest *rest, size_t number)
{
    rq_value history = rq_history_value(&rest->state, past->arena, &rest->gone[number]);
    return *rq_value_field(history, RQ_STR("versions"));
}

/* What history knows of the notes, by their ids. */
static const char *print_past(struct past *past)
{
    struct rq_buf buf = {.arena = past->arena};
    struct rest rest = empty_tree(past);
    rq_buf_add(&buf, RQ_STR(""));
    for (size_t i = 0; i < rest.count; i++) {
        rq_str text = rq_value_print(past->arena, versions_of(past, &rest, i), 0);
        rq_buf_format(&buf, "%.*s %.*s\n", RQ_ARG(rest.gone[i].id), RQ_ARG(text));
    }
    return rq_buf_text(&buf).ptr;
}

#define NOTE(id, words)                                                                                                \
    "mkdir -p notes; echo 'id: " id "' > notes/" id ".yaml; git add .; git commit -qm \"" words "\"; "

static void test_missing_blob(void **state)
{
    (void)state;
    char *folder = enter_folder();
    script(NOTE("a", "1") "echo 'id: b' > notes/a.yaml; git commit -qam 2; "
                          "git clone -q --bare --filter=blob:none file://$PWD ../c");
    struct past past = read_past("../c", 1);
    assert_null(past.history);
    assert_true(rq_str_starts(past.err.message, RQ_STR("object ")));
    assert_true(rq_str_ends(past.err.message, RQ_STR(" of 'notes/a.yaml' is missing")));
    assert_true(rq_str_find(past.err.hint, RQ_STR("git fetch --refetch --no-filter"), 0) != RQ_NOT_FOUND);
    close_past(&past);
    leave_folder(folder);
}

static void test_people(void **state)
{
    (void)state;
    static const struct {
        const char *message, *people;
    } rows[] = {
        {"one", "[\"t@example.org\"]"},
        {"one\n\nAcked-by: K <k@x>\nReviewed-by: k@x\nSigned-off-by: L <l@x> (lead)",
         "[\"t@example.org\", \"k@x\", \"l@x\"]"},
        {"one\n\nAcked-by: nobody\nAcked-by: <>\nAcked-by: two words@x\nCloses: #3", "[\"t@example.org\"]"},
        {"one\n\nCc: K <k@x>\nReported-by: l@x\nAPPROVED-BY: M <m@x>", "[\"t@example.org\", \"m@x\"]"},
        {"one\n\nKim wrote this.\nAcked-by: K <k@x>\nand more\nand more\nand more", "[\"t@example.org\"]"},
        {"one\n\n---------\n\nCo-authored-by: K <k@x>", "[\"t@example.org\", \"k@x\"]"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *folder = enter_folder();
        struct rq_arena *arena = rq_arena_new();
        script(rq_arena_format(arena, NOTE("a", "%s"), rows[i].message).ptr);
        struct past past = read_past(".", 1);
        rq_str wanted = rq_arena_format(arena, "\"people\": %s}]\n", rows[i].people);
        if (!rq_str_ends(rq_str_from(print_past(&past)), wanted))
            fail_msg("%s\n  gives %s", rows[i].message, print_past(&past));
        close_past(&past);
        rq_arena_free(arena);
        leave_folder(folder);
    }
}

static void test_nothing(void **state)
{
    (void)state;
    char *folder = enter_folder();
    struct past past = read_past(".", 1);
    assert_non_null(past.history);
    assert_string_equal(print_past(&past), "");
    assert_false(rq_history_is_replaced(past.history));
    close_past(&past);
    leave_folder(folder);
}

/* Twenty commits carry two blobs in turn: the versions have two values, each parsed once. */
static void test_once(void **state)
{
    (void)state;
    char *folder = enter_folder();
    script(NOTE("a", "0") "for i in $(seq 20); do printf 'id: a\\nv: %d\\n' $((i % 2)) > notes/a.yaml; "
                          "git commit -qam $i; git commit -qm other --allow-empty; done");
    struct past past = read_past(".", 1);
    assert_non_null(past.history);
    struct rest rest = empty_tree(&past);
    assert_int_equal(rest.count, 1);
    const struct rq_list *versions = versions_of(&past, &rest, 0).as.list;
    assert_int_equal(versions->count, 21);
    const struct rq_map *seen[21];
    for (uint32_t i = 0; i < 21; i++)
        seen[i] = rq_value_field(versions->items[i], RQ_STR("object"))->as.map;
    for (uint32_t i = 3; i < 21; i++)
        assert_ptr_equal(seen[i], seen[i - 2]);
    assert_ptr_not_equal(seen[1], seen[2]);
    assert_ptr_not_equal(seen[0], seen[1]);
    close_past(&past);
    leave_folder(folder);
}

/* Merges, moves, removals and returns among many records: with one thread and with four. */
static void test_threads(void **state)
{
    (void)state;
    char *folder = enter_folder();
    script("mkdir notes; for i in $(seq 400); do printf 'id: %d\\n' $i > notes/$i.yaml; done; git add .; "
           "git commit -qm 0; for i in $(seq 40); do git switch -qc t$i; for j in $(seq 10); do k=$((i * 7 + j * 11)); "
           "echo v: $i >> notes/$k.yaml; done; git add .; git commit -qm t$i; git switch -q main; "
           "git mv notes/$i.yaml notes/moved-$i.yaml; git commit -qm m$i; git merge -q --no-ff -m l$i t$i; done; "
           "for i in $(seq 100 110); do git rm -q notes/$i.yaml; done; git commit -qm away; git revert --no-edit HEAD");
    struct past one = read_past(".", 1), four = read_past(".", 4);
    assert_non_null(one.history);
    assert_non_null(four.history);
    const char *text = print_past(&one);
    assert_true(strlen(text) > 100000);
    assert_string_equal(text, print_past(&four));
    close_past(&one);
    close_past(&four);
    leave_folder(folder);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_missing_blob), cmocka_unit_test(test_people),  cmocka_unit_test(test_nothing),
        cmocka_unit_test(test_once),         cmocka_unit_test(test_threads),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

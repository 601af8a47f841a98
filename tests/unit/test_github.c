/* Payloads of GitHub that are not what GitHub writes: each is a failure, none of them nothing said.  Real ones are played in
 * tests/ci. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "reqlint/reqlint.h"

#define A "0123456789abcdef0123456789abcdef01234567"
#define B "89abcdef0123456789abcdef0123456789abcdef"
#define Z "0000000000000000000000000000000000000000"

static const struct {
    const char *payload, *message;
} wrong[] = {
    {"", "the payload of the GitHub event is empty"},
    {"[]", "the payload of the GitHub event is no mapping"},
    {"{\"pull_request\": 7}", "the pull request in the GitHub event is no mapping"},
    {"{\"pull_request\": {\"base\": \"main\"}}", "the pull request in the GitHub event is no mapping"},
    {"{\"pull_request\": {\"title\": {}}}", "the title of the pull request in the GitHub event is no text"},
    {"{\"pull_request\": {\"base\": {\"sha\": \"main\"}}}",
     "the sha of the pull request in the GitHub event is no commit"},
    {"{\"pull_request\": {\"head\": {\"sha\": \"" A "0\"}}}",
     "the sha of the pull request in the GitHub event is no commit"},
    {"{\"pull_request\": {\"head\": {\"sha\": \"0123456789ABCDEF0123456789ABCDEF01234567\"}}}",
     "the sha of the pull request in the GitHub event is no commit"},
    {"{\"pull_request\": {\"base\": {\"ref\": \"main~1\"}}}",
     "the ref of the pull request in the GitHub event is no name of a branch"},
    {"{\"pull_request\": {\"base\": {\"ref\": \"main^{/x}\"}}}",
     "the ref of the pull request in the GitHub event is no name of a branch"},
    {"{\"pull_request\": {\"base\": {\"ref\": \"a..b\"}}}",
     "the ref of the pull request in the GitHub event is no name of a branch"},
    {"{\"pull_request\": {\"base\": {\"ref\": \"a@{1}\"}}}",
     "the ref of the pull request in the GitHub event is no name of a branch"},
    {"{\"pull_request\": {\"base\": {\"ref\": \"a\\u0000b\"}}}",
     "the ref of the pull request in the GitHub event is no name of a branch"},
    {"{\"merge_group\": []}", "the merge group in the GitHub event is no mapping"},
    {"{\"merge_group\": {\"base_sha\": true}}", "the base_sha of the merge group in the GitHub event is no text"},
    {"{\"ref\": \"refs/heads/x y\", \"before\": \"" A "\", \"after\": \"" B "\"}",
     "the ref of the push in the GitHub event is no name of a branch"},
    {"{\"ref\": \"refs/heads/x\", \"before\": \"" A "\", \"after\": \"b\"}",
     "the after of the push in the GitHub event is no commit"},
};

static void test_wrong_payloads_are_failures(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        struct rq_event event;
        assert_false(rq_github_event(arena, rq_str_from(wrong[i].payload), &event, &err));
        if (!rq_str_equal(err.message, rq_str_from(wrong[i].message)))
            fail_msg("%s: \"%.*s\"", wrong[i].payload, RQ_ARG(err.message));
        rq_arena_free(arena);
    }
}

static const struct {
    const char *payload;
    enum rq_event_kind kind;
    const char *base, *head, *target, *ref, *title, *description;
} right[] = {
    {"{}", RQ_EVENT_OTHER, "", "", "", "", "", ""},
    {"{\"pull_request\": null}", RQ_EVENT_OTHER, "", "", "", "", "", ""},
    {"{\"ref\": \"refs/heads/x\", \"after\": \"" A "\"}", RQ_EVENT_OTHER, "", "", "", "", "", ""},
    {"{\"pull_request\": {\"title\": \"T\", \"body\": null}}", RQ_EVENT_MERGE, "", "", "", "", "T", ""},
    {"{\"pull_request\": {\"base\": {\"sha\": \"" A "\", \"ref\": \"a/b.c\"}, \"head\": {\"sha\": \"" B
     "\"}, \"body\": \"D\"}}",
     RQ_EVENT_MERGE, A, B, "a/b.c", "", "", "D"},
    {"{\"before\": \"" A "\", \"after\": \"" B "\", \"pull_request\": {\"title\": \"T\"}}", RQ_EVENT_MERGE, "", "", "",
     "", "T", ""},
    {"{\"merge_group\": {\"base_sha\": \"" A "\", \"head_sha\": \"" B "\", \"base_ref\": \"refs/heads/main\"}}",
     RQ_EVENT_MERGE, A, B, "", "", "", ""},
    {"{\"ref\": \"refs/heads/x\", \"before\": \"" Z "\", \"after\": \"" B "\"}", RQ_EVENT_PUSH, Z, B, "",
     "refs/heads/x", "", ""},
};

static void check_text(const char *payload, const char *is, const char *expected)
{
    if (!rq_str_equal(rq_str_from(is), rq_str_from(expected)))
        fail_msg("%s: \"%s\", expected \"%s\"", payload, is, expected);
}

static void test_events(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof right / sizeof *right; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        struct rq_event event;
        assert_true(rq_github_event(arena, rq_str_from(right[i].payload), &event, &err));
        assert_int_equal(event.kind, right[i].kind);
        check_text(right[i].payload, event.base, right[i].base);
        check_text(right[i].payload, event.head, right[i].head);
        check_text(right[i].payload, event.target, right[i].target);
        check_text(right[i].payload, event.ref, right[i].ref);
        check_text(right[i].payload, rq_arena_copy(arena, event.title).ptr, right[i].title);
        check_text(right[i].payload, rq_arena_copy(arena, event.description).ptr, right[i].description);
        rq_arena_free(arena);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_payloads_are_failures),
        cmocka_unit_test(test_events),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

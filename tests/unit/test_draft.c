/* Counting ids. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/text.h"
#include "draft/draft.h"

#include <string.h>

/* Ids are separated by blanks. */
static const struct {
    const char *ids, *first, *next;
} counts[] = {
    {"", "REQ-0001", "REQ-0001"},
    {"", "", ""},
    {"REQ-0012", "REQ-0001", "REQ-0013"},
    {"REQ-0012 REQ-0013 REQ-0002", "REQ-0001", "REQ-0014"},
    {"REQ-7", "REQ-0001", "REQ-8"},
    {"REQ-9", "REQ-0001", "REQ-10"},
    {"REQ-0099", "REQ-0001", "REQ-0100"},
    {"REQ-9999", "REQ-0001", "REQ-10000"},
    {"REQ-010 REQ-9", "REQ-0001", "REQ-011"},
    {"REQ-9 REQ-010", "REQ-0001", "REQ-011"},
    {"12 13", "", "14"},
    {"ASK-7 ASK-8 REQ-0900", "REQ-0001", "ASK-9"},
    {"ASK-7", "", "ASK-8"},
    {"ASK-7 acme", "", ""},
    {"acme globex", "", ""},
    {"acme2", "", ""},
    {"acme2", "ACC-1", "acme3"},
    {"acme", "ACC-1", "ACC-1"},
    {"ASK-7 REQ-7", "", ""},
    {"a/1 a/2", "", "a/3"},
    {"X-99999999999999999999999999", "", "X-100000000000000000000000000"},
    {"X-000", "", "X-001"},
};

static size_t split(const char *text, rq_str ids[8])
{
    size_t count = 0;
    while (*text != '\0') {
        size_t length = strcspn(text, " ");
        ids[count++] = (rq_str){text, length};
        text += length + (text[length] == ' ');
    }
    return count;
}

static void test_next_id(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        rq_str ids[8];
        size_t count = split(counts[i].ids, ids);
        rq_str next = rq_draft_next_id(arena, ids, count, rq_str_from(counts[i].first));
        if (!rq_str_equal(next, rq_str_from(counts[i].next)))
            fail_msg("after \"%s\" comes \"%.*s\", not \"%s\"", counts[i].ids, RQ_ARG(next), counts[i].next);
    }
    rq_arena_free(arena);
}

static void test_same_number(void **state)
{
    (void)state;
    assert_true(rq_draft_same_number(RQ_STR("REQ-12"), RQ_STR("REQ-0012")));
    assert_true(rq_draft_same_number(RQ_STR("REQ-00"), RQ_STR("REQ-0")));
    assert_false(rq_draft_same_number(RQ_STR("REQ-12"), RQ_STR("REQ-0120")));
    assert_false(rq_draft_same_number(RQ_STR("REQ-12"), RQ_STR("ASK-12")));
    assert_false(rq_draft_same_number(RQ_STR("REQ-"), RQ_STR("REQ-0")));
    assert_false(rq_draft_same_number(RQ_STR("acme"), RQ_STR("acme")));
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_same_number),
    cmocka_unit_test(test_next_id),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

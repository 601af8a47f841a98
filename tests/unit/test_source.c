/* Excerpts of sources.  Sources as a whole are in test_base.c. */
#include "base/source.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_pos(const struct rq_source *source, size_t start, size_t end, rq_pos expected)
{
    rq_pos pos = rq_source_pos(source, start, end);
    if (memcmp(&pos, &expected, sizeof pos) != 0)
        fail_msg("%zu..%zu: %u:%u-%u:%u instead of %u:%u-%u:%u", start, end, pos.line, pos.column, pos.end_line,
                 pos.end_column, expected.line, expected.column, expected.end_line, expected.end_column);
}

/* Places in an excerpt are those of the whole; a part of a line is no line. */
static void test_source_excerpt(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_source_part parts[] = {{0, 10}, {18, 20}, {21, 22}};
    const struct rq_source *whole = rq_source_new(arena, RQ_STR("x"),
                                                  RQ_STR("\xEF\xBB\xBF"
                                                         "a\xC3\xA9: 1\r\nbb\nccc dd\ne\n"));
    const struct rq_source *source = rq_source_excerpt(arena, whole, parts, 3);
    assert_true(rq_str_equal(rq_source_text(source), RQ_STR("\xEF\xBB\xBF"
                                                            "a\xC3\xA9: 1\r\ndd\ne\n")));
    assert_pos(source, 3, 6, (rq_pos){1, 1, 1, 3});
    assert_pos(source, 11, 13, (rq_pos){3, 5, 3, 7});
    assert_pos(source, 14, 15, (rq_pos){4, 1, 4, 2});
    assert_true(rq_str_equal(rq_source_line(source, 1), RQ_STR("a\xC3\xA9: 1")));
    assert_true(rq_str_equal(rq_source_line(source, 4), RQ_STR("e")));
    assert_int_equal(rq_source_line(source, 2).len, 0);
    assert_int_equal(rq_source_line(source, 3).len, 0);
    assert_int_equal(rq_source_line(source, 5).len, 0);
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {cmocka_unit_test(test_source_excerpt)};
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

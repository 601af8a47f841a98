/* Renamed files, told from their texts. */
#include "reqlint/renames.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct rq_rename_file file(const char *text)
{
    return (struct rq_rename_file){RQ_STR("x"), rq_str_from(text)};
}

static void test_pairs(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_rename_file before[] = {file("one\ntwo\n"), file("a\nb\nc\nd\n"), file("same\n"), file("same\n"),
                                            file("")};
    const struct rq_rename_file after[] = {
        file("same\n"),             /* the first that is the same */
        file("d\nx\nb\ny\n"),       /* half of the lines, in another order */
        file("same\n"),             /* each is taken once */
        file("same\n"),             /* none is left */
        file("two\nthree\nfour\n"), /* less than half of the larger one */
    };
    const size_t *from = rq_renames_find(arena, before, 5, after, 5);
    assert_int_equal(from[0], 2);
    assert_int_equal(from[1], 1);
    assert_int_equal(from[2], 3);
    assert_int_equal(from[3], RQ_NOT_FOUND);
    assert_int_equal(from[4], RQ_NOT_FOUND);
    rq_arena_free(arena);
}

/* The one with most of the lines, not the first with half of them. */
static void test_best(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_rename_file before[] = {file("a\nb\nx\ny\n"), file("a\nb\nc\nz\n")};
    const struct rq_rename_file after[] = {file("a\nb\nc\nd\n")};
    assert_int_equal(rq_renames_find(arena, before, 2, after, 1)[0], 1);
    assert_int_equal(rq_renames_find(arena, before, 1, after, 1)[0], 0);
    assert_int_equal(rq_renames_find(arena, before, 0, after, 1)[0], RQ_NOT_FOUND);
    rq_arena_free(arena);
}

enum { FILES = 100, LINES = 2000 };

/* Lines that no other file has, and one that all have. */
static rq_str unlike_others(struct rq_arena *arena, char side, int number)
{
    struct rq_buf buf = {.arena = arena};
    for (int i = 0; i < LINES; i++)
        rq_buf_format(&buf, "%c %d %d\n", side, number, i);
    return rq_buf_text(&buf);
}

/* RQ_LIMIT_RENAME_LINES: a hundred files by a hundred of two thousand lines each are twice as many. */
static void test_limit(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_rename_file before[FILES], after[FILES];
    for (int i = 0; i < FILES; i++) {
        before[i] = (struct rq_rename_file){RQ_STR("x"), unlike_others(arena, 'a', i)};
        after[i] = (struct rq_rename_file){RQ_STR("x"), unlike_others(arena, 'b', i)};
    }
    after[0].text = rq_arena_format(arena, "%.*sx\n", RQ_ARG(before[7].text));
    after[FILES - 1].text = rq_arena_format(arena, "%.*sx\n", RQ_ARG(before[8].text));
    const size_t *from = rq_renames_find(arena, before, FILES, after, FILES);
    assert_int_equal(from[0], 7);
    assert_int_equal(from[FILES - 1], RQ_NOT_FOUND);
    assert_int_equal(rq_renames_find(arena, before, FILES, after + FILES - 1, 1)[0], 8);
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_best),
        cmocka_unit_test(test_limit),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

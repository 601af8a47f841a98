/* Until when an evaluation that knows the time comes out as it did: cel/clock.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/text.h"
#include "cel/clock.h"
#include "cel/time.h"

/* It is 2026-01-10T00:00:00Z, and `start` was nine days before. */
enum { NOW = 1768003200, DAY = 86400 };

static const struct {
    const char *text, *due; /* "exact": at each other time it may be another one */
} cases[] = {
    /* A comparison, from either side. */
    {"now < timestamp('2026-01-20T00:00:00Z')", "2026-01-20T00:00:00Z"},
    {"now <= timestamp('2026-01-20T00:00:00Z')", "2026-01-20T00:00:01Z"},
    {"now > timestamp('2026-01-20T00:00:00Z')", "2026-01-20T00:00:01Z"},
    {"now >= timestamp('2026-01-20T00:00:00Z')", "2026-01-20T00:00:00Z"},
    {"timestamp('2026-01-20T00:00:00Z') > now", "2026-01-20T00:00:00Z"},
    {"now < timestamp('2026-01-20T00:00:00.5Z')", "2026-01-20T00:00:01Z"},
    {"now < timestamp('2026-01-10T00:00:01Z')", "2026-01-10T00:00:01Z"},
    {"now > start", "never"},
    {"now < start", "never"},
    {"true", "never"},
    /* What is made of the time, one step after the other. */
    {"now - start < duration('240h')", "2026-01-11T00:00:00Z"},
    {"timestamp('2026-01-20T00:00:00Z') - now > duration('0s')", "2026-01-20T00:00:00Z"},
    {"now + duration('24h') > timestamp('2026-01-20T00:00:00Z')", "2026-01-19T00:00:01Z"},
    {"days(start, now) <= 10", "2026-01-12T00:00:00Z"},
    {"days(now, timestamp('2026-01-20T00:00:00Z')) > 5", "2026-01-14T00:00:01Z"},
    {"double((now - start).getSeconds()) / 86400.0 <= 10.0", "2026-01-11T00:00:01Z"},
    {"(now - start).getHours() < 300", "2026-01-13T12:00:00Z"},
    {"(now - start).getMinutes() < 18000", "2026-01-13T12:00:00Z"},
    {"days(start, now) * 2 < 30", "2026-01-16T00:00:00Z"},
    {"days(start, now) * -1 > -12", "2026-01-13T00:00:00Z"},
    {"days(start, now) / 7 < 2", "2026-01-15T00:00:00Z"},
    {"100 - days(start, now) - 1 > 88", "2026-01-12T00:00:00Z"},
    {"int(now) > 0", "never"},
    {"timestamp(int(now) + 60) > timestamp('2026-01-20T00:00:00Z')", "2026-01-19T23:59:01Z"},
    /* A duration is no longer than 292 years: then there is a fault. */
    {"now - start > duration('1h')", "2318-04-12T23:47:17Z"},
    /* Several comparisons: only those that decided, and the first of them. */
    {"now < timestamp('2026-01-15T00:00:00Z') || now < timestamp('2026-01-12T00:00:00Z')", "2026-01-15T00:00:00Z"},
    {"now > timestamp('2026-01-15T00:00:00Z') || now > timestamp('2026-01-12T00:00:00Z')", "2026-01-12T00:00:01Z"},
    {"cel.bind(age, now - start, age > duration('1h') && age < duration('240h'))", "2026-01-11T00:00:00Z"},
    {"days(start, now) > 5 ? 'late' : 'soon'", "never"},
    {"days(start, now) > 10 ? string(now) : 'soon'", "2026-01-12T00:00:00Z"},
    {"start < timestamp('2026-02-01T00:00:00Z') || now == start", "never"},
    {"[3, 11].filter(d, days(start, now) < d).size() == 1", "2026-01-12T00:00:00Z"},
    /* What is not followed. */
    {"now == start", "exact"},
    {"start != now", "exact"},
    {"days(start, now) == 9", "exact"},
    {"string(now) < '2026-02-01'", "exact"},
    {"now.getHours() < 12", "exact"},
    {"now.getFullYear() < 2027", "exact"},
    {"days(start, now) % 7 < 3", "exact"},
    {"100 / days(start, now) > 5", "exact"},
    {"-days(start, now) > -10", "exact"},
    {"double(days(start, now)) * 0.0 < 1.0", "exact"},
    {"double(days(start, now)) / 0.0 < 1.0", "exact"},
    {"now - now < duration('1s')", "exact"},
    {"days(now, now) < 1", "exact"},
    {"now <= now", "exact"},
    {"now in [start]", "exact"},
    {"[now].size() == 1", "exact"},
    {"{'a': now}.size() == 1", "exact"},
    {"{days(start, now): 1}.size() == 1", "exact"},
    {"[1, 2].map(x, now - start).size() == 2", "exact"},
    {"[1, 2][days(start, now) - 8] == 2", "exact"},
    {"optional.of(now).hasValue()", "exact"},
    {"optional.of(1).optMap(x, now).hasValue()", "exact"},
    {"[2, 1].sortBy(x, days(start, now)).size() == 2", "exact"},
    {"math.greatest(days(start, now), 3) > 3", "exact"},
    {"now.month == 1", "exact"},
    {"now < 5", "exact"},
    {"now && true", "exact"},
    {"days(start, now) + 9223372036854775800 > 0", "exact"},
};

static const rq_str names[] = {{"now", 3}, {"start", 5}};
static const struct rq_cel_env env = {.variables = names, .variable_count = 2};

static rq_str evaluate(struct rq_arena *arena, const struct rq_cel_program *program, rq_value now,
                       struct rq_cel_clock *clock)
{
    const rq_value slots[2] = {now, rq_timestamp(NOW - 9 * DAY, 0)};
    const struct rq_cel_activation activation = {.slots = slots, .clock = clock};
    rq_value value = rq_cel_eval(program, &activation, arena);
    return value.kind == RQ_FAULT ? RQ_STR("a fault") : rq_value_print(arena, value, 0);
}

static rq_str at(struct rq_arena *arena, const struct rq_cel_program *program, int64_t seconds)
{
    return evaluate(arena, program, rq_timestamp(seconds, 0), NULL);
}

/* At the times before it is due it comes out as it did; then it does not. */
static void check_times(struct rq_arena *arena, const struct rq_cel_program *program, int64_t due, rq_str result)
{
    const int64_t last = INT64_C(253402300799), end = due == INT64_MAX ? last : due;
    for (int64_t step = 1; NOW + step < end; step *= 2) {
        assert_true(rq_str_equal(at(arena, program, NOW + step), result));
        assert_true(rq_str_equal(at(arena, program, end - step), result));
    }
    if (due != INT64_MAX)
        assert_false(rq_str_equal(at(arena, program, due), result));
}

static void test_due(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct rq_arena *arena = rq_arena_new(), *aside = rq_arena_new();
        struct rq_err err = {.arena = arena};
        struct rq_cel_clock clock;
        const struct rq_cel_program *program =
            rq_cel_compile(arena, &env, rq_str_from(cases[i].text), NULL, NULL, &err);
        assert_non_null(program);
        rq_cel_clock_start(&clock, aside, rq_timestamp(NOW, 0));
        rq_str result = evaluate(arena, program, rq_cel_clock_now(&clock), &clock);
        rq_str due = clock.exact              ? RQ_STR("exact")
                     : clock.due == INT64_MAX ? RQ_STR("never")
                                              : rq_timestamp_print(arena, rq_timestamp(clock.due, 0));
        if (!rq_str_equal(due, rq_str_from(cases[i].due)))
            fail_msg("%s: due %.*s", cases[i].text, RQ_ARG(due));
        assert_true(rq_str_equal(result, at(arena, program, NOW)));
        if (!clock.exact)
            check_times(arena, program, clock.due, result);
        rq_arena_free(arena);
        rq_arena_free(aside);
    }
}

/* What an evaluation may cost does not depend on whether somebody wants to know when it is due. */
static void test_cost(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new(), *aside = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_cel_clock clock;
    struct rq_cel_use use[2] = {{0}};
    rq_str text = RQ_STR("(now + duration('1h')) - start < duration('240h')");
    const struct rq_cel_program *program = rq_cel_compile(arena, &env, text, NULL, NULL, &err);
    assert_non_null(program);
    rq_cel_clock_start(&clock, aside, rq_timestamp(NOW, 0));
    for (size_t i = 0; i < 2; i++) {
        const rq_value slots[2] = {i == 0 ? rq_timestamp(NOW, 0) : rq_cel_clock_now(&clock),
                                   rq_timestamp(NOW - 9 * DAY, 0)};
        const struct rq_cel_activation activation = {.slots = slots, .clock = i == 0 ? NULL : &clock, .use = &use[i]};
        assert_int_equal(rq_cel_eval(program, &activation, arena).kind, RQ_BOOL);
    }
    assert_int_equal(clock.due, NOW + DAY - 3600);
    assert_int_equal(use[0].cost, use[1].cost);
    assert_int_equal(use[0].memory, use[1].memory);
    rq_arena_free(arena);
    rq_arena_free(aside);
}

/* More values that move than a clock has room for: nothing is known then. */
static void test_many(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new(), *aside = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_cel_clock clock;
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR("days(start, now)"));
    for (size_t i = 0; i < RQ_CEL_MOVING - 1; i++)
        rq_buf_add(&buf, RQ_STR(" + 1"));
    for (size_t more = 0; more < 2; more++) {
        rq_str text = rq_arena_format(arena, "%.*s < 100", RQ_ARG(rq_buf_text(&buf)));
        const struct rq_cel_program *program = rq_cel_compile(arena, &env, text, NULL, NULL, &err);
        assert_non_null(program);
        rq_cel_clock_start(&clock, aside, rq_timestamp(NOW, 0));
        evaluate(arena, program, rq_cel_clock_now(&clock), &clock);
        assert_int_equal(clock.exact, more);
        rq_buf_add(&buf, RQ_STR(" + 1"));
    }
    rq_arena_free(arena);
    rq_arena_free(aside);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_due),
    cmocka_unit_test(test_cost),
    cmocka_unit_test(test_many),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

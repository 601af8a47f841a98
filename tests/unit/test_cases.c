/* Conformance cases: the runner must pass what is right and, above all, fail what is wrong. */
#include "base/err.h"
#include "cases/cases.h"
#include "cases/typed.h"
#include "json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static rq_value read_typed(struct rq_arena *arena, const char *json, struct rq_err *err)
{
    return rq_typed_read(arena, rq_json_read(arena, rq_str_from(json), err), err);
}

static void test_reads_typed_values(void **state)
{
    (void)state;
    static const struct {
        const char *json, *cel;
    } rows[] = {
        {"{\"null\": null}", "null"},
        {"{\"bool\": true}", "true"},
        {"{\"int\": \"-9223372036854775808\"}", "-9223372036854775808"},
        {"{\"uint\": \"18446744073709551615\"}", "18446744073709551615u"},
        {"{\"double\": \"1e-07\"}", "1e-07"},
        {"{\"double\": \"-0.0\"}", "-0.0"},
        {"{\"double\": \"NaN\"}", "NaN"},
        {"{\"double\": \"-Infinity\"}", "-Inf"},
        {"{\"string\": \"a\"}", "\"a\""},
        {"{\"bytes\": \"AGE=\"}", "b\"\\x00a\""},
        {"{\"type\": \"int\"}", "int"},
        {"{\"timestamp\": \"2009-02-13T23:31:30.5Z\"}", "timestamp(\"2009-02-13T23:31:30.5Z\")"},
        {"{\"timestamp\": \"0001-01-01T00:00:00.000000001Z\"}", "timestamp(\"0001-01-01T00:00:00.000000001Z\")"},
        {"{\"duration\": \"-1.5s\"}", "duration(\"-1.5s\")"},
        {"{\"list\": [{\"int\": \"1\"}, {\"list\": []}]}", "[1, []]"},
        {"{\"map\": [[{\"uint\": \"1\"}, {\"null\": null}], [{\"bool\": true}, {\"int\": \"2\"}]]}",
         "{1u: null, true: 2}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        rq_str printed = rq_value_print(arena, read_typed(arena, rows[i].json, &err), 0);
        if (err.failed || !rq_str_equal(printed, rq_str_from(rows[i].cel)))
            fail_msg("%s: \"%.*s\" instead of \"%s\"", rows[i].json, RQ_ARG(printed), rows[i].cel);
        rq_arena_free(arena);
    }
}

static void test_refuses_untyped_values(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "1",
        "{}",
        "{\"int\": 1}",
        "{\"int\": \"1.0\"}",
        "{\"int\": \"9223372036854775808\"}",
        "{\"uint\": \"-1\"}",
        "{\"uint\": \"18446744073709551616\"}",
        "{\"uint\": \"\"}",
        "{\"double\": \"1\"}",
        "{\"double\": 1.5}",
        "{\"bytes\": \"*\"}",
        "{\"integer\": \"1\"}",
        "{\"int\": \"1\", \"uint\": \"1\"}",
        "{\"timestamp\": \"2009-02-13\"}",
        "{\"timestamp\": \"2009-02-13T23:31:30\"}",
        "{\"timestamp\": \"2009-02-13T23:31:30.Z\"}",
        "{\"timestamp\": \"2009-02-13T23:31:30.0123456789Z\"}",
        "{\"duration\": \"1\"}",
        "{\"duration\": \"-s\"}",
        "{\"duration\": \"9223372037s\"}",
        "{\"list\": [1]}",
        "{\"list\": {}}",
        "{\"map\": [[{\"int\": \"1\"}]]}",
        "{\"map\": [[{\"null\": null}, {\"int\": \"1\"}]]}",
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        rq_value value = read_typed(arena, rows[i], &err);
        if (value.kind != RQ_ABSENT || !err.failed)
            fail_msg("%s is accepted", rows[i]);
        rq_arena_free(arena);
    }
}

static void test_compares_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        {"{\"int\": \"1\"}", "{\"int\": \"1\"}", true},
        {"{\"int\": \"1\"}", "{\"int\": \"2\"}", false},
        {"{\"int\": \"1\"}", "{\"uint\": \"1\"}", false},
        {"{\"int\": \"1\"}", "{\"double\": \"1.0\"}", false},
        {"{\"double\": \"0.0\"}", "{\"double\": \"-0.0\"}", false},
        {"{\"double\": \"NaN\"}", "{\"double\": \"NaN\"}", true},
        {"{\"string\": \"a\"}", "{\"bytes\": \"YQ==\"}", false},
        {"{\"string\": \"int\"}", "{\"type\": \"int\"}", false},
        {"{\"type\": \"uint\"}", "{\"type\": \"int\"}", false},
        {"{\"list\": [{\"double\": \"NaN\"}]}", "{\"list\": [{\"double\": \"NaN\"}]}", true},
        {"{\"list\": [{\"int\": \"1\"}]}", "{\"list\": [{\"uint\": \"1\"}]}", false},
        {"{\"list\": [{\"int\": \"1\"}]}", "{\"list\": []}", false},
        {"{\"map\": [[{\"int\": \"1\"}, {\"int\": \"1\"}], [{\"int\": \"2\"}, {\"int\": \"2\"}]]}",
         "{\"map\": [[{\"int\": \"2\"}, {\"int\": \"2\"}], [{\"int\": \"1\"}, {\"int\": \"1\"}]]}", true},
        {"{\"map\": [[{\"int\": \"1\"}, {\"int\": \"1\"}]]}", "{\"map\": [[{\"uint\": \"1\"}, {\"int\": \"1\"}]]}",
         false},
        {"{\"map\": [[{\"int\": \"1\"}, {\"int\": \"1\"}]]}", "{\"map\": [[{\"int\": \"1\"}, {\"int\": \"2\"}]]}",
         false},
        {"{\"timestamp\": \"2009-02-13T23:31:30.5Z\"}", "{\"timestamp\": \"2009-02-13T23:31:30.500000001Z\"}", false},
        {"{\"duration\": \"1s\"}", "{\"duration\": \"1.0s\"}", true},
        {"{\"null\": null}", "{\"bool\": false}", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        rq_value a = read_typed(arena, rows[i].a, &err), b = read_typed(arena, rows[i].b, &err);
        assert_false(err.failed);
        if (rq_typed_equal(a, b) != rows[i].equal || rq_typed_equal(b, a) != rows[i].equal)
            fail_msg("%s and %s: not %s", rows[i].a, rows[i].b, rows[i].equal ? "equal" : "different");
        rq_arena_free(arena);
    }
}

static void test_judges_cases(void **state)
{
    (void)state;
    static const struct {
        const char *line, *why; /* NULL: passes */
    } rows[] = {
        {"{\"id\": \"c\", \"expr\": \"1 + 1\", \"expect\": {\"value\": {\"int\": \"2\"}}}", NULL},
        {"{\"id\": \"c\", \"expr\": \"a.b + 1\", \"bindings\": {\"a.b\": {\"int\": \"1\"}}, \"expect\": "
         "{\"value\": {\"int\": \"2\"}}}",
         NULL},
        {"{\"id\": \"c\", \"expr\": \"1 / 0\", \"expect\": {\"error\": \"any\"}}", NULL},
        {"{\"id\": \"c\", \"expr\": \"(1\", \"expect\": {\"error\": \"any\"}}", NULL},
        {"{\"id\": \"c\", \"expr\": \"(1\", \"expect\": {\"error\": \"any\", \"phase\": \"parse\"}}", NULL},
        {"{\"id\": \"c\", \"expr\": \"1 + 1\", \"expect\": {\"value\": {\"int\": \"3\"}}}",
         "2 (int) instead of 3 (int)"},
        {"{\"id\": \"c\", \"expr\": \"1\", \"expect\": {\"value\": {\"uint\": \"1\"}}}",
         "1 (int) instead of 1u (uint)"},
        {"{\"id\": \"c\", \"expr\": \"1\", \"expect\": {\"error\": \"any\"}}", "a value instead of an error: 1"},
        {"{\"id\": \"c\", \"expr\": \"(1\", \"expect\": {\"value\": {\"int\": \"1\"}}}", "does not compile: "},
        {"{\"id\": \"c\", \"expr\": \"1 / 0\", \"expect\": {\"error\": \"any\", \"phase\": \"parse\"}}",
         "evaluation fails instead of an error at compile time: "},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        const struct rq_case_result *results;
        size_t count;
        assert_true(rq_cases_run(arena, rq_str_from(rows[i].line), &results, &count, &err));
        assert_int_equal(count, 1);
        bool as_expected = rows[i].why == NULL ? results->passed && results->why.len == 0
                                               : rq_str_starts(results->why, rq_str_from(rows[i].why));
        if (!as_expected || results->passed != (rows[i].why == NULL))
            fail_msg("%s: \"%.*s\"", rows[i].line, RQ_ARG(results->why));
        rq_arena_free(arena);
    }
}

static void test_runs_every_line(void **state)
{
    (void)state;
    static const char text[] = "{\"id\": \"first\", \"expr\": \"true\", \"expect\": {\"value\": {\"bool\": true}}}\r\n"
                               "\n"
                               "{\"id\": \"second\", \"expr\": \"true\", \"expect\": {\"error\": \"\"}}";
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    const struct rq_case_result *results;
    size_t count;
    assert_true(rq_cases_run(arena, rq_str_from(text), &results, &count, &err));
    assert_int_equal(count, 2);
    assert_string_equal(results[0].id.ptr, "first");
    assert_true(results[0].passed && !results[0].expects_error);
    assert_string_equal(results[1].id.ptr, "second");
    assert_true(!results[1].passed && results[1].expects_error);
    rq_arena_free(arena);
}

static void test_refuses_malformed_files(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } rows[] = {
        {"", "there is no conformance case"},
        {"\n \n", "there is no conformance case"},
        {"\n1", "line 2 is no conformance case: the case has no text \"id\""},
        {"{\"id\": \"c\", \"expr\": 1}", "line 1 is no conformance case: the case has no text \"expr\""},
        {"{\"id\": \"c\", \"expr\": \"1\"}",
         "line 1 is no conformance case: \"expect\" must hold either \"value\" or \"error\""},
        {"{\"id\": \"c\", \"expr\": \"1\", \"expect\": {\"value\": {\"bool\": true}, \"error\": \"\"}}",
         "line 1 is no conformance case: \"expect\" must hold either \"value\" or \"error\""},
        {"{\"id\": \"c\", \"expr\": \"1\", \"expect\": {\"value\": {\"int\": 1}}}",
         "line 1 is no conformance case: 1 is no int"},
        {"{\"id\": \"c\", \"expr\": \"1\", \"bindings\": [], \"expect\": {\"error\": \"\"}}",
         "line 1 is no conformance case: \"bindings\" is no object"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        const struct rq_case_result *results;
        size_t count;
        bool ran = rq_cases_run(arena, rq_str_from(rows[i].text), &results, &count, &err);
        if (ran || !rq_str_equal(err.message, rq_str_from(rows[i].message)))
            fail_msg("%s: \"%.*s\" instead of \"%s\"", rows[i].text, RQ_ARG(err.message), rows[i].message);
        rq_arena_free(arena);
    }
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_typed_values), cmocka_unit_test(test_refuses_untyped_values),
        cmocka_unit_test(test_compares_strictly),  cmocka_unit_test(test_judges_cases),
        cmocka_unit_test(test_runs_every_line),    cmocka_unit_test(test_refuses_malformed_files),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/* JSON: what is read, what is refused, what is written; base64. */
#include "base/base64.h"
#include "base/err.h"
#include "base/limits.h"
#include "json.h"
#include "value/value.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_reads_values(void **state)
{
    (void)state;
    static const struct {
        const char *json, *cel;
    } rows[] = {
        {"null", "null"},
        {" true ", "true"},
        {"12", "12"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"1.0", "1.0"},
        {"1e2", "100.0"},
        {"-0", "0"},
        {"\"\\ud83d\\ude00\"", "\"\xF0\x9F\x98\x80\""},
        {"[]", "[]"},
        {"{}", "{}"},
        {"{\"z\": 1, \"a\": [true, {\"b\": null}]}", "{\"z\": 1, \"a\": [true, {\"b\": null}]}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        rq_value value = rq_json_read(arena, rq_str_from(rows[i].json), &err);
        rq_str printed = rq_value_print(arena, value, 0);
        if (err.failed || !rq_str_equal(printed, rq_str_from(rows[i].cel)))
            fail_msg("%s: \"%.*s\" instead of \"%s\"", rows[i].json, RQ_ARG(printed), rows[i].cel);
        rq_arena_free(arena);
    }
}

static void test_keeps_nul(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    rq_value value = rq_json_read(arena, RQ_STR("\"a\\u0000b\""), &err);
    assert_int_equal(value.kind, RQ_STRING);
    assert_int_equal(value.extent, 3);
    assert_memory_equal(value.as.text, "a\0b", 3);
    assert_string_equal(rq_json_write(arena, value, 0).ptr, "\"a\\u0000b\"");
    rq_arena_free(arena);
}

static void test_refuses(void **state)
{
    (void)state;
    static const struct {
        const char *json, *start; /* how the message starts; the rest is jansson's wording */
    } rows[] = {
        {"", "line 1, column 0: "},
        {"[1,\n 2,]", "line 2, column 4: unexpected token"},
        {"{\"a\": 1, \"a\": 2}", "line 1, column 12: duplicate object key"},
        {"9223372036854775808", "line 1, column 19: too big integer"},
        {"1e999", "line 1, column 5: real number overflow"},
        {"[1] 2", "line 1, column 5: end of file expected"},
        {"{\"a\\u0000b\": 1}", "line 1, column 11: NUL byte in object key"},
        {"NaN", "line 1, column 3: invalid token"},
        {"[\"\\ud800\"]", "line 1, column 9: invalid Unicode"},
        {"\"\xFF\"", "line 1, column 1: unable to decode byte 0xff"},
        {"'a'", "line 1, column 1: invalid token"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        rq_value value = rq_json_read(arena, rq_str_from(rows[i].json), &err);
        if (!err.failed || value.kind != RQ_ABSENT || !rq_str_starts(err.message, rq_str_from(rows[i].start)))
            fail_msg("%s: \"%.*s\" instead of \"%s\"", rows[i].json, RQ_ARG(err.message), rows[i].start);
        rq_arena_free(arena);
    }
}

/* `depth` lists inside one another. */
static rq_value read_nested(struct rq_arena *arena, size_t depth, struct rq_err *err)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_repeat(&buf, '[', depth);
    rq_buf_repeat(&buf, ']', depth);
    return rq_json_read(arena, rq_buf_text(&buf), err);
}

static void test_depth_is_bounded(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_err fine = {.arena = arena}, deep = {.arena = arena}, hostile = {.arena = arena};
    assert_int_equal(read_nested(arena, RQ_LIMIT_VALUE_DEPTH, &fine).kind, RQ_LIST);
    assert_int_equal(read_nested(arena, RQ_LIMIT_VALUE_DEPTH + 1, &deep).kind, RQ_ABSENT);
    assert_string_equal(deep.message.ptr, "line 1, column 1: JSON is nested deeper than 500 levels");
    assert_int_equal(read_nested(arena, 100000, &hostile).kind, RQ_ABSENT);
    assert_true(rq_str_starts(hostile.message, RQ_STR("line 1, column 2049: maximum parsing depth")));
    rq_arena_free(arena);
}

static void test_writes_scalars(void **state)
{
    (void)state;
    const rq_value one = rq_int(1);
    const struct {
        rq_value value;
        const char *json;
    } rows[] = {
        {rq_null(), "null"},
        {(rq_value){.kind = RQ_ABSENT}, "null"},
        {rq_bool(false), "false"},
        {rq_int(INT64_MIN), "-9223372036854775808"},
        {rq_uint(UINT64_MAX), "18446744073709551615"},
        {rq_double(0.1), "0.1"},
        {rq_double(1), "1.0"},
        {rq_double(1e300), "1e+300"},
        {rq_double(-0.0), "-0.0"},
        {rq_double(NAN), "\"NaN\""},
        {rq_double(-INFINITY), "\"-Infinity\""},
        {rq_string(RQ_STR("a\"\\/\n\x01\x7F\xC3\xA9")), "\"a\\\"\\\\/\\n\\u0001\\u007f\xC3\xA9\""},
        {rq_string(RQ_STR("a\xFF"
                          "b")),
         "\"a\xEF\xBF\xBD"
         "b\""},
        {rq_bytes(RQ_STR("\0\xFF")), "\"AP8=\""},
        {rq_type(RQ_STR("int")), "\"int\""},
        {rq_timestamp(0, 500000000), "\"1970-01-01T00:00:00.5Z\""},
        {rq_timestamp(-62135596800, 0), "\"0001-01-01T00:00:00Z\""},
        {rq_timestamp(253402300799, 0), "\"9999-12-31T23:59:59Z\""},
        {rq_timestamp(253402300800, 0), "\"10000-01-01T00:00:00Z\""},
        {rq_timestamp(-62167219201, 0), "\"-001-12-31T23:59:59Z\""},
        {rq_duration(-1500000000), "\"-1.5s\""},
        {rq_optional(&one), "1"},
        {rq_optional(NULL), "null"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_arena *arena = rq_arena_new();
        rq_str json = rq_json_write(arena, rows[i].value, 0);
        if (!rq_str_equal(json, rq_str_from(rows[i].json)))
            fail_msg("row %zu: \"%.*s\" instead of \"%s\"", i, RQ_ARG(json), rows[i].json);
        rq_arena_free(arena);
    }
}

/* Text is looked at eight bytes at a time: wherever a byte stands, it is written as it is alone. */
static void test_quotes_each_byte_at_each_place(void **state)
{
    enum { LENGTH = 19 };
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (int byte = 0; byte < 0x80; byte++)
        for (size_t at = 0; at < LENGTH; at++) {
            char text[LENGTH + 1] = "abcdefghijklmnopqrs", one = (char)byte;
            struct rq_buf expected = {.arena = arena};
            rq_str alone = rq_json_write(arena, rq_string((rq_str){&one, 1}), 0);
            rq_buf_format(&expected, "\"%.*s%.*s%s\"", (int)at, text, (int)alone.len - 2, alone.ptr + 1, text + at + 1);
            text[at] = one;
            assert_string_equal(rq_json_write(arena, rq_string((rq_str){text, LENGTH}), 0).ptr, expected.ptr);
        }
    rq_arena_free(arena);
}

static void test_writes_collections(void **state)
{
    (void)state;
    static const char text[] = "{\"b\": [1, {}, []], \"a\": {\"c\": \"d\"}}";
    static const char indented[] = "{\n  \"b\": [\n    1,\n    {},\n    []\n  ],\n  \"a\": {\n    \"c\": \"d\"\n  }\n}";
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    rq_value value = rq_json_read(arena, rq_str_from(text), &err);
    assert_string_equal(rq_json_write(arena, value, 0).ptr, text);
    assert_string_equal(rq_json_write(arena, value, 2).ptr, indented);

    struct rq_entry entries[] = {{rq_int(1), rq_null()}, {rq_bool(true), rq_null()}, {rq_uint(2), rq_null()}};
    assert_string_equal(rq_json_write(arena, rq_map_over(arena, entries, 3), 0).ptr,
                        "{\"1\": null, \"true\": null, \"2\": null}");
    rq_arena_free(arena);
}

/* Values may be nested deeper than anything that is read, by computation. */
static void test_writing_is_bounded(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value value = rq_int(1);
    for (int i = 0; i <= RQ_LIMIT_VALUE_DEPTH; i++) {
        rq_value *item = RQ_NEW(arena, rq_value);
        *item = value;
        value = rq_list_over(arena, item, 1);
    }
    rq_str json = rq_json_write(arena, value, 0);
    assert_int_equal(json.len, 2 * RQ_LIMIT_VALUE_DEPTH + strlen("null"));
    rq_arena_free(arena);
}

static void test_base64(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *text;
    } rows[] = {{"", ""},
                {"f", "Zg=="},
                {"fo", "Zm8="},
                {"foo", "Zm9v"},
                {"foob", "Zm9vYg=="},
                {"fooba", "Zm9vYmE="},
                {"foobar", "Zm9vYmFy"}}; /* RFC 4648 section 10 */
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        rq_str text = rq_base64_encode(arena, rq_str_from(rows[i].bytes)), bytes;
        assert_true(rq_str_equal(text, rq_str_from(rows[i].text)));
        assert_true(rq_base64_decode(arena, text, &bytes));
        assert_true(rq_str_equal(bytes, rq_str_from(rows[i].bytes)));
        while (rq_str_ends(text, RQ_STR("=")))
            text.len--;
        assert_true(rq_base64_decode(arena, text, &bytes));
        assert_true(rq_str_equal(bytes, rq_str_from(rows[i].bytes)));
    }
    static const char *const wrong[] = {"Z", "Zg=", "Zg===", "Zh==", "Z-8=", "Zm 9v", "====", "=", "Zm9v=", "Zg==Zg=="};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        rq_str bytes;
        if (rq_base64_decode(arena, rq_str_from(wrong[i]), &bytes))
            fail_msg("%s is accepted", wrong[i]);
    }
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_values),
        cmocka_unit_test(test_keeps_nul),
        cmocka_unit_test(test_refuses),
        cmocka_unit_test(test_depth_is_bounded),
        cmocka_unit_test(test_writes_scalars),
        cmocka_unit_test(test_quotes_each_byte_at_each_place),
        cmocka_unit_test(test_writes_collections),
        cmocka_unit_test(test_writing_is_bounded),
        cmocka_unit_test(test_base64),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

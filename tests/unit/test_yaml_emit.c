/* Writing scalars: what each kind of text becomes, and that everything reads back as the same value. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/source.h"
#include "value/value.h"
#include "yaml/yaml.h"

static rq_str emit(struct rq_arena *arena, rq_value value, enum rq_yaml_days days, size_t indent)
{
    struct rq_buf buf = {.arena = arena};
    rq_yaml_emit(&buf, value, days, indent);
    return rq_buf_text(&buf);
}

/* ---- what is written ---- */

#define TEXT(literal)                                                                                                  \
    {                                                                                                                  \
        (literal), sizeof(literal) - 1                                                                                 \
    }

static const struct {
    rq_str text, written;
} texts[] = {
    {TEXT("Managers approve refunds above 500 dollars."), TEXT("Managers approve refunds above 500 dollars.")},
    {TEXT("REQ-0012"), TEXT("REQ-0012")},
    {TEXT("größe, naïve"), TEXT("größe, naïve")},
    {TEXT("30 days"), TEXT("30 days")},
    {TEXT("kind/id:x"), TEXT("kind/id:x")},
    {TEXT(""), TEXT("\"\"")},
    {TEXT("no"), TEXT("\"no\"")},
    {TEXT("Yes"), TEXT("\"Yes\"")},
    {TEXT("on"), TEXT("\"on\"")},
    {TEXT("y"), TEXT("\"y\"")},
    {TEXT("null"), TEXT("\"null\"")},
    {TEXT("~"), TEXT("\"~\"")},
    {TEXT("FALSE"), TEXT("\"FALSE\"")},
    {TEXT("12"), TEXT("\"12\"")},
    {TEXT("1.10"), TEXT("\"1.10\"")},
    {TEXT("-1"), TEXT("\"-1\"")},
    {TEXT(".5"), TEXT("\".5\"")},
    {TEXT("1e3"), TEXT("\"1e3\"")},
    {TEXT("0x1F"), TEXT("\"0x1F\"")},
    {TEXT("0752"), TEXT("\"0752\"")},
    {TEXT("1_000"), TEXT("\"1_000\"")},
    {TEXT("1:30"), TEXT("\"1:30\"")},
    {TEXT(".inf"), TEXT("\".inf\"")},
    {TEXT("2026-11-28"), TEXT("\"2026-11-28\"")},
    {TEXT("2026-11-28T09:00:00Z"), TEXT("\"2026-11-28T09:00:00Z\"")},
    {TEXT("a: b"), TEXT("\"a: b\"")},
    {TEXT("a:"), TEXT("\"a:\"")},
    {TEXT("a #b"), TEXT("\"a #b\"")},
    {TEXT("- a"), TEXT("\"- a\"")},
    {TEXT("-a"), TEXT("\"-a\"")},
    {TEXT("? a"), TEXT("\"? a\"")},
    {TEXT("*a"), TEXT("\"*a\"")},
    {TEXT("&a"), TEXT("\"&a\"")},
    {TEXT("!a"), TEXT("\"!a\"")},
    {TEXT("%a"), TEXT("\"%a\"")},
    {TEXT("@a"), TEXT("\"@a\"")},
    {TEXT("`a`"), TEXT("\"`a`\"")},
    {TEXT("[a]"), TEXT("\"[a]\"")},
    {TEXT("{a}"), TEXT("\"{a}\"")},
    {TEXT("<<"), TEXT("\"<<\"")},
    {TEXT("---"), TEXT("\"---\"")},
    {TEXT(" a"), TEXT("\" a\"")},
    {TEXT("a "), TEXT("\"a \"")},
    {TEXT("a\tb"), TEXT("\"a\\tb\"")},
    {TEXT("say \"yes\" \\ now"), TEXT("\"say \\\"yes\\\" \\\\ now\"")},
    {TEXT("a\0b"), TEXT("\"a\\u0000b\"")},
    {TEXT("a\x1b[1m"), TEXT("\"a\\u001b[1m\"")},
    {TEXT("a\xc2\x85z"), TEXT("\"a\\u0085z\"")},
    {TEXT("a\xe2\x80\xa8z"), TEXT("\"a\\u2028z\"")},
    {TEXT("\xef\xbb\xbfz"), TEXT("\"\\ufeffz\"")},
    {TEXT("one\ntwo"), TEXT("|-\n  one\n  two")},
    {TEXT("one\ntwo\n"), TEXT("|\n  one\n  two")},
    {TEXT("one\n\ntwo\n\n"), TEXT("|+\n  one\n\n  two\n")},
    {TEXT("one: 1\n# two\n  three"), TEXT("|-\n  one: 1\n  # two\n    three")},
    {TEXT(" one\ntwo"), TEXT("\" one\\ntwo\"")},
    {TEXT("one \ntwo"), TEXT("\"one \\ntwo\"")},
    {TEXT("one\r\ntwo"), TEXT("\"one\\r\\ntwo\"")},
    {TEXT("\n"), TEXT("\"\\n\"")},
};

static void test_texts(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        rq_str written = emit(arena, rq_string(texts[i].text), RQ_YAML_DAYS_QUOTED, 0);
        if (!rq_str_equal(written, texts[i].written))
            fail_msg("row %zu: %.*s is written %.*s, not %.*s", i, RQ_ARG(texts[i].text), RQ_ARG(written),
                     RQ_ARG(texts[i].written));
    }
    rq_arena_free(arena);
}

static void test_days(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    (void)state;
    rq_str day = emit(arena, rq_string(RQ_STR("2026-11-28")), RQ_YAML_DAYS_PLAIN, 0);
    rq_str number = emit(arena, rq_string(RQ_STR("20261128")), RQ_YAML_DAYS_PLAIN, 0);
    assert_true(rq_str_equal(day, RQ_STR("2026-11-28")));
    assert_true(rq_str_equal(number, RQ_STR("\"20261128\"")));
    rq_arena_free(arena);
}

/* ---- what is read back ---- */

static rq_value read_back(struct rq_arena *arena, rq_str text)
{
    struct rq_yaml yaml = rq_yaml_read(arena, rq_source_new(arena, RQ_STR("test.yaml"), text));
    if (yaml.issue_count > 0 || yaml.document_count != 1)
        fail_msg("this does not read back: %.*s", RQ_ARG(text));
    return yaml.documents[0];
}

/* As a value, as an item two levels in, and followed by another key, which a block must not swallow. */
static void check_round_trip(struct rq_arena *arena, rq_value value, enum rq_yaml_days days)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR("first: "));
    rq_yaml_emit(&buf, value, days, 0);
    rq_buf_add(&buf, RQ_STR("\nlist:\n  inner:\n    - "));
    rq_yaml_emit(&buf, value, days, 4);
    rq_buf_add(&buf, RQ_STR("\n    - end\n"));
    rq_value root = read_back(arena, rq_buf_text(&buf));
    const rq_value *inner = rq_value_field(*rq_value_field(root, RQ_STR("list")), RQ_STR("inner"));
    const rq_value *first = rq_value_field(root, RQ_STR("first"));
    if (first->kind != value.kind || !rq_value_equal(*first, value) || inner->as.list->count != 2 ||
        !rq_value_equal(inner->as.list->items[0], value))
        fail_msg("this reads back as something else: %.*s", RQ_ARG(rq_buf_text(&buf)));
}

static void check_key(struct rq_arena *arena, rq_str key)
{
    struct rq_buf buf = {.arena = arena};
    rq_yaml_emit_key(&buf, key);
    rq_buf_add(&buf, RQ_STR(": 1\n"));
    rq_value root = read_back(arena, rq_buf_text(&buf));
    const rq_value *found = rq_value_field(root, key);
    if (found == NULL || !rq_value_equal(*found, rq_int(1)))
        fail_msg("this key reads back as something else: %.*s", RQ_ARG(rq_buf_text(&buf)));
}

static uint32_t next(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* What YAML cares about, more often than what it does not. */
static rq_str random_text(struct rq_arena *arena, uint32_t *seed)
{
    static const uint32_t signs[] = {
        'a',  'b',  'n',  'o',  'Z',  '0',    '1',    '9',    ' ',    ' ',    '\n',   '\n',   ':',     '#',     '-',
        '.',  ',',  '|',  '>',  '\'', '"',    '\\',   '[',    ']',    '{',    '}',    '*',    '&',     '!',     '%',
        '@',  '`',  '?',  '~',  '<',  '=',    '+',    '_',    '\t',   '\r',   0x00,   'x',    'e',     'T',     '/',
        0x1B, 0x7F, 0x85, 0xA0, 0xE9, 0x2028, 0x2029, 0xFEFF, 0xFFFD, 0xFFFE, 0xD7FF, 0xE000, 0x1F600, 0x10FFFF};
    struct rq_buf buf = {.arena = arena};
    size_t length = next(seed) % 12;
    for (size_t i = 0; i < length; i++) {
        char bytes[4];
        uint32_t c = signs[next(seed) % (sizeof signs / sizeof *signs)];
        rq_buf_add(&buf, (rq_str){bytes, rq_utf8_encode(c, bytes)});
    }
    return rq_buf_text(&buf);
}

static void test_random_texts(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    uint32_t seed = 0x5EED1234;
    (void)state;
    for (size_t i = 0; i < 20000; i++) {
        rq_str text = random_text(arena, &seed);
        check_round_trip(arena, rq_string(text), i % 2 == 0 ? RQ_YAML_DAYS_QUOTED : RQ_YAML_DAYS_PLAIN);
        check_key(arena, text);
        rq_arena_reset(arena);
    }
    rq_arena_free(arena);
}

static void test_known_texts_read_back(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_round_trip(arena, rq_string(texts[i].text), RQ_YAML_DAYS_QUOTED);
        check_key(arena, texts[i].text);
    }
    rq_arena_free(arena);
}

static void test_other_scalars(void **state)
{
    const rq_value values[] = {rq_null(),       rq_bool(true),     rq_bool(false),    rq_int(0),
                               rq_int(-7),      rq_int(INT64_MAX), rq_int(INT64_MIN), rq_double(1.0),
                               rq_double(-0.5), rq_double(1e300),  rq_double(1e-7),   rq_double(123456789.0)};
    struct rq_arena *arena = rq_arena_new();
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        check_round_trip(arena, values[i], RQ_YAML_DAYS_QUOTED);
    assert_true(rq_str_equal(emit(arena, rq_double(0.0 / 0.0), RQ_YAML_DAYS_QUOTED, 0), RQ_STR(".nan")));
    assert_true(rq_str_equal(emit(arena, rq_double(-1 / 0.0), RQ_YAML_DAYS_QUOTED, 0), RQ_STR("-.inf")));
    assert_true(rq_str_equal(emit(arena, rq_double(2), RQ_YAML_DAYS_QUOTED, 0), RQ_STR("2.0")));
    rq_arena_free(arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_texts),         cmocka_unit_test(test_days),
    cmocka_unit_test(test_random_texts),  cmocka_unit_test(test_known_texts_read_back),
    cmocka_unit_test(test_other_scalars),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

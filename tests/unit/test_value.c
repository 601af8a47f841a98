/* Values: equality and order, maps, text forms, normal forms, dates, pointers. */
#include "base/limits.h"
#include "base/source.h"
#include "value/value.h"
#include "yaml/yaml.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_equality_and_order(void **state)
{
    (void)state;
    const struct {
        rq_value a, b;
        bool equal;
        int order; /* 9: none */
    } rows[] = {
        {rq_int(1), rq_uint(1), true, 0},
        {rq_int(1), rq_double(1.0), true, 0},
        {rq_int(-1), rq_uint(18446744073709551615U), false, -1},
        {rq_uint(2), rq_double(1.5), false, 1},
        {rq_double(NAN), rq_double(NAN), false, 9},
        {rq_double(0.0), rq_double(-0.0), true, 0},
        {rq_int(INT64_MAX), rq_double(9223372036854775808.0), true, 0}, /* pinned by the conformance suite */
        {rq_int(INT64_MIN), rq_double(-1e300), false, 1},
        {rq_string(RQ_STR("a")), rq_string(RQ_STR("ab")), false, -1},
        {rq_string(RQ_STR("a")), rq_bytes(RQ_STR("a")), false, 9},
        {rq_bool(false), rq_bool(true), false, -1},
        {rq_null(), rq_null(), true, 9},
        {rq_null(), rq_bool(false), false, 9},
        {rq_timestamp(5, 1), rq_timestamp(5, 2), false, -1},
        {rq_duration(-3), rq_duration(-3), true, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int order = 9;
        rq_value_compare(rows[i].a, rows[i].b, &order);
        order = order == 9 ? 9 : (order > 0) - (order < 0);
        if (rq_value_equal(rows[i].a, rows[i].b) != rows[i].equal || order != rows[i].order)
            fail_msg("row %zu: equal %d, order %d", i, !rows[i].equal, order);
        if (rows[i].equal)
            assert_int_equal(rq_value_hash(rows[i].a), rq_value_hash(rows[i].b));
    }
}

/* What is equal hashes alike: in whatever order the entries of a mapping stand, and of whatever type its numbers are. */
static void test_hash_of_nested_values(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_value items[] = {rq_int(1), rq_null()}, others[] = {rq_double(1), rq_null()},
                   turned[] = {rq_null(), rq_int(1)};
    rq_value list = rq_list_over(arena, items, 2), same = rq_list_over(arena, others, 2),
             other = rq_list_over(arena, turned, 2);
    const struct rq_entry entries[] = {{rq_string(RQ_STR("a")), list}, {rq_int(2), rq_null()}},
                          swapped[] = {{rq_uint(2), rq_null()}, {rq_string(RQ_STR("a")), same}},
                          different[] = {{rq_string(RQ_STR("a")), rq_null()}, {rq_int(2), list}};
    rq_value map = rq_map_over(arena, entries, 2), like = rq_map_over(arena, swapped, 2);
    assert_true(rq_value_equal(map, like));
    assert_int_equal(rq_value_hash(map), rq_value_hash(like));
    assert_int_not_equal(rq_value_hash(list), rq_value_hash(other));
    assert_int_not_equal(rq_value_hash(map), rq_value_hash(rq_map_over(arena, different, 2)));
    rq_arena_free(arena);
}

static void test_large_map_finds_every_key(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_map_build build = {.arena = arena};
    for (int i = 0; i < 1000; i++)
        rq_map_build_put(&build, rq_arena_format(arena, "key-%d", i), rq_int(i));
    rq_value map = rq_map_build_done(&build);
    for (int i = 0; i < 1000; i++) {
        const rq_value *found = rq_value_field(map, rq_arena_format(arena, "key-%d", i));
        if (found == NULL || found->as.integer != i)
            fail_msg("key-%d is not found", i);
    }
    assert_null(rq_value_field(map, RQ_STR("key-1000")));
    assert_null(rq_map_get(map.as.map, rq_int(3)));
    rq_arena_free(arena);
}

static rq_value list_of(struct rq_arena *arena, size_t count, const rq_value *values)
{
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, count);
    for (size_t i = 0; i < count; i++)
        items[i] = values[i];
    return rq_list_over(arena, items, count);
}

static void test_weight_and_depth(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_str text = rq_arena_format(arena, "%0128d", 0);
    rq_value one = rq_int(1), pair = list_of(arena, 2, (rq_value[]){one, one}), empty = list_of(arena, 0, NULL);
    rq_value nested = list_of(arena, 2, (rq_value[]){pair, empty});
    struct rq_map_build build = {.arena = arena};
    rq_map_build_put(&build, RQ_STR("a"), one);
    rq_map_build_put(&build, text, nested);
    const struct {
        rq_value value;
        uint32_t weight, depth;
    } rows[] = {
        {one, 1, 0},
        {rq_string(rq_str_slice(text, 0, 63)), 1, 0},
        {rq_string(rq_str_slice(text, 0, 64)), 2, 0},
        {rq_string(text), 3, 0},
        {empty, 1, 1},
        {pair, 2, 1},
        {nested, 3, 2},
        {rq_map_build_done(&build), 1 + 3 + 2, 3},
        {rq_optional(NULL), 1, 0},
        {rq_optional(&pair), 2, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rq_value_weight(rows[i].value) != rows[i].weight || rq_value_depth(rows[i].value) != rows[i].depth)
            fail_msg("row %zu: weight %u, depth %u", i, rq_value_weight(rows[i].value), rq_value_depth(rows[i].value));
    for (int i = 0; i < 40; i++)
        pair = list_of(arena, 2, (rq_value[]){pair, pair});
    assert_int_equal(rq_value_weight(pair), UINT32_MAX);
    assert_int_equal(rq_value_depth(pair), 41);
    rq_arena_free(arena);
}

static void assert_excerpt(struct rq_arena *arena, rq_value value, uint32_t parts, const char *expected)
{
    rq_str found = rq_value_print(arena, rq_value_excerpt(arena, value, parts), 0);
    if (!rq_str_equal(found, rq_str_from(expected)))
        fail_msg("expected %s, found %.*s", expected, RQ_ARG(found));
}

static void test_excerpts(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value a = list_of(arena, 3, (rq_value[]){rq_int(1), rq_int(2), rq_int(3)});
    rq_value both = list_of(arena, 2, (rq_value[]){a, a});
    assert_excerpt(arena, a, 3, "[1, 2, 3]");
    assert_excerpt(arena, a, 2, "[1, 2, \"…\"]");
    assert_excerpt(arena, both, 6, "[[1, 2, 3], [1, 2, 3]]");
    assert_excerpt(arena, both, 5, "[[1, 2, 3], [1, 2, \"…\"]]");
    assert_excerpt(arena, both, 3, "[[1, 2, 3], \"…\"]");
    struct rq_map_build build = {.arena = arena};
    rq_map_build_put(&build, RQ_STR("x"), rq_bool(true));
    rq_map_build_put(&build, RQ_STR("y"), a);
    rq_map_build_put(&build, RQ_STR("z"), rq_null());
    assert_excerpt(arena, rq_map_build_done(&build), 5, "{\"x\": true, \"y\": [1, 2, 3], \"z\": null}");
    assert_excerpt(arena, rq_map_build_done(&build), 4, "{\"x\": true, \"y\": [1, 2, 3], \"…\": \"…\"}");
    /* 64 bytes for each part; a character of two bytes stands across the 64th. */
    rq_str text = rq_arena_format(arena, "%063dé%070d", 0, 0);
    assert_excerpt(arena, rq_string(text), 3, rq_arena_format(arena, "\"%.*s\"", RQ_ARG(text)).ptr);
    assert_excerpt(arena, rq_string(rq_str_slice(text, 0, 63)), 1, rq_arena_format(arena, "\"%063d\"", 0).ptr);
    /* Just as long as there is room: nothing behind the text is looked at. */
    char *exact = rq_arena_raw(arena, 64);
    memset(exact, 'x', 64);
    rq_str shown = rq_value_text(rq_value_excerpt(arena, rq_string((rq_str){exact, 64}), 1));
    assert_int_equal(shown.len, 64);
    assert_excerpt(arena, rq_string(text), 1, rq_arena_format(arena, "\"%063d…\"", 0).ptr);
    rq_arena_free(arena);
}

static void test_doubles_as_text(void **state)
{
    (void)state;
    static const struct {
        double number;
        const char *text;
    } rows[] = {
        {1.0, "1"},           {0.1, "0.1"},
        {123.456, "123.456"}, {-4.5e-3, "-0.0045"},
        {1e6, "1e+06"},       {123456789.0, "1.23456789e+08"},
        {1e-5, "1e-05"},      {0.0001, "0.0001"},
        {100000.0, "100000"}, {-0.0, "-0"},
        {1e300, "1e+300"},    {INFINITY, "+Inf"},
        {5e-324, "5e-324"},   {0.30000000000000004, "0.30000000000000004"},
    };
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_string_equal(rq_double_print(arena, rows[i].number).ptr, rows[i].text);
    rq_arena_free(arena);
}

static void test_values_as_text(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value inner = rq_double(2.0);
    rq_value items[] = {rq_int(-1),
                        rq_uint(7),
                        rq_string(RQ_STR("a\"\n\x1B")),
                        rq_bytes(RQ_STR("\xFFx")),
                        rq_timestamp(-1, 500000000),
                        rq_duration(-1500000000),
                        rq_optional(NULL),
                        rq_optional(&inner)};
    rq_value list = rq_list_over(arena, items, sizeof items / sizeof *items);
    assert_string_equal(rq_value_print(arena, list, 0).ptr,
                        "[-1, 7u, \"a\\\"\\n\\u001b\", b\"\\xffx\", timestamp(\"1969-12-31T23:59:59.5Z\"), "
                        "duration(\"-1.5s\"), optional.none(), optional.of(2.0)]");
    assert_string_equal(rq_value_print(arena, list, 8).ptr, "[-1, 7u, …]");
    rq_arena_free(arena);
}

static void test_dates(void **state)
{
    (void)state;
    static const struct {
        int64_t days;
        struct rq_date date;
    } rows[] = {
        {0, {1970, 1, 1}},       {-1, {1969, 12, 31}}, {11016, {2000, 2, 29}},
        {20780, {2026, 11, 23}}, {-719162, {1, 1, 1}}, {2932896, {9999, 12, 31}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_date date = rq_date_from_days(rows[i].days);
        if (date.year != rows[i].date.year || date.month != rows[i].date.month || date.day != rows[i].date.day)
            fail_msg("row %zu: %lld-%d-%d", i, (long long)date.year, date.month, date.day);
        assert_int_equal(rq_date_to_days(rows[i].date), rows[i].days);
    }
}

/* The text of a source, and parts of it by their bytes. */
static const char written[] = "owner: 'dana' # 'x'";

static rq_value at(struct rq_arena *arena, const struct rq_source *source, rq_value value, uint32_t start, uint32_t end)
{
    return rq_value_at(arena, value, (struct rq_origin){source, start, end});
}

static void test_origins(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_source *source = rq_source_new(arena, RQ_STR("a.yaml"), rq_str_from(written));
    rq_str text = rq_source_text(source);
    const struct {
        rq_value value;
        uint32_t start, end;
    } rows[] = {
        {rq_string(rq_str_slice(text, 0, 5)), 0, 5},
        {rq_string(rq_str_slice(text, 8, 12)), 7, 13},
        {rq_string(RQ_STR("dana")), 7, 13}, /* the same text from elsewhere */
        {rq_string(rq_str_slice(text, 0, 5)), 7, 13},
        {rq_string(RQ_STR("")), 6, 6},
        {rq_null(), 19, 19},
        {rq_int(-1), 0, 19},
        {rq_double(0.5), 3, 4},
        {rq_list_over(arena, NULL, 0), 7, 19},
        {rq_map_over(arena, NULL, 0), 0, 13},
        {{0}, 1, 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        rq_value value = at(arena, source, rows[i].value, rows[i].start, rows[i].end);
        struct rq_origin origin = rq_value_origin(value);
        if (origin.source != source || origin.start != rows[i].start || origin.end != rows[i].end)
            fail_msg("row %zu: %u to %u", i, origin.start, origin.end);
        if (value.kind != RQ_ABSENT && !rq_value_equal(value, rows[i].value))
            fail_msg("row %zu: the value changed", i);
        assert_true(rq_str_equal(rq_value_written(value), rq_str_slice(text, rows[i].start, rows[i].end)));
    }
    assert_null(rq_value_origin(rq_int(1)).source);
    assert_int_equal(rq_value_written(rq_string(text)).len, 0);
    rq_arena_free(arena);
}

/* The same bytes in one file, in another one at its path, and elsewhere: all at the same place but where a row says so. */
static void test_alike(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_str twice = RQ_STR("007 7 007 'x' x");
    const struct rq_source *a = rq_source_new(arena, RQ_STR("a.yaml"), twice);
    const struct rq_source *again = rq_source_new(arena, RQ_STR("a.yaml"), twice);
    const struct rq_source *other = rq_source_new(arena, RQ_STR("b.yaml"), twice);
    struct rq_source *past = rq_source_new(arena, RQ_STR("a.yaml"), twice);
    rq_source_mark_past(past);
    rq_value seven = at(arena, a, rq_int(7), 0, 3), quoted = at(arena, a, rq_string(RQ_STR("x")), 10, 13);
    const rq_value lists[] = {rq_list_over(arena, &seven, 1), rq_list_over(arena, &quoted, 1)};
    const struct {
        rq_value a, b;
        bool alike;
    } rows[] = {
        {seven, seven, true},
        {seven, at(arena, a, rq_int(7), 6, 9), false},
        {seven, at(arena, again, rq_int(7), 6, 9), true},
        {seven, at(arena, again, rq_int(7), 4, 5), false}, /* written in another way */
        {seven, at(arena, again, rq_uint(7), 0, 3), false},
        {seven, at(arena, other, rq_int(7), 0, 3), false},
        {seven, at(arena, past, rq_int(7), 0, 3), false},
        {seven, rq_int(7), false},
        {quoted, at(arena, again, rq_string(RQ_STR("x")), 14, 15), false},
        {rq_int(7), rq_int(7), true},
        {rq_int(7), rq_uint(7), false},
        {rq_double(NAN), rq_double(NAN), true},
        {rq_double(0.0), rq_double(-0.0), false},
        {lists[0], rq_list_over(arena, (rq_value[]){at(arena, again, rq_int(7), 0, 3)}, 1), true},
        {lists[0], lists[1], false},
        {rq_optional(&seven), rq_optional(&seven), true},
        {rq_optional(&seven), rq_optional(NULL), false},
        {rq_fault_value(&(struct rq_fault){.fatal = false}), rq_fault_value(&(struct rq_fault){.fatal = false}), false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rq_value_alike(rows[i].a, rows[i].b) != rows[i].alike ||
            rq_value_alike(rows[i].b, rows[i].a) != rows[i].alike)
            fail_msg("row %zu: alike %d", i, !rows[i].alike);
    rq_arena_free(arena);
}

/* As far into a file as a file may be long. */
static void test_origins_far_in_a_file(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    char *bytes = rq_arena_alloc(arena, RQ_LIMIT_FILE_BYTES);
    memset(bytes, ' ', RQ_LIMIT_FILE_BYTES);
    const struct rq_source *source = rq_source_new(arena, RQ_STR("a.yaml"), (rq_str){bytes, RQ_LIMIT_FILE_BYTES});
    struct rq_origin whole = rq_value_origin(at(arena, source, rq_null(), 0, RQ_LIMIT_FILE_BYTES));
    assert_int_equal(whole.end, RQ_LIMIT_FILE_BYTES);
    struct rq_origin end = rq_value_origin(at(arena, source, rq_null(), RQ_LIMIT_FILE_BYTES, RQ_LIMIT_FILE_BYTES));
    assert_int_equal(end.start, RQ_LIMIT_FILE_BYTES);
    assert_int_equal(end.end, RQ_LIMIT_FILE_BYTES);
    rq_arena_free(arena);
}

static void test_pointers(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_source *source = rq_source_new(arena, RQ_STR("a.yaml"), rq_str_from(written));
    rq_value items[] = {rq_null(), at(arena, source, rq_int(1), 7, 8)};
    struct rq_entry entries[] = {{rq_string(RQ_STR("a/b~")), rq_list_over(arena, items, 2)},
                                 {at(arena, source, rq_string(RQ_STR("owner")), 0, 5), rq_null()}};
    rq_value root = rq_map_over(arena, entries, 2);
    assert_string_equal(rq_value_pointer(arena, root, rq_value_origin(items[1])).ptr, "/a~1b~0/1");
    assert_string_equal(rq_value_pointer(arena, root, rq_value_origin(entries[1].key)).ptr, "/owner");
    assert_string_equal(rq_value_pointer(arena, root, (struct rq_origin){0}).ptr, "");
    rq_arena_free(arena);
}

/* At each place of a file, between any two of its bytes, both searches find the same, or both nothing. */
static void test_tracer_agrees(void **state)
{
    (void)state;
    static const char text[] = "base: &base {a: 1, 'b/c': [x, {d: e}, &item y]}\n"
                               "list: [*item, z, *item, [[deep]], *base]\n"
                               "more:\n  own: 1\n  <<: *base\n  other: \"\\u0061\"\n"
                               "empty: []\nnone:\n? 7\n: 8\n";
    struct rq_arena *arena = rq_arena_new();
    struct rq_yaml yaml = rq_yaml_read(arena, rq_source_new(arena, RQ_STR("a.yaml"), rq_str_from(text)));
    assert_int_equal(yaml.issue_count, 0);
    rq_value root = yaml.documents[0];
    struct rq_tracer tracer = {.arena = arena};
    size_t found = 0;
    for (uint32_t start = 0; start < sizeof text; start++)
        for (uint32_t end = start; end < sizeof text; end++) {
            struct rq_origin origin = {rq_value_origin(root).source, start, end};
            struct rq_trace plain, quick;
            bool good = rq_value_trace(arena, root, origin, &plain);
            assert_int_equal(rq_tracer_find(&tracer, arena, root, origin, &quick), good);
            found += good;
            if (!rq_str_equal(plain.pointer, quick.pointer) || plain.in_list != quick.in_list ||
                !rq_value_alike(plain.value, quick.value) || !rq_value_alike(plain.key, quick.key))
                fail_msg("%u to %u: %s, and not %s", start, end, quick.pointer.ptr, plain.pointer.ptr);
        }
    /* The whole, 9 keys in block and 3 in braces, and what stands under them and in lists, but for nothing at `none`. */
    assert_in_range(found, 30, 40);
    rq_arena_free(arena);
}

static rq_str normal_of(struct rq_arena *arena, const char *text)
{
    struct rq_yaml yaml = rq_yaml_read(arena, rq_source_new(arena, RQ_STR("a.yaml"), rq_str_from(text)));
    assert_int_equal(yaml.issue_count, 0);
    assert_int_equal(yaml.document_count, 1);
    return rq_value_normal(arena, yaml.documents[0]);
}

/* Each row has one form, however it is written. */
static void test_normal_forms(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    static const struct {
        const char *form, *texts[6];
    } rows[] = {
        {"-", {"~", "''", "\" \\t\\n\"", "[]", "{}", "[null, {a: ''}]"}},
        {"\"a b\"", {"a b", "'a  b'", "\" a\\tb\\n\"", ">\n  a\n  b\n", "|\n  a\n  b\n"}},
        {"\"1\"", {"'1'", "\"1\""}},
        {"1", {"1", "+1", "0x1"}},
        {"1.5", {"1.5", "15e-1"}},
        {"true", {"true", "True"}},
        {"[\"a\",\"b\",1]", {"[a, b, 1]", "[1, b, null, a]", "- 'b'\n- a\n- []\n- 1\n"}},
        {"{a=1,b=\"x\"}", {"{a: 1, b: x}", "b: x\na: 1\n", "{b: ' x', c: null, a: 1, d: [{}]}"}},
        {"[[1,2],{c=[3,4]}]", {"[[1, 2], {c: [3, 4]}]", "[{c: [4, 3]}, [2, 1]]"}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t j = 0; j < 6 && rows[i].texts[j] != NULL; j++) {
            rq_str form = normal_of(arena, rows[i].texts[j]);
            if (!rq_str_equal(form, rq_str_from(rows[i].form)))
                fail_msg("%s: %.*s instead of %s", rows[i].texts[j], RQ_ARG(form), rows[i].form);
        }
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equality_and_order),
        cmocka_unit_test(test_large_map_finds_every_key),
        cmocka_unit_test(test_weight_and_depth),
        cmocka_unit_test(test_excerpts),
        cmocka_unit_test(test_doubles_as_text),
        cmocka_unit_test(test_values_as_text),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_origins),
        cmocka_unit_test(test_alike),
        cmocka_unit_test(test_origins_far_in_a_file),
        cmocka_unit_test(test_hash_of_nested_values),
        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_tracer_agrees),
        cmocka_unit_test(test_normal_forms),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

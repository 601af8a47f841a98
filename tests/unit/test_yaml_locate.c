/* Places inside scalars, front matter, and places in a part of a file. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/source.h"
#include "yaml/yaml.h"

#include <string.h>

static struct rq_yaml read_text(struct rq_arena *arena, rq_str text)
{
    return rq_yaml_read(arena, rq_source_new(arena, RQ_STR("test.yaml"), text));
}

/* ---- places inside scalars ---- */

static const struct {
    const char *text;   /* the scalar is the value of `a` */
    const char *needle; /* what is looked for in its decoded text; the empty needle: the end */
    rq_pos pos;
} locations[] = {
    {"a: x == y\n", "==", {1, 6, 1, 8}},
    {"a: x == y\n", "x == y", {1, 4, 1, 10}},
    {"a: x == y\n", "", {1, 10, 1, 10}},
    {"a: \xC3\xA9 == y\n", "y", {1, 9, 1, 10}},
    {"a: &n !!str x == y\n", "==", {1, 15, 1, 17}},
    {"a: one &&\n  two\n\n  three\n", "two", {2, 3, 2, 6}},
    {"a: one &&\n  two\n\n  three\n", "&& two", {1, 8, 2, 6}},
    {"a: one &&\n  two\n\n  three\n", "three", {4, 3, 4, 8}},
    {"a: one\r\n  two\r\n", "two", {2, 3, 2, 6}},
    {"a: 'it''s == y'\n", "==", {1, 11, 1, 13}},
    {"a: 'it''s == y'\n", "'", {1, 7, 1, 9}},
    {"a: 'it''s == y'\n", "", {1, 15, 1, 15}},
    {"a: 'one\n  two'\n", "two", {2, 3, 2, 6}},
    {"a: \"x\\\"y\\\" == z\"\n", "==", {1, 12, 1, 14}},
    {"a: \"x\\\"y\\\" == z\"\n", "\"y\"", {1, 6, 1, 11}},
    {"a: \"\\u00e9\\x41\\U0001F600 z\"\n", "z", {1, 26, 1, 27}},
    {"a: \"\\u00e9\\x41\\U0001F600 z\"\n", "A", {1, 11, 1, 15}},
    {"a: \"\\u00e9\\x41\\U0001F600 z\"\n", "\xF0\x9F\x98\x80", {1, 15, 1, 25}},
    {"a: \"\\ud83d\\ude00 z\"\n", "z", {1, 18, 1, 19}},
    {"a: \"\\ud83d\\ude00 z\"\n", "\xF0\x9F\x98\x80", {1, 5, 1, 17}},
    {"a: \"one  \n\n  two\"\n", "two", {3, 3, 3, 6}},
    {"a: \"one \\\n   two\"\n", "two", {2, 4, 2, 7}},
    {"a: \"one\\\n  \\  two\"\n", "two", {2, 6, 2, 9}},
    {"a: |\n  x ==\n  y\n", "==", {2, 5, 2, 7}},
    {"a: |\n  x ==\n  y\n", "y", {3, 3, 3, 4}},
    {"a: |\n  x ==\n    y\n", "y", {3, 5, 3, 6}},
    {"a: |\n  x ==\n    y\n", "x ==\n  y", {2, 3, 3, 6}},
    {"a: |\r\n  x ==\r\n  y\r\n", "y", {3, 3, 3, 4}},
    {"a: |\n\n\n  x\n\n  y\n", "x", {4, 3, 4, 4}},
    {"a: |\n\n\n  x\n\n  y\n", "y", {6, 3, 6, 4}},
    {"a: |2\n    x\n  y\n", "x", {2, 5, 2, 6}},
    {"a: |2\n    x\n  y\n", "y", {3, 3, 3, 4}},
    {"a: |2-\n    x\n  y\n", "  x", {2, 3, 2, 6}},
    {"a: |-2 # why - + 9\n    x\n  y\n", "y", {3, 3, 3, 4}},
    {"a: |1\n\n   x\n", "x", {3, 4, 3, 5}},
    {"a: |\n  \xC3\xA9 == y\n", "==", {2, 5, 2, 7}},
    {"a: |\n  x\n", "\n", {2, 4, 2, 4}},
    {"a: |+\n  x\n\n\nb: 1\n", "x", {2, 3, 2, 4}},
    {"a: >\n  x ==\n  y\n", "y", {3, 3, 3, 4}},
    {"a: >\n  x ==\n  y\n", "== y", {2, 5, 3, 4}},
    {"a: >\n  x ==\n  y\n", " y", {2, 7, 3, 4}},
    {"a: >\n  x\n\n  y\n", "y", {4, 3, 4, 4}},
    {"a: >\n  x\n    y\n  z\n", "z", {4, 3, 4, 4}},
    {"a: >\n  x\n    y\n  z\n", "y", {3, 5, 3, 6}},
    {"a: >\n  x\n\n    y\n\n  z\n", "z", {6, 3, 6, 4}},
    {"a: >-\r\n  x ==\r\n  y\r\n", "y", {3, 3, 3, 4}},
    {"a: >2\n    x\n  y\n  z\n", "z", {4, 3, 4, 4}},
};

static void test_locate(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof locations / sizeof *locations; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_yaml result = read_text(arena, rq_str_from(locations[i].text));
        const rq_value *value = result.document_count > 0 ? rq_value_field(result.documents[0], RQ_STR("a")) : NULL;
        rq_pos got = {0}, wanted = locations[i].pos;
        if (value != NULL) {
            rq_str text = rq_value_text(*value), needle = rq_str_from(locations[i].needle);
            size_t start = needle.len == 0 ? text.len : rq_str_find(text, needle, 0);
            if (start == RQ_NOT_FOUND)
                fail_msg("row %zu: no %s in \"%.*s\"", i, locations[i].needle, RQ_ARG(text));
            got = rq_yaml_locate(*value, start, start + needle.len);
        }
        if (memcmp(&got, &wanted, sizeof got) != 0)
            fail_msg("row %zu: %s: %s is at %u:%u-%u:%u", i, locations[i].text, locations[i].needle, got.line,
                     got.column, got.end_line, got.end_column);
        rq_arena_free(arena);
    }
}

/* A block inside a list, whose indentation counts from the list's, and values without text. */
static void test_locate_elsewhere(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_yaml result = read_text(arena, RQ_STR("- |1\n    x\n-\n  - >2\n      y\n- 12\n"));
    const rq_value *items = result.documents[0].as.list->items;
    rq_pos pos = rq_yaml_locate(items[0], 3, 4);
    assert_int_equal(pos.line, 2);
    assert_int_equal(pos.column, 5);
    pos = rq_yaml_locate(items[1].as.list->items[0], 2, 3);
    assert_int_equal(pos.line, 5);
    assert_int_equal(pos.column, 7);
    pos = rq_yaml_locate(items[2], 1, 2);
    assert_int_equal(pos.column, 3);
    assert_int_equal(pos.end_column, 5);
    assert_int_equal(rq_yaml_locate(rq_string(RQ_STR("x")), 0, 1).line, 0);
    rq_value map = *rq_value_field(read_text(arena, RQ_STR("{&k key: 1, b: {*k : 2}}")).documents[0], RQ_STR("b"));
    pos = rq_yaml_locate(map.as.map->entries[0].key, 1, 2);
    assert_int_equal(pos.column, 17);
    assert_int_equal(pos.end_column, 19);
    pos = rq_yaml_locate(items[0], 100, 200);
    assert_int_equal(pos.line, 2);
    assert_int_equal(pos.column, 6);
    rq_arena_free(arena);
}

/* ---- front matter ---- */

static const struct {
    const char *text, *front, *body;
} fronts[] = {
    {"---\na: 1\n---\nText\n", "a: 1\n", "Text\n"},
    {"\xEF\xBB\xBF---\r\na: 1\r\n--- \r\nText\r\n", "a: 1\r\n", "Text\r\n"},
    {"---\n---\nText\n", "", "Text\n"},
    {"---\na: 1\n---", "a: 1\n", ""},
    {"---\na: 1\nText\n", "", "---\na: 1\nText\n"},
    {"Text\n---\na: 1\n---\n", "", "Text\n---\na: 1\n---\n"},
    {"----\na: 1\n---\n", "", "----\na: 1\n---\n"},
    {" ---\na: 1\n---\n", "", " ---\na: 1\n---\n"},
    {"\xEF\xBB\xBFText\n", "", "Text\n"},
    {"", "", ""},
};

static void test_front_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof fronts / sizeof *fronts; i++) {
        struct rq_arena *arena = rq_arena_new();
        rq_str front, body, text = rq_str_from(fronts[i].text);
        rq_yaml_front_matter(rq_source_new(arena, RQ_STR("test.md"), text), &front, &body);
        if (!rq_str_equal(front, rq_str_from(fronts[i].front)) || !rq_str_equal(body, rq_str_from(fronts[i].body)))
            fail_msg("row %zu: \"%.*s\" and \"%.*s\"", i, RQ_ARG(front), RQ_ARG(body));
        rq_arena_free(arena);
    }
}

/* Places in a part of a file are places in the file. */
static void test_part(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_source *source =
        rq_source_new(arena, RQ_STR("test.md"), RQ_STR("---\n\xC3\xA9: 1\nb: 2\nb: 3\n---\nText: x: y\n"));
    rq_str front, body;
    rq_yaml_front_matter(source, &front, &body);
    struct rq_yaml result = rq_yaml_read_part(arena, source, front);
    assert_int_equal(result.document_count, 1);
    rq_pos pos = rq_value_pos(*rq_value_field(result.documents[0], RQ_STR("b")));
    assert_int_equal(pos.line, 3);
    assert_int_equal(pos.column, 4);
    assert_int_equal(result.issue_count, 1);
    assert_int_equal(result.issues[0].pos.line, 4);
    assert_int_equal(result.issues[0].other.line, 3);
    rq_arena_free(arena);
}

// clang-format off
static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_locate),
    cmocka_unit_test(test_locate_elsewhere),
    cmocka_unit_test(test_front_matter),
    cmocka_unit_test(test_part),
};
// clang-format on

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

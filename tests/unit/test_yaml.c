/*
 * The YAML reader.  What a person can read as a file is in yaml_cases.txt; here are the runner for it, the tables that are
 * easier to read as C, places inside scalars, and hostile inputs that are made, not stored.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/source.h"
#include "yaml/walk.h"
#include "yaml/yaml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct rq_yaml read_text(struct rq_arena *arena, rq_str text)
{
    return rq_yaml_read(arena, rq_source_new(arena, RQ_STR("test.yaml"), text));
}

/* ---- yaml_cases.txt ---- */

struct test_case {
    struct rq_buf name, input, expected, places;
    unsigned line;
};

static void add_place(struct rq_buf *buf, rq_pos pos)
{
    rq_buf_format(buf, "%u:%u-%u:%u", (unsigned)pos.line, (unsigned)pos.column, (unsigned)pos.end_line,
                  (unsigned)pos.end_column);
}

static void add_issue(struct rq_buf *buf, const struct rq_yaml_issue *issue)
{
    rq_buf_add(buf, RQ_STR("! "));
    add_place(buf, issue->pos);
    rq_buf_format(buf, " %.*s: %.*s", RQ_ARG(issue->rule), RQ_ARG(issue->message));
    if (issue->other.line > 0) {
        rq_buf_add(buf, RQ_STR(" ("));
        add_place(buf, issue->other);
        rq_buf_format(buf, ": %.*s)", RQ_ARG(issue->other_message));
    }
    rq_buf_byte(buf, '\n');
}

static rq_str print_result(struct rq_arena *arena, struct rq_yaml result)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < result.document_count; i++)
        rq_buf_format(&buf, "= %.*s\n", RQ_ARG(rq_value_print(arena, result.documents[i], 0)));
    for (size_t i = 0; i < result.issue_count; i++)
        add_issue(&buf, &result.issues[i]);
    return rq_buf_text(&buf);
}

/* The value, or with a "?" at the end of the pointer the key, that a pointer such as /a/0 leads to. */
static rq_value follow(rq_value value, rq_str pointer)
{
    size_t at = 1;
    while (at < pointer.len) {
        size_t end = rq_str_find_byte(pointer, '/', at);
        end = end == RQ_NOT_FOUND ? pointer.len : end;
        rq_str step = rq_str_slice(pointer, at, end);
        bool key = rq_str_ends(step, RQ_STR("?"));
        if (key)
            step.len--;
        if (value.kind == RQ_LIST) {
            value = value.as.list->items[atoi(step.ptr)];
        } else {
            const rq_value *found = rq_value_field(value, step);
            if (found == NULL)
                fail_msg("no %.*s", RQ_ARG(pointer));
            value =
                key ? ((const struct rq_entry *)((const char *)found - offsetof(struct rq_entry, value)))->key : *found;
        }
        at = end + 1;
    }
    return value;
}

/* "POINTER": where the value is and what is written there. */
static rq_str print_place(struct rq_arena *arena, rq_value root, rq_str pointer)
{
    rq_value value = follow(root, pointer);
    struct rq_buf buf = {.arena = arena};
    rq_pos pos = rq_value_pos(value);
    rq_buf_format(&buf, "@ %.*s ", RQ_ARG(pointer));
    add_place(&buf, pos);
    assert_int_equal(pos.line, value.origin->line);
    assert_int_equal(pos.column, value.origin->column);
    rq_str text = rq_str_slice(rq_source_text(value.origin->source), value.origin->start, value.origin->end);
    rq_buf_format(&buf, "%s %.*s\n", value.plain ? " plain" : "", RQ_ARG(rq_value_print(arena, rq_string(text), 0)));
    return rq_buf_text(&buf);
}

static void add_decoded(void *host, size_t start, size_t end, rq_str decoded)
{
    assert_true(start < end);
    rq_buf_add(host, decoded);
}

/* Decoding a scalar again gives the same text, up to the line breaks behind a block, which no place belongs to. */
static void check_walk(struct rq_arena *arena, rq_value value)
{
    struct rq_buf buf = {.arena = arena};
    rq_str text = rq_value_text(value);
    rq_yaml_walk(rq_source_text(value.origin->source), value.origin->start, value.origin->end, value.plain != 0, text,
                 add_decoded, &buf);
    rq_str walked = rq_buf_text(&buf);
    while (text.len > walked.len && rq_str_ends(text, RQ_STR("\n")))
        text.len--;
    if (!rq_str_equal(text, walked))
        fail_msg("walked \"%.*s\", read \"%.*s\"", RQ_ARG(walked), RQ_ARG(text));
}

static void check_walks(struct rq_arena *arena, rq_value value)
{
    if (value.kind == RQ_STRING && value.origin->end > value.origin->start)
        check_walk(arena, value);
    for (uint32_t i = 0; value.kind == RQ_LIST && i < value.as.list->count; i++)
        check_walks(arena, value.as.list->items[i]);
    for (uint32_t i = 0; value.kind == RQ_MAP && i < value.as.map->count; i++)
        check_walks(arena, value.as.map->entries[i].value);
}

/* False, with both texts on standard error, where the result is not what the case says. */
static bool run_case(struct test_case *test)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_yaml result = read_text(arena, rq_buf_text(&test->input));
    rq_str got = print_result(arena, result), expected = rq_buf_text(&test->expected);
    struct rq_buf places = {.arena = arena};
    rq_str wanted = rq_buf_text(&test->places);
    for (size_t at = 0; at < wanted.len;) {
        size_t end = rq_str_find_byte(wanted, '\n', at), blank = rq_str_find_byte(wanted, ' ', at + 2);
        assert_true(result.document_count > 0);
        rq_buf_add(&places, print_place(arena, result.documents[0], rq_str_slice(wanted, at + 2, blank)));
        at = end + 1;
    }
    bool good = rq_str_equal(got, expected) && rq_str_equal(rq_buf_text(&places), wanted);
    if (!good)
        print_error("yaml_cases.txt:%u: %.*s\n--- got\n%.*s%.*s--- expected\n%.*s%.*s", test->line,
                    RQ_ARG(rq_buf_text(&test->name)), RQ_ARG(got), RQ_ARG(rq_buf_text(&places)), RQ_ARG(expected),
                    RQ_ARG(wanted));
    for (size_t i = 0; i < result.document_count; i++)
        check_walks(arena, result.documents[i]);
    rq_arena_free(arena);
    return good;
}

/* \n \r \t \0 \\ and \xHH */
static void add_escaped(struct rq_buf *buf, rq_str line)
{
    static const char letters[] = "nrt0\\", bytes[] = "\n\r\t\0\\";
    for (size_t i = 0; i < line.len; i++) {
        if (line.ptr[i] != '\\') {
            rq_buf_byte(buf, line.ptr[i]);
        } else if (line.ptr[++i] == 'x') {
            char digits[3] = {line.ptr[i + 1], line.ptr[i + 2], 0};
            rq_buf_byte(buf, (char)strtol(digits, NULL, 16));
            i += 2;
        } else {
            const char *letter = strchr(letters, line.ptr[i]);
            assert_non_null(letter);
            rq_buf_byte(buf, bytes[letter - letters]);
        }
    }
}

static void take_line(struct test_case *test, rq_str line)
{
    rq_str rest = rq_str_slice(line, 2, line.len);
    switch (line.ptr[0]) {
    case '|':
        rq_buf_add(&test->input, rest);
        rq_buf_byte(&test->input, '\n');
        break;
    case '\\':
        add_escaped(&test->input, rest);
        break;
    case '=':
    case '!':
        rq_buf_add(&test->expected, line);
        rq_buf_byte(&test->expected, '\n');
        break;
    case '@':
        rq_buf_add(&test->places, line);
        rq_buf_byte(&test->places, '\n');
        break;
    default:
        fail_msg("yaml_cases.txt: what is `%.*s`?", RQ_ARG(line));
    }
}

static rq_str slurp(struct rq_arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    struct rq_buf buf = {.arena = arena};
    char block[4096];
    size_t count;
    while ((count = fread(block, 1, sizeof block, file)) > 0)
        rq_buf_add(&buf, (rq_str){block, count});
    fclose(file);
    return rq_buf_text(&buf);
}

static void test_cases(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_str here = RQ_STR(__FILE__);
    here.len -= strlen("test_yaml.c");
    rq_str text = slurp(arena, rq_arena_format(arena, "%.*syaml_cases.txt", RQ_ARG(here)).ptr);
    const struct rq_source *source = rq_source_new(arena, RQ_STR("yaml_cases.txt"), text);
    struct test_case test = {0};
    unsigned count = 0, failed = 0;
    for (uint32_t i = 1; i <= rq_source_line_count(source) + 1; i++) {
        rq_str line = rq_source_line(source, i);
        bool heading = rq_str_starts(line, RQ_STR("## "));
        if ((heading || i > rq_source_line_count(source)) && count > 0)
            failed += !run_case(&test);
        if (heading) {
            test = (struct test_case){{arena, 0, 0, 0}, {arena, 0, 0, 0}, {arena, 0, 0, 0}, {arena, 0, 0, 0}, i};
            rq_buf_add(&test.name, rq_str_slice(line, 3, line.len));
            count++;
        } else if (count > 0 && line.len > 0) {
            take_line(&test, line);
        }
    }
    assert_int_equal(failed, 0);
    assert_true(count > 60);
    rq_arena_free(arena);
}

/* ---- scalars: the core schema, YAML 1.2.2 section 10.3.2 ---- */

static const struct {
    const char *text;
    rq_value value; /* RQ_ABSENT: text */
} scalars[] = {
    {"~", {.kind = RQ_NULL}},
    {"null", {.kind = RQ_NULL}},
    {"Null", {.kind = RQ_NULL}},
    {"NULL", {.kind = RQ_NULL}},
    {"nULL", {.kind = RQ_ABSENT}},
    {"true", {.kind = RQ_BOOL, .as.boolean = true}},
    {"True", {.kind = RQ_BOOL, .as.boolean = true}},
    {"TRUE", {.kind = RQ_BOOL, .as.boolean = true}},
    {"false", {.kind = RQ_BOOL, .as.boolean = false}},
    {"False", {.kind = RQ_BOOL, .as.boolean = false}},
    {"FALSE", {.kind = RQ_BOOL, .as.boolean = false}},
    {"tRUE", {.kind = RQ_ABSENT}},
    {"yes", {.kind = RQ_ABSENT}},
    {"off", {.kind = RQ_ABSENT}},
    {"0", {.kind = RQ_INT, .as.integer = 0}},
    {"-0", {.kind = RQ_INT, .as.integer = 0}},
    {"+7", {.kind = RQ_INT, .as.integer = 7}},
    {"0752", {.kind = RQ_INT, .as.integer = 752}},
    {"09", {.kind = RQ_INT, .as.integer = 9}},
    {"0o17", {.kind = RQ_INT, .as.integer = 15}},
    {"0o18", {.kind = RQ_ABSENT}},
    {"0o", {.kind = RQ_ABSENT}},
    {"0x1F", {.kind = RQ_INT, .as.integer = 31}},
    {"0xfF", {.kind = RQ_INT, .as.integer = 255}},
    {"0xG", {.kind = RQ_ABSENT}},
    {"0x", {.kind = RQ_ABSENT}},
    {"-0x1", {.kind = RQ_ABSENT}},
    {"0b1", {.kind = RQ_ABSENT}},
    {"1_000", {.kind = RQ_ABSENT}},
    {"9223372036854775807", {.kind = RQ_INT, .as.integer = INT64_MAX}},
    {"-9223372036854775808", {.kind = RQ_INT, .as.integer = INT64_MIN}},
    {"9223372036854775808", {.kind = RQ_UINT, .as.natural = 9223372036854775808U}},
    {"18446744073709551615", {.kind = RQ_UINT, .as.natural = UINT64_MAX}},
    {"0xFFFFFFFFFFFFFFFF", {.kind = RQ_UINT, .as.natural = UINT64_MAX}},
    {"1.10", {.kind = RQ_DOUBLE, .as.number = 1.1}},
    {"1.", {.kind = RQ_DOUBLE, .as.number = 1.0}},
    {".5", {.kind = RQ_DOUBLE, .as.number = 0.5}},
    {"-.5", {.kind = RQ_DOUBLE, .as.number = -0.5}},
    {"+12e03", {.kind = RQ_DOUBLE, .as.number = 12000.0}},
    {"1e3", {.kind = RQ_DOUBLE, .as.number = 1000.0}},
    {"12.5E-1", {.kind = RQ_DOUBLE, .as.number = 1.25}},
    {"0.1", {.kind = RQ_DOUBLE, .as.number = 0.1}},
    {"-2E+05", {.kind = RQ_DOUBLE, .as.number = -200000.0}},
    {"1e-400", {.kind = RQ_DOUBLE, .as.number = 0.0}},
    {"1.7976931348623157e308", {.kind = RQ_DOUBLE, .as.number = 1.7976931348623157e308}},
    {"0e99999999999999999999", {.kind = RQ_DOUBLE, .as.number = 0.0}},
    {".inf", {.kind = RQ_DOUBLE, .as.number = INFINITY}},
    {"-.Inf", {.kind = RQ_DOUBLE, .as.number = -INFINITY}},
    {"+.INF", {.kind = RQ_DOUBLE, .as.number = INFINITY}},
    {".iNF", {.kind = RQ_ABSENT}},
    {"inf", {.kind = RQ_ABSENT}},
    {"nan", {.kind = RQ_ABSENT}},
    {"-.nan", {.kind = RQ_ABSENT}},
    {".", {.kind = RQ_ABSENT}},
    {"+", {.kind = RQ_ABSENT}},
    {"e3", {.kind = RQ_ABSENT}},
    {".e3", {.kind = RQ_ABSENT}},
    {"1e", {.kind = RQ_ABSENT}},
    {"1e+", {.kind = RQ_ABSENT}},
    {"1.2.3", {.kind = RQ_ABSENT}},
    {"--1", {.kind = RQ_ABSENT}},
    {"2026-11-23", {.kind = RQ_ABSENT}},
    {"12:30", {.kind = RQ_ABSENT}},
    {"0x1p3", {.kind = RQ_ABSENT}},
};

static void test_scalars(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++) {
        struct rq_arena *arena = rq_arena_new();
        rq_str text = rq_str_from(scalars[i].text);
        struct rq_yaml result = read_text(arena, text);
        rq_value value = result.documents[0];
        rq_value wanted = scalars[i].value.kind == RQ_ABSENT ? rq_string(text) : scalars[i].value;
        if (result.issue_count > 0 || value.kind != wanted.kind || !rq_value_equal(value, wanted))
            fail_msg("%s is read as %.*s", scalars[i].text, RQ_ARG(rq_value_print(arena, value, 0)));
        assert_true(rq_str_equal(rq_value_source_text(arena, value), text));
        rq_arena_free(arena);
    }
}

static void test_nan(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_yaml result = read_text(arena, RQ_STR("[.nan, .NaN, .NAN]"));
    for (uint32_t i = 0; i < 3; i++)
        assert_true(isnan(result.documents[0].as.list->items[i].as.number));
    rq_arena_free(arena);
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

/* ---- hostile inputs ---- */

static rq_str repeat(struct rq_arena *arena, const char *before, const char *text, size_t count, const char *after)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, rq_str_from(before));
    for (size_t i = 0; i < count; i++)
        rq_buf_add(&buf, rq_str_from(text));
    rq_buf_add(&buf, rq_str_from(after));
    return rq_buf_text(&buf);
}

static const struct {
    const char *name, *before, *text;
    size_t count;
    const char *after, *rule; /* the first issue's; NULL: none */
    size_t documents;
    rq_pos pos;
} hostile[] = {
    {"20,000 brackets", "", "[", 20000, "", "yaml-too-deep", 0, {1, 101, 1, 102}},
    {"20,000 braces", "a: 1\n---\n", "{", 20000, "", "yaml-too-deep", 1, {3, 101, 3, 102}},
    {"20,000 dashes", "", "- ", 20000, "", "yaml-too-deep", 0, {1, 201, 1, 201}},
    {"100 brackets",
     "",
     "[",
     100,
     "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
     "]]]]]]]]]]]]]]]",
     NULL,
     1,
     {0}},
    {"200,000 values and more", "[", "1,", 200001, "]", "yaml-too-large", 0, {1, 400000, 1, 400001}},
    {"150,000 values", "[", "1,", 150000, "]", NULL, 1, {0}},
    {"100,000 equal keys", "{", "a,", 90000, "}", "yaml-duplicate-key", 1, {1, 4, 1, 5}},
    {"a key of 1,025 characters", "", "k", 1025, ": 1\n", "yaml-syntax", 0, {1, 1, 1, 2}},
    {"such a key behind another", "a: 1\n", "k", 1025, ": 1\n", "yaml-syntax", 0, {2, 1, 2, 2}},
    {"such a key in JSON", "{\"a\": 1, \"", "k", 1025, "\": 1}", "yaml-syntax", 0, {1, 10, 1, 11}},
    {"a key of 1,000 characters", "", "k", 1000, ": 1\n", NULL, 1, {0}},
    {"a long alias as key", "a: &a ", "k", 5000, "\n*a : 1\n", "yaml-key", 1, {2, 1, 2, 3}},
    {"a million quotes", "", "'", 999999, "", "yaml-syntax", 0, {1, 1, 1, 2}},
    {"50,000 documents", "", "--- &a 1\n", 50000, "", NULL, 50000, {0}},
    {"300,000 line breaks in quotes", "\"", "\n", 300000, "", "yaml-syntax", 0, {1, 1, 1, 2}},
    {"100,000 surrogate pairs", "[", "\"\\ud83d\\ude00\",", 60000, "]", NULL, 1, {0}},
    {"100,000 comments", "", "# x\n", 100000, "", "yaml-empty", 0, {1, 1, 1, 1}},
    {"100,000 anchors", "[", "&a 1,", 100000, "]", NULL, 1, {0}},
};

static void test_hostile(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct rq_arena *arena = rq_arena_new();
        rq_str text = repeat(arena, hostile[i].before, hostile[i].text, hostile[i].count, hostile[i].after);
        struct rq_yaml result = read_text(arena, text);
        rq_str rule = result.issue_count > 0 ? result.issues[0].rule : RQ_STR("");
        rq_pos pos = result.issue_count > 0 ? result.issues[0].pos : (rq_pos){0};
        if (!rq_str_equal(rule, rq_str_from(hostile[i].rule)) || result.document_count != hostile[i].documents ||
            memcmp(&pos, &hostile[i].pos, sizeof pos) != 0)
            fail_msg("%s: %zu documents, %.*s at %u:%u-%u:%u", hostile[i].name, result.document_count, RQ_ARG(rule),
                     pos.line, pos.column, pos.end_line, pos.end_column);
        rq_arena_free(arena);
    }
}

static void expect_rule(struct rq_arena *arena, rq_str text, const char *rule)
{
    struct rq_yaml result = read_text(arena, text);
    assert_int_equal(result.issue_count, 1);
    assert_int_equal(result.document_count, 0);
    if (!rq_str_equal(result.issues[0].rule, rq_str_from(rule)))
        fail_msg("%.*s instead of %s", RQ_ARG(result.issues[0].rule), rule);
}

/* Each anchor stands for ten of the one before: seven lines, ten million values. */
static void test_alias_bomb(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"));
    for (int i = 1; i < 7; i++) {
        rq_buf_format(&buf, "a%d: &a%d [", i, i);
        for (int j = 0; j < 10; j++)
            rq_buf_format(&buf, "*a%d, ", i - 1);
        rq_buf_add(&buf, RQ_STR("]\n"));
    }
    expect_rule(arena, rq_buf_text(&buf), "yaml-alias-bomb");
    rq_arena_free(arena);
}

/* Merge keys that double a mapping line by line would be one too, if they did not count. */
static void test_merge_bomb(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR("- &a {"));
    for (int i = 0; i < 1000; i++)
        rq_buf_format(&buf, "k%d, ", i);
    rq_buf_add(&buf, RQ_STR("}\n"));
    for (int i = 0; i < 1000; i++)
        rq_buf_add(&buf, RQ_STR("- {<<: *a}\n"));
    expect_rule(arena, rq_buf_text(&buf), "yaml-alias-bomb");
    rq_arena_free(arena);
}

/* Two levels in each line, a hundred lines: deep only when the aliases are followed. */
static void test_deep_aliases(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR("- &a0 [[x]]\n"));
    for (int i = 1; i < 100; i++)
        rq_buf_format(&buf, "- &a%d [[*a%d]]\n", i, i - 1);
    expect_rule(arena, rq_buf_text(&buf), "yaml-too-deep");
    rq_arena_free(arena);
}

/* Any beginning of a text that uses everything is read or refused, never worse. */
static void test_beginnings(void **state)
{
    (void)state;
    rq_str text =
        RQ_STR("%YAML 1.2\n---\na: &x !!str 'it''s'\n? [b, {c: *x}]\n: |2-\n   t\n\nd: >+\n  u\n  v\n\n<<: {e: "
               "\"\\u00e9\\ud83d\\ude00\\\n  w\"}\nf: ! x\n  y\n...\n# end\n--- \n- - - 1\n");
    for (size_t length = 0; length <= text.len; length++) {
        struct rq_arena *arena = rq_arena_new();
        char *exact = rq_arena_alloc(arena, length);
        memcpy(exact, text.ptr, length);
        struct rq_yaml result = read_text(arena, (rq_str){exact, length});
        assert_true(result.issue_count + result.document_count > 0);
        for (size_t i = 0; i < result.document_count; i++)
            check_walks(arena, result.documents[i]);
        rq_arena_free(arena);
    }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_cases),      cmocka_unit_test(test_scalars),          cmocka_unit_test(test_nan),
    cmocka_unit_test(test_locate),     cmocka_unit_test(test_locate_elsewhere), cmocka_unit_test(test_front_matter),
    cmocka_unit_test(test_part),       cmocka_unit_test(test_hostile),          cmocka_unit_test(test_alias_bomb),
    cmocka_unit_test(test_merge_bomb), cmocka_unit_test(test_deep_aliases),     cmocka_unit_test(test_beginnings),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

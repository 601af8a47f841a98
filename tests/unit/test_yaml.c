/*
 * The YAML reader.  What a person can read as a file is in yaml_cases.txt; here are the runner for it, the tables that are
 * easier to read as C.  Places inside scalars are in test_yaml_locate.c, hostile inputs in test_yaml_hostile.c.
 */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/source.h"
#include "yaml/reader.h"
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
            value = value.as.list->items[strtol(step.ptr, NULL, 10)];
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
    rq_str text = rq_value_written(value);
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
    struct rq_origin origin = rq_value_origin(value);
    rq_yaml_walk(rq_source_text(origin.source), origin.start, origin.end, value.plain != 0, text, add_decoded, &buf);
    rq_str walked = rq_buf_text(&buf);
    while (text.len > walked.len && rq_str_ends(text, RQ_STR("\n")))
        text.len--;
    if (!rq_str_equal(text, walked))
        fail_msg("walked \"%.*s\", read \"%.*s\"", RQ_ARG(walked), RQ_ARG(text));
}

static void check_walks(struct rq_arena *arena, rq_value value)
{
    if (value.kind == RQ_STRING && rq_value_written(value).len > 0)
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
    rq_str text = slurp(arena, REQLINT_SOURCE_DIR "/tests/unit/yaml_cases.txt");
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

static void test_last_of_equal_keys(void **state)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str text = RQ_STR("a: 1\nb: 2\na: 3\na: {c: 4, c: 5}\n");
    const struct rq_source *source = rq_source_new(arena, RQ_STR("test.yaml"), text);
    rq_str first = print_result(arena, rq_yaml_read(arena, source));
    rq_str last = print_result(arena, rq_yaml_read_last(arena, source));
    (void)state;
    assert_true(rq_str_starts(first, RQ_STR("= {\"a\": 1, \"b\": 2}\n")));
    assert_true(rq_str_starts(last, RQ_STR("= {\"b\": 2, \"a\": {\"c\": 5}}\n")));
    assert_true(rq_str_find(last, RQ_STR("(1:1-1:2: the first one, which does not count)"), 0) != RQ_NOT_FOUND);
    rq_arena_free(arena);
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

/* Whatever the hashes are, a free slot is always found: probing comes to all of them, and some stay free. */
static void test_sets_have_room(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_yaml_set set = {.arena = arena};
    for (int64_t i = 0; i < 1000; i++) {
        assert_int_equal(rq_yaml_set_find(&set, rq_int(i)), RQ_NOT_FOUND);
        assert_int_equal(rq_yaml_set_add(&set, rq_int(i)), i);
        assert_int_equal(set.mask & (set.mask + 1), 0);
        if (set.slots != NULL)
            assert_true(set.count < set.mask);
    }
    for (int64_t i = 0; i < 1000; i++)
        assert_int_equal(rq_yaml_set_find(&set, rq_int(i)), i);
    rq_arena_free(arena);
}

// clang-format off
static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_cases),
    cmocka_unit_test(test_scalars),
    cmocka_unit_test(test_last_of_equal_keys),
    cmocka_unit_test(test_nan),
    cmocka_unit_test(test_beginnings),
    cmocka_unit_test(test_sets_have_room),
};
// clang-format on

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

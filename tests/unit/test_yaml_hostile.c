/* Hostile inputs to the YAML reader, made here rather than stored: each must give its issue, quickly. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/source.h"
#include "yaml/yaml.h"

#include <string.h>

static struct rq_yaml read_text(struct rq_arena *arena, rq_str text)
{
    return rq_yaml_read(arena, rq_source_new(arena, RQ_STR("test.yaml"), text));
}

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
    {"101 %TAG lines", "", "%TAG !a! x\n", 101, "--- 1\n", "yaml-too-large", 0, {101, 1, 101, 5}},
    {"such lines in a block", "a: |\n", "  %TAG !a! x\n", 101, "", NULL, 1, {0}},
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

// clang-format off
static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_hostile),
    cmocka_unit_test(test_alias_bomb),
    cmocka_unit_test(test_merge_bomb),
    cmocka_unit_test(test_deep_aliases),
};
// clang-format on

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * Patterns: what RE2's language means through PCRE2, what is refused and where, groups, limits.
 *
 * The rows follow RE2's syntax page; where the two engines differ, the expectation is RE2's.
 */
#include "base/limits.h"
#include "regex/regex.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct rq_regex *compiled(struct rq_arena *arena, rq_str pattern, enum rq_regex_language language)
{
    struct rq_err err = {.arena = arena};
    const struct rq_regex *regex = rq_regex_compile(arena, pattern, language, NULL, &err);
    if (regex == NULL)
        print_error("%.*s does not compile: %.*s\n", RQ_ARG(pattern), RQ_ARG(err.message));
    assert_non_null(regex);
    return regex;
}

/* A search with all the steps that there are. */
static enum rq_regex_result search(const struct rq_regex *regex, rq_str text, size_t from, struct rq_arena *arena,
                                   struct rq_regex_match *match)
{
    uint64_t steps = RQ_LIMIT_REGEX_STEPS;
    return rq_regex_search(regex, text, from, &steps, arena, match);
}

/* For each pattern a text that it is found in, with where, and one that it is not found in (NULL: there is none). */
static const struct {
    const char *pattern, *yes;
    size_t start, end;
    const char *no;
} meanings[] = {
    {"", "abc", 0, 0, NULL},
    {"bc", "abcd", 1, 3, "acb"},
    {"a|b*", "xb", 0, 0, NULL},
    {"a$", "ba", 1, 2, "a\n"},
    {"(?m)a$", "a\nb", 0, 1, "ab"},
    {"(?m)^$", "a\n", 2, 2, "a"},
    {"^b", "b", 0, 1, "a\nb"},
    {"a.c", "abc", 0, 3, "a\nc"},
    {"(?s)a.c", "a\nc", 0, 3, "ac"},
    {"a.c", "a\rc", 0, 3, NULL},
    {"(?i)abc", "xABC", 1, 4, "ab"},
    {"(?i:a)b", "Ab", 0, 2, "AB"},
    {"(?i)^\xC3\xA9$", "\xC3\x89", 0, 2, "e"},
    {"(?U)a+", "aaa", 0, 1, "b"},
    {"(?-s:a.)", "ab", 0, 2, "a\n"},
    {"\\s", "a b", 1, 2, "\v"},
    {"[\\s]", "a\tb", 1, 2, "\v"},
    {"\\S", " \v", 1, 2, " \t\n\f\r"},
    {"[\\Sx]", " \xC3\xA9", 1, 3, " \t"},
    {"[^\\S]", "a b", 1, 2, "ab"},
    {"[[:space:]]", "a\v", 1, 2, "a"},
    {"\\v", "a\v", 1, 2, "\n\x0C"},
    {"[\\v]", "\v", 0, 1, "\n"},
    {"^\\w$", "_", 0, 1, "\xC3\xA9"},
    {"^\\d$", "7", 0, 1, "\xD9\xA1"},
    {"\\bab", "x ab", 2, 4, "xab"},
    {"\\Bb", "ab", 1, 2, "b"},
    {"\\pL", "1\xC3\xA9", 1, 3, "12"},
    {"\\p{Lu}", "aB", 1, 2, "ab"},
    {"\\P{Lu}", "Ab", 1, 2, "AB"},
    {"\\p{^Lu}", "Ab", 1, 2, "AB"},
    {"\\p{Greek}", "a\xCE\xB1", 1, 3, "a"},
    {"[\\p{Greek}x]", "x", 0, 1, "y"},
    {"[^\\pN]", "1a", 1, 2, "12"},
    {"[^\\W\\p{Lu}]",
     "\xCE\xB1"
     "a",
     2, 3,
     "\xCE\xB1"
     "A."},
    {"[\\P{Greek}\\W]", "\xCE\xB1", 0, 2, NULL},
    {"(?i)[^\\D\\p{Lu}]", "ks7", 2, 3, "ks"},
    {"[[:^word:]\\pN]", "a\xCE\xB1", 1, 3, "a_Z"},
    {"\\Aa\\z", "a", 0, 1, "a\n"},
    {"\\Qa.b\\E+", "a.bb", 0, 4, "axb"},
    {"\\Q(?=\\1", "(?=\\1", 0, 5, "a"},
    {"\\x41\\x{1F600}", "A\xF0\x9F\x98\x80", 0, 5, "A"},
    {"[\\x41-\\x43]", "xB", 1, 2, "D"},
    {"\\12", "a\n", 1, 2, "a"},
    {"\\052", "*", 0, 1, "0"},
    {"\\a\\f\\t\\n\\r", "\a\f\t\n\r", 0, 5, "aftnr"},
    {"a\\.b", "a.b", 0, 3, "axb"},
    {"\\-\\/\\ \\_", "-/ _", 0, 4, "-"},
    {"[[:alpha:]_]+", "1a_b", 1, 4, "12"},
    {"[[:^digit:]]", "1x", 1, 2, "12"},
    {"[]a]+", "a]", 0, 2, "["},
    {"[^]a]", "]ab", 2, 3, "]a"},
    {"[a-]", "-", 0, 1, "b"},
    {"[-a]", "-", 0, 1, "b"},
    {"[\\s-]", "-", 0, 1, "."},
    {"[a-c-e]", "-", 0, 1, "d"},
    {"[[a]", "[", 0, 1, "]"},
    {"[.-9]", "/", 0, 1, ":"},
    {"[a&&b]", "&", 0, 1, "c"},
    {"a{,3}", "a{,3}", 0, 5, "aaa"},
    {"a{2", "a{2", 0, 3, "aa"},
    {"x{2,3}?", "xxx", 0, 2, "x"},
    {"x{2,}", "xxx", 0, 3, "x"},
    {"(?:x{2}){2}", "xxxxx", 0, 4, "xxx"},
    {"(?:a{20}|b{50}c){0,20}d", "d", 0, 1, "a"},
    {"x{01}", "x{01}", 0, 5, "x"},
    {"x{0}y", "xy", 1, 2, "x"},
    {"a(?)b", "ab", 0, 2, "a"},
    {"(?i)A(?-i:b)(?:c)", "abC", 0, 3, "aBc"},
    {"^*a", "ba", 1, 2, "b"},
    {"a$+", "ba", 1, 2, "ab"},
    {"\\b+a\\b{2}", "b a b", 2, 3, "ab"},
    {"(?m)^{2}b$?", "a\nb", 2, 3, "ab"},
    {"\\p{SignWriting}|\\p{Phags_Pa}|x", "x", 0, 1, "a"},
    {"{}", "{}", 0, 2, "a"},
    {"]}", "]}", 0, 2, "a"},
    {"a b#c", "a b#c", 0, 5, "abc"},
    {"(?P<n>a)(?<m>b)", "ab", 0, 2, "a"},
    {"ba(na)*", "banana", 0, 6, "b"},
    {"(|a)+", "aa", 0, 0, NULL},
};

static void test_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_regex_match match = {0};
        const struct rq_regex *regex = compiled(arena, rq_str_from(meanings[i].pattern), RQ_REGEX_RE2);
        enum rq_regex_result yes = search(regex, rq_str_from(meanings[i].yes), 0, arena, &match);
        if (yes != RQ_REGEX_YES || match.spans[0].start != meanings[i].start || match.spans[0].end != meanings[i].end)
            fail_msg("row %zu: %s on \"%s\": result %d at %zu-%zu", i, meanings[i].pattern, meanings[i].yes, yes,
                     match.count > 0 ? match.spans[0].start : 0, match.count > 0 ? match.spans[0].end : 0);
        if (meanings[i].no != NULL && search(regex, rq_str_from(meanings[i].no), 0, arena, NULL) != RQ_REGEX_NO)
            fail_msg("row %zu: %s is found in \"%s\"", i, meanings[i].pattern, meanings[i].no);
        rq_arena_free(arena);
    }
}

/* What RE2 does not have, with a word of the message and the place. */
static const struct {
    const char *pattern, *word;
    size_t offset;
} refusals[] = {
    {"a(?=b)", "lookahead", 1},
    {"(?!b)", "lookahead", 0},
    {"(?<=a)b", "lookbehind", 0},
    {"(?<!a)b", "lookbehind", 0},
    {"(ab)\\1", "backreference", 4},
    {"(?P<n>a)(?P=n)", "backreference", 8},
    {"(?>a)", "atomic", 0},
    {"(?|a)", "branch reset", 0},
    {"(?R)", "recursion", 0},
    {"(a)(?1)", "no such group", 3},
    {"(?P>n)", "recursion", 0},
    {"(?(1)a)", "condition", 0},
    {"(?C1)", "callout", 0},
    {"(*UTF)a", "before the repetition", 0},
    {"a(*ACCEPT)", "before the repetition", 1},
    {"(?#x)a", "comment", 0},
    {"(?x)a b", "no such group", 0},
    {"(?n)(a)", "no such group", 0},
    {"(?^)a", "no such group", 0},
    {"(?'n'a)", "(?P<name>", 0},
    {"(?P<a-b>x)", "name of a group", 0},
    {"(?P<n\xc3\xbc>x)", "name of a group", 0},
    {"(?-)", "no such group", 0},
    {"(?i-)", "no such group", 0},
    {"(?i", "no such group", 0},
    {"a++", "does not repeat", 2},
    {"a*+", "does not repeat", 2},
    {"a?+", "does not repeat", 2},
    {"a{2}+", "does not repeat", 4},
    {"a**", "does not repeat", 2},
    {"a{2}{3}", "does not repeat", 4},
    {"a+??", "does not repeat", 3},
    {"*a", "before the repetition", 0},
    {"a|+", "before the repetition", 2},
    {"({2})", "before the repetition", 1},
    {"a{1001}", "up to 1000", 1},
    {"a{99999999999999999999}", "up to 1000", 1},
    {"a{2,1}", "up to 1000", 1},
    {"a{1001,}", "up to 1000", 1},
    {"(?:a{2}){501}", "beyond 1000", 8},
    {"((?:xa{10}){10}|b){11}", "beyond 1000", 18},
    {"(a{2,30}b?){34}", "beyond 1000", 11},
    {"(?i)*", "before the repetition", 4},
    {"a\\Z", "no such escape", 1},
    {"\\G", "no such escape", 0},
    {"\\Kc", "no such escape", 0},
    {"\\R", "no such escape", 0},
    {"\\X", "no such escape", 0},
    {"\\N", "no such escape", 0},
    {"\\h", "no such escape", 0},
    {"\\H", "no such escape", 0},
    {"\\e", "no such escape", 0},
    {"\\cA", "no such escape", 0},
    {"\\o{101}", "no such escape", 0},
    {"\\C", "no such escape", 0},
    {"a\\E", "no such escape", 1},
    {"\\\xC3\xA9", "punctuation", 0},
    {"[\\b]", "no such escape in []", 1},
    {"[\\Qa\\E]", "no such escape in []", 1},
    {"[\\A]", "no such escape in []", 1},
    {"a\\", "follows the backslash", 1},
    {"\\x4", "hexadecimal", 0},
    {"\\x{110000}", "hexadecimal", 0},
    {"\\x{d800}", "surrogate", 0},
    {"\\x{}", "hexadecimal", 0},
    {"\\8", "backreference", 0},
    {"\\p{latin}", "category or script", 0},
    {"\\p{L&}", "category or script", 0},
    {"\\p{GREEK}", "category or script", 0},
    {"\\p{Gr_eek}", "category or script", 0},
    {"\\p{Grek}", "category or script", 0},
    {"\\p{Lu Ll}", "category or script", 0},
    {"\\p{ Lu}", "category or script", 0},
    {"\\p{}", "\\p{Lu}", 0},
    {"\\p{Lu", "\\p{Lu}", 0},
    {"\\p", "\\p{Lu}", 0},
    {"x[:alpha:]", "inside brackets", 1},
    {"[[:foo:]]", "POSIX class", 1},
    {"[\\d-z]", "range", 1},
    {"[+-\\s]", "range", 1},
    {"[z-a]", "range", 1},
    {"[abc", "not closed", 0},
    {"x[]", "not closed", 1},
    {"[^]", "not closed", 0},
    {"(", "bad pattern", 1},
    {"a)", "bad pattern", 1},
    {"\\p{Klingon}", "category or script", 0},
    {"\xFF", "UTF-8", 0},
};

static void test_refusal(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        size_t offset = 99;
        if (rq_regex_compile(arena, rq_str_from(refusals[i].pattern), RQ_REGEX_RE2, &offset, &err) != NULL)
            fail_msg("row %zu: %s is accepted", i, refusals[i].pattern);
        if (!err.failed || rq_str_find(err.message, rq_str_from(refusals[i].word), 0) == RQ_NOT_FOUND ||
            offset != refusals[i].offset)
            fail_msg("row %zu: %s gives \"%.*s\" at %zu", i, refusals[i].pattern, RQ_ARG(err.message), offset);
        rq_arena_free(arena);
    }
}

static void test_pcre2_language_is_whole(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_regex *regex = compiled(arena, RQ_STR("(?<=tenant )(\\w+)(?= )"), RQ_REGEX_PCRE2);
    struct rq_regex_match match;
    assert_int_equal(search(regex, RQ_STR("a tenant acme x"), 0, arena, &match), RQ_REGEX_YES);
    assert_int_equal(match.spans[1].start, 9);
    struct rq_err err = {.arena = arena};
    assert_null(rq_regex_compile(arena, RQ_STR("a\\Cb"), RQ_REGEX_PCRE2, NULL, &err));
    assert_true(err.failed);
    rq_arena_free(arena);
}

static void test_groups(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_regex *regex = compiled(arena, RQ_STR("(a)|(?P<second>b)|(?:c)"), RQ_REGEX_RE2);
    struct rq_regex_match match;
    assert_int_equal(rq_regex_group_count(regex), 2);
    assert_int_equal(rq_regex_group_name(regex, 1).len, 0);
    assert_true(rq_str_equal(rq_regex_group_name(regex, 2), RQ_STR("second")));
    assert_int_equal(rq_regex_group_name(regex, 3).len, 0);
    assert_int_equal(search(regex, RQ_STR("xb"), 0, arena, &match), RQ_REGEX_YES);
    assert_int_equal(match.count, 3);
    assert_int_equal(match.spans[1].start, RQ_NOT_FOUND);
    assert_int_equal(match.spans[1].end, RQ_NOT_FOUND);
    assert_int_equal(match.spans[2].start, 1);
    assert_int_equal(match.spans[2].end, 2);
    /* The last group takes no part and is not set at all. */
    assert_int_equal(search(regex, RQ_STR("c"), 0, arena, &match), RQ_REGEX_YES);
    assert_int_equal(match.count, 3);
    assert_int_equal(match.spans[2].end, RQ_NOT_FOUND);
    rq_arena_free(arena);
}

static void test_search_from(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_regex_match match;
    const struct rq_regex *regex = compiled(arena, RQ_STR("a"), RQ_REGEX_RE2);
    assert_int_equal(search(regex, RQ_STR("aba"), 1, arena, &match), RQ_REGEX_YES);
    assert_int_equal(match.spans[0].start, 2);
    assert_int_equal(search(regex, RQ_STR("aba"), 3, arena, &match), RQ_REGEX_NO);
    assert_int_equal(search(regex, RQ_STR("aba"), 4, arena, &match), RQ_REGEX_NO);
    /* The start of the search is not the start of the text. */
    assert_int_equal(search(compiled(arena, RQ_STR("^b"), RQ_REGEX_RE2), RQ_STR("ab"), 1, arena, NULL), RQ_REGEX_NO);
    /* The empty text may be a NULL pointer. */
    assert_int_equal(search(compiled(arena, RQ_STR("^$"), RQ_REGEX_RE2), (rq_str){0}, 0, arena, NULL), RQ_REGEX_YES);
    rq_arena_free(arena);
}

static void test_nul_is_data(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    static const char text[] = {'a', '\0', 'b'};
    static const char raw[] = {'a', '\0', '[', '\0', ']', '*', 'b'};
    assert_int_equal(search(compiled(arena, RQ_STR("a\\0b"), RQ_REGEX_RE2), (rq_str){text, 3}, 0, arena, NULL),
                     RQ_REGEX_YES);
    assert_int_equal(
        search(compiled(arena, (rq_str){raw, sizeof raw}, RQ_REGEX_RE2), (rq_str){text, 3}, 0, arena, NULL),
        RQ_REGEX_YES);
    rq_arena_free(arena);
}

static rq_str repeated(struct rq_arena *arena, const char *head, char byte, size_t count, const char *tail)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, rq_str_from(head));
    rq_buf_repeat(&buf, byte, count);
    rq_buf_add(&buf, rq_str_from(tail));
    return rq_buf_text(&buf);
}

/* Patterns that backtrack exponentially end as "not known", and leave no memory behind. */
static void test_backtracking_is_bounded(void **state)
{
    (void)state;
    const char *const patterns[] = {"^(a+)+$", "^(a|aa)+$", "^(([a-z])+.)+[A-Z]([a-z])+$", "(a*)*[bc]"};
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++) {
        struct rq_arena *arena = rq_arena_new();
        const struct rq_regex *regex = compiled(arena, rq_str_from(patterns[i]), RQ_REGEX_RE2);
        rq_str text = repeated(arena, "", 'a', 100000, "!");
        size_t before = rq_arena_used(arena);
        if (search(regex, text, 0, arena, NULL) != RQ_REGEX_LIMIT)
            fail_msg("%s does not hit the limit", patterns[i]);
        assert_int_equal(rq_arena_used(arena), before);
        rq_arena_free(arena);
    }
}

static void test_large_patterns_are_refused(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct {
        rq_str pattern;
        const char *word;
    } rows[] = {
        {repeated(arena, "", 'a', RQ_LIMIT_REGEX_BYTES + 1, ""), "limit"},
        {repeated(arena, "", '(', RQ_LIMIT_REGEX_BYTES, ""), "bad pattern"},
        {RQ_STR("(((a{1000}){1000}){1000}){1000}"), "bad pattern"},
        {repeated(arena, "", '[', RQ_LIMIT_REGEX_BYTES, ""), "not closed"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rq_err err = {.arena = arena};
        if (rq_regex_compile(arena, rows[i].pattern, RQ_REGEX_RE2, NULL, &err) != NULL ||
            rq_str_find(err.message, rq_str_from(rows[i].word), 0) == RQ_NOT_FOUND)
            fail_msg("row %zu: \"%.*s\"", i, RQ_ARG(err.message));
    }
    /* The longest pattern that is allowed does work. */
    rq_str longest = repeated(arena, "", 'a', RQ_LIMIT_REGEX_BYTES, "");
    assert_int_equal(search(compiled(arena, longest, RQ_REGEX_RE2), longest, 0, arena, NULL), RQ_REGEX_YES);
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_meaning),
        cmocka_unit_test(test_refusal),
        cmocka_unit_test(test_pcre2_language_is_whole),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_search_from),
        cmocka_unit_test(test_nul_is_data),
        cmocka_unit_test(test_backtracking_is_bounded),
        cmocka_unit_test(test_large_patterns_are_refused),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

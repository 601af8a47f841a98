/* Ways of keys and their patterns, templates, and what locators as a whole capture. */
#include "locate/locate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

static void check_text(rq_str got, const char *wanted)
{
    if (!rq_str_equal(got, rq_str_from(wanted)))
        fail_msg("expected %s, got %.*s", wanted, RQ_ARG(got));
}

static void test_ways(void **state)
{
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {"", 0},
        {"a", 1},
        {"a.b-c.d_1", 3},
        {"\"a.b\"", 1},
        {"\"a.b\".c", 2},
        {"[]", 1},
        {"a[].b", 3},
        {"a[][]", 3},
        {"\"[]\"", 1},
        {"\"*\".*", 2},
        {"*.a", 2},
        {"\"\"", 1},
        {"\"\\\"\\\\\\t\\u0001\"", 1},
    };
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rq_keys keys = rq_keys_read(arena, rq_str_from(cases[i].text));
        assert_int_equal(keys.count, cases[i].count);
        check_text(rq_keys_print(arena, keys), cases[i].text);
    }
    rq_arena_free(arena);
}

/* What no way is printed as is taken for text, and comes to an end. */
static void test_odd_ways(void **state)
{
    static const char *const texts[] = {".", "..a", "a.", "\"a", "\"", "[", "a[b", "[]]", "\"a\"b", "{}"};
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct rq_keys keys = rq_keys_read(arena, rq_str_from(texts[i]));
        assert_in_range(keys.count, 1, 4);
    }
    rq_arena_free(arena);
}

static void test_patterns(void **state)
{
    static const struct {
        const char *pattern, *way;
        bool matches;
    } cases[] = {
        {"a", "a", true},
        {"a", "b", false},
        {"a", "a.b", false},
        {"a.b", "a.b", true},
        {"a.*", "a.b", true},
        {"a.*", "a", false},
        {"a.*", "a.b.c", false},
        {"**", "a", true},
        {"**", "a.b.c", true},
        {"**.c", "c", true},
        {"**.c", "a.b.c", true},
        {"**.c", "a.c.b", false},
        {"**.c", "a.c.b.c", true},
        {"a.**.c", "a.c", true},
        {"a.**.c", "a.b.b.c", true},
        {"a.**", "a", true},
        {"a.**", "b.a", false},
        {"**.a.**.b.**", "x.a.y.a.b", true},
        {"**.a.**.b.**", "x.b.y.a", false},
        {"im*e?", "images", true},
        {"im*e?", "image", false},
        {"*a*", "banana", true},
        {"?", "\"\xc3\xa4\"", true},
        {"*?", "\"\xc3\xa4\"", true},
        {"??", "\"\xc3\xa4\"", false},
        {"\"a.b\"", "\"a.b\"", true},
        {"\"a.b\"", "a.b", false},
        {"a.b", "a[].b", true},
        {"**.b", "a[].b[]", true},
        {"a", "a[]", true},
        {"*", "[]", false},
        {"\"*\"", "x", false},
        {"\"*\"", "\"*\"", true},
        {"a.*", "a.*", true},
        {"a.b", "a.*", false},
        {"***", "abc", true},
    };
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rq_err err = {.arena = arena};
        const struct rq_key_pattern *pattern = rq_key_pattern_compile(arena, rq_str_from(cases[i].pattern), NULL, &err);
        assert_non_null(pattern);
        if (rq_key_pattern_matches(pattern, rq_keys_read(arena, rq_str_from(cases[i].way))) != cases[i].matches)
            fail_msg("%s and %s", cases[i].pattern, cases[i].way);
    }
    rq_arena_free(arena);
}

/* Stars without number take time that grows with pattern times way, not with its power. */
static void test_many_stars(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_buf pattern = {.arena = arena}, way = {.arena = arena}, word = {.arena = arena};
    for (int i = 0; i < 200; i++)
        rq_buf_add(&pattern, RQ_STR("**.a.*a*a*a*."));
    rq_buf_add(&pattern, RQ_STR("b"));
    for (int i = 0; i < 2000; i++)
        rq_buf_add(&way, RQ_STR("a.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."));
    rq_buf_add(&way, RQ_STR("c"));
    const struct rq_key_pattern *compiled = rq_key_pattern_compile(arena, rq_buf_text(&pattern), NULL, &err);
    assert_false(rq_key_pattern_matches(compiled, rq_keys_read(arena, rq_buf_text(&way))));
    rq_buf_repeat(&word, 'a', 100000);
    assert_false(rq_wildcards_match(RQ_STR("*a*a*a*a*a*a*a*a*b"), rq_buf_text(&word)));
    rq_arena_free(arena);
}

static void test_errors(void **state)
{
    static const struct {
        const char *pattern;
        size_t offset;
        const char *message;
    } cases[] =
        {
            {"", 0, "a key is missing here"},         {"a.", 2, "a key is missing here"},
            {"a..b", 2, "a key is missing here"},     {".a", 0, "a key is missing here"},
            {"\"a", 0, "this quote is never closed"}, {"a.\"b\\q\"", 4, "JSON has no such escape"},
            {"\"a\"b", 3, "a `.` is missing here"},   {"a[].b", 1, "lists do not count in a pattern of keys"},
        },
      templates[] = {
          {"", 0, "the template is empty"},
          {"{a", 2, "a capture is a name in braces: `{name}` or `{name...}`"},
          {"x/{}", 3, "a capture is a name in braces: `{name}` or `{name...}`"},
          {"{a,b}", 2, "braces capture a name, they do not list alternatives"},
          {"{a}{b...}", 3, "`{b...}` captures; here the name alone stands for it"},
      };
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct rq_err err = {.arena = arena};
        size_t offset = 99;
        assert_null(rq_key_pattern_compile(arena, rq_str_from(cases[i].pattern), &offset, &err));
        check_text(err.message, cases[i].message);
        assert_int_equal(offset, cases[i].offset);
    }
    for (size_t i = 0; i < COUNT(templates); i++) {
        struct rq_err err = {.arena = arena};
        struct rq_template template;
        size_t offset = 99;
        assert_false(rq_template_compile(arena, rq_str_from(templates[i].pattern), &template, &offset, &err));
        check_text(err.message, templates[i].message);
        assert_int_equal(offset, templates[i].offset);
    }
    rq_arena_free(arena);
}

static void test_template(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_template template;
    size_t offset;
    assert_true(rq_template_compile(arena, RQ_STR("{cluster}/x-{hub}"), &template, &offset, &err));
    assert_int_equal(template.count, 3);
    check_text(template.parts[0].text, "cluster");
    check_text(template.parts[1].text, "/x-");
    check_text(template.parts[2].text, "hub");
    assert_true(template.parts[0].captured && !template.parts[1].captured && template.parts[2].captured);
    rq_arena_free(arena);
}

static struct rq_locator locator(struct rq_arena *arena, const char *const *files, const char *const *at)
{
    struct rq_err err = {.arena = arena};
    const struct rq_glob **globs = RQ_NEW_ARRAY(arena, const struct rq_glob *, 2);
    const struct rq_keypath **paths = RQ_NEW_ARRAY(arena, const struct rq_keypath *, 2);
    struct rq_locator made = {.files = globs, .at = paths};
    for (; made.file_count < 2 && files[made.file_count] != NULL; made.file_count++)
        globs[made.file_count] = rq_glob_compile(arena, rq_str_from(files[made.file_count]), NULL, &err);
    for (; made.at_count < 2 && at[made.at_count] != NULL; made.at_count++)
        paths[made.at_count] = rq_keypath_compile(arena, rq_str_from(at[made.at_count]), NULL, &err);
    assert_false(err.failed);
    return made;
}

static void test_captured_names(void **state)
{
    static const char *const files[] = {"{a}/{b}.yaml", "{a}.yaml"};
    static const char *const at[] = {"{c}[d={d},e=x].f={g}", "{c}=~/(?<d>x)|(?<h>y)/"};
    static const char *const all[] = {"a", "b", "c", "d", "g", "h"};
    static const bool always[] = {true, false, true, true, false, false};
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_locator made = locator(arena, files, at);
    size_t count;
    const rq_str *names = rq_locator_names(&made, arena, &count);
    assert_int_equal(count, COUNT(all));
    for (size_t i = 0; i < count; i++) {
        check_text(names[i], all[i]);
        assert_int_equal(rq_locator_captures(&made, names[i], arena), always[i]);
    }
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ways),           cmocka_unit_test(test_odd_ways), cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_many_stars),     cmocka_unit_test(test_errors),   cmocka_unit_test(test_template),
        cmocka_unit_test(test_captured_names),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

/*
 * The functions of CEL.  What a person can read as a file is in tests/cel/functions.txt; here are the runner for it, one
 * test for each of its sections, and what needs large or deep values or another locale.
 */
#include "base/limits.h"
#include "base/source.h"
#include "base/text.h"
#include "reqlint/cel.h"
#include "value/value.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The value of an expression in which `x` is a variable. */
static rq_value evaluate(struct rq_arena *arena, rq_str expression, rq_value x)
{
    static const rq_str names[] = {{"x", 1}};
    const struct rq_cel_env env = {.variables = names, .variable_count = 1};
    const struct rq_cel_activation activation = {.slots = &x};
    struct rq_err err = {.arena = arena};
    const struct rq_cel_program *program = rq_cel_compile(arena, &env, expression, NULL, NULL, &err);
    if (program == NULL)
        fail_msg("%.*s does not compile: %.*s", RQ_ARG(expression), RQ_ARG(err.message));
    return rq_cel_eval(program, &activation, arena);
}

/* `expected` is "= " and a literal, or "! " and words of a fault. */
static bool as_expected(struct rq_arena *arena, rq_value value, rq_str expected, rq_str *shown)
{
    if (value.kind == RQ_FAULT) {
        *shown = value.as.fault->message;
        return rq_str_starts(expected, RQ_STR("! ")) &&
               rq_str_find(*shown, rq_str_slice(expected, 2, expected.len), 0) != RQ_NOT_FOUND;
    }
    *shown = rq_value_print(arena, value, 0);
    return rq_str_starts(expected, RQ_STR("= ")) && rq_str_equal(*shown, rq_str_slice(expected, 2, expected.len));
}

/* A row in memory of its own; false, after saying so, where it gives something else. */
static bool check_row(const char *where, unsigned line, rq_str expression, rq_str expected)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str shown;
    bool good = as_expected(arena, evaluate(arena, expression, rq_null()), expected, &shown);
    if (!good)
        print_error("%s:%u: %.*s\n  gives %.*s\n  not %.*s\n", where, line, RQ_ARG(expression), RQ_ARG(shown),
                    RQ_ARG(expected));
    rq_arena_free(arena);
    return good;
}

static rq_str read_rows(struct rq_arena *arena)
{
    rq_str here = RQ_STR(__FILE__);
    here.len -= strlen("unit/test_cel_functions.c");
    FILE *file = fopen(rq_arena_format(arena, "%.*scel/functions.txt", RQ_ARG(here)).ptr, "rb");
    assert_non_null(file);
    struct rq_buf buf = {.arena = arena};
    char block[4096];
    size_t count;
    while ((count = fread(block, 1, sizeof block, file)) > 0)
        rq_buf_add(&buf, (rq_str){block, count});
    fclose(file);
    return rq_buf_text(&buf);
}

/* Checks the rows of a section of tests/cel/functions.txt; all of them, also where one is wrong. */
static void check_section(const char *name)
{
    struct rq_arena *arena = rq_arena_new();
    const struct rq_source *source = rq_source_new(arena, RQ_STR("functions.txt"), read_rows(arena));
    rq_str heading = rq_arena_format(arena, "## %s", name);
    unsigned line = 1, rows = 0, wrong = 0;
    while (line <= rq_source_line_count(source) && !rq_str_equal(rq_source_line(source, line), heading))
        line++;
    for (line++; rq_source_line(source, line).len > 0; line += 2, rows++)
        wrong += !check_row("tests/cel/functions.txt", line, rq_source_line(source, line),
                            rq_str_trim(rq_source_line(source, line + 1)));
    rq_arena_free(arena);
    assert_int_not_equal(rows, 0);
    assert_int_equal(wrong, 0);
}

static void test_conversions(void **state)
{
    (void)state;
    check_section("conversions");
}

static void test_timestamps(void **state)
{
    (void)state;
    check_section("timestamps");
}

static void test_durations(void **state)
{
    (void)state;
    check_section("durations");
}

static void test_dates(void **state)
{
    (void)state;
    check_section("dates");
}

static void test_blank_and_text(void **state)
{
    (void)state;
    check_section("blank and text");
}

static void test_strings(void **state)
{
    (void)state;
    check_section("strings");
}

static void test_format(void **state)
{
    (void)state;
    check_section("format");
}

static void test_lists_and_sets(void **state)
{
    (void)state;
    check_section("lists and sets");
}

static void test_math(void **state)
{
    (void)state;
    check_section("math");
}

static void test_optionals(void **state)
{
    (void)state;
    check_section("optionals");
}

static void test_regex_functions(void **state)
{
    (void)state;
    check_section("regex functions");
}

static void test_base64(void **state)
{
    (void)state;
    check_section("base64");
}

static void test_versions(void **state)
{
    (void)state;
    check_section("versions");
}

static void test_urls(void **state)
{
    (void)state;
    check_section("urls");
}

static void test_prose(void **state)
{
    (void)state;
    check_section("prose");
}

/* A locale with a decimal comma, where the machine has one, changes nothing. */
static void test_numbers_do_not_depend_on_the_locale(void **state)
{
    (void)state;
    const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C"};
    bool good = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (setlocale(LC_ALL, names[i]) == NULL)
            continue;
        good = check_row(names[i], 0, RQ_STR("double('1.5') == 1.5"), RQ_STR("= true")) && good;
        good = check_row(names[i], 0, RQ_STR("double('1,5')"), RQ_STR("! is not a double")) && good;
        good =
            check_row(names[i], 0, RQ_STR("'%.2f %e'.format([1.5, 1.5])"), RQ_STR("= \"1.50 1.500000e+00\"")) && good;
        good = check_row(names[i], 0, RQ_STR("string(1.5)"), RQ_STR("= \"1.5\"")) && good;
    }
    setlocale(LC_ALL, "C");
    assert_true(good);
}

/* What an expression could make too much of is refused for its cost, and && and || do not hide it. */
static void test_costs_are_charged(void **state)
{
    (void)state;
    static const char *const expressions[] = {
        "x.replace('', x)",
        "x.replace('a', x)",
        "x.split('').map(z, x).join()",
        "lists.range(1000000).map(z, z)",
        "lists.range(2000).map(z, x).join(x)",
        "'%s'.format([x]).replace('a', x)",
        "x.split('').distinct().size() > 1 || lists.range(3000).distinct().size() > 1",
        "sets.contains(lists.range(2000), lists.range(2000))",
        "regex.replace(x, 'a', x)",
        "regex.replace(x, '(?s).*', lists.range(60).map(z, r'\\0').join())",
        "x.findAll('a*b|a')",
        "x.matches('a*[bc]')",
        "x.matches('(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)(a|a)[bc]')",
        "lists.range(20000).all(i, !x.substring(0, 15).matches('^(a|a)*[bc]') || i < 0)",
        "lists.range(20000).all(i, 'x'.matches('(ab){500}(cd){500}|' + string(i)) || i >= 0)",
        "x.contains(x + x)",
        "x.lastIndexOf(x)",
    };
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_buf buf = {.arena = arena};
        rq_buf_repeat(&buf, 'a', 200000);
        rq_value x = rq_string(rq_buf_text(&buf));
        rq_str text = rq_arena_format(arena, "size(dyn(%s)) > 0 || true", expressions[i]);
        rq_value value = evaluate(arena, text, x);
        if (value.kind != RQ_FAULT || !value.as.fault->fatal)
            fail_msg("%s gives %.*s", expressions[i], RQ_ARG(rq_value_print(arena, value, 60)));
        rq_arena_free(arena);
    }
}

/* %s stops at the bound on nesting, not at the end of the stack. */
static void test_printing_is_bounded(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value deep = rq_int(1);
    for (int i = 0; i < RQ_LIMIT_VALUE_DEPTH + 2; i++) {
        rq_value *items = RQ_NEW(arena, rq_value);
        *items = deep;
        deep = rq_list_over(arena, items, 1);
    }
    rq_str shown;
    rq_value value = evaluate(arena, RQ_STR("'%s'.format(x)"), deep);
    assert_true(as_expected(arena, value, RQ_STR("! nested too deep"), &shown));
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_conversions),
        cmocka_unit_test(test_timestamps),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_blank_and_text),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_format),
        cmocka_unit_test(test_lists_and_sets),
        cmocka_unit_test(test_math),
        cmocka_unit_test(test_optionals),
        cmocka_unit_test(test_regex_functions),
        cmocka_unit_test(test_base64),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_urls),
        cmocka_unit_test(test_prose),
        cmocka_unit_test(test_numbers_do_not_depend_on_the_locale),
        cmocka_unit_test(test_costs_are_charged),
        cmocka_unit_test(test_printing_is_bounded),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

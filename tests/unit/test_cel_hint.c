/* What people type from habit, and the hint that each of them gets: one row each. */
#include "base/text.h"
#include "reqlint/cel.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct row {
    const char *typed, *hint;
};

/* Every row is refused in a rule file that knows `object` and `now`, with exactly this hint. */
static void check_rows(const struct row *rows, size_t count)
{
    static const rq_str names[] = {{"object", 6}, {"now", 3}};
    const struct rq_cel_env env = {.variables = names, .variable_count = 2, .strict = true};
    size_t wrong = 0;
    for (size_t i = 0; i < count; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        if (rq_cel_compile(arena, &env, rq_str_from(rows[i].typed), NULL, NULL, &err) != NULL ||
            !rq_str_equal(err.hint, rq_str_from(rows[i].hint))) {
            print_error("%s\n  %.*s\n  hint:     %.*s\n  expected: %s\n", rows[i].typed, RQ_ARG(err.message),
                        RQ_ARG(err.hint), rows[i].hint);
            wrong++;
        }
        rq_arena_free(arena);
    }
    assert_int_equal(wrong, 0);
}

static void test_operators(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"object.a = 1", "write == to compare"},
        {"object.a === 1", "write == to compare"},
        {"object.a !== 1", "write != to compare"},
        {"object.a <> 1", "write != to compare"},
        {"object.a =< 1", "write <="},
        {"object.a =~ 'x'", "write text.matches(pattern)"},
        {"object.a & object.b", "write && for and"},
        {"object.a | object.b", "write || for or"},
        {"object.a and object.b", "write && for and"},
        {"object.a AND object.b", "write && for and"},
        {"object.a or object.b", "write || for or"},
        {"not object.a", "write ! for not"},
        {"'x' not in object.a", "write !(x in list)"},
        {"object.a is null", "write == to compare"},
        {"object.a is not null", "write != for is not"},
        {"object.a eq 1", "write == to compare"},
        {"object.a like 'x'", "write text.matches(pattern)"},
        {"object.a contains 'x'", "write text.contains(part)"},
        {"object.a startsWith 'x'", "write text.startsWith(part)"},
        {"object.a instanceof string", "write type(x) == string"},
        {"typeof object.a", "write type(x)"},
        {"object.a ** 2 > 1", "there is no operator for powers: write x * x"},
        {"object.a++", "write x + 1"},
        {"object.a ?? 'x'", "write object.?field.orValue(default)"},
        {"object?.a == 'x'", "a field that may be missing is written object.?field"},
        {"object.a ? object.b ? 1 : 2 : 3", "put a conditional inside another into parentheses: a ? (b ? 1 : 2) : 3"},
        {"if object.a == 1", "write condition ? a : b"},
        {"object.a.[0]", "an element is written without a dot: list[0]"},
        {"object.a == 1 /* one */", "a comment starts with //"},
        {"object.a == 1 # one", "a comment starts with //"},
        {"object.a == 1; object.b", "an expression is one value; join conditions with &&"},
        {"object.a ≠ 1", "write !="},
        {"object.a ≤ 1", "write <="},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void test_names(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"objct.a", "did you mean `object`?"},
        {"object.a == nul", "did you mean `null`?"},
        {"object.a == nil", "write null"},
        {"object.a == None", "write null"},
        {"object.a == NULL", "write null"},
        {"object.a == undefined", "write null; for a field that may be missing, has(object.field)"},
        {"object.a == True", "write true"},
        {"object.a == FALSE", "write false"},
        {"self.a", "the record is `object`"},
        {"this.a", "the record is `object`"},
        {"owner != ''", "a field of the record is written object.owner"},
        {"object.needed-by != ''",
         "this is read as a subtraction; a field with a hyphen is written .`needed-by` or [\"needed-by\"]"},
        {"object.needed-by-date",
         "this is read as a subtraction; a field with a hyphen is written .`needed-by-date` or "
         "[\"needed-by-date\"]"},
        {"object.keep-if-they-leave", "this is read as a subtraction; a field with a hyphen is written "
                                      ".`keep-if-they-leave` or [\"keep-if-they-leave\"]"},
        {"object.needed-in == ''",
         "this is read as a subtraction; a field with a hyphen is written .`needed-in` or [\"needed-in\"]"},
        {"object.in", "a field with this name is written in back quotes: object.`in`"},
        {"`needed-by` != ''", "back quotes stand after a dot only: object.`needed-by`"},
        {"$object.a", "write the variable's name without $"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void test_functions(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"len(object.a)", "write size(object.a)"},
        {"object.a.length() > 1", "write size(object.a)"},
        {"object.a.toLowerCase()", "write object.a.lowerAscii()"},
        {"upper(object.a)", "write object.a.upperAscii()"},
        {"object.a.strip()", "write object.a.trim()"},
        {"object.a.startswith('x')", "did you mean `startsWith`?"},
        {"object.a.replaceAll('x', 'y')", "write object.a.replace(old, new)"},
        {"str(object.a)", "write string(object.a)"},
        {"parseInt(object.a)", "write int(object.a)"},
        {"float(object.a)", "write double(object.a)"},
        {"isEmpty(object.a)", "write blank(object.a)"},
        {"object.a.isEmpty()", "write blank(object.a)"},
        {"isNull(object.a)", "write object.a == null"},
        {"defined(object.a)", "write has(object.a)"},
        {"isString(object.a)", "write type(object.a) == string"},
        {"sprintf(object.a)", "write \"%s\".format([object.a])"},
        {"any(object.a, x, x > 1)", "write object.a.exists(x, condition)"},
        {"object.a.some(x, x > 1)", "write object.a.exists(x, condition)"},
        {"object.a.every(x, x > 1)", "write object.a.all(x, condition)"},
        {"all(object.a, x, x > 1)", "write object.a.all(x, condition)"},
        {"object.a.all(x)", "write object.a.all(x, condition)"},
        {"object.a.map(x)", "write object.a.map(x, value)"},
        {"has(object.a, object.b)", "write has(object.field)"},
        {"max(1, 2)", "write math.greatest(1, …)"},
        {"min(object.a)", "write object.a.min()"},
        {"abs(object.a)", "did you mean `math.abs`?"},
        {"math.abss(object.a)", "did you mean `math.abs`?"},
        {"math.max(object.a, 2)", "write math.greatest(a, b)"},
        {"strings.lower(object.a)", "write text.lowerAscii()"},
        {"now() > 1", "write now, without parentheses"},
        {"today() > 1", "write now"},
        {"contains(object.a, 'x')", "write object.a.contains(…)"},
        {"object.a.blank()", "write blank(object.a)"},
        {"size(1, 2)", ""},
        {"object.a.sizee()", "did you mean `size`?"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void test_fields(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"has(object)", "write has(object.field) for a field of it, object != null for itself"},
        {"has(owner)", "write has(object.owner)"},
        {"has('owner')", "write has(object.owner)"},
        {"has(object['owner'])", "write 'owner' in object"},
        {"has(object.?owner)", "write object.?owner.hasValue()"},
        {"has(has(object.owner))", "one is enough: write has(object.owner)"},
        {"'a' in 'abc'", "write 'abc'.contains('a')"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static void test_literals(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"object.a.matches(\"\\d+\")", "for a pattern write a raw string, r\"\\d+\"; for a backslash write \\\\"},
        {"object.a == 'it's'", "inside a string write \\ before its own quote, or use the other quotes around it"},
        {"object.a == “x”", "write straight quotes: \"text\""},
        {"object.a == 'x", "close it with the quote that opened it"},
        {"object.a == 9223372036854775808", "ints reach from -9223372036854775808 to 9223372036854775807"},
    };
    check_rows(rows, sizeof rows / sizeof *rows);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_operators), cmocka_unit_test(test_names),    cmocka_unit_test(test_functions),
    cmocka_unit_test(test_fields),    cmocka_unit_test(test_literals),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

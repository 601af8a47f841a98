/* CEL as a library: slots, look-ups, host functions, limits, costs. What expressions mean: test_cel_cases.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/text.h"
#include "cel/machine.h"
#include "cel/probe.h"
#include "value/value.h"

static const struct rq_cel_program *compile(struct rq_arena *arena, const struct rq_cel_env *env, rq_str text,
                                            struct rq_err *err)
{
    size_t start, end;
    *err = (struct rq_err){.arena = arena};
    return rq_cel_compile(arena, env, text, &start, &end, err);
}

/* The value of an expression without variables. */
static rq_value eval(struct rq_arena *arena, rq_str text)
{
    static const struct rq_cel_env none = {0};
    struct rq_err err;
    const struct rq_cel_program *program = compile(arena, &none, text, &err);
    if (!program)
        fail_msg("%.*s: %.*s", RQ_ARG(text), RQ_ARG(err.message));
    struct rq_cel_activation activation = {0};
    return rq_cel_eval(program, &activation, arena);
}

static void assert_text(rq_str found, const char *expected)
{
    if (!rq_str_equal(found, rq_str_from(expected)))
        fail_msg("expected \"%s\", found \"%.*s\"", expected, RQ_ARG(found));
}

static void assert_refused(rq_str text, const char *message)
{
    struct rq_arena *arena = rq_arena_new();
    static const struct rq_cel_env none = {0};
    struct rq_err err;
    assert_null(compile(arena, &none, text, &err));
    assert_true(err.failed);
    assert_text(err.message, message);
    rq_arena_free(arena);
}

static rq_str repeat(struct rq_arena *arena, const char *head, const char *unit, size_t count, const char *tail)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, rq_str_from(head));
    for (size_t i = 0; i < count; i++)
        rq_buf_add(&buf, rq_str_from(unit));
    rq_buf_add(&buf, rq_str_from(tail));
    return rq_buf_text(&buf);
}

/* Chains of 10,000 operands, which no recursion may follow. */
static void test_long_chains(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value all = eval(arena, repeat(arena, "true", "&&true", 9999, ""));
    assert_int_equal(all.kind, RQ_BOOL);
    assert_true(all.as.boolean);
    rq_value any = eval(arena, repeat(arena, "false", "||false", 9999, "||true"));
    assert_true(any.kind == RQ_BOOL && any.as.boolean);
    rq_value sum = eval(arena, repeat(arena, "1", "+1", 9999, ""));
    assert_int_equal(sum.kind, RQ_INT);
    assert_int_equal(sum.as.integer, 10000);
    rq_arena_free(arena);
}

static void test_depth(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const char *deep = "nested more than 250 deep";
    assert_refused(repeat(arena, "", "[", 20000, ""), deep);
    assert_refused(repeat(arena, "", "(", 20000, ""), deep);
    assert_refused(repeat(arena, "", "f(", 20000, ""), deep);
    assert_refused(repeat(arena, "", "{1:", 20000, ""), deep);
    assert_refused(repeat(arena, "", "x[", 20000, ""), deep);
    assert_refused(repeat(arena, "", "a?b:", 20000, ""), deep);
    assert_refused(repeat(arena, "x", "[0]", 20000, ""), deep);
    assert_refused(repeat(arena, "x", ".f()", 20000, ""), deep);
    assert_refused(repeat(arena, "x", ".?f", 20000, ""), deep);
    assert_refused(repeat(arena, "1", "-1", 20000, ""), deep);
    assert_refused(repeat(arena, "1", "<1", 20000, ""), deep);
    assert_refused(repeat(arena, "", "!(", 20000, ""), deep);
    assert_refused(repeat(arena, "", "!", 20000, "x"), "more than 250 signs in a row");
    rq_value nested = eval(arena, repeat(arena, repeat(arena, "", "(", 249, "1").ptr, ")", 249, ""));
    assert_int_equal(nested.kind, RQ_INT);
    rq_arena_free(arena);
}

/* Selections are one node and have no depth. */
static void test_long_selection(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value value = eval(arena, repeat(arena, "{}", ".a", 20000, ""));
    assert_int_equal(value.kind, RQ_FAULT);
    assert_text(value.as.fault->message, "no key `a` in {}");
    rq_arena_free(arena);
}

static void test_size(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    assert_refused(repeat(arena, "", " ", RQ_LIMIT_CEL_BYTES, "1"),
                   "the expression has 100001 bytes, more than 100000");
    assert_refused(repeat(arena, "[", "1,", 10001, "]"), "more than 10000 elements");
    assert_refused(repeat(arena, "f(", "1,", 10001, "1)"), "more than 10000 arguments");
    assert_refused((rq_str){"\"\xff\"", 3}, "the expression is not valid UTF-8");
    rq_value list = eval(arena, repeat(arena, "[", "1,", 10000, "]"));
    assert_int_equal(list.as.list->count, 10000);
    rq_arena_free(arena);
}

/* Chains are explained operand by operand: the one that decides, or each. */
static void test_explanation_of_long_chains(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_str names[] = {RQ_STR("a"), RQ_STR("b")};
    struct rq_cel_env env = {.variables = names, .variable_count = 2};
    rq_value slots[2] = {rq_bool(true), rq_bool(false)};
    struct rq_cel_activation activation = {.slots = slots};
    struct rq_err err;
    rq_str all = repeat(arena, "", "a && ", 9999, "b");
    struct rq_cel_explanation why = rq_cel_explain(compile(arena, &env, all, &err), &activation, arena);
    assert_int_equal(why.start, all.len - 1);
    assert_int_equal(why.end, all.len);
    assert_int_equal(why.operand_count, 1);
    rq_str any = repeat(arena, "", "b || ", 9999, "b"), sum = repeat(arena, "1 > 2", "+2", 9998, "");
    why = rq_cel_explain(compile(arena, &env, any, &err), &activation, arena);
    assert_int_equal(why.end - why.start, any.len);
    assert_int_equal(why.operand_count, 1);
    why = rq_cel_explain(compile(arena, &env, sum, &err), &activation, arena);
    assert_int_equal(why.end - why.start, sum.len);
    rq_arena_free(arena);
}

/* The budget that an expression uses up. */
static uint64_t cost(struct rq_arena *arena, rq_str text, rq_value object)
{
    const rq_str names[] = {RQ_STR("object")};
    struct rq_cel_env env = {.variables = names, .variable_count = 1};
    struct rq_err err;
    const struct rq_cel_program *program = compile(arena, &env, text, &err);
    assert_non_null(program);
    struct rq_cel_activation activation = {.slots = &object};
    struct rq_cel_machine machine;
    rq_cel_machine_start(&machine, program, &activation, arena);
    assert_int_equal(rq_cel_run(&machine, program->root).kind, RQ_BOOL);
    return RQ_LIMIT_CEL_COST - machine.budget;
}

static rq_value object_with_accounts(struct rq_arena *arena, size_t count, const char *all)
{
    rq_value *accounts = RQ_NEW_ARRAY(arena, rq_value, count);
    for (size_t i = 0; i < count; i++)
        accounts[i] = rq_string(rq_str_from(all));
    struct rq_map_build demand = {.arena = arena}, object = {.arena = arena};
    rq_map_build_put(&demand, RQ_STR("accounts"), rq_list_over(arena, accounts, count));
    rq_map_build_put(&object, RQ_STR("owner"), rq_string(RQ_STR("team-a")));
    rq_map_build_put(&object, RQ_STR("account"), rq_string(RQ_STR("acct-0")));
    rq_map_build_put(&object, RQ_STR("demand"), rq_map_build_done(&demand));
    return rq_map_build_done(&object);
}

/* The costs that Kubernetes' model gives for one expression and four records. */
static void test_costs(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_str text = RQ_STR("has(object.owner) && object.owner != \"\" && "
                         "object.demand.accounts.exists(a, a != object.account)");
    struct rq_map_build empty = {.arena = arena};
    assert_int_equal(cost(arena, text, object_with_accounts(arena, 10, "acct-1")), 19);
    assert_int_equal(cost(arena, text, object_with_accounts(arena, 10, "acct-0")), 88);
    assert_int_equal(cost(arena, text, object_with_accounts(arena, 100, "acct-0")), 808);
    assert_int_equal(cost(arena, text, rq_map_build_done(&empty)), 2);
    rq_arena_free(arena);
}

/* What is computed when it is compiled costs each evaluation what computing it costs. */
static void test_costs_of_constants(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value object = rq_string(RQ_STR("b"));
    assert_int_equal(cost(arena, RQ_STR("object in ['a', 'b']"), object), 1 + 10 + 2);
    assert_int_equal(cost(arena, RQ_STR("object == 'a' + 'b'"), object), 1 + 2 + 1);
    assert_int_equal(cost(arena, RQ_STR("['a', 'b'].exists(x, x == object)"), object), 10 + 2 * (4 + 3) + 3);
    assert_int_equal(cost(arena, RQ_STR("object != '' && size([1, [2]]) == 2"), object), 1 + 1 + 1 + 20 + 1);
    rq_arena_free(arena);
}

/* Thousands of constants do not make a program that is larger than its text allows. */
static void test_memory_of_constants(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    static const struct rq_cel_env none = {0};
    struct rq_err err;
    rq_str lists = repeat(arena, "[", "lists.range(9999),", 5000, "]"),
           patterns = repeat(arena, "[", "''.matches('(ab){1000}'),", 3000, "]");
    size_t before = rq_arena_used(arena);
    assert_non_null(compile(arena, &none, lists, &err));
    assert_non_null(compile(arena, &none, patterns, &err));
    assert_true(rq_arena_used(arena) - before < (16U << 20));
    rq_arena_free(arena);
}

/* The program that is watched costs what the other costs, also where a part of it was run to find out what it always is. */
static void test_costs_of_probed_constants(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_str names[] = {RQ_STR("object")};
    struct rq_cel_env env = {.variables = names, .variable_count = 1};
    struct rq_err err;
    struct rq_cel_probes probes;
    rq_value object = rq_bool(true);
    struct rq_cel_activation activation = {.slots = &object};
    rq_str text = RQ_STR("2 in [1, 2, 3] && object");
    const struct rq_cel_program *program =
        rq_cel_probed(arena, compile(arena, &env, text, &err), RQ_CEL_CONDITION, &probes);
    struct rq_cel_machine machine;
    rq_cel_machine_start(&machine, program, &activation, arena);
    assert_int_equal(rq_cel_run(&machine, program->root).kind, RQ_BOOL);
    assert_int_equal(RQ_LIMIT_CEL_COST - machine.budget, 10 + 3 + 1);
    assert_int_equal(cost(arena, text, object), 10 + 3 + 1);
    rq_arena_free(arena);
}

/* A value that is compared is walked over, and pays for all that is in it. */
static void test_costs_of_large_values(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_value *rows = RQ_NEW_ARRAY(arena, rq_value, 10), *cells = RQ_NEW_ARRAY(arena, rq_value, 10);
    for (int i = 0; i < 10; i++) {
        cells[i] = rq_int(i);
        rows[i] = rq_list_over(arena, cells, 10);
    }
    rq_value table = rq_list_over(arena, rows, 10);
    assert_int_equal(cost(arena, RQ_STR("object == object"), table), 1 + 1 + 100 / 10);
    assert_int_equal(cost(arena, RQ_STR("7 in object"), table), 1 + 10);
    assert_int_equal(cost(arena, RQ_STR("object in object"), table), 1 + 1 + 100);
    rq_value text = rq_string(repeat(arena, "", "x", 640, ""));
    assert_int_equal(cost(arena, RQ_STR("'x' in {'x': 1}"), text), 30 + 0);
    assert_int_equal(cost(arena, RQ_STR("object in {'x': 1}"), text), 1 + 30 + 10);
    rq_arena_free(arena);
}

static void assert_fatal(rq_str text, const char *message)
{
    struct rq_arena *arena = rq_arena_new();
    rq_value value = eval(arena, text);
    assert_int_equal(value.kind, RQ_FAULT);
    assert_true(value.as.fault->fatal);
    assert_text(value.as.fault->message, message);
    assert_true(rq_arena_used(arena) < (size_t)RQ_LIMIT_CEL_MEMORY + (1U << 20));
    rq_arena_free(arena);
}

#define TEN "[0,1,2,3,4,5,6,7,8,9]"

/* A limit is no value for && and || to look past. */
static void test_cost_limit(void **state)
{
    (void)state;
    const char *message = "the expression costs more than 1000000 units";
    rq_str costly = RQ_STR(TEN ".all(a," TEN ".all(b," TEN ".all(c," TEN ".all(d," TEN ".all(e," TEN
                               ".all(f, a+b+c+d+e+f>=0))))))");
    assert_fatal(costly, message);
    struct rq_arena *arena = rq_arena_new();
    assert_fatal(rq_arena_format(arena, "%.*s || true", RQ_ARG(costly)), message);
    assert_fatal(rq_arena_format(arena, "%.*s && false", RQ_ARG(costly)), message);
    assert_fatal(rq_arena_format(arena, "cel.bind(x, %.*s, true)", RQ_ARG(costly)), message);
    assert_fatal(rq_arena_format(arena, "1 / 0 > 0 || %.*s", RQ_ARG(costly)), message);
    assert_fatal(rq_arena_format(arena, "[1].exists(x, %.*s) || true", RQ_ARG(costly)), message);
    rq_arena_free(arena);
}

/* Explaining evaluates again on each of many levels, but not without end. */
static void test_explanation_of_a_costly_expression(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_str costly = RQ_STR(TEN ".all(a," TEN ".all(b," TEN ".all(c," TEN ".all(d," TEN ".all(e, a+b+c+d+e<45)))))");
    struct rq_buf text = {.arena = arena};
    rq_buf_repeat(&text, '(', 240);
    rq_buf_add(&text, costly);
    for (int i = 0; i < 240; i++)
        rq_buf_add(&text, RQ_STR(") && true"));
    struct rq_err err;
    static const struct rq_cel_env none = {0};
    const struct rq_cel_program *program = compile(arena, &none, rq_buf_text(&text), &err);
    assert_non_null(program);
    struct rq_cel_activation activation = {0};
    struct rq_cel_explanation why = rq_cel_explain(program, &activation, arena);
    assert_true(why.start < why.end && why.end <= text.len);
    rq_arena_free(arena);
}

/* Lists that double: 2^27 elements in the end; and text that doubles, which costs too much before it is too large. */
static void test_memory_limit(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR("[[0,0,0,0]]"));
    for (int i = 0; i < 25; i++)
        rq_buf_add(&buf, RQ_STR(".map(x,x+x)"));
    const char *large = "the expression needs more than 64 MiB",
               *costly = "the expression costs more than 1000000 units";
    assert_fatal(rq_buf_text(&buf), large);
    rq_buf_add(&buf, RQ_STR(".size() > 0 || true"));
    assert_fatal(rq_buf_text(&buf), large);
    assert_fatal(repeat(arena, "[\"0123456789abcdef\"]", ".map(x,x+x)", 27, ""), costly);
    rq_arena_free(arena);
}

/* Values that share their parts are small and yet larger than anybody can walk over. */
static void test_values_that_share(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const char *large = "the expression needs more than 64 MiB";
    assert_fatal(repeat(arena, "[1]", ".map(x,[x,x])", 60, ""), large);
    assert_fatal(repeat(arena, "[1]", ".map(x,[x,x])", 60, " == [] || true"), large);
    assert_fatal(repeat(arena, "[1]", ".map(x,{'a':x,'b':x})", 60, ""), large);
    assert_fatal(repeat(arena, "[1]", ".transformMap(i,x,[x,x])", 60, ""), large);
    assert_fatal(repeat(arena, "optional.of([1])", ".optMap(x,[x,x])", 60, ""), large);
    assert_fatal(repeat(arena, "[[1]]", ".map(x,[x,x].reverse())", 60, ""), large);
    rq_arena_free(arena);
}

/* Thousands of absorbed faults make no thousands of messages. */
static void test_absorbed_faults_are_cheap(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    rq_str text = RQ_STR(TEN ".exists(a," TEN ".exists(b," TEN ".exists(c," TEN ".exists(d, {}.x == a)))) || true");
    size_t before = rq_arena_used(arena);
    rq_value value = eval(arena, text);
    assert_true(value.kind == RQ_BOOL && value.as.boolean);
    assert_true(rq_arena_used(arena) - before < 3000000);
    rq_arena_free(arena);
}

/* Values that nest deeper than expressions do, as a chain of rule variables could make them. */
static void test_value_depth(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_str names[] = {RQ_STR("x")};
    struct rq_cel_env env = {.variables = names, .variable_count = 1};
    struct rq_err err;
    rq_value nested = rq_int(1);
    for (int i = 0; i < 100000; i++) {
        rq_value *item = RQ_NEW(arena, rq_value);
        *item = nested;
        nested = rq_list_over(arena, item, 1);
    }
    static const char *const texts[] = {"x == x", "x != [x]", "x in [x]"};
    struct rq_cel_activation activation = {.slots = &nested};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        rq_value value = rq_cel_eval(compile(arena, &env, rq_str_from(texts[i]), &err), &activation, arena);
        assert_int_equal(value.kind, RQ_FAULT);
        rq_str message = rq_arena_format(arena, "a value is nested more than %d deep", RQ_LIMIT_VALUE_DEPTH);
        assert_text(value.as.fault->message, message.ptr);
    }
    rq_arena_free(arena);
}

struct host {
    int looked_up[3];
};

static rq_value look_up(void *data, uint32_t slot)
{
    struct host *host = data;
    host->looked_up[slot]++;
    return slot == 1 ? rq_int(7) : (rq_value){0};
}

static void test_activation(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_str names[] = {RQ_STR("a"), RQ_STR("variables.b"), RQ_STR("c")};
    struct rq_cel_env env = {.variables = names, .variable_count = 3};
    struct rq_err err;
    rq_str text = RQ_STR("a + variables.b");
    const struct rq_cel_program *program = compile(arena, &env, text, &err);
    assert_true(rq_cel_uses(program, 0) && rq_cel_uses(program, 1) && !rq_cel_uses(program, 2));
    assert_text(rq_cel_text(program), "a + variables.b");
    rq_value slots[3] = {rq_int(1)};
    struct host host = {{0}};
    struct rq_cel_activation activation = {.slots = slots, .lookup = look_up, .host = &host};
    rq_value value = rq_cel_eval(program, &activation, arena);
    assert_int_equal(value.as.integer, 8);
    assert_true(host.looked_up[0] == 0 && host.looked_up[1] == 1 && host.looked_up[2] == 0);
    activation.slots = NULL;
    value = rq_cel_eval(program, &activation, arena);
    assert_int_equal(value.kind, RQ_FAULT);
    assert_text(value.as.fault->message, "`a` has no value here");
    rq_arena_free(arena);
}

/* A fault that the host gives for a variable keeps its words and gets the variable's place. */
static void test_fault_of_a_variable(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const rq_str names[] = {RQ_STR("variables.b")};
    struct rq_cel_env env = {.variables = names, .variable_count = 1};
    struct rq_err err;
    const struct rq_cel_program *program = compile(arena, &env, RQ_STR("1 == variables.b"), &err);
    struct rq_fault fault = {.message = RQ_STR("division by zero"), .start = 100, .end = 120};
    rq_value slot = rq_fault_value(&fault);
    struct rq_cel_activation activation = {.slots = &slot};
    rq_value value = rq_cel_eval(program, &activation, arena);
    assert_int_equal(value.kind, RQ_FAULT);
    assert_text(value.as.fault->message, "division by zero");
    assert_int_equal(value.as.fault->start, 5);
    assert_int_equal(value.as.fault->end, 16);
    rq_arena_free(arena);
}

static rq_value twice(struct rq_cel_call *call)
{
    *(int *)call->host += 1;
    return rq_cel_add(call, call->args[0], call->args[0]);
}

static void test_host_functions(void **state)
{
    (void)state;
    struct rq_arena *arena = rq_arena_new();
    const struct rq_cel_function functions[] = {{"tree.twice", RQ_CEL_GLOBAL, "i:i", twice}};
    struct rq_cel_env env = {.functions = functions, .function_count = 1, .strict = true};
    struct rq_err err;
    int calls = 0;
    struct rq_cel_activation activation = {.host = &calls};
    rq_value value = rq_cel_eval(compile(arena, &env, RQ_STR("tree.twice(21)"), &err), &activation, arena);
    assert_int_equal(value.as.integer, 42);
    assert_int_equal(calls, 1);
    value = rq_cel_eval(compile(arena, &env, RQ_STR("tree.twice('a')"), &err), &activation, arena);
    assert_text(value.as.fault->message, "no overload for tree.twice(string)");
    assert_null(compile(arena, &env, RQ_STR("tree.twice()"), &err));
    rq_arena_free(arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_long_chains),
    cmocka_unit_test(test_explanation_of_long_chains),
    cmocka_unit_test(test_depth),
    cmocka_unit_test(test_long_selection),
    cmocka_unit_test(test_size),
    cmocka_unit_test(test_costs),
    cmocka_unit_test(test_costs_of_constants),
    cmocka_unit_test(test_costs_of_probed_constants),
    cmocka_unit_test(test_memory_of_constants),
    cmocka_unit_test(test_costs_of_large_values),
    cmocka_unit_test(test_cost_limit),
    cmocka_unit_test(test_explanation_of_a_costly_expression),
    cmocka_unit_test(test_memory_limit),
    cmocka_unit_test(test_values_that_share),
    cmocka_unit_test(test_absorbed_faults_are_cheap),
    cmocka_unit_test(test_value_depth),
    cmocka_unit_test(test_activation),
    cmocka_unit_test(test_fault_of_a_variable),
    cmocka_unit_test(test_host_functions),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

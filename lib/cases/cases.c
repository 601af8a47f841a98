/*
 * Running conformance cases: each line is read, compiled, evaluated and compared in a scratch arena that is emptied
 * before the next.  Typed values are in typed.c.
 *
 * Read rq_cases_run, run_line, judge.
 */
#include "cases/cases.h"

#include "base/err.h"
#include "cases/typed.h"
#include "json.h"
#include "reqlint/cel.h"
#include "value/value.h"

enum { SHOWN = 200 }; /* bytes of a value in a reason */

/* A case, read. */
struct conformance {
    rq_str id, expression;
    struct rq_cel_env env;
    const rq_value *slots;
    rq_value expected; /* RQ_ABSENT: an error */
    bool at_compile;   /* the error must come when the expression is compiled */
};

static bool read_text(rq_value json, const char *name, rq_str *text, struct rq_err *err)
{
    const rq_value *field = rq_value_field(json, rq_str_from(name));
    if (field == NULL || field->kind != RQ_STRING)
        return rq_fail(err, "the case has no text \"%s\"", name);
    *text = rq_value_text(*field);
    return true;
}

static bool read_bindings(struct rq_arena *arena, rq_value json, struct conformance *test, struct rq_err *err)
{
    const rq_value *field = rq_value_field(json, RQ_STR("bindings"));
    if (field == NULL)
        return true;
    if (field->kind != RQ_MAP)
        return rq_fail(err, "\"bindings\" is no object");
    const struct rq_map *map = field->as.map;
    rq_str *names = RQ_NEW_ARRAY(arena, rq_str, map->count);
    rq_value *slots = RQ_NEW_ARRAY(arena, rq_value, map->count);
    for (uint32_t i = 0; i < map->count; i++) {
        names[i] = rq_value_text(map->entries[i].key);
        slots[i] = rq_typed_read(arena, map->entries[i].value, err);
    }
    test->env.variables = names;
    test->env.variable_count = map->count;
    test->slots = slots;
    return !err->failed;
}

static bool read_expectation(struct rq_arena *arena, rq_value json, struct conformance *test, struct rq_err *err)
{
    const rq_value *expect = rq_value_field(json, RQ_STR("expect"));
    const rq_value *value = expect == NULL ? NULL : rq_value_field(*expect, RQ_STR("value"));
    const rq_value *error = expect == NULL ? NULL : rq_value_field(*expect, RQ_STR("error"));
    if ((value == NULL) == (error == NULL))
        return rq_fail(err, "\"expect\" must hold either \"value\" or \"error\"");
    if (value != NULL) {
        test->expected = rq_typed_read(arena, *value, err);
        return !err->failed;
    }
    const rq_value *phase = rq_value_field(*expect, RQ_STR("phase"));
    test->at_compile = phase != NULL && rq_str_equal(rq_value_text(*phase), RQ_STR("parse"));
    return true;
}

static bool read_case(struct rq_arena *arena, rq_str line, struct conformance *test, struct rq_err *err)
{
    rq_value json = rq_json_read(arena, line, err);
    if (err->failed)
        return false;
    const rq_value *container = rq_value_field(json, RQ_STR("container"));
    if (container != NULL)
        test->env.container = rq_value_text(*container);
    return read_text(json, "id", &test->id, err) && read_text(json, "expr", &test->expression, err) &&
           read_bindings(arena, json, test, err) && read_expectation(arena, json, test, err);
}

static rq_str show(struct rq_arena *arena, rq_value value)
{
    return rq_value_print(arena, value, SHOWN);
}

/* Why the result is not what was expected; empty if it is. */
static rq_str compare(struct rq_arena *arena, const struct conformance *test, rq_value result)
{
    bool fault = result.kind == RQ_FAULT;
    if (test->expected.kind == RQ_ABSENT && (!fault || test->at_compile))
        return rq_arena_format(arena, "%s instead of an error%s: %.*s", fault ? "evaluation fails" : "a value",
                               test->at_compile ? " at compile time" : "", RQ_ARG(show(arena, result)));
    if (test->expected.kind == RQ_ABSENT || rq_typed_equal(result, test->expected))
        return RQ_STR("");
    if (fault)
        return rq_arena_format(arena, "\"%.*s\" instead of %.*s", RQ_ARG(result.as.fault->message),
                               RQ_ARG(show(arena, test->expected)));
    rq_str got = rq_value_type_name(result), wanted = rq_value_type_name(test->expected);
    return rq_arena_format(arena, "%.*s (%.*s) instead of %.*s (%.*s)", RQ_ARG(show(arena, result)), RQ_ARG(got),
                           RQ_ARG(show(arena, test->expected)), RQ_ARG(wanted));
}

static rq_str judge(struct rq_arena *arena, const struct conformance *test)
{
    struct rq_err refusal = {.arena = arena};
    const struct rq_cel_program *program = rq_cel_compile(arena, &test->env, test->expression, NULL, NULL, &refusal);
    if (program != NULL) {
        struct rq_cel_activation activation = {.slots = test->slots};
        return compare(arena, test, rq_cel_eval(program, &activation, arena));
    }
    if (test->expected.kind == RQ_ABSENT)
        return RQ_STR("");
    return rq_arena_format(arena, "does not compile: %.*s", RQ_ARG(refusal.message));
}

static bool run_line(struct rq_arena *arena, struct rq_arena *scratch, rq_str line, struct rq_case_result *result,
                     struct rq_err *err)
{
    struct conformance test = {.expected = {.kind = RQ_ABSENT}};
    if (!read_case(scratch, line, &test, err))
        return false;
    rq_str why = judge(scratch, &test);
    *result = (struct rq_case_result){.id = rq_arena_copy(arena, test.id),
                                      .passed = why.len == 0,
                                      .expects_error = test.expected.kind == RQ_ABSENT,
                                      .why = rq_arena_copy(arena, why)};
    return true;
}

/* Cuts the next line off the text, without blanks around it. */
static rq_str next_line(rq_str *text)
{
    size_t end = rq_str_find_byte(*text, '\n', 0);
    rq_str line = rq_str_slice(*text, 0, end);
    *text = rq_str_slice(*text, end == RQ_NOT_FOUND ? end : end + 1, text->len);
    return rq_str_trim(line);
}

bool rq_cases_run(struct rq_arena *arena, rq_str text, const struct rq_case_result **results, size_t *count,
                  struct rq_err *err)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_case_result *made = NULL;
    size_t cap = 0;
    *count = 0;
    for (size_t number = 1; text.len > 0 && !err->failed; number++) {
        rq_str line = next_line(&text);
        if (line.len == 0)
            continue;
        struct rq_err inner = {.arena = scratch};
        made = rq_grow(arena, made, *count, &cap, sizeof *made);
        if (run_line(arena, scratch, line, &made[*count], &inner))
            ++*count;
        else
            rq_fail(err, "line %zu is no conformance case: %.*s", number, RQ_ARG(inner.message));
        rq_arena_reset(scratch);
    }
    if (*count == 0)
        rq_fail(err, "there is no conformance case");
    *results = made;
    rq_arena_free(scratch);
    return !err->failed;
}

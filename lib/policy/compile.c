/*
 * Expressions of kinds and rules.  The program is compiled from the scalar's decoded text; where that fails, the offset in
 * the text is carried back through quotes, folding and block indentation to the line and column in the file.
 */
#include "policy/compile.h"

#include "base/err.h"
#include "cel/function.h"
#include "yaml/yaml.h"

#include <string.h>

static const rq_str fixed_names[RQ_SLOT_COUNT] = {
    [RQ_SLOT_OBJECT] = {"object", 6},   [RQ_SLOT_OLD_OBJECT] = {"oldObject", 9},
    [RQ_SLOT_RECORD] = {"record", 6},   [RQ_SLOT_WORDS] = {"words", 5},
    [RQ_SLOT_REFS] = {"refs", 4},       [RQ_SLOT_BACKREFS] = {"backrefs", 8},
    [RQ_SLOT_RECORDS] = {"records", 7}, [RQ_SLOT_HISTORY] = {"history", 7},
    [RQ_SLOT_PARAMS] = {"params", 6},   [RQ_SLOT_NOW] = {"now", 3},
    [RQ_SLOT_ITEM] = {"item", 4},       [RQ_SLOT_INDEX] = {"index", 5},
    [RQ_SLOT_FOUND] = {"found", 5},     [RQ_SLOT_AUTHOR] = {"author", 6},
};

struct rq_scope rq_scope_new(struct rq_arena *arena, const struct rq_cel_function *functions, struct rq_err *err)
{
    struct rq_scope scope = {.arena = arena, .functions = functions, .names = fixed_names, .err = err};
    while (functions != NULL && functions[scope.function_count].name != NULL)
        scope.function_count++;
    return scope;
}

void rq_scope_widen(struct rq_scope *scope, size_t count)
{
    if (count == 0)
        return;
    rq_str *names = RQ_NEW_ARRAY(scope->arena, rq_str, RQ_SLOT_COUNT + count);
    memcpy(names, fixed_names, sizeof fixed_names);
    scope->names = names;
    scope->own = names + RQ_SLOT_COUNT;
}

void rq_scope_add(struct rq_scope *scope, rq_str variable)
{
    scope->own[scope->own_count++] = rq_arena_format(scope->arena, "variables.%.*s", RQ_ARG(variable));
}

void rq_scope_place(struct rq_err *err, rq_value code, size_t start, size_t end)
{
    if (code.source == NULL || err->source != NULL)
        return;
    err->source = code.source;
    err->pos = rq_yaml_locate(code, start, end);
}

const struct rq_cel_program *rq_scope_compile_text(struct rq_scope *scope, rq_str text, bool strict, size_t *start,
                                                   size_t *end)
{
    const struct rq_cel_env env = {
        .variables = scope->names,
        .variable_count = RQ_SLOT_COUNT + scope->own_count,
        .functions = scope->functions,
        .function_count = scope->function_count,
        .strict = strict,
    };
    return scope->drafts == NULL ? rq_cel_compile(scope->arena, &env, text, start, end, scope->err)
                                 : rq_cel_draft(scope->drafts, &env, text, start, end, scope->err);
}

const struct rq_cel_program *rq_scope_compile(struct rq_scope *scope, rq_value code)
{
    if (code.kind == RQ_ABSENT)
        return NULL;
    size_t start = 0, end = 0;
    rq_str text = rq_value_source_text(scope->arena, code);
    const struct rq_cel_program *program = rq_scope_compile_text(scope, text, true, &start, &end);
    if (program == NULL)
        rq_scope_place(scope->err, code, start, end);
    return program;
}

const struct rq_cel_program *rq_policy_compile(struct rq_arena *arena, rq_str text,
                                               const struct rq_cel_function *functions, bool strict, size_t *start,
                                               size_t *end, struct rq_err *err)
{
    struct rq_scope scope = rq_scope_new(arena, functions, err);
    return rq_scope_compile_text(&scope, text, strict, start, end);
}

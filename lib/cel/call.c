/*
 * What functions of the library may ask of the evaluator, and the call of a function.
 *
 * Read rq_cel_run_call first: it evaluates the arguments and hands them to the first function of the name whose signature
 * takes them.
 */
#include "cel/function.h"

#include "base/err.h"
#include "base/text.h"
#include "cel/machine.h"
#include "cel/signature.h"
#include "regex/cache.h"

static const rq_value *first_from_file(const rq_value *values, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (values[i].source)
            return &values[i];
    return NULL;
}

rq_value rq_cel_fault(struct rq_cel_call *call, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    rq_value fault = rq_cel_raise_list(call->machine, call->machine->node, first_from_file(call->args, call->count),
                                       format, arguments);
    va_end(arguments);
    return fault;
}

rq_value rq_cel_fault_of(struct rq_cel_call *call, const rq_value *argument, const char *format, ...)
{
    const rq_value *culprit = argument->source ? argument : first_from_file(call->args, call->count);
    va_list arguments;
    va_start(arguments, format);
    rq_value fault = rq_cel_raise_list(call->machine, call->machine->node, culprit, format, arguments);
    va_end(arguments);
    return fault;
}

/* "int, string" */
static rq_str type_names(struct rq_arena *arena, const rq_value *values, uint32_t count)
{
    struct rq_buf buf = {.arena = arena};
    for (uint32_t i = 0; i < count; i++) {
        rq_buf_add(&buf, i > 0 ? RQ_STR(", ") : RQ_STR(""));
        rq_buf_add(&buf, rq_value_type_name(values[i]));
    }
    return rq_buf_text(&buf);
}

rq_value rq_cel_no_overload(struct rq_cel_call *call)
{
    struct rq_cel_machine *m = call->machine;
    if (!call->function)
        return rq_cel_raise_operator(m, m->node, call->args, call->count);
    if (m->quiet > 0)
        return rq_cel_fault(call, "no overload");
    uint32_t receiver = (m->node->flags & RQ_FLAG_METHOD) && call->count > 0 ? 1 : 0;
    rq_str types = type_names(call->arena, call->args + receiver, call->count - receiver);
    rq_str on = receiver ? rq_value_type_name(call->args[0]) : (rq_str){NULL, 0};
    return rq_cel_fault(call, "no overload for %.*s%s%s(%.*s)", RQ_ARG(on), receiver ? "." : "", call->function->name,
                        RQ_ARG(types));
}

bool rq_cel_charge(struct rq_cel_call *call, uint64_t units)
{
    return rq_cel_spend(call->machine, units);
}

rq_value rq_cel_exhausted(struct rq_cel_call *call)
{
    return rq_cel_too_costly(call->machine, call->machine->node);
}

static rq_value bad_pattern(struct rq_cel_call *call, rq_str pattern, rq_str message)
{
    const rq_value *argument = call->args;
    for (uint32_t i = 0; i < call->count; i++)
        if (call->args[i].kind == RQ_STRING && call->args[i].as.text == pattern.ptr)
            argument = &call->args[i];
    return rq_cel_fault_of(call, argument, "%.*s", RQ_ARG(message));
}

const struct rq_regex *rq_cel_pattern(struct rq_cel_call *call, rq_str pattern, rq_value *fault)
{
    struct rq_cel_machine *m = call->machine;
    struct rq_err err = {.arena = call->arena};
    if (m->node->kind == RQ_NODE_CALL && m->node->as.call.pattern)
        return m->node->as.call.pattern;
    if (m->activation->patterns != NULL) {
        const struct rq_regex *known = rq_regex_cache_get(m->activation->patterns, pattern, &err);
        if (known == NULL)
            *fault = bad_pattern(call, pattern, err.message);
        return known;
    }
    if (m->patterns == NULL)
        m->patterns = RQ_NEW(m->arena, struct rq_cel_kept_patterns);
    struct rq_cel_kept_patterns *kept = m->patterns;
    for (uint32_t i = 0; i < RQ_CEL_PATTERNS && i < kept->count; i++)
        if (rq_str_equal(kept->items[i].text, pattern))
            return kept->items[i].regex;
    const struct rq_regex *regex = rq_regex_compile(call->arena, pattern, RQ_REGEX_RE2, NULL, &err);
    if (!regex) {
        *fault = bad_pattern(call, pattern, err.message);
        return NULL;
    }
    uint32_t place = kept->count++ % RQ_CEL_PATTERNS;
    kept->items[place].text = pattern;
    kept->items[place].regex = regex;
    return regex;
}

static bool takes(const struct rq_cel_candidate *candidate, const rq_value *args, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!(candidate->takes[i] >> args[i].kind & 1))
            return false;
    return true;
}

/* The first row that takes the arguments, or NULL. */
static const struct rq_cel_function *row_for(const struct rq_cel_node *node, const rq_value *args)
{
    const struct rq_cel_callee *callee = &node->as.call;
    for (uint32_t i = 0; i < callee->candidate_count; i++)
        if (takes(&callee->candidates[i], args, node->count))
            return callee->candidates[i].row;
    for (uint32_t i = 0; node->count > RQ_CEL_FEW_ARGUMENTS && i < callee->row_count; i++)
        if (rq_cel_signature_takes(callee->rows[i]->types, args, node->count))
            return callee->rows[i];
    return NULL;
}

static rq_value apply(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *args)
{
    const struct rq_cel_function *row = row_for(node, args);
    struct rq_cel_call call = {.arena = m->arena,
                               .args = args,
                               .count = node->count,
                               .host = m->activation->host,
                               .machine = m,
                               .function = row ? row : node->as.call.rows[0]};
    m->node = node;
    if (!row)
        return rq_cel_no_overload(&call);
    rq_value value = row->body(&call);
    if (m->activation->clock != NULL && m->activation->clock->asked)
        value = rq_cel_clock_call(m, row, args, node->count, value);
    return rq_cel_room(m, 0) ? value : rq_cel_too_large(m, node);
}

static const rq_value *unknown_function(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return rq_cel_put(room, rq_cel_raise(m, node, NULL, "unknown function `%.*s`", RQ_ARG(node->as.call.name)));
}

const rq_value *rq_cel_run_call(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    if (node->as.call.row_count == 0)
        return unknown_function(m, node, room);
    rq_value few[RQ_CEL_FEW_ARGUMENTS] = {{0}}, *args = few;
    if (node->count > RQ_CEL_FEW_ARGUMENTS)
        args = RQ_NEW_ARRAY(m->arena, rq_value, node->count);
    for (uint32_t i = 0; i < node->count; i++) {
        const rq_value *value = rq_cel_see(m, node->kid[i], &args[i]);
        if (value->kind == RQ_FAULT)
            return rq_cel_put(room, *value);
        if (value != &args[i])
            args[i] = *value;
        if (i == 0 && (node->flags & RQ_FLAG_LAZY) && value->kind == RQ_OPTIONAL && value->as.inner) {
            args[1] = args[0]; /* of the right kind, and not looked at */
            break;
        }
    }
    return rq_cel_put(room, rq_cel_sized(m, node, apply(m, node, args)));
}

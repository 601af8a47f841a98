/*
 * The words of faults.
 *
 * A fault says what happened in terms of the operands' types and values, and who is to blame: the value in a file that
 * was wrong, or the map that lacks a key.  Where another fault is held already by && or a macro (m->quiet), no words are
 * made: the fault is a constant, so that absorbing thousands of them costs nothing.
 */
#include "base/limits.h"
#include "base/text.h"
#include "cel/advice.h"
#include "cel/machine.h"
#include "cel/symbol.h"
#include "cel/type.h"

static const struct rq_fault wordless = {.message = {"", 0}};

rq_value rq_cel_raise_list(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *culprit,
                           const char *format, va_list arguments)
{
    if (culprit != NULL)
        rq_cel_fix(m, *culprit);
    if (m->quiet > 0)
        return rq_fault_value(&wordless);
    struct rq_fault *fault = RQ_NEW(m->arena, struct rq_fault);
    *fault = (struct rq_fault){.message = rq_arena_format_list(m->arena, format, arguments),
                               .start = node->start,
                               .end = node->end,
                               .blame = culprit ? rq_value_origin(*culprit) : (struct rq_origin){0}};
    return rq_fault_value(fault);
}

rq_value rq_cel_raise(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *culprit,
                      const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    rq_value fault = rq_cel_raise_list(m, node, culprit, format, arguments);
    va_end(arguments);
    return fault;
}

/* A fatal fault has words even where another is held: it is the one that comes out. */
static rq_value fatal(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_str message)
{
    struct rq_fault *fault = RQ_NEW(m->arena, struct rq_fault);
    *fault = (struct rq_fault){.message = message, .fatal = true, .start = node->start, .end = node->end};
    return rq_fault_value(fault);
}

rq_value rq_cel_too_costly(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    return fatal(m, node, rq_arena_format(m->arena, "the expression costs more than %d units", RQ_LIMIT_CEL_COST));
}

const rq_value *rq_cel_stop(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return rq_cel_put(room, rq_cel_too_costly(m, node));
}

rq_value rq_cel_too_large(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    return fatal(m, node,
                 rq_arena_format(m->arena, "the expression needs more than %d MiB", RQ_LIMIT_CEL_MEMORY >> 20));
}

rq_value rq_cel_too_deep(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    return fatal(m, node, rq_arena_format(m->arena, "a value is nested more than %d deep", RQ_LIMIT_VALUE_DEPTH));
}

rq_value rq_cel_too_many_steps(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    return fatal(m, node, RQ_STR("the pattern takes too many steps on this text; make it simpler"));
}

rq_value rq_cel_raise_not_bool(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value value)
{
    return rq_cel_raise(m, node, &value, "a bool is needed here, not %.*s", RQ_ARG(rq_value_type_name(value)));
}

/* Known keys for the message: "; did you mean `owner`?" or "; its keys are a, b, c" or nothing. */
static rq_str known_keys(struct rq_arena *arena, const struct rq_map *map, rq_value key)
{
    enum { KEYS_SHOWN = 5 };
    rq_str *names = RQ_NEW_ARRAY(arena, rq_str, map->count);
    size_t count = 0;
    for (uint32_t i = 0; i < map->count; i++)
        if (map->entries[i].key.kind == RQ_STRING)
            names[count++] = rq_value_text(map->entries[i].key);
    rq_str nearest = rq_nearest(rq_value_text(key), names, count);
    if (nearest.len > 0)
        return rq_arena_format(arena, "; did you mean `%.*s`?", RQ_ARG(nearest));
    if (map->count == 0 || map->count > KEYS_SHOWN)
        return (rq_str){"", 0};
    struct rq_buf buf = {.arena = arena};
    for (uint32_t i = 0; i < map->count; i++) {
        rq_buf_add(&buf, i == 0 ? RQ_STR("; its keys are ") : RQ_STR(", "));
        rq_buf_add(&buf, map->entries[i].key.kind == RQ_STRING ? rq_value_text(map->entries[i].key)
                                                               : rq_value_print(arena, map->entries[i].key, 40));
    }
    return rq_buf_text(&buf);
}

static rq_str missing_message(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_cel_step *step,
                              rq_value map, rq_value key, rq_str name)
{
    rq_str from = rq_cel_selected_from(m->arena, m->program->text, node, step),
           keys = known_keys(m->arena, map.as.map, key);
    return rq_arena_format(m->arena, "no key `%.*s` in %.*s%.*s", RQ_ARG(name), RQ_ARG(from), RQ_ARG(keys));
}

rq_value rq_cel_raise_missing(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_cel_step *step,
                              rq_value map, rq_value key)
{
    if (m->quiet > 0)
        return rq_fault_value(&wordless);
    rq_str name = key.kind == RQ_STRING ? rq_value_text(key) : rq_value_print(m->arena, key, 40);
    struct rq_fault *fault = RQ_NEW(m->arena, struct rq_fault);
    *fault =
        (struct rq_fault){.start = node->start, .end = step ? step->end : node->end, .blame = rq_value_origin(map)};
    fault->missing = rq_arena_copy(m->arena, name);
    if (!m->activation->lacks_quietly)
        fault->message = missing_message(m, node, step, map, key, name);
    return rq_fault_value(fault);
}

rq_value rq_cel_raise_in_has(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value value)
{
    const struct rq_fault *fault = value.as.fault;
    const struct rq_cel_node *path = node->kid[0];
    bool is_question = rq_str_ends(fault->message, RQ_STR("?")); /* a nearer advice */
    if (fault->missing.len == 0 || is_question || path->kind != RQ_NODE_SELECT || fault->start != path->start)
        return value;
    for (uint32_t i = 0; i < path->as.steps.count; i++) {
        const struct rq_cel_step *step = &path->as.steps.items[i];
        if (step->end != fault->end)
            continue;
        rq_str from = rq_cel_selected_from(m->arena, m->program->text, path, step);
        rq_str rest = rq_str_slice(m->program->text, step->start, node->as.steps.items[0].end);
        struct rq_fault *advised = RQ_NEW(m->arena, struct rq_fault);
        *advised = *fault;
        advised->message = rq_arena_format(m->arena, "%.*s; write has(%.*s.?%.*s)", RQ_ARG(fault->message),
                                           RQ_ARG(from), RQ_ARG(rest));
        return rq_fault_value(advised);
    }
    return value;
}

/* "; ADVICE", or nothing. */
static rq_str appended(struct rq_arena *arena, rq_str advice)
{
    return advice.len == 0 ? advice : rq_arena_format(arena, "; %.*s", RQ_ARG(advice));
}

rq_value rq_cel_raise_no_fields(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                const struct rq_cel_step *step, rq_value value)
{
    if (m->quiet > 0)
        return rq_fault_value(&wordless);
    rq_str from = rq_cel_selected_from(m->arena, m->program->text, node, step), type = rq_value_type_name(value);
    if (value.kind == RQ_NULL)
        return rq_cel_raise(m, node, &value, "%.*s is null and has no field `%.*s`", RQ_ARG(from), RQ_ARG(step->key));
    rq_str advice = rq_cel_size_advice(m->arena, RQ_CEL_BIT(value.kind), step->key, from);
    return rq_cel_raise(m, node, &value, "%.*s is of type %.*s and has no field `%.*s`%.*s", RQ_ARG(from), RQ_ARG(type),
                        RQ_ARG(step->key), RQ_ARG(appended(m->arena, advice)));
}

/* What to write instead; nothing for a chain a + b + c, of which it is not known how far it came. */
static rq_str operator_advice(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                              size_t count)
{
    struct rq_cel_piece pieces[2];
    if (count != node->count)
        return RQ_STR("");
    for (size_t i = 0; i < count; i++)
        pieces[i] = (struct rq_cel_piece){rq_cel_node_text(m->program, node->kid[i]), RQ_CEL_BIT(operands[i].kind)};
    return rq_cel_operator_advice(m->arena, m->program->text, node, pieces, (uint32_t)count);
}

/* The operand that is not what its neighbour is: null before others, then whatever was read from a file. */
static const rq_value *suspect(const rq_value *operands, size_t count)
{
    const rq_value *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (operands[i].source && (!found || operands[i].kind == RQ_NULL))
            found = &operands[i];
    return found;
}

rq_value rq_cel_raise_operator(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                               size_t count)
{
    if (m->quiet > 0)
        return rq_fault_value(&wordless);
    rq_str hint = appended(m->arena, operator_advice(m, node, operands, count));
    rq_str first = rq_value_type_name(operands[0]);
    const char *symbol = rq_cel_symbol(node->kind)->text;
    if (count == 1)
        return rq_cel_raise(m, node, suspect(operands, count), "no overload for %s%.*s%.*s", symbol, RQ_ARG(first),
                            RQ_ARG(hint));
    return rq_cel_raise(m, node, suspect(operands, count), "no overload for %.*s %s %.*s%.*s", RQ_ARG(first), symbol,
                        RQ_ARG(rq_value_type_name(operands[1])), RQ_ARG(hint));
}

/*
 * The words of faults.
 *
 * A fault says what happened in terms of the operands' types and values, and who is to blame: the value in a file that
 * was wrong, or the map that lacks a key.  Where another fault is held already by && or a macro (m->quiet), no words are
 * made: the fault is a constant, so that absorbing thousands of them costs nothing.
 */
#include "base/limits.h"
#include "base/text.h"
#include "cel/machine.h"

/* Code points of source text in a message. */
enum { SHOWN = 60 };

static const struct rq_fault wordless = {.message = {"", 0}};

rq_value rq_cel_raise_list(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *culprit,
                           const char *format, va_list arguments)
{
    if (m->quiet > 0)
        return rq_fault_value(&wordless);
    struct rq_fault *fault = RQ_NEW(m->arena, struct rq_fault);
    *fault = (struct rq_fault){.message = rq_arena_format_list(m->arena, format, arguments),
                               .start = node->start,
                               .end = node->end,
                               .blame = culprit ? culprit->origin : NULL};
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

rq_value rq_cel_raise_not_bool(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value value)
{
    return rq_cel_raise(m, node, &value, "a bool is needed here, not %.*s", RQ_ARG(rq_value_type_name(value)));
}

/* The text before a step: what was selected from. */
static rq_str selected_from(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_cel_step *step)
{
    uint32_t end = step ? step->start : node->kid[0]->end;
    rq_str text = rq_str_trim(rq_str_slice(m->program->text, node->start, end));
    if (step && rq_str_ends(text, RQ_STR("?")))
        text = rq_str_trim(rq_str_slice(text, 0, text.len - 1));
    if (step && rq_str_ends(text, RQ_STR(".")))
        text = rq_str_trim(rq_str_slice(text, 0, text.len - 1));
    return rq_str_excerpt(m->arena, text, SHOWN);
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

rq_value rq_cel_raise_missing(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_cel_step *step,
                              rq_value map, rq_value key)
{
    if (m->quiet > 0)
        return rq_fault_value(&wordless);
    rq_str from = selected_from(m, node, step), keys = known_keys(m->arena, map.as.map, key);
    rq_str name = key.kind == RQ_STRING ? rq_value_text(key) : rq_value_print(m->arena, key, 40);
    struct rq_fault *fault = RQ_NEW(m->arena, struct rq_fault);
    *fault = (struct rq_fault){.start = node->start, .end = step ? step->end : node->end, .blame = map.origin};
    fault->message = rq_arena_format(m->arena, "no key `%.*s` in %.*s%.*s", RQ_ARG(name), RQ_ARG(from), RQ_ARG(keys));
    fault->missing = rq_arena_copy(m->arena, name);
    return rq_fault_value(fault);
}

/* For x.length and x.size of what has a size: what to write, after "; ". */
static rq_str size_hint(struct rq_arena *arena, rq_value value, rq_str key, rq_str from)
{
    bool asks = rq_str_equal(key, RQ_STR("length")) || rq_str_equal(key, RQ_STR("size"));
    if (!asks || (value.kind != RQ_STRING && value.kind != RQ_BYTES && value.kind != RQ_LIST))
        return (rq_str){"", 0};
    return rq_arena_format(arena, "; write size(%.*s)", RQ_ARG(from));
}

rq_value rq_cel_raise_no_fields(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                const struct rq_cel_step *step, rq_value value)
{
    if (m->quiet > 0)
        return rq_fault_value(&wordless);
    rq_str from = selected_from(m, node, step), type = rq_value_type_name(value);
    if (value.kind == RQ_NULL)
        return rq_cel_raise(m, node, &value, "%.*s is null and has no field `%.*s`", RQ_ARG(from), RQ_ARG(step->key));
    return rq_cel_raise(m, node, &value, "%.*s is of type %.*s and has no field `%.*s`%.*s", RQ_ARG(from), RQ_ARG(type),
                        RQ_ARG(step->key), RQ_ARG(size_hint(m->arena, value, step->key, from)));
}

static const char *const symbols[RQ_NODE_KINDS] = {
    [RQ_NODE_NOT] = "!",    [RQ_NODE_NEGATE] = "-",      [RQ_NODE_EQUAL] = "==",   [RQ_NODE_NOT_EQUAL] = "!=",
    [RQ_NODE_LESS] = "<",   [RQ_NODE_LESS_EQUAL] = "<=", [RQ_NODE_GREATER] = ">",  [RQ_NODE_GREATER_EQUAL] = ">=",
    [RQ_NODE_IN] = "in",    [RQ_NODE_ADD] = "+",         [RQ_NODE_SUBTRACT] = "-", [RQ_NODE_MULTIPLY] = "*",
    [RQ_NODE_DIVIDE] = "/", [RQ_NODE_MODULO] = "%",
};

static bool is_number(rq_value value)
{
    return value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE;
}

static rq_str operand_text(struct rq_cel_machine *m, const struct rq_cel_node *node, uint32_t i)
{
    return rq_str_excerpt(m->arena, rq_cel_node_text(m->program, node->kid[i]), SHOWN);
}

/* !x in y */
static bool stands_before_in(const struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    rq_str text = m->program->text, rest = rq_str_trim(rq_str_slice(text, node->end, text.len));
    return rq_str_starts(rest, RQ_STR("in ")) || rq_str_starts(rest, RQ_STR("in["));
}

/* What to write instead, after "; ", or nothing. */
static rq_str operator_hint(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                            size_t count)
{
    rq_str none = {"", 0};
    if (node->kind == RQ_NODE_IN && operands[1].kind == RQ_STRING)
        return rq_arena_format(m->arena, "; write %.*s.contains(%.*s)", RQ_ARG(operand_text(m, node, 1)),
                               RQ_ARG(operand_text(m, node, 0)));
    if (node->kind == RQ_NODE_NOT && stands_before_in(m, node))
        return rq_str_from("; ! binds tighter than in: write !(x in y)");
    if (count != 2 || node->count != 2)
        return none;
    if (is_number(operands[0]) && is_number(operands[1])) {
        bool first = operands[1].kind == RQ_DOUBLE || (operands[0].kind == RQ_UINT && operands[1].kind == RQ_INT);
        const rq_value *stays = &operands[first ? 1 : 0];
        return rq_arena_format(m->arena, "; write %.*s(%.*s)", RQ_ARG(rq_value_type_name(*stays)),
                               RQ_ARG(operand_text(m, node, first ? 0 : 1)));
    }
    if (node->kind == RQ_NODE_ADD && (operands[0].kind == RQ_STRING || operands[1].kind == RQ_STRING))
        return rq_arena_format(m->arena, "; write string(%.*s)",
                               RQ_ARG(operand_text(m, node, operands[0].kind == RQ_STRING ? 1 : 0)));
    return none;
}

/* The operand that is not what its neighbour is: null before others, then whatever was read from a file. */
static const rq_value *suspect(const rq_value *operands, size_t count)
{
    const rq_value *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (operands[i].origin && (!found || operands[i].kind == RQ_NULL))
            found = &operands[i];
    return found;
}

rq_value rq_cel_raise_operator(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                               size_t count)
{
    if (m->quiet > 0)
        return rq_fault_value(&wordless);
    rq_str hint = operator_hint(m, node, operands, count), first = rq_value_type_name(operands[0]);
    const char *symbol = symbols[node->kind];
    if (count == 1)
        return rq_cel_raise(m, node, suspect(operands, count), "no overload for %s%.*s%.*s", symbol, RQ_ARG(first),
                            RQ_ARG(hint));
    return rq_cel_raise(m, node, suspect(operands, count), "no overload for %.*s %s %.*s%.*s", RQ_ARG(first), symbol,
                        RQ_ARG(rq_value_type_name(operands[1])), RQ_ARG(hint));
}

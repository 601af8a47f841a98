/*
 * Gathering the operands of a deciding sub-expression.
 *
 * An operand is a path: a variable and the selections and indexes that follow it (object.owner, refs.request["bucket"]).
 * Its value is shown and, if it was read from a file, offered as the place to blame.  What the deciding comparison itself
 * compares is an operand too where it was computed (size(object.list)).  Where a path ends in nothing (an
 * optional without a value, has() that is false, a key that is not in a map) the map that lacks the key is offered instead.
 */
#include "cel/evidence.h"

#include "base/text.h"

struct rq_cel_evidence rq_cel_evidence(struct rq_cel_machine *machine)
{
    struct rq_cel_evidence evidence = {.machine = machine};
    const struct rq_cel_env *env = &machine->program->env;
    for (size_t i = 0; i < env->variable_count; i++) {
        if (!rq_str_equal(env->variables[i], RQ_STR("object")))
            continue;
        struct rq_cel_node object = {.kind = RQ_NODE_SLOT, .as.slot = (uint32_t)i};
        rq_value room;
        evidence.object = rq_value_origin(*rq_cel_run_slot(machine, &object, &room));
    }
    return evidence;
}

static bool inside(struct rq_origin outer, struct rq_origin inner)
{
    return outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end;
}

void rq_cel_blame(struct rq_cel_evidence *evidence, struct rq_origin origin, rq_str missing)
{
    if (!origin.source || evidence->in_object)
        return;
    bool in_object = inside(evidence->object, origin);
    if (evidence->blame.source && !in_object)
        return;
    evidence->blame = origin;
    evidence->missing = missing;
    evidence->in_object = in_object;
}

static rq_value unwrapped(rq_value value)
{
    return value.kind == RQ_OPTIONAL && value.as.inner ? *value.as.inner : value;
}

/* Offers the map that lacks a text key; false where the value is no map, or has the key. */
static bool blame_missing(struct rq_cel_evidence *evidence, rq_value container, rq_str key)
{
    if (container.kind != RQ_MAP || rq_map_find(container.as.map, key))
        return false;
    rq_cel_blame(evidence, rq_value_origin(container), key);
    return true;
}

static rq_value next_value(rq_value value, rq_str key)
{
    const rq_value *found = rq_value_field(value, key);
    return found ? unwrapped(*found) : (rq_value){0};
}

static rq_str key_text(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    if (node->kind == RQ_NODE_INDEX || node->kind == RQ_NODE_OPT_INDEX)
        return rq_value_text(rq_cel_run(evidence->machine, node->kid[1]));
    return (rq_str){NULL, 0};
}

/* A path without a value: looks for the step that found nothing, from the root on. */
static void blame_absent(struct rq_cel_evidence *evidence, const struct rq_cel_node *path)
{
    if (path->count == 0)
        return;
    rq_value value = rq_cel_run(evidence->machine, path->kid[0]);
    if (value.kind == RQ_OPTIONAL && !value.as.inner) {
        blame_absent(evidence, path->kid[0]);
        return;
    }
    value = unwrapped(value);
    if (path->kind == RQ_NODE_SELECT || path->kind == RQ_NODE_OPT_SELECT || path->kind == RQ_NODE_HAS) {
        for (uint32_t i = 0; i < path->as.steps.count; i++) {
            if (blame_missing(evidence, value, path->as.steps.items[i].key))
                return;
            value = next_value(value, path->as.steps.items[i].key);
        }
    } else {
        blame_missing(evidence, value, key_text(evidence, path));
    }
}

/* The variable that a path starts from, or NULL where the node is no path. */
static const struct rq_cel_node *path_root(const struct rq_cel_node *node)
{
    while (node->kind == RQ_NODE_SELECT || node->kind == RQ_NODE_OPT_SELECT || node->kind == RQ_NODE_INDEX ||
           node->kind == RQ_NODE_OPT_INDEX)
        node = node->kid[0];
    return node->kind == RQ_NODE_SLOT || node->kind == RQ_NODE_LOCAL ? node : NULL;
}

static bool is_known(const struct rq_cel_evidence *evidence, rq_str expression)
{
    for (size_t i = 0; i < evidence->count; i++)
        if (rq_str_equal(evidence->operands[i].expression, expression))
            return true;
    return false;
}

/* More than anybody reads; a chain may have thousands of operands. */
enum { MOST_OPERANDS = 100 };

static void add_operand(struct rq_cel_evidence *evidence, rq_str expression, rq_value value)
{
    if (evidence->count == MOST_OPERANDS)
        return;
    evidence->operands = rq_grow(evidence->machine->arena, evidence->operands, evidence->count, &evidence->cap,
                                 sizeof *evidence->operands);
    evidence->operands[evidence->count++] = (struct rq_cel_operand){expression, value};
}

static void gather_path(struct rq_cel_evidence *evidence, const struct rq_cel_node *path)
{
    rq_str expression = rq_cel_node_text(evidence->machine->program, path), none = {NULL, 0};
    if (is_known(evidence, expression))
        return;
    rq_value value = rq_cel_run(evidence->machine, path);
    if (value.kind == RQ_FAULT) {
        rq_cel_blame(evidence, value.as.fault->blame, value.as.fault->missing);
        return;
    }
    if (value.kind == RQ_OPTIONAL && !value.as.inner)
        blame_absent(evidence, path);
    value = unwrapped(value);
    add_operand(evidence, expression, value);
    rq_cel_blame(evidence, rq_value_origin(value), none);
}

/* Indexes inside a path may hold paths of their own. */
static void gather_keys(struct rq_cel_evidence *evidence, const struct rq_cel_node *path)
{
    if (path->count == 0)
        return;
    gather_keys(evidence, path->kid[0]);
    if (path->kind == RQ_NODE_INDEX || path->kind == RQ_NODE_OPT_INDEX)
        rq_cel_gather(evidence, path->kid[1]);
}

/* "owner" in object: the map is no operand worth showing; that it lacks the key is. */
static bool gather_key_in_map(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    rq_value container = rq_cel_run(evidence->machine, node->kid[1]);
    if (container.kind != RQ_MAP)
        return false;
    rq_cel_gather(evidence, node->kid[0]);
    rq_str none = {NULL, 0}, key = rq_value_text(rq_cel_run(evidence->machine, node->kid[0]));
    if (!blame_missing(evidence, container, key))
        rq_cel_blame(evidence, rq_value_origin(next_value(container, key)), none);
    rq_cel_blame(evidence, rq_value_origin(container), none);
    return true;
}

static bool binds(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_FOLD || node->kind == RQ_NODE_BIND || node->kind == RQ_NODE_OPT_MAP ||
           node->kind == RQ_NODE_OPT_FLAT_MAP;
}

/* `inner`: the first variable of a macro inside the node that is looked at; those from there on are set by it. */
static bool is_settled(const struct rq_cel_evidence *evidence, const struct rq_cel_node *node, uint32_t inner)
{
    if (node->kind == RQ_NODE_LOCAL)
        return node->as.slot < evidence->locals || node->as.slot >= inner;
    uint32_t bodies = binds(node) && node->as.fold.slot < inner ? node->as.fold.slot : inner;
    for (uint32_t i = 0; i < node->count; i++)
        if (!is_settled(evidence, node->kid[i], i == 0 ? inner : bodies))
            return false;
    return true;
}

/* False where the node uses a variable of a macro around it that was not entered: such a variable has many values, or
 * none. */
static bool has_one_value(const struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    return is_settled(evidence, node, UINT32_MAX);
}

bool rq_cel_uses_variable(const struct rq_cel_node *node)
{
    if (node->kind == RQ_NODE_SLOT || node->kind == RQ_NODE_LOCAL)
        return true;
    for (uint32_t i = 0; i < node->count; i++)
        if (rq_cel_uses_variable(node->kid[i]))
            return true;
    return false;
}

/* has(object.owner), where it is there: false where it is not. */
static bool gather_present(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    const struct rq_cel_steps *steps = &node->as.steps;
    rq_value value = unwrapped(rq_cel_run(evidence->machine, node->kid[0]));
    for (uint32_t i = 0; i < steps->count; i++)
        value = next_value(value, steps->items[i].key);
    rq_str text = evidence->machine->program->text;
    rq_str expression = rq_str_slice(text, node->kid[0]->start, steps->items[steps->count - 1].end);
    if (value.kind == RQ_ABSENT || is_known(evidence, expression))
        return value.kind != RQ_ABSENT;
    add_operand(evidence, expression, value);
    rq_cel_blame(evidence, rq_value_origin(value), (rq_str){NULL, 0});
    return true;
}

/* Paths, and the questions whether a key is there.  False where the node is neither. */
static bool gather_leaf(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    if (path_root(node)) {
        gather_path(evidence, node);
        gather_keys(evidence, node);
        return true;
    }
    if (node->kind == RQ_NODE_HAS) {
        if (!gather_present(evidence, node))
            blame_absent(evidence, node);
        return true;
    }
    return node->kind == RQ_NODE_IN && gather_key_in_map(evidence, node);
}

/* ?: the arm that was taken, then the condition. */
static void gather_conditional(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    rq_value condition = rq_cel_run(evidence->machine, node->kid[0]);
    if (condition.kind == RQ_BOOL)
        rq_cel_gather(evidence, node->kid[condition.as.boolean ? 1 : 2]);
    rq_cel_gather(evidence, node->kid[0]);
}

/* && and ||: up to the operand that decided. */
static void gather_junction(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    bool decided = false;
    for (uint32_t i = 0; i < node->count && !decided; i++) {
        rq_value operand = rq_cel_run(evidence->machine, node->kid[i]);
        rq_cel_gather(evidence, node->kid[i]);
        decided = operand.kind == RQ_BOOL && operand.as.boolean == (node->kind == RQ_NODE_OR);
    }
}

void rq_cel_gather(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    bool known = has_one_value(evidence, node);
    if (known && gather_leaf(evidence, node))
        return;
    if (known && node->kind == RQ_NODE_CONDITIONAL)
        gather_conditional(evidence, node);
    else if (known && (node->kind == RQ_NODE_AND || node->kind == RQ_NODE_OR))
        gather_junction(evidence, node);
    else
        for (uint32_t i = 0; i < node->count; i++)
            rq_cel_gather(evidence, node->kid[i]);
}

/* x.orValue(y): what it gives is y, which is written there, or what x is. */
static bool is_default(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_CALL && rq_str_equal(node->as.call.name, RQ_STR("orValue"));
}

/* True for an operand whose value nobody sees in the record or in the expression: something is made of a variable. */
static bool is_computed(const struct rq_cel_node *node)
{
    switch (node->kind) {
    case RQ_NODE_CONSTANT:
    case RQ_NODE_LIST:
    case RQ_NODE_MAP:
        return false;
    default:
        return !path_root(node) && !is_default(node) && rq_cel_uses_variable(node);
    }
}

static void gather_computed(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    if (!is_computed(node) || !has_one_value(evidence, node))
        return;
    rq_value value = rq_cel_run(evidence->machine, node);
    rq_str expression = rq_cel_node_text(evidence->machine->program, node);
    if (value.kind == RQ_FAULT || is_known(evidence, expression))
        return;
    add_operand(evidence, expression, value);
    rq_cel_blame(evidence, rq_value_origin(unwrapped(value)), (rq_str){NULL, 0});
}

void rq_cel_gather_operands(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    if (has_one_value(evidence, node) && gather_leaf(evidence, node))
        return;
    for (uint32_t i = 0; i < node->count; i++) {
        gather_computed(evidence, node->kid[i]);
        rq_cel_gather(evidence, node->kid[i]);
    }
}

/*
 * Comparison, membership, ! and the nodes of arithmetic (whose rules are in arithmetic.c).
 *
 * What is compared is traversed, and costs a tenth of a unit for each byte, or each part (rq_value_weight), of the shorter
 * side: if only the elements of a list counted and not what is in them, as in Kubernetes' model, a comparison could take a
 * second for one unit.
 */
#include "cel/machine.h"

#include "base/limits.h"
#include "cel/args.h"
#include "value/value.h"

static uint32_t extent(const rq_value *value)
{
    switch (value->kind) {
    case RQ_STRING:
    case RQ_BYTES:
        return value->extent;
    case RQ_LIST:
        return value->as.list->weight;
    case RQ_MAP:
        return value->as.map->weight;
    case RQ_OPTIONAL:
        return rq_value_weight(*value);
    default:
        return 1;
    }
}

static uint64_t walk_cost(uint32_t shorter)
{
    return shorter <= 10 ? 1 : ((uint64_t)shorter + 9) / 10;
}

static uint64_t comparison_cost(const rq_value *a, const rq_value *b)
{
    uint32_t left = extent(a), right = extent(b);
    return walk_cost(left < right ? left : right);
}

/* Comparing recurses as deep as the value does.  Only a host can have made one that is deeper. */
static bool is_too_deep(const rq_value *value)
{
    return rq_value_depth(*value) > RQ_LIMIT_VALUE_DEPTH;
}

static bool is_number(rq_value value)
{
    return value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE;
}

static bool holds(enum rq_cel_kind kind, int order)
{
    switch (kind) {
    case RQ_NODE_LESS:
        return order < 0;
    case RQ_NODE_LESS_EQUAL:
        return order <= 0;
    case RQ_NODE_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* Two numbers without an order: one is NaN, and every comparison with it is false (IEEE 754). */
rq_value rq_cel_order(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value a, rq_value b)
{
    int sign;
    if (rq_value_compare(a, b, &sign))
        return rq_bool(holds(node->kind, sign));
    if (is_number(a) && is_number(b))
        return rq_bool(false);
    rq_value operands[2] = {a, b};
    return rq_cel_raise_operator(m, node, operands, 2);
}

/* rq_value_equal, quick for texts and ints. */
static bool same(const rq_value *a, const rq_value *b)
{
    if (a->kind != b->kind || (a->kind != RQ_STRING && a->kind != RQ_INT))
        return rq_value_equal(*a, *b);
    if (a->kind == RQ_INT)
        return a->as.integer == b->as.integer;
    return a->extent == b->extent && rq_bytes_equal(a->as.text, b->as.text, a->extent);
}

static rq_value in_list(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value element,
                        const struct rq_list *list)
{
    if (!rq_cel_spend(m, rq_cel_search_weight(list, element)))
        return rq_cel_too_costly(m, node);
    if (is_too_deep(&element))
        return rq_cel_too_deep(m, node);
    for (uint32_t i = 0; i < list->count; i++)
        if (same(&element, &list->items[i]))
            return rq_bool(true);
    return rq_bool(false);
}

static rq_value member(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value element, rq_value container)
{
    element = rq_cel_fix(m, element);
    if (container.kind == RQ_LIST)
        return in_list(m, node, element, container.as.list);
    if (container.kind == RQ_MAP && !rq_cel_spend_key(m, &element))
        return rq_cel_too_costly(m, node);
    if (container.kind == RQ_MAP)
        return rq_bool(rq_map_get(container.as.map, element) != NULL);
    rq_value operands[2] = {element, container};
    return rq_cel_raise_operator(m, node, operands, 2);
}

/* The operands of a comparison: the first may be in `room`, the second in `other`.  NULL: one is a fault, which is what
 * is left in `*first`. */
static const rq_value *both(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value **first,
                            rq_value *room, rq_value *other)
{
    *first = rq_cel_see(m, node->kid[0], room);
    if ((*first)->kind == RQ_FAULT)
        return NULL;
    const rq_value *second = rq_cel_see(m, node->kid[1], other);
    if (second->kind != RQ_FAULT)
        return second;
    *first = rq_cel_put(room, *second);
    return NULL;
}

static __attribute__((noinline)) const rq_value *equal(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                                       const rq_value *a, const rq_value *b, rq_value *room)
{
    if (!rq_cel_spend(m, comparison_cost(a, b)))
        return rq_cel_stop(m, node, room);
    rq_cel_fix(m, *a);
    rq_cel_fix(m, *b);
    /* Values of two kinds are told apart at a glance: `refs.request != null` walks over no request. */
    if (a->kind == b->kind && (is_too_deep(a) || is_too_deep(b)))
        return rq_cel_put(room, rq_cel_too_deep(m, node));
    return rq_cel_truth(same(a, b) == (node->kind == RQ_NODE_EQUAL));
}

static const rq_value *equal_text(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *a,
                                  const rq_value *b, rq_value *room)
{
    uint32_t shorter = a->extent < b->extent ? a->extent : b->extent;
    if (!rq_cel_spend(m, walk_cost(shorter)))
        return rq_cel_stop(m, node, room);
    return rq_cel_truth(same(a, b) == (node->kind == RQ_NODE_EQUAL));
}

const rq_value *rq_cel_run_equality(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    rq_value other;
    const rq_value *a, *b = both(m, node, &a, room, &other);
    if (!b)
        return a;
    if (a->kind == RQ_STRING && b->kind == RQ_STRING)
        return equal_text(m, node, a, b, room);
    return equal(m, node, a, b, room);
}

/* An operand that needs no room: the variable of a macro. */
const rq_value *rq_cel_run_local_equals(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *a = m->locals[node->kid[0]->as.slot];
    if (a->kind == RQ_FAULT)
        return a;
    const rq_value *b = rq_cel_see(m, node->kid[1], room);
    if (a->kind == RQ_STRING && b->kind == RQ_STRING)
        return equal_text(m, node, a, b, room);
    return b->kind == RQ_FAULT ? b : equal(m, node, a, b, room);
}

/* What is compared with a constant text. */
const rq_value *rq_cel_run_equals_text(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *a = rq_cel_see(m, node->kid[0], room), *b = &node->kid[1]->as.constant;
    if (a->kind == RQ_STRING)
        return equal_text(m, node, a, b, room);
    return a->kind == RQ_FAULT ? a : equal(m, node, a, b, room);
}

static __attribute__((noinline)) const rq_value *order_in_time(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                                               const rq_value *a, const rq_value *b, rq_value *room)
{
    rq_value operands[2] = {*a, *b}, result = rq_cel_order(m, node, *a, *b);
    rq_cel_clock_compare(m, node, operands, result);
    return rq_cel_put(room, result);
}

const rq_value *rq_cel_run_order(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    rq_value other;
    const rq_value *a, *b = both(m, node, &a, room, &other);
    if (!b)
        return a;
    if (!rq_cel_spend(m, comparison_cost(a, b)))
        return rq_cel_stop(m, node, room);
    if (rq_cel_moves(a) || rq_cel_moves(b))
        return order_in_time(m, node, a, b, room);
    if (a->kind == RQ_INT && b->kind == RQ_INT)
        return rq_cel_truth(holds(node->kind, (a->as.integer > b->as.integer) - (a->as.integer < b->as.integer)));
    return rq_cel_put(room, rq_cel_order(m, node, *a, *b));
}

const rq_value *rq_cel_run_in(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    rq_value other;
    const rq_value *a, *b = both(m, node, &a, room, &other);
    return b ? rq_cel_put(room, member(m, node, *a, *b)) : a;
}

static rq_value no_bool(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *value)
{
    return value->kind == RQ_FAULT ? *value : rq_cel_raise_operator(m, node, value, 1);
}

const rq_value *rq_cel_run_not(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *value = rq_cel_see(m, node->kid[0], room);
    if (value->kind == RQ_BOOL)
        return rq_cel_truth(!value->as.boolean);
    return rq_cel_put(room, no_bool(m, node, value));
}

static struct rq_cel_call operator_call(struct rq_cel_machine *m, const rq_value *operands, uint32_t count)
{
    return (struct rq_cel_call){
        .arena = m->arena, .args = operands, .count = count, .host = m->activation->host, .machine = m};
}

const rq_value *rq_cel_run_negate(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    rq_value value = rq_cel_run(m, node->kid[0]);
    if (value.kind == RQ_FAULT)
        return rq_cel_put(room, value);
    struct rq_cel_call call = operator_call(m, &value, 1);
    m->node = node;
    return rq_cel_put(room, rq_cel_negate(&call, rq_cel_fix(m, value)));
}

static rq_cel_arithmetic *const arithmetics[RQ_NODE_KINDS] = {
    [RQ_NODE_ADD] = rq_cel_add,       [RQ_NODE_SUBTRACT] = rq_cel_subtract, [RQ_NODE_MULTIPLY] = rq_cel_multiply,
    [RQ_NODE_DIVIDE] = rq_cel_divide, [RQ_NODE_MODULO] = rq_cel_modulo,
};

static rq_value calculate(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    rq_value operands[2] = {rq_cel_run(m, node->kid[0])};
    struct rq_cel_call call = operator_call(m, operands, 2);
    rq_cel_arithmetic *arithmetic = arithmetics[node->kind];
    for (uint32_t i = 1; i < node->count && operands[0].kind != RQ_FAULT; i++) {
        operands[1] = rq_cel_run(m, node->kid[i]);
        if (operands[1].kind == RQ_FAULT)
            return operands[1];
        m->node = node;
        rq_value value = arithmetic(&call, operands[0], operands[1]);
        if (rq_cel_moves(&operands[0]) || rq_cel_moves(&operands[1]))
            value = rq_cel_clock_arithmetic(m, node, arithmetic, operands, value);
        operands[0] = value;
    }
    return operands[0];
}

const rq_value *rq_cel_run_arithmetic(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return rq_cel_put(room, calculate(m, node));
}

/*
 * Planning: each node gets the function that runs it and what that costs.
 *
 * `plans` has both for each kind of node; `special` finds shorter ways for the shapes that most expressions consist of, which
 * do the work of an operand's runner too and pay for it; constant.c computes what does not change.
 *
 * Costs are those of Kubernetes' model of cel-go: one unit for a name, a step of a selection and a call, none for a constant,
 * 10 for a list literal and 30 for a map literal; what is traversed (text and lists that are compared, joined or searched)
 * a tenth of a unit for each byte or element, charged where the sizes are known; an iteration of a macro costs what the
 * comprehension does that it stands for (fold.c).  unit.cel.costs has figures of cel-go.  The model leaves out what a
 * stranger's expression could make dear; there costs are higher than its:
 *
 *   - a comparison counts what is in the elements of lists and maps, and so do searches in lists (operators.c);
 *   - a key of more than 64 bytes pays for its hash (rq_cel_spend_key);
 *   - a search pays for the steps that it takes, where they are more than the product of both lengths (search.c).
 */
#include "cel/compiler.h"
#include "cel/machine.h"

static const struct {
    rq_cel_runner *run;
    uint32_t cost;
} plans[RQ_NODE_KINDS] = {
    [RQ_NODE_CONSTANT] = {rq_cel_run_constant, 0},
    [RQ_NODE_SLOT] = {rq_cel_run_slot, 1},
    [RQ_NODE_LOCAL] = {rq_cel_run_local, 1},
    [RQ_NODE_UNDECLARED] = {rq_cel_run_undeclared, 1},
    [RQ_NODE_SELECT] = {rq_cel_run_select, 0}, /* one for each step */
    [RQ_NODE_OPT_SELECT] = {rq_cel_run_opt_select, 1},
    [RQ_NODE_HAS] = {rq_cel_run_has, 1},
    [RQ_NODE_INDEX] = {rq_cel_run_index, 1},
    [RQ_NODE_OPT_INDEX] = {rq_cel_run_index, 1},
    [RQ_NODE_NOT] = {rq_cel_run_not, 1},
    [RQ_NODE_NEGATE] = {rq_cel_run_negate, 1},
    [RQ_NODE_AND] = {rq_cel_run_junction, 0},
    [RQ_NODE_OR] = {rq_cel_run_junction, 0},
    [RQ_NODE_EQUAL] = {rq_cel_run_equality, 0},
    [RQ_NODE_NOT_EQUAL] = {rq_cel_run_equality, 0},
    [RQ_NODE_LESS] = {rq_cel_run_order, 0},
    [RQ_NODE_LESS_EQUAL] = {rq_cel_run_order, 0},
    [RQ_NODE_GREATER] = {rq_cel_run_order, 0},
    [RQ_NODE_GREATER_EQUAL] = {rq_cel_run_order, 0},
    [RQ_NODE_IN] = {rq_cel_run_in, 0},
    [RQ_NODE_ADD] = {rq_cel_run_arithmetic, 0},
    [RQ_NODE_SUBTRACT] = {rq_cel_run_arithmetic, 1},
    [RQ_NODE_MULTIPLY] = {rq_cel_run_arithmetic, 1},
    [RQ_NODE_DIVIDE] = {rq_cel_run_arithmetic, 1},
    [RQ_NODE_MODULO] = {rq_cel_run_arithmetic, 1},
    [RQ_NODE_CONDITIONAL] = {rq_cel_run_conditional, 0},
    [RQ_NODE_CALL] = {rq_cel_run_call, 1},
    [RQ_NODE_LIST] = {rq_cel_run_list, 10},
    [RQ_NODE_MAP] = {rq_cel_run_map, 30},
    [RQ_NODE_FOLD] = {rq_cel_run_fold, 0},
    [RQ_NODE_BIND] = {rq_cel_run_bind, 0},
    [RQ_NODE_OPT_MAP] = {rq_cel_run_opt_map, 0},
    [RQ_NODE_OPT_FLAT_MAP] = {rq_cel_run_opt_map, 0},
    [RQ_NODE_PROBE] = {rq_cel_run_probe, 0},
};

static bool is_variable(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_SLOT && !(node->flags & RQ_FLAG_PRESENCE);
}

static bool is_text(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_CONSTANT && node->as.constant.kind == RQ_STRING;
}

static rq_cel_runner *special_select(const struct rq_cel_node *node, bool again)
{
    if (node->kid[0]->kind == RQ_NODE_LOCAL)
        return rq_cel_run_local_field;
    if (!is_variable(node->kid[0]))
        return NULL;
    return again ? rq_cel_run_known_field : rq_cel_run_field;
}

static rq_cel_runner *special_equality(const struct rq_cel_node *node)
{
    if (node->kid[0]->kind == RQ_NODE_LOCAL)
        return rq_cel_run_local_equals;
    return is_text(node->kid[1]) ? rq_cel_run_equals_text : NULL;
}

/* What most expressions consist of has runners of its own.  `again`: inside a macro, where it runs many times. */
static rq_cel_runner *special(const struct rq_cel_node *node, bool again)
{
    switch (node->kind) {
    case RQ_NODE_SLOT:
        return node->flags & RQ_FLAG_PRESENCE ? rq_cel_run_presence : NULL;
    case RQ_NODE_SELECT:
        return special_select(node, again);
    case RQ_NODE_HAS:
        return is_variable(node->kid[0]) ? rq_cel_run_has_field : NULL;
    case RQ_NODE_EQUAL:
    case RQ_NODE_NOT_EQUAL:
        return special_equality(node);
    case RQ_NODE_FOLD:
        return node->as.fold.shape == RQ_FOLD_ALL || node->as.fold.shape == RQ_FOLD_EXISTS ? rq_cel_run_decide : NULL;
    default:
        return NULL;
    }
}

/* What a runner pays for an operand whose own runner it does without. */
static uint32_t cost_of_operand(const struct rq_cel_node *node)
{
    rq_cel_runner *run = node->run;
    if (run == rq_cel_run_field || run == rq_cel_run_known_field || run == rq_cel_run_local_field ||
        run == rq_cel_run_has_field || run == rq_cel_run_local_equals)
        return node->kid[0]->cost;
    return run == rq_cel_run_equals_text ? node->kid[1]->cost : 0;
}

static void plan(struct rq_cel_compiler *c, struct rq_cel_node *node, bool again)
{
    if (node->run) /* planned before, to find out what it always is (probe.c) */
        return;
    for (uint32_t i = 0; i < node->count; i++)
        plan(c, node->kid[i], again || (i > 0 && node->kind == RQ_NODE_FOLD));
    rq_cel_runner *shorter = special(node, again);
    node->run = shorter ? shorter : plans[node->kind].run;
    node->cost = plans[node->kind].cost;
    if (node->kind == RQ_NODE_SELECT)
        node->cost = node->as.steps.count;
    node->cost += cost_of_operand(node);
    if (node->run == rq_cel_run_known_field)
        node->as.steps.memo = c->memo_count++;
    rq_cel_compute(c, node);
}

void rq_cel_plan(struct rq_cel_compiler *compiler, struct rq_cel_node *root)
{
    plan(compiler, root, false);
}

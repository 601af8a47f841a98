/*
 * Planning: each node gets the function that runs it and what that costs.
 *
 * Units before anything is looked at; what depends on sizes is charged when they are known.
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

void rq_cel_plan(struct rq_cel_node *node)
{
    node->run = plans[node->kind].run;
    node->cost = plans[node->kind].cost;
    if (node->kind == RQ_NODE_SELECT)
        node->cost = node->as.steps.count;
    else if (node->kind == RQ_NODE_SLOT && (node->flags & RQ_FLAG_PRESENCE))
        node->run = rq_cel_run_presence;
    else if (node->kind == RQ_NODE_FOLD &&
             (node->as.fold.shape == RQ_FOLD_ALL || node->as.fold.shape == RQ_FOLD_EXISTS))
        node->run = rq_cel_run_decide;
    for (uint32_t i = 0; i < node->count; i++)
        rq_cel_plan(node->kid[i]);
}

/*
 * The evaluator: a tree walk over nodes whose names are all resolved.
 *
 * rq_cel_run charges a node's cost and hands it to the function for its kind.  Faults are values on their way up: each
 * function gives back the first one it gets, and only && || all exists look for a value that makes it irrelevant
 * (struct rq_cel_junction).  Costs follow Kubernetes' model of cel-go: one unit for a name, a selection and a call, more
 * for what is traversed; the same everywhere, so that an expression that passes here passes on every machine.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "cel/machine.h"

/* Units before anything is looked at. */
static const uint8_t costs[RQ_NODE_KINDS] = {
    [RQ_NODE_SLOT] = 1,      [RQ_NODE_LOCAL] = 1, [RQ_NODE_OPT_SELECT] = 1, [RQ_NODE_HAS] = 1,
    [RQ_NODE_INDEX] = 1,     [RQ_NODE_NOT] = 1,   [RQ_NODE_NEGATE] = 1,     [RQ_NODE_SUBTRACT] = 1,
    [RQ_NODE_OPT_INDEX] = 1, [RQ_NODE_CALL] = 1,  [RQ_NODE_MULTIPLY] = 1,   [RQ_NODE_DIVIDE] = 1,
    [RQ_NODE_MODULO] = 1,    [RQ_NODE_LIST] = 10, [RQ_NODE_MAP] = 30,       [RQ_NODE_UNDECLARED] = 1,
};

bool rq_cel_spend(struct rq_cel_machine *m, uint64_t units)
{
    bool enough = units <= m->budget;
    m->budget = enough ? m->budget - units : 0;
    return enough;
}

bool rq_cel_room(const struct rq_cel_machine *m, size_t bytes)
{
    size_t used = rq_arena_used(m->arena);
    return used <= m->memory_end && bytes <= m->memory_end - used;
}

bool rq_cel_is_fatal(rq_value value)
{
    return value.kind == RQ_FAULT && value.as.fault->fatal;
}

bool rq_cel_junction_add(struct rq_cel_machine *m, struct rq_cel_junction *junction, const struct rq_cel_node *node,
                         rq_value value, rq_value *result)
{
    if (value.kind == RQ_BOOL) {
        *result = rq_bool(junction->decisive);
        return value.as.boolean == junction->decisive;
    }
    if (value.kind != RQ_FAULT)
        value = rq_cel_raise_not_bool(m, node, value);
    *result = value;
    if (junction->held.kind == RQ_ABSENT) {
        junction->held = value;
        m->quiet++;
    }
    return rq_cel_is_fatal(value);
}

rq_value rq_cel_junction_end(struct rq_cel_machine *m, struct rq_cel_junction *junction)
{
    if (junction->held.kind == RQ_ABSENT)
        return rq_bool(!junction->decisive);
    m->quiet--;
    return junction->held;
}

static rq_value run_junction(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    struct rq_cel_junction junction = {.decisive = node->kind == RQ_NODE_OR};
    rq_value result;
    for (uint32_t i = 0; i < node->count; i++)
        if (rq_cel_junction_add(m, &junction, node->kid[i], rq_cel_run(m, node->kid[i]), &result)) {
            rq_cel_junction_end(m, &junction);
            return result;
        }
    return rq_cel_junction_end(m, &junction);
}

static rq_value run_conditional(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    rq_value condition = rq_cel_run(m, node->kid[0]);
    if (condition.kind == RQ_BOOL)
        return rq_cel_run(m, node->kid[condition.as.boolean ? 1 : 2]);
    return condition.kind == RQ_FAULT ? condition : rq_cel_raise_not_bool(m, node->kid[0], condition);
}

/* cel.bind: a fault in the value shows where the variable is used, and not at all where it is not used. */
static rq_value run_bind(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    rq_value value = rq_cel_run(m, node->kid[0]);
    if (rq_cel_is_fatal(value))
        return value;
    m->locals[node->as.fold.slot] = value;
    return rq_cel_run(m, node->kid[1]);
}

/* optMap and optFlatMap: the body sees the value of an optional that has one. */
static rq_value run_opt_map(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    rq_value target = rq_cel_run(m, node->kid[0]);
    if (target.kind == RQ_FAULT)
        return target;
    if (target.kind != RQ_OPTIONAL)
        return rq_cel_raise(m, node, &target, "an optional is needed here, not %.*s",
                            RQ_ARG(rq_value_type_name(target)));
    if (!target.as.inner)
        return target;
    m->locals[node->as.fold.slot] = *target.as.inner;
    rq_value result = rq_cel_run(m, node->kid[1]);
    if (result.kind == RQ_FAULT)
        return result;
    if (node->kind == RQ_NODE_OPT_FLAT_MAP)
        return result.kind == RQ_OPTIONAL ? result
                                          : rq_cel_raise(m, node->kid[1], &result, "optFlatMap needs an optional here");
    rq_value *inner = RQ_NEW(m->arena, rq_value);
    *inner = result;
    return rq_optional(inner);
}

rq_value rq_cel_run_slot(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    const struct rq_cel_activation *activation = m->activation;
    uint32_t slot = node->as.slot;
    rq_value value = activation->slots ? activation->slots[slot] : (rq_value){0};
    if (value.kind == RQ_ABSENT && activation->lookup)
        value = activation->lookup(activation->host, slot);
    if (node->flags & RQ_FLAG_PRESENCE && value.kind != RQ_FAULT)
        return rq_bool(value.kind != RQ_ABSENT);
    if (value.kind == RQ_ABSENT)
        return rq_cel_raise(m, node, NULL, "`%.*s` has no value here", RQ_ARG(m->program->env.variables[slot]));
    if (value.kind == RQ_FAULT) {
        struct rq_fault *fault = RQ_NEW(m->arena, struct rq_fault);
        *fault = *value.as.fault;
        fault->start = node->start;
        fault->end = node->end;
        return rq_fault_value(fault);
    }
    return value;
}

static rq_value run_undeclared(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    return rq_cel_raise(m, node, NULL, "unknown variable `%.*s`", RQ_ARG(node->as.name));
}

static rq_value dispatch(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    switch (node->kind) {
    case RQ_NODE_CONSTANT:
        return node->as.constant;
    case RQ_NODE_SLOT:
        return rq_cel_run_slot(m, node);
    case RQ_NODE_LOCAL:
        return m->locals[node->as.slot];
    case RQ_NODE_SELECT:
        return rq_cel_run_select(m, node);
    case RQ_NODE_OPT_SELECT:
        return rq_cel_run_opt_select(m, node);
    case RQ_NODE_HAS:
        return rq_cel_run_has(m, node);
    case RQ_NODE_INDEX:
    case RQ_NODE_OPT_INDEX:
        return rq_cel_run_index(m, node);
    case RQ_NODE_NOT:
        return rq_cel_run_not(m, node);
    case RQ_NODE_NEGATE:
        return rq_cel_run_negate(m, node);
    case RQ_NODE_AND:
    case RQ_NODE_OR:
        return run_junction(m, node);
    case RQ_NODE_ADD:
    case RQ_NODE_SUBTRACT:
    case RQ_NODE_MULTIPLY:
    case RQ_NODE_DIVIDE:
    case RQ_NODE_MODULO:
        return rq_cel_run_arithmetic(m, node);
    case RQ_NODE_CONDITIONAL:
        return run_conditional(m, node);
    case RQ_NODE_CALL:
        return rq_cel_run_call(m, node);
    case RQ_NODE_LIST:
        return rq_cel_run_list(m, node);
    case RQ_NODE_MAP:
        return rq_cel_run_map(m, node);
    case RQ_NODE_FOLD:
        return rq_cel_run_fold(m, node);
    case RQ_NODE_BIND:
        return run_bind(m, node);
    case RQ_NODE_OPT_MAP:
    case RQ_NODE_OPT_FLAT_MAP:
        return run_opt_map(m, node);
    case RQ_NODE_UNDECLARED:
        return run_undeclared(m, node);
    default:
        return rq_cel_run_comparison(m, node);
    }
}

rq_value rq_cel_run(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    if (!rq_cel_spend(m, costs[node->kind]))
        return rq_cel_too_costly(m, node);
    return dispatch(m, node);
}

struct rq_cel_machine rq_cel_machine(const struct rq_cel_program *program, const struct rq_cel_activation *activation,
                                     struct rq_arena *arena)
{
    return (struct rq_cel_machine){.program = program,
                                   .activation = activation,
                                   .arena = arena,
                                   .budget = RQ_LIMIT_CEL_COST,
                                   .memory_end = rq_arena_used(arena) + RQ_LIMIT_CEL_MEMORY,
                                   .node = program->root,
                                   .locals = RQ_NEW_ARRAY(arena, rq_value, program->local_count)};
}

rq_value rq_cel_eval(const struct rq_cel_program *program, const struct rq_cel_activation *activation,
                     struct rq_arena *arena)
{
    struct rq_cel_machine machine = rq_cel_machine(program, activation, arena);
    return rq_cel_run(&machine, program->root);
}

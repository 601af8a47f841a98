/*
 * The evaluator: a tree walk over nodes whose names are all resolved.
 *
 * Each node holds the function that runs it (plan.c chose it) and the units that this costs; rq_cel_see charges and calls.
 * What comes back is the address of a value, so that a variable, a field and a constant are looked at where they are; only
 * what is computed is put into the room that the caller has for it.  Faults are values on their way up: each function
 * gives back the first one it gets, and only && || all exists look for a value that makes it irrelevant (struct
 * rq_cel_junction).  What is seldom (a fault, a variable that the host has to be asked for) is in functions that are not
 * inlined, so that the frequent way needs no stack.
 *
 * Costs (see plan.c) are the same everywhere, so that an expression that passes here passes on every machine.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "cel/machine.h"

const rq_value rq_cel_truths[2] = {{.kind = RQ_BOOL, .as.boolean = false}, {.kind = RQ_BOOL, .as.boolean = true}};

bool rq_cel_room(const struct rq_cel_machine *m, size_t bytes)
{
    size_t used = rq_arena_used(m->arena);
    return used <= m->memory_end && bytes <= m->memory_end - used;
}

rq_value rq_cel_sized(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value value)
{
    bool compound = value.kind == RQ_LIST || value.kind == RQ_MAP || value.kind == RQ_OPTIONAL;
    if (compound && rq_value_weight(value) > RQ_LIMIT_CEL_MEMORY / sizeof(rq_value))
        return rq_cel_too_large(m, node);
    if (compound && rq_value_depth(value) > RQ_LIMIT_VALUE_DEPTH)
        return rq_cel_too_deep(m, node);
    return value;
}

bool rq_cel_is_fatal(rq_value value)
{
    return value.kind == RQ_FAULT && value.as.fault->fatal;
}

bool rq_cel_junction_hold(struct rq_cel_machine *m, struct rq_cel_junction *junction, const struct rq_cel_node *node,
                          const rq_value *value)
{
    rq_value fault = value->kind == RQ_FAULT ? *value : rq_cel_raise_not_bool(m, node, *value);
    junction->fatal = rq_cel_is_fatal(fault);
    if (junction->fatal || !junction->holds)
        junction->held = fault;
    if (!junction->holds)
        m->quiet++;
    junction->holds = true;
    return junction->fatal;
}

const rq_value *rq_cel_junction_end(struct rq_cel_machine *m, const struct rq_cel_junction *junction, bool decided,
                                    rq_value *room)
{
    if (!junction->holds)
        return rq_cel_truth(decided == junction->decisive);
    m->quiet--;
    if (decided && !junction->fatal)
        return rq_cel_truth(junction->decisive);
    return rq_cel_put(room, junction->held);
}

/* From the first operand on that is no bool. */
static __attribute__((noinline)) const rq_value *hold_on(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                                         uint32_t first, const rq_value *value, rq_value *room)
{
    struct rq_cel_junction junction = {.decisive = node->kind == RQ_NODE_OR};
    bool decided = rq_cel_junction_hold(m, &junction, node->kid[first], value);
    for (uint32_t i = first + 1; i < node->count && !decided; i++)
        decided = rq_cel_junction_add(m, &junction, node->kid[i], rq_cel_see(m, node->kid[i], room));
    return rq_cel_junction_end(m, &junction, decided, room);
}

const rq_value *rq_cel_run_junction(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    bool decisive = node->kind == RQ_NODE_OR;
    for (uint32_t i = 0; i < node->count; i++) {
        const rq_value *value = rq_cel_see(m, node->kid[i], room);
        if (value->kind != RQ_BOOL)
            return hold_on(m, node, i, value, room);
        if (value->as.boolean == decisive)
            return rq_cel_truth(decisive);
    }
    return rq_cel_truth(!decisive);
}

const rq_value *rq_cel_run_conditional(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *condition = rq_cel_see(m, node->kid[0], room);
    if (condition->kind == RQ_BOOL)
        return rq_cel_see(m, node->kid[condition->as.boolean ? 1 : 2], room);
    return condition->kind == RQ_FAULT ? condition
                                       : rq_cel_put(room, rq_cel_raise_not_bool(m, node->kid[0], *condition));
}

/* cel.bind: a fault in the value shows where the variable is used, and not at all where it is not used. */
const rq_value *rq_cel_run_bind(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    rq_value held;
    const rq_value *value = rq_cel_see(m, node->kid[0], &held);
    if (rq_cel_is_fatal(*value))
        return rq_cel_put(room, *value);
    m->locals[node->as.fold.slot] = value;
    const rq_value *result = rq_cel_see(m, node->kid[1], room);
    return result == &held ? rq_cel_put(room, held) : result;
}

static rq_value map_optional(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    rq_value target = rq_cel_run(m, node->kid[0]);
    if (target.kind == RQ_FAULT)
        return target;
    if (target.kind != RQ_OPTIONAL)
        return rq_cel_raise(m, node, &target, "an optional is needed here, not %.*s",
                            RQ_ARG(rq_value_type_name(target)));
    if (!target.as.inner)
        return target;
    m->locals[node->as.fold.slot] = target.as.inner;
    rq_value result = rq_cel_run(m, node->kid[1]);
    if (result.kind == RQ_FAULT)
        return result;
    if (node->kind == RQ_NODE_OPT_FLAT_MAP)
        return result.kind == RQ_OPTIONAL ? result
                                          : rq_cel_raise(m, node->kid[1], &result, "optFlatMap needs an optional here");
    rq_value *inner = RQ_NEW(m->arena, rq_value);
    *inner = rq_cel_fix(m, result);
    return rq_optional(inner);
}

/* optMap and optFlatMap: the body sees the value of an optional that has one. */
const rq_value *rq_cel_run_opt_map(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return rq_cel_put(room, map_optional(m, node));
}

const rq_value *rq_cel_run_constant(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    (void)m;
    (void)room;
    return &node->as.constant;
}

const rq_value *rq_cel_run_local(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    (void)room;
    return m->locals[node->as.slot];
}

/* The value of a variable that the host did not give beforehand; RQ_ABSENT where it has none. */
static rq_value looked_up(const struct rq_cel_machine *m, uint32_t slot)
{
    const struct rq_cel_activation *activation = m->activation;
    rq_value value = m->slots ? m->slots[slot] : (rq_value){0};
    return value.kind == RQ_ABSENT && activation->lookup ? activation->lookup(activation->host, slot) : value;
}

/* A fault of the host's, with the place in this expression. */
static rq_value placed_fault(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_fault *cause)
{
    struct rq_fault *fault = RQ_NEW(m->arena, struct rq_fault);
    *fault = *cause;
    fault->start = node->start;
    fault->end = node->end;
    return rq_fault_value(fault);
}

static __attribute__((noinline)) const rq_value *ask_host(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                                          rq_value *room)
{
    rq_value value = looked_up(m, node->as.slot);
    if (value.kind == RQ_ABSENT)
        value =
            rq_cel_raise(m, node, NULL, "`%.*s` has no value here", RQ_ARG(m->program->env.variables[node->as.slot]));
    else if (value.kind == RQ_FAULT)
        value = placed_fault(m, node, value.as.fault);
    return rq_cel_put(room, value);
}

const rq_value *rq_cel_run_slot(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *given = rq_cel_given(m, node);
    return given ? given : ask_host(m, node, room);
}

/* has() of a dotted variable. */
const rq_value *rq_cel_run_presence(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    rq_value value = looked_up(m, node->as.slot);
    if (value.kind == RQ_FAULT)
        return rq_cel_put(room, placed_fault(m, node, value.as.fault));
    return rq_cel_truth(value.kind != RQ_ABSENT);
}

const rq_value *rq_cel_run_undeclared(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return rq_cel_put(room, rq_cel_raise(m, node, NULL, "unknown variable `%.*s`", RQ_ARG(node->as.name)));
}

rq_value rq_cel_run(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    rq_value room;
    return *rq_cel_see(m, node, &room);
}

void rq_cel_machine_start(struct rq_cel_machine *m, const struct rq_cel_program *program,
                          const struct rq_cel_activation *activation, struct rq_arena *arena)
{
    m->budget = RQ_LIMIT_CEL_COST;
    m->program = program;
    m->activation = activation;
    m->slots = activation->slots;
    m->arena = arena;
    m->memory_end = rq_arena_used(arena) + RQ_LIMIT_CEL_MEMORY;
    m->node = program->root;
    m->locals = m->few_locals;
    if (program->local_count > RQ_CEL_FEW)
        m->locals = RQ_NEW_ARRAY(arena, const rq_value *, program->local_count);
    m->memos = m->few_memos;
    for (uint32_t i = 0; i < RQ_CEL_FEW; i++)
        m->few_memos[i] = NULL;
    if (program->memo_count > RQ_CEL_FEW)
        m->memos = RQ_NEW_ARRAY(arena, const rq_value *, program->memo_count);
    m->patterns = NULL;
    m->quiet = 0;
}

rq_value rq_cel_eval(const struct rq_cel_program *program, const struct rq_cel_activation *activation,
                     struct rq_arena *arena)
{
    struct rq_cel_machine machine;
    size_t before = rq_arena_used(arena);
    rq_value room;
    rq_cel_machine_start(&machine, program, activation, arena);
    const rq_value *value = rq_cel_see(&machine, program->root, &room);
    if (activation->use != NULL) {
        activation->use->cost += RQ_LIMIT_CEL_COST - machine.budget;
        activation->use->memory += rq_arena_used(arena) - before;
    }
    return *value;
}

/*
 * Why an expression is false, or a fault.
 *
 * `descend` goes down to the sub-expression that decided, evaluating again on the way: to the operand of && that is
 * false, to the branch of ?: that was taken, to the element of a list for which the predicate failed, to the operand
 * whose fault came up.  Where all operands decided together (an || whose sides are all false), it goes down to each and
 * the whole is the place.  What was decided by then is a comparison, a call or a variable, whose operands evidence.c
 * gathers.
 */
#include "base/limits.h"
#include "base/text.h"
#include "cel/evidence.h"

struct place {
    uint32_t start, end;
};

static struct place descend(struct rq_cel_evidence *evidence, const struct rq_cel_node *node);

/* Each level evaluates what is below it again: for all levels together, so many times the budget of one evaluation.
 * Where it runs out the explanation ends at the level that it has reached. */
enum { BUDGETS = 10 };

static rq_value again(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    return rq_cel_run(evidence->machine, node);
}

static struct place decided_by(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    rq_cel_gather_operands(evidence, node);
    return (struct place){node->start, node->end};
}

/* The first operand that is a fault; where there is none the node's own operation failed. */
static struct place descend_fault(struct rq_cel_evidence *evidence, const struct rq_cel_node *node, rq_value value)
{
    for (uint32_t i = 0; i < node->count; i++)
        if (again(evidence, node->kid[i]).kind == RQ_FAULT)
            return descend(evidence, node->kid[i]);
    decided_by(evidence, node);
    return (struct place){value.as.fault->start, value.as.fault->end};
}

static struct place descend_junction(struct rq_cel_evidence *evidence, const struct rq_cel_node *node, rq_value value)
{
    bool decisive = node->kind == RQ_NODE_OR;
    bool together = value.kind == RQ_BOOL && value.as.boolean != decisive;
    for (uint32_t i = 0; i < node->count; i++) {
        rq_value operand = again(evidence, node->kid[i]);
        if (together)
            descend(evidence, node->kid[i]);
        else if (value.kind == RQ_FAULT ? operand.kind != RQ_BOOL
                                        : operand.kind == RQ_BOOL && operand.as.boolean == decisive)
            return descend(evidence, node->kid[i]);
    }
    return (struct place){node->start, node->end};
}

static struct place descend_conditional(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    rq_value condition = again(evidence, node->kid[0]);
    const struct rq_cel_node *arm = node->kid[condition.kind == RQ_BOOL && condition.as.boolean ? 1 : 2];
    /* An arm that is always the same was decided on when it was taken. */
    return descend(evidence, condition.kind == RQ_BOOL && rq_cel_uses_variable(arm) ? arm : node->kid[0]);
}

/* True if kid[i] of a fold must be true or false; else it is what the result is made of. */
static bool is_predicate(const struct rq_cel_node *node, uint32_t i)
{
    return node->as.fold.shape <= RQ_FOLD_FILTER || (i == 1 && node->count == 3);
}

/* True if element i, to which the variables are set, made the fold what it is; `body` is then what decided. */
static bool element_decides(struct rq_cel_evidence *evidence, const struct rq_cel_node *node, rq_value value,
                            const struct rq_cel_node **body)
{
    for (uint32_t i = 1; i < node->count; i++) {
        rq_value part = again(evidence, node->kid[i]);
        *body = node->kid[i];
        bool fails = part.kind == RQ_FAULT || (part.kind != RQ_BOOL && is_predicate(node, i));
        if (value.kind == RQ_FAULT && fails)
            return true;
        if (value.kind == RQ_BOOL && part.kind == RQ_BOOL)
            return part.as.boolean == value.as.boolean;
        if (part.kind == RQ_BOOL && !part.as.boolean && node->count == 3)
            return false; /* the predicate leaves this element out */
    }
    return false;
}

static bool has_decisive_element(const struct rq_cel_node *node, rq_value value)
{
    if (value.kind == RQ_FAULT)
        return true;
    return value.kind == RQ_BOOL && ((node->as.fold.shape == RQ_FOLD_ALL && !value.as.boolean) ||
                                     (node->as.fold.shape == RQ_FOLD_EXISTS && value.as.boolean));
}

/* What the variable of a macro was made from, where its value stands in no file. */
static void gather_origin(struct rq_cel_evidence *evidence, const struct rq_cel_node *from)
{
    if (evidence->blame.source == NULL)
        rq_cel_gather(evidence, from);
}

static struct place descend_fold(struct rq_cel_evidence *evidence, const struct rq_cel_node *node, rq_value value)
{
    const struct rq_cel_fold *fold = &node->as.fold;
    struct rq_cel_range range;
    const struct rq_cel_node *body;
    rq_value over = again(evidence, node->kid[0]);
    if (over.kind == RQ_FAULT)
        return descend(evidence, node->kid[0]);
    if (!rq_cel_range(over, &range) || !has_decisive_element(node, value))
        return decided_by(evidence, node);
    uint32_t outer = evidence->locals;
    for (uint32_t i = 0; i < range.count; i++) {
        rq_cel_set_element(evidence->machine, fold, &range, i);
        if (!element_decides(evidence, node, value, &body))
            continue;
        evidence->locals = fold->slot + fold->variables;
        struct place place = descend(evidence, body);
        evidence->locals = outer;
        gather_origin(evidence, node->kid[0]);
        return place;
    }
    return decided_by(evidence, node);
}

static struct place descend_bind(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    uint32_t outer = evidence->locals;
    rq_value value = again(evidence, node->kid[0]);
    evidence->machine->locals[node->as.fold.slot] = &value;
    evidence->locals = node->as.fold.slot + 1;
    struct place place = descend(evidence, node->kid[1]);
    evidence->locals = outer;
    gather_origin(evidence, node->kid[0]);
    return place;
}

/* optMap, optFlatMap: the body's fault is that of the optional's value. */
static struct place descend_opt_map(struct rq_cel_evidence *evidence, const struct rq_cel_node *node, rq_value value)
{
    rq_value target = again(evidence, node->kid[0]);
    if (value.kind != RQ_FAULT || target.kind != RQ_OPTIONAL || !target.as.inner)
        return target.kind == RQ_FAULT ? descend(evidence, node->kid[0]) : decided_by(evidence, node);
    uint32_t outer = evidence->locals;
    evidence->machine->locals[node->as.fold.slot] = target.as.inner;
    evidence->locals = node->as.fold.slot + 1;
    struct place place = descend(evidence, node->kid[1]);
    evidence->locals = outer;
    return place;
}

static struct place descend(struct rq_cel_evidence *evidence, const struct rq_cel_node *node)
{
    rq_value value = again(evidence, node);
    if (rq_cel_is_fatal(value))
        return (struct place){node->start, node->end};
    switch (node->kind) {
    case RQ_NODE_AND:
    case RQ_NODE_OR:
        return descend_junction(evidence, node, value);
    case RQ_NODE_CONDITIONAL:
        return descend_conditional(evidence, node);
    case RQ_NODE_FOLD:
        return descend_fold(evidence, node, value);
    case RQ_NODE_BIND:
        return descend_bind(evidence, node);
    case RQ_NODE_OPT_MAP:
    case RQ_NODE_OPT_FLAT_MAP:
        return descend_opt_map(evidence, node, value);
    case RQ_NODE_NOT:
        if (value.kind == RQ_BOOL)
            return descend(evidence, node->kid[0]);
        break;
    default:
        break;
    }
    return value.kind == RQ_FAULT ? descend_fault(evidence, node, value) : decided_by(evidence, node);
}

struct rq_cel_explanation rq_cel_explain(const struct rq_cel_program *program,
                                         const struct rq_cel_activation *activation, struct rq_arena *arena)
{
    struct rq_cel_machine machine;
    rq_cel_machine_start(&machine, program, activation, arena);
    struct rq_cel_evidence evidence = rq_cel_evidence(&machine);
    rq_value value = again(&evidence, program->root);
    if (value.kind == RQ_FAULT)
        rq_cel_blame(&evidence, value.as.fault->blame, value.as.fault->missing);
    machine.budget = (uint64_t)BUDGETS * RQ_LIMIT_CEL_COST;
    struct place place = {0};
    if (rq_cel_is_fatal(value))
        place = (struct place){value.as.fault->start, value.as.fault->end};
    else
        place = descend(&evidence, program->root);
    return (struct rq_cel_explanation){.start = place.start,
                                       .end = place.end,
                                       .operands = evidence.operands,
                                       .operand_count = evidence.count,
                                       .blame = evidence.blame,
                                       .missing = evidence.missing};
}

/*
 * Constants: what is made of constants alone is computed when the expression is compiled.
 *
 * rq_cel_compute is called for each node after its operands.  A list, a sum or a call of the library that has only constants
 * below it becomes a constant itself; it keeps its place, and the units that computing it took are charged by each
 * evaluation, so that values, messages and costs are those of an expression that computes it each time.
 *
 * What is a fault stays as it is: it may be absorbed (false && 1 / 0 > 0), and its words are made when it is met.  Conditions
 * stay too: && wants a bool of each operand, and explanations go down to them.  Patterns are compiled.
 *
 * All that a compilation computes has one allowance, or a short text full of lists.range(9999) would make a gigabyte.
 */
#include "base/text.h"
#include "cel/compiler.h"
#include "cel/library.h"
#include "cel/machine.h"
#include "cel/signature.h"
#include "regex/regex.h"

static bool is_computed(const struct rq_cel_compiler *c, const struct rq_cel_node *node)
{
    switch (node->kind) {
    case RQ_NODE_NEGATE:
    case RQ_NODE_ADD:
    case RQ_NODE_SUBTRACT:
    case RQ_NODE_MULTIPLY:
    case RQ_NODE_DIVIDE:
    case RQ_NODE_MODULO:
    case RQ_NODE_LIST:
    case RQ_NODE_MAP:
        return true;
    case RQ_NODE_CALL:
        return node->as.call.row_count > 0 && !rq_cel_callee_is_host(c->env, &node->as.call);
    default:
        return false;
    }
}

static bool has_constants_alone(const struct rq_cel_node *node)
{
    for (uint32_t i = 0; i < node->count; i++)
        if (node->kid[i]->kind != RQ_NODE_CONSTANT)
            return false;
    return true;
}

static void take_memory(struct rq_cel_compiler *c, size_t before)
{
    size_t taken = rq_arena_used(c->arena) - before;
    c->constant_bytes -= taken < c->constant_bytes ? taken : c->constant_bytes;
}

static void compute(struct rq_cel_compiler *c, struct rq_cel_node *node)
{
    struct rq_cel_program program = {.text = c->text, .env = *c->env, .root = node};
    struct rq_cel_activation nothing = {0};
    struct rq_cel_machine machine;
    size_t before = rq_arena_used(c->arena);
    rq_cel_machine_start(&machine, &program, &nothing, c->arena);
    machine.budget = c->constant_units;
    machine.memory_end = before + c->constant_bytes;
    rq_value value = rq_cel_run(&machine, node);
    uint64_t cost = c->constant_units - machine.budget;
    c->constant_units = machine.budget;
    take_memory(c, before);
    if (value.kind == RQ_FAULT)
        return;
    node->kind = RQ_NODE_CONSTANT;
    node->flags = 0;
    node->count = 0;
    node->run = rq_cel_run_constant;
    node->cost = (uint32_t)cost;
    node->as.constant = value;
}

/* The pattern of matches(), find() …: wrong ones are faults when they are met. */
static void compile_pattern(struct rq_cel_compiler *c, struct rq_cel_node *call)
{
    enum { PATTERN = 1 };
    struct rq_err err = {.arena = c->arena};
    size_t before = rq_arena_used(c->arena);
    const struct rq_cel_node *pattern = call->count > PATTERN ? call->kid[PATTERN] : NULL;
    if (!pattern || pattern->kind != RQ_NODE_CONSTANT || pattern->as.constant.kind != RQ_STRING)
        return;
    call->as.call.pattern = rq_regex_compile(c->arena, rq_value_text(pattern->as.constant), RQ_REGEX_RE2, NULL, &err);
    take_memory(c, before);
}

void rq_cel_compute(struct rq_cel_compiler *compiler, struct rq_cel_node *node)
{
    if (compiler->constant_units == 0 || compiler->constant_bytes == 0 || !is_computed(compiler, node))
        return;
    if (has_constants_alone(node))
        compute(compiler, node);
    else if (node->kind == RQ_NODE_CALL && rq_cel_signature_is_pattern(node->as.call.rows[0]->types, 1))
        compile_pattern(compiler, node);
}

/* One compilation: its state, and its passes from text to tree (parse.c, macro.c) to resolved names (resolve.c) to
 * what runs them (plan.c). */
#ifndef RQ_CEL_COMPILER_H
#define RQ_CEL_COMPILER_H

#include "base/text.h"
#include "cel/ast.h"
#include "cel/lex.h"

/* One compilation.  A function that fails fills `err` (the first failure wins) and the place. */
struct rq_cel_compiler {
    struct rq_arena *arena;
    const struct rq_cel_env *env;
    const struct rq_cel_index *index; /* of the functions that `env` knows */
    rq_str text;
    struct rq_err *err;
    uint32_t error_start, error_end;

    struct rq_cel_token token, before; /* the next token, and the one that was last taken */
    uint32_t depth;
    uint32_t node_count;
    uint32_t local_count;
    uint32_t memo_count;
    uint64_t constant_units; /* of cost and of memory that computing constants may still take */
    size_t constant_bytes;
    uint64_t *used;
    struct rq_cel_node **operands; /* a stack of operands that wait for their node */
    size_t operand_count, operand_cap;
    struct rq_cel_step *steps; /* the selection that is being read */
    size_t step_count, step_cap;
};

/* Records a failure at a place; always NULL, so that `return rq_cel_reject(…)` reads well. */
struct rq_cel_node *rq_cel_reject(struct rq_cel_compiler *compiler, uint32_t start, uint32_t end, const char *format,
                                  ...) __attribute__((format(printf, 4, 5)));

/* A node with the operands on the stack above `mark`, which are taken off.  NULL where the tree would be too high. */
struct rq_cel_node *rq_cel_make(struct rq_cel_compiler *compiler, enum rq_cel_kind kind, uint32_t start, uint32_t end,
                                size_t mark);

/* Puts an operand on the stack, for the node that rq_cel_make will make of it. */
static inline void rq_cel_push(struct rq_cel_compiler *compiler, struct rq_cel_node *node)
{
    if (compiler->operand_count == compiler->operand_cap)
        compiler->operands = rq_grow(compiler->arena, compiler->operands, compiler->operand_count,
                                     &compiler->operand_cap, sizeof *compiler->operands);
    compiler->operands[compiler->operand_count++] = node;
}

/* The tree of compiler->text, with names as they are written; NULL on failure. */
struct rq_cel_node *rq_cel_parse(struct rq_cel_compiler *compiler);

/* Turns a call into the node of a macro where its name, receiver and number of arguments say that it is one; other calls
 * come back as they are.  NULL where an argument is wrong. */
struct rq_cel_node *rq_cel_expand(struct rq_cel_compiler *compiler, struct rq_cel_node *call);

/* Replaces names by slots and functions, in place.  False on failure. */
bool rq_cel_resolve(struct rq_cel_compiler *compiler, struct rq_cel_node *root);

/* Makes a constant of a planned node whose operands are constants; compiles a constant pattern. */
void rq_cel_compute(struct rq_cel_compiler *compiler, struct rq_cel_node *node);

/* Gives the nodes of a resolved tree what runs them. */
void rq_cel_plan(struct rq_cel_compiler *compiler, struct rq_cel_node *root);

#endif

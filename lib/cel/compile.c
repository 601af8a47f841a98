/*
 * Compilation: text to tree (parse.c), names to slots (resolve.c), nodes to functions (plan.c).  What a program is: ast.h;
 * how it runs: eval.c.  Between the second step and the third it is a draft, which is what can be checked (checker.c).
 */
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "cel/check.h"
#include "cel/compiler.h"
#include "cel/library.h"
#include "cel/probe.h"

/* The stacks of most compilations are no larger, and take no memory from the arena. */
enum { FEW_OPERANDS = 32, FEW_STEPS = 16 };

/* What constants may take to compute, and what they and their patterns may take to keep. */
enum { CONSTANT_UNITS = 10000, CONSTANT_BYTES = 1 << 20 };

static struct rq_cel_compiler compiler_of(struct rq_arena *arena, const struct rq_cel_env *env, rq_str text,
                                          struct rq_err *err)
{
    return (struct rq_cel_compiler){.arena = arena,
                                    .env = env,
                                    .text = text,
                                    .err = err,
                                    .constant_units = CONSTANT_UNITS,
                                    .constant_bytes = CONSTANT_BYTES};
}

static bool check_text(struct rq_cel_compiler *c)
{
    size_t bad;
    if (c->text.len > RQ_LIMIT_CEL_BYTES) {
        rq_cel_reject(c, 0, 0, "the expression has %zu bytes, more than %d", c->text.len, RQ_LIMIT_CEL_BYTES);
        return false;
    }
    if (rq_utf8_valid(c->text, &bad))
        return true;
    rq_cel_reject(c, (uint32_t)bad, (uint32_t)bad + 1, "the expression is not valid UTF-8");
    return false;
}

static struct rq_cel_node *tree_of(struct rq_cel_compiler *c)
{
    struct rq_cel_node *operands[FEW_OPERANDS];
    struct rq_cel_step steps[FEW_STEPS];
    c->operands = operands;
    c->operand_cap = FEW_OPERANDS;
    c->steps = steps;
    c->step_cap = FEW_STEPS;
    c->used = RQ_NEW_ARRAY(c->arena, uint64_t, c->env->variable_count / 64 + 1);
    if (!check_text(c))
        return NULL;
    struct rq_cel_node *root = rq_cel_parse(c);
    return root && rq_cel_resolve(c, root) ? root : NULL;
}

static struct rq_cel_program *program_of(const struct rq_cel_compiler *c, struct rq_cel_node *root)
{
    struct rq_cel_program *program = RQ_NEW(c->arena, struct rq_cel_program);
    *program = (struct rq_cel_program){.text = c->text,
                                       .env = *c->env,
                                       .root = root,
                                       .node_count = c->node_count,
                                       .local_count = c->local_count,
                                       .memo_count = c->memo_count,
                                       .used = c->used};
    return program;
}

const struct rq_cel_program *rq_cel_compile(struct rq_arena *arena, const struct rq_cel_env *env, rq_str text,
                                            size_t *start, size_t *end, struct rq_err *err)
{
    struct rq_cel_drafts drafts = {.arena = arena};
    const struct rq_cel_program *program = rq_cel_draft(&drafts, env, text, start, end, err);
    rq_cel_finish_drafts(&drafts);
    return program;
}

struct rq_cel_draft {
    struct rq_cel_program *program;
    struct rq_cel_node *root; /* of the program, which only reads it */
};

const struct rq_cel_program *rq_cel_draft(struct rq_cel_drafts *drafts, const struct rq_cel_env *env, rq_str text,
                                          size_t *start, size_t *end, struct rq_err *err)
{
    if (drafts->index == NULL)
        drafts->index = rq_cel_index_new(drafts->arena, env);
    struct rq_cel_compiler compiler = compiler_of(drafts->arena, env, text, err);
    compiler.index = drafts->index;
    struct rq_cel_node *root = tree_of(&compiler);
    if (start)
        *start = compiler.error_start;
    if (end)
        *end = compiler.error_end;
    if (!root)
        return NULL;
    struct rq_cel_program *program = program_of(&compiler, root);
    drafts->items = rq_grow(drafts->arena, drafts->items, drafts->count, &drafts->cap, sizeof *drafts->items);
    drafts->items[drafts->count++] = (struct rq_cel_draft){program, root};
    return program;
}

void rq_cel_finish_drafts(struct rq_cel_drafts *drafts)
{
    for (size_t i = 0; i < drafts->count; i++) {
        struct rq_cel_program *program = drafts->items[i].program;
        struct rq_cel_compiler compiler = compiler_of(drafts->arena, &program->env, program->text, NULL);
        rq_cel_plan(&compiler, drafts->items[i].root);
        program->memo_count = compiler.memo_count;
    }
    drafts->count = 0;
}

const struct rq_cel_program *rq_cel_probed(struct rq_arena *arena, const struct rq_cel_program *program,
                                           enum rq_cel_role role, struct rq_cel_probes *probes)
{
    struct rq_err err = {.arena = arena};
    struct rq_cel_compiler compiler = compiler_of(arena, &program->env, program->text, &err);
    compiler.index = rq_cel_index_new(arena, &program->env);
    *probes = (struct rq_cel_probes){0};
    struct rq_cel_node *root = tree_of(&compiler);
    if (!root)
        return NULL;
    root = rq_cel_add_probes(&compiler, root, role, probes);
    rq_cel_plan(&compiler, root);
    return program_of(&compiler, root);
}

bool rq_cel_uses(const struct rq_cel_program *program, uint32_t slot)
{
    return program->used[slot / 64] >> (slot % 64) & 1;
}

uint32_t rq_cel_height(const struct rq_cel_program *program)
{
    return program->root->height;
}

rq_str rq_cel_text(const struct rq_cel_program *program)
{
    return program->text;
}

/* Making nodes, and refusing to. */
#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "cel/compiler.h"

rq_str rq_cel_node_text(const struct rq_cel_program *program, const struct rq_cel_node *node)
{
    return rq_str_slice(program->text, node->start, node->end);
}

struct rq_cel_node *rq_cel_reject(struct rq_cel_compiler *compiler, uint32_t start, uint32_t end, const char *format,
                                  ...)
{
    if (compiler->err->failed)
        return NULL;
    va_list arguments;
    va_start(arguments, format);
    rq_str message = rq_arena_format_list(compiler->arena, format, arguments);
    va_end(arguments);
    rq_fail(compiler->err, "%.*s", RQ_ARG(message));
    compiler->error_start = start;
    compiler->error_end = end;
    return NULL;
}

struct rq_cel_node *rq_cel_make(struct rq_cel_compiler *compiler, enum rq_cel_kind kind, uint32_t start, uint32_t end,
                                size_t mark)
{
    size_t count = compiler->operand_count - mark;
    struct rq_cel_node *node = rq_arena_alloc(compiler->arena, sizeof *node + count * sizeof node->kid[0]);
    node->kind = (uint8_t)kind;
    node->id = compiler->node_count++;
    node->start = start;
    node->end = end;
    node->count = (uint32_t)count;
    for (size_t i = 0; i < count; i++) {
        node->kid[i] = compiler->operands[mark + i];
        if (node->kid[i]->height >= node->height)
            node->height = (uint16_t)(node->kid[i]->height + 1);
    }
    compiler->operand_count = mark;
    if (node->height > RQ_LIMIT_CEL_DEPTH)
        return rq_cel_reject(compiler, start, end, "nested more than %d deep", RQ_LIMIT_CEL_DEPTH);
    return node;
}

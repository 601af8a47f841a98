/* Rows of objects, in blocks; only the short list of blocks is copied when it grows. */
#include "repo/rows.h"

#include "base/text.h"

void *rq_rows_add(struct rq_rows *rows)
{
    if (rows->count == rows->block_count * RQ_ROWS_BLOCK) {
        rows->blocks = rq_grow(rows->arena, rows->blocks, rows->block_count, &rows->block_cap, sizeof *rows->blocks);
        rows->blocks[rows->block_count++] = rq_arena_array(rows->arena, RQ_ROWS_BLOCK, rows->size);
    }
    return rq_rows_at(rows, rows->count++);
}

/* Arrays that grow with the number of commits.  Private to this folder. */
#ifndef RQ_REPO_ROWS_H
#define RQ_REPO_ROWS_H

#include "base/arena.h"

enum {
    /* Objects in one block. */
    RQ_ROWS_BLOCK = 4096
};

/* Objects of one size, in blocks that stay where they are: nothing is copied as they grow, and no old copy is left in the
 * arena.  Start from {.arena, .size}. */
struct rq_rows {
    struct rq_arena *arena;
    size_t size; /* of one object */
    void **blocks;
    size_t block_count, block_cap;
    size_t count;
};

/* One more object, zeroed. */
void *rq_rows_add(struct rq_rows *rows);

/* An object by its number, which is less than the count. */
static inline void *rq_rows_at(const struct rq_rows *rows, size_t number)
{
    return (char *)rows->blocks[number / RQ_ROWS_BLOCK] + number % RQ_ROWS_BLOCK * rows->size;
}

#endif

/* Shelves: arrays of many objects that stay where they are. */
#ifndef RQ_BASE_SHELF_H
#define RQ_BASE_SHELF_H

#include "base/arena.h"

enum {
    /* Objects on one board. */
    RQ_SHELF_BOARD = 4096
};

/* Objects of one size, in blocks of memory, the boards: nothing is copied as they grow, and no old copy is left in the arena.
 * Start from {.arena, .size}. */
struct rq_shelf {
    struct rq_arena *arena;
    size_t size; /* of one object */
    void **boards;
    size_t board_count, board_cap;
    size_t count; /* of objects */
};

/* One more object, zeroed. */
void *rq_shelf_add(struct rq_shelf *shelf);

/* An object by its number, which is less than the count. */
static inline void *rq_shelf_at(const struct rq_shelf *shelf, size_t number)
{
    return (char *)shelf->boards[number / RQ_SHELF_BOARD] + number % RQ_SHELF_BOARD * shelf->size;
}

#endif

/* Only the short list of boards is copied when it grows. */
#include "base/shelf.h"

#include "base/text.h"

void *rq_shelf_add(struct rq_shelf *shelf)
{
    if (shelf->count == shelf->board_count * RQ_SHELF_BOARD) {
        shelf->boards = rq_grow(shelf->arena, shelf->boards, shelf->board_count, &shelf->board_cap, sizeof(void *));
        shelf->boards[shelf->board_count++] = rq_arena_array(shelf->arena, RQ_SHELF_BOARD, shelf->size);
    }
    return rq_shelf_at(shelf, shelf->count++);
}

/* Allocation in an arena.  See include/reqlint/base.h for its life. */
#ifndef RQ_BASE_ARENA_H
#define RQ_BASE_ARENA_H

#include "reqlint/base.h"

#include <stdarg.h>

/* `size` bytes, zeroed, aligned for pointers and 64-bit numbers.  Never NULL; a size of 0 gives a pointer that must not be used. */
void *rq_arena_alloc(struct rq_arena *arena, size_t size);

/* The same without zeroes, for what is overwritten anyhow. */
void *rq_arena_raw(struct rq_arena *arena, size_t size);

/* Room for `count` objects of `size` bytes each; ends the process (as out of memory does) where the product overflows. */
void *rq_arena_array(struct rq_arena *arena, size_t count, size_t size);

/* Makes an object of `size` bytes, the newest of the arena, larger where it stands; what is added is not zeroed.  False, and
 * nothing happens, where another one came after it or the block is full. */
bool rq_arena_extend(struct rq_arena *arena, const void *object, size_t size, size_t larger);

/* One zeroed object of a type. */
#define RQ_NEW(arena, type)              ((type *)rq_arena_alloc((arena), sizeof(type)))
#define RQ_NEW_ARRAY(arena, type, count) ((type *)rq_arena_array((arena), (count), sizeof(type)))

/* A copy of the text, followed by a NUL that does not count. */
rq_str rq_arena_copy(struct rq_arena *arena, rq_str text);

/* Formatted text (printf's format, C locale), followed by a NUL that does not count. */
rq_str rq_arena_format(struct rq_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
rq_str rq_arena_format_list(struct rq_arena *arena, const char *format, va_list arguments);

/* A point in the arena's use, and the return to it: what was allocated since then is gone. */
struct rq_arena_mark {
    void *block, *large;
    size_t used, total;
};
struct rq_arena_mark rq_arena_mark(const struct rq_arena *arena);
void rq_arena_release(struct rq_arena *arena, struct rq_arena_mark mark);

/* Hands all that lives in `other` over to `arena`, with which it is freed from now on, and frees `other` itself.  Not
 * between a mark of `arena` and its release. */
void rq_arena_join(struct rq_arena *arena, struct rq_arena *other);

/* Empties the arena and keeps one block for the next use. */
void rq_arena_reset(struct rq_arena *arena);

/* Bytes handed out since the arena was made or reset. */
size_t rq_arena_used(const struct rq_arena *arena);

#endif

/*
 * Arenas: memory that is freed as one.
 *
 * An arena is a list of blocks, newest first; allocation moves a pointer inside the newest one.  Blocks double in size up
 * to a bound; an object larger than a block gets its own.  Under AddressSanitizer every object is a block, so that a
 * read one byte past it is seen.
 */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ONE_BLOCK_PER_OBJECT 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_BLOCK_PER_OBJECT 1
#endif
#endif
#ifndef ONE_BLOCK_PER_OBJECT
#define ONE_BLOCK_PER_OBJECT 0
#endif

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20, ALIGNMENT = 16 };

struct block {
    struct block *older;
    size_t size;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct rq_arena {
    struct block *newest;
    size_t used;  /* in the newest block */
    size_t total; /* handed out in all */
    size_t next;  /* size of the next block */
};

/* Out of memory is the one thing that the library cannot report: there is nothing left to report it with. */
static _Noreturn void out_of_memory(void)
{
    static const char line[] = "reqlint: out of memory\n";
    (void)!write(STDERR_FILENO, line, sizeof line - 1);
    abort();
}

struct rq_arena *rq_arena_new(void)
{
    struct rq_arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL)
        out_of_memory();
    arena->next = FIRST_BLOCK;
    return arena;
}

static void free_until(struct rq_arena *arena, const struct block *last)
{
    while (arena->newest != last) {
        struct block *older = arena->newest->older;
        free(arena->newest);
        arena->newest = older;
    }
}

void rq_arena_free(struct rq_arena *arena)
{
    if (arena == NULL)
        return;
    free_until(arena, NULL);
    free(arena);
}

static void add_block(struct rq_arena *arena, size_t size)
{
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        out_of_memory();
    block->older = arena->newest;
    block->size = size;
    arena->newest = block;
    arena->used = 0;
}

static void make_room(struct rq_arena *arena, size_t size)
{
    if (ONE_BLOCK_PER_OBJECT) {
        add_block(arena, size);
        return;
    }
    add_block(arena, size > arena->next / 4 ? size + arena->next : arena->next);
    if (arena->next < LARGEST_BLOCK)
        arena->next *= 2;
}

void *rq_arena_raw(struct rq_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        out_of_memory();
    size_t rounded = ONE_BLOCK_PER_OBJECT ? size : (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (ONE_BLOCK_PER_OBJECT || arena->newest == NULL || arena->newest->size - arena->used < rounded)
        make_room(arena, rounded);
    void *object = arena->newest->bytes + arena->used;
    arena->used += rounded;
    arena->total += rounded;
    return object;
}

void *rq_arena_alloc(struct rq_arena *arena, size_t size)
{
    return memset(rq_arena_raw(arena, size), 0, size);
}

void *rq_arena_array(struct rq_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / 2 / size)
        out_of_memory();
    return rq_arena_alloc(arena, count * size);
}

rq_str rq_arena_copy(struct rq_arena *arena, rq_str text)
{
    char *copy = rq_arena_raw(arena, text.len + 1);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return (rq_str){copy, text.len};
}

rq_str rq_arena_format_list(struct rq_arena *arena, const char *format, va_list arguments)
{
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0) {
        va_end(again);
        return RQ_STR("");
    }
    char *text = rq_arena_raw(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return (rq_str){text, (size_t)length};
}

rq_str rq_arena_format(struct rq_arena *arena, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    rq_str text = rq_arena_format_list(arena, format, arguments);
    va_end(arguments);
    return text;
}

struct rq_arena_mark rq_arena_mark(const struct rq_arena *arena)
{
    return (struct rq_arena_mark){arena->newest, arena->used, arena->total};
}

void rq_arena_release(struct rq_arena *arena, struct rq_arena_mark mark)
{
    free_until(arena, mark.block);
    arena->used = mark.used;
    arena->total = mark.total;
}

/* The blocks of the other go behind the newest one, in which there may still be room. */
void rq_arena_join(struct rq_arena *arena, struct rq_arena *other)
{
    struct block *last = other->newest;
    while (last != NULL && last->older != NULL)
        last = last->older;
    if (arena->newest == NULL) {
        arena->newest = other->newest;
        arena->used = other->used;
    } else if (last != NULL) {
        last->older = arena->newest->older;
        arena->newest->older = other->newest;
    }
    arena->total += other->total;
    free(other);
}

void rq_arena_reset(struct rq_arena *arena)
{
    struct block *first = arena->newest;
    while (first != NULL && first->older != NULL)
        first = first->older;
    if (ONE_BLOCK_PER_OBJECT)
        first = NULL;
    free_until(arena, first);
    arena->used = 0;
    arena->total = 0;
}

size_t rq_arena_used(const struct rq_arena *arena)
{
    return arena->total;
}

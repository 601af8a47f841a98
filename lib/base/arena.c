/*
 * Arenas: memory that is freed as one.
 *
 * An arena is a list of blocks, newest first; allocation moves a pointer inside the newest one.  Blocks double in size up
 * to a bound; a large object gets a block of just its size, in a list of its own, so that no room is left behind in the newest
 * block, and pages of it that nobody uses are never touched.  Under AddressSanitizer every object is a block, so that a read
 * one byte past it is seen.
 */
#define _DEFAULT_SOURCE /* MADV_HUGEPAGE, which POSIX does not have */

#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
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

enum {
    FIRST_BLOCK = 4096,
    LARGEST_BLOCK = 2 << 20,
    LARGE_OBJECT = LARGEST_BLOCK / 4,
    ALIGNMENT = 8,
    /* Blocks of the largest size that an arena keeps when it is reset.  The system clears a page that it hands out, which
     * takes longer than to use it. */
    MOST_SPARE = 4
};

struct block {
    struct block *older;
    size_t size;
    _Alignas(ALIGNMENT) unsigned char bytes[];
};

struct rq_arena {
    struct block *newest;
    struct block *large; /* large objects, newest first */
    struct block *spare; /* of the largest size, with nothing in them */
    size_t spare_count;
    size_t used;  /* in the newest block */
    size_t total; /* handed out in all */
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
    return arena;
}

/* Frees the blocks of a list that are newer than `last`. */
static void free_until(struct block **list, const struct block *last)
{
    while (*list != last) {
        struct block *older = (*list)->older;
        free(*list);
        *list = older;
    }
}

void rq_arena_free(struct rq_arena *arena)
{
    if (arena == NULL)
        return;
    free_until(&arena->newest, NULL);
    free_until(&arena->large, NULL);
    free_until(&arena->spare, NULL);
    free(arena);
}

/* Memory for a block.  One of the largest size is a huge page where the system has them, and is touched page by page at a
 * quarter of the cost. */
static struct block *take_block(size_t size)
{
    void *memory = NULL;
    if (size != LARGEST_BLOCK || posix_memalign(&memory, LARGEST_BLOCK, size) != 0)
        return malloc(size);
#ifdef MADV_HUGEPAGE
    (void)madvise(memory, size, MADV_HUGEPAGE);
#endif
    return memory;
}

static struct block *take_spare(struct rq_arena *arena)
{
    struct block *block = arena->spare;
    arena->spare = block->older;
    arena->spare_count--;
    return block;
}

static void add_block(struct rq_arena *arena, size_t size)
{
    bool kept = arena->spare != NULL && size + sizeof(struct block) == LARGEST_BLOCK;
    struct block *block = kept ? take_spare(arena) : take_block(sizeof *block + size);
    if (block == NULL)
        out_of_memory();
    block->older = arena->newest;
    block->size = size;
    arena->newest = block;
    arena->used = 0;
}

/* Size of the next block: twice that of the newest, so that an arena which gives blocks back does not ask for larger and
 * larger ones. */
static size_t next_size(const struct rq_arena *arena)
{
    if (arena->newest == NULL)
        return FIRST_BLOCK;
    size_t twice = 2 * (sizeof(struct block) + arena->newest->size);
    return twice < LARGEST_BLOCK ? twice : LARGEST_BLOCK;
}

static void make_room(struct rq_arena *arena, size_t size)
{
    if (ONE_BLOCK_PER_OBJECT) {
        add_block(arena, size);
        return;
    }
    size_t regular = next_size(arena) - sizeof(struct block);
    add_block(arena, size > regular / 4 ? size + regular : regular);
}

static bool is_large(size_t size)
{
    return !ONE_BLOCK_PER_OBJECT && size > LARGE_OBJECT;
}

/* Memory that the system has just handed out is zero already. */
static void *take_large(struct rq_arena *arena, size_t size, bool zeroed)
{
    struct block *block = zeroed ? calloc(1, sizeof *block + size) : malloc(sizeof *block + size);
    if (block == NULL)
        out_of_memory();
    block->older = arena->large;
    block->size = size;
    arena->large = block;
    arena->total += size;
    return block->bytes;
}

static size_t round_up(size_t size)
{
    return ONE_BLOCK_PER_OBJECT ? size : (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

void *rq_arena_raw(struct rq_arena *arena, size_t size)
{
    if (size > SIZE_MAX / 2)
        out_of_memory();
    if (is_large(size))
        return take_large(arena, size, false);
    size_t rounded = round_up(size);
    if (ONE_BLOCK_PER_OBJECT || arena->newest == NULL || arena->newest->size - arena->used < rounded)
        make_room(arena, rounded);
    void *object = arena->newest->bytes + arena->used;
    arena->used += rounded;
    arena->total += rounded;
    return object;
}

bool rq_arena_extend(struct rq_arena *arena, const void *object, size_t size, size_t larger)
{
    const struct block *block = arena->newest;
    if (ONE_BLOCK_PER_OBJECT || block == NULL || larger > SIZE_MAX / 2 ||
        (const unsigned char *)object + round_up(size) != block->bytes + arena->used)
        return false;
    size_t more = round_up(larger) - round_up(size);
    if (block->size - arena->used < more)
        return false;
    arena->used += more;
    arena->total += more;
    return true;
}

void *rq_arena_alloc(struct rq_arena *arena, size_t size)
{
    if (is_large(size) && size <= SIZE_MAX / 2)
        return take_large(arena, size, true);
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
    return (struct rq_arena_mark){arena->newest, arena->large, arena->used, arena->total};
}

void rq_arena_release(struct rq_arena *arena, struct rq_arena_mark mark)
{
    free_until(&arena->newest, mark.block);
    free_until(&arena->large, mark.large);
    arena->used = mark.used;
    arena->total = mark.total;
}

/* The oldest block of a list; NULL for an empty one. */
static struct block *oldest(struct block *block)
{
    while (block != NULL && block->older != NULL)
        block = block->older;
    return block;
}

/* The blocks of the other go behind the newest one, in which there may still be room. */
void rq_arena_join(struct rq_arena *arena, struct rq_arena *other)
{
    struct block *last = oldest(other->newest), *large = oldest(other->large);
    if (arena->newest == NULL) {
        arena->newest = other->newest;
        arena->used = other->used;
    } else if (last != NULL) {
        last->older = arena->newest->older;
        arena->newest->older = other->newest;
    }
    if (large != NULL) {
        large->older = arena->large;
        arena->large = other->large;
    }
    arena->total += other->total;
    free_until(&other->spare, NULL);
    free(other);
}

/* Blocks of the largest size stay, and so does the newest one: an arena which is reset again and again soon asks for nothing
 * any more. */
void rq_arena_reset(struct rq_arena *arena)
{
    struct block *kept = NULL;
    free_until(&arena->large, NULL);
    while (arena->newest != NULL) {
        struct block *block = arena->newest;
        size_t size = sizeof *block + block->size;
        arena->newest = block->older;
        if (!ONE_BLOCK_PER_OBJECT && size == LARGEST_BLOCK && arena->spare_count < MOST_SPARE) {
            block->older = arena->spare;
            arena->spare = block;
            arena->spare_count++;
        } else if (!ONE_BLOCK_PER_OBJECT && size < LARGEST_BLOCK && kept == NULL) {
            kept = block;
        } else {
            free(block);
        }
    }
    if (arena->spare != NULL) {
        free(kept);
        kept = take_spare(arena);
    }
    if (kept != NULL)
        kept->older = NULL;
    arena->newest = kept;
    arena->used = 0;
    arena->total = 0;
}

size_t rq_arena_used(const struct rq_arena *arena)
{
    return arena->total;
}

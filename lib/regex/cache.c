/*
 * Rules have few patterns and ask for them once per record.  The first ones are kept for good, in a small table; when it is
 * full, one more place is used in turn by all that come later, whose memory is given back each time: patterns may be
 * computed from records, and then there is no end of them.
 */
#include "regex/cache.h"

enum { KEPT = 256 };

struct entry {
    rq_str text;
    uint32_t hash;
    const struct rq_regex *regex;
};

struct rq_regex_cache {
    struct rq_arena *arena;
    struct rq_arena_mark full; /* of the arena, when the table became full */
    size_t count;
    struct entry entries[KEPT + 1]; /* the first ones are filled */
};

struct rq_regex_cache *rq_regex_cache_new(void)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_regex_cache *cache = rq_arena_raw(arena, sizeof *cache);
    cache->arena = arena;
    cache->count = 0;
    return cache;
}

void rq_regex_cache_free(struct rq_regex_cache *cache)
{
    if (cache != NULL)
        rq_arena_free(cache->arena);
}

/* The place of the next pattern. */
static struct entry *make_room(struct rq_regex_cache *cache)
{
    if (cache->count == KEPT)
        cache->full = rq_arena_mark(cache->arena);
    if (cache->count > KEPT) {
        rq_arena_release(cache->arena, cache->full);
        cache->count = KEPT;
    }
    return &cache->entries[cache->count];
}

const struct rq_regex *rq_regex_cache_get(struct rq_regex_cache *cache, rq_str pattern, struct rq_err *err)
{
    uint32_t hash = rq_str_hash(pattern);
    for (size_t i = 0; i < cache->count; i++)
        if (cache->entries[i].hash == hash && rq_str_equal(cache->entries[i].text, pattern))
            return cache->entries[i].regex;
    struct entry *entry = make_room(cache);
    struct rq_arena_mark mark = rq_arena_mark(cache->arena);
    rq_str text = rq_arena_copy(cache->arena, pattern);
    const struct rq_regex *regex = rq_regex_compile(cache->arena, text, RQ_REGEX_RE2, NULL, err);
    if (regex == NULL) {
        rq_arena_release(cache->arena, mark);
        return NULL;
    }
    *entry = (struct entry){text, hash, regex};
    cache->count++;
    return regex;
}

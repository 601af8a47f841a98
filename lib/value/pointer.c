/*
 * JSON pointers (RFC 6901) to the place where a value was written: a depth-first search.  The pointer is put together on the way
 * back from what was found, so that nothing is made of the ways that lead nowhere.  Who searches often goes to tracer.c.
 */
#include "base/limits.h"
#include "value/value.h"

struct search {
    struct rq_arena *arena;
    struct rq_origin wanted;
    struct rq_trace *trace;
};

void rq_value_pointer_add(struct rq_buf *pointer, rq_str key)
{
    rq_buf_byte(pointer, '/');
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '~')
            rq_buf_add(pointer, RQ_STR("~0"));
        else if (key.ptr[i] == '/')
            rq_buf_add(pointer, RQ_STR("~1"));
        else
            rq_buf_byte(pointer, key.ptr[i]);
    }
}

static bool is_wanted(const struct search *search, rq_value value)
{
    return value.source == search->wanted.source && rq_origin_equal(rq_value_origin(value), search->wanted);
}

static bool search_value(struct search *search, rq_value value, unsigned depth);

/* Puts a step before the pointer to what was found. */
static void came_from(struct search *search, rq_str step)
{
    struct rq_buf pointer = {.arena = search->arena};
    rq_value_pointer_add(&pointer, step);
    rq_buf_add(&pointer, search->trace->pointer);
    search->trace->pointer = rq_buf_text(&pointer);
}

static bool search_entry(struct search *search, const struct rq_entry *entry, unsigned depth)
{
    if (is_wanted(search, entry->key))
        search->trace->value = entry->value;
    else if (!search_value(search, entry->value, depth))
        return false;
    came_from(search, rq_value_source_text(search->arena, entry->key));
    if (search->trace->key.kind == RQ_ABSENT)
        search->trace->key = entry->key;
    return true;
}

static bool search_map(struct search *search, const struct rq_map *map, unsigned depth)
{
    for (uint32_t i = 0; i < map->count; i++)
        if (search_entry(search, &map->entries[i], depth))
            return true;
    return false;
}

static bool search_list(struct search *search, const struct rq_list *list, unsigned depth)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (!search_value(search, list->items[i], depth))
            continue;
        search->trace->in_list = search->trace->in_list || is_wanted(search, list->items[i]);
        came_from(search, rq_arena_format(search->arena, "%u", i));
        return true;
    }
    return false;
}

static bool search_value(struct search *search, rq_value value, unsigned depth)
{
    if (is_wanted(search, value)) {
        search->trace->value = value;
        return true;
    }
    if (depth == 0)
        return false;
    if (value.kind == RQ_MAP)
        return search_map(search, value.as.map, depth - 1);
    return value.kind == RQ_LIST && search_list(search, value.as.list, depth - 1);
}

bool rq_value_trace(struct rq_arena *arena, rq_value root, struct rq_origin origin, struct rq_trace *trace)
{
    *trace = (struct rq_trace){.pointer = RQ_STR("")};
    struct search search = {.arena = arena, .wanted = origin, .trace = trace};
    return origin.source != NULL && search_value(&search, root, RQ_LIMIT_VALUE_DEPTH);
}

rq_str rq_value_pointer(struct rq_arena *arena, rq_value root, struct rq_origin origin)
{
    struct rq_trace trace;
    rq_value_trace(arena, root, origin, &trace);
    return trace.pointer;
}

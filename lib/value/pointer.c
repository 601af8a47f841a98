/* JSON pointers (RFC 6901) to the place where a value was written: a depth-first search, done once per finding. */
#include "base/limits.h"
#include "value/value.h"

struct search {
    struct rq_buf path;
    const struct rq_origin *wanted;
};

static void add_segment(struct rq_buf *path, rq_str key)
{
    rq_buf_byte(path, '/');
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '~')
            rq_buf_add(path, RQ_STR("~0"));
        else if (key.ptr[i] == '/')
            rq_buf_add(path, RQ_STR("~1"));
        else
            rq_buf_byte(path, key.ptr[i]);
    }
}

static bool search_value(struct search *search, rq_value value, unsigned depth);

/* Tries one child; the path is put back where it leads nowhere. */
static bool search_child(struct search *search, rq_str segment, rq_value child, unsigned depth)
{
    size_t before = search->path.len;
    add_segment(&search->path, segment);
    if (search_value(search, child, depth))
        return true;
    search->path.len = before;
    return false;
}

static bool search_map(struct search *search, const struct rq_map *map, unsigned depth)
{
    for (uint32_t i = 0; i < map->count; i++) {
        const struct rq_entry *entry = &map->entries[i];
        rq_str key = rq_value_source_text(search->path.arena, entry->key);
        if (entry->key.origin == search->wanted) {
            add_segment(&search->path, key);
            return true;
        }
        if (search_child(search, key, entry->value, depth))
            return true;
    }
    return false;
}

static bool search_list(struct search *search, const struct rq_list *list, unsigned depth)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (search_child(search, rq_arena_format(search->path.arena, "%u", i), list->items[i], depth))
            return true;
    return false;
}

static bool search_value(struct search *search, rq_value value, unsigned depth)
{
    if (value.origin == search->wanted)
        return true;
    if (depth == 0)
        return false;
    if (value.kind == RQ_MAP)
        return search_map(search, value.as.map, depth - 1);
    return value.kind == RQ_LIST && search_list(search, value.as.list, depth - 1);
}

rq_str rq_value_pointer(struct rq_arena *arena, rq_value root, const struct rq_origin *origin)
{
    struct search search = {.path = {.arena = arena}, .wanted = origin};
    if (origin == NULL || !search_value(&search, root, RQ_LIMIT_VALUE_DEPTH))
        return RQ_STR("");
    return rq_buf_text(&search.path);
}

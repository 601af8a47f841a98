/*
 * Copying values out of a shorter life into a longer one, whole or as an excerpt.
 *
 * Both are one walk with a number of parts (rq_value_weight) that there is room for; where it comes to its end, what
 * follows is left out.  What stands in a file is not copied, unless only a piece of it is wanted, or the file goes.
 */
#include "base/limits.h"
#include "value/value.h"

struct copier {
    struct rq_arena *arena;
    uint32_t left;
    bool detached; /* what stands in a file is copied too */
};

static rq_value copy_value(struct copier *copier, rq_value value, unsigned depth);

static void take(struct copier *copier, uint32_t parts)
{
    copier->left -= parts < copier->left ? parts : copier->left;
}

/* The text, or as much of it as there is room for; not a piece of a character. */
static rq_str copy_text(struct copier *copier, rq_value value)
{
    rq_str text = rq_value_text(value);
    size_t end = (size_t)copier->left * RQ_VALUE_TEXT_PART;
    bool whole = text.len <= end;
    take(copier, rq_value_weight(value));
    if (whole)
        return rq_arena_copy(copier->arena, text);
    while (value.kind == RQ_STRING && end > 0 && ((unsigned char)text.ptr[end] & 0xC0) == 0x80)
        end--;
    struct rq_buf cut = {.arena = copier->arena};
    rq_buf_add(&cut, rq_str_slice(text, 0, end));
    rq_buf_add(&cut, RQ_STR("…"));
    return rq_buf_text(&cut);
}

/* Room for so many elements, or for those that there are parts for and one that stands for the rest. */
static size_t room_for(const struct copier *copier, uint32_t count)
{
    return count <= copier->left ? count : (size_t)copier->left + 1;
}

static rq_value copy_list(struct copier *copier, const struct rq_list *list, unsigned depth)
{
    rq_value *items = RQ_NEW_ARRAY(copier->arena, rq_value, room_for(copier, list->count));
    uint32_t count = 0;
    for (; count < list->count && copier->left > 0; count++)
        items[count] = copy_value(copier, list->items[count], depth);
    if (count < list->count)
        items[count++] = rq_string(RQ_STR("…"));
    take(copier, list->count == 0);
    return rq_list_over(copier->arena, items, count);
}

static rq_value copy_key(struct copier *copier, rq_value key)
{
    take(copier, rq_value_weight(key) - 1);
    if (copier->detached)
        return rq_string(rq_arena_copy(copier->arena, rq_value_source_text(copier->arena, key)));
    return key.kind == RQ_STRING ? rq_string(rq_arena_copy(copier->arena, rq_value_text(key))) : key;
}

static rq_value copy_map(struct copier *copier, const struct rq_map *map, unsigned depth)
{
    struct rq_entry *entries = RQ_NEW_ARRAY(copier->arena, struct rq_entry, room_for(copier, map->count));
    uint32_t count = 0;
    for (; count < map->count && copier->left > 0; count++) {
        entries[count].value = copy_value(copier, map->entries[count].value, depth);
        entries[count].key = copy_key(copier, map->entries[count].key);
    }
    if (count == map->count && count > 0 && !copier->detached)
        return rq_map_after(copier->arena, entries, map);
    if (count < map->count && rq_map_find(map, RQ_STR("…")) == NULL) {
        entries[count].key = rq_string(RQ_STR("…"));
        entries[count++].value = rq_string(RQ_STR("…"));
    }
    take(copier, map->count == 0);
    return rq_map_over(copier->arena, entries, count);
}

static rq_value copy_optional(struct copier *copier, const rq_value *inner, unsigned depth)
{
    if (inner == NULL) {
        take(copier, 1);
        return rq_optional(NULL);
    }
    rq_value *copy = RQ_NEW(copier->arena, rq_value);
    *copy = copy_value(copier, *inner, depth);
    return rq_optional(copy);
}

static rq_value copy_fault(struct copier *copier, const struct rq_fault *fault)
{
    struct rq_fault *copy = RQ_NEW(copier->arena, struct rq_fault);
    *copy = *fault;
    copy->message = rq_arena_copy(copier->arena, fault->message);
    copy->missing = rq_arena_copy(copier->arena, fault->missing);
    if (copier->detached)
        copy->blame = (struct rq_origin){0};
    return rq_fault_value(copy);
}

/* A number, a bool, null: what is said of its place is gone. */
static rq_value nowhere(rq_value value)
{
    if (value.source != NULL) {
        value.place = 0;
        value.extent = 0;
        value.plain = 0;
    }
    value.source = NULL;
    return value;
}

static rq_value copy_value(struct copier *copier, rq_value value, unsigned depth)
{
    uint32_t weight = rq_value_weight(value);
    if (!copier->detached && value.source != NULL && weight <= copier->left) {
        take(copier, weight);
        return value;
    }
    bool nests = value.kind == RQ_LIST || value.kind == RQ_MAP || value.kind == RQ_OPTIONAL;
    if (nests && depth == 0)
        return rq_null();
    switch ((enum rq_kind)value.kind) {
    case RQ_STRING:
        return rq_string(copy_text(copier, value));
    case RQ_BYTES:
        return rq_bytes(copy_text(copier, value));
    case RQ_LIST:
        return copy_list(copier, value.as.list, depth - 1);
    case RQ_MAP:
        return copy_map(copier, value.as.map, depth - 1);
    case RQ_OPTIONAL:
        return copy_optional(copier, value.as.inner, depth - 1);
    case RQ_FAULT:
        return copy_fault(copier, value.as.fault);
    default:
        take(copier, 1);
        return copier->detached ? nowhere(value) : value;
    }
}

rq_value rq_value_copy(struct rq_arena *arena, rq_value value)
{
    return rq_value_excerpt(arena, value, UINT32_MAX);
}

rq_value rq_value_excerpt(struct rq_arena *arena, rq_value value, uint32_t parts)
{
    struct copier copier = {arena, parts, false};
    return copy_value(&copier, value, RQ_LIMIT_VALUE_DEPTH);
}

rq_value rq_value_detach(struct rq_arena *arena, rq_value value)
{
    struct copier copier = {arena, UINT32_MAX, true};
    return copy_value(&copier, value, RQ_LIMIT_VALUE_DEPTH);
}

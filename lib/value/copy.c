/* Copying values out of a shorter life into a longer one. */
#include "base/limits.h"
#include "value/value.h"

static rq_value copy_value(struct rq_arena *arena, rq_value value, unsigned depth);

static rq_value copy_list(struct rq_arena *arena, const struct rq_list *list, unsigned depth)
{
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        items[i] = copy_value(arena, list->items[i], depth);
    return rq_list_over(arena, items, list->count);
}

static rq_value copy_map(struct rq_arena *arena, const struct rq_map *map, unsigned depth)
{
    struct rq_entry *entries = RQ_NEW_ARRAY(arena, struct rq_entry, map->count);
    for (uint32_t i = 0; i < map->count; i++) {
        entries[i].key = copy_value(arena, map->entries[i].key, depth);
        entries[i].value = copy_value(arena, map->entries[i].value, depth);
    }
    return rq_map_over(arena, entries, map->count);
}

static rq_value copy_optional(struct rq_arena *arena, const rq_value *inner, unsigned depth)
{
    if (inner == NULL)
        return rq_optional(NULL);
    rq_value *copy = RQ_NEW(arena, rq_value);
    *copy = copy_value(arena, *inner, depth);
    return rq_optional(copy);
}

static rq_value copy_fault(struct rq_arena *arena, const struct rq_fault *fault)
{
    struct rq_fault *copy = RQ_NEW(arena, struct rq_fault);
    *copy = *fault;
    copy->message = rq_arena_copy(arena, fault->message);
    copy->missing = rq_arena_copy(arena, fault->missing);
    return rq_fault_value(copy);
}

static rq_value copy_value(struct rq_arena *arena, rq_value value, unsigned depth)
{
    if (value.origin != NULL)
        return value;
    if (depth == 0)
        return rq_null();
    switch ((enum rq_kind)value.kind) {
    case RQ_STRING:
        return rq_string(rq_arena_copy(arena, rq_value_text(value)));
    case RQ_BYTES:
        return rq_bytes(rq_arena_copy(arena, rq_value_text(value)));
    case RQ_LIST:
        return copy_list(arena, value.as.list, depth - 1);
    case RQ_MAP:
        return copy_map(arena, value.as.map, depth - 1);
    case RQ_OPTIONAL:
        return copy_optional(arena, value.as.inner, depth - 1);
    case RQ_FAULT:
        return copy_fault(arena, value.as.fault);
    default:
        return value;
    }
}

rq_value rq_value_copy(struct rq_arena *arena, rq_value value)
{
    return copy_value(arena, value, RQ_LIMIT_VALUE_DEPTH);
}

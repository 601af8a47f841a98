/* Constructors, look-ups and building.  Equality and order are in compare.c, text forms in print.c, dates in date.c. */
#include "value/value.h"

#include "base/limits.h"

/* Maps up to this size are searched from end to end: comparing lengths is quicker than hashing, and no index is kept. */
enum { SMALL_MAP = 24 };

rq_value rq_null(void)
{
    return (rq_value){.kind = RQ_NULL};
}

rq_value rq_bool(bool boolean)
{
    return (rq_value){.kind = RQ_BOOL, .as.boolean = boolean};
}

rq_value rq_int(int64_t integer)
{
    return (rq_value){.kind = RQ_INT, .as.integer = integer};
}

rq_value rq_uint(uint64_t natural)
{
    return (rq_value){.kind = RQ_UINT, .as.natural = natural};
}

rq_value rq_double(double number)
{
    return (rq_value){.kind = RQ_DOUBLE, .as.number = number};
}

static rq_value text_value(uint8_t kind, rq_str text)
{
    return (rq_value){.kind = kind, .extent = (uint32_t)text.len, .as.text = text.ptr};
}

rq_value rq_string(rq_str text)
{
    return text_value(RQ_STRING, text);
}

rq_value rq_bytes(rq_str bytes)
{
    return text_value(RQ_BYTES, bytes);
}

rq_value rq_type(rq_str name)
{
    return text_value(RQ_TYPE, name);
}

rq_value rq_timestamp(int64_t seconds, uint32_t nanoseconds)
{
    return (rq_value){.kind = RQ_TIMESTAMP, .extent = nanoseconds, .as.integer = seconds};
}

rq_value rq_duration(int64_t nanoseconds)
{
    return (rq_value){.kind = RQ_DURATION, .as.integer = nanoseconds};
}

rq_value rq_list_value(const struct rq_list *list)
{
    return (rq_value){.kind = RQ_LIST, .as.list = list};
}

rq_value rq_map_value(const struct rq_map *map)
{
    return (rq_value){.kind = RQ_MAP, .as.map = map};
}

rq_value rq_optional(const rq_value *inner)
{
    return (rq_value){.kind = RQ_OPTIONAL, .as.inner = inner};
}

rq_value rq_fault_value(const struct rq_fault *fault)
{
    return (rq_value){.kind = RQ_FAULT, .as.fault = fault};
}

rq_str rq_value_text(rq_value value)
{
    bool textual = value.kind == RQ_STRING || value.kind == RQ_BYTES || value.kind == RQ_TYPE;
    return textual ? (rq_str){value.as.text, value.extent} : RQ_STR("");
}

static const rq_str type_names[] = {
    [RQ_ABSENT] = {"absent", 6},
    [RQ_NULL] = {"null_type", 9},
    [RQ_BOOL] = {"bool", 4},
    [RQ_INT] = {"int", 3},
    [RQ_UINT] = {"uint", 4},
    [RQ_DOUBLE] = {"double", 6},
    [RQ_STRING] = {"string", 6},
    [RQ_BYTES] = {"bytes", 5},
    [RQ_LIST] = {"list", 4},
    [RQ_MAP] = {"map", 3},
    [RQ_TYPE] = {"type", 4},
    [RQ_TIMESTAMP] = {"google.protobuf.Timestamp", 25},
    [RQ_DURATION] = {"google.protobuf.Duration", 24},
    [RQ_OPTIONAL] = {"optional_type", 13},
    [RQ_FAULT] = {"error", 5},
};

rq_str rq_value_type_name(rq_value value)
{
    return type_names[value.kind];
}

/* The value inside optionals; `levels`: how many there are around it. */
static rq_value unwrapped(rq_value value, uint32_t *levels)
{
    for (*levels = 0; value.kind == RQ_OPTIONAL && value.as.inner != NULL && *levels <= RQ_LIMIT_VALUE_DEPTH; ++*levels)
        value = *value.as.inner;
    return value;
}

uint32_t rq_value_weight(rq_value value)
{
    uint32_t levels, weight = 0;
    value = unwrapped(value, &levels);
    if (value.kind == RQ_LIST)
        weight = value.as.list->weight;
    else if (value.kind == RQ_MAP)
        weight = value.as.map->weight;
    else if (value.kind == RQ_STRING || value.kind == RQ_BYTES)
        weight = 1 + value.extent / RQ_VALUE_TEXT_PART;
    return weight > 0 ? weight : 1;
}

uint32_t rq_value_depth(rq_value value)
{
    uint32_t levels;
    value = unwrapped(value, &levels);
    if (value.kind == RQ_LIST)
        return levels + 1 + value.as.list->depth;
    return value.kind == RQ_MAP ? levels + 1 + value.as.map->depth : levels;
}

static void add_weight(uint32_t *weight, uint32_t more)
{
    *weight = more > UINT32_MAX - *weight ? UINT32_MAX : *weight + more;
}

/* Texts are what most lists and keys consist of. */
static uint32_t text_weight(const rq_value *text)
{
    return 1 + text->extent / RQ_VALUE_TEXT_PART;
}

static void add_part(const rq_value *part, uint32_t *weight, uint32_t *depth)
{
    if (part->kind == RQ_STRING) {
        add_weight(weight, text_weight(part));
        return;
    }
    uint32_t below = rq_value_depth(*part);
    add_weight(weight, rq_value_weight(*part));
    *depth = below > *depth ? below : *depth;
}

static void add_entry(const struct rq_entry *entry, uint32_t *weight, uint32_t *depth)
{
    add_part(&entry->value, weight, depth);
    add_weight(weight, entry->key.kind == RQ_STRING ? text_weight(&entry->key) - 1 : rq_value_weight(entry->key) - 1);
}

rq_value rq_list_over(struct rq_arena *arena, const rq_value *items, size_t count)
{
    struct rq_list *list = RQ_NEW(arena, struct rq_list);
    list->count = (uint32_t)count;
    list->items = items;
    for (size_t i = 0; i < count; i++)
        add_part(&items[i], &list->weight, &list->depth);
    return rq_list_value(list);
}

/* Open addressing over entry numbers plus one (0: free), at most three quarters full.  `hashes` may be NULL. */
static void build_index(struct rq_arena *arena, struct rq_map *map, const uint32_t *hashes)
{
    uint32_t size = 16;
    while (size / 4 * 3 < map->count)
        size *= 2;
    uint32_t *index = RQ_NEW_ARRAY(arena, uint32_t, size);
    map->index_mask = size - 1;
    for (uint32_t i = 0; i < map->count; i++) {
        uint32_t at = (hashes == NULL ? rq_value_hash(map->entries[i].key) : hashes[i]) & map->index_mask;
        while (index[at] != 0)
            at = (at + 1) & map->index_mask;
        index[at] = i + 1;
    }
    map->index = index;
}

static struct rq_map *new_map(struct rq_arena *arena, const struct rq_entry *entries, size_t count)
{
    struct rq_map *map = RQ_NEW(arena, struct rq_map);
    map->count = (uint32_t)count;
    map->entries = entries;
    for (size_t i = 0; i < count; i++)
        add_entry(&entries[i], &map->weight, &map->depth);
    return map;
}

rq_value rq_map_hashed(struct rq_arena *arena, const struct rq_entry *entries, size_t count, const uint32_t *hashes)
{
    struct rq_map *map = new_map(arena, entries, count);
    if (count > SMALL_MAP)
        build_index(arena, map, hashes);
    return rq_map_value(map);
}

rq_value rq_map_over(struct rq_arena *arena, const struct rq_entry *entries, size_t count)
{
    return rq_map_hashed(arena, entries, count, NULL);
}

rq_value rq_map_like(struct rq_arena *arena, const struct rq_entry *entries, const struct rq_map *like)
{
    struct rq_map *map = new_map(arena, entries, like->count);
    map->index = like->index;
    map->index_mask = like->index_mask;
    return rq_map_value(map);
}

/* Weights are added up anew where the sum was cut off, depths where the deepest value may be gone. */
rq_value rq_map_with(struct rq_arena *arena, const struct rq_entry *entries, const struct rq_map *like,
                     const uint32_t *changed, size_t changed_count)
{
    struct rq_map *map = RQ_NEW(arena, struct rq_map);
    *map = *like;
    map->entries = entries;
    for (size_t i = 0; i < changed_count; i++) {
        const struct rq_entry *old = &like->entries[changed[i]], *now = &entries[changed[i]];
        if (like->weight == UINT32_MAX ||
            (rq_value_depth(old->value) == like->depth && rq_value_depth(now->value) < like->depth))
            return rq_map_like(arena, entries, like);
        map->weight -= rq_value_weight(old->key) - 1 + rq_value_weight(old->value);
        add_entry(now, &map->weight, &map->depth);
    }
    return rq_map_value(map);
}

rq_value rq_map_after(struct rq_arena *arena, const struct rq_entry *entries, const struct rq_map *like)
{
    struct rq_map *map = new_map(arena, entries, like->count);
    size_t size = ((size_t)like->index_mask + 1) * sizeof *like->index;
    if (like->index == NULL)
        return rq_map_value(map);
    uint32_t *index = rq_arena_raw(arena, size);
    memcpy(index, like->index, size);
    map->index = index;
    map->index_mask = like->index_mask;
    return rq_map_value(map);
}

void rq_map_build_put(struct rq_map_build *build, rq_str key, rq_value value)
{
    build->entries = rq_grow(build->arena, build->entries, build->count, &build->cap, sizeof *build->entries);
    build->entries[build->count++] = (struct rq_entry){rq_string(key), value};
}

rq_value rq_map_build_done(struct rq_map_build *build)
{
    return rq_map_over(build->arena, build->entries, build->count);
}

static bool key_is(const rq_value *key, rq_str text)
{
    return key->kind == RQ_STRING && key->extent == text.len && rq_bytes_equal(key->as.text, text.ptr, text.len);
}

static __attribute__((noinline)) const rq_value *find_indexed(const struct rq_map *map, rq_str key)
{
    return rq_map_get(map, rq_string(key));
}

const rq_value *rq_map_find(const struct rq_map *map, rq_str key)
{
    if (map->index != NULL)
        return find_indexed(map, key);
    const struct rq_entry *entry = map->entries;
    for (uint32_t left = map->count; left > 0; left--, entry++)
        if (key_is(&entry->key, key))
            return &entry->value;
    return NULL;
}

const rq_value *rq_map_get(const struct rq_map *map, rq_value key)
{
    if (map->index == NULL && key.kind == RQ_STRING)
        return rq_map_find(map, rq_value_text(key));
    if (map->index == NULL) {
        for (uint32_t i = 0; i < map->count; i++)
            if (rq_value_equal(map->entries[i].key, key))
                return &map->entries[i].value;
        return NULL;
    }
    for (uint32_t at = rq_value_hash(key) & map->index_mask; map->index[at] != 0; at = (at + 1) & map->index_mask) {
        const struct rq_entry *entry = &map->entries[map->index[at] - 1];
        if (rq_value_equal(entry->key, key))
            return &entry->value;
    }
    return NULL;
}

const rq_value *rq_value_field(rq_value value, rq_str key)
{
    return value.kind == RQ_MAP ? rq_map_find(value.as.map, key) : NULL;
}

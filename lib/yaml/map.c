/*
 * Closing a mapping: keys must be what a map can have, and differ; merge keys (`<<`, yaml.org/type/merge.html) bring the
 * entries of other mappings, which stand where the `<<` stands and give way to keys that the mapping has itself, before
 * or after it.
 */
#include "yaml/reader.h"

#include <string.h>

enum {
    /* libyaml takes 1,024 characters before a `:`.  Neither `?` nor an alias may bring a longer key, or each alias of a
     * megabyte would cost a hash over all of it. */
    KEY_BYTES = 4 * 1024,
    SHOWN = 60
};

struct merge {
    struct rq_yaml_reader *reader;
    struct rq_yaml_set keys;
    const struct rq_yaml_item **own; /* those of the keys that the mapping has itself */
    struct rq_entry *entries;        /* with room for all */
    size_t count;
    const struct rq_yaml_item *items; /* keys and values in turns */
    bool *accepted;                   /* per key */
};

static bool is_merge(rq_value key)
{
    return key.plain && key.kind == RQ_STRING && rq_str_equal(rq_value_text(key), RQ_STR("<<"));
}

static const char *wrong_key(rq_value key)
{
    switch ((enum rq_kind)key.kind) {
    case RQ_BOOL:
    case RQ_INT:
    case RQ_UINT:
        return NULL;
    case RQ_STRING:
        return key.extent <= KEY_BYTES ? NULL : "a text of more than 4,096 bytes";
    case RQ_NULL:
        return "null";
    case RQ_DOUBLE:
        return "a float";
    case RQ_LIST:
        return "a list";
    default:
        return "a mapping";
    }
}

/* The key as it is written, short enough for a message. */
static rq_str shown(const struct rq_yaml_reader *reader, rq_value key)
{
    rq_str text = rq_value_source_text(reader->scratch, key);
    return rq_str_slice(text, 0, text.len <= SHOWN ? text.len : rq_utf8_offset(text, SHOWN));
}

static void duplicate(struct rq_yaml_reader *reader, const struct rq_yaml_item *key, const struct rq_yaml_item *first)
{
    struct rq_yaml_issue *issue =
        rq_yaml_issue(reader, "yaml-duplicate-key", rq_yaml_place_of(reader, key),
                      "the key `%.*s` is already in this mapping", RQ_ARG(shown(reader, key->value)));
    issue->other = rq_yaml_place_of(reader, first);
    issue->other_message =
        reader->last_key ? RQ_STR("the first one, which does not count") : RQ_STR("the first one, which counts");
}

/* True if the key is new and can be one; else it is reported. */
static bool accept(struct merge *merge, const struct rq_yaml_item *key)
{
    const char *wrong = wrong_key(key->value);
    if (wrong != NULL) {
        rq_yaml_issue(merge->reader, "yaml-key", rq_yaml_place_of(merge->reader, key),
                      "a key must be text, a whole number, true or false; this is %s%s", wrong,
                      key->value.kind == RQ_NULL || key->value.kind == RQ_DOUBLE ? "; put it in quotes" : "");
        return false;
    }
    size_t first = rq_yaml_set_find(&merge->keys, key->value);
    if (first == RQ_NOT_FOUND) {
        merge->own[rq_yaml_set_add(&merge->keys, key->value)] = key;
        return true;
    }
    duplicate(merge->reader, key, merge->own[first]);
    if (!merge->reader->last_key)
        return false;
    merge->accepted[(merge->own[first] - merge->items) / 2] = false;
    merge->own[first] = key;
    return true;
}

static void merge_map(struct merge *merge, const struct rq_map *map)
{
    for (uint32_t i = 0; i < map->count; i++) {
        if (rq_yaml_set_find(&merge->keys, map->entries[i].key) != RQ_NOT_FOUND)
            continue;
        rq_yaml_set_add(&merge->keys, map->entries[i].key);
        merge->entries[merge->count++] = map->entries[i];
    }
}

/* Entries that a merge key can bring at most. */
static size_t merge_room(rq_value value)
{
    size_t room = value.kind == RQ_MAP ? value.as.map->count : 0;
    for (uint32_t i = 0; value.kind == RQ_LIST && i < value.as.list->count; i++) {
        rq_value item = value.as.list->items[i];
        room += item.kind == RQ_MAP ? item.as.map->count : 0;
    }
    return room;
}

static bool is_list_of_maps(rq_value value)
{
    for (uint32_t i = 0; value.kind == RQ_LIST && i < value.as.list->count; i++) {
        if (value.as.list->items[i].kind != RQ_MAP)
            return false;
    }
    return value.kind == RQ_LIST;
}

/* merge value = mapping | list of mappings, of which an earlier one wins */
static void merge_value(struct merge *merge, const struct rq_yaml_item *key, rq_value value)
{
    if (value.kind == RQ_MAP) {
        merge_map(merge, value.as.map);
    } else if (is_list_of_maps(value)) {
        for (uint32_t i = 0; i < value.as.list->count; i++)
            merge_map(merge, value.as.list->items[i].as.map);
    } else {
        rq_yaml_issue(merge->reader, "yaml-merge", rq_yaml_place_of(merge->reader, key),
                      "`<<` takes a mapping or a list of mappings; put it in quotes if it is a key like any other");
    }
}

/* Room for the entries, those of the merge keys included. */
static struct rq_entry *make_entries(struct rq_arena *arena, const struct rq_yaml_item *items, size_t count)
{
    size_t room = count / 2;
    for (size_t i = 0; i + 1 < count; i += 2)
        room += is_merge(items[i].value) ? merge_room(items[i + 1].value) : 0;
    return RQ_NEW_ARRAY(arena, struct rq_entry, room);
}

static bool is_text_elsewhere(rq_value key)
{
    return key.kind == RQ_DOUBLE || key.kind == RQ_NULL;
}

/* What other programs read may have keys such as 3.11, which are the text that stands there. */
static const struct rq_yaml_item *with_text_keys(struct rq_yaml_reader *reader, const struct rq_yaml_item *items,
                                                 size_t count)
{
    size_t some = 0;
    for (size_t i = 0; i + 1 < count && reader->last_key; i += 2)
        some += is_text_elsewhere(items[i].value);
    if (some == 0)
        return items;
    struct rq_yaml_item *copies = RQ_NEW_ARRAY(reader->scratch, struct rq_yaml_item, count);
    memcpy(copies, items, count * sizeof *copies);
    for (size_t i = 0; i + 1 < count; i += 2) {
        rq_value key = items[i].value;
        if (is_text_elsewhere(key))
            copies[i].value =
                rq_value_at(reader->arena, rq_string(rq_value_source_text(reader->arena, key)), rq_value_origin(key));
    }
    return copies;
}

rq_value rq_yaml_map(struct rq_yaml_reader *reader, const struct rq_yaml_item *items, size_t count)
{
    struct rq_arena_mark mark = rq_arena_mark(reader->scratch);
    struct merge merge = {.reader = reader, .keys = {.arena = reader->scratch}};
    merge.items = items = with_text_keys(reader, items, count);
    merge.accepted = RQ_NEW_ARRAY(reader->scratch, bool, count / 2);
    merge.own = RQ_NEW_ARRAY(reader->scratch, const struct rq_yaml_item *, count / 2);
    for (size_t i = 0; i + 1 < count; i += 2)
        merge.accepted[i / 2] = accept(&merge, &items[i]);
    merge.entries = make_entries(reader->arena, items, count);
    for (size_t i = 0; i + 1 < count; i += 2) {
        if (merge.accepted[i / 2] && is_merge(items[i].value))
            merge_value(&merge, &items[i], items[i + 1].value);
        else if (merge.accepted[i / 2])
            merge.entries[merge.count++] = (struct rq_entry){items[i].value, items[i + 1].value};
    }
    rq_arena_release(reader->scratch, mark);
    return rq_map_over(reader->arena, merge.entries, merge.count);
}

/*
 * What a finding about a record is known by, for its fingerprint.
 *
 * whose: the record's id.  A commit has the text of its message instead, which a rebase keeps.
 *
 * where: the JSON pointer without the indexes of lists: an entry that was put before another one does not make the other
 * new.  An entry that is a mapping is named by some of its values: those of its list's `key`, if the kind has one; else its
 * first single values in the order of their keys.  The field that the pointer leads to is not among them.
 *
 * what: the value in its normal form.  A list or a mapping under a key is told by its place alone, so that a request that
 * names too few accounts stays the same request when one of them is added.
 */
#include "graph/graph.h"

enum { MOST_NAMES = 4 };

rq_str rq_record_written_id(const struct rq_record *record)
{
    bool written = record->id_value.source != NULL && record->id_value.source == record->source;
    return written ? record->id : RQ_STR("");
}

static rq_str whose(struct rq_arena *arena, const struct rq_record *record)
{
    if (record->commit.len > 0)
        return rq_value_normal(arena, rq_string(rq_source_text(record->source)));
    return record->id.len > 0 ? record->id : record->path;
}

static bool is_nested(rq_value value)
{
    return value.kind == RQ_LIST || value.kind == RQ_MAP;
}

/* The next step of a pointer, with ~0 and ~1 undone; the pointer moves on. */
static rq_str next_step(struct rq_arena *arena, rq_str *pointer)
{
    size_t end = rq_str_find_byte(*pointer, '/', 1);
    rq_str step = rq_str_slice(*pointer, 1, end);
    *pointer = end == RQ_NOT_FOUND ? RQ_STR("") : rq_str_slice(*pointer, end, pointer->len);
    if (rq_str_find_byte(step, '~', 0) == RQ_NOT_FOUND)
        return step;
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < step.len; i++) {
        bool escape = step.ptr[i] == '~' && i + 1 < step.len;
        i += escape;
        rq_buf_byte(&buf, !escape ? step.ptr[i] : step.ptr[i] == '1' ? '/' : '~');
    }
    return rq_buf_text(&buf);
}

/* The way down from the record: what has been reached. */
struct walk {
    struct rq_arena *arena;
    struct rq_buf where;
    rq_value value;
    const struct rq_field *field; /* what the kind says of the value; NULL: nothing */
    const struct rq_field *list;  /* of the list that the value is an entry of; NULL: nothing is known of it */
    bool entry;                   /* the value is an entry of a list */
};

static void add_name(struct walk *walk, rq_str key, rq_value value)
{
    rq_str form = rq_value_normal(walk->arena, value);
    if (!rq_str_equal(form, RQ_STR("-")))
        rq_buf_format(&walk->where, "{%.*s=%.*s}", RQ_ARG(key), RQ_ARG(form));
}

static bool has_key(const struct walk *walk)
{
    return walk->list != NULL && walk->list->key.count > 0;
}

/* By the fields that the kind says tell entries apart. */
static void add_key_names(struct walk *walk, rq_str but)
{
    for (size_t i = 0; i < walk->list->key.count; i++) {
        rq_str key = rq_value_source_text(walk->arena, walk->list->key.items[i]);
        const rq_value *value = rq_value_field(walk->value, key);
        if (value != NULL && !rq_str_equal(key, but))
            add_name(walk, key, *value);
    }
}

/* Puts an entry among the first ones by key, which are sorted; gives their number. */
static size_t insert(const struct rq_entry **first, size_t count, const struct rq_entry *entry)
{
    rq_str key = rq_value_text(entry->key);
    size_t at = count < MOST_NAMES ? count : MOST_NAMES;
    while (at > 0 && rq_str_compare(key, rq_value_text(first[at - 1]->key)) < 0)
        at--;
    for (size_t i = count < MOST_NAMES ? count : MOST_NAMES - 1; i > at; i--)
        first[i] = first[i - 1];
    if (at < MOST_NAMES)
        first[at] = entry;
    return count < MOST_NAMES ? count + 1 : MOST_NAMES;
}

static void add_first_names(struct walk *walk, rq_str but)
{
    const struct rq_entry *first[MOST_NAMES];
    const struct rq_map *map = walk->value.as.map;
    size_t count = 0;
    for (uint32_t i = 0; i < map->count; i++) {
        const struct rq_entry *entry = &map->entries[i];
        if (!is_nested(entry->value) && entry->value.kind != RQ_NULL && entry->key.kind == RQ_STRING &&
            !rq_str_equal(rq_value_text(entry->key), but))
            count = insert(first, count, entry);
    }
    for (size_t i = 0; i < count; i++)
        add_name(walk, rq_value_text(first[i]->key), first[i]->value);
}

static const struct rq_field *field_below(const struct rq_field *field, rq_str name)
{
    for (size_t i = 0; field != NULL && i < field->field_count; i++)
        if (rq_str_equal(field->fields[i].name, name))
            return &field->fields[i];
    return NULL;
}

/* Keys that are no text are compared as they are written. */
static rq_value value_below(struct walk *walk, rq_str key)
{
    const rq_value *found = rq_value_field(walk->value, key);
    const struct rq_map *map = walk->value.kind == RQ_MAP ? walk->value.as.map : NULL;
    for (uint32_t i = 0; found == NULL && map != NULL && i < map->count; i++)
        if (rq_str_equal(rq_value_source_text(walk->arena, map->entries[i].key), key))
            found = &map->entries[i].value;
    return found == NULL ? (rq_value){0} : *found;
}

static void step_into_entry(struct walk *walk, rq_str index)
{
    const struct rq_list *list = walk->value.as.list;
    uint64_t number = 0;
    for (size_t i = 0; i < index.len && number <= list->count; i++)
        number = number * 10 + (uint64_t)(index.ptr[i] - '0');
    rq_buf_add(&walk->where, RQ_STR("/-"));
    walk->list = walk->field;
    walk->field = walk->field == NULL ? NULL : walk->field->items;
    walk->value = number < list->count ? list->items[number] : (rq_value){0};
    walk->entry = true;
}

static void step_into_field(struct walk *walk, rq_str key)
{
    if (walk->entry && has_key(walk))
        add_key_names(walk, key);
    else if (walk->entry && walk->value.kind == RQ_MAP)
        add_first_names(walk, key);
    rq_value_pointer_add(&walk->where, key);
    walk->value = value_below(walk, key);
    walk->field = field_below(walk->field, key);
    walk->entry = false;
}

/* Names the entry that the pointer leads to; false where its key is not given. */
static bool add_own_names(struct walk *walk)
{
    size_t before = walk->where.len;
    if (has_key(walk))
        add_key_names(walk, RQ_STR(""));
    return walk->where.len > before;
}

static rq_str what(struct walk *walk, rq_value value)
{
    bool told_by_place = is_nested(value) && (!walk->entry || add_own_names(walk));
    return told_by_place ? RQ_STR("-") : rq_value_normal(walk->arena, value);
}

struct rq_identity rq_record_identity(struct rq_arena *arena, const struct rq_record *record, rq_str pointer,
                                      rq_value value)
{
    struct rq_field root = {.fields = record->kind->fields, .field_count = record->kind->field_count};
    struct walk walk = {.arena = arena, .where = {.arena = arena}, .value = record->object, .field = &root};
    while (pointer.len > 0) {
        rq_str step = next_step(arena, &pointer);
        if (walk.value.kind == RQ_LIST)
            step_into_entry(&walk, step);
        else
            step_into_field(&walk, step);
    }
    rq_str form = what(&walk, value);
    return (struct rq_identity){whose(arena, record), rq_buf_text(&walk.where), form};
}

int rq_record_id_compare(rq_str a, rq_str b)
{
    size_t i = 0, j = 0;
    while (i < a.len && j < b.len) {
        bool digits = a.ptr[i] >= '0' && a.ptr[i] <= '9' && b.ptr[j] >= '0' && b.ptr[j] <= '9';
        if (!digits && a.ptr[i] != b.ptr[j])
            return (unsigned char)a.ptr[i] < (unsigned char)b.ptr[j] ? -1 : 1;
        if (!digits) {
            i++;
            j++;
            continue;
        }
        uint64_t x = 0, y = 0;
        for (; i < a.len && a.ptr[i] >= '0' && a.ptr[i] <= '9'; i++)
            x = x * 10 + (uint64_t)(a.ptr[i] - '0');
        for (; j < b.len && b.ptr[j] >= '0' && b.ptr[j] <= '9'; j++)
            y = y * 10 + (uint64_t)(b.ptr[j] - '0');
        if (x != y)
            return x < y ? -1 : 1;
    }
    return a.len - i < b.len - j ? -1 : a.len - i > b.len - j;
}

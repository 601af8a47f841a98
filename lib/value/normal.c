/*
 * Normal forms: a value as a line of text that does not depend on how, or in which order, it is written down.  They tell
 * findings apart, so two values have one form only if a person would call them the same.
 *
 * Nothing (null, text of white space alone, a list or mapping that holds nothing else) is "-"; inside a list or a mapping
 * it is left out.  Text is in quotes, with each run of white space as one blank.  The items of a list and the entries of a
 * mapping are sorted.  A form is cut at RQ_LIMIT_NORMAL_BYTES, and so is each part of it: what is longer is known by its
 * beginning.
 */
#include "base/limits.h"
#include "value/value.h"

#include <string.h>

/* What is nested deeper, or stands further down, is not looked at. */
enum { DEPTH = 8, MOST_PARTS = 1000 };

static rq_str normal(struct rq_arena *arena, rq_value value, unsigned depth);

static bool is_space(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static rq_str cut(rq_str text)
{
    return rq_str_slice(text, 0, RQ_LIMIT_NORMAL_BYTES);
}

/* Quotes inside stay as they are: a form is compared, never read. */
static rq_str normal_text(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < text.len && buf.len <= RQ_LIMIT_NORMAL_BYTES; i++) {
        if (!is_space(text.ptr[i])) {
            if (buf.len == 0)
                rq_buf_byte(&buf, '"');
            else if (is_space(text.ptr[i - 1]))
                rq_buf_byte(&buf, ' ');
            rq_buf_byte(&buf, text.ptr[i]);
        }
    }
    if (buf.len == 0)
        return RQ_STR("-");
    rq_buf_byte(&buf, '"');
    return cut(rq_buf_text(&buf));
}

/* What a list or a mapping is made of. */
struct parts {
    struct rq_arena *arena;
    rq_str *items;
    size_t count;
};

static struct parts new_parts(struct rq_arena *arena, uint32_t room)
{
    return (struct parts){.arena = arena, .items = RQ_NEW_ARRAY(arena, rq_str, room < MOST_PARTS ? room : MOST_PARTS)};
}

static void add_part(struct parts *parts, rq_str key, rq_value value, unsigned depth)
{
    rq_str form = normal(parts->arena, value, depth - 1);
    if (parts->count == MOST_PARTS || rq_str_equal(form, RQ_STR("-")))
        return;
    if (key.len > 0)
        form = rq_arena_format(parts->arena, "%.*s=%.*s", RQ_ARG(cut(key)), RQ_ARG(form));
    parts->items[parts->count++] = form;
}

static rq_str joined(const struct parts *parts, char open, char close)
{
    struct rq_buf buf = {.arena = parts->arena};
    if (parts->count == 0)
        return RQ_STR("-");
    rq_str_sort(parts->items, parts->count);
    for (size_t i = 0; i < parts->count && buf.len <= RQ_LIMIT_NORMAL_BYTES; i++) {
        rq_buf_byte(&buf, i == 0 ? open : ',');
        rq_buf_add(&buf, parts->items[i]);
    }
    rq_buf_byte(&buf, close);
    return cut(rq_buf_text(&buf));
}

static rq_str normal_list(struct rq_arena *arena, const struct rq_list *list, unsigned depth)
{
    struct parts parts = new_parts(arena, list->count);
    for (uint32_t i = 0; i < list->count && parts.count < MOST_PARTS; i++)
        add_part(&parts, RQ_STR(""), list->items[i], depth);
    return joined(&parts, '[', ']');
}

static rq_str normal_map(struct rq_arena *arena, const struct rq_map *map, unsigned depth)
{
    struct parts parts = new_parts(arena, map->count);
    for (uint32_t i = 0; i < map->count && parts.count < MOST_PARTS; i++)
        add_part(&parts, rq_value_source_text(arena, map->entries[i].key), map->entries[i].value, depth);
    return joined(&parts, '{', '}');
}

static rq_str normal(struct rq_arena *arena, rq_value value, unsigned depth)
{
    if (value.kind == RQ_OPTIONAL)
        value = value.as.inner == NULL ? rq_null() : *value.as.inner;
    if (value.kind == RQ_ABSENT || value.kind == RQ_NULL)
        return RQ_STR("-");
    if (value.kind == RQ_STRING)
        return normal_text(arena, rq_value_text(value));
    if (value.kind != RQ_LIST && value.kind != RQ_MAP)
        return cut(rq_value_print(arena, value, RQ_LIMIT_NORMAL_BYTES));
    if (depth == 0)
        return RQ_STR("…");
    return value.kind == RQ_LIST ? normal_list(arena, value.as.list, depth) : normal_map(arena, value.as.map, depth);
}

rq_str rq_value_normal(struct rq_arena *arena, rq_value value)
{
    char kept[RQ_LIMIT_NORMAL_BYTES];
    struct rq_arena_mark mark = rq_arena_mark(arena);
    rq_str form = normal(arena, value, DEPTH);
    memcpy(kept, form.ptr, form.len);
    rq_arena_release(arena, mark);
    return rq_arena_copy(arena, (rq_str){kept, form.len});
}

/*
 * JSON.  Reading is jansson's: its tree is copied into the arena and freed at once.  Writing is our own, because jansson
 * 2.14 prints 0.1 as 0.10000000000000001 or rounds, and would need a second tree of every report.
 *
 * Read rq_json_read, then add_value.
 */
#include "json.h"

#include "base/base64.h"
#include "base/err.h"
#include "base/limits.h"
#include "value/value.h"

#include <jansson.h>
#include <math.h>

static rq_value convert(struct rq_arena *arena, const json_t *json, unsigned depth);

static rq_value copy_string(struct rq_arena *arena, const json_t *json)
{
    return rq_string(rq_arena_copy(arena, (rq_str){json_string_value(json), json_string_length(json)}));
}

/* jansson's iterators take a json_t that is not const, and do not write to it. */
static rq_value convert_object(struct rq_arena *arena, const json_t *json, unsigned depth)
{
    json_t *object = (json_t *)(uintptr_t)json;
    struct rq_map_build build = {.arena = arena};
    for (void *at = json_object_iter(object); at != NULL; at = json_object_iter_next(object, at)) {
        rq_str key = {json_object_iter_key(at), json_object_iter_key_len(at)};
        rq_value value = convert(arena, json_object_iter_value(at), depth);
        if (value.kind == RQ_ABSENT)
            return value;
        rq_map_build_put(&build, rq_arena_copy(arena, key), value);
    }
    return rq_map_build_done(&build);
}

static rq_value convert_array(struct rq_arena *arena, const json_t *json, unsigned depth)
{
    size_t count = json_array_size(json);
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, count);
    for (size_t i = 0; i < count; i++) {
        items[i] = convert(arena, json_array_get(json, i), depth);
        if (items[i].kind == RQ_ABSENT)
            return items[i];
    }
    return rq_list_over(arena, items, count);
}

/* RQ_ABSENT where it is nested too deep. */
static rq_value convert(struct rq_arena *arena, const json_t *json, unsigned depth)
{
    if (depth == 0 && (json_is_object(json) || json_is_array(json)))
        return (rq_value){.kind = RQ_ABSENT};
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return convert_object(arena, json, depth - 1);
    case JSON_ARRAY:
        return convert_array(arena, json, depth - 1);
    case JSON_STRING:
        return copy_string(arena, json);
    case JSON_INTEGER:
        return rq_int(json_integer_value(json));
    case JSON_REAL:
        return rq_double(json_real_value(json));
    case JSON_TRUE:
    case JSON_FALSE:
        return rq_bool(json_is_true(json));
    default:
        return rq_null();
    }
}

rq_value rq_json_read(struct rq_arena *arena, rq_str text, struct rq_err *err)
{
    json_error_t error;
    const char *bytes = text.len == 0 ? "" : text.ptr;
    json_t *json = json_loadb(bytes, text.len, JSON_ALLOW_NUL | JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
    if (json == NULL) {
        rq_fail(err, "line %d, column %d: %s", error.line, error.column, error.text);
        return (rq_value){.kind = RQ_ABSENT};
    }
    rq_value value = convert(arena, json, RQ_LIMIT_VALUE_DEPTH);
    if (value.kind == RQ_ABSENT)
        rq_fail(err, "line 1, column 1: JSON is nested deeper than %d levels", RQ_LIMIT_VALUE_DEPTH);
    json_decref(json);
    return value;
}

struct writer {
    struct rq_buf *buf;
    unsigned indent;
    unsigned depth;
};

static void add_value(struct writer *writer, rq_value value);

/* A number that reads back as the same double, and as a double: 1.0, not 1. */
static void add_double(struct rq_buf *buf, double number)
{
    if (isnan(number) || isinf(number)) {
        rq_buf_quote(buf, isnan(number) ? RQ_STR("NaN") : number > 0 ? RQ_STR("Infinity") : RQ_STR("-Infinity"));
        return;
    }
    rq_str text = rq_double_print(buf->arena, number);
    rq_buf_add(buf, text);
    if (rq_str_find_byte(text, '.', 0) == RQ_NOT_FOUND && rq_str_find_byte(text, 'e', 0) == RQ_NOT_FOUND)
        rq_buf_add(buf, RQ_STR(".0"));
}

static void add_scalar(struct rq_buf *buf, rq_value value)
{
    switch ((enum rq_kind)value.kind) {
    case RQ_BOOL:
        rq_buf_add(buf, value.as.boolean ? RQ_STR("true") : RQ_STR("false"));
        return;
    case RQ_INT:
        rq_buf_format(buf, "%lld", (long long)value.as.integer);
        return;
    case RQ_UINT:
        rq_buf_format(buf, "%llu", (unsigned long long)value.as.natural);
        return;
    case RQ_DOUBLE:
        add_double(buf, value.as.number);
        return;
    case RQ_TIMESTAMP:
        rq_buf_quote(buf, rq_timestamp_print(buf->arena, value));
        return;
    case RQ_DURATION:
        rq_buf_quote(buf, rq_duration_print(buf->arena, value));
        return;
    case RQ_BYTES:
        rq_buf_quote(buf, rq_base64_encode(buf->arena, rq_value_text(value)));
        return;
    case RQ_STRING:
    case RQ_TYPE:
        rq_buf_quote(buf, rq_value_text(value));
        return;
    case RQ_FAULT:
        rq_buf_quote(buf, value.as.fault->message);
        return;
    default:
        rq_buf_add(buf, RQ_STR("null"));
        return;
    }
}

/* The line break of an indented text, before an item or a closing bracket. */
static void add_break(struct writer *writer)
{
    if (writer->indent == 0)
        return;
    rq_buf_byte(writer->buf, '\n');
    rq_buf_repeat(writer->buf, ' ', (size_t)writer->indent * writer->depth);
}

static void add_separator(struct writer *writer, bool first)
{
    if (!first)
        rq_buf_add(writer->buf, writer->indent > 0 ? RQ_STR(",") : RQ_STR(", "));
    add_break(writer);
}

static void add_list(struct writer *writer, const struct rq_list *list)
{
    rq_buf_byte(writer->buf, '[');
    writer->depth++;
    for (uint32_t i = 0; i < list->count; i++) {
        add_separator(writer, i == 0);
        add_value(writer, list->items[i]);
    }
    writer->depth--;
    if (list->count > 0)
        add_break(writer);
    rq_buf_byte(writer->buf, ']');
}

static void add_map(struct writer *writer, const struct rq_map *map)
{
    rq_buf_byte(writer->buf, '{');
    writer->depth++;
    for (uint32_t i = 0; i < map->count; i++) {
        add_separator(writer, i == 0);
        rq_buf_quote(writer->buf, rq_value_source_text(writer->buf->arena, map->entries[i].key));
        rq_buf_add(writer->buf, RQ_STR(": "));
        add_value(writer, map->entries[i].value);
    }
    writer->depth--;
    if (map->count > 0)
        add_break(writer);
    rq_buf_byte(writer->buf, '}');
}

static void add_value(struct writer *writer, rq_value value)
{
    while (value.kind == RQ_OPTIONAL)
        value = value.as.inner == NULL ? rq_null() : *value.as.inner;
    bool collection = value.kind == RQ_LIST || value.kind == RQ_MAP;
    if (!collection)
        add_scalar(writer->buf, value);
    else if (writer->depth >= RQ_LIMIT_VALUE_DEPTH)
        rq_buf_add(writer->buf, RQ_STR("null"));
    else if (value.kind == RQ_LIST)
        add_list(writer, value.as.list);
    else
        add_map(writer, value.as.map);
}

void rq_json_add(struct rq_buf *buf, rq_value value, unsigned indent)
{
    struct writer writer = {.buf = buf, .indent = indent};
    add_value(&writer, value);
}

rq_str rq_json_write(struct rq_arena *arena, rq_value value, unsigned indent)
{
    struct rq_buf buf = {.arena = arena};
    rq_json_add(&buf, value, indent);
    return rq_buf_text(&buf);
}

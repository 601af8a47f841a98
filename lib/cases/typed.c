/*
 * Typed values: one row of `readers` per type.
 *
 * Numbers come as text, because JSON has no 64-bit integers, NaN or -0.0 that every reader keeps.  Times are read here
 * and not by CEL's own conversions, which are among the things that the cases test.
 */
#include "cases/typed.h"

#include "base/base64.h"
#include "base/err.h"
#include "base/limits.h"
#include "cel/time.h"
#include "json.h"
#include "value/value.h"

#include <math.h>
#include <stdio.h>

static const rq_value absent = {.kind = RQ_ABSENT};

static rq_value read_within(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err);

static rq_value refuse(struct rq_arena *arena, rq_value json, const char *type, struct rq_err *err)
{
    rq_fail(err, "%.*s is no %s", RQ_ARG(rq_value_print(arena, json, 60)), type);
    return absent;
}

/* Decimal digits without overflow; moves `at` beyond them.  False where there is none or they are too many. */
static bool read_digits(rq_str text, size_t *at, uint64_t *number)
{
    size_t start = *at;
    *number = 0;
    for (; *at < text.len && text.ptr[*at] >= '0' && text.ptr[*at] <= '9'; ++*at) {
        uint64_t digit = (uint64_t)(text.ptr[*at] - '0');
        if (*number > (UINT64_MAX - digit) / 10)
            return false;
        *number = *number * 10 + digit;
    }
    return *at > start;
}

static rq_value read_null(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    return json.kind == RQ_NULL ? json : refuse(arena, json, "null", err);
}

static rq_value read_bool(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    return json.kind == RQ_BOOL ? json : refuse(arena, json, "bool", err);
}

static rq_value read_string(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    return json.kind == RQ_STRING ? json : refuse(arena, json, "string", err);
}

static rq_value read_type(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    return json.kind == RQ_STRING ? rq_type(rq_value_text(json)) : refuse(arena, json, "name of a type", err);
}

static rq_value read_bytes(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    rq_str bytes;
    if (json.kind == RQ_STRING && rq_base64_decode(arena, rq_value_text(json), &bytes))
        return rq_bytes(bytes);
    return refuse(arena, json, "base64", err);
}

/* A number in a text, read as JSON so that no locale matters; RQ_ABSENT if it is none of this kind. */
static rq_value read_number(struct rq_arena *arena, rq_value json, enum rq_kind kind)
{
    struct rq_err ignored = {.arena = arena};
    if (json.kind != RQ_STRING)
        return absent;
    rq_value number = rq_json_read(arena, rq_value_text(json), &ignored);
    return number.kind == kind ? number : absent;
}

static rq_value read_int(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    rq_value number = read_number(arena, json, RQ_INT);
    return number.kind == RQ_INT ? number : refuse(arena, json, "int", err);
}

static rq_value read_uint(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    rq_str text = json.kind == RQ_STRING ? rq_value_text(json) : RQ_STR("");
    size_t at = 0;
    uint64_t natural;
    if (!read_digits(text, &at, &natural) || at != text.len)
        return refuse(arena, json, "uint", err);
    return rq_uint(natural);
}

static rq_value read_double(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    rq_str text = json.kind == RQ_STRING ? rq_value_text(json) : RQ_STR("");
    if (rq_str_equal(text, RQ_STR("NaN")))
        return rq_double((double)NAN);
    if (rq_str_equal(text, RQ_STR("Infinity")))
        return rq_double((double)INFINITY);
    if (rq_str_equal(text, RQ_STR("-Infinity")))
        return rq_double(-(double)INFINITY);
    rq_value number = read_number(arena, json, RQ_DOUBLE);
    return number.kind == RQ_DOUBLE ? number : refuse(arena, json, "double", err);
}

static rq_value read_timestamp(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    rq_value timestamp;
    bool read = json.kind == RQ_STRING && rq_cel_timestamp_parse(rq_value_text(json), &timestamp);
    return read ? timestamp : refuse(arena, json, "timestamp", err);
}

static rq_value read_duration(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    (void)depth;
    rq_value duration;
    bool read = json.kind == RQ_STRING && rq_cel_duration_parse(rq_value_text(json), &duration);
    return read ? duration : refuse(arena, json, "duration", err);
}

static rq_value read_list(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    if (json.kind != RQ_LIST)
        return refuse(arena, json, "list", err);
    const struct rq_list *list = json.as.list;
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        items[i] = read_within(arena, list->items[i], depth, err);
        if (items[i].kind == RQ_ABSENT)
            return absent;
    }
    return rq_list_over(arena, items, list->count);
}

static bool may_be_key(rq_value value)
{
    return value.kind == RQ_BOOL || value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_STRING;
}

/* One [key, value] pair. */
static bool read_pair(struct rq_arena *arena, rq_value json, struct rq_entry *entry, unsigned depth, struct rq_err *err)
{
    if (json.kind != RQ_LIST || json.as.list->count != 2) {
        refuse(arena, json, "pair of key and value", err);
        return false;
    }
    entry->key = read_within(arena, json.as.list->items[0], depth, err);
    entry->value = read_within(arena, json.as.list->items[1], depth, err);
    if (entry->key.kind != RQ_ABSENT && !may_be_key(entry->key))
        refuse(arena, json.as.list->items[0], "key of a map", err);
    return !err->failed;
}

static rq_value read_map(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    if (json.kind != RQ_LIST)
        return refuse(arena, json, "list of pairs", err);
    const struct rq_list *pairs = json.as.list;
    struct rq_entry *entries = RQ_NEW_ARRAY(arena, struct rq_entry, pairs->count);
    for (uint32_t i = 0; i < pairs->count; i++)
        if (!read_pair(arena, pairs->items[i], &entries[i], depth, err))
            return absent;
    return rq_map_over(arena, entries, pairs->count);
}

static const struct {
    rq_str type;
    rq_value (*read)(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err);
} readers[] = {
    {{"null", 4}, read_null},   {{"bool", 4}, read_bool},           {{"int", 3}, read_int},
    {{"uint", 4}, read_uint},   {{"double", 6}, read_double},       {{"string", 6}, read_string},
    {{"bytes", 5}, read_bytes}, {{"list", 4}, read_list},           {{"map", 3}, read_map},
    {{"type", 4}, read_type},   {{"timestamp", 9}, read_timestamp}, {{"duration", 8}, read_duration},
};

static rq_value read_within(struct rq_arena *arena, rq_value json, unsigned depth, struct rq_err *err)
{
    if (json.kind != RQ_MAP || json.as.map->count != 1 || depth == 0)
        return refuse(arena, json, "typed value", err);
    const struct rq_entry *entry = json.as.map->entries;
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++)
        if (rq_str_equal(rq_value_text(entry->key), readers[i].type))
            return readers[i].read(arena, entry->value, depth - 1, err);
    return refuse(arena, entry->key, "type", err);
}

rq_value rq_typed_read(struct rq_arena *arena, rq_value json, struct rq_err *err)
{
    return read_within(arena, json, RQ_LIMIT_VALUE_DEPTH, err);
}

static bool equal_within(rq_value a, rq_value b, unsigned depth);

static bool lists_equal(const struct rq_list *a, const struct rq_list *b, unsigned depth)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!equal_within(a->items[i], b->items[i], depth))
            return false;
    return true;
}

static bool has_entry(const struct rq_map *map, struct rq_entry wanted, unsigned depth)
{
    for (uint32_t i = 0; i < map->count; i++)
        if (equal_within(map->entries[i].key, wanted.key, depth))
            return equal_within(map->entries[i].value, wanted.value, depth);
    return false;
}

static bool maps_equal(const struct rq_map *a, const struct rq_map *b, unsigned depth)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++)
        if (!has_entry(b, a->entries[i], depth))
            return false;
    return true;
}

static bool doubles_equal(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

static bool equal_within(rq_value a, rq_value b, unsigned depth)
{
    if (a.kind != b.kind || depth == 0)
        return false;
    if (a.kind == RQ_LIST)
        return lists_equal(a.as.list, b.as.list, depth - 1);
    if (a.kind == RQ_MAP)
        return maps_equal(a.as.map, b.as.map, depth - 1);
    if (a.kind == RQ_DOUBLE)
        return doubles_equal(a.as.number, b.as.number);
    return rq_value_equal(a, b);
}

bool rq_typed_equal(rq_value a, rq_value b)
{
    return equal_within(a, b, RQ_LIMIT_VALUE_DEPTH);
}

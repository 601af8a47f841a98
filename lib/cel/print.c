/*
 * "%s".  Lists and maps recurse, down to RQ_LIMIT_VALUE_DEPTH.  The entries of a map are printed first and then sorted by
 * the text of their keys, so that the result does not depend on how the map was made.
 */
#include "cel/print.h"
#include "cel/args.h"
#include "cel/sort.h"

#include "base/limits.h"

#include <math.h>
#include <stdlib.h>

static bool stop(struct rq_cel_printer *printer, rq_value problem)
{
    printer->problem = problem;
    return false;
}

static bool add(struct rq_cel_printer *printer, rq_str text)
{
    if (!rq_cel_charge_bytes(printer->call, text.len))
        return stop(printer, rq_cel_exhausted(printer->call));
    rq_buf_add(&printer->buf, text);
    return true;
}

/* The digits of string(number) with the point where the exponent says: "1e+06" is 1000000. */
static rq_str without_exponent(struct rq_arena *arena, rq_str text)
{
    size_t mark = rq_str_find_byte(text, 'e', 0);
    if (mark == RQ_NOT_FOUND)
        return text;
    bool negative = rq_str_starts(text, RQ_STR("-"));
    struct rq_buf digits = {.arena = arena}, buf = {.arena = arena};
    for (size_t i = negative; i < mark; i++)
        if (text.ptr[i] != '.')
            rq_buf_byte(&digits, text.ptr[i]);
    /* A double's exponent has three digits at most, and what follows the text is its NUL. */
    long exponent = strtol(text.ptr + mark + 1, NULL, 10);
    if (negative)
        rq_buf_byte(&buf, '-');
    if (exponent < 0) {
        rq_buf_add(&buf, RQ_STR("0."));
        rq_buf_repeat(&buf, '0', (size_t)(-exponent - 1));
        rq_buf_add(&buf, rq_buf_text(&digits));
        return rq_buf_text(&buf);
    }
    size_t whole = (size_t)exponent + 1;
    rq_buf_add(&buf, rq_str_slice(rq_buf_text(&digits), 0, whole));
    if (digits.len < whole)
        rq_buf_repeat(&buf, '0', whole - digits.len);
    if (digits.len > whole) {
        rq_buf_byte(&buf, '.');
        rq_buf_add(&buf, rq_str_slice(rq_buf_text(&digits), whole, digits.len));
    }
    return rq_buf_text(&buf);
}

static rq_str double_text(struct rq_arena *arena, double number)
{
    if (isinf(number))
        return number > 0 ? RQ_STR("Infinity") : RQ_STR("-Infinity");
    return without_exponent(arena, rq_double_print(arena, number));
}

static bool print_within(struct rq_cel_printer *printer, rq_value value, unsigned depth);

static bool print_list(struct rq_cel_printer *printer, const struct rq_list *list, unsigned depth)
{
    if (!add(printer, RQ_STR("[")))
        return false;
    for (uint32_t i = 0; i < list->count; i++)
        if ((i > 0 && !add(printer, RQ_STR(", "))) || !print_within(printer, list->items[i], depth))
            return false;
    return add(printer, RQ_STR("]"));
}

/* Prints a value on its own and makes its text a value. */
static bool print_apart(struct rq_cel_printer *printer, rq_value value, unsigned depth, rq_value *text)
{
    struct rq_cel_printer apart = {.call = printer->call, .buf = {.arena = printer->buf.arena}};
    if (!print_within(&apart, value, depth))
        return stop(printer, apart.problem);
    *text = rq_string(rq_buf_text(&apart.buf));
    return true;
}

static bool print_map(struct rq_cel_printer *printer, const struct rq_map *map, unsigned depth)
{
    struct rq_arena *arena = printer->buf.arena;
    rq_value *keys = RQ_NEW_ARRAY(arena, rq_value, map->count), *entries = RQ_NEW_ARRAY(arena, rq_value, map->count);
    for (uint32_t i = 0; i < map->count; i++) {
        rq_value value;
        if (!print_apart(printer, map->entries[i].key, depth, &keys[i]) ||
            !print_apart(printer, map->entries[i].value, depth, &value))
            return false;
        struct rq_buf entry = {.arena = arena};
        rq_buf_add(&entry, rq_value_text(keys[i]));
        rq_buf_add(&entry, RQ_STR(": "));
        rq_buf_add(&entry, rq_value_text(value));
        entries[i] = rq_string(rq_buf_text(&entry));
    }
    rq_value key_list = rq_list_over(arena, keys, map->count), entry_list = rq_list_over(arena, entries, map->count);
    rq_value sorted = rq_cel_sort(printer->call, entry_list.as.list, key_list.as.list);
    if (sorted.kind == RQ_FAULT)
        return stop(printer, sorted);
    if (!add(printer, RQ_STR("{")))
        return false;
    for (uint32_t i = 0; i < map->count; i++)
        if ((i > 0 && !add(printer, RQ_STR(", "))) || !add(printer, rq_value_text(sorted.as.list->items[i])))
            return false;
    return add(printer, RQ_STR("}"));
}

static bool print_bytes(struct rq_cel_printer *printer, rq_str bytes)
{
    if (!rq_utf8_valid(bytes, NULL))
        return stop(printer, rq_cel_fault(printer->call, "%%s of bytes that are not UTF-8; %%x prints them"));
    return add(printer, bytes);
}

static bool print_within(struct rq_cel_printer *printer, rq_value value, unsigned depth)
{
    struct rq_arena *arena = printer->buf.arena;
    if (depth == 0 && (value.kind == RQ_LIST || value.kind == RQ_MAP))
        return stop(printer, rq_cel_fault(printer->call, "%%s of a value that is nested too deep"));
    switch ((enum rq_kind)value.kind) {
    case RQ_NULL:
        return add(printer, RQ_STR("null"));
    case RQ_BOOL:
        return add(printer, value.as.boolean ? RQ_STR("true") : RQ_STR("false"));
    case RQ_INT:
        return add(printer, rq_arena_format(arena, "%lld", (long long)value.as.integer));
    case RQ_UINT:
        return add(printer, rq_arena_format(arena, "%llu", (unsigned long long)value.as.natural));
    case RQ_DOUBLE:
        return add(printer, double_text(arena, value.as.number));
    case RQ_STRING:
    case RQ_TYPE:
        return add(printer, rq_value_text(value));
    case RQ_BYTES:
        return print_bytes(printer, rq_value_text(value));
    case RQ_TIMESTAMP:
        return add(printer, rq_timestamp_print(arena, value));
    case RQ_DURATION:
        return add(printer, rq_duration_print(arena, value));
    case RQ_LIST:
        return print_list(printer, value.as.list, depth - 1);
    case RQ_MAP:
        return print_map(printer, value.as.map, depth - 1);
    default:
        return stop(printer, rq_cel_fault(printer->call, "%%s does not print %.*s", RQ_ARG(rq_value_type_name(value))));
    }
}

bool rq_cel_print(struct rq_cel_printer *printer, rq_value value)
{
    return print_within(printer, value, RQ_LIMIT_VALUE_DEPTH);
}

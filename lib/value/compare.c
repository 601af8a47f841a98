/*
 * CEL's equality and order (language definition, "Equality" and "Ordering").
 *
 * Numbers of different types stand on one number line; everything else of different types is unequal and has no order.
 * Recursion ends at RQ_LIMIT_VALUE_DEPTH: what is nested deeper counts as unequal.
 *
 * Whether two values are alike is another question, whose answer is for those who keep what was made of one of them.
 */
#include "base/limits.h"
#include "base/source.h"
#include "value/value.h"

#include <math.h>
#include <string.h>

static bool is_number(rq_value value)
{
    return value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE;
}

static int sign_int(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int sign_double(double a, double b)
{
    return (a > b) - (a < b);
}

/* An integer against a double.  The conformance suite pins a rounded comparison at 2^63 (the integer is converted), so
 * this is the one place that is not exact; an exact one would change only this function. */
static int int_against_double(int64_t a, double b)
{
    if (b < -9223372036854775808.0)
        return 1;
    if (b > 9223372036854775808.0)
        return -1;
    return sign_double((double)a, b);
}

static int uint_against_double(uint64_t a, double b)
{
    if (b < 0)
        return 1;
    if (b > 18446744073709551616.0)
        return -1;
    return sign_double((double)a, b);
}

static int int_against_uint(int64_t a, uint64_t b)
{
    return a < 0 || (uint64_t)a < b ? -1 : (uint64_t)a > b;
}

/* Neither is NaN. */
static int compare_numbers(rq_value a, rq_value b)
{
    if (a.kind > b.kind)
        return -compare_numbers(b, a);
    if (a.kind == RQ_INT && b.kind == RQ_INT)
        return sign_int(a.as.integer, b.as.integer);
    if (a.kind == RQ_INT && b.kind == RQ_UINT)
        return int_against_uint(a.as.integer, b.as.natural);
    if (a.kind == RQ_INT)
        return int_against_double(a.as.integer, b.as.number);
    if (a.kind == RQ_UINT && b.kind == RQ_UINT)
        return (a.as.natural > b.as.natural) - (a.as.natural < b.as.natural);
    if (a.kind == RQ_UINT)
        return uint_against_double(a.as.natural, b.as.number);
    return sign_double(a.as.number, b.as.number);
}

static bool is_nan(rq_value value)
{
    return value.kind == RQ_DOUBLE && isnan(value.as.number);
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

static bool maps_equal(const struct rq_map *a, const struct rq_map *b, unsigned depth)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const rq_value *other = rq_map_get(b, a->entries[i].key);
        if (other == NULL || !equal_within(a->entries[i].value, *other, depth))
            return false;
    }
    return true;
}

static bool optionals_equal(const rq_value *a, const rq_value *b, unsigned depth)
{
    if (a == NULL || b == NULL)
        return a == b;
    return equal_within(*a, *b, depth);
}

static bool equal_within(rq_value a, rq_value b, unsigned depth)
{
    if (is_number(a) && is_number(b))
        return !is_nan(a) && !is_nan(b) && compare_numbers(a, b) == 0;
    if (a.kind != b.kind)
        return false;
    switch ((enum rq_kind)a.kind) {
    case RQ_NULL:
    case RQ_ABSENT:
        return true;
    case RQ_BOOL:
        return a.as.boolean == b.as.boolean;
    case RQ_TIMESTAMP:
    case RQ_DURATION:
        return a.as.integer == b.as.integer && a.extent == b.extent;
    case RQ_LIST:
        return depth > 0 && lists_equal(a.as.list, b.as.list, depth - 1);
    case RQ_MAP:
        return depth > 0 && maps_equal(a.as.map, b.as.map, depth - 1);
    case RQ_OPTIONAL:
        return depth > 0 && optionals_equal(a.as.inner, b.as.inner, depth - 1);
    case RQ_FAULT:
        return false;
    default:
        return rq_str_equal(rq_value_text(a), rq_value_text(b));
    }
}

bool rq_value_equal(rq_value a, rq_value b)
{
    return equal_within(a, b, RQ_LIMIT_VALUE_DEPTH);
}

static int compare_times(rq_value a, rq_value b)
{
    int order = sign_int(a.as.integer, b.as.integer);
    return order != 0 ? order : sign_int(a.extent, b.extent);
}

bool rq_value_compare(rq_value a, rq_value b, int *order)
{
    if (is_number(a) && is_number(b)) {
        if (is_nan(a) || is_nan(b))
            return false;
        *order = compare_numbers(a, b);
        return true;
    }
    if (a.kind != b.kind)
        return false;
    switch ((enum rq_kind)a.kind) {
    case RQ_BOOL:
        *order = (int)a.as.boolean - (int)b.as.boolean;
        return true;
    case RQ_STRING:
    case RQ_BYTES:
        *order = rq_str_compare(rq_value_text(a), rq_value_text(b));
        return true;
    case RQ_TIMESTAMP:
    case RQ_DURATION:
        *order = compare_times(a, b);
        return true;
    default:
        return false;
    }
}

/* Numbers hash by their double, which is what makes 1, 1u and 1.0 one key. */
static double as_double(rq_value number)
{
    if (number.kind == RQ_INT)
        return (double)number.as.integer;
    return number.kind == RQ_UINT ? (double)number.as.natural : number.as.number;
}

static uint32_t hash_numbers(uint64_t a, uint64_t b)
{
    const uint64_t both[] = {a, b};
    return rq_str_hash((rq_str){(const char *)both, sizeof both});
}

/* What is not a number equals nothing; where it stands keeps many of them apart. */
static uint32_t hash_number(rq_value value)
{
    double number = as_double(value) + 0.0; /* -0.0 becomes 0.0 */
    char bytes[sizeof number];
    if (isnan(number))
        return hash_numbers(value.extent, value.place);
    memcpy(bytes, &number, sizeof bytes);
    return rq_str_hash((rq_str){bytes, sizeof bytes});
}

static uint32_t hash_within(rq_value value, unsigned depth);

static uint32_t hash_list(const struct rq_list *list, unsigned depth)
{
    uint32_t hash = list->count;
    for (uint32_t i = 0; depth > 0 && i < list->count; i++)
        hash = hash_numbers(hash, hash_within(list->items[i], depth - 1));
    return hash;
}

/* In whatever order the entries stand. */
static uint32_t hash_map(const struct rq_map *map, unsigned depth)
{
    uint32_t hash = map->count;
    for (uint32_t i = 0; depth > 0 && i < map->count; i++)
        hash += hash_numbers(hash_within(map->entries[i].key, 0), hash_within(map->entries[i].value, depth - 1));
    return hash;
}

static uint32_t hash_within(rq_value value, unsigned depth)
{
    switch ((enum rq_kind)value.kind) {
    case RQ_INT:
    case RQ_UINT:
    case RQ_DOUBLE:
        return hash_number(value);
    case RQ_BOOL:
        return value.as.boolean ? 0x9E3779B9U : 0x7F4A7C15U;
    case RQ_TIMESTAMP:
    case RQ_DURATION:
        return hash_numbers((uint64_t)value.as.integer, value.extent);
    case RQ_LIST:
        return hash_list(value.as.list, depth);
    case RQ_MAP:
        return hash_map(value.as.map, depth);
    case RQ_OPTIONAL:
        return depth == 0 || value.as.inner == NULL ? RQ_OPTIONAL : hash_within(*value.as.inner, depth - 1);
    default:
        return rq_str_hash(rq_value_text(value));
    }
}

uint32_t rq_value_hash(rq_value value)
{
    return hash_within(value, RQ_LIMIT_VALUE_DEPTH);
}

/* Places in one file are compared; of files at one path, what is written there. */
static bool written_alike(rq_value a, rq_value b)
{
    if (a.source == NULL || b.source == NULL)
        return a.source == b.source;
    if (a.source == b.source)
        return a.plain == b.plain && rq_origin_equal(rq_value_origin(a), rq_value_origin(b));
    bool nests = a.kind == RQ_LIST || a.kind == RQ_MAP;
    return a.plain == b.plain && rq_source_is_past(a.source) == rq_source_is_past(b.source) &&
           rq_str_equal(rq_source_path(a.source), rq_source_path(b.source)) &&
           (nests || rq_str_equal(rq_value_written(a), rq_value_written(b)));
}

static bool alike_within(rq_value a, rq_value b, unsigned depth);

static bool lists_alike(const struct rq_list *a, const struct rq_list *b, unsigned depth)
{
    bool alike = a->count == b->count;
    for (uint32_t i = 0; alike && a != b && i < a->count; i++)
        alike = alike_within(a->items[i], b->items[i], depth);
    return alike;
}

static bool maps_alike(const struct rq_map *a, const struct rq_map *b, unsigned depth)
{
    bool alike = a->count == b->count;
    for (uint32_t i = 0; alike && a != b && i < a->count; i++)
        alike = alike_within(a->entries[i].key, b->entries[i].key, depth) &&
                alike_within(a->entries[i].value, b->entries[i].value, depth);
    return alike;
}

/* 0.0 and -0.0 are equal and print differently. */
static uint64_t bits_of(double number)
{
    uint64_t bits = 0;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

/* Faults never are: what they say of their place is more than a value has. */
static bool alike_within(rq_value a, rq_value b, unsigned depth)
{
    if (a.kind != b.kind || a.kind == RQ_FAULT || depth == 0 || !written_alike(a, b))
        return false;
    if (a.kind == RQ_LIST)
        return lists_alike(a.as.list, b.as.list, depth - 1);
    if (a.kind == RQ_MAP)
        return maps_alike(a.as.map, b.as.map, depth - 1);
    if (a.kind == RQ_OPTIONAL && a.as.inner != NULL && b.as.inner != NULL)
        return alike_within(*a.as.inner, *b.as.inner, depth - 1);
    if (a.kind == RQ_DOUBLE)
        return bits_of(a.as.number) == bits_of(b.as.number);
    return equal_within(a, b, depth);
}

bool rq_value_alike(rq_value a, rq_value b)
{
    return alike_within(a, b, RQ_LIMIT_VALUE_DEPTH);
}

static bool keeps(rq_value copy, rq_value value, unsigned depth);

static bool list_keeps(const struct rq_list *copy, const struct rq_list *list, unsigned depth)
{
    bool same = copy->count == list->count;
    for (uint32_t i = 0; same && i < copy->count; i++)
        same = keeps(copy->items[i], list->items[i], depth);
    return same;
}

/* Keys of a copy are texts. */
static bool map_keeps(const struct rq_map *copy, const struct rq_map *map, unsigned depth)
{
    bool same = copy->count == map->count;
    for (uint32_t i = 0; same && i < copy->count; i++)
        same = map->entries[i].key.kind == RQ_STRING &&
               rq_str_equal(rq_value_text(copy->entries[i].key), rq_value_text(map->entries[i].key)) &&
               keeps(copy->entries[i].value, map->entries[i].value, depth);
    return same;
}

static bool keeps(rq_value copy, rq_value value, unsigned depth)
{
    if (copy.kind != value.kind || depth == 0)
        return false;
    if (copy.kind == RQ_LIST)
        return list_keeps(copy.as.list, value.as.list, depth - 1);
    if (copy.kind == RQ_MAP)
        return map_keeps(copy.as.map, value.as.map, depth - 1);
    if (copy.kind == RQ_OPTIONAL && copy.as.inner != NULL && value.as.inner != NULL)
        return keeps(*copy.as.inner, *value.as.inner, depth - 1);
    if (copy.kind == RQ_DOUBLE)
        return bits_of(copy.as.number) == bits_of(value.as.number);
    return equal_within(copy, value, depth);
}

bool rq_value_keeps(rq_value copy, rq_value value)
{
    return keeps(copy, value, RQ_LIMIT_VALUE_DEPTH);
}

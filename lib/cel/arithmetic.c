/*
 * Arithmetic on values (language definition, "Arithmetic", "Timestamps and Durations").
 *
 * Both operands have one type, except that a timestamp takes durations.  Whole numbers never wrap: overflow and division
 * by zero are faults.  Doubles follow IEEE 754.  `+` also joins strings, bytes and lists.
 */
#include "base/arena.h"
#include "base/limits.h"
#include "base/text.h"
#include "cel/function.h"
#include "cel/machine.h"
#include "value/value.h"

#include <string.h>

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z */
static const int64_t earliest = INT64_C(-62135596800), latest = INT64_C(253402300799);
static const int64_t second = 1000000000;

static rq_value overflow(struct rq_cel_call *call, const char *type)
{
    return rq_cel_fault(call, "the result does not fit into %s", type);
}

static rq_value int_result(struct rq_cel_call *call, bool overflowed, const int64_t *result)
{
    return overflowed ? overflow(call, "an int") : rq_int(*result);
}

static rq_value uint_result(struct rq_cel_call *call, bool overflowed, const uint64_t *result)
{
    return overflowed ? overflow(call, "a uint") : rq_uint(*result);
}

static rq_value duration_result(struct rq_cel_call *call, bool overflowed, const int64_t *result)
{
    return overflowed ? overflow(call, "a duration") : rq_duration(*result);
}

/* Seconds and nanoseconds, which may lie outside 0 to 999,999,999 by one second. */
static rq_value timestamp_result(struct rq_cel_call *call, int64_t seconds, int64_t nanoseconds)
{
    if (nanoseconds < 0) {
        seconds--;
        nanoseconds += second;
    } else if (nanoseconds >= second) {
        seconds++;
        nanoseconds -= second;
    }
    if (seconds < earliest || seconds > latest)
        return overflow(call, "a timestamp: the years are 1 to 9999");
    return rq_timestamp(seconds, (uint32_t)nanoseconds);
}

static rq_value move(struct rq_cel_call *call, rq_value timestamp, int64_t seconds, int64_t nanoseconds)
{
    return timestamp_result(call, timestamp.as.integer + seconds, (int64_t)timestamp.extent + nanoseconds);
}

/* The rest of a division of nanoseconds is of their sign, so both parts are moved the same way. */
static rq_value later(struct rq_cel_call *call, rq_value timestamp, int64_t nanoseconds)
{
    return move(call, timestamp, nanoseconds / second, nanoseconds % second);
}

static rq_value earlier(struct rq_cel_call *call, rq_value timestamp, int64_t nanoseconds)
{
    return move(call, timestamp, -(nanoseconds / second), -(nanoseconds % second));
}

static rq_value between(struct rq_cel_call *call, rq_value a, rq_value b)
{
    int64_t seconds = a.as.integer - b.as.integer, nanoseconds = (int64_t)a.extent - (int64_t)b.extent, result;
    if (seconds < 0 && nanoseconds > 0) { /* so that the smallest duration does not overflow on the way */
        seconds++;
        nanoseconds -= second;
    }
    bool overflowed = __builtin_mul_overflow(seconds, second, &result);
    overflowed = __builtin_add_overflow(result, nanoseconds, &result) || overflowed;
    return duration_result(call, overflowed, &result);
}

/* Charges a join and checks that there is room for it. */
static bool may_join(struct rq_cel_call *call, uint64_t size, size_t bytes, rq_value *fault)
{
    if (!rq_cel_charge(call, (size + 9) / 10)) {
        *fault = rq_cel_exhausted(call);
        return false;
    }
    if (rq_cel_room(call->machine, bytes) && size <= UINT32_MAX)
        return true;
    *fault = rq_cel_too_large(call->machine, call->machine->node);
    return false;
}

static rq_value join_text(struct rq_cel_call *call, rq_value a, rq_value b)
{
    size_t size = (size_t)a.extent + b.extent;
    rq_value fault;
    if (!may_join(call, size, size, &fault))
        return fault;
    struct rq_buf buf = {.arena = call->arena, .ptr = rq_arena_alloc(call->arena, size + 1), .cap = size + 1};
    rq_buf_add(&buf, rq_value_text(a));
    rq_buf_add(&buf, rq_value_text(b));
    return a.kind == RQ_STRING ? rq_string(rq_buf_text(&buf)) : rq_bytes(rq_buf_text(&buf));
}

static rq_value join_lists(struct rq_cel_call *call, rq_value a, rq_value b)
{
    const struct rq_list *left = a.as.list, *right = b.as.list;
    size_t count = (size_t)left->count + right->count;
    rq_value fault;
    if (!may_join(call, count, count * sizeof(rq_value), &fault))
        return fault;
    rq_value *items = RQ_NEW_ARRAY(call->arena, rq_value, count);
    if (left->count > 0)
        memcpy(items, left->items, left->count * sizeof *items);
    if (right->count > 0)
        memcpy(items + left->count, right->items, right->count * sizeof *items);
    return rq_cel_sized(call->machine, call->machine->node, rq_list_over(call->arena, items, count));
}

static rq_value add_same(struct rq_cel_call *call, rq_value a, rq_value b)
{
    int64_t integer;
    uint64_t natural;
    switch (a.kind) {
    case RQ_INT:
        return int_result(call, __builtin_add_overflow(a.as.integer, b.as.integer, &integer), &integer);
    case RQ_UINT:
        return uint_result(call, __builtin_add_overflow(a.as.natural, b.as.natural, &natural), &natural);
    case RQ_DOUBLE:
        return rq_double(a.as.number + b.as.number);
    case RQ_DURATION:
        return duration_result(call, __builtin_add_overflow(a.as.integer, b.as.integer, &integer), &integer);
    case RQ_STRING:
    case RQ_BYTES:
        return join_text(call, a, b);
    case RQ_LIST:
        return join_lists(call, a, b);
    default:
        return rq_cel_no_overload(call);
    }
}

static bool charge_one(struct rq_cel_call *call)
{
    return rq_cel_charge(call, 1);
}

rq_value rq_cel_add(struct rq_cel_call *call, rq_value a, rq_value b)
{
    if (!charge_one(call))
        return rq_cel_exhausted(call);
    if (a.kind == RQ_TIMESTAMP && b.kind == RQ_DURATION)
        return later(call, a, b.as.integer);
    if (a.kind == RQ_DURATION && b.kind == RQ_TIMESTAMP)
        return later(call, b, a.as.integer);
    return a.kind == b.kind ? add_same(call, a, b) : rq_cel_no_overload(call);
}

static rq_value subtract_same(struct rq_cel_call *call, rq_value a, rq_value b)
{
    int64_t integer;
    uint64_t natural;
    switch (a.kind) {
    case RQ_INT:
        return int_result(call, __builtin_sub_overflow(a.as.integer, b.as.integer, &integer), &integer);
    case RQ_UINT:
        return uint_result(call, __builtin_sub_overflow(a.as.natural, b.as.natural, &natural), &natural);
    case RQ_DOUBLE:
        return rq_double(a.as.number - b.as.number);
    case RQ_DURATION:
        return duration_result(call, __builtin_sub_overflow(a.as.integer, b.as.integer, &integer), &integer);
    case RQ_TIMESTAMP:
        return between(call, a, b);
    default:
        return rq_cel_no_overload(call);
    }
}

rq_value rq_cel_subtract(struct rq_cel_call *call, rq_value a, rq_value b)
{
    if (a.kind == RQ_TIMESTAMP && b.kind == RQ_DURATION)
        return earlier(call, a, b.as.integer);
    return a.kind == b.kind ? subtract_same(call, a, b) : rq_cel_no_overload(call);
}

rq_value rq_cel_multiply(struct rq_cel_call *call, rq_value a, rq_value b)
{
    int64_t integer;
    uint64_t natural;
    if (a.kind != b.kind)
        return rq_cel_no_overload(call);
    switch (a.kind) {
    case RQ_INT:
        return int_result(call, __builtin_mul_overflow(a.as.integer, b.as.integer, &integer), &integer);
    case RQ_UINT:
        return uint_result(call, __builtin_mul_overflow(a.as.natural, b.as.natural, &natural), &natural);
    case RQ_DOUBLE:
        return rq_double(a.as.number * b.as.number);
    default:
        return rq_cel_no_overload(call);
    }
}

static bool is_zero(rq_value value)
{
    return (value.kind == RQ_INT || value.kind == RQ_UINT) && value.as.natural == 0;
}

/* The one quotient of ints that does not fit, and whose division traps in C. */
static bool is_too_large_quotient(rq_value a, rq_value b)
{
    return a.kind == RQ_INT && a.as.integer == INT64_MIN && b.as.integer == -1;
}

rq_value rq_cel_divide(struct rq_cel_call *call, rq_value a, rq_value b)
{
    if (a.kind != b.kind)
        return rq_cel_no_overload(call);
    if (is_zero(b))
        return rq_cel_fault_of(call, &b, "division by zero");
    if (is_too_large_quotient(a, b))
        return overflow(call, "an int");
    switch (a.kind) {
    case RQ_INT:
        return rq_int(a.as.integer / b.as.integer);
    case RQ_UINT:
        return rq_uint(a.as.natural / b.as.natural);
    case RQ_DOUBLE:
        return rq_double(a.as.number / b.as.number);
    default:
        return rq_cel_no_overload(call);
    }
}

rq_value rq_cel_modulo(struct rq_cel_call *call, rq_value a, rq_value b)
{
    if (a.kind != b.kind || (a.kind != RQ_INT && a.kind != RQ_UINT))
        return rq_cel_no_overload(call);
    if (is_zero(b))
        return rq_cel_fault_of(call, &b, "modulo by zero");
    if (is_too_large_quotient(a, b))
        return overflow(call, "an int");
    return a.kind == RQ_INT ? rq_int(a.as.integer % b.as.integer) : rq_uint(a.as.natural % b.as.natural);
}

rq_value rq_cel_negate(struct rq_cel_call *call, rq_value a)
{
    if (a.kind == RQ_DOUBLE)
        return rq_double(-a.as.number);
    if (a.kind != RQ_INT)
        return rq_cel_no_overload(call);
    int64_t integer;
    return int_result(call, __builtin_sub_overflow(0, a.as.integer, &integer), &integer);
}

/*
 * math.*: cel-go's math library.
 *
 * greatest and least compare numbers of all types on one number line and give back the argument itself, so the result
 * has that argument's type.  The functions that round are for doubles only.  Shifts move zeros in from both sides, also
 * for negative ints, and shift out everything from 64 on.
 */
#include "cel/args.h"

#include <math.h>

static bool is_number(rq_value value)
{
    return value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE;
}

/* The greatest (sign 1) or least (sign -1) of the values; of equal ones the first. */
static rq_value extreme(struct rq_cel_call *call, const rq_value *values, uint32_t count, int sign)
{
    if (count == 0)
        return rq_cel_fault(call, "%s() of an empty list", call->function->name);
    if (!rq_cel_charge(call, count))
        return rq_cel_exhausted(call);
    rq_value best = values[0];
    for (uint32_t i = 0; i < count; i++) {
        int order;
        if (!is_number(values[i]))
            return rq_cel_no_overload(call);
        if (!rq_value_compare(values[i], best, &order))
            return rq_cel_fault(call, "%s(): NaN has no order", call->function->name);
        if (order * sign > 0)
            best = values[i];
    }
    return best;
}

static rq_value extreme_of_all(struct rq_cel_call *call, int sign)
{
    if (call->count == 1 && call->args[0].kind == RQ_LIST)
        return extreme(call, call->args[0].as.list->items, call->args[0].as.list->count, sign);
    return extreme(call, call->args, call->count, sign);
}

static rq_value greatest(struct rq_cel_call *call)
{
    return extreme_of_all(call, 1);
}

static rq_value least(struct rq_cel_call *call)
{
    return extreme_of_all(call, -1);
}

static rq_value of_double(struct rq_cel_call *call, double (*function)(double))
{
    return rq_double(function(call->args[0].as.number));
}

static rq_value math_ceil(struct rq_cel_call *call)
{
    return of_double(call, ceil);
}

static rq_value math_floor(struct rq_cel_call *call)
{
    return of_double(call, floor);
}

/* Halves away from zero. */
static rq_value math_round(struct rq_cel_call *call)
{
    return of_double(call, round);
}

static rq_value math_trunc(struct rq_cel_call *call)
{
    return of_double(call, trunc);
}

static rq_value math_sqrt(struct rq_cel_call *call)
{
    rq_value value = call->args[0];
    switch (value.kind) {
    case RQ_INT:
        return rq_double(sqrt((double)value.as.integer));
    case RQ_UINT:
        return rq_double(sqrt((double)value.as.natural));
    default:
        return of_double(call, sqrt);
    }
}

static rq_value math_abs(struct rq_cel_call *call)
{
    rq_value value = call->args[0];
    switch (value.kind) {
    case RQ_UINT:
        return value;
    case RQ_INT:
        if (value.as.integer == INT64_MIN)
            return rq_cel_fault(call, "math.abs(%lld) is out of range for int", (long long)value.as.integer);
        return rq_int(value.as.integer < 0 ? -value.as.integer : value.as.integer);
    default:
        return of_double(call, fabs);
    }
}

static double sign_of(double number)
{
    if (isnan(number))
        return number;
    return (number > 0) - (number < 0);
}

static rq_value math_sign(struct rq_cel_call *call)
{
    rq_value value = call->args[0];
    switch (value.kind) {
    case RQ_UINT:
        return rq_uint(value.as.natural > 0);
    case RQ_INT:
        return rq_int((value.as.integer > 0) - (value.as.integer < 0));
    default:
        return of_double(call, sign_of);
    }
}

static rq_value is_nan(struct rq_cel_call *call)
{
    return rq_bool(isnan(call->args[0].as.number));
}

static rq_value is_inf(struct rq_cel_call *call)
{
    return rq_bool(isinf(call->args[0].as.number));
}

static rq_value is_finite(struct rq_cel_call *call)
{
    return rq_bool(isfinite(call->args[0].as.number));
}

/* The 64 bits of an int or uint, and the value of the same type with such bits. */
static uint64_t bits_of(rq_value value)
{
    return value.kind == RQ_INT ? (uint64_t)value.as.integer : value.as.natural;
}

static rq_value with_bits(rq_value like, uint64_t bits)
{
    return like.kind == RQ_INT ? rq_int((int64_t)bits) : rq_uint(bits);
}

static rq_value bit_and(struct rq_cel_call *call)
{
    return with_bits(call->args[0], bits_of(call->args[0]) & bits_of(call->args[1]));
}

static rq_value bit_or(struct rq_cel_call *call)
{
    return with_bits(call->args[0], bits_of(call->args[0]) | bits_of(call->args[1]));
}

static rq_value bit_xor(struct rq_cel_call *call)
{
    return with_bits(call->args[0], bits_of(call->args[0]) ^ bits_of(call->args[1]));
}

static rq_value bit_not(struct rq_cel_call *call)
{
    return with_bits(call->args[0], ~bits_of(call->args[0]));
}

static rq_value shift(struct rq_cel_call *call, bool left)
{
    uint64_t bits = bits_of(call->args[0]);
    int64_t by = call->args[1].as.integer;
    if (by < 0)
        return rq_cel_fault(call, "%s() by a negative number: %lld", call->function->name, (long long)by);
    if (by > 63)
        return with_bits(call->args[0], 0);
    return with_bits(call->args[0], left ? bits << by : bits >> by);
}

static rq_value bit_shift_left(struct rq_cel_call *call)
{
    return shift(call, true);
}

static rq_value bit_shift_right(struct rq_cel_call *call)
{
    return shift(call, false);
}

const struct rq_cel_function rq_cel_fn_math[] = {
    {"math.greatest", RQ_CEL_GLOBAL, "l:e|#+:#", greatest},
    {"math.least", RQ_CEL_GLOBAL, "l:e|#+:#", least},
    {"math.ceil", RQ_CEL_GLOBAL, "d:d", math_ceil},
    {"math.floor", RQ_CEL_GLOBAL, "d:d", math_floor},
    {"math.round", RQ_CEL_GLOBAL, "d:d", math_round},
    {"math.trunc", RQ_CEL_GLOBAL, "d:d", math_trunc},
    {"math.sqrt", RQ_CEL_GLOBAL, "#:d", math_sqrt},
    {"math.abs", RQ_CEL_GLOBAL, "i:i|u:u|d:d", math_abs},
    {"math.sign", RQ_CEL_GLOBAL, "i:i|u:u|d:d", math_sign},
    {"math.isNaN", RQ_CEL_GLOBAL, "d:b", is_nan},
    {"math.isInf", RQ_CEL_GLOBAL, "d:b", is_inf},
    {"math.isFinite", RQ_CEL_GLOBAL, "d:b", is_finite},
    {"math.bitAnd", RQ_CEL_GLOBAL, "ii:i|uu:u", bit_and},
    {"math.bitOr", RQ_CEL_GLOBAL, "ii:i|uu:u", bit_or},
    {"math.bitXor", RQ_CEL_GLOBAL, "ii:i|uu:u", bit_xor},
    {"math.bitNot", RQ_CEL_GLOBAL, "i:i|u:u", bit_not},
    {"math.bitShiftLeft", RQ_CEL_GLOBAL, "ii:i|ui:u", bit_shift_left},
    {"math.bitShiftRight", RQ_CEL_GLOBAL, "ii:i|ui:u", bit_shift_right},
    {0},
};

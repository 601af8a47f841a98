/*
 * The conversions: bool, bytes, double, duration, int, string, timestamp, uint (language definition, "List of Standard
 * Definitions").  A conversion to a value's own type gives the value back.
 */
#include "cel/args.h"
#include "cel/convert.h"
#include "cel/time.h"

static rq_value not_a(struct rq_cel_call *call, const char *what)
{
    rq_str shown = rq_cel_shown(call, 0);
    return rq_cel_fault(call, "%.*s is not %s", RQ_ARG(shown), what);
}

static rq_value out_of_range(struct rq_cel_call *call, const char *type)
{
    rq_str shown = rq_cel_shown(call, 0);
    return rq_cel_fault(call, "%.*s is out of range for %s", RQ_ARG(shown), type);
}

static rq_value to_bool(struct rq_cel_call *call)
{
    bool result;
    if (call->args[0].kind == RQ_BOOL)
        return call->args[0];
    return rq_cel_bool_parse(rq_cel_text_arg(call, 0), &result) ? rq_bool(result) : not_a(call, "a bool");
}

static rq_value to_bytes(struct rq_cel_call *call)
{
    return rq_bytes(rq_cel_text_arg(call, 0));
}

static rq_value text_to_double(struct rq_cel_call *call)
{
    double result;
    rq_str text = rq_cel_text_arg(call, 0);
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    return rq_cel_double_parse(call->arena, text, &result) ? rq_double(result) : not_a(call, "a double");
}

static rq_value to_double(struct rq_cel_call *call)
{
    switch (call->args[0].kind) {
    case RQ_DOUBLE:
        return call->args[0];
    case RQ_INT:
        return rq_double((double)call->args[0].as.integer);
    case RQ_UINT:
        return rq_double((double)call->args[0].as.natural);
    default:
        return text_to_double(call);
    }
}

static rq_value to_duration(struct rq_cel_call *call)
{
    rq_value result;
    if (call->args[0].kind == RQ_DURATION)
        return call->args[0];
    return rq_cel_duration_parse(rq_cel_text_arg(call, 0), &result)
               ? result
               : not_a(call, "a duration such as \"36h\" or \"1h30m\" within 292 years");
}

static rq_value double_to_int(struct rq_cel_call *call)
{
    int64_t result;
    return rq_cel_int_from_double(call->args[0].as.number, &result) ? rq_int(result) : out_of_range(call, "int");
}

static rq_value text_to_int(struct rq_cel_call *call)
{
    int64_t result;
    return rq_cel_int_parse(rq_cel_text_arg(call, 0), &result) ? rq_int(result) : not_a(call, "an int");
}

static rq_value uint_to_int(struct rq_cel_call *call)
{
    uint64_t number = call->args[0].as.natural;
    return number <= INT64_MAX ? rq_int((int64_t)number) : out_of_range(call, "int");
}

static rq_value to_int(struct rq_cel_call *call)
{
    switch (call->args[0].kind) {
    case RQ_INT:
        return call->args[0];
    case RQ_UINT:
        return uint_to_int(call);
    case RQ_DOUBLE:
        return double_to_int(call);
    case RQ_TIMESTAMP: /* both are whole seconds, floored */
        return rq_int(call->args[0].as.integer);
    default:
        return text_to_int(call);
    }
}

static rq_value bytes_to_string(struct rq_cel_call *call)
{
    rq_str bytes = rq_cel_text_arg(call, 0);
    size_t bad;
    if (!rq_cel_charge_bytes(call, bytes.len))
        return rq_cel_exhausted(call);
    if (!rq_utf8_valid(bytes, &bad))
        return rq_cel_fault(call, "the bytes are not UTF-8: byte %zu is wrong", bad);
    return rq_string(bytes);
}

static rq_value to_string(struct rq_cel_call *call)
{
    rq_value value = call->args[0];
    switch (value.kind) {
    case RQ_STRING:
        return value;
    case RQ_BYTES:
        return bytes_to_string(call);
    case RQ_BOOL:
        return rq_string(value.as.boolean ? RQ_STR("true") : RQ_STR("false"));
    case RQ_INT:
        return rq_string(rq_arena_format(call->arena, "%lld", (long long)value.as.integer));
    case RQ_UINT:
        return rq_string(rq_arena_format(call->arena, "%llu", (unsigned long long)value.as.natural));
    case RQ_DOUBLE:
        return rq_string(rq_double_print(call->arena, value.as.number));
    case RQ_TIMESTAMP:
        return rq_string(rq_timestamp_print(call->arena, value));
    default:
        return rq_string(rq_duration_print(call->arena, value));
    }
}

static rq_value to_timestamp(struct rq_cel_call *call)
{
    rq_value result;
    if (call->args[0].kind == RQ_TIMESTAMP)
        return call->args[0];
    if (call->args[0].kind == RQ_INT) {
        int64_t seconds = call->args[0].as.integer;
        return rq_cel_timestamp_fits(seconds) ? rq_timestamp(seconds, 0) : out_of_range(call, "timestamp");
    }
    return rq_cel_timestamp_parse(rq_cel_text_arg(call, 0), &result)
               ? result
               : not_a(call, "a timestamp such as \"2026-03-01T09:00:00Z\"");
}

static rq_value double_to_uint(struct rq_cel_call *call)
{
    uint64_t result;
    return rq_cel_uint_from_double(call->args[0].as.number, &result) ? rq_uint(result) : out_of_range(call, "uint");
}

static rq_value text_to_uint(struct rq_cel_call *call)
{
    uint64_t result;
    return rq_cel_uint_parse(rq_cel_text_arg(call, 0), &result) ? rq_uint(result) : not_a(call, "a uint");
}

static rq_value int_to_uint(struct rq_cel_call *call)
{
    int64_t number = call->args[0].as.integer;
    return number >= 0 ? rq_uint((uint64_t)number) : out_of_range(call, "uint");
}

static rq_value to_uint(struct rq_cel_call *call)
{
    switch (call->args[0].kind) {
    case RQ_UINT:
        return call->args[0];
    case RQ_INT:
        return int_to_uint(call);
    case RQ_DOUBLE:
        return double_to_uint(call);
    default:
        return text_to_uint(call);
    }
}

const struct rq_cel_function rq_cel_fn_convert[] = {
    {"bool", RQ_CEL_GLOBAL, "b:b|s:b", to_bool},
    {"bytes", RQ_CEL_GLOBAL, "y:y|s:y", to_bytes},
    {"double", RQ_CEL_GLOBAL | RQ_CEL_STEADY, "#:d|s:d", to_double},
    {"duration", RQ_CEL_GLOBAL | RQ_CEL_STEADY, "p:p|s:p", to_duration},
    {"int", RQ_CEL_GLOBAL | RQ_CEL_STEADY, "#:i|s:i|t:i", to_int},
    {"string", RQ_CEL_GLOBAL, "s:s|y:s|b:s|#:s|t:s|p:s", to_string},
    {"timestamp", RQ_CEL_GLOBAL | RQ_CEL_STEADY, "t:t|i:t|s:t", to_timestamp},
    {"uint", RQ_CEL_GLOBAL, "#:u|s:u", to_uint},
    {0},
};

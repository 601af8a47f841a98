/*
 * Optional values: cel-go's optionals library, but for the macros and the syntax (.? [?] {?}), which the evaluator has.
 *
 * The zero value of a type is what a field of it has when nobody set it: false, 0, the empty text, list or map, the
 * duration 0 and the timestamp 1970-01-01T00:00:00Z; null is one too.
 */
#include "cel/args.h"

static rq_value optional_of(struct rq_cel_call *call)
{
    return rq_cel_some(call, call->args[0]);
}

static rq_value optional_none(struct rq_cel_call *call)
{
    (void)call;
    return rq_cel_none();
}

static bool is_zero(rq_value value)
{
    switch ((enum rq_kind)value.kind) {
    case RQ_NULL:
        return true;
    case RQ_BOOL:
        return !value.as.boolean;
    case RQ_INT:
    case RQ_DURATION:
        return value.as.integer == 0;
    case RQ_TIMESTAMP:
        return value.as.integer == 0 && value.extent == 0;
    case RQ_UINT:
        return value.as.natural == 0;
    case RQ_DOUBLE:
        return value.as.number >= 0 && value.as.number <= 0;
    case RQ_STRING:
    case RQ_BYTES:
        return value.extent == 0;
    case RQ_LIST:
        return value.as.list->count == 0;
    case RQ_MAP:
        return value.as.map->count == 0;
    case RQ_OPTIONAL:
        return value.as.inner == NULL;
    default:
        return false;
    }
}

static rq_value optional_of_non_zero(struct rq_cel_call *call)
{
    return is_zero(call->args[0]) ? rq_cel_none() : rq_cel_some(call, call->args[0]);
}

static rq_value has_value(struct rq_cel_call *call)
{
    return rq_bool(call->args[0].as.inner != NULL);
}

static rq_value value(struct rq_cel_call *call)
{
    if (call->args[0].as.inner == NULL)
        return rq_cel_fault(call, "optional.none() has no value; use orValue() to give one");
    return *call->args[0].as.inner;
}

static rq_value or_optional(struct rq_cel_call *call)
{
    return call->args[0].as.inner != NULL ? call->args[0] : call->args[1];
}

static rq_value or_value(struct rq_cel_call *call)
{
    return call->args[0].as.inner != NULL ? *call->args[0].as.inner : call->args[1];
}

/* The values of those optionals of a list that have one. */
static rq_value unwrap(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    struct rq_cel_items items = {.arena = call->arena};
    if (!rq_cel_charge(call, list->count))
        return rq_cel_exhausted(call);
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != RQ_OPTIONAL)
            return rq_cel_no_overload(call);
        if (list->items[i].as.inner != NULL)
            rq_cel_items_add(&items, *list->items[i].as.inner);
    }
    return rq_cel_items_done(&items);
}

static rq_value first(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    return list->count == 0 ? rq_cel_none() : rq_optional(&list->items[0]);
}

static rq_value last(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    return list->count == 0 ? rq_cel_none() : rq_optional(&list->items[list->count - 1]);
}

const struct rq_cel_function rq_cel_fn_optional[] = {
    {"optional.of", RQ_CEL_GLOBAL, "*:o1", optional_of},
    {"optional.none", RQ_CEL_GLOBAL, ":o*", optional_none},
    {"optional.ofNonZeroValue", RQ_CEL_GLOBAL, "*:o1", optional_of_non_zero},
    {"optional.unwrap", RQ_CEL_GLOBAL, "l:l*", unwrap},
    {"unwrapOpt", RQ_CEL_METHOD, "l:l*", unwrap},
    {"hasValue", RQ_CEL_METHOD, "o:b", has_value},
    {"value", RQ_CEL_METHOD, "o:e", value},
    {"or", RQ_CEL_LAZY_METHOD, "oo:12", or_optional},
    {"orValue", RQ_CEL_LAZY_METHOD, "o*:e2", or_value},
    {"first", RQ_CEL_METHOD, "l:oe", first},
    {"last", RQ_CEL_METHOD, "l:oe", last},
    {0},
};

/*
 * size, type, dyn; and what rules over records need beside the standard: blank, text, nearest.
 */
#include "base/limits.h"
#include "cel/args.h"
#include "cel/unicode.h"

static rq_value size_of_text(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0);
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    return rq_int((int64_t)rq_utf8_count(text));
}

/* Code points of a string, bytes of bytes, elements of a list, entries of a map. */
static rq_value size(struct rq_cel_call *call)
{
    rq_value value = call->args[0];
    switch (value.kind) {
    case RQ_STRING:
        return size_of_text(call);
    case RQ_BYTES:
        return rq_int(value.extent);
    case RQ_LIST:
        return rq_int(value.as.list->count);
    default:
        return rq_int(value.as.map->count);
    }
}

static rq_value type(struct rq_cel_call *call)
{
    return rq_type(rq_value_type_name(call->args[0]));
}

/* The dynamic type is a notion of the type checker. */
static rq_value dyn(struct rq_cel_call *call)
{
    return call->args[0];
}

/* The value inside an optional, however deep; null for none. */
static rq_value unwrapped(rq_value value)
{
    while (value.kind == RQ_OPTIONAL)
        value = value.as.inner == NULL ? rq_null() : *value.as.inner;
    return value;
}

/* Looks no further than the first thing that is not blank.  False, with `blank` left alone, where the budget ends. */
static bool find_blank(struct rq_cel_call *call, rq_value value, unsigned depth, bool *blank)
{
    value = unwrapped(value);
    if (value.kind == RQ_STRING) {
        *blank = rq_cel_is_blank(rq_value_text(value));
        return rq_cel_charge_bytes(call, value.extent);
    }
    if (value.kind != RQ_LIST || depth == 0) {
        *blank = value.kind == RQ_NULL || (value.kind == RQ_MAP && value.as.map->count == 0);
        return true;
    }
    *blank = true;
    for (uint32_t i = 0; i < value.as.list->count && *blank; i++)
        if (!rq_cel_charge(call, 1) || !find_blank(call, value.as.list->items[i], depth - 1, blank))
            return false;
    return true;
}

/* True for what a person would call empty: absent, null, no text but white space, a list of nothing else, no entries. */
static rq_value blank(struct rq_cel_call *call)
{
    bool is_blank = false;
    if (!find_blank(call, call->args[0], RQ_LIMIT_VALUE_DEPTH, &is_blank))
        return rq_cel_exhausted(call);
    return rq_bool(is_blank);
}

/* The source text of a scalar; nothing for an absent optional. */
static rq_value text(struct rq_cel_call *call)
{
    rq_value value = call->args[0];
    while (value.kind == RQ_OPTIONAL) {
        if (value.as.inner == NULL)
            return rq_string(RQ_STR(""));
        value = *value.as.inner;
    }
    if (value.kind == RQ_LIST || value.kind == RQ_MAP || value.kind == RQ_BYTES || value.kind == RQ_TYPE)
        return rq_cel_no_overload(call);
    return rq_string(rq_value_source_text(call->arena, value));
}

/* The word of a list that is nearest to what was typed, or "". */
static rq_value nearest(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[1].as.list;
    size_t bytes = 0;
    rq_str *words = RQ_NEW_ARRAY(call->arena, rq_str, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != RQ_STRING)
            return rq_cel_fault(call, "nearest() needs a list of strings; element %u is of type %.*s", i,
                                RQ_ARG(rq_value_type_name(list->items[i])));
        words[i] = rq_value_text(list->items[i]);
        bytes += words[i].len;
    }
    /* The distance of two words takes a step for each pair of letters. */
    if (!rq_cel_charge_bytes(call, bytes * (call->args[0].extent + (size_t)1)))
        return rq_cel_exhausted(call);
    return rq_string(rq_nearest(rq_cel_text_arg(call, 0), words, list->count));
}

const struct rq_cel_function rq_cel_fn_core[] = {
    {"size", RQ_CEL_BOTH, "s:i|y:i|l:i|m:i", size},
    {"type", RQ_CEL_GLOBAL, "*:T", type},
    {"dyn", RQ_CEL_GLOBAL, "*:*", dyn},
    {"blank", RQ_CEL_GLOBAL, "*:b", blank},
    {"text", RQ_CEL_GLOBAL, "s:s|n:s|b:s|#:s|t:s|p:s|o:s", text},
    {"nearest", RQ_CEL_GLOBAL, "sl:s", nearest},
    {0},
};

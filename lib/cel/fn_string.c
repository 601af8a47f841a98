/*
 * Strings: the standard functions (language definition) and cel-go's strings library, but for format and quote.
 *
 * Positions are counted in code points; inside, everything is byte offsets.  byte_at leads from one to the other, and a
 * position beyond the end is a fault.  Substrings are views, never copies.
 */
#include "cel/args.h"
#include "cel/search.h"
#include "cel/unicode.h"

#include <string.h>

static rq_value out_of_range(struct rq_cel_call *call, int64_t index)
{
    return rq_cel_fault(call, "position %lld is outside the text, which has %zu characters", (long long)index,
                        rq_utf8_count(rq_cel_text_arg(call, 0)));
}

/* The byte offset of the character at `index`, which may be the end of the text. */
static bool byte_at(rq_str text, int64_t index, size_t *offset)
{
    if (index < 0 || (uint64_t)index > text.len)
        return false;
    *offset = rq_utf8_offset(text, (size_t)index);
    return *offset < text.len || rq_utf8_count(text) == (size_t)index;
}

static int64_t index_at(rq_str text, size_t offset)
{
    return (int64_t)rq_utf8_count(rq_str_slice(text, 0, offset));
}

static rq_value contains(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0), part = rq_cel_text_arg(call, 1);
    /* Kubernetes charges the product of both traversals. */
    if (!rq_cel_charge(call, ((uint64_t)text.len / 10 + 1) * (part.len / 10 + 1)))
        return rq_cel_exhausted(call);
    return rq_bool(rq_str_find(text, part, 0) != RQ_NOT_FOUND);
}

static rq_value starts_with(struct rq_cel_call *call)
{
    if (!rq_cel_charge_bytes(call, call->args[1].extent))
        return rq_cel_exhausted(call);
    return rq_bool(rq_str_starts(rq_cel_text_arg(call, 0), rq_cel_text_arg(call, 1)));
}

static rq_value ends_with(struct rq_cel_call *call)
{
    if (!rq_cel_charge_bytes(call, call->args[1].extent))
        return rq_cel_exhausted(call);
    return rq_bool(rq_str_ends(rq_cel_text_arg(call, 0), rq_cel_text_arg(call, 1)));
}

static rq_value char_at(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0);
    size_t start;
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    if (!byte_at(text, call->args[1].as.integer, &start))
        return out_of_range(call, call->args[1].as.integer);
    size_t end = start;
    if (start < text.len)
        (void)rq_utf8_next(text, &end);
    return rq_string(rq_str_slice(text, start, end));
}

static rq_value index_of(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0);
    size_t from = 0;
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    if (call->count == 3 && !byte_at(text, call->args[2].as.integer, &from))
        return out_of_range(call, call->args[2].as.integer);
    size_t found = rq_str_find(text, rq_cel_text_arg(call, 1), from);
    return rq_int(found == RQ_NOT_FOUND ? -1 : index_at(text, found));
}

static size_t find_last(rq_str text, rq_str part, size_t last)
{
    if (part.len > text.len)
        return RQ_NOT_FOUND;
    size_t at = text.len - part.len;
    if (at > last)
        at = last;
    while (!rq_str_equal(rq_str_slice(text, at, at + part.len), part)) {
        if (at == 0)
            return RQ_NOT_FOUND;
        at--;
    }
    return at;
}

static rq_value last_index_of(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0);
    size_t last = text.len;
    /* The plain backward search compares at each place. */
    if (!rq_cel_charge(call, ((uint64_t)text.len / 10 + 1) * (call->args[1].extent / 10 + 1)))
        return rq_cel_exhausted(call);
    if (call->count == 3 && !byte_at(text, call->args[2].as.integer, &last))
        return out_of_range(call, call->args[2].as.integer);
    size_t found = find_last(text, rq_cel_text_arg(call, 1), last);
    return rq_int(found == RQ_NOT_FOUND ? -1 : index_at(text, found));
}

static rq_value substring(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0);
    size_t start, end = text.len;
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    if (!byte_at(text, call->args[1].as.integer, &start))
        return out_of_range(call, call->args[1].as.integer);
    if (call->count == 3 && !byte_at(text, call->args[2].as.integer, &end))
        return out_of_range(call, call->args[2].as.integer);
    if (end < start)
        return rq_cel_fault(call, "substring(%lld, %lld): the end is before the start",
                            (long long)call->args[1].as.integer, (long long)call->args[2].as.integer);
    return rq_string(rq_str_slice(text, start, end));
}

static rq_value trim(struct rq_cel_call *call)
{
    if (!rq_cel_charge_bytes(call, call->args[0].extent))
        return rq_cel_exhausted(call);
    return rq_string(rq_cel_trim(rq_cel_text_arg(call, 0)));
}

/* The text with every letter from `first` to `last` moved by `step`; letters outside ASCII stay. */
static rq_value change_case(struct rq_cel_call *call, char first, char last, int step)
{
    if (!rq_cel_charge_bytes(call, call->args[0].extent))
        return rq_cel_exhausted(call);
    rq_str text = rq_cel_text_arg(call, 0);
    char *changed = rq_arena_alloc(call->arena, text.len);
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        changed[i] = byte >= first && byte <= last ? (char)(byte + step) : byte;
    }
    return rq_string((rq_str){changed, text.len});
}

static rq_value lower_ascii(struct rq_cel_call *call)
{
    return change_case(call, 'A', 'Z', 'a' - 'A');
}

static rq_value upper_ascii(struct rq_cel_call *call)
{
    return change_case(call, 'a', 'z', 'A' - 'a');
}

static rq_value reverse(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0);
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    char *backwards = rq_arena_alloc(call->arena, text.len);
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        (void)rq_utf8_next(text, &at);
        memcpy(backwards + text.len - at, text.ptr + start, at - start);
    }
    return rq_string((rq_str){backwards, text.len});
}

static rq_value matches(struct rq_cel_call *call)
{
    rq_value fault;
    struct rq_cel_search search;
    if (!rq_cel_search_start(&search, call, rq_cel_text_arg(call, 0), rq_cel_text_arg(call, 1), &fault))
        return fault;
    enum rq_regex_result result = rq_cel_search_next(&search, 0, NULL, &fault);
    return result == RQ_REGEX_LIMIT ? fault : rq_bool(result == RQ_REGEX_YES);
}

const struct rq_cel_function rq_cel_fn_string[] = {
    {"contains", RQ_CEL_METHOD, "ss:b", contains},
    {"startsWith", RQ_CEL_METHOD, "ss:b", starts_with},
    {"endsWith", RQ_CEL_METHOD, "ss:b", ends_with},
    {"matches", RQ_CEL_BOTH, "sr:b", matches},
    {"charAt", RQ_CEL_METHOD, "si:s", char_at},
    {"indexOf", RQ_CEL_METHOD, "ss:i|ssi:i", index_of},
    {"lastIndexOf", RQ_CEL_METHOD, "ss:i|ssi:i", last_index_of},
    {"substring", RQ_CEL_METHOD, "si:s|sii:s", substring},
    {"trim", RQ_CEL_METHOD, "s:s", trim},
    {"lowerAscii", RQ_CEL_METHOD, "s:s", lower_ascii},
    {"upperAscii", RQ_CEL_METHOD, "s:s", upper_ascii},
    {"reverse", RQ_CEL_METHOD, "s:s", reverse},
    {0},
};

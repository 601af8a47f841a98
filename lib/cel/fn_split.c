/*
 * split, join and replace of cel-go's strings library: the functions that take texts apart and put them together.
 *
 * Each knows how much it will make, and charges for it, before it makes anything: replacing the empty text between a
 * million characters by a million characters must fail for its cost, not for want of memory.
 */
#include "cel/args.h"

/* The number of parts or replacements that an optional last argument allows: -1 and below mean all. */
static size_t limit_of(const struct rq_cel_call *call, uint32_t i)
{
    if (call->count <= i || call->args[i].as.integer < 0)
        return SIZE_MAX;
    return (size_t)call->args[i].as.integer;
}

/* Where the part is found next; the empty part is found before every character and at the end. */
static size_t find_part(rq_str text, rq_str part, size_t from)
{
    return part.len == 0 ? from : rq_str_find(text, part, from);
}

/* The place to look on from after a part that was found at `at`. */
static size_t after_part(rq_str text, rq_str part, size_t at)
{
    size_t next = at + part.len;
    if (part.len == 0 && at < text.len)
        (void)rq_utf8_next(text, &next);
    return next;
}

static size_t count_parts(rq_str text, rq_str part, size_t limit)
{
    size_t count = 0, at = 0;
    while (count < limit && (at = find_part(text, part, at)) != RQ_NOT_FOUND) {
        count++;
        if (part.len == 0 && at == text.len)
            break;
        at = after_part(text, part, at);
    }
    return count;
}

static rq_str replaced(struct rq_cel_call *call, rq_str text, rq_str old, rq_str new, size_t count)
{
    struct rq_buf buf = {.arena = call->arena};
    size_t copied = 0, at = 0;
    for (size_t i = 0; i < count; i++) {
        at = find_part(text, old, at);
        rq_buf_add(&buf, rq_str_slice(text, copied, at));
        rq_buf_add(&buf, new);
        copied = at + old.len;
        at = after_part(text, old, at);
    }
    rq_buf_add(&buf, rq_str_slice(text, copied, text.len));
    return rq_buf_text(&buf);
}

static rq_value replace(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0), old = rq_cel_text_arg(call, 1), new = rq_cel_text_arg(call, 2);
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    size_t count = count_parts(text, old, limit_of(call, 3));
    if (!rq_cel_charge_bytes(call, text.len + count * new.len))
        return rq_cel_exhausted(call);
    return count == 0 ? call->args[0] : rq_string(replaced(call, text, old, new, count));
}

/* One part for each character: what splitting at the empty text means. */
static rq_value split_characters(struct rq_cel_call *call, rq_str text, size_t limit)
{
    struct rq_cel_items items = {.arena = call->arena};
    for (size_t at = 0; at < text.len;) {
        size_t start = at;
        (void)rq_utf8_next(text, &at);
        if (items.count + 1 == limit)
            at = text.len;
        rq_cel_items_add(&items, rq_string(rq_str_slice(text, start, at)));
    }
    return rq_cel_items_done(&items);
}

static rq_value split_at(struct rq_cel_call *call, rq_str text, rq_str separator, size_t limit)
{
    struct rq_cel_items items = {.arena = call->arena};
    size_t start = 0, end;
    while (items.count + 1 < limit && (end = rq_str_find(text, separator, start)) != RQ_NOT_FOUND) {
        rq_cel_items_add(&items, rq_string(rq_str_slice(text, start, end)));
        start = end + separator.len;
    }
    rq_cel_items_add(&items, rq_string(rq_str_slice(text, start, text.len)));
    return rq_cel_items_done(&items);
}

static rq_value split(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0), separator = rq_cel_text_arg(call, 1);
    size_t limit = limit_of(call, 2);
    /* A part is a value of its own, however short. */
    if (!rq_cel_charge(call, count_parts(text, separator, limit)) || !rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    if (limit == 0)
        return rq_list_over(call->arena, NULL, 0);
    return separator.len == 0 ? split_characters(call, text, limit) : split_at(call, text, separator, limit);
}

static rq_value not_a_text(struct rq_cel_call *call, uint32_t i)
{
    rq_str type = rq_value_type_name(call->args[0].as.list->items[i]);
    return rq_cel_fault(call, "join() needs a list of strings; element %u is of type %.*s", i, RQ_ARG(type));
}

static rq_value join(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    rq_str separator = call->count == 2 ? rq_cel_text_arg(call, 1) : RQ_STR("");
    size_t bytes = list->count * separator.len;
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != RQ_STRING)
            return not_a_text(call, i);
        bytes += list->items[i].extent;
    }
    if (!rq_cel_charge_bytes(call, bytes))
        return rq_cel_exhausted(call);
    struct rq_buf buf = {.arena = call->arena};
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0)
            rq_buf_add(&buf, separator);
        rq_buf_add(&buf, rq_value_text(list->items[i]));
    }
    return rq_string(rq_buf_text(&buf));
}

const struct rq_cel_function rq_cel_fn_split[] = {
    {"replace", RQ_CEL_METHOD, "sss:s|sssi:s", replace},
    {"split", RQ_CEL_METHOD, "ss:ls|ssi:ls", split},
    {"join", RQ_CEL_METHOD, "l:s|ls:s", join},
    {0},
};

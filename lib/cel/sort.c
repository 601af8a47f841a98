/*
 * A merge sort from the bottom up: stable, no recursion, and a bound on its comparisons that can be charged beforehand.
 * What is sorted are the positions; the keys stay where they are.
 */
#include "cel/sort.h"

#include "base/arena.h"

static rq_value check_keys(struct rq_cel_call *call, const struct rq_list *keys)
{
    for (uint32_t i = 0; i < keys->count; i++) {
        int ignored;
        if (keys->items[i].kind != keys->items[0].kind)
            return rq_cel_fault(call, "cannot sort values of different types: %.*s and %.*s",
                                RQ_ARG(rq_value_type_name(keys->items[0])), RQ_ARG(rq_value_type_name(keys->items[i])));
        if (!rq_value_compare(keys->items[i], keys->items[i], &ignored))
            return rq_cel_fault(call, "cannot sort: %s",
                                keys->items[i].kind == RQ_DOUBLE ? "NaN has no order" : "the values have no order");
    }
    return rq_null();
}

/* Numbers are what is sorted most. */
static bool in_order(const struct rq_list *keys, uint32_t a, uint32_t b)
{
    const rq_value *left = &keys->items[a], *right = &keys->items[b];
    int order = 0;
    if (left->kind == RQ_INT)
        return left->as.integer <= right->as.integer;
    (void)rq_value_compare(*left, *right, &order);
    return order <= 0;
}

/* Merges from[start..middle) and from[middle..end) into to[start..end). */
static void merge(const struct rq_list *keys, const uint32_t *from, uint32_t *to, size_t start, size_t middle,
                  size_t end)
{
    size_t left = start, right = middle;
    for (size_t i = start; i < end; i++) {
        bool take_left = left < middle && (right == end || in_order(keys, from[left], from[right]));
        to[i] = take_left ? from[left++] : from[right++];
    }
}

static size_t at_most(size_t a, size_t most)
{
    return a < most ? a : most;
}

static const uint32_t *sorted_positions(struct rq_arena *arena, const struct rq_list *keys)
{
    size_t count = keys->count;
    uint32_t *from = RQ_NEW_ARRAY(arena, uint32_t, count), *to = RQ_NEW_ARRAY(arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++)
        from[i] = i;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t start = 0; start < count; start += 2 * width)
            merge(keys, from, to, start, at_most(start + width, count), at_most(start + 2 * width, count));
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    return from;
}

rq_value rq_cel_sort(struct rq_cel_call *call, const struct rq_list *list, const struct rq_list *keys)
{
    uint64_t cost = keys->weight;
    for (uint32_t count = keys->count; count > 1; count /= 2)
        cost += keys->weight;
    if (!rq_cel_charge(call, cost))
        return rq_cel_exhausted(call);
    rq_value problem = check_keys(call, keys);
    if (problem.kind == RQ_FAULT)
        return problem;
    const uint32_t *positions = sorted_positions(call->arena, keys);
    rq_value *items = RQ_NEW_ARRAY(call->arena, rq_value, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        items[i] = list->items[positions[i]];
    return rq_list_over(call->arena, items, list->count);
}

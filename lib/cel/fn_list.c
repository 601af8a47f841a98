/*
 * Lists: Kubernetes' library (isSorted sum min max indexOf lastIndexOf includes), cel-go's (slice distinct flatten
 * lists.range sort reverse) and an own one (repeated).  sortBy is a macro and belongs to the evaluator.
 *
 * A function that looks at each element charges one unit for each; one that compares elements charges for what is in them
 * too, and for each pair.
 */
#include "cel/args.h"
#include "cel/sort.h"

static rq_value incomparable(struct rq_cel_call *call, rq_value a, rq_value b)
{
    rq_str left = rq_value_type_name(a), right = rq_value_type_name(b);
    if (rq_str_equal(left, right))
        return rq_cel_fault(call, "%s(): values of type %.*s have no order", call->function->name, RQ_ARG(left));
    return rq_cel_fault(call, "%s(): %.*s and %.*s have no order", call->function->name, RQ_ARG(left), RQ_ARG(right));
}

static bool has_order(rq_value value)
{
    int ignored;
    return rq_value_compare(value, value, &ignored);
}

static rq_value is_sorted(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    bool sorted = true;
    if (!rq_cel_charge(call, list->weight))
        return rq_cel_exhausted(call);
    if (list->count == 1 && !has_order(list->items[0]))
        return incomparable(call, list->items[0], list->items[0]);
    for (uint32_t i = 1; i < list->count; i++) {
        int order;
        if (!rq_value_compare(list->items[i - 1], list->items[i], &order))
            return incomparable(call, list->items[i - 1], list->items[i]);
        sorted = sorted && order <= 0;
    }
    return rq_bool(sorted);
}

static bool can_add(rq_value value)
{
    return value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE || value.kind == RQ_DURATION;
}

static rq_value sum(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    if (!rq_cel_charge(call, list->count))
        return rq_cel_exhausted(call);
    rq_value total = list->count == 0 ? rq_int(0) : list->items[0];
    for (uint32_t i = 0; i < list->count && total.kind != RQ_FAULT; i++) {
        if (!can_add(list->items[i]))
            return rq_cel_no_overload(call);
        if (i > 0)
            total = rq_cel_add(call, total, list->items[i]);
    }
    total.source = NULL;
    total.place = 0;
    return total;
}

/* The element that comes first (sign 1) or last (sign -1) in the order. */
static rq_value extreme(struct rq_cel_call *call, int sign)
{
    const struct rq_list *list = call->args[0].as.list;
    if (list->count == 0)
        return rq_cel_fault(call, "%s() of an empty list", call->function->name);
    if (!rq_cel_charge(call, list->weight))
        return rq_cel_exhausted(call);
    rq_value best = list->items[0];
    for (uint32_t i = 0; i < list->count; i++) {
        int order;
        if (!rq_value_compare(list->items[i], best, &order))
            return incomparable(call, best, list->items[i]);
        if (order * sign < 0)
            best = list->items[i];
    }
    return best;
}

static rq_value min(struct rq_cel_call *call)
{
    return extreme(call, 1);
}

static rq_value max(struct rq_cel_call *call)
{
    return extreme(call, -1);
}

/* The position of the first, or last, equal element, or -1. */
static rq_value index_of(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    if (!rq_cel_charge(call, rq_cel_search_weight(list, call->args[1])))
        return rq_cel_exhausted(call);
    for (uint32_t i = 0; i < list->count; i++)
        if (rq_value_equal(list->items[i], call->args[1]))
            return rq_int(i);
    return rq_int(-1);
}

static rq_value last_index_of(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    if (!rq_cel_charge(call, rq_cel_search_weight(list, call->args[1])))
        return rq_cel_exhausted(call);
    for (uint32_t i = list->count; i > 0; i--)
        if (rq_value_equal(list->items[i - 1], call->args[1]))
            return rq_int((int64_t)i - 1);
    return rq_int(-1);
}

/* True if a list has the element, or if what is no list equals it. */
static rq_value includes(struct rq_cel_call *call)
{
    if (call->args[0].kind != RQ_LIST)
        return rq_bool(rq_value_equal(call->args[0], call->args[1]));
    rq_value found = index_of(call);
    return found.kind == RQ_FAULT ? found : rq_bool(found.as.integer >= 0);
}

static rq_value slice(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    int64_t start = call->args[1].as.integer, end = call->args[2].as.integer;
    if (start < 0 || end < start || end > list->count)
        return rq_cel_fault(call, "slice(%lld, %lld) of a list with %u elements", (long long)start, (long long)end,
                            list->count);
    return rq_list_over(call->arena, start == end ? NULL : list->items + start, (size_t)(end - start));
}

static bool has_equal(const struct rq_cel_items *items, rq_value value)
{
    for (size_t i = 0; i < items->count; i++)
        if (rq_value_equal(items->items[i], value))
            return true;
    return false;
}

static rq_value distinct(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    struct rq_cel_items items = {.arena = call->arena};
    for (uint32_t i = 0; i < list->count; i++) {
        if (!rq_cel_charge(call, (items.count + 1) * rq_value_weight(list->items[i])))
            return rq_cel_exhausted(call);
        if (!has_equal(&items, list->items[i]))
            rq_cel_items_add(&items, list->items[i]);
    }
    return rq_cel_items_done(&items);
}

/* Elements by their hash: open addressing over positions plus one, of the first of equal ones. */
struct seen {
    const struct rq_list *list;
    uint32_t *slots, mask;
    bool *told; /* per element: that it is there again */
};

/* Where an element equal to the one at `i` is, or a free place for it; NULL when the budget is gone. */
static uint32_t *find_seen(struct rq_cel_call *call, const struct seen *seen, uint32_t i)
{
    rq_value value = seen->list->items[i];
    uint32_t at = rq_value_hash(value) & seen->mask;
    for (; seen->slots[at] != 0; at = (at + 1) & seen->mask) {
        if (!rq_cel_charge(call, rq_value_weight(value)))
            return NULL;
        if (rq_value_equal(seen->list->items[seen->slots[at] - 1], value))
            break;
    }
    return &seen->slots[at];
}

/* Each element that is there more than once, in the order in which they are there again. */
static rq_value repeated(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    struct rq_cel_items items = {.arena = call->arena};
    struct seen seen = {.list = list, .mask = 15};
    if (!rq_cel_charge(call, list->weight))
        return rq_cel_exhausted(call);
    while (seen.mask / 2 < list->count)
        seen.mask = seen.mask * 2 + 1;
    seen.slots = RQ_NEW_ARRAY(call->arena, uint32_t, (size_t)seen.mask + 1);
    seen.told = RQ_NEW_ARRAY(call->arena, bool, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        uint32_t *slot = find_seen(call, &seen, i);
        if (slot == NULL)
            return rq_cel_exhausted(call);
        if (*slot == 0) {
            *slot = i + 1;
        } else if (!seen.told[*slot - 1]) {
            seen.told[*slot - 1] = true;
            rq_cel_items_add(&items, list->items[*slot - 1]);
        }
    }
    return rq_cel_items_done(&items);
}

/* Replaces the lists among the elements by their elements; false when the budget is gone. */
static bool flatten_once(struct rq_cel_call *call, const struct rq_list *list, struct rq_cel_items *items)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (list->items[i].kind != RQ_LIST) {
            rq_cel_items_add(items, list->items[i]);
            continue;
        }
        const struct rq_list *inner = list->items[i].as.list;
        if (!rq_cel_charge(call, inner->count))
            return false;
        for (uint32_t k = 0; k < inner->count; k++)
            rq_cel_items_add(items, inner->items[k]);
    }
    return true;
}

static bool has_list(const struct rq_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i].kind == RQ_LIST)
            return true;
    return false;
}

static rq_value flatten(struct rq_cel_call *call)
{
    int64_t depth = call->count == 2 ? call->args[1].as.integer : 1;
    rq_value flat = call->args[0];
    if (depth < 0)
        return rq_cel_fault(call, "flatten(%lld): the depth is negative", (long long)depth);
    for (; depth > 0 && has_list(flat.as.list); depth--) {
        struct rq_cel_items items = {.arena = call->arena};
        if (!rq_cel_charge(call, flat.as.list->count) || !flatten_once(call, flat.as.list, &items))
            return rq_cel_exhausted(call);
        flat = rq_cel_items_done(&items);
    }
    return flat;
}

/* The ints from 0 up to but without `count`. */
static rq_value range(struct rq_cel_call *call)
{
    int64_t count = call->args[0].as.integer < 0 ? 0 : call->args[0].as.integer;
    if (!rq_cel_charge(call, (uint64_t)count))
        return rq_cel_exhausted(call);
    rq_value *items = RQ_NEW_ARRAY(call->arena, rq_value, (size_t)count);
    for (int64_t i = 0; i < count; i++)
        items[i] = rq_int(i);
    return rq_list_over(call->arena, items, (size_t)count);
}

static rq_value reverse(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[0].as.list;
    if (!rq_cel_charge(call, list->count))
        return rq_cel_exhausted(call);
    rq_value *items = RQ_NEW_ARRAY(call->arena, rq_value, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        items[i] = list->items[list->count - 1 - i];
    return rq_list_over(call->arena, items, list->count);
}

static rq_value sort(struct rq_cel_call *call)
{
    return rq_cel_sort(call, call->args[0].as.list, call->args[0].as.list);
}

const struct rq_cel_function rq_cel_fn_list[] = {
    {"isSorted", RQ_CEL_METHOD, "l:b", is_sorted},
    {"sum", RQ_CEL_METHOD, "l:ei", sum},
    {"min", RQ_CEL_METHOD, "l:e", min},
    {"max", RQ_CEL_METHOD, "l:e", max},
    {"indexOf", RQ_CEL_METHOD, "l*:i", index_of},
    {"lastIndexOf", RQ_CEL_METHOD, "l*:i", last_index_of},
    {"includes", RQ_CEL_METHOD, "**:b", includes},
    {"slice", RQ_CEL_METHOD, "lii:1", slice},
    {"distinct", RQ_CEL_METHOD, "l:1", distinct},
    {"repeated", RQ_CEL_METHOD, "l:1", repeated},
    {"flatten", RQ_CEL_METHOD, "l:l*|li:l*", flatten},
    {"lists.range", RQ_CEL_GLOBAL, "i:li", range},
    {"reverse", RQ_CEL_METHOD, "l:1", reverse},
    {"sort", RQ_CEL_METHOD, "l:1", sort},
    {0},
};

/* Lists as sets: cel-go's sets library.  An element is in a set if it equals one of it; each comparison costs a unit,
 * more where both are large. */
#include "cel/args.h"

static bool is_in(const struct rq_list *list, rq_value value)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (rq_value_equal(list->items[i], value))
            return true;
    return false;
}

static bool has_all(const struct rq_list *list, const struct rq_list *wanted)
{
    for (uint32_t i = 0; i < wanted->count; i++)
        if (!is_in(list, wanted->items[i]))
            return false;
    return true;
}

static bool has_any(const struct rq_list *list, const struct rq_list *wanted)
{
    for (uint32_t i = 0; i < wanted->count; i++)
        if (is_in(list, wanted->items[i]))
            return true;
    return false;
}

/* Pays for so many walks over one list for each element of the other. */
static bool pay(struct rq_cel_call *call, uint64_t walks)
{
    const struct rq_list *a = call->args[0].as.list, *b = call->args[1].as.list;
    uint64_t one = (uint64_t)a->count * b->weight, other = (uint64_t)b->count * a->weight;
    return rq_cel_charge(call, walks * (one < other ? one : other));
}

static rq_value sets_contains(struct rq_cel_call *call)
{
    if (!pay(call, 1))
        return rq_cel_exhausted(call);
    return rq_bool(has_all(call->args[0].as.list, call->args[1].as.list));
}

static rq_value sets_equivalent(struct rq_cel_call *call)
{
    if (!pay(call, 2))
        return rq_cel_exhausted(call);
    const struct rq_list *a = call->args[0].as.list, *b = call->args[1].as.list;
    return rq_bool(has_all(a, b) && has_all(b, a));
}

static rq_value sets_intersects(struct rq_cel_call *call)
{
    if (!pay(call, 1))
        return rq_cel_exhausted(call);
    return rq_bool(has_any(call->args[0].as.list, call->args[1].as.list));
}

const struct rq_cel_function rq_cel_fn_set[] = {
    {"sets.contains", RQ_CEL_GLOBAL, "ll:b", sets_contains},
    {"sets.equivalent", RQ_CEL_GLOBAL, "ll:b", sets_equivalent},
    {"sets.intersects", RQ_CEL_GLOBAL, "ll:b", sets_intersects},
    {0},
};

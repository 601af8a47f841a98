/* See args.h; what is longer than a line has its reason there. */
#include "cel/args.h"

rq_str rq_cel_text_arg(const struct rq_cel_call *call, uint32_t i)
{
    return rq_value_text(call->args[i]);
}

rq_str rq_cel_shown(struct rq_cel_call *call, uint32_t i)
{
    enum { BYTES = 60 };
    return rq_value_print(call->arena, call->args[i], BYTES);
}

bool rq_cel_charge_bytes(struct rq_cel_call *call, size_t bytes)
{
    return rq_cel_charge(call, bytes / 10 + (bytes % 10 != 0));
}

void rq_cel_items_add(struct rq_cel_items *items, rq_value value)
{
    items->items = rq_grow(items->arena, items->items, items->count, &items->cap, sizeof *items->items);
    items->items[items->count++] = value;
}

rq_value rq_cel_items_done(const struct rq_cel_items *items)
{
    return rq_list_over(items->arena, items->items, items->count);
}

rq_value rq_cel_some(struct rq_cel_call *call, rq_value value)
{
    rq_value *inner = RQ_NEW(call->arena, rq_value);
    *inner = value;
    return rq_optional(inner);
}

rq_value rq_cel_none(void)
{
    return rq_optional(NULL);
}

uint64_t rq_cel_search_weight(const struct rq_list *list, rq_value value)
{
    uint64_t all = (uint64_t)list->count * rq_value_weight(value);
    return all < list->weight ? all : list->weight;
}

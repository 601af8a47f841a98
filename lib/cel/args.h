/* What most functions of CEL begin with: their texts, and what walking over them costs. */
#ifndef RQ_CEL_ARGS_H
#define RQ_CEL_ARGS_H

#include "cel/function.h"

/* The bytes of argument i, which is a string or bytes. */
rq_str rq_cel_text_arg(const struct rq_cel_call *call, uint32_t i);

/* Argument i as a CEL literal, cut to what fits a message. */
rq_str rq_cel_shown(struct rq_cel_call *call, uint32_t i);

/* Charges a walk over so many bytes, a tenth of a unit each, rounded up.  False when the budget is gone. */
bool rq_cel_charge_bytes(struct rq_cel_call *call, size_t bytes);

/* What comparing a value with each element of a list costs: one unit for each, more where they are large. */
uint64_t rq_cel_search_weight(const struct rq_list *list, rq_value value);

/* A list that is being built: {.arena = …}, add, done. */
struct rq_cel_items {
    struct rq_arena *arena;
    rq_value *items;
    size_t count, cap;
};
void rq_cel_items_add(struct rq_cel_items *items, rq_value value);
rq_value rq_cel_items_done(const struct rq_cel_items *items);

/* An optional that holds the value; the copy lives in the call's arena. */
rq_value rq_cel_some(struct rq_cel_call *call, rq_value value);

/* optional.none(). */
rq_value rq_cel_none(void);

#endif

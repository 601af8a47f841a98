/* Sorting a list by keys: what sort() and the printing of maps share. */
#ifndef RQ_CEL_SORT_H
#define RQ_CEL_SORT_H

#include "cel/function.h"

/* The elements of `list` in the order of `keys`, a list of the same length; equal keys keep their order.  The result lives
 * in the call's arena.  A fault where the keys are not all of one type that has an order, or hold NaN. */
rq_value rq_cel_sort(struct rq_cel_call *call, const struct rq_list *list, const struct rq_list *keys);

#endif

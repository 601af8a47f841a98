/* Names that mean something for texts and for lists: the row is among the string functions, and these are what it calls
 * when the receiver is a list. */
#ifndef RQ_CEL_OVERLOAD_H
#define RQ_CEL_OVERLOAD_H

#include "cel/function.h"

/* list.indexOf(value), list.lastIndexOf(value): the position of the first or last equal element, or -1. */
rq_value rq_cel_list_index_of(struct rq_cel_call *call);
rq_value rq_cel_list_last_index_of(struct rq_cel_call *call);

/* list.reverse(): the elements from last to first, in the call's arena. */
rq_value rq_cel_list_reverse(struct rq_cel_call *call);

#endif

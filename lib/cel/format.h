/* What is sure of a format before there are values for it. */
#ifndef RQ_CEL_FORMAT_H
#define RQ_CEL_FORMAT_H

#include "cel/function.h"

/* The fault that format() gives for its first argument with any list of so many elements; null if some list goes. */
rq_value rq_cel_format_check(struct rq_cel_call *call, uint32_t count);

#endif

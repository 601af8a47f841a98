/* Values with their CEL types in JSON: {"int": "1"}, {"list": [{"null": null}]}, {"map": [[K, V], …]}. */
#ifndef RQ_CASES_TYPED_H
#define RQ_CASES_TYPED_H

#include "reqlint/value.h"

/* The value that a typed value (as read from JSON) stands for.  RQ_ABSENT, with err filled, for anything else.  Lives in
 * `arena` and in `json`. */
rq_value rq_typed_read(struct rq_arena *arena, rq_value json, struct rq_err *err);

/* True for the same type and the same value: no number line, doubles bit by bit (but any NaN is any NaN). */
bool rq_typed_equal(rq_value a, rq_value b);

#endif

/* Where a finding points inside its record. */
#ifndef RQ_LINT_PLACE_H
#define RQ_LINT_PLACE_H

#include "lint/scope.h"

struct rq_place_found {
    rq_pos pos;
    rq_str pointer;
    rq_value value;                 /* what stands there; RQ_ABSENT for nothing */
    const struct rq_source *source; /* the file, where that is not the record's; or NULL */
};

/* The place of a value that was written at `origin`, or, with `missing`, the place where that key belongs in the mapping
 * at `origin`.  False where it is not in the scope's record. */
bool rq_place_of(struct rq_lint_scope *scope, struct rq_origin origin, rq_str missing, struct rq_place_found *place);

/* The place that an expression such as `object.owner` names, whether it is there or not. */
bool rq_place_by_expression(struct rq_lint_scope *scope, const struct rq_cel_program *program,
                            struct rq_place_found *place);

/* The record as a whole: its first key. */
struct rq_place_found rq_place_of_record(const struct rq_record *record);

/* Where to point for a value: itself if it stands on one line, else its first key or its first line. */
rq_pos rq_place_pos(rq_value value);

#endif

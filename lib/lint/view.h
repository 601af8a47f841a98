/* Views: records as the rows of a table. */
#ifndef RQ_LINT_VIEW_H
#define RQ_LINT_VIEW_H

#include "lint/input.h"

struct rq_view_row {
    const struct rq_record *record;
    const rq_value *cells; /* one for each column of the view */
    rq_value sort;
    uint32_t group; /* of records that are alike, from 1; 0: the view has no groups */
};

/* The rows of a view, in their order: records in force, without those that landed before `since` (RQ_ABSENT: all).  False
 * where an expression of the view fails on a record: nothing is left out in silence.  In `arena`. */
bool rq_lint_view(const struct rq_lint_input *input, const struct rq_view *view, rq_value since, struct rq_arena *arena,
                  struct rq_view_row **rows, size_t *count, struct rq_err *err);

#endif

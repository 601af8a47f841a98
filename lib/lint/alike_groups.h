/* Groups of records that a rule with `near` finds to be alike. */
#ifndef RQ_LINT_ALIKE_GROUPS_H
#define RQ_LINT_ALIKE_GROUPS_H

#include "lint/input.h"

/* For each record of the graph the number of its group, from 1 in the order of the first ids, or 0; what a waiver takes back
 * counts as not alike, and a rule that is off finds nothing.  NULL on failure.  In `arena`. */
const uint32_t *rq_lint_alike_groups(const struct rq_lint_input *input, const struct rq_rule *rule,
                                     struct rq_arena *arena, struct rq_err *err);

#endif

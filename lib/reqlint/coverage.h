/* What the tests of a rule reached, as people see it. */
#ifndef RQ_SESSION_COVERAGE_H
#define RQ_SESSION_COVERAGE_H

#include "lint/coverage.h"
#include "reqlint/reqlint.h"

/* Counts the sides of a rule, and finds the places of those that are missing.  In `arena`. */
struct rq_rule_coverage rq_rule_coverage(struct rq_arena *arena, const struct rq_rule *rule,
                                         const struct rq_coverage *coverage);

#endif

/* Rules on pairs of records with nearly equal texts. */
#ifndef RQ_LINT_NEAR_H
#define RQ_LINT_NEAR_H

#include "lint/input.h"

/* Judges all records of the rule's kinds by its `near`; one finding per pair, on the record with the greater id. */
void rq_judge_near(const struct rq_lint_input *input, const struct rq_rule *rule, struct rq_findings *findings);

#endif

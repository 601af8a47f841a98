/* Findings of built-in rules under the policy that is in force. */
#ifndef RQ_LINT_SETTLE_H
#define RQ_LINT_SETTLE_H

#include "diag/findings.h"
#include "policy/policy.h"

/* Gives findings of built-in rules, from the one with the number `first` on, the level and help that are in force, and drops
 * those of rules that are off. */
void rq_lint_settle(const struct rq_policy *policy, struct rq_findings *findings, size_t first);

#endif

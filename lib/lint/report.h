/* Findings of a rule on a record, while it judges. */
#ifndef RQ_LINT_REPORT_H
#define RQ_LINT_REPORT_H

#include "lint/find.h"

struct rq_lint_judge {
    struct rq_lint_scope *scope;
    struct rq_findings *findings;
    const struct rq_rule *rule;
    const struct rq_record *record;
    struct rq_found found; /* of a rule with `find`: what it judges */
    bool keyed;            /* of a rule with `each`: the elements are those of a map, told apart by their keys */
};

/* Adds the finding that an expression is false.  `program` may be NULL: a `find` rule without an expression, whose every
 * match is a finding. */
void rq_lint_report_false(struct rq_lint_judge *judge, const struct rq_cel_program *program);

/* Adds the finding that one of the rule's expressions gives a fault, or something that is not `wanted` ("true or false").
 * `what` names the expression ("the rule's `when`"). */
void rq_lint_report_fault(struct rq_lint_judge *judge, const char *what, const char *wanted,
                          const struct rq_cel_program *program, rq_value value);

/* The variable of the rule because of which `program` gives this fault; NULL where it fails by itself. */
const struct rq_variable *rq_lint_failed_variable(const struct rq_rule *rule, const rq_value *slots,
                                                  const struct rq_cel_program *program, rq_value value);

/* Adds the finding that a limit leaves the rule without a verdict; `message` is a literal. */
void rq_lint_report_limit(struct rq_lint_judge *judge, const char *message);

/* The level and the message that the rule chooses for a finding.  False where there is to be none: the level is off, or
 * the expressions for them fail, which is reported instead. */
bool rq_lint_report_words(struct rq_lint_judge *judge, enum rq_level *level, rq_str *message);

#endif

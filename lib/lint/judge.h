/* One rule on one record. */
#ifndef RQ_LINT_JUDGE_H
#define RQ_LINT_JUDGE_H

#include "lint/scope.h"

/* Evaluates the scope's rule on the scope's record and adds what it finds. */
void rq_judge(struct rq_lint_scope *scope, struct rq_findings *findings);

/* Findings about the record's fields: keys that its kind does not know, values of the wrong type.  `tracer` is that of the
 * record's object. */
void rq_check_fields(struct rq_arena *scratch, struct rq_tracer *tracer, const struct rq_record *record,
                     struct rq_findings *findings);

#endif

/* The pass of all rules over all records. */
#ifndef RQ_LINT_PASS_H
#define RQ_LINT_PASS_H

#include "lint/memory.h"

/* Judges all records in their order, by input->threads threads; findings are added in the order of the records, whatever
 * the number of threads.  True, and none is added, where they are the known ones and input->may_be_same says so. */
bool rq_lint_records(const struct rq_lint_input *input, struct rq_findings *findings);

/* Judges one record by a rule in all its forms. */
void rq_lint_judge(const struct rq_lint_input *input, const struct rq_rule *rule, const struct rq_record *record,
                   struct rq_findings *findings);

#endif

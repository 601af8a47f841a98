/* The pass of all rules over all records, and what it remembers for the next state of the tree. */
#ifndef RQ_LINT_PASS_H
#define RQ_LINT_PASS_H

#include "lint/input.h"

/* What judging one record gave.  `narrow`: no rule looked further than the record, its refs and its backrefs. */
struct rq_lint_verdict {
    const struct rq_finding *findings;
    size_t count;
    bool narrow;
};

struct rq_near_memory;

/* The verdicts of a pass, by the numbers of its graph's records, and those on pairs. */
struct rq_lint_memory {
    const struct rq_graph *graph;
    const struct rq_lint_verdict *verdicts;
    const struct rq_near_memory *near; /* one per rule; NULL: none */
};

/* Judges all records in their order, by input->threads threads; findings are added in the order of the records, whatever
 * the number of threads. */
void rq_lint_records(const struct rq_lint_input *input, struct rq_findings *findings);

/* Judges one record by a rule in all its forms. */
void rq_lint_judge(const struct rq_lint_input *input, const struct rq_rule *rule, const struct rq_record *record,
                   struct rq_findings *findings);

#endif

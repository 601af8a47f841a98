/*
 * CEL conformance cases: expressions with their bindings and the value or error that must come out, one JSON object per
 * line, as made from the tests of github.com/google/cel-spec.  docs/cel-cases.md describes the format.
 */
#ifndef RQ_CASES_H
#define RQ_CASES_H

#include "base/text.h"

struct rq_case_result {
    rq_str id;
    bool expects_error; /* else it expects a value */
    bool passed;
    rq_str why; /* one line: what came out and what was expected; empty if it passed */
};

/* Called for each case in order.  What the result points at is gone when it returns. */
typedef void rq_cases_report(void *user, const struct rq_case_result *result);

/* Cases that expect a value and cases that expect an error are counted apart: an evaluator that refuses everything
 * passes all of the latter. */
struct rq_cases_totals {
    size_t values, values_passed;
    size_t errors, errors_passed;
};

/* Runs all cases of a file.  Values are compared strictly: 1, 1u and 1.0 differ, so do 0.0 and -0.0; any NaN is any NaN;
 * the order of maps does not matter.  False on a malformed case, whose line err names, and where there is no case at all;
 * cases before it have been reported and counted.  `arena` is working space: nothing stays in it but a failure. */
bool rq_cases_run(struct rq_arena *arena, rq_str text, rq_cases_report *report, void *user,
                  struct rq_cases_totals *totals, struct rq_err *err);

#endif

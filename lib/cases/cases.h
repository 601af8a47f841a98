/*
 * CEL conformance cases: expressions with their bindings and the value or error that must come out, one JSON object per
 * line, as made from the tests of github.com/google/cel-spec.  docs/cel-cases.md describes the format.
 */
#ifndef RQ_CASES_H
#define RQ_CASES_H

#include "base/text.h"
#include "reqlint/cel.h"

/* Runs all cases of a file, each in memory of its own; results in the order of the lines.  Values are compared strictly:
 * 1, 1u and 1.0 differ, so do 0.0 and -0.0; any NaN is any NaN; the order of maps does not matter.  A case that expects
 * an error with "phase": "parse" must not compile.  False on a malformed case, whose line err names, and where there is
 * no case at all.  Lives in `arena`. */
bool rq_cases_run(struct rq_arena *arena, rq_str text, const struct rq_case_result **results, size_t *count,
                  struct rq_err *err);

#endif

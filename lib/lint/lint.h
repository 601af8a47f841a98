/*
 * Linting: rules on records, findings out.  Pure, and the only caller of the evaluator.
 */
#ifndef RQ_LINT_H
#define RQ_LINT_H

#include "cel/function.h"
#include "lint/input.h"

/* Judges every record by every rule in force, checks fields against their kinds, and the repository's own rules for
 * tests.  Findings are added, and settled.  True, and none is added, where they are the known ones and input->may_be_same
 * says so. */
bool rq_lint(const struct rq_lint_input *input, struct rq_findings *findings);

/* Judges one record by one rule. */
void rq_lint_record(const struct rq_lint_input *input, const struct rq_rule *rule, const struct rq_record *record,
                    struct rq_findings *findings);

/* A repository's own rule without a passing and a failing test is a finding; packs are tested by those who ship them. */
void rq_lint_rule_tests(const struct rq_rule *rule, struct rq_findings *findings);

/* The functions of the host: link, tree.exists, tree.glob, ruleInfo, sha256.  Ended by a row without a name. */
extern const struct rq_cel_function rq_lint_functions[];

/* Evaluates an expression that was compiled by rq_policy_compile on a record (NULL: no record, only params and now).  The
 * result lives in `arena`. */
rq_value rq_lint_eval(const struct rq_lint_input *input, const struct rq_cel_program *program,
                      const struct rq_record *record, struct rq_arena *arena);

#endif

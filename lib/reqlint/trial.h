/* One test of a rule, as it is written, and what happens when it is run. */
#ifndef RQ_SESSION_TRIAL_H
#define RQ_SESSION_TRIAL_H

#include "lint/coverage.h"
#include "reqlint/session.h"

/* A finding that a test expects; what is not given may be anything. */
struct rq_expectation {
    rq_value message, at; /* scalars; RQ_ABSENT: not given */
    enum rq_level level;  /* RQ_LEVEL_OFF: not given */
};

struct rq_trial {
    rq_str name, id, path;
    rq_value kind, now, text, object, old_object, records, params, words, files;
    rq_value expect;                 /* "pass", "fail", or a list: */
    struct rq_expectation *expected; /* one for each of its items */
};

/* Reads a test by its keys; one without a name is named by its line.  False where it is wrong. */
bool rq_trial_read(struct rq_arena *arena, rq_value test, struct rq_trial *trial, struct rq_err *err);

/* Runs the rule on what the test gives; findings of this rule are added, and what it reached to `coverage`, unless that is
 * NULL.  False where the test itself is wrong. */
bool rq_trial_run(struct rq_session *session, const struct rq_rule *rule, const struct rq_trial *trial, rq_value where,
                  struct rq_coverage *coverage, struct rq_findings *findings, struct rq_err *err);

#endif

/* One test of a rule, as it is written, and what happens when it is run. */
#ifndef RQ_SESSION_TRIAL_H
#define RQ_SESSION_TRIAL_H

#include "lint/coverage.h"
#include "policy/shape.h"
#include "reqlint/session.h"

/* A finding that a test expects; what is not given may be anything. */
struct rq_expectation {
    rq_value message, at; /* scalars; RQ_ABSENT: not given */
    enum rq_level level;  /* RQ_LEVEL_OFF: not given */
};

struct rq_trial {
    rq_str name, id, path;
    rq_value kind, now, text, object, old_object, records, history, removed, histories, params, words, files;
    rq_value expect;                 /* "pass", "fail", or a list: */
    struct rq_expectation *expected; /* one for each of its items */
};

/* What a test may say, what a version in its history, and the commit that removed its record. */
extern const struct rq_shape_key rq_trial_keys[], rq_version_keys[], rq_removal_keys[];

/* Reads a test by its keys; one without a name is named by its line.  False where it is wrong. */
bool rq_trial_read(struct rq_arena *arena, rq_value test, struct rq_trial *trial, struct rq_err *err);

/* Runs the rule on what the test gives; findings of this rule are added, and what it reached to `coverage`, unless that is
 * NULL.  False where the test itself is wrong. */
bool rq_trial_run(struct rq_session *session, const struct rq_rule *rule, const struct rq_trial *trial, rq_value where,
                  struct rq_coverage *coverage, struct rq_findings *findings, struct rq_err *err);

/* The past that a test gives; see trial_past.c.  Start from {.session, .rule, .trial, .where, .err}. */
struct rq_trial_past {
    struct rq_session *session;
    const struct rq_rule *rule;
    const struct rq_trial *trial;
    rq_value where;
    struct rq_err *err;
    rq_value now;
    const struct rq_record *subject; /* of the graph, once that is built */
    rq_value history;                /* of the subject */
    struct rq_lint_past past;
};

/* Reads the versions that the test gives.  False where they are wrong, or where the rule looks at history and there are
 * none.  Past->past answers as long as `past` lives. */
bool rq_trial_read_past(struct rq_trial_past *past);

/* The object of the newest of some versions, as a test writes them; RQ_ABSENT if there is none. */
rq_value rq_trial_last_object(rq_value versions);

#endif

/* A merge or a push while it is judged.  Private to the files of gate and receive. */
#ifndef RQ_REQLINT_GATE_H
#define RQ_REQLINT_GATE_H

#include "reqlint/session.h"

struct rq_gate {
    struct rq_session session;
    const struct rq_gate_options *options;
    const struct rq_push_plan *plan; /* of a push that is received; NULL: a merge, or a push that is about to be made */
    struct rq_merge merge;
    struct rq_state base, held, result;
    struct rq_report *report;
    struct rq_err *err;
};

/* Judges gate->merge; the session has its repository.  The report holds only what the base does not have.  False where
 * there is no verdict. */
bool rq_gate_judge(struct rq_gate *gate);

/* Fills the report's lines: the verdict, what was judged by what, and what would unblock it. */
void rq_gate_add_lines(struct rq_gate *gate);

/* What is judged: "merge" or "push". */
const char *rq_gate_what(const struct rq_gate *gate);

/* Whose policy judges, in words that "is in force" follows. */
const char *rq_gate_judge_name(const struct rq_gate *gate);

/* The name of the head. */
const char *rq_gate_head_name(const struct rq_gate *gate);

#endif

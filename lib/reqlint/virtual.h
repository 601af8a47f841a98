/* Records that no file has: the commits of a range and the text of a merge request. */
#ifndef RQ_REQLINT_VIRTUAL_H
#define RQ_REQLINT_VIRTUAL_H

#include "reqlint/session.h"

/* Adds them to a state, as records of the kinds `commit` and `merge` of the policy.  False where the text cannot be read. */
bool rq_virtual_records(struct rq_session *session, const struct rq_merge *merge, const struct rq_gate_options *options,
                        struct rq_state *state, struct rq_err *err);

/* A commit as a record of `kind`, which is the policy's `commit`.  One without a name has the id "message".  In `arena`. */
struct rq_record rq_virtual_commit(struct rq_arena *arena, const struct rq_record_kind *kind,
                                   const struct rq_commit *commit);

#endif

/* What comments of a merge would waive. */
#ifndef RQ_REQLINT_IGNORES_H
#define RQ_REQLINT_IGNORES_H

#include "reqlint/session.h"

/* Reports every comment that waives something and that base has not, in the same file: it counts only once base has it.
 * `what` brings it: "merge" or "push". */
void rq_ignores_report(const struct rq_session *session, const struct rq_state *base, const struct rq_state *result,
                       const char *what, struct rq_findings *findings);

#endif

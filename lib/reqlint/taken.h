/* Ids that are taken, wherever anybody works. */
#ifndef RQ_REQLINT_TAKEN_H
#define RQ_REQLINT_TAKEN_H

#include "reqlint/session.h"

/* The ids that records of a kind have in the graph of the working tree, in the index, and in every local and
 * remote-tracking branch; sorted, each once.  False where one of them cannot be read.  In the session's arena. */
bool rq_taken_ids(struct rq_session *session, const struct rq_graph *graph, const struct rq_record_kind *kind,
                  const rq_str **ids, size_t *count, struct rq_err *err);

/* The ids that records of a kind ever had, as far as the history of HEAD is there to tell.  In the session's arena. */
const rq_str *rq_taken_before(struct rq_session *session, const struct rq_record_kind *kind, size_t *count);

#endif

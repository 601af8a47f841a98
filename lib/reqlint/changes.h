/* Changes of the policy itself in a merge. */
#ifndef RQ_REQLINT_CHANGES_H
#define RQ_REQLINT_CHANGES_H

#include "reqlint/session.h"

/* How the changes are told. */
struct rq_change_words {
    const char *what;  /* would make them: "merge" or "push" */
    const char *judge; /* whose policy judges, in words that "is in force" follows: "the base's" */
};

/* Reports every file of the configuration, of rules and of waivers that the merge changes, and lints the rules that it
 * would put in force.  The session's policy is the base's, or with `from_head` that of the result.  False where the merged
 * policy does not compile. */
bool rq_changes_report(struct rq_session *session, const struct rq_merge *merge, bool from_head,
                       const struct rq_change_words *words, struct rq_findings *findings, struct rq_err *err);

#endif

/* Files that a merge brings in and that the policy in force does not read, although people will take them for records. */
#ifndef RQ_REQLINT_UNJUDGED_H
#define RQ_REQLINT_UNJUDGED_H

#include "load/load.h"

/* The rule of these findings. */
#define RQ_UNJUDGED RQ_STR("unjudged-file")

struct rq_unjudged {
    const struct rq_policy *judge; /* the policy in force */
    const struct rq_policy *after; /* the one that the merge would put in force */
    const struct rq_merge *merge;
    struct rq_findings *findings;              /* where findings go, with the arena of everything */
    const struct rq_snapshot_entry **by_bytes; /* the base's entries; filled when it is first needed */
};

/* Looks at an entry of the result that the base has not, or has otherwise, and adds a finding if it is one. */
void rq_unjudged_look(struct rq_unjudged *unjudged, const struct rq_snapshot_entry *entry);

#endif

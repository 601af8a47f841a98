/* What a base has, too. */
#ifndef RQ_REQLINT_KNOWN_H
#define RQ_REQLINT_KNOWN_H

#include "policy/policy.h"
#include "reqlint/diag.h"

struct rq_snapshot;

/* Drops what the base, a finished report, has too: by fingerprint, and findings of a kind with `scan`, which have nothing
 * that names them but their file, in the same file or the one that it was renamed from.  Not what the base has under a
 * waiver or at a lower level only.  `before` and `after` are the states of the base and of the report. */
void rq_known_drop(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_snapshot *before,
                   const struct rq_snapshot *after, struct rq_report *report, const struct rq_report *base);

#endif

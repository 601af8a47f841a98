/* Settings of one state of the tree. */
#ifndef RQ_LOAD_SETTINGS_H
#define RQ_LOAD_SETTINGS_H

#include "repo/repo.h"
#include "settings/settings.h"

#include "diag/findings.h"

/* Counts the settings of a snapshot, whose files are read and parsed once each, as far as the sources need them.  Findings:
 * files that cannot be read, and sources of the configuration that find nothing; none of them is more than a note.  NULL on
 * failure.  In `arena`. */
const struct rq_settings *rq_load_settings(struct rq_arena *arena, const struct rq_policy *policy,
                                           const struct rq_snapshot *snapshot, struct rq_findings *findings,
                                           struct rq_err *err);

#endif

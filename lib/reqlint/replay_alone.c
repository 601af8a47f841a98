/* A commit of which nothing is known from those before it: the whole way of a check. */
#include "base/err.h"
#include "reqlint/replay.h"
#include "reqlint/verdict.h"

bool rq_replay_judge_alone(struct rq_repo *repo, const struct rq_options *options, const struct rq_session *fixed,
                           const struct rq_walk_commit *commit, struct rq_arena *arena, struct rq_report *report,
                           struct rq_err *why)
{
    struct rq_options own = *options;
    own.progress = NULL; /* commits are what is counted, by whoever calls this */
    own.now = rq_timestamp(commit->time, 0);
    struct rq_session session = {.arena = arena, .options = &own, .repo = repo, .fixed = fixed};
    session.snapshot = rq_snapshot_commit(repo, rq_walk_oid_text(arena, &commit->oid).ptr, arena, why);
    struct rq_state state = {.snapshot = session.snapshot};
    *report = (struct rq_report){.mode = RQ_STR("check")};
    return session.snapshot != NULL && rq_session_build_policy(&session, why) &&
           rq_session_check_rules(&session, why) && rq_verdict_report(&session, &state, NULL, report, why);
}

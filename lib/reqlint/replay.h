/*
 * Judging the commits of a chain of first parents one after the other, each as rq_check would at its own time, but with
 * what is known from the commit before.
 */
#ifndef RQ_REQLINT_REPLAY_H
#define RQ_REQLINT_REPLAY_H

#include "reqlint/ahead.h"
#include "reqlint/session.h"

struct rq_replay;

/* All of it must live as long as the replay. */
struct rq_replay_input {
    struct rq_repo *repo;
    const struct rq_options *options;
    const struct rq_session *fixed;     /* has the policy of all commits; NULL: each has its own */
    const struct rq_walk *walk;         /* along first parents, which watches all paths and keeps every commit */
    const struct rq_ahead *ahead;       /* for that walk and policy; or NULL */
    const struct rq_progress *progress; /* told how far it is with history, and of nothing else; or NULL */
};

/* Owned by the caller: rq_replay_end. */
struct rq_replay *rq_replay_new(const struct rq_replay_input *input);
void rq_replay_end(struct rq_replay *replay); /* NULL is allowed */

/* Judges a commit of the walk, by its number, which is higher than that of the last one that was judged.  The report is
 * finished, holds what is waived, and lives until the next call, as does what `why` says where there is no verdict. */
bool rq_replay_judge(struct rq_replay *replay, size_t number, struct rq_report *report, struct rq_err *why);

/* True if the last report has the very findings of the one before it, and that was on the last commit before.  Only known
 * where the commit was judged by what is known. */
bool rq_replay_same(const struct rq_replay *replay);

/* The same for any commit by itself, without what is known: the report lives in `arena`. */
bool rq_replay_judge_alone(struct rq_repo *repo, const struct rq_options *options, const struct rq_session *fixed,
                           const struct rq_walk_commit *commit, struct rq_arena *arena, struct rq_report *report,
                           struct rq_err *why);

#endif

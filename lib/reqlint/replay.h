/*
 * Judging the commits of a chain of first parents one after the other, each as rq_check would at its own time, but with
 * what is known from the commit before.
 */
#ifndef RQ_REQLINT_REPLAY_H
#define RQ_REQLINT_REPLAY_H

#include "reqlint/replay_input.h"

struct rq_replay;

/* Owned by the caller: rq_replay_end. */
struct rq_replay *rq_replay_new(const struct rq_replay_input *input);
void rq_replay_end(struct rq_replay *replay); /* NULL is allowed */

/* Judges a commit of the walk, by its number, which is higher than that of the last one that was judged.  The report is
 * finished, holds what is waived, and lives until the next call, as does what `why` says where there is no verdict. */
bool rq_replay_judge(struct rq_replay *replay, size_t number, struct rq_report *report, struct rq_err *why);

/* True if the last report has the very findings of the one before it, and that was on the last commit before.  Only known
 * where the commit was judged by what is known. */
bool rq_replay_same(const struct rq_replay *replay);

/* The last report, where there was a verdict. */
const struct rq_report *rq_replay_report(const struct rq_replay *replay);

/* True if rq_replay_judge is sure to give, of this commit, which is to be judged next, what it gave before. */
bool rq_replay_stays(struct rq_replay *replay, size_t number);

/* Of the last report, where findings may show what they showed at an earlier commit, those findings as they are: in
 * any order, with `alike`, and so that rq_report_find finds them there.  A session with --rules leaves out some of them.  They
 * live in `arena`, and in the state.  To be asked for while the state is there: before a commit is judged that does not stay.
 * `replay` may be NULL. */
void rq_replay_show(struct rq_replay *replay, struct rq_arena *arena, struct rq_findings *findings);

/* The same for any commit by itself, without what is known: the report lives in `arena`. */
bool rq_replay_judge_alone(struct rq_repo *repo, const struct rq_options *options, const struct rq_session *fixed,
                           const struct rq_walk_commit *commit, struct rq_arena *arena, struct rq_report *report,
                           struct rq_err *why);

#endif

/* What a replay starts from. */
#ifndef RQ_REQLINT_REPLAY_INPUT_H
#define RQ_REQLINT_REPLAY_INPUT_H

#include "reqlint/ahead.h"
#include "reqlint/session.h"

/* All of it must live as long as the replay. */
struct rq_replay_input {
    struct rq_repo *repo;
    const struct rq_options *options;
    const struct rq_session *fixed;     /* has the policy of all commits; NULL: each has its own */
    const struct rq_walk *walk;         /* along first parents, which watches all paths and keeps every commit */
    const struct rq_ahead *ahead;       /* for that walk and policy; or NULL */
    const struct rq_progress *progress; /* told how far it is with history, and of nothing else; or NULL */
};

#endif

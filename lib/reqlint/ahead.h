/*
 * What several courses over one walk rest on, where all of its commits have one policy: a tree to start from, and what the
 * files of all commits give, each read once, by several threads.
 */
#ifndef RQ_REQLINT_AHEAD_H
#define RQ_REQLINT_AHEAD_H

#include "load/store.h"
#include "repo/walk.h"
#include "reqlint/session.h"

struct rq_ahead {
    size_t first;                   /* number of the commit that the walk is followed from */
    const struct rq_snapshot *tree; /* of it */
    const struct rq_store *files;   /* of the tree, and what later commits of the walk made of them */
};

/* Reads ahead for the commits of a walk along first parents, from one on: with the options and the policy of the session,
 * and from its repository.  `*ahead` is NULL where the tree cannot be read, which is for those to say who start there.
 * False where `progress` gave up.  In the arena of the session. */
bool rq_ahead_read(const struct rq_session *session, const struct rq_walk *walk, size_t first,
                   const struct rq_ahead **ahead);

#endif

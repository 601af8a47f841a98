/*
 * Going through the commits of an audit, one after the other: each is judged, and its findings begin and end episodes.
 * Several courses may go through parts of one walk at a time, each on a thread.
 */
#ifndef RQ_REQLINT_COURSE_H
#define RQ_REQLINT_COURSE_H

#include "diag/episodes.h"
#include "reqlint/replay.h"

#include <stdatomic.h>

/* A commit of the walk. */
struct rq_stop {
    const struct rq_walk_commit *commit;
    struct rq_moment *moment;     /* NULL until it is asked for */
    struct rq_episodes_open open; /* after it */
    bool skipped;                 /* it is of no interest */
    bool before;                  /* only what it has is of interest, as what was there before */
    bool unknown;                 /* nothing is known of what it has or of what was before */
};

/* All of them, and what the courses have in common. */
struct rq_stops {
    const struct rq_walk *walk;
    struct rq_stop *items; /* one per commit of the walk */
    const struct rq_stop **by_oid;
    bool all_parents;
    size_t wanted;        /* those that are not before the range */
    atomic_size_t judged; /* how many of these are done, by all courses */
    atomic_bool given_up;
};

/* In `arena`; nothing is skipped yet. */
void rq_stops_list(struct rq_stops *stops, const struct rq_walk *walk, bool all_parents, struct rq_arena *arena);

/* The parents that count, and the one with this number, if it is part of the walk. */
size_t rq_stop_parent_count(const struct rq_stops *stops, const struct rq_stop *stop);
struct rq_stop *rq_stop_parent(const struct rq_stops *stops, const struct rq_stop *stop, size_t number);

/* Start from all but what it gives. */
struct rq_course {
    struct rq_arena *arena; /* for all that it gives */
    struct rq_repo *repo;
    const struct rq_options *options;
    const struct rq_audit_options *wish;
    const struct rq_session *fixed; /* has the policy of all commits; NULL: each has its own */
    const struct rq_ahead *ahead;   /* for that policy; or NULL */
    struct rq_stops *stops;
    size_t first, end; /* which stops */
    bool joins;        /* the first one is also the last one of another course, and is only judged to begin with */
    bool tells;        /* it is on the thread that may tell how far all are */

    struct rq_replay *replay; /* along first parents; NULL before the first commit, and at the end */
    struct rq_episodes *episodes;
    const struct rq_stop *base; /* where it began, if it joins; */
    struct rq_episodes_open open_at_base;
    const struct rq_stop *judged; /* the last one, if there is a verdict on it */
    bool apart;                   /* it joins, but there is no verdict where it began: it gave nothing */
    struct rq_no_verdict *unjudged;
    size_t unjudged_count, unjudged_cap;
    struct rq_report newest; /* of the newest commit: policy, counts and notes */
    struct rq_err err;       /* of a failure */
};

/* Goes through all of them; false on failure.  May be called again for more stops, behind those before. */
bool rq_course_go(struct rq_course *course);

/* Gives back what is not in the arena, or moves it there. */
void rq_course_end(struct rq_course *course);

/* When and by whom a stop was made; NULL on failure.  In `arena`. */
const struct rq_moment *rq_stop_moment(struct rq_stop *stop, struct rq_arena *arena, struct rq_err *err);

#endif

/* Which commits an audit is about. */
#ifndef RQ_REQLINT_RANGE_H
#define RQ_REQLINT_RANGE_H

#include "reqlint/reqlint.h"

/* The two ends of a range, for rq_walk_input; texts live in the arena of rq_range_read. */
struct rq_range {
    const char *newest; /* NULL: HEAD */
    const char *until;  /* NULL: there is none */
    bool single;        /* A^! */
};

/* Reads a range: [A] ".." [B] | A "^!" | A, where what is left out is HEAD; NULL is all of HEAD.  Fails for "A...B" and for
 * what begins with a dash or is empty.  Does not look whether the commits exist. */
bool rq_range_read(struct rq_arena *arena, const char *text, struct rq_range *range, struct rq_err *err);

#endif

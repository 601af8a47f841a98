/* From when to when findings were there: what an audit is made of. */
#ifndef RQ_EPISODES_H
#define RQ_EPISODES_H

#include "base/arena.h"
#include "reqlint/diag.h"

/* Episodes that are told while commits go by, parents before their children. */
struct rq_episodes;

/* In `arena`, as is all that follows, but for how findings look that may still change. */
struct rq_episodes *rq_episodes_new(struct rq_arena *arena);

/* Gives these to the arena too: after the last commit, or before the arena is freed.  NULL is allowed. */
void rq_episodes_settle(struct rq_episodes *episodes);

/* The episodes that are open after a commit, by their numbers. */
struct rq_episodes_open {
    const uint32_t *numbers; /* each once, in the order of the commit's findings */
    size_t count;
};

/* Findings of one commit; `alike` of each is filled. */
struct rq_episodes_commit {
    const struct rq_moment *moment; /* lives as long as the episodes */
    bool before;                    /* what it has was there before the audit begins */
    const struct rq_finding *findings;
    size_t finding_count;
    const struct rq_episodes_open *parents;
    size_t parent_count;
    bool follows; /* it was judged right after its only parent: what it keeps is what that has */
    bool in_line; /* no other commit goes on with its parent: what was open there is not asked for any more */
};

/* Takes a commit: what none of its parents has begins with it, what it lacks or has under a waiver ends.  A finding goes on
 * with one that is alike, in the same file if there is one.  Nothing of the findings is kept but copies.  What is open after
 * a commit in line is told until the next one is taken. */
struct rq_episodes_open rq_episodes_take(struct rq_episodes *episodes, const struct rq_episodes_commit *commit);

/* Looks again at the findings of the commit that was taken last, all in their order, or of one after it on which there are the very
 * same: of some, by their numbers, what is shown may be something else. */
void rq_episodes_look(struct rq_episodes *episodes, const struct rq_finding *findings, size_t count,
                      const size_t *numbers, size_t number_count);

/* What is open after a commit of which nothing is known: all that is open at one of its parents. */
struct rq_episodes_open rq_episodes_carry(struct rq_episodes *episodes, const struct rq_episodes_open *parents,
                                          size_t parent_count);

/* Adds later episodes, whose first commit is the one that was taken last here, as if what it has had been there before; they
 * were told along one line of commits and must live as long.  `open` are some of them; gives what these are called here. */
struct rq_episodes_open rq_episodes_join(struct rq_episodes *episodes, const struct rq_episodes *later,
                                         const struct rq_episodes_open *open);

/* Fills a report with one finding for each episode, as it was last seen, and sorts it.  `open`: those at the end, which
 * last until `now` (seconds since 1970); `open_only` leaves out all others. */
void rq_episodes_tell(struct rq_episodes *episodes, const struct rq_episodes_open *open, int64_t now, bool open_only,
                      struct rq_report *report);

#endif

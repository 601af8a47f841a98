/* Pairs of nearly equal sets among many sets, without comparing every pair. */
#ifndef RQ_LINT_ALIKE_H
#define RQ_LINT_ALIKE_H

#include "base/arena.h"

/* A set of words, each a number and in it once. */
struct rq_alike_set {
    const uint32_t *words;
    uint32_t count; /* above 0 */
    bool known;     /* its pairs with other known sets are not asked for */
};

struct rq_alike_input {
    const struct rq_alike_set *sets;
    uint32_t count;
    uint32_t word_count; /* above all numbers of words */
    double threshold;    /* above 0 and at most 1 */
    size_t most;         /* pairs that are wanted */
    unsigned threads;    /* 0: as many as there are processors */
};

/* Two sets; the first is the one that was compared with the other: the later one, or the one that is not known. */
struct rq_alike_pair {
    uint32_t set, other;
};

/* All pairs of sets that have at least `threshold` of all their words in common (Jaccard's similarity), by the number of
 * `set`.  The same ones in the same order whatever the number of threads.  Gives their number: `most` + 1 says that there
 * are more than `most`.  In `arena`. */
size_t rq_alike_find(struct rq_arena *arena, const struct rq_alike_input *input, struct rq_alike_pair **pairs);

#endif

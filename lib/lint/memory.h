/* What judging one state of the tree gave, for another state that shares records with it. */
#ifndef RQ_LINT_MEMORY_H
#define RQ_LINT_MEMORY_H

#include "lint/input.h"

/* A record that a rule asked for, whether there is one or not. */
struct rq_lint_asked {
    const struct rq_record_kind *kind;
    rq_str id;
};

/* What judging one record gave.  `narrow`: no rule looked further than the record, its refs and backrefs, and the records
 * that were asked for, with theirs. */
struct rq_lint_verdict {
    const struct rq_finding *findings;
    const struct rq_lint_asked *asked;
    uint32_t count, asked_count;
    bool narrow;
};

struct rq_near_memory;

/* The verdicts of a pass, by the numbers of its graph's records, and those on pairs. */
struct rq_lint_memory {
    const struct rq_graph *graph;
    const struct rq_lint_verdict *verdicts;
    const struct rq_near_memory *near; /* one per rule; NULL: none */
};

/* What a state may take over from another one.  Start from rq_lint_compare. */
struct rq_lint_recall {
    const struct rq_graph *graph;
    const struct rq_lint_memory *known; /* NULL: nothing is known */
    const bool *same;                   /* per record: it looks the same in both states */
};

/* Compares the records that the graph shares with what is known (NULL: nothing).  In `arena`. */
struct rq_lint_recall rq_lint_compare(struct rq_arena *arena, const struct rq_graph *graph,
                                      const struct rq_lint_memory *known);

/* The verdict on a record of the graph, where judging it would give the same one again; else NULL. */
const struct rq_lint_verdict *rq_lint_recall(const struct rq_lint_recall *recall, const struct rq_record *record);

#endif

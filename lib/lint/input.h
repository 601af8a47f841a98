/* What is linted: the graph of one state, and what rules may know beside it. */
#ifndef RQ_LINT_INPUT_H
#define RQ_LINT_INPUT_H

#include "graph/patch.h"

struct rq_lint_memory;
struct rq_coverage;

/* What is known of the past.  Whoever has read it answers, from any thread. */
struct rq_lint_past {
    /* The value of `history` for a record of the graph.  In `arena`. */
    rq_value (*history)(const void *host, struct rq_arena *arena, const struct rq_record *record);
    /* True if the record, as it stands, is a version of history: what is not committed yet fires no rule about it. */
    bool (*has)(const void *host, const struct rq_record *record);
    const void *host;
};

struct rq_lint_input {
    const struct rq_policy *policy;
    const struct rq_graph *graph;
    const struct rq_graph *base;        /* what oldObject is taken from; NULL: there is no base */
    const struct rq_graph *waivers;     /* where waivers are taken from; NULL: from the graph itself */
    const struct rq_lint_past *past;    /* NULL: there is none, and rules about history judge nothing */
    rq_value now;                       /* timestamp */
    rq_value params;                    /* RQ_ABSENT: the policy's */
    unsigned threads;                   /* 0: as many as there are processors */
    const struct rq_lint_memory *known; /* what was found in another state, by the same policy; or NULL */
    const struct rq_graph_change *
        change; /* by which the graph was made from that of `known`, whose verdicts are used up then; NULL: it was built
                    anew */
    bool may_be_same;                   /* where findings are those that are known they need not be listed */
    struct rq_lint_memory *memory;      /* what is found is kept here, in the findings' arena; or NULL */
    const struct rq_progress *progress; /* told of "records"; or NULL.  All are judged, whatever it answers */
    struct rq_coverage *coverage; /* of one rule: what its expressions do is noted here, and `threads` is 1; or NULL */
};

#endif

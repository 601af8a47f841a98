/* What judging one state of the tree gave, for another state that shares records with it. */
#ifndef RQ_LINT_MEMORY_H
#define RQ_LINT_MEMORY_H

#include "lint/input.h"

/* What a rule looked at beside the record, its refs and backrefs, and records and paths that it asked for one by one. */
enum rq_lint_look {
    RQ_LOOK_WORDS = 1,
    RQ_LOOK_PATHS = 2,   /* all of them */
    RQ_LOOK_RECORDS = 4, /* all of a kind */
    RQ_LOOK_NOW = 8,
    RQ_LOOK_HISTORY = 16, /* of the record */
    RQ_LOOK_BASE = 32,    /* oldObject */
    RQ_LOOK_FURTHER = 64  /* what no two states have alike */
};

/* A record that a rule asked for, whether there is one or not; or a path (no kind). */
struct rq_lint_asked {
    const struct rq_record_kind *kind;
    rq_str id;
};

/* What one rule, in all its forms, found on a record, and at what it looked.  A rule that found nothing and looked at
 * nothing has none. */
struct rq_lint_part {
    uint16_t rule;  /* its number; RQ_LINT_FIELDS: the check of the fields */
    uint16_t looks; /* enum rq_lint_look */
    uint32_t count; /* findings */
};
enum { RQ_LINT_FIELDS = UINT16_MAX };

/* What judging one record gave. */
struct rq_lint_verdict {
    const struct rq_finding *findings; /* of the parts, one after the other */
    const struct rq_lint_part *parts;
    const struct rq_lint_asked *asked; /* by any of the rules */
    uint32_t count, part_count, asked_count;
};

struct rq_near_memory;

/* The verdicts of a pass, by the numbers of its graph's records, and those on pairs. */
struct rq_lint_memory {
    const struct rq_graph *graph;
    const struct rq_graph *base;
    rq_value now;
    const struct rq_lint_verdict *verdicts;
    const struct rq_near_memory *near; /* one per rule; NULL: none */
    bool passes;    /* it does not live as long as what is made with it: what is taken over is copied */
    bool same_past; /* whoever asks takes both states from one history, in which nothing lies between them but what the
                       records show */
};

/* What a state may take over from another one.  Start from rq_lint_compare. */
struct rq_lint_recall {
    const struct rq_graph *graph;
    const struct rq_lint_memory *known; /* NULL: nothing is known */
    const bool *same;                   /* per record: it looks the same in both states */
    uint16_t looks;                     /* what both states have alike, but for history */
};

/* Compares a state, by what is linted, with what is known (input->known; NULL: nothing).  In `arena`. */
struct rq_lint_recall rq_lint_compare(struct rq_arena *arena, const struct rq_lint_input *input);

/* The verdict on a record of the graph, where those of its parts hold that looked at nothing but `looks`; else NULL. */
const struct rq_lint_verdict *rq_lint_recall(const struct rq_lint_recall *recall, const struct rq_record *record,
                                             uint16_t *looks);

#endif

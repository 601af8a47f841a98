/* What judging one state of the tree gave, for another state that shares records with it. */
#ifndef RQ_LINT_MEMORY_H
#define RQ_LINT_MEMORY_H

#include "lint/input.h"

/* What a rule looked at beside the record, its refs and backrefs, and records and paths that it asked for one by one. */
enum rq_lint_look {
    RQ_LOOK_WORDS = 1,
    RQ_LOOK_PATHS = 2,    /* all of them */
    RQ_LOOK_RECORDS = 4,  /* all of a kind, by `records` */
    RQ_LOOK_NOW = 8,      /* the very time */
    RQ_LOOK_HISTORY = 16, /* of the record */
    RQ_LOOK_BASE = 32,    /* oldObject */
    RQ_LOOK_PLACES = 128, /* at where in another file a value stands that a finding shows */
    RQ_LOOK_NAMES = 256,  /* of all of a kind, by which texts name them */
    RQ_LOOK_ASKED = 512,  /* at what was asked for one by one, and is noted with the verdict */
    RQ_LOOK_FURTHER = 64, /* what no two states have alike */
    RQ_LOOK_TIME = 1024,  /* at the time, which decides another way from when the part is due, and not before */
    RQ_LOOK_SHOWN = 2048  /* at the very time, which decides nothing but what findings show */
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
    uint64_t rests; /* on which constants: a bit for each of the first 64 */
    int64_t due;    /* when the time makes it another one, in seconds since 1970 UTC; INT64_MAX: never */
};
enum { RQ_LINT_FIELDS = UINT16_MAX };

/* Constants that have a bit: of more than that, the others are made in each state. */
enum { RQ_LINT_KNOWN_CONSTANTS = 64 };

/* The value of one of the policy's constants in a state. */
struct rq_lint_constant {
    bool made;      /* somebody asked for it */
    bool stale;     /* the value is that of an earlier state, and is alike */
    uint16_t looks; /* enum rq_lint_look: at what it looked itself */
    uint64_t rests; /* on which other constants, as above */
    rq_value value;
    struct rq_cel_use use; /* what making it took, at most, be it in several states */
};

/* What judging one record gave. */
struct rq_lint_verdict {
    const struct rq_finding *findings; /* of the parts, one after the other */
    const struct rq_lint_part *parts;
    const struct rq_lint_asked *asked; /* by any of the rules */
    uint32_t count, part_count, asked_count;
    uint16_t looks; /* of all parts together, */
    uint64_t rests; /* and on which constants */
    int64_t due;    /* when the first of them is */
};

struct rq_near_memory;

/* The verdicts of a pass, by the numbers of its graph's records, and those on pairs. */
struct rq_lint_memory {
    const struct rq_graph *graph;
    const struct rq_graph *base;
    rq_value now;
    const struct rq_lint_verdict *verdicts;
    size_t count;                             /* of the findings in them */
    const struct rq_lint_constant *constants; /* of the policy, by their numbers */
    const struct rq_near_memory *near;        /* one per rule; NULL: none */
    const struct rq_finding *of_rules;        /* about rules rather than records: they are those of the policy */
    size_t of_rules_count;
    uint16_t pair_looks; /* of what is known of pairs: enum rq_lint_look */
    size_t pair_count;   /* of all rules on pairs together */
    bool shows;          /* some of the findings may show what they showed at an earlier time */
    bool passes;         /* it does not live as long as what is made with it: what is taken over is copied */
    bool same_past; /* whoever asks takes both states from one history, in which nothing lies between them but what the
                       records show */
};

/* What all that is in a memory rests on together. */
struct rq_lint_sum {
    uint16_t looks;
    int64_t due; /* when the first verdict is */
};
struct rq_lint_sum rq_lint_sum_up(const struct rq_lint_memory *memory);

/* What a state may take over from another one.  Start from rq_lint_compare. */
struct rq_lint_recall {
    const struct rq_graph *graph;
    const struct rq_lint_memory *known;   /* NULL: nothing is known */
    const struct rq_graph_change *change; /* as in the input: then of the other graph's records nothing is left */
    const bool *touched;                  /* per record: it does not look the same in both states */
    uint16_t looks;                       /* what both states have alike, but for history */
    uint16_t moved;                       /* of that, what stands at other places */
    int64_t now;                          /* of the state, in whole seconds */
    bool later;                           /* which is not before that of the other one */
    uint64_t alike, exact;                /* the constants that are alike, and those with the very same value */
};

/* Compares a state, by what is linted, with what is known (input->known; NULL: nothing); not yet its constants.  In
 * `arena`. */
struct rq_lint_recall rq_lint_compare(struct rq_arena *arena, const struct rq_lint_input *input);

/* True if nothing of what was looked at is missing but the very time, and that decides what it decided at the earlier one.  What
 * findings show is made anew when somebody wants to see it (lint/show.h). */
static inline bool rq_lint_not_due(const struct rq_lint_recall *recall, const struct rq_lint_part *part,
                                   unsigned missing)
{
    return (missing & ~(unsigned)(RQ_LOOK_TIME | RQ_LOOK_SHOWN)) == 0 && recall->later && recall->now < part->due;
}

/* True if judging again by a rule would find what it found, where looking at `looks` gives what it gave, and so does asking. */
static inline bool rq_lint_part_holds(const struct rq_lint_recall *recall, const struct rq_lint_part *part,
                                      uint16_t looks)
{
    bool places = (part->looks & RQ_LOOK_PLACES) != 0;
    unsigned good = places ? looks & ~(unsigned)recall->moved : looks;
    unsigned missing = part->looks & ~(good | RQ_LOOK_PLACES | RQ_LOOK_ASKED);
    return (missing == 0 || rq_lint_not_due(recall, part, missing)) &&
           (part->rests & ~(places ? recall->exact : recall->alike)) == 0;
}

/* True if asking for what was asked for when a record was judged gives the same answers. */
bool rq_lint_answers_same(const struct rq_lint_recall *recall, const struct rq_lint_verdict *verdict);

/* True if all of what is known of a record of the graph, by its number, is sure to hold; else it has to be looked at more
 * closely.  There is a known state. */
static inline bool rq_lint_stands(const struct rq_lint_recall *recall, const struct rq_lint_verdict *verdict,
                                  size_t number)
{
    const struct rq_lint_part whole = {.looks = verdict->looks, .rests = verdict->rests, .due = verdict->due};
    return !recall->touched[number] && rq_lint_part_holds(recall, &whole, recall->looks) &&
           (verdict->asked_count == 0 || rq_lint_answers_same(recall, verdict));
}

/* The verdict on a record of the graph, where those of its parts hold that looked at nothing but `looks`; else NULL. */
const struct rq_lint_verdict *rq_lint_recall(const struct rq_lint_recall *recall, const struct rq_record *record,
                                             uint16_t *looks);

#endif

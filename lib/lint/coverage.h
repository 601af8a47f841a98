/* Coverage: which ways the expressions of a rule went while it judged. */
#ifndef RQ_LINT_COVERAGE_H
#define RQ_LINT_COVERAGE_H

#include "cel/probe.h"
#include "lint/input.h"

enum rq_coverage_kind {
    RQ_COVERAGE_PROGRAM,
    RQ_COVERAGE_EACH, /* this one and the next two have one probe, which is true for something to judge, false for none */
    RQ_COVERAGE_FIND,
    RQ_COVERAGE_NEAR
};

/* An expression of the rule, or what `each`, `find` or `near` gives. */
struct rq_coverage_part {
    enum rq_coverage_kind kind;
    rq_str key;                           /* where in the rule: "when", "variables.late", "also[0].expression" */
    rq_value written;                     /* the text, as it stands in the rule's file */
    const void *judged;                   /* what the rule judges with: a program, a pattern, a `near` */
    const struct rq_cel_program *program; /* the one with probes */
    struct rq_cel_probes probes;
    uint8_t *seen; /* for each probe */
};

/* All forms of one rule.  Only one thread at a time adds to it. */
struct rq_coverage {
    struct rq_arena *arena;
    struct rq_coverage_part *parts; /* form by form, the same in each compilation of a rule */
    size_t count, cap;
};

/* Nothing seen yet; in `arena`, as is all that it holds. */
struct rq_coverage *rq_coverage_new(struct rq_arena *arena, const struct rq_rule *rule);

/* Evaluates an expression of the rule once more, and notes which ways it goes; other expressions are left alone. */
void rq_coverage_watch(struct rq_coverage *coverage, const struct rq_cel_program *program,
                       const struct rq_cel_activation *activation, struct rq_arena *scratch);

/* Notes whether an `each`, `find` or `near` of the rule gave anything to judge. */
void rq_coverage_note(struct rq_coverage *coverage, const void *judged, bool something);

/* Adds what was seen of the same rule, compiled another time; parts that are written differently are left alone. */
void rq_coverage_add(struct rq_coverage *coverage, const struct rq_coverage *other);

#endif

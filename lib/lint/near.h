/*
 * Rules on pairs of records with nearly equal texts.
 *
 * Ten thousand records are fifty million pairs, and a hundred thousand a hundred times as many: they are never all
 * compared.  Texts meet only where they share one of their rarest words, as many of them as the threshold leaves to
 * chance, and of those only where lengths and the places of that word leave room for enough common words (alike.c has the
 * method and its sources).  In prose that leaves a few pairs for each text.
 */
#ifndef RQ_LINT_NEAR_H
#define RQ_LINT_NEAR_H

#include "lint/alike.h"
#include "lint/input.h"

/* What comparing gave in one state: the records whose texts took part, and the pairs, all by their numbers in the graph. */
struct rq_near_memory {
    const struct rq_rule *rule;
    double threshold;
    const bool *took_part;
    size_t record_count;
    const struct rq_alike_pair *pairs;        /* in their order */
    const struct rq_finding *const *findings; /* of each of them; NULL: none that could be found again */
    size_t pair_count;
    bool limited;                      /* there are more pairs than these */
    uint16_t looks;                    /* at what was looked to say what was found: enum rq_lint_look */
    const struct rq_near_memory *next; /* of another rule */
};

/* Judges all records of the rule's kinds by its `near`; one finding per pair, on the record with the greater id. */
void rq_judge_near(const struct rq_lint_input *input, const struct rq_rule *rule, struct rq_findings *findings);

#endif

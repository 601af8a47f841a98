/* What a deciding sub-expression looked at: its operands with their values, and the place in a file to point at. */
#ifndef RQ_CEL_EVIDENCE_H
#define RQ_CEL_EVIDENCE_H

#include "cel/machine.h"

struct rq_cel_evidence {
    struct rq_cel_machine *machine;
    struct rq_cel_operand *operands;
    size_t count, cap;
    struct rq_origin blame;
    rq_str missing;
    bool in_object;          /* blame lies inside the record that the rule is about */
    uint32_t locals;         /* how many locals have their values: those of the folds that were entered */
    struct rq_origin object; /* where the variable `object` was read from */
};

/* Starts to gather; finds out where `object` stands. */
struct rq_cel_evidence rq_cel_evidence(struct rq_cel_machine *machine);

/* Adds what was looked at inside a node: variables and paths into them, no constants, none twice. */
void rq_cel_gather(struct rq_cel_evidence *evidence, const struct rq_cel_node *node);

/* The same for the node that decided: in reading order, each operand that was computed before the paths inside it. */
void rq_cel_gather_operands(struct rq_cel_evidence *evidence, const struct rq_cel_node *node);

/* True where a variable stands in the node: else it tells nothing about any record. */
bool rq_cel_uses_variable(const struct rq_cel_node *node);

/* Offers a place to blame.  The first one wins, but one inside the object wins over one outside. */
void rq_cel_blame(struct rq_cel_evidence *evidence, struct rq_origin origin, rq_str missing);

#endif

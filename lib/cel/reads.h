/* What an expression reads of a variable that is a map of groups, each a map of elements, each a map of fields: `records` is
 * one. */
#ifndef RQ_CEL_READS_H
#define RQ_CEL_READS_H

#include "reqlint/cel.h"

enum rq_cel_read_of {
    RQ_CEL_READ_KEYS,  /* which elements a group has, and in which order */
    RQ_CEL_READ_FIELD, /* and one field of each of them */
    RQ_CEL_READ_ALL    /* and all that they hold */
};

struct rq_cel_read {
    rq_str group, field;
    enum rq_cel_read_of what;
};

/* Views into the program. */
struct rq_cel_reads {
    bool bounded;     /* false: it may read anything */
    bool by_elements; /* it is a map over the elements of one group, each made of the element under its key alone */
    const struct rq_cel_read *items;
    size_t count;
};

/* What the expression reads of the variable with this slot: its value is the same for all values of the variable that have
 * this alike.  In `arena`. */
struct rq_cel_reads rq_cel_reads(struct rq_arena *arena, const struct rq_cel_program *program, uint32_t slot);

/* Calls `tell` for each field that the expression may read of the variable with this slot, which is a map; several times for some.  False where it may read anything of it.  The keys are views into the program. */
typedef void rq_cel_field_fn(void *host, rq_str field);
bool rq_cel_reads_fields(const struct rq_cel_program *program, uint32_t slot, rq_cel_field_fn *tell, void *host);

#endif

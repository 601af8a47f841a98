/* Probes: which ways an expression went, counted while it runs. */
#ifndef RQ_CEL_PROBE_H
#define RQ_CEL_PROBE_H

#include "cel/compiler.h"

/* What a probe has seen; the bits of a byte that starts as 0. */
enum {
    RQ_CEL_SEEN_TRUE = 1,
    RQ_CEL_SEEN_FALSE = 2,
    RQ_CEL_SEEN_VALUE = 4, /* of any other type */
    RQ_CEL_SEEN_FAULT = 8
};

/* A part of an expression that is watched. */
struct rq_cel_probe {
    uint32_t start, end; /* byte offsets into the text */
    bool condition;      /* true and false are two ways; else it is enough that it has a value */
};

struct rq_cel_probes {
    struct rq_cel_probe *items;
    size_t count, cap;
};

/* What the value of a whole expression is to those who evaluate it. */
enum rq_cel_role {
    RQ_CEL_CONDITION, /* they ask whether it is true */
    RQ_CEL_RESULT,    /* they take any value */
    RQ_CEL_UNWATCHED  /* they have their own way to count what it gives */
};

/* The same expression once more, with probes at
 *
 *   - each condition: an operand of && and ||, what stands before ?, the predicate of a macro, and the whole in the role
 *     of a condition.  Where one is made of others by && || ?: and !, its parts are the conditions;
 *   - each body of a macro that is no predicate, and the whole in the role of a result.
 *
 * What no variable can change has no probe, and nothing in a part that such a condition shuts off.  For an evaluation,
 * rq_cel_activation.seen has room for one byte per probe.  Program and probes live in `arena`. */
const struct rq_cel_program *rq_cel_probed(struct rq_arena *arena, const struct rq_cel_program *program,
                                           enum rq_cel_role role, struct rq_cel_probes *probes);

/* True where no variable, and no function of the host, can change what the expression gives. */
bool rq_cel_is_fixed(const struct rq_cel_program *program);

/* Puts probes into the tree of a compilation, after name resolution.  Gives the new root. */
struct rq_cel_node *rq_cel_add_probes(struct rq_cel_compiler *compiler, struct rq_cel_node *root, enum rq_cel_role role,
                                      struct rq_cel_probes *probes);

#endif

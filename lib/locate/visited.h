/* Which (step, node, bindings) a walk has been to: a path with two "**" reaches the same node in many ways. */
#ifndef RQ_LOCATE_VISITED_H
#define RQ_LOCATE_VISITED_H

#include "locate/locate.h"

/* A capture on the way; those before it follow by `outer`. */
struct binding {
    const struct binding *outer;
    struct rq_capture capture;
    uint64_t hash; /* of this and those before it */
};

/* The hash of a capture behind others (NULL: none). */
uint64_t rq_binding_hash(const struct binding *outer, struct rq_capture capture);

struct visit {
    const rq_value *node; /* NULL: a free slot */
    size_t step;
    const struct binding *bindings;
};

/* Starts all zero. */
struct visited {
    struct visit *slots;
    size_t count, mask;
};

/* True the first time it is asked for these; bindings are compared by name and text. */
bool rq_visited_add(struct visited *visited, struct rq_arena *arena, struct visit visit);

#endif

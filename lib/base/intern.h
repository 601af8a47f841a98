/* Numbers for texts: each text that is new gets the next one. */
#ifndef RQ_BASE_INTERN_H
#define RQ_BASE_INTERN_H

#include "base/text.h"

/* Start from {.arena = …}. */
struct rq_intern {
    struct rq_arena *arena;
    rq_str *texts; /* by number; they are not copied */
    size_t count, cap;
    uint32_t *slots;
    uint32_t mask;
};

/* The number of the text; it is new where that is what the count was before. */
uint32_t rq_intern(struct rq_intern *intern, rq_str text);

#endif

/* A walk along a key path: what walk.c and ends.c share. */
#ifndef RQ_LOCATE_WALK_H
#define RQ_LOCATE_WALK_H

#include "locate/keypath.h"
#include "locate/visited.h"

struct walker {
    struct rq_arena *arena;
    const struct rq_keypath *path;
    struct rq_keypath_options options;
    struct rq_row *rows;
    size_t row_count, row_cap;
    const struct binding *last; /* the bindings of the last row: often those of the next one too */
    struct visited visited;
    size_t visits; /* that are left */
    bool exhausted;
};

/* Takes so many visits; false, and the walk is exhausted, where there are not as many. */
bool rq_walk_take(struct walker *walker, size_t visits);

/* The text that a scalar or key is compared and captured by. */
rq_str rq_walk_text(struct walker *walker, rq_value scalar);

/* Adds a binding.  False where the name has another text already. */
bool rq_walk_bind(struct walker *walker, const struct binding **bindings, struct rq_capture capture);

/* The binding of a name, or NULL. */
const struct binding *rq_walk_bound(const struct binding *bindings, rq_str name);

/* Adds a row. */
void rq_walk_emit(struct walker *walker, rq_value value, const struct binding *bindings);

/* The next scalar of a node, which is one scalar or a list of them, from position *i on; NULL at the end.  Collections in
 * a list are skipped. */
const rq_value *rq_walk_scalar(const rq_value *node, uint32_t *i);

/* The steps that end a path: {name...}, =value, ={name}, =~/pattern/. */
void rq_end_leaves(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                   unsigned depth);
void rq_end_equal(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                  unsigned depth);
void rq_end_capture(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                    unsigned depth);
void rq_end_match(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                  unsigned depth);

#endif

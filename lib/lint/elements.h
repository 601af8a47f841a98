/* Constants that are maps over the records of a kind, each element made of one record alone. */
#ifndef RQ_LINT_ELEMENTS_H
#define RQ_LINT_ELEMENTS_H

#include "lint/scope.h"

/* Makes such a constant, by its number, of the one that is known: only the elements of records that are not the very same.
 * `before` and `after` are the objects of the kind in both states.  False, and nothing has changed, where the constant has to
 * be made as a whole.  What is known must live as long. */
bool rq_lint_make_elements(struct rq_lint_scope *scope, const struct rq_lint_input *input, size_t number,
                           const struct rq_map *before, const struct rq_map *after, struct rq_arena *scratch);

#endif

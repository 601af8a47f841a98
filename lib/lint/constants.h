/* Variables that are the same for all records, from one state to the next. */
#ifndef RQ_LINT_CONSTANTS_H
#define RQ_LINT_CONSTANTS_H

#include "lint/scope.h"

/* Finds out which constants are alike in a state and in the one that is known (input->known; NULL: nothing is), of which the
 * recall holds the rest already.  Those that may have changed are made anew in the scope; all that are known go into its
 * list of constants. */
void rq_lint_compare_constants(struct rq_lint_recall *recall, const struct rq_lint_input *input,
                               struct rq_lint_scope *scope);

#endif

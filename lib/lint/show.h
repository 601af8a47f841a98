/* What findings show that time makes show something else, while they stand. */
#ifndef RQ_LINT_SHOW_H
#define RQ_LINT_SHOW_H

#include "lint/memory.h"

/* Makes those findings of a state anew that show what they showed at an earlier time (RQ_LOOK_SHOWN), as of input->now.  The
 * rest of the input is that by which the state was judged; `memory` is what that gave.  They are added, with `alike`, and
 * are as many as before, about the same. */
void rq_lint_show(const struct rq_lint_input *input, const struct rq_lint_memory *memory, struct rq_findings *findings);

#endif

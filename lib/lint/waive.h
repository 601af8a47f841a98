/* Waivers: records that take findings back. */
#ifndef RQ_LINT_WAIVE_H
#define RQ_LINT_WAIVE_H

#include "lint/input.h"

/* Marks the findings that a valid waiver names as waived.  Waivers are those of input->waivers (NULL: of the graph that is
 * judged); only waivable rules can be waived.  A valid waiver that takes nothing back is a finding, if its kind says so.
 * Waivers in comments are those of the graph that is judged; where others count, what they name is only marked as
 * ignored. */
void rq_lint_waive(const struct rq_lint_input *input, struct rq_findings *findings);

#endif

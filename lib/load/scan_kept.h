/* What is kept of a file in which something was found.  Private to this folder. */
#ifndef RQ_LOAD_SCAN_KEPT_H
#define RQ_LOAD_SCAN_KEPT_H

#include "base/source.h"
#include "code/code.h"

/* The lines of a file in which its facts stand, and comments for reqlint; the facts move to where they are in it, but for what
 * they stand with, which stays where it was in the whole.  In `arena`; the facts in `scratch`. */
struct rq_source *rq_scan_keep(struct rq_arena *arena, struct rq_arena *scratch, const struct rq_source *whole,
                               struct rq_code_facts *facts);

#endif

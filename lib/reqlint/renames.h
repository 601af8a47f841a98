/* Which files of a state are files of another one under a new name. */
#ifndef RQ_REQLINT_RENAMES_H
#define RQ_REQLINT_RENAMES_H

#include "base/text.h"

struct rq_rename_file {
    rq_str path, text;
};

/* For each of the files `after`, the number of that of `before` that it was: the same text, or, of those that nothing else
 * was made of, the one with most of its lines, at least half, as git counts.  RQ_NOT_FOUND for a file that was none.  What
 * is left when RQ_LIMIT_RENAME_LINES lines were compared was none.  In `arena`. */
const size_t *rq_renames_find(struct rq_arena *arena, const struct rq_rename_file *before, size_t before_count,
                              const struct rq_rename_file *after, size_t after_count);

#endif

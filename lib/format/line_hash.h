/* What GitHub's code scanning knows a line by, whatever its number is by now. */
#ifndef RQ_FORMAT_LINE_HASH_H
#define RQ_FORMAT_LINE_HASH_H

#include "base/text.h"

struct rq_line_hash {
    uint64_t hash;
    uint32_t ordinal; /* among the lines of the text with this hash, from 1 */
};

/* The hashes of all lines of a text, which is valid UTF-8: at least one.  A lone CR ends a line here, and behind a line
 * break at the end there is one more line.  In `arena`.  Source: the description in github/codeql-action,
 * src/fingerprints.ts. */
const struct rq_line_hash *rq_line_hashes(struct rq_arena *arena, rq_str text, size_t *count);

#endif

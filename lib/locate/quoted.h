/* Quoted keys and dotted paths of keys, as key paths read and print them. */
#ifndef RQ_LOCATE_QUOTED_H
#define RQ_LOCATE_QUOTED_H

#include "base/text.h"

/* Reads the quoted text that starts at *at (on the quote), with JSON's escapes, and moves *at behind it.  On failure
 * `offset` is the byte that is wrong.  In `arena`. */
bool rq_quoted_read(struct rq_arena *arena, rq_str text, size_t *at, rq_str *out, size_t *offset, struct rq_err *err);

/* Adds a key to a path: a dot if there is something before it, and quotes if it is not letters, digits, "_" and "-". */
void rq_quoted_add(struct rq_buf *path, rq_str key);

#endif

/* Base64 (RFC 4648 section 4: the standard alphabet). */
#ifndef RQ_BASE_BASE64_H
#define RQ_BASE_BASE64_H

#include "base/arena.h"

/* The bytes as base64 with padding.  In `arena`. */
rq_str rq_base64_encode(struct rq_arena *arena, rq_str bytes);

/* The bytes of a base64 text, whose padding may be left out.  False for anything else: a foreign byte, a line break, a
 * length that no bytes give, bits left over that are not zero.  In `arena`. */
bool rq_base64_decode(struct rq_arena *arena, rq_str text, rq_str *bytes);

#endif

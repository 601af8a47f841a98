/*
 * Values as JSON.
 */
#ifndef REQLINT_JSON_H
#define REQLINT_JSON_H

#include "reqlint/value.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The value as JSON in the order of its maps, on one line (indent 0) or indented, without a line break at its end.  Keys
 * that are not text are printed as text; timestamps, durations and types as their text; bytes as base64; an optional as
 * what it holds; none and absent as null; NaN and infinities as "NaN", "Infinity", "-Infinity".  What is no UTF-8 (a path
 * may hold such bytes) becomes U+FFFD; control characters are escaped, DEL and C1 too.  Collections beyond 500 levels
 * become null.  In `arena`. */
rq_str rq_json_write(struct rq_arena *arena, rq_value value, unsigned indent);

#ifdef __cplusplus
}
#endif

#endif

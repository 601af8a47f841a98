/* JSON on jansson, the only module that knows it: CI payloads and conformance cases in, machine formats out.  Records
 * in JSON files are read by the YAML loader, which knows positions. */
#ifndef RQ_JSON_H
#define RQ_JSON_H

#include "base/text.h"
#include "reqlint/value.h"

/* One JSON text (RFC 8259, any value at its top) as a value without origins: objects as maps in the order of the text,
 * integers as int, numbers with a fraction or an exponent as double.  NUL in strings is kept, NUL in keys is refused, as
 * are a repeated key, an integer beyond 64 bits (rounding an id would be worse), invalid UTF-8, a lone surrogate and
 * nesting beyond RQ_LIMIT_VALUE_DEPTH.  RQ_ABSENT on failure; the message starts with line and column. */
rq_value rq_json_read(struct rq_arena *arena, rq_str text, struct rq_err *err);

/* The value as JSON in the order of its maps, on one line (indent 0) or indented, without a line break at its end.  Keys
 * that are not text are printed as text; timestamps, durations and types as their text; bytes as base64; an optional as
 * what it holds; none and absent as null; NaN and infinities as "NaN", "Infinity", "-Infinity".  What is no UTF-8 (a path
 * may hold such bytes) becomes U+FFFD.  Collections beyond RQ_LIMIT_VALUE_DEPTH become null.  In `arena`. */
rq_str rq_json_write(struct rq_arena *arena, rq_value value, unsigned indent);

#endif

/* JSON on jansson, the only module that knows it: CI payloads and conformance cases in, machine formats out.  Records
 * in JSON files are read by the YAML loader, which knows positions. */
#ifndef RQ_JSON_H
#define RQ_JSON_H

#include "base/text.h"
#include "reqlint/json.h"

/* One JSON text (RFC 8259, any value at its top) as a value without origins: objects as maps in the order of the text,
 * integers as int, numbers with a fraction or an exponent as double.  NUL in strings is kept, NUL in keys is refused, as
 * are a repeated key, an integer beyond 64 bits (rounding an id would be worse), invalid UTF-8, a lone surrogate and
 * nesting beyond RQ_LIMIT_VALUE_DEPTH.  RQ_ABSENT on failure; the message starts with line and column. */
rq_value rq_json_read(struct rq_arena *arena, rq_str text, struct rq_err *err);

/* Adds what rq_json_write gives. */
void rq_json_add(struct rq_buf *buf, rq_value value, unsigned indent);

#endif

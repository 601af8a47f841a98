/* JSON on jansson, the only module that knows it: CI payloads and conformance cases in, machine formats out.  Records
 * in JSON files are read by the YAML loader, which knows positions. */
#ifndef RQ_JSON_H
#define RQ_JSON_H

#include "base/text.h"
#include "reqlint/value.h"

/* One JSON text as a value without origins: objects as maps in their order, integers as int, other numbers as double.
 * NUL in strings is kept.  RQ_ABSENT on failure. */
rq_value rq_json_read(struct rq_arena *arena, rq_str text, struct rq_err *err);

/* The value as JSON in the order of its maps, on one line (indent 0) or indented; keys that are not text are printed as
 * text; timestamps and durations as their text; bytes as base64.  In `arena`. */
rq_str rq_json_write(struct rq_arena *arena, rq_value value, unsigned indent);

#endif

/* Numbers and bools from text, and numbers from numbers, as CEL's conversions have them.  Nothing here depends on the
 * locale.  Each gives false, and leaves `out` alone, where the text is no such value or the value is out of range. */
#ifndef RQ_CEL_CONVERT_H
#define RQ_CEL_CONVERT_H

#include "base/arena.h"

/* Decimal digits, for an int with an optional "-" before them; no blanks, no "+", no "0x". */
bool rq_cel_int_parse(rq_str text, int64_t *out);
bool rq_cel_uint_parse(rq_str text, uint64_t *out);

/* The nearest double of a decimal number; also "NaN", "Infinity", "-Infinity".  A number too large for a double is out of
 * range.  Scratch memory is taken from `arena`. */
bool rq_cel_double_parse(struct rq_arena *arena, rq_str text, double *out);

/* 1 t T true TRUE True, 0 f F false FALSE False. */
bool rq_cel_bool_parse(rq_str text, bool *out);

/* Truncated towards zero.  For an int the open interval (-2^63, 2^63), for a uint [0, 2^64); never NaN. */
bool rq_cel_int_from_double(double number, int64_t *out);
bool rq_cel_uint_from_double(double number, uint64_t *out);

#endif

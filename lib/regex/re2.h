/* RE2's language of patterns, checked and rewritten for PCRE2. */
#ifndef RQ_REGEX_RE2_H
#define RQ_REGEX_RE2_H

#include "base/text.h"

/* Rewrites a pattern that is valid UTF-8 so that PCRE2 means what RE2 means (github.com/google/re2/wiki/Syntax).  False,
 * with the byte in `offset`, for what RE2 does not have and for the few things that RE2 has and PCRE2 has not.  `out`
 * and `origin` live in `arena`; origin[i] is the byte of the pattern that byte i of `out` comes from, and its last entry
 * belongs to the end. */
bool rq_re2_translate(struct rq_arena *arena, rq_str pattern, rq_str *out, const uint32_t **origin, size_t *offset,
                      struct rq_err *err);

#endif

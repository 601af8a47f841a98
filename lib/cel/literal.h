/* The values of number and string literals. */
#ifndef RQ_CEL_LITERAL_H
#define RQ_CEL_LITERAL_H

#include "cel/lex.h"
#include "reqlint/value.h"

/* What is wrong with a literal and where; text that is a literal or lives in the arena. */
struct rq_cel_problem {
    uint32_t start, end;
    rq_str message, hint;
};

/* The value of a number token; `negative` if a minus sign stands before it, which belongs to an int or a double (so that
 * the smallest int can be written).  False where it does not fit, with the problem filled in. */
bool rq_cel_number(struct rq_arena *arena, rq_str text, struct rq_cel_token token, bool negative, rq_value *value,
                   struct rq_cel_problem *problem);

/* The value of a string or bytes token.  Text without escapes is a view into `text`, other text lives in `arena`.
 * False for a bad escape, with the problem filled in. */
bool rq_cel_quoted(struct rq_arena *arena, rq_str text, struct rq_cel_token token, rq_value *value,
                   struct rq_cel_problem *problem);

/* Where a byte of a string's value is written: its offset in the literal, which is a whole string token. */
uint32_t rq_cel_quoted_place(struct rq_arena *arena, rq_str literal, size_t offset);

#endif

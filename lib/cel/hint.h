/* Refusing an expression in words that help the person who wrote it. */
#ifndef RQ_CEL_HINT_H
#define RQ_CEL_HINT_H

#include "cel/compiler.h"

/* "expected WHAT, found `x`" at the next token, with a hint for what people type; always NULL. */
struct rq_cel_node *rq_cel_expected(struct rq_cel_compiler *compiler, const char *what);

/* Refuses a name that means nothing, with the nearest name that does.  `locals` are the variables of the macros around
 * it.  Always false. */
bool rq_cel_unknown_variable(struct rq_cel_compiler *compiler, const struct rq_cel_node *node, rq_str name,
                             const rq_str *locals, size_t local_count);

/* Refuses a call: the function is not known, or not with this number of arguments, or not in this style.  Always
 * false. */
bool rq_cel_unknown_function(struct rq_cel_compiler *compiler, const struct rq_cel_node *call);

/* The same for a call such as math.max(a, b), whose receiver is no value but the beginning of names.  Always false. */
bool rq_cel_unknown_in_library(struct rq_cel_compiler *compiler, const struct rq_cel_node *call);

/* Refuses `x in "text"`, which no evaluation can make good; true for any other membership. */
bool rq_cel_check_in(struct rq_cel_compiler *compiler, const struct rq_cel_node *in);

/* Refuses has() of what is no field; always NULL. */
struct rq_cel_node *rq_cel_not_a_field(struct rq_cel_compiler *compiler, const struct rq_cel_node *argument);

/* Refuses a conditional without its `:`; always NULL. */
struct rq_cel_node *rq_cel_no_colon(struct rq_cel_compiler *compiler, const struct rq_cel_node *chosen);

#endif

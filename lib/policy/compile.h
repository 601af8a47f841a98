/* Compiling the expressions of kinds and rules, with errors at their place in the file. */
#ifndef RQ_POLICY_COMPILE_H
#define RQ_POLICY_COMPILE_H

#include "policy/policy.h"

/* What expressions may name: the fixed variables, then those of one rule. */
struct rq_scope {
    struct rq_arena *arena;
    const struct rq_cel_function *functions;
    size_t function_count;
    rq_str *names; /* of the rule's variables, "variables." included */
    size_t name_count;
    struct rq_err *err;
};

/* A scope without variables of a rule; `functions` end with a row without a name. */
struct rq_scope rq_scope_new(struct rq_arena *arena, const struct rq_cel_function *functions, struct rq_err *err);

/* The program of a scalar; NULL if the value is absent, and on failure (ask err->failed). */
const struct rq_cel_program *rq_scope_compile(struct rq_scope *scope, rq_value code);

/* The same for an expression that is not in any file; on failure `start` and `end` (may be NULL) are bytes of the text. */
const struct rq_cel_program *rq_scope_compile_text(struct rq_scope *scope, rq_str text, bool strict, size_t *start,
                                                   size_t *end);

/* The names that expressions of this scope may use, with errors for unknown ones where `strict`.  In the scope's arena. */
struct rq_cel_env *rq_scope_env(const struct rq_scope *scope, bool strict);

/* Gives a failure that has no place yet that of the bytes start..end of a scalar's text. */
void rq_scope_place(struct rq_err *err, rq_value code, size_t start, size_t end);

#endif

/* Compiling the expressions of kinds and rules, with errors at their place in the file. */
#ifndef RQ_POLICY_COMPILE_H
#define RQ_POLICY_COMPILE_H

#include "cel/check.h"
#include "policy/policy.h"

/* What expressions may name: the fixed variables, then those of one rule. */
struct rq_scope {
    struct rq_arena *arena;
    const struct rq_cel_function *functions;
    size_t function_count;
    const rq_str *names; /* by slot */
    rq_str *own;         /* the place of the names of the rule's variables among them */
    size_t own_count;
    struct rq_cel_drafts *drafts; /* where programs are kept until they are checked; NULL: they can run at once */
    struct rq_err *err;
};

/* A scope without variables of a rule; `functions` end with a row without a name. */
struct rq_scope rq_scope_new(struct rq_arena *arena, const struct rq_cel_function *functions, struct rq_err *err);

/* The program of a scalar; NULL if the value is absent, and on failure (ask err->failed). */
const struct rq_cel_program *rq_scope_compile(struct rq_scope *scope, rq_value code);

/* The same for an expression that is not in any file; on failure `start` and `end` (may be NULL) are bytes of the text. */
const struct rq_cel_program *rq_scope_compile_text(struct rq_scope *scope, rq_str text, bool strict, size_t *start,
                                                   size_t *end);

/* Makes room for the names of so many variables of a rule; and adds one of them, which expressions know from then on. */
void rq_scope_widen(struct rq_scope *scope, size_t count);
void rq_scope_add(struct rq_scope *scope, rq_str variable);

/* Gives a failure that has no place yet that of the bytes start..end of a scalar's text. */
void rq_scope_place(struct rq_err *err, rq_value code, size_t start, size_t end);

#endif

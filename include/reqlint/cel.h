/*
 * CEL, the Common Expression Language (github.com/google/cel-spec, doc/langdef.md): compile once, evaluate often.
 *
 * A program is read-only and may be evaluated by any number of threads, each with its own arena.
 */
#ifndef REQLINT_CEL_H
#define REQLINT_CEL_H

#include "reqlint/value.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rq_cel_program;
struct rq_cel_function;
struct rq_regex_cache;
struct rq_cel_clock;

/* What an expression may name.  Variable names may be dotted ("variables.owner", "a.b.c"): then the whole dotted text is
 * one variable, and the longest such prefix of a chain of selections wins. */
struct rq_cel_env {
    const rq_str *variables; /* variable i has slot i */
    size_t variable_count;
    rq_str container;                        /* namespace for name resolution; empty for none */
    const struct rq_cel_function *functions; /* the host's functions beside the standard ones */
    size_t function_count;
    bool
        strict; /* unknown variables and functions are compile errors; else evaluation errors, as in the specification */
};

/* What evaluations took: units of cost, and bytes of their arena. */
struct rq_cel_use {
    uint64_t cost, memory;
};

/* The values of the variables, by slot.  A slot that holds RQ_ABSENT (or all, if `slots` is NULL) is asked of `lookup`,
 * which gives RQ_ABSENT where the variable is not bound; what it gives must live as long as the evaluation's result. */
struct rq_cel_activation {
    const rq_value *slots;
    rq_value (*lookup)(void *host, uint32_t slot);
    void *host;                      /* also handed to the host's functions */
    struct rq_regex_cache *patterns; /* compiled before, by the same thread; NULL: each evaluation compiles its own */
    struct rq_cel_use *use;          /* what the evaluation took is added; or NULL */
    uint8_t *seen;                   /* for a program with probes: one byte for each; else NULL */
    struct rq_cel_clock *clock;      /* by which some of the values move; NULL: none does */
    bool lacks_quietly; /* nobody will read the message of a fault that is only a missing key: it is left empty */
};

/* Parses and plans an expression.  NULL on failure: err->message says what is wrong in words for the person who wrote
 * it, err->hint what to write instead, and `start`..`end` (byte offsets into `text`, may be NULL) where.  The program
 * lives in `arena`; text and env's arrays must live as long. */
const struct rq_cel_program *rq_cel_compile(struct rq_arena *arena, const struct rq_cel_env *env, rq_str text,
                                            size_t *start, size_t *end, struct rq_err *err);

/* The value of the expression, or a fault (RQ_FAULT).  The result lives in `arena` and in what the activation gave.
 * Limits: cost, memory and depth of base/limits.h; hitting one is a fatal fault. */
rq_value rq_cel_eval(const struct rq_cel_program *program, const struct rq_cel_activation *activation,
                     struct rq_arena *arena);

/* True if the expression mentions the variable with this slot: what is not mentioned need not be computed. */
bool rq_cel_uses(const struct rq_cel_program *program, uint32_t slot);

/* How deep the expression is nested, 0 for a name alone: evaluating it recurses as deep, and on from there where it asks
 * for a variable. */
uint32_t rq_cel_height(const struct rq_cel_program *program);

/* The text that was compiled. */
rq_str rq_cel_text(const struct rq_cel_program *program);

/* A sub-expression and what it was. */
struct rq_cel_operand {
    rq_str expression; /* view into the program's text */
    rq_value value;
};

/* Why an expression is what it is: the comparison, call or selection that decided, and what it looked at. */
struct rq_cel_explanation {
    uint32_t start, end; /* the deciding sub-expression: byte offsets into the text */
    const struct rq_cel_operand
        *operands; /* the first 100 variables and selections it is made of, with their values; constants left out */
    size_t operand_count;
    struct rq_origin blame; /* the value in a file that it looked at, or the map that lacks `missing`; or nowhere */
    rq_str missing;         /* the key that is not there; empty if there is none */
};

/* Evaluates again, slowly, and says why the result is false, or a fault.  What it gives lives in `arena`. */
struct rq_cel_explanation rq_cel_explain(const struct rq_cel_program *program,
                                         const struct rq_cel_activation *activation, struct rq_arena *arena);

/* One case of a conformance file (JSON Lines) and how it went. */
struct rq_case_result {
    rq_str id;
    bool passed;
    bool expects_error; /* the case expects an error, not a value */
    rq_str why;         /* of a failed case */
};

#ifdef __cplusplus
}
#endif

#endif

/*
 * Functions of CEL: one table row each, one C function each.
 *
 * A function gets its arguments evaluated, none of them a fault, and only such as its signature takes.  It gives its
 * result or a fault.
 */
#ifndef RQ_CEL_FUNCTION_H
#define RQ_CEL_FUNCTION_H

#include "reqlint/cel.h"
#include "value/value.h"

struct rq_cel_machine; /* the running evaluation: its budget and its caches */

struct rq_cel_call {
    struct rq_arena *arena; /* what the result is made in; charged against the evaluation's memory */
    const rq_value *args;   /* the receiver, if there is one, is args[0] */
    uint32_t count;
    void *host; /* from the activation */
    struct rq_cel_machine *machine;
    const struct rq_cel_function *function;
};

typedef rq_value rq_cel_body(struct rq_cel_call *call);

enum rq_cel_style {
    RQ_CEL_GLOBAL = 1, /* f(a, b); a dotted name such as "math.greatest" or "optional.of" is global */
    RQ_CEL_METHOD = 2, /* a.f(b) */
    RQ_CEL_BOTH = 3,
    RQ_CEL_LAZY_METHOD = 6, /* the argument is not evaluated where the receiver is an optional that has a value */
    RQ_CEL_STEADY =
        8 /* beside the others: with any one of its arguments, where that is a number, a time or a duration, it
                               never turns round (clock.c) */
};

struct rq_cel_function {
    const char *name;
    uint8_t style;     /* enum rq_cel_style */
    const char *types; /* its signature, the receiver counted as an argument; see signature.h */
    rq_cel_body *body;
};

/* The tables of the standard functions and libraries, one per file fn_*.c, each ended by a row without a name.  A name may
 * stand in two rows (a string and a list both have indexOf): a call runs the first that takes its arguments. */
extern const struct rq_cel_function rq_cel_fn_core[];    /* size type dyn, blank, text, nearest */
extern const struct rq_cel_function rq_cel_fn_convert[]; /* bool bytes double duration int string timestamp uint */
extern const struct rq_cel_function rq_cel_fn_string[];  /* contains startsWith endsWith matches, the strings library */
extern const struct rq_cel_function rq_cel_fn_split[];   /* split, join, replace of the strings library */
extern const struct rq_cel_function rq_cel_fn_format[];  /* format, strings.quote */
extern const struct rq_cel_function rq_cel_fn_time[];    /* getFullYear …, date, isDate, days */
extern const struct rq_cel_function rq_cel_fn_list[];    /* Kubernetes' and cel-go's lists */
extern const struct rq_cel_function rq_cel_fn_set[];     /* sets.* */
extern const struct rq_cel_function rq_cel_fn_math[];    /* math.* */
extern const struct rq_cel_function rq_cel_fn_optional[]; /* optional.*, hasValue, value, or, orValue … */
extern const struct rq_cel_function rq_cel_fn_encode[];   /* base64.* */
extern const struct rq_cel_function rq_cel_fn_regex[];    /* find, findAll, regex.* */
extern const struct rq_cel_function rq_cel_fn_version[];  /* isVersion, compareVersions */
extern const struct rq_cel_function rq_cel_fn_prose[];    /* words, sentences, similarity */
extern const struct rq_cel_function rq_cel_fn_says[];     /* says */
extern const struct rq_cel_function rq_cel_fn_url[];      /* isURL, url and its accessors */

/* All of these tables, ended by NULL: what an environment without host functions knows. */
extern const struct rq_cel_function *const rq_cel_libraries[];

/* A fault with this message, printf's format.  Its place is filled in by the evaluator. */
rq_value rq_cel_fault(struct rq_cel_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same about one argument: if it was read from a file it is blamed, else the first that was, as above. */
rq_value rq_cel_fault_of(struct rq_cel_call *call, const rq_value *argument, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* "no overload for NAME(int, string)": for what no signature says, such as the elements of a list. */
rq_value rq_cel_no_overload(struct rq_cel_call *call);

/* Charges cost units (Kubernetes' model); false when the budget is gone: then return rq_cel_exhausted(call). */
bool rq_cel_charge(struct rq_cel_call *call, uint64_t units);
rq_value rq_cel_exhausted(struct rq_cel_call *call);

/* The operators on values, shared by the evaluator and by list functions such as sum: add, sub, mul, div, mod, neg.
 * Overflow, division by zero and mixed types are faults. */
rq_value rq_cel_add(struct rq_cel_call *call, rq_value a, rq_value b);
rq_value rq_cel_subtract(struct rq_cel_call *call, rq_value a, rq_value b);
rq_value rq_cel_multiply(struct rq_cel_call *call, rq_value a, rq_value b);
rq_value rq_cel_divide(struct rq_cel_call *call, rq_value a, rq_value b);
rq_value rq_cel_modulo(struct rq_cel_call *call, rq_value a, rq_value b);
rq_value rq_cel_negate(struct rq_cel_call *call, rq_value a);

struct rq_regex;

/* The compiled form of a pattern in RE2's language, kept until the function returns; NULL after writing a fault to
 * `fault`. */
const struct rq_regex *rq_cel_pattern(struct rq_cel_call *call, rq_str pattern, rq_value *fault);

#endif

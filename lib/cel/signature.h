/*
 * Signatures: what a function takes and gives, in one short text that its row in a table carries.
 *
 *   signature = overload { "|" overload } ; overload = { kind } ["+"] ":" result
 *   kind      = n null | b bool | i int | u uint | d double | # any of these three | s string | r string that is a pattern
 *             | y bytes | l list | m map | T type | t timestamp | p duration | o optional | * anything
 *   result    = part { part } ; part = kind | "l" part | "o" part | digit | "e"
 *
 * "ss:ls|ssi:ls": two strings, or two strings and an int; a list of strings comes out.  "+" lets the last kind stand any
 * number of times.  In a result a digit is the type of the argument with that number, "e" that of the first argument's
 * elements (or value, of an optional), and several parts are one or the other: "o*:e2" is orValue.
 */
#ifndef RQ_CEL_SIGNATURE_H
#define RQ_CEL_SIGNATURE_H

#include "reqlint/value.h"

/* One overload; both texts are views into the signature. */
struct rq_cel_overload {
    const char *arguments; /* `count` kinds */
    uint32_t count;
    bool repeats;
    const char *result;
};

/* Takes the next overload off the signature; false at its end. */
bool rq_cel_overload_next(const char **signature, struct rq_cel_overload *overload);

/* True if the overload may have so many arguments. */
bool rq_cel_overload_counts(const struct rq_cel_overload *overload, uint32_t count);

/* The kinds that argument i may be: bit k for enum rq_kind k. */
uint32_t rq_cel_overload_kinds(const struct rq_cel_overload *overload, uint32_t i);

/* The kinds that a letter of a signature stands for; 0 if it is no kind. */
uint32_t rq_cel_letter_kinds(char letter);

/* True if argument i of the first overload is a pattern. */
bool rq_cel_signature_is_pattern(const char *signature, uint32_t i);

/* True if some overload is for arguments of these kinds. */
bool rq_cel_signature_takes(const char *signature, const rq_value *args, uint32_t count);

#endif

/* The rewriting of a pattern, shared by re2.c (groups, repetitions), class.c (brackets) and escape.c. */
#ifndef RQ_REGEX_REWRITE_H
#define RQ_REGEX_REWRITE_H

#include "base/text.h"

/* A pattern that is read from left to right, and what was written for it. */
struct rq_rewrite {
    rq_str pattern;
    size_t at;    /* next byte to read */
    size_t start; /* first byte of what is being read: where what is written now comes from */
    struct rq_buf out;
    uint32_t *origin; /* for each byte of `out` the byte of the pattern */
    size_t origin_cap;
    size_t *offset; /* of a failure */
    struct rq_err *err;
};

/* The next byte, or NUL at the end (a NUL byte of the pattern is told from the end by rewrite->at). */
char rq_rewrite_peek(const struct rq_rewrite *rewrite);

/* Reads the text if it stands here. */
bool rq_rewrite_accept(struct rq_rewrite *rewrite, rq_str text);

/* Writes text as it is. */
void rq_rewrite_emit(struct rq_rewrite *rewrite, rq_str text);

/* Writes what matches just this character, inside brackets and outside. */
void rq_rewrite_literal(struct rq_rewrite *rewrite, uint32_t code_point);

/* Records a failure at `start`, with the bytes from there to `at` after the message; always gives false. */
bool rq_rewrite_fail(struct rq_rewrite *rewrite, const char *message);

/* What an escape means. */
struct rq_escape {
    bool is_set;         /* a set of characters */
    bool is_assertion;   /* outside brackets only; neither of the two: one character */
    uint32_t code_point; /* the one character */
    rq_str text;         /* what to write for a set or an assertion */
};

/* Reads an escape from its backslash on.  `inside`: between brackets. */
bool rq_rewrite_escape(struct rq_rewrite *rewrite, bool inside, struct rq_escape *escape);

/* Reads a class from its "[" on, and writes it. */
bool rq_rewrite_class(struct rq_rewrite *rewrite);

#endif

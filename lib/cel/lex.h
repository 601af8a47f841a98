/* Tokens of CEL (language definition, "Syntax"). */
#ifndef RQ_CEL_LEX_H
#define RQ_CEL_LEX_H

#include "reqlint/base.h"

enum rq_cel_token_kind {
    RQ_TOKEN_END,
    RQ_TOKEN_BAD, /* no token starts here; see rq_cel_token_words */
    RQ_TOKEN_IDENT,
    RQ_TOKEN_RESERVED, /* a word that may follow a dot but cannot be a name */
    RQ_TOKEN_ESCAPED,  /* `a-b`, back quotes included */
    RQ_TOKEN_INT,
    RQ_TOKEN_UINT,
    RQ_TOKEN_DOUBLE,
    RQ_TOKEN_STRING,
    RQ_TOKEN_BYTES,
    RQ_TOKEN_TRUE,
    RQ_TOKEN_FALSE,
    RQ_TOKEN_NULL,
    RQ_TOKEN_IN,
    RQ_TOKEN_EQUAL,
    RQ_TOKEN_NOT_EQUAL,
    RQ_TOKEN_LESS_EQUAL,
    RQ_TOKEN_GREATER_EQUAL,
    RQ_TOKEN_AND,
    RQ_TOKEN_OR,
    RQ_TOKEN_LESS,
    RQ_TOKEN_GREATER,
    RQ_TOKEN_PLUS,
    RQ_TOKEN_MINUS,
    RQ_TOKEN_STAR,
    RQ_TOKEN_SLASH,
    RQ_TOKEN_PERCENT,
    RQ_TOKEN_NOT,
    RQ_TOKEN_QUESTION,
    RQ_TOKEN_COLON,
    RQ_TOKEN_COMMA,
    RQ_TOKEN_DOT,
    RQ_TOKEN_LEFT_PAREN,
    RQ_TOKEN_RIGHT_PAREN,
    RQ_TOKEN_LEFT_BRACKET,
    RQ_TOKEN_RIGHT_BRACKET,
    RQ_TOKEN_LEFT_BRACE,
    RQ_TOKEN_RIGHT_BRACE,
    RQ_TOKEN_KINDS
};

/* start and end are byte offsets, end exclusive.  `bad` is above 0 in a bad token only. */
struct rq_cel_token {
    uint8_t kind; /* enum rq_cel_token_kind */
    uint8_t bad;
    uint32_t start, end;
};

/* The token at or after byte `from` of the text, which is valid UTF-8.  At the end: RQ_TOKEN_END, again and again. */
struct rq_cel_token rq_cel_lex(rq_str text, uint32_t from);

/* What is wrong with a bad token, and what to write instead (NULL where there is nothing to say): literals. */
struct rq_cel_words {
    const char *problem, *hint;
};
struct rq_cel_words rq_cel_token_words(struct rq_cel_token token);

#endif

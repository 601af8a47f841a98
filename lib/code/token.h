/* Source code as tokens.  Private to this folder. */
#ifndef RQ_CODE_TOKEN_H
#define RQ_CODE_TOKEN_H

#include "code/language.h"

/* What a comment for reqlint begins with. */
#define RQ_CODE_MARK "reqlint:"

enum rq_code_token_kind {
    RQ_CODE_WORD,   /* a name or a keyword */
    RQ_CODE_NUMBER, /* starts with a digit */
    RQ_CODE_TEXT,   /* a string */
    RQ_CODE_SIGN,   /* an operator or a bracket */
    RQ_CODE_REMARK, /* a comment that begins with the mark */
    RQ_CODE_BODY    /* the lines of a heredoc */
};

struct rq_code_token {
    uint32_t start, end;  /* with quotes */
    uint32_t first, last; /* what is written, without quotes or the mark */
    uint8_t kind;         /* enum rq_code_token_kind */
    bool whole;           /* of a text: one literal, without code inside */
    bool bare;            /* of a text: written without quotes */
    bool embedded;        /* it is a sentence of its own inside of a string */
};

struct rq_code_tokens {
    struct rq_arena *arena;
    struct rq_code_token *items;
    size_t count, cap;
};

/* A letter, a digit or "_"; and what a word without quotes may hold beside that. */
static inline bool rq_code_is_word(char byte)
{
    return rq_ascii_is_alnum(byte) || byte == '_';
}

static inline bool rq_code_is_bare(char byte)
{
    return rq_code_is_word(byte) || byte == '-' || byte == '.';
}

static inline bool rq_code_has(const struct rq_code_language *language, enum rq_code_trait trait)
{
    return (language->traits & (unsigned)trait) != 0;
}

/* Bytes at the start of a name by which it is found: names.c. */
enum { RQ_CODE_HEAD_BYTES = 4 };

/* What closes that which a bracket or a delimiter opens. */
static inline char rq_code_closer(char open)
{
    return open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : open == '<' ? '>' : open;
}

/* True if a literal may be written without quotes. */
static inline bool rq_code_has_bare_names(const struct rq_code_language *language)
{
    return (language->traits &
            (RQ_CODE_BARE_WORDS | RQ_CODE_BARE_KEYS | RQ_CODE_SYMBOLS | RQ_CODE_QUOTE_WORDS | RQ_CODE_PERCENT)) != 0;
}

/* True if the words of the language are names that people gave: in data they are text. */
static inline bool rq_code_has_identifiers(const struct rq_code_language *language)
{
    return !rq_code_has(language, RQ_CODE_DATA);
}

/* Cuts the bytes from `start` to `end` of a text into tokens, which are added.  Comments are left out, but for remarks;
 * what is no code is left out as well, but for bodies.  Whatever is broken ends with its line or with the text. */
void rq_code_lex(const struct rq_code_language *language, rq_str text, size_t start, size_t end,
                 struct rq_code_tokens *tokens);

#endif

/* What lex.c and its parts for strings share. */
#ifndef RQ_CODE_LEXER_H
#define RQ_CODE_LEXER_H

#include "base/limits.h"
#include "code/token.h"

/* A string that is left for the code inside of it. */
struct rq_code_frame {
    const struct rq_code_string *string;
    uint32_t start; /* of the string */
    uint32_t depth; /* brackets that are open in the code */
    char open, close;
};

enum { RQ_CODE_MOST_HEREDOCS = 4 };

struct rq_code_lexer {
    const struct rq_code_language *language;
    rq_str text;
    size_t at, end;
    struct rq_code_tokens *tokens;
    size_t last; /* the number of the last token that is code, from 1; 0: there is none */
    size_t line; /* tokens that were there when the line began */
    struct rq_code_frame frames[RQ_LIMIT_CODE_DEPTH];
    size_t frame_count;
    rq_str heredocs[RQ_CODE_MOST_HEREDOCS]; /* words that end texts which begin at the next line */
    size_t heredoc_count;
    size_t endless; /* heredocs that nothing ended */
    size_t parens;  /* that are open in the line (RQ_CODE_DATA) */
    size_t
        no_pattern; /* a slash before this offset closes nothing, so that it opens nothing either (RQ_CODE_PATTERNS) */
};

/* The byte at an offset; NUL at the end and behind it. */
static inline char rq_code_byte(const struct rq_code_lexer *lexer, size_t at)
{
    return at < lexer->end ? lexer->text.ptr[at] : '\0';
}

static inline bool rq_code_sees(const struct rq_code_lexer *lexer, const char *what)
{
    size_t i = 0;
    while (what[i] != '\0' && rq_code_byte(lexer, lexer->at + i) == what[i])
        i++;
    return what[i] == '\0';
}

/* Adds the token from `start` to where the lexer is; what it says is from `first` to `last`. */
struct rq_code_token *rq_code_add(struct rq_code_lexer *lexer, enum rq_code_token_kind kind, size_t start, size_t first,
                                  size_t last);

/* The last token of this text, or NULL. */
const struct rq_code_token *rq_code_last(const struct rq_code_lexer *lexer);

/* True where a value may begin: behind an operator, an opening bracket or a keyword. */
bool rq_code_wants_value(const struct rq_code_lexer *lexer);

/* Each takes what begins here, and gives false where that is nothing of its own. */
bool rq_code_take_string(struct rq_code_lexer *lexer);
bool rq_code_take_special(struct rq_code_lexer *lexer); /* strings that the table has no row for */
bool rq_code_take_heredoc(struct rq_code_lexer *lexer); /* the word that announces one */
bool rq_code_take_quote_word(struct rq_code_lexer *lexer, rq_str word, size_t start); /* behind `qw` and its like */

/* Goes on with the string of the last frame, whose code is over. */
void rq_code_resume_string(struct rq_code_lexer *lexer);

/* Takes the bodies that were announced; at the start of a line. */
void rq_code_take_bodies(struct rq_code_lexer *lexer);

#endif

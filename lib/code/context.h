/* What stands around a token.  Private to this folder. */
#ifndef RQ_CODE_CONTEXT_H
#define RQ_CODE_CONTEXT_H

#include "code/token.h"

/* The tokens of one text. */
struct rq_code_view {
    const struct rq_code_language *language;
    const struct rq_code_words *words;
    rq_str text;
    const struct rq_code_token *tokens;
    size_t count;
};

/* Tokens from `low` to `high`, both included. */
struct rq_code_span {
    size_t low, high;
};

enum { RQ_CODE_NONE = -1 };

/* tokens.c */

/* The text of a token; empty for numbers that are no token. */
rq_str rq_code_text(const struct rq_code_view *view, long i);

/* Likewise, without quotes. */
rq_str rq_code_said(const struct rq_code_view *view, long i);

/* True if the token is a sign, or a word in lower case, that stands in a list with a blank around each. */
bool rq_code_lower_is_listed(rq_str text, const char *list);
bool rq_code_is_sign(const struct rq_code_view *view, long i, const char *list);
bool rq_code_is_keyword(const struct rq_code_view *view, long i, const char *list);
bool rq_code_is_kind(const struct rq_code_view *view, long i, enum rq_code_token_kind kind);

/* True for the ? or ! that ends the name before it: x.include?('y'); in x ? 'y' : 'z' it stands apart. */
bool rq_code_ends_name(const struct rq_code_view *view, long i);

/* True if nothing, or no line break, stands between a token and the next one. */
bool rq_code_touches(const struct rq_code_view *view, long i);
bool rq_code_same_line(const struct rq_code_view *view, long i);

/* True if a name, a call or a subscript stands right before the bracket: x[, f(y)[ */
bool rq_code_is_owned(const struct rq_code_view *view, long open);

/* The bracket that is open around the token, or that closes the one at `open`; RQ_CODE_NONE where there is none near. */
long rq_code_enclosing(const struct rq_code_view *view, long i);
long rq_code_closing(const struct rq_code_view *view, long open);

/* The last token of the test that begins with the attribute at token i (#[test], #[cfg(test)]); i where none does. */
size_t rq_code_test_end(const struct rq_code_view *view, size_t i);

/* The first token of the chain of names, calls and subscripts that ends with this one: a of a.b(c).d[e]. */
long rq_code_chain(const struct rq_code_view *view, long i);

/* The last token of the chain that goes on behind this one: ] of a.b(c).d[e]. */
long rq_code_chain_end(const struct rq_code_view *view, long i);

/* True if a word is the name of one of the functions that compare. */
bool rq_code_compares(const struct rq_code_view *view, long i);

/* True if a name from token `low` to `high` has one of these words in it, as rq_code_subject cuts names into words. */
bool rq_code_has_word(const struct rq_code_view *view, long low, long high, const char *list);

/* The first subject that a token from `low` to `high`, but for those of `skip`, has in its name; empty if none has. */
rq_str rq_code_subject(const struct rq_code_view *view, long low, long high, struct rq_code_span skip);

/* The first token of the operand, or of the whole left side, that ends with token i; the last one of that which begins
 * there. */
long rq_code_operand_start(const struct rq_code_view *view, long i);
long rq_code_operand_end(const struct rq_code_view *view, long i);

/* The first and the last token of the line, or of what is near in a long one. */
struct rq_code_span rq_code_line(const struct rq_code_view *view, long i);

/* prose.c */

/* True if the expression from token `low` to `high` is a part of a sentence: words stand beside it that nothing joins to it. */
bool rq_code_is_prose(const struct rq_code_view *view, long low, long high);

/* True if token i is followed by what closes an element of a page, so that it is text of it. */
bool rq_code_is_page_text(const struct rq_code_view *view, long i);

/* True if token i is given to a function that tells people: to a log, say, and not to one that has a subject in its name. */
bool rq_code_is_told(const struct rq_code_view *view, long i);

/* What a text may be, told from what it is given to. */
enum rq_code_reading {
    RQ_CODE_PART,       /* a part of a text with code inside */
    RQ_CODE_PROSE,      /* nothing says what */
    RQ_CODE_EXPRESSION, /* it is an argument: f("x == 'y'") */
    RQ_CODE_QUERY       /* it is one of a function that asks a table: where("x = 'y'") */
};

/* What token i, a text or a body, may be. */
enum rq_code_reading rq_code_reading_of(const struct rq_code_view *view, long i);

/* True for a mention in a text, cut into the tokens of the view, that is one of code all the same: of a sentence of SQL, of a
 * small program or a template, or of an expression where the text may be one. */
bool rq_code_in_sentence(const struct rq_code_view *view, long i, const struct rq_code_mention *mention,
                         enum rq_code_reading reading);

/* What the token is for: fills context, with, subject and near of a mention.  place.c says how. */
void rq_code_classify(const struct rq_code_view *view, long i, struct rq_code_mention *mention);

#endif

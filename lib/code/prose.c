/*
 * Whether what looks like code is a sentence.
 *
 * A sentence of people puts word beside word; code joins them by operators and brackets.  So `owner == "acme"` is an expression
 * by itself, and behind "Used when the" it is none.
 */
#include "code/context.h"

enum { MOST_SENTENCE = 400 /* tokens of a sentence that are looked at */, MOST_PAGE = 32 };

static const char infix[] = " and or not xor in is eq ne contains matches then else do ";
static const char prefix[] = " if elif elsif unless when while until return test where having on set filter ";

/* Words in the names of functions and fields whose texts people read. */
static const char messages[] =
    " log logger logging console print println printf fprintf eprintln puts echo raise throw warn warning debug info error fatal "
    "panic abort die fail exception message msg text title label caption description describe summary help usage hint tooltip "
    "comment doc note notes notice reason placeholder ";

/* A name or a value: not a keyword that joins two. */
static bool is_operand(const struct rq_code_view *view, long i)
{
    return (rq_code_is_kind(view, i, RQ_CODE_WORD) && !rq_code_is_keyword(view, i, infix)) ||
           rq_code_is_kind(view, i, RQ_CODE_NUMBER);
}

static bool is_word_of_people(const struct rq_code_view *view, long i)
{
    rq_str text = rq_code_text(view, i);
    return is_operand(view, i) && text.len > 0 && text.ptr[0] != '$' && text.ptr[0] != '-' && !rq_code_touches(view, i);
}

static bool is_prose_before(const struct rq_code_view *view, long low)
{
    long before = low - 1;
    if (!rq_code_same_line(view, before))
        return false;
    if (rq_code_is_keyword(view, before, prefix))
        before--;
    return rq_code_same_line(view, before) && is_word_of_people(view, before);
}

bool rq_code_is_prose(const struct rq_code_view *view, long low, long high)
{
    bool behind = rq_code_same_line(view, high) && is_operand(view, high + 1) &&
                  !rq_code_is_keyword(view, high + 1, prefix) &&
                  (rq_code_is_kind(view, high + 1, RQ_CODE_WORD) && !rq_code_touches(view, high));
    return behind || is_prose_before(view, low);
}

bool rq_code_is_page_text(const struct rq_code_view *view, long i)
{
    for (long at = i + 1, steps = 0; steps < MOST_PAGE; at++, steps++) {
        if (rq_code_is_sign(view, at, " < "))
            return rq_code_is_sign(view, at + 1, " / ");
        if (!rq_code_is_kind(view, at, RQ_CODE_WORD) && !rq_code_is_sign(view, at, " . ! "))
            return false;
    }
    return false;
}

bool rq_code_is_message(const struct rq_code_view *view, long i)
{
    long open = rq_code_enclosing(view, i), before = i - 1;
    if (open >= 0 && rq_code_is_sign(view, open, " ( ") &&
        rq_code_has_word(view, rq_code_chain(view, open - 1), open - 1, messages))
        return true;
    before -= rq_code_is_sign(view, before, " = : => := ( ");
    return rq_code_same_line(view, before) && rq_code_has_word(view, before, before, messages);
}

/* True for $1, #x, .x and a.x before the token at `i`: of an expression, not of prose. */
static bool is_path_before(const struct rq_code_view *view, long i)
{
    rq_str text = rq_code_text(view, i - 1);
    return rq_str_starts(text, RQ_STR("$")) ||
           (rq_code_is_kind(view, i - 1, RQ_CODE_WORD) && rq_code_is_sign(view, i - 2, " . # @ "));
}

/* a == "…", "…" == a, as a whole. */
static bool is_expression(const struct rq_code_view *view, long i, rq_str with)
{
    bool before = rq_str_equal(rq_code_text(view, i - 1), with);
    long low = before ? rq_code_chain(view, i - 2) : i, high = before ? i : rq_code_chain_end(view, i + 2);
    return (before ? i >= 2 : (size_t)i + 2 < view->count) && !rq_code_is_prose(view, low, high);
}

bool rq_code_in_sentence(const struct rq_code_view *view, long i, const struct rq_code_mention *mention, bool may_be_code)
{
    const char *keywords = "";
    rq_str with = rq_str_slice(view->text, mention->with_start, mention->with_end);
    bool compares = mention->context == RQ_CODE_COMPARISON;
    bool program = compares && rq_code_is_listed(with, " == != === !== ");
    if (program && ((rq_str_equal(rq_code_text(view, i - 1), with) && is_path_before(view, i - 1)) ||
                    (may_be_code && is_expression(view, i, with))))
        return true;
    if (compares && !rq_str_equal(with, RQ_STR("==")))
        keywords = " where and or on set when having ";
    else if (mention->context == RQ_CODE_CASE && rq_code_is_keyword(view, i + 1, " then "))
        keywords = " case ";
    else if (mention->context == RQ_CODE_VALUE && mention->subject.len > 0)
        keywords = " values ";
    for (long first = i - MOST_SENTENCE; keywords[0] != '\0' && i >= 0 && i > first; i--)
        if (rq_code_is_keyword(view, i, keywords))
            return true;
    return false;
}

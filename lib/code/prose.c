/*
 * Whether what looks like code is a sentence.
 *
 * A sentence of people puts word beside word; code joins them by operators and brackets.  So `owner == "acme"` is an expression
 * by itself, and behind "Used when the" it is none.
 */
#include "code/place.h"

enum { MOST_SENTENCE = 400 /* tokens of a sentence that are looked at */, MOST_PAGE = 32 };

static const char infix[] = " and or not xor in is eq ne contains matches then else do ";
static const char behind[] = " and or not xor eq ne else ";
static const char prefix[] = " if elif elsif unless when while until return test where having on set filter ";

/* Words in the names of functions and fields whose texts people read. */
static const char messages[] = " log logger logging console print println printf fprintf eprintln puts echo raise "
                               "throw warn warning debug info error fatal "
                               "panic abort die fail exception message msg text title label caption description "
                               "describe summary help usage hint tooltip "
                               "comment doc note notes notice reason placeholder ";

/* Words in the names of functions that ask a table. */
static const char queries[] = " where having filter query sql raw prepare execute exec select ";

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
    bool is_prose_behind = rq_code_same_line(view, high) && !rq_code_touches(view, high) &&
                           rq_code_is_kind(view, high + 1, RQ_CODE_WORD) && !rq_code_is_keyword(view, high + 1, behind);
    return is_prose_behind || is_prose_before(view, low);
}

bool rq_code_is_page_text(const struct rq_code_view *view, long i)
{
    for (long at = i + 1, steps = 0; steps < MOST_PAGE; at++, steps++) {
        if (rq_code_is_sign(view, at, " < "))
            return rq_code_is_sign(view, at + 1, " / ");
        if (!rq_code_is_kind(view, at, RQ_CODE_WORD) && !rq_code_is_kind(view, at, RQ_CODE_TEXT) &&
            !rq_code_is_sign(view, at, " . ! "))
            return false;
    }
    return false;
}

bool rq_code_is_told(const struct rq_code_view *view, long i)
{
    long open = rq_code_enclosing(view, i), callee = open < 0 ? RQ_CODE_NONE : rq_code_callee(view, open);
    return callee >= 0 && rq_code_has_word(view, rq_code_chain(view, callee), callee, messages) &&
           rq_code_subject(view, callee, callee, (struct rq_code_span){1, 0}).len == 0;
}

/* A text that is kept as a description, or is a statement of its own. */
static bool is_description(const struct rq_code_view *view, long i)
{
    long before = i - 1;
    bool alone =
        !rq_code_same_line(view, before) && !rq_code_same_line(view, i) &&
        (before < 0 || rq_code_is_sign(view, before, " : ; { } ) ") || !rq_code_is_kind(view, before, RQ_CODE_SIGN));
    before -= rq_code_is_sign(view, before, " = : => := ( ");
    return alone ||
           (rq_code_same_line(view, before) && rq_code_has_word(view, rq_code_chain(view, before), before, messages));
}

enum rq_code_reading rq_code_reading_of(const struct rq_code_view *view, long i)
{
    rq_str text = rq_code_said(view, i);
    long open = rq_code_enclosing(view, i), callee = open < 0 ? RQ_CODE_NONE : rq_code_callee(view, open);
    /* <p *ngIf="x === 'y'"> in the text of a page. */
    bool attribute =
        rq_code_is_sign(view, i - 1, " = ") && rq_code_touches(view, i - 1) && rq_code_touches(view, i - 2);
    if (view->tokens[i].kind == RQ_CODE_TEXT && !view->tokens[i].whole)
        return RQ_CODE_PART;
    if (rq_str_find_byte(text, '\n', 0) != RQ_NOT_FOUND || rq_code_is_told(view, i) || is_description(view, i))
        return RQ_CODE_PROSE;
    if (callee >= 0 && rq_code_has_word(view, callee, callee, queries))
        return RQ_CODE_QUERY;
    bool page = view->tokens[i].embedded || rq_code_has(view->language, RQ_CODE_BARE_KEYS);
    return callee >= 0 || (attribute && page) ? RQ_CODE_EXPRESSION : RQ_CODE_PROSE;
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

bool rq_code_in_sentence(const struct rq_code_view *view, long i, const struct rq_code_mention *mention,
                         enum rq_code_reading reading)
{
    const char *keywords = "";
    rq_str with = rq_str_slice(view->text, mention->with_start, mention->with_end);
    bool compares = mention->context == RQ_CODE_COMPARISON;
    bool program = compares && rq_code_is_listed(with, " == != === !== ");
    if (program && ((rq_str_equal(rq_code_text(view, i - 1), with) && is_path_before(view, i - 1)) ||
                    (reading >= RQ_CODE_EXPRESSION && is_expression(view, i, with))))
        return true;
    if ((compares && reading == RQ_CODE_QUERY) ||
        (reading != RQ_CODE_PART && (compares || mention->context == RQ_CODE_CALL) && rq_code_in_template(view, i)))
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

/*
 * Literals that a function is called with.
 *
 * A function that compares, or looks something up, makes it a call; the names of those are the caller's.  Of any other what
 * counts is whether something beside the literal is a subject.
 */
#include "code/place.h"

enum { MOST_TYPES = 32 /* tokens between < and > */, MOST_DECLARED = 16 /* tokens behind an annotation */ };

static const char no_callee[] =
    " if elif elsif else unless while until return and or not when case switch match in is for catch then ";
static const char no_callee_of_sql[] = " where like ilike select from on set values ";

/* True for a keyword behind which a value, or a bracket, is no argument; x.match(…) is a call. */
static bool is_word_before_value(const struct rq_code_view *view, long i)
{
    if (rq_code_is_sign(view, i - 1, " . ?. -> :: "))
        return false;
    if (rq_code_has(view->language, RQ_CODE_DATA) && rq_code_is_keyword(view, i, " match "))
        return false;
    return rq_code_is_keyword(view, i, no_callee) ||
           (rq_code_has(view->language, RQ_CODE_EQUALS) && rq_code_is_keyword(view, i, no_callee_of_sql));
}

/* f<T, U<V>>: the name before what token i closes; i where it closes nothing like that. */
static long before_types(const struct rq_code_view *view, long i)
{
    if (rq_code_is_sign(view, i, " <> "))
        return i - 1;
    long depth = 0;
    for (long at = i, steps = 0; rq_code_is_sign(view, i, " > ") && at > 0 && steps < MOST_TYPES; at--, steps++) {
        depth += rq_code_is_sign(view, at, " > ") - rq_code_is_sign(view, at, " < ");
        if (depth == 0)
            return !rq_code_touches(view, at - 1) ? i : rq_code_is_sign(view, at - 1, " :: ") ? at - 2 : at - 1;
        if (!rq_code_is_kind(view, at, RQ_CODE_WORD) && !rq_code_is_sign(view, at, " < > , . :: ? [ ] & * "))
            break;
    }
    return i;
}

long rq_code_callee(const struct rq_code_view *view, long open)
{
    long name = before_types(view, open - 1);
    name -= rq_code_ends_name(view, name);
    bool called = rq_code_is_sign(view, open, " ( ") && rq_code_is_kind(view, name, RQ_CODE_WORD) &&
                  !is_word_before_value(view, name);
    return called ? name : RQ_CODE_NONE;
}

/* assert_equal x, expect(x): of a test, wherever it stands. */
static bool is_assertion(const struct rq_code_view *view, long i)
{
    rq_str name = rq_code_text(view, i);
    return rq_code_is_keyword(view, i, " expect ") || (rq_code_is_kind(view, i, RQ_CODE_WORD) && name.len > 6 &&
                                                       rq_ascii_equal(rq_str_slice(name, 0, 6), RQ_STR("assert")));
}

/* @Value("…") private String tenant; [Value("…")] and #[value("…")] likewise. */
rq_str rq_code_subject_of_declared(const struct rq_code_place *place, long start, long close)
{
    const struct rq_code_view *view = place->view;
    bool bracket = rq_code_is_sign(view, start - 1, " [ ") && rq_code_is_sign(view, close + 1, " ] ");
    if (close < 0 || !(bracket || rq_code_is_sign(view, start - 1, " @ ")))
        return RQ_STR("");
    long end = close + 1 + bracket;
    while (end - close < MOST_DECLARED && rq_code_is_kind(view, end, RQ_CODE_WORD))
        end++;
    return rq_code_is_sign(view, end, " ; = : { , ) ") || (size_t)end == view->count
               ? rq_code_subject_beside(place, close, end)
               : RQ_STR("");
}

/* f("tenant", g("…")): what g gives is kept by that name. */
static rq_str subject_of_outer(const struct rq_code_place *place, long open)
{
    const struct rq_code_view *view = place->view;
    long outer = rq_code_enclosing(view, open);
    return outer >= 0 && rq_code_callee(view, outer) >= 0 && rq_code_is_kind(view, outer + 1, RQ_CODE_TEXT)
               ? rq_code_subject_beside(place, outer + 1, outer + 1)
               : RQ_STR("");
}

/* match(x).with("…", y) */
static bool is_arm(const struct rq_code_view *view, long callee)
{
    return rq_code_is_keyword(view, callee, " with ") && rq_code_is_sign(view, callee - 1, " . ") &&
           rq_code_is_keyword(view, rq_code_chain(view, callee), " match ");
}

bool rq_code_try_argument(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low), callee = open < 0 ? RQ_CODE_NONE : rq_code_callee(view, open);
    if (callee < 0)
        return false;
    long close = rq_code_closing(view, open), start = rq_code_chain(view, callee);
    if (is_assertion(view, callee) || is_assertion(view, start))
        return rq_code_decide(place, RQ_CODE_OTHER, RQ_CODE_NONE, 0, RQ_CODE_NONE);
    enum rq_code_context context = is_arm(view, callee)                 ? RQ_CODE_CASE
                                   : rq_code_compares(view, callee)     ? RQ_CODE_CALL
                                   : rq_code_in_enumeration(view, open) ? RQ_CODE_CASE
                                   : rq_code_tells(place, callee)       ? RQ_CODE_CONSTANT
                                                                        : RQ_CODE_ARGUMENT;
    rq_code_decide(place, context, callee, start, close < 0 ? place->high : close);
    if (place->mention->subject.len == 0)
        place->mention->subject = rq_code_subject_of_declared(place, start, close);
    if (place->mention->subject.len == 0)
        place->mention->subject = subject_of_outer(place, open);
    return true;
}

/* In a shell a function is the first word: not the add of `git add`, nor what every shell has. */
static bool begins_command(const struct rq_code_view *view, long i)
{
    if (!rq_code_has(view->language, RQ_CODE_BARE_WORDS))
        return true;
    return !rq_code_is_keyword(view, i, " find set test ") &&
           (!rq_code_same_line(view, i - 1) || rq_code_is_sign(view, i - 1, " ; ;; && || | ( { ! ") ||
            rq_code_is_keyword(view, i - 1, " if elif while until then do else "));
}

/* In a shell: grep -q "…" */
bool rq_code_try_search(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long name = place->low - 1;
    if (!rq_code_place_has(place, RQ_CODE_BARE_WORDS))
        return false;
    while (rq_code_is_option(view, name))
        name--;
    return rq_code_same_line(view, name) && rq_code_compares(view, name) && begins_command(view, name) &&
           rq_code_decide(place, RQ_CODE_CALL, name, name, rq_code_operand_end(view, place->high + 1));
}

bool rq_code_try_command(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long name = place->low - 1;
    name -= rq_code_is_sign(view, name, " ? ") && rq_code_ends_name(view, name);
    if (!rq_code_place_has(place, RQ_CODE_COMMANDS) || !rq_code_is_kind(view, name, RQ_CODE_WORD) ||
        !rq_code_same_line(view, name) || is_word_before_value(view, name) || !begins_command(view, name))
        return false;
    bool compares = rq_code_compares(view, name) && !rq_code_place_has(place, RQ_CODE_DATA);
    return rq_code_decide(place, compares ? RQ_CODE_CALL : RQ_CODE_ARGUMENT, name, rq_code_chain(view, name),
                          rq_code_operand_end(view, place->high + 1));
}

/*
 * Literals that something is kept under or kept in: keys and rows of tables, subscripts, and what is assigned, given by name
 * or inserted.
 */
#include "code/place.h"

/* {{"…", x}, {"…", y}}, [("…", x)]: the first of a row in a list of rows. */
bool rq_code_try_row(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = place->low - 1;
    bool first = rq_code_is_sign(view, open, " ( [ { ") && rq_code_is_sign(view, place->high + 1, " , ") &&
                 rq_code_callee(view, open) < 0 && !rq_code_is_owned(view, open);
    if (!first || rq_code_place_has(place, RQ_CODE_EQUALS) || rq_code_place_has(place, RQ_CODE_BARE_WORDS) ||
        rq_code_place_has(place, RQ_CODE_DATA) || !rq_code_is_sign(view, open - 1, " [ { , "))
        return false;
    long outer = rq_code_enclosing(view, open);
    long close = rq_code_closing(view, open);
    if (close < 0 || !rq_code_is_sign(view, outer, " [ { ") || !rq_code_is_sign(view, close + 1, " , ] } "))
        return false;
    long end = rq_code_is_sign(view, outer - 1, " = := : ( ") ? outer - 2 : outer - 1;
    return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, end), end);
}

/* ["…"] = x, ["…"]: x */
bool rq_code_try_bracket_key(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = place->low - 1;
    if (place->lists > 0 || !rq_code_is_sign(view, open, " [ ") || !rq_code_is_sign(view, place->high + 1, " ] ") ||
        !rq_code_is_sign(view, place->high + 2, " = : ") || rq_code_is_owned(view, open) ||
        rq_code_place_has(place, RQ_CODE_DATA))
        return false;
    long owner = rq_code_enclosing(view, open);
    return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, owner - 2), owner - 1);
}

/* "…" to x, and Map.of("…", x): the functions that make tables. */
bool rq_code_try_pair(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low), callee = open < 0 ? RQ_CODE_NONE : rq_code_callee(view, open);
    bool pair = rq_code_place_has(place, RQ_CODE_NESTS) && rq_code_is_keyword(view, place->high + 1, " to ");
    bool table = rq_code_is_keyword(view, callee, " of entry ") &&
                 rq_code_is_keyword(view, callee - 2, " map immutablemap ") && rq_code_is_sign(view, callee - 1, " . ");
    if (!pair && !table)
        return false;
    long start = callee < 0 ? open : rq_code_chain(view, callee);
    return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, start - 2), start);
}

/* "…" if x => y: the arrow. */
static long behind_guard(const struct rq_code_view *view, long i)
{
    long at = i;
    if (!rq_code_is_keyword(view, i, " if when "))
        return i;
    while (rq_code_same_line(view, at) && at - i < RQ_CODE_MOST_PASSED && !rq_code_is_sign(view, at, " -> => { ; "))
        at++;
    return rq_code_is_sign(view, at, " -> => ") ? at : i;
}

/* "…" => x, "…" -> x, "…": x */
bool rq_code_try_key(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long next = place->high + 1;
    for (long steps = 0; steps < RQ_CODE_MOST_PASSED && rq_code_is_sign(view, next, " , | ") &&
                         rq_code_is_kind(view, next + 1, RQ_CODE_TEXT);
         steps++)
        next += 2;
    next = behind_guard(view, next);
    if (rq_code_is_sign(view, next, " -> => ") && !rq_code_place_has(place, RQ_CODE_BARE_WORDS)) {
        bool arm = rq_code_place_has(place, RQ_CODE_NESTS) || rq_code_is_sign(view, next, " -> ");
        long owner = rq_code_enclosing(view, place->low);
        if (arm)
            return rq_code_decide_case(place, next, " match when switch ", " ");
        return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, owner - 2), owner - 1);
    }
    bool colon = next == place->high + 1 && rq_code_is_sign(view, next, " : ") &&
                 !rq_code_is_sign(view, place->low - 1, " ? ") && !rq_code_place_has(place, RQ_CODE_EQUALS) &&
                 !rq_code_place_has(place, RQ_CODE_DATA) && !rq_code_place_has(place, RQ_CODE_BARE_WORDS);
    long owner = colon ? rq_code_enclosing(view, place->low) : RQ_CODE_NONE;
    if (owner < 0 || rq_code_is_sign(view, owner, " ( "))
        return false;
    long end = rq_code_is_sign(view, owner - 1, " = := : ") ? owner - 2 : owner - 1;
    return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, end), end);
}

/* Where the subject of a named argument may be: the call that it is given to, as in Tenant.where(name: "…"), or for an
 * annotation all of it. */
static rq_str subject_of_call(const struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low);
    for (unsigned i = 0; i < RQ_CODE_MOST_LISTS && rq_code_is_sign(view, open, " { [ ") &&
                         rq_code_is_sign(view, open - 1, " ( , : { [ ");
         i++)
        open = rq_code_enclosing(view, open);
    long callee = open < 0 ? RQ_CODE_NONE : rq_code_callee(view, open);
    if (callee < 0)
        return RQ_STR("");
    long start = rq_code_chain(view, callee), close = rq_code_closing(view, open);
    bool annotation = rq_code_is_sign(view, start - 1, " @ ");
    return rq_code_subject_beside(place, start, annotation && close >= 0 ? close : callee);
}

/* In SQL: insert into t (x, y) values ("…", "…"); the subject is the name of the column. */
bool rq_code_try_inserted(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low), column = 0;
    if (!rq_code_place_has(place, RQ_CODE_EQUALS) || !rq_code_is_sign(view, open, " ( "))
        return false;
    for (long i = open + 1; i < place->low; i++)
        column += rq_code_is_sign(view, i, " , ");
    long i = open - 1;
    for (long steps = 0;
         steps < RQ_CODE_MOST_PASSED && rq_code_is_sign(view, i, " , ") && rq_code_is_sign(view, i - 1, " ) "); steps++)
        i = rq_code_enclosing(view, i - 1) - 1;
    if (!rq_code_is_keyword(view, i, " values ") || !rq_code_is_sign(view, i - 1, " ) "))
        return false;
    long at = rq_code_enclosing(view, i - 1) + 1;
    for (; at > 0 && at < i - 1 && column > 0; at++)
        column -= rq_code_is_sign(view, at, " , ");
    return rq_code_decide(place, RQ_CODE_VALUE, RQ_CODE_NONE, at, at);
}

/* x = "…", x: "…", x => "…", --x "…", x || "…" */
bool rq_code_try_value(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long before = place->low - 1;
    if (rq_code_place_has(place, RQ_CODE_DATA))
        return false;
    if (rq_code_is_sign(view, before, " = : => ")) {
        rq_code_decide(place, RQ_CODE_VALUE, before, rq_code_operand_start(view, before - 1), before - 1);
        if (place->mention->subject.len == 0)
            place->mention->subject = subject_of_call(place);
        return true;
    }
    bool asks =
        rq_code_place_has(place, RQ_CODE_COMMANDS) && rq_code_ends_name(view, before) && !rq_code_touches(view, before);
    if (asks)
        return false;
    if (rq_code_is_sign(view, before, " := ?? || += ? <- ") || rq_code_is_keyword(view, before, " or else "))
        return rq_code_decide(place, RQ_CODE_VALUE, before, rq_code_operand_start(view, before - 1), before - 1);
    bool option = rq_code_place_has(place, RQ_CODE_BARE_WORDS) && rq_code_same_line(view, before) &&
                  rq_code_is_kind(view, before, RQ_CODE_WORD) && rq_str_starts(rq_code_text(view, before), RQ_STR("-"));
    bool defined = rq_code_is_keyword(view, before - 1, " define ") && rq_code_same_line(view, before);
    return (option || defined) && rq_code_decide(place, RQ_CODE_VALUE, before, before, before);
}

/* x["…"] */
bool rq_code_try_subscript(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = place->low - 1;
    bool square = rq_code_is_sign(view, open, " [ ") && rq_code_is_sign(view, place->high + 1, " ] ");
    bool curly = rq_code_place_has(place, RQ_CODE_QUOTE_WORDS) && rq_code_is_sign(view, open, " { ") &&
                 rq_code_is_sign(view, place->high + 1, " } ");
    return place->lists == 0 && rq_code_is_owned(view, open) && (square || curly) &&
           rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_chain(view, open - 1), open - 1);
}

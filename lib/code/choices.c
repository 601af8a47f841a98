/*
 * Literals that one of several ways is chosen by: cases, and what a template or a shell writes instead.
 */
#include "code/place.h"

bool rq_code_in_template(const struct rq_code_view *view, long i)
{
    for (long first = i - RQ_CODE_MOST_PASSED; i > 0 && i > first; i--) {
        if (rq_code_is_sign(view, i, " } ") && rq_code_is_sign(view, i - 1, " } "))
            return false;
        if (rq_code_is_sign(view, i, " { ") && rq_code_is_sign(view, i - 1, " { "))
            return true;
    }
    return false;
}

/* eq .Values.tenant "…", as templates and the expressions of pipelines write it. */
bool rq_code_try_prefix(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    bool may_be = rq_code_place_has(place, RQ_CODE_DATA) || view->tokens[place->at].embedded;
    if (!may_be || !rq_code_in_template(view, place->low))
        return false;
    for (long i = place->low - 1, steps = 0; i >= 0 && steps < RQ_CODE_MOST_PASSED; i--, steps++) {
        if (!rq_code_same_line(view, i) || rq_code_is_sign(view, i, " ( { | "))
            break;
        bool compares = rq_code_is_keyword(view, i, view->language->compares);
        if (compares || rq_code_compares(view, i)) {
            struct rq_code_span line = rq_code_line(view, i);
            long end = rq_code_operand_end(view, place->high + 1);
            return rq_code_decide(place, compares ? RQ_CODE_COMPARISON : RQ_CODE_CALL, i, i + 1,
                                  end < (long)line.high ? end : (long)line.high);
        }
    }
    return false;
}

/* The head of a choice, such as `switch (tenant)`: what is compared with each case. */
static rq_str subject_of_head(const struct rq_code_place *place, long i, const char *heads, const char *ends)
{
    const struct rq_code_view *view = place->view;
    long end = i;
    for (long steps = 0; i >= 0 && steps < RQ_CODE_MOST_PASSED; i--, steps++) {
        if (rq_code_is_keyword(view, i, ends) || rq_code_is_sign(view, i, " { "))
            end = i;
        if (!rq_code_is_keyword(view, i, heads))
            continue;
        long last = i;
        while (last + 1 < end && last - i < RQ_CODE_MOST_PASSED && rq_code_same_line(view, last))
            last++;
        return rq_code_subject_beside(place, i + 1, last);
    }
    return RQ_STR("");
}

bool rq_code_decide_case(struct rq_code_place *place, long with, const char *heads, const char *ends)
{
    rq_code_decide(place, RQ_CODE_CASE, with, 0, RQ_CODE_NONE);
    place->mention->subject = subject_of_head(place, with < 0 ? place->low - 1 : with - 1, heads, ends);
    return true;
}

/* case {"x": "…"}:, in { x: "…" }: the word before the pattern; RQ_CODE_NONE where there is none. */
static long before_pattern(const struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low);
    for (unsigned i = 0; i < RQ_CODE_MOST_LISTS && open >= 0; i++, open = rq_code_enclosing(view, open)) {
        long before = open - 1;
        if (rq_code_is_sign(view, open, " ( ") && rq_code_is_kind(view, before, RQ_CODE_WORD) &&
            rq_code_touches(view, before) && !rq_code_is_keyword(view, before, " case "))
            before = rq_code_chain(view, before) - 1;
        bool in = rq_code_is_keyword(view, before, " in ") && rq_code_place_has(place, RQ_CODE_SYMBOLS) &&
                  !rq_code_same_line(view, before - 1);
        /* x is { y: "…" } of C# */
        bool is = rq_code_is_keyword(view, before, " is ") && rq_code_is_sign(view, before + 1, " { ");
        if (in || is || rq_code_is_keyword(view, before, " case "))
            return before;
    }
    return RQ_CODE_NONE;
}

/* case "…", "…": and when "…" */
bool rq_code_try_case(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long i = place->low - 1;
    for (long steps = 0; steps < RQ_CODE_MOST_PASSED; steps++, i--)
        if (!rq_code_is_sign(view, i, " , | ( ") && !rq_code_is_kind(view, i, RQ_CODE_TEXT) &&
            !rq_code_is_kind(view, i, RQ_CODE_NUMBER) && !rq_code_is_keyword(view, i, " _ is let some "))
            break;
    if (rq_code_is_keyword(view, i, " when "))
        return rq_code_decide_case(place, i, " case ", " when ");
    if (rq_code_place_has(place, RQ_CODE_SYMBOLS) && rq_code_is_keyword(view, i, " in ") &&
        !rq_code_same_line(view, i - 1))
        return rq_code_decide_case(place, i, " case ", " in ");
    if (!rq_code_is_keyword(view, i, " case "))
        i = before_pattern(place);
    return rq_code_is_keyword(view, i, " case in is ") &&
           rq_code_decide_case(place, i, " case switch match ", " case in ");
}

/* In a shell: `acme|globex)` in a `case`. */
bool rq_code_try_shell_case(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long i = place->low - 1;
    if (!rq_code_place_has(place, RQ_CODE_BARE_WORDS) || !rq_code_is_sign(view, place->high + 1, " ) | "))
        return false;
    for (long steps = 0; steps < RQ_CODE_MOST_PASSED && rq_code_is_sign(view, i, " | ") &&
                         (rq_code_is_kind(view, i - 1, RQ_CODE_TEXT) || rq_code_is_kind(view, i - 1, RQ_CODE_WORD));
         steps++)
        i -= 2;
    i -= rq_code_is_sign(view, i, " ( ");
    return (i < 0 || rq_code_is_sign(view, i, " ;; ") || rq_code_is_keyword(view, i, " in ")) &&
           rq_code_decide_case(place, RQ_CODE_NONE, " case ", " in ");
}

/* In a shell: `for x in acme globex`. */
bool rq_code_try_shell_loop(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long i = place->low - 1;
    if (!rq_code_place_has(place, RQ_CODE_BARE_WORDS))
        return false;
    for (long steps = 0;
         steps < RQ_CODE_MOST_PASSED && rq_code_same_line(view, i) && !rq_code_is_keyword(view, i, " in "); steps++)
        i--;
    return rq_code_is_keyword(view, i, " in ") && rq_code_is_keyword(view, i - 2, " for select ") &&
           rq_code_decide(place, RQ_CODE_ELEMENT, RQ_CODE_NONE, i - 1, i - 1);
}

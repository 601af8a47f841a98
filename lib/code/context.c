/*
 * What a literal is for, told from the tokens around it.
 *
 * The literal is a span of tokens.  First what only wraps it is taken into the span: parentheses, Some("…"), "…".to_string().
 * Then the rows of `trials` are asked in their order; the first that knows the place decides.  A literal in a list asks again
 * for the list as a whole, since ["…", "…"].includes(x) is a comparison and `tenants = ["…"]` is not; so the span grows from
 * the inside to the outside, a few times at most.
 */
#include "code/context.h"

#include <string.h>

enum { MOST_LISTS = 4, MOST_STEPS = 400 };

struct place {
    const struct rq_code_view *view;
    long at;        /* the literal */
    long low, high; /* it and what belongs to it */
    unsigned lists; /* that are around it and part of the span */
    struct rq_code_mention *mention;
};

static const char wrappers[] =
    " some just ok from string symbol str valueof new box rc arc cow intern lower upper trim "
    "touppercase tolowercase tostring b n cast ";
static const char list_makers[] =
    " of aslist listof setof mutablesetof mutablelistof set list frozenset array tuple arrayof "
    "hashset hashsetof seq vector vec immutableset immutablelist new any ";
static const char no_callee[] =
    " if elif elsif else unless while until return and or not when where case switch match in is "
    "for catch like ilike select from on then set values ";

static struct rq_code_span span_of(const struct place *place)
{
    return (struct rq_code_span){(size_t)place->low, (size_t)place->high};
}

static rq_str subject_in(const struct place *place, long low, long high)
{
    return rq_code_subject(place->view, low, high, span_of(place));
}

static void take_with(struct place *place, long with)
{
    const struct rq_code_token *tokens = place->view->tokens;
    place->mention->with_start = with < 0 ? 0 : tokens[with].start;
    place->mention->with_end = with < 0 ? 0 : tokens[with].end;
}

/* `with` is a token, or RQ_CODE_NONE; what stands beside are the tokens from `low` to `high`. */
static bool decide(struct place *place, enum rq_code_context context, long with, long low, long high)
{
    struct rq_code_mention *mention = place->mention;
    mention->context = context;
    take_with(place, with);
    mention->subject = subject_in(place, low, high);
    return true;
}

static bool has(const struct place *place, enum rq_code_trait trait)
{
    return rq_code_has(place->view->language, trait);
}

/* The name that is called by the bracket at `open`, or RQ_CODE_NONE. */
static long callee_of(const struct rq_code_view *view, long open)
{
    long name = open - 1;
    if (rq_code_is_sign(view, name, " ? ! ") && rq_code_touches(view, name - 1))
        name--;
    bool called = rq_code_is_sign(view, open, " ( ") && rq_code_is_kind(view, name, RQ_CODE_WORD) &&
                  !rq_code_is_keyword(view, name, no_callee);
    return called ? name : RQ_CODE_NONE;
}

/* Wrapping. */

static bool unwrap_parens(struct place *place)
{
    const struct rq_code_view *view = place->view;
    if (!rq_code_is_sign(view, place->low - 1, " ( ") || !rq_code_is_sign(view, place->high + 1, " ) "))
        return false;
    long callee = callee_of(view, place->low - 1);
    bool grouped = rq_code_is_sign(view, place->low - 2, " = == === != !== ( , && || ? : ! => := ") ||
                   place->low == 1 ||
                   rq_code_is_keyword(view, place->low - 2, " if elif elsif unless while return and or not when case ");
    bool wrapped = callee >= 0 && rq_code_is_keyword(view, callee, wrappers);
    if (!grouped && !wrapped)
        return false;
    place->low = wrapped ? rq_code_chain(view, callee) : place->low - 1;
    place->low -= rq_code_is_keyword(view, place->low - 1, " new ");
    place->high++;
    return true;
}

/* "…".trim() and the like: a call without arguments. */
static bool unwrap_conversion(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long high = place->high;
    bool call = rq_code_is_sign(view, high + 1, " . ") && rq_code_is_kind(view, high + 2, RQ_CODE_WORD) &&
                rq_code_is_sign(view, high + 3, " ( ") && rq_code_is_sign(view, high + 4, " ) ");
    place->high += call ? 4 : 0;
    return call;
}

/* Trials.  Each says whether it knows what the span is for. */

static bool is_comparison(const struct place *place, long i)
{
    const struct rq_code_view *view = place->view;
    if (rq_code_is_sign(view, i, " == === != !== <> <=> =~ !~ ~= "))
        return true;
    if (rq_code_is_sign(view, i, " = "))
        return has(place, RQ_CODE_EQUALS) ||
               (has(place, RQ_CODE_BARE_WORDS) && !rq_code_touches(view, i - 1) && !rq_code_touches(view, i));
    return rq_code_is_keyword(view, i, view->language->compares);
}

static bool try_comparison(struct place *place)
{
    const struct rq_code_view *view = place->view;
    if (is_comparison(place, place->low - 1)) {
        /* `for x in […]` goes over a list. */
        bool loop =
            rq_code_is_keyword(view, place->low - 1, " in ") && rq_code_is_keyword(view, place->low - 3, " for case ");
        if (loop)
            return decide(place, RQ_CODE_ELEMENT, RQ_CODE_NONE, place->low - 2, place->low - 2);
        long end = place->low - 2;
        end -= rq_code_is_keyword(view, end, " not ") || rq_code_is_sign(view, end, " ! ");
        return decide(place, RQ_CODE_COMPARISON, place->low - 1, rq_code_operand_start(view, end), end);
    }
    if (is_comparison(place, place->high + 1))
        return decide(place, RQ_CODE_COMPARISON, place->high + 1, place->high + 2,
                      rq_code_operand_end(view, place->high + 2));
    return false;
}

/* eq .Values.tenant "…", as templates and the expressions of pipelines write it. */
static bool try_prefix(struct place *place)
{
    const struct rq_code_view *view = place->view;
    if (!has(place, RQ_CODE_DATA))
        return false;
    for (long i = place->low - 1, steps = 0; i >= 0 && steps < MOST_STEPS; i--, steps++) {
        if (!rq_code_same_line(view, i) || rq_code_is_sign(view, i, " ( { | "))
            break;
        bool compares = rq_code_is_keyword(view, i, view->language->compares);
        if (compares || rq_code_compares(view, i)) {
            struct rq_code_span line = rq_code_line(view, i);
            long end = rq_code_operand_end(view, place->high + 1);
            return decide(place, compares ? RQ_CODE_COMPARISON : RQ_CODE_CALL, i, i + 1,
                          end < (long)line.high ? end : (long)line.high);
        }
    }
    return false;
}

/* The head of a choice, such as `switch (tenant)`: what is compared with each case. */
static rq_str subject_of_head(const struct place *place, long i, const char *heads, const char *ends)
{
    const struct rq_code_view *view = place->view;
    long end = i;
    for (long steps = 0; i >= 0 && steps < MOST_STEPS; i--, steps++) {
        if (rq_code_is_keyword(view, i, ends) || rq_code_is_sign(view, i, " { "))
            end = i;
        if (!rq_code_is_keyword(view, i, heads))
            continue;
        long last = i;
        while (last + 1 < end && last - i < MOST_STEPS && rq_code_same_line(view, last))
            last++;
        return subject_in(place, i + 1, last);
    }
    return RQ_STR("");
}

static bool decide_case(struct place *place, long with, const char *heads, const char *ends)
{
    place->mention->context = RQ_CODE_CASE;
    take_with(place, with);
    place->mention->subject = subject_of_head(place, with < 0 ? place->low - 1 : with - 1, heads, ends);
    return true;
}

/* case "…", "…": and when "…" */
static bool try_case(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long i = place->low - 1;
    for (long steps = 0; steps < MOST_STEPS; steps++, i--)
        if (!rq_code_is_sign(view, i, " , | ( ") && !rq_code_is_kind(view, i, RQ_CODE_TEXT) &&
            !rq_code_is_kind(view, i, RQ_CODE_NUMBER) && !rq_code_is_keyword(view, i, " _ is let some "))
            break;
    if (rq_code_is_keyword(view, i, " when "))
        return decide_case(place, i, " case ", " when ");
    return rq_code_is_keyword(view, i, " case ") && decide_case(place, i, " switch match ", " case ");
}

/* In a shell: `acme|globex)` in a `case`. */
static bool try_shell_case(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long i = place->low - 1;
    if (!has(place, RQ_CODE_BARE_WORDS) || !rq_code_is_sign(view, place->high + 1, " ) | "))
        return false;
    for (long steps = 0; steps < MOST_STEPS && rq_code_is_sign(view, i, " | ") &&
                         (rq_code_is_kind(view, i - 1, RQ_CODE_TEXT) || rq_code_is_kind(view, i - 1, RQ_CODE_WORD));
         steps++)
        i -= 2;
    i -= rq_code_is_sign(view, i, " ( ");
    return (rq_code_is_sign(view, i, " ;; ") || rq_code_is_keyword(view, i, " in ")) &&
           decide_case(place, RQ_CODE_NONE, " case ", " in ");
}

/* "…" to x, and Map.of("…", x): the functions that make tables. */
static bool try_pair(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low), callee = open < 0 ? RQ_CODE_NONE : callee_of(view, open);
    bool pair = has(place, RQ_CODE_NESTS) && rq_code_is_keyword(view, place->high + 1, " to ");
    bool table = rq_code_is_keyword(view, callee, " of entry ") &&
                 rq_code_is_keyword(view, callee - 2, " map immutablemap ") && rq_code_is_sign(view, callee - 1, " . ");
    if (!pair && !table)
        return false;
    long start = callee < 0 ? open : rq_code_chain(view, callee);
    return decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, start - 2), start);
}

/* "…" => x, "…" -> x, "…": x */
static bool try_key(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long next = place->high + 1;
    for (long steps = 0;
         steps < MOST_STEPS && rq_code_is_sign(view, next, " , | ") && rq_code_is_kind(view, next + 1, RQ_CODE_TEXT);
         steps++)
        next += 2;
    if (rq_code_is_sign(view, next, " -> => ") && !has(place, RQ_CODE_BARE_WORDS)) {
        bool arm = has(place, RQ_CODE_NESTS) || rq_code_is_sign(view, next, " -> ");
        long owner = rq_code_enclosing(view, place->low);
        if (arm)
            return decide_case(place, next, " match when switch ", " ");
        return decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, owner - 2), owner - 1);
    }
    bool colon = next == place->high + 1 && rq_code_is_sign(view, next, " : ") &&
                 !rq_code_is_sign(view, place->low - 1, " ? ") && !has(place, RQ_CODE_EQUALS) &&
                 !has(place, RQ_CODE_DATA) && !has(place, RQ_CODE_BARE_WORDS);
    long owner = colon ? rq_code_enclosing(view, place->low) : RQ_CODE_NONE;
    if (owner < 0 || rq_code_is_sign(view, owner, " ( "))
        return false;
    long end = rq_code_is_sign(view, owner - 1, " = := : ") ? owner - 2 : owner - 1;
    return decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, end), end);
}

/* x = "…", x: "…", x => "…", --x "…", x || "…" */
static bool try_value(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long before = place->low - 1;
    if (has(place, RQ_CODE_DATA))
        return false;
    if (rq_code_is_sign(view, before, " = := : => ?? || += ? <- ") || rq_code_is_keyword(view, before, " or else "))
        return decide(place, RQ_CODE_VALUE, before, rq_code_operand_start(view, before - 1), before - 1);
    bool option = has(place, RQ_CODE_BARE_WORDS) && rq_code_same_line(view, before) &&
                  rq_code_is_kind(view, before, RQ_CODE_WORD) && rq_str_starts(rq_code_text(view, before), RQ_STR("-"));
    bool defined = rq_code_is_keyword(view, before - 1, " define ") && rq_code_same_line(view, before);
    return (option || defined) && decide(place, RQ_CODE_VALUE, before, before, before);
}

/* "…".equals(x), ["…", "…"].includes(x) */
static bool try_receiver(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long name = place->high + 2, open = name + 1;
    if (!rq_code_is_sign(view, place->high + 1, " . ?. :: ") || !rq_code_compares(view, name))
        return false;
    open += rq_code_is_sign(view, open, " ? ! ");
    long close = rq_code_is_sign(view, open, " ( ") ? rq_code_closing(view, open) : rq_code_operand_end(view, open);
    return decide(place, RQ_CODE_CALL, name, open, close);
}

/* x["…"] */
static bool try_subscript(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long open = place->low - 1;
    bool owned = rq_code_touches(view, open - 1) &&
                 (rq_code_is_kind(view, open - 1, RQ_CODE_WORD) || rq_code_is_sign(view, open - 1, " ) ] "));
    return place->lists == 0 && owned && rq_code_is_sign(view, open, " [ ") &&
           rq_code_is_sign(view, place->high + 1, " ] ") &&
           decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_chain(view, open - 1), open - 1);
}

/* Where the type of a list begins that stands before its brace: []string{"…"}, new String[] {"…"}. */
static long type_start(const struct rq_code_view *view, long brace)
{
    long low = brace, before = brace - 1;
    bool typed = rq_code_touches(view, before) || rq_code_is_sign(view, before, " ] ");
    for (long steps = 0; typed && before >= 0 && steps < MOST_STEPS; steps++) {
        if (!rq_code_is_kind(view, before, RQ_CODE_WORD) && !rq_code_is_sign(view, before, " ] [ . :: < > * "))
            break;
        low = before--;
        typed = rq_code_touches(view, before) || rq_code_is_keyword(view, before, " new ");
    }
    return low;
}

/* True if the bracket opens a list and not a block of code. */
static bool opens_list(const struct place *place, long open)
{
    const struct rq_code_view *view = place->view;
    if (!rq_code_is_sign(view, open, " { "))
        return true;
    return type_start(view, open) < open || rq_code_is_sign(view, open - 1, " = := ( , [ { : => ") ||
           rq_code_is_keyword(view, open - 1, " return in ");
}

/* One of a list, which is asked in its place. */
static bool try_element(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low), close = open < 0 ? RQ_CODE_NONE : rq_code_closing(view, open);
    long callee = open < 0 ? RQ_CODE_NONE : callee_of(view, open);
    bool maker = callee >= 0 && rq_code_is_keyword(view, callee, list_makers);
    if (open < 0 || close < 0 || (callee >= 0 && !maker) || !opens_list(place, open) || place->lists == MOST_LISTS)
        return false;
    place->low = maker                                ? rq_code_chain(view, callee)
                 : rq_code_is_sign(view, open, " { ") ? type_start(view, open)
                                                      : open;
    place->low -= rq_code_is_keyword(view, place->low - 1, " new ");
    place->high = close;
    place->lists++;
    return true;
}

/* f(x, "…") */
static bool try_argument(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low), callee = open < 0 ? RQ_CODE_NONE : callee_of(view, open);
    if (callee < 0)
        return false;
    long close = rq_code_closing(view, open);
    bool compares = rq_code_compares(view, callee);
    return decide(place, compares ? RQ_CODE_CALL : RQ_CODE_ARGUMENT, callee, rq_code_chain(view, callee),
                  close < 0 ? place->high : close);
}

/* f "…", without brackets */
static bool try_command(struct place *place)
{
    const struct rq_code_view *view = place->view;
    long name = place->low - 1;
    name -= rq_code_is_sign(view, name, " ? ") && rq_code_touches(view, name - 1);
    if (!has(place, RQ_CODE_COMMANDS) || !rq_code_is_kind(view, name, RQ_CODE_WORD) || !rq_code_same_line(view, name) ||
        rq_code_is_keyword(view, name, no_callee))
        return false;
    return decide(place, rq_code_compares(view, name) ? RQ_CODE_CALL : RQ_CODE_ARGUMENT, name,
                  rq_code_chain(view, name), rq_code_operand_end(view, place->high + 1));
}

static bool try_other(struct place *place)
{
    return decide(place, RQ_CODE_OTHER, RQ_CODE_NONE, 0, RQ_CODE_NONE);
}

static bool (*const trials[])(struct place *place) = {
    try_comparison, try_prefix, try_shell_case, try_case, try_receiver, try_pair, try_key, try_value, try_subscript,
};

/* What holds for the list as a whole holds for what is in it, unless it says only where the list is kept or given to. */
static void settle_list(struct place *place)
{
    struct rq_code_mention *mention = place->mention;
    if (place->lists > 0 && mention->context != RQ_CODE_COMPARISON && mention->context != RQ_CODE_CALL &&
        mention->context != RQ_CODE_CASE)
        mention->context = RQ_CODE_ELEMENT;
}

void rq_code_classify(const struct rq_code_view *view, long i, struct rq_code_mention *mention)
{
    struct place place = {.view = view, .at = i, .low = i, .high = i, .mention = mention};
    bool known = false;
    do {
        while (unwrap_parens(&place) || unwrap_conversion(&place))
            continue;
        for (size_t t = 0; t < sizeof trials / sizeof *trials && !known; t++)
            known = trials[t](&place);
    } while (!known && try_element(&place));
    if (!known && !try_argument(&place) && !try_command(&place))
        try_other(&place);
    settle_list(&place);
    struct rq_code_span line = rq_code_line(view, i);
    mention->near = rq_code_subject(view, (long)line.low, (long)line.high, (struct rq_code_span){(size_t)i, (size_t)i});
}

/*
 * What a literal is for, told from the tokens around it.
 *
 * The literal is a span of tokens.  First what only wraps it is taken into the span: parentheses, Some("…"), "…".to_string().
 * Then the rows of `trials` are asked in their order; the first that knows the place decides.  A literal in a list asks again
 * for the list as a whole, since ["…", "…"].includes(x) is a comparison and `tenants = ["…"]` is not; so the span grows from
 * the inside to the outside, a few times at most.
 */
#include "code/place.h"

#include <string.h>

static const char wrappers[] =
    " some just ok from string symbol str valueof new box rc arc cow intern lower upper trim "
    "touppercase tolowercase toupper tolower tostring b n cast byte bytes lc uc fc lcase ucase strtolower strtoupper "
    "mb_strtolower "
    "mb_strtoupper casefold quote literal fromjson ";
/* Behind a dot, set(…) and the like are methods. */
static const char list_makers[] =
    " set list collect frozenset array tuple hashset seq vector vec immutableset immutablelist any ";
static const char list_methods[] = " of aslist listof setof mutablesetof mutablelistof arrayof hashsetof new ";
/* Words in the names of what is a notice to people. */
static const char notices[] = " copyright author authors assembly publisher licence license trademark ";

static struct rq_code_span span_of(const struct rq_code_place *place)
{
    return (struct rq_code_span){(size_t)place->low, (size_t)place->high};
}

rq_str rq_code_subject_beside(const struct rq_code_place *place, long low, long high)
{
    return rq_code_subject(place->view, low, high, span_of(place));
}

static void take_with(struct rq_code_place *place, long with)
{
    const struct rq_code_token *tokens = place->view->tokens;
    place->mention->with_start = with < 0 ? 0 : tokens[with].start;
    place->mention->with_end = with < 0 ? 0 : tokens[with].end;
}

bool rq_code_decide(struct rq_code_place *place, enum rq_code_context context, long with, long low, long high)
{
    struct rq_code_mention *mention = place->mention;
    mention->context = context;
    take_with(place, with);
    mention->subject = rq_code_subject_beside(place, low, high);
    place->notice = rq_code_has_word(place->view, low, high, notices);
    return true;
}

/* Wrapping. */

/* x == f("…"): whatever f makes of it is what x is compared with. */
static bool is_compared(const struct rq_code_place *place, long callee)
{
    static const char compares[] = " == === != !== ";
    return rq_code_is_sign(place->view, place->high + 2, compares) ||
           rq_code_is_sign(place->view, rq_code_chain(place->view, callee) - 1, compares);
}

static bool unwrap_parens(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    if (!rq_code_is_sign(view, place->low - 1, " ( ") || !rq_code_is_sign(view, place->high + 1, " ) "))
        return false;
    long callee = rq_code_callee(view, place->low - 1);
    bool named = callee >= 0 && rq_code_ends_name(view, place->low - 2);
    bool grouped = (!named && rq_code_is_sign(view, place->low - 2, " = == === != !== ( , && || ? : ! => := ")) ||
                   place->low == 1 ||
                   rq_code_is_keyword(view, place->low - 2, " if elif elsif unless while return and or not when case ");
    bool wrapped = callee >= 0 && (rq_code_is_keyword(view, callee, wrappers) || is_compared(place, callee));
    if (!grouped && !wrapped)
        return false;
    place->low = wrapped ? rq_code_chain(view, callee) : place->low - 1;
    place->low -= rq_code_is_keyword(view, place->low - 1, " new ");
    /* []byte("…") */
    if (wrapped && rq_code_is_sign(view, place->low - 1, " ] ") && rq_code_is_sign(view, place->low - 2, " [ "))
        place->low -= 2;
    place->high++;
    return true;
}

/* "…".trim() and the like: a call without arguments. */
static bool unwrap_conversion(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long high = place->high;
    bool call = rq_code_is_sign(view, high + 1, " . ") && rq_code_is_kind(view, high + 2, RQ_CODE_WORD) &&
                rq_code_is_sign(view, high + 3, " ( ") && rq_code_is_sign(view, high + 4, " ) ");
    place->high += call ? 4 : 0;
    return call;
}

/* "…"s of C++ */
static bool unwrap_suffix(struct rq_code_place *place)
{
    bool suffixed = rq_code_place_has(place, RQ_CODE_RAW_PARENS) && rq_code_touches(place->view, place->high) &&
                    rq_code_is_keyword(place->view, place->high + 1, " s sv ");
    place->high += suffixed;
    return suffixed;
}

/* ^acme$ of a shell. */
static bool unwrap_anchors(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    bool anchored = rq_code_place_has(place, RQ_CODE_BARE_WORDS) && rq_code_is_sign(view, place->low - 1, " ^ ") &&
                    rq_code_touches(view, place->low - 1) && rq_code_touches(view, place->high) &&
                    rq_code_text(view, place->high + 1).len > 0 && rq_code_text(view, place->high + 1).ptr[0] == '$';
    place->low -= anchored;
    place->high += anchored;
    return anchored;
}

/* "…" | "…", a type of TypeScript: a list of what a value may be. */
static bool unwrap_union(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long low = place->low, high = place->high;
    if (!rq_code_place_has(place, RQ_CODE_BARE_KEYS) || place->lists > 0)
        return false;
    for (long steps = 0; steps < RQ_CODE_MOST_PASSED && rq_code_is_sign(view, low - 1, " | "); steps++)
        low -= rq_code_is_kind(view, low - 2, RQ_CODE_TEXT) ? 2 : 1;
    for (long steps = 0; steps < RQ_CODE_MOST_PASSED && rq_code_is_sign(view, high + 1, " | ") &&
                         rq_code_is_kind(view, high + 2, RQ_CODE_TEXT);
         steps++)
        high += 2;
    bool grown = low < place->low || high > place->high;
    place->low = low;
    place->high = high;
    place->lists += grown;
    return grown;
}

/* Trials.  Each says whether it knows what the span is for. */

static bool stands_free(const struct rq_code_view *view, long i)
{
    return !rq_code_touches(view, i - 1) && !rq_code_touches(view, i);
}

/* [ "$x" = "…" ] of a script, and {x="…"} of a query. */
static bool compares_in_data(const struct rq_code_view *view, long i)
{
    long open = rq_code_enclosing(view, i);
    return (stands_free(view, i) && rq_code_is_sign(view, open, " [ ")) ||
           (rq_code_touches(view, i - 1) && rq_code_touches(view, i) && rq_code_is_sign(view, open, " { "));
}

static bool is_comparison(const struct rq_code_place *place, long i)
{
    const struct rq_code_view *view = place->view;
    bool has_data = rq_code_place_has(place, RQ_CODE_DATA);
    if (rq_code_is_sign(view, i, " == === != !== <> <=> =~ !~ ~= "))
        return true;
    if (rq_code_is_sign(view, i, " = "))
        return rq_code_place_has(place, RQ_CODE_EQUALS) ||
               (rq_code_place_has(place, RQ_CODE_BARE_WORDS) && stands_free(view, i)) ||
               (has_data && compares_in_data(view, i));
    if (rq_code_place_has(place, RQ_CODE_EQUALS) && rq_code_is_keyword(view, i, " from "))
        return rq_code_is_keyword(view, i - 1, " distinct ");
    if (rq_code_place_has(place, RQ_CODE_EQUALS) && rq_code_is_keyword(view, i, " to "))
        return rq_code_is_keyword(view, i - 1, " similar ");
    /* Prose is full of `in`; in data an expression has a list there. */
    if (has_data && place->lists == 0 && i < place->low && rq_code_is_keyword(view, i, " in "))
        return false;
    return rq_code_is_keyword(view, i, view->language->compares);
}

/* What looks like a comparison, with the operator at `with`, may stand in a sentence of data. */
static bool decide_comparison(struct rq_code_place *place, long with, long low, long high)
{
    const struct rq_code_view *view = place->view;
    bool after = with > place->high;
    long start = after ? place->low : rq_code_chain(view, low < with ? with - 1 : low);
    long end = after ? rq_code_chain_end(view, with + 1) : place->high;
    bool bare = rq_code_place_has(place, RQ_CODE_DATA) && !rq_code_in_template(view, place->low);
    if (bare && rq_code_is_prose(view, start, end))
        return rq_code_decide(place, RQ_CODE_OTHER, RQ_CODE_NONE, 0, RQ_CODE_NONE);
    return rq_code_decide(place, RQ_CODE_COMPARISON, with, low, high);
}

static bool try_comparison(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long before = place->low - 1;
    before -= rq_code_is_keyword(view, before, " not ") && is_comparison(place, before - 1);
    if (is_comparison(place, before)) {
        /* `for x in […]` goes over a list. */
        bool loop = rq_code_is_keyword(view, before, " in ") && rq_code_is_keyword(view, before - 2, " for case ");
        if (loop)
            return rq_code_decide(place, RQ_CODE_ELEMENT, RQ_CODE_NONE, before - 1, before - 1);
        long end = before - 1;
        end -= rq_code_is_keyword(view, end, " not distinct ") || rq_code_is_sign(view, end, " ! ");
        return decide_comparison(place, before, rq_code_operand_start(view, end), end);
    }
    /* if let "…" = x */
    bool pattern = rq_code_is_keyword(view, place->low - 1, " let ") && rq_code_is_sign(view, place->high + 1, " = ");
    if (pattern || is_comparison(place, place->high + 1))
        return decide_comparison(place, place->high + 1, place->high + 2, rq_code_operand_end(view, place->high + 2));
    return false;
}

/* any { $_ eq $x } qw(…) of Perl */
static bool asks_each(const struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long close = place->low - 1;
    return rq_code_place_has(place, RQ_CODE_QUOTE_WORDS) && place->lists > 0 && rq_code_is_sign(view, close, " } ") &&
           rq_code_is_keyword(view, rq_code_enclosing(view, close) - 1, " any none all notall first grep ");
}

/* "…".equals(x), ["…", "…"].includes(x) */
static bool try_receiver(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long name = place->high + 2, open = name + 1;
    bool pattern =
        rq_code_is_kind(view, place->high, RQ_CODE_TEXT) && view->text.ptr[view->tokens[place->high].start] == '/';
    /* Set("…")(x) */
    if (place->lists > 0 && rq_code_is_sign(view, place->high, " ) ") && rq_code_is_owned(view, place->high + 1) &&
        rq_code_is_sign(view, place->high + 1, " ( "))
        return rq_code_decide(place, RQ_CODE_CALL, RQ_CODE_NONE, place->high + 1,
                              rq_code_closing(view, place->high + 1));
    if (asks_each(place))
        return rq_code_decide(place, RQ_CODE_CALL, RQ_CODE_NONE, rq_code_enclosing(view, place->low - 1),
                              place->low - 1);
    if (!rq_code_is_sign(view, place->high + 1, " . ?. :: -> ") || !(pattern || rq_code_compares(view, name)))
        return false;
    open += rq_code_is_sign(view, open, " ? ! ");
    long close = rq_code_is_sign(view, open, " ( ") ? rq_code_closing(view, open) : rq_code_operand_end(view, open);
    return rq_code_decide(place, RQ_CODE_CALL, name, open, close);
}

/* Where the type of a list begins that stands before its brace: []string{"…"}, new String[] {"…"}. */
static long type_start(const struct rq_code_view *view, long brace)
{
    long low = brace, before = brace - 1;
    /* new List<string>() {"…"} */
    bool called = rq_code_is_sign(view, before, " ) ") && rq_code_is_sign(view, before - 1, " ( ");
    before -= called ? 2 : 0;
    bool typed = called || rq_code_touches(view, before) || rq_code_is_sign(view, before, " ] > ");
    for (long steps = 0; typed && before >= 0 && steps < RQ_CODE_MOST_PASSED; steps++) {
        if (!rq_code_is_kind(view, before, RQ_CODE_WORD) && !rq_code_is_sign(view, before, " ] [ . :: < > * "))
            break;
        low = before--;
        typed = rq_code_touches(view, before) || rq_code_is_keyword(view, before, " new ");
    }
    return called && !rq_code_is_keyword(view, low, " new ") ? brace : low;
}

/* True if the bracket opens a list and not a block of code. */
static bool opens_list(const struct rq_code_place *place, long open)
{
    const struct rq_code_view *view = place->view;
    if (!rq_code_is_sign(view, open, " { "))
        return true;
    /* A list of data has square brackets: {{ "…" | quote }} is a template. */
    if (rq_code_has(view->language, RQ_CODE_DATA))
        return false;
    return type_start(view, open) < open || rq_code_is_sign(view, open - 1, " = := ( , [ { : => ") ||
           rq_code_is_keyword(view, open - 1, " return in ");
}

/* One of a list, which is asked in its place. */
static bool try_element(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low), close = open < 0 ? RQ_CODE_NONE : rq_code_closing(view, open);
    long callee = open < 0 ? RQ_CODE_NONE : rq_code_callee(view, open);
    bool maker = callee >= 0 &&
                 (rq_code_is_keyword(view, callee, list_methods) ||
                  (rq_code_is_keyword(view, callee, list_makers) && !rq_code_is_sign(view, callee - 1, " . ?. ")));
    if (open < 0 || close < 0 || (callee >= 0 && !maker) || !opens_list(place, open) ||
        place->lists == RQ_CODE_MOST_LISTS)
        return false;
    place->low = maker                                ? rq_code_chain(view, callee)
                 : rq_code_is_sign(view, open, " { ") ? type_start(view, open)
                                                      : open;
    place->low -= rq_code_is_keyword(view, place->low - 1, " new ");
    if (place->lists == 0)
        place->head = (struct rq_code_span){(size_t)place->low, (size_t)open};
    place->high = close;
    place->lists++;
    return true;
}

static bool try_other(struct rq_code_place *place)
{
    return rq_code_decide(place, RQ_CODE_OTHER, RQ_CODE_NONE, 0, RQ_CODE_NONE);
}

static bool (*const trials[])(struct rq_code_place *place) = {
    try_comparison,    rq_code_try_prefix, rq_code_try_shell_case, rq_code_try_case,        rq_code_try_shell_loop,
    try_receiver,      rq_code_try_pair,   rq_code_try_key,        rq_code_try_inserted,    rq_code_try_search,
    rq_code_try_entry, rq_code_try_value,  rq_code_try_subscript,  rq_code_try_bracket_key, rq_code_try_row,
};

/* What holds for the list as a whole holds for what is in it, unless it says only where the list is kept or given to. */
static void settle_list(struct rq_code_place *place)
{
    struct rq_code_mention *mention = place->mention;
    if (place->lists == 0 || mention->context == RQ_CODE_COMPARISON || mention->context == RQ_CODE_CALL ||
        mention->context == RQ_CODE_CASE)
        return;
    mention->context = RQ_CODE_ELEMENT;
    /* Tenant x{"…"}; of C++ */
    long low = (long)place->head.low, high = (long)place->head.high - 1;
    low -= low <= high && rq_code_place_has(place, RQ_CODE_RAW_PARENS) && rq_code_same_line(place->view, low - 1) &&
           rq_code_is_kind(place->view, low - 1, RQ_CODE_WORD);
    if (mention->subject.len == 0)
        mention->subject = rq_code_subject(place->view, low, high, (struct rq_code_span){1, 0});
}

/* What is only told to people is text, and so is what stands in the text of a page. */
static void settle_told(struct rq_code_place *place)
{
    struct rq_code_mention *mention = place->mention;
    bool given = mention->context == RQ_CODE_ARGUMENT ||
                 (mention->context == RQ_CODE_VALUE && rq_code_is_sign(place->view, place->low - 1, " = : => "));
    bool page = rq_code_place_has(place, RQ_CODE_BARE_KEYS) && rq_code_is_page_text(place->view, place->at);
    if (!page && !(given && rq_code_is_told(place->view, place->at)))
        return;
    mention->context = RQ_CODE_OTHER;
    mention->subject = RQ_STR("");
}

/* A notice is text, whatever it is kept in. */
static void settle_notice(struct rq_code_place *place)
{
    struct rq_code_mention *mention = place->mention;
    if (!place->notice || (mention->context != RQ_CODE_VALUE && mention->context != RQ_CODE_ARGUMENT &&
                           mention->context != RQ_CODE_CONSTANT && mention->context != RQ_CODE_ELEMENT))
        return;
    mention->context = RQ_CODE_OTHER;
    mention->subject = RQ_STR("");
}

void rq_code_classify(const struct rq_code_view *view, long i, struct rq_code_mention *mention)
{
    struct rq_code_place place = {.view = view, .at = i, .low = i, .high = i, .mention = mention};
    bool known = false;
    do {
        while (unwrap_parens(&place) || unwrap_conversion(&place) || unwrap_anchors(&place) || unwrap_suffix(&place) ||
               unwrap_union(&place))
            continue;
        for (size_t t = 0; t < sizeof trials / sizeof *trials && !known; t++)
            known = trials[t](&place);
    } while (!known && try_element(&place));
    if (!known && !rq_code_try_argument(&place) && !rq_code_try_command(&place))
        try_other(&place);
    settle_list(&place);
    settle_notice(&place);
    settle_told(&place);
    struct rq_code_span line = rq_code_line(view, i);
    mention->near = rq_code_subject(view, (long)line.low, (long)line.high, (struct rq_code_span){(size_t)i, (size_t)i});
}

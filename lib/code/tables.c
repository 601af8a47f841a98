/*
 * Literals that something is kept under or kept in: keys and rows of tables, subscripts, and what is assigned, given by name
 * or inserted.
 */
#include "code/place.h"

/* Names of the field that tells one row of a table from the next, where a subject has none. */
static const char identifying[] = " name id code key ";
/* Functions that ask for what has a value in a field. */
static const char asking[] =
    " where wherenot not rewhere filter filter_by filterby exclude find find_by findby find_one findone find_all "
    "findall find_first findfirst find_many findmany find_unique findunique find_or_create_by find_or_initialize_by "
    "findoneby findoneorfail get get_or_create getorcreate get_object_or_404 update_or_create exists first_where "
    "firstwhere "
    "count exists_by existsby ";

/* True if what the bracket opens is one of a list, or all that there is. */
static bool is_row(const struct rq_code_view *view, long open, long close)
{
    long start = open;
    if (rq_code_is_kind(view, open - 1, RQ_CODE_WORD) && rq_code_is_sign(view, open, " { ( "))
        start = rq_code_chain(view, open - 1);
    bool first = start == 0 && rq_code_is_sign(view, close + 1, " , ");
    bool indexed = rq_code_is_sign(view, start - 1, " = ") && rq_code_is_sign(view, start - 2, " ] ") &&
                   rq_code_is_sign(view, close + 1, " , } ");
    return first || indexed ||
           (rq_code_is_sign(view, start - 1, " [ { ( , ] ") && rq_code_is_sign(view, close + 1, " , ] } ) "));
}

/* {{"…", x}, {"…", y}}, [("…", x)]: the first of a row in a list of rows. */
bool rq_code_try_row(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = place->low - 1;
    bool first = rq_code_is_sign(view, open, " ( [ { ") && rq_code_is_sign(view, place->high + 1, " , ") &&
                 rq_code_callee(view, open) < 0 && !rq_code_is_owned(view, open);
    if (!first || rq_code_place_has(place, RQ_CODE_EQUALS) || rq_code_place_has(place, RQ_CODE_BARE_WORDS) ||
        rq_code_place_has(place, RQ_CODE_DATA) || !(open == 0 || rq_code_is_sign(view, open - 1, " [ { , = ")))
        return false;
    long outer = rq_code_enclosing(view, open);
    long close = rq_code_closing(view, open);
    bool nested = open == 0 || rq_code_is_sign(view, open - 1, " = ") || rq_code_is_sign(view, outer, " [ { ");
    if (close < 0 || !is_row(view, open, close) || !nested)
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
    bool made =
        rq_code_is_keyword(view, callee, " pair make_pair entry simpleentry simpleimmutableentry keyvaluepair ") &&
        place->low == open + 1 && rq_code_is_sign(view, place->high + 1, " , ");
    if (!pair && !table && !made)
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
        long owner = rq_code_enclosing(view, place->low);
        bool arm = rq_code_place_has(place, RQ_CODE_NESTS) || rq_code_is_sign(view, next, " -> ") ||
                   rq_code_is_keyword(view, owner - 1, " switch ");
        if (arm)
            return rq_code_decide_case(place, next, " match when switch ", " ");
        return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, owner - 2), owner - 1);
    }
    bool colon = next == place->high + 1 && rq_code_is_sign(view, next, " : ") &&
                 !rq_code_is_sign(view, place->low - 1, " ? ") && !rq_code_place_has(place, RQ_CODE_EQUALS) &&
                 !rq_code_place_has(place, RQ_CODE_DATA) && !rq_code_place_has(place, RQ_CODE_BARE_WORDS);
    long owner = colon ? rq_code_enclosing(view, place->low) : RQ_CODE_NONE;
    /* Of a long table the bracket is out of sight. */
    bool listed = colon && owner < 0 && (place->low == 0 || rq_code_is_sign(view, place->low - 1, " , "));
    if (listed)
        return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, 0, RQ_CODE_NONE);
    if (owner < 0 || rq_code_is_sign(view, owner, " ( "))
        return false;
    long end = rq_code_is_sign(view, owner - 1, " = := : ") ? owner - 2 : owner - 1;
    return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_operand_start(view, end), end);
}

/* The bracket of the call that a named argument is given to, also in a table: f(x: "…"), f({ x: { y: "…" } }). */
static long call_around(const struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low);
    for (unsigned i = 0; i < RQ_CODE_MOST_LISTS && rq_code_is_sign(view, open, " { [ ") &&
                         rq_code_is_sign(view, open - 1, " ( , : { [ ");
         i++)
        open = rq_code_enclosing(view, open);
    return open;
}

/* Where the subject of a named argument may be: the call that it is given to, as in Tenant.where(name: "…"), and what that
 * is about, as in option("--tenant", default="…"); for an annotation all of it. */
static rq_str subject_of_call(const struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long open = call_around(place), callee = open < 0 ? RQ_CODE_NONE : rq_code_callee(view, open);
    if (callee < 0)
        return RQ_STR("");
    long start = rq_code_chain(view, callee), close = rq_code_closing(view, open);
    bool annotation = rq_code_is_sign(view, start - 1, " @ ");
    long about = open + rq_code_is_kind(view, open + 1, RQ_CODE_TEXT);
    rq_str subject = rq_code_subject_beside(place, start, annotation && close >= 0 ? close : about);
    return subject.len > 0 ? subject : rq_code_subject_of_declared(place, start, close);
}

bool rq_code_in_enumeration(const struct rq_code_view *view, long i)
{
    long open = rq_code_is_sign(view, i, " { ") ? i : rq_code_enclosing(view, i);
    if (!rq_code_is_sign(view, open, " { "))
        return false;
    for (long at = open - 1, steps = 0; at >= 0 && steps < RQ_CODE_MOST_HEAD; at--, steps++) {
        if (rq_code_is_keyword(view, at, " enum "))
            return true;
        if (rq_code_is_sign(view, at, " ; { } = "))
            return false;
    }
    return false;
}

/* The letters and digits of a text from `*at` on, one by one, in lower case; NUL after the last. */
static char next_letter(rq_str text, size_t *at)
{
    while (*at < text.len && !rq_ascii_is_alnum(text.ptr[*at]))
        ++*at;
    return *at < text.len ? rq_ascii_lower(text.ptr[(*at)++]) : '\0';
}

bool rq_code_tells(const struct rq_code_place *place, long i)
{
    const struct rq_code_view *view = place->view;
    const struct rq_code_token *literal = &view->tokens[place->at];
    rq_str name = rq_code_text(view, i), said = rq_str_slice(view->text, literal->first, literal->last);
    if (!rq_code_is_kind(view, i, RQ_CODE_WORD) || name.len > RQ_CODE_MOST_WORD || literal->kind != RQ_CODE_TEXT)
        return false;
    for (size_t start = 0; start < name.len; start++) {
        size_t at = start, of = 0, matched = 0;
        char wanted = next_letter(said, &of);
        while (wanted != '\0' && wanted == next_letter(name, &at)) {
            wanted = next_letter(said, &of);
            matched++;
        }
        if (wanted == '\0' && matched >= RQ_CODE_LEAST_TOLD)
            return true;
    }
    return false;
}

/* ACME_ID: &str = "acme" */
static bool is_told_before(const struct rq_code_place *place, long before)
{
    long low = rq_code_operand_start(place->view, before - 1);
    for (long i = low; i < before; i++)
        if (rq_code_tells(place, i))
            return true;
    return false;
}

bool rq_code_is_option(const struct rq_code_view *view, long i)
{
    return rq_code_same_line(view, i) && rq_code_is_kind(view, i, RQ_CODE_WORD) &&
           rq_str_starts(rq_code_text(view, i), RQ_STR("-"));
}

/* { .name = "…", .x = 1 } in a list of such; and what a field is asked for. */
bool rq_code_try_entry(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long before = place->low - 1;
    if (!rq_code_is_sign(view, before, " = : => ") || rq_code_place_has(place, RQ_CODE_DATA) ||
        rq_code_place_has(place, RQ_CODE_BARE_WORDS))
        return false;
    long around = call_around(place), callee = around < 0 ? RQ_CODE_NONE : rq_code_callee(view, around);
    if (callee >= 0 && rq_code_is_keyword(view, before - 1, " forkey ") && rq_code_compares(view, callee))
        return rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, rq_code_chain(view, callee), callee);
    if (callee >= 0 && (rq_code_is_keyword(view, callee, asking) ||
                        (rq_code_is_keyword(view, before - 1, " of named ") && rq_code_compares(view, callee))))
        return rq_code_decide(place, RQ_CODE_CALL, callee, rq_code_chain(view, callee), before - 1);
    long open = rq_code_enclosing(view, place->low), close = open < 0 ? RQ_CODE_NONE : rq_code_closing(view, open);
    rq_str field = close < 0 ? RQ_STR("") : rq_code_said(view, before - 1);
    bool alone = !rq_code_is_sign(view, place->high + 1, " , ");
    bool made = callee >= 0 && around == open && rq_ascii_is_upper(rq_code_text(view, callee).ptr[0]);
    return !alone && field.len > 0 && rq_code_lower_is_listed(field, identifying) &&
           (made || rq_code_is_sign(view, open, " { [ ")) && is_row(view, open, close) &&
           rq_code_decide(place, RQ_CODE_KEY, RQ_CODE_NONE, open, before - 1);
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

/* { "tenant": { "default": "…" } }, tenant => (default => "…"): what has the value. */
static rq_str subject_of_default(const struct rq_code_place *place, long before)
{
    const struct rq_code_view *view = place->view;
    long open = rq_code_enclosing(view, place->low);
    if (!rq_code_lower_is_listed(rq_code_said(view, before - 1),
                                 " default defaultvalue default_value value initial fallback ") ||
        !rq_code_is_sign(view, open - 1, " : => = "))
        return RQ_STR("");
    return rq_code_subject_beside(place, rq_code_operand_start(view, open - 2), open - 2);
}

/* Where what the sign at `before` gives a value to begins: $x{y} = …, x { get; set; } = … */
static long given_start(const struct rq_code_view *view, long before)
{
    long brace = rq_code_is_sign(view, before - 1, " } ") ? rq_code_enclosing(view, before - 1) : before;
    return rq_code_operand_start(view, brace - 1);
}

/* x = "…", x: "…", x => "…"; x { get; set; } = "…" */
static bool decide_given(struct rq_code_place *place, long before)
{
    const struct rq_code_view *view = place->view;
    struct rq_code_mention *mention = place->mention;
    enum rq_code_context context = rq_code_in_enumeration(view, place->low) ? RQ_CODE_CASE
                                   : is_told_before(place, before)          ? RQ_CODE_CONSTANT
                                                                            : RQ_CODE_VALUE;
    rq_code_decide(place, context, before, given_start(view, before), before - 1);
    if (mention->subject.len == 0)
        mention->subject = subject_of_call(place);
    if (mention->subject.len == 0)
        mention->subject = subject_of_default(place, before);
    return true;
}

/* tenant = x || "…", tenant=${1:-…}: what the choice from token `start` on is given to. */
static rq_str subject_of_target(const struct rq_code_place *place, long start)
{
    const struct rq_code_view *view = place->view;
    long i = start - 1;
    while (rq_code_place_has(place, RQ_CODE_BARE_WORDS) &&
           (rq_code_is_sign(view, i, " { $ ") || rq_code_is_kind(view, i, RQ_CODE_TEXT)))
        i--;
    return rq_code_is_sign(view, i, " = := : => ")
               ? rq_code_subject_beside(place, rq_code_operand_start(view, i - 1), i - 1)
               : RQ_STR("");
}

/* In a template: {{ x | default "…" }}, ${{ x || "…" }} */
static bool decide_template_value(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long before = place->low - 1;
    before -= rq_code_is_sign(view, before, " ( ");
    if (!rq_code_in_template(view, place->low) ||
        !(rq_code_is_sign(view, before, " || ") || rq_code_is_keyword(view, before, " default or ")))
        return false;
    return rq_code_decide(place, RQ_CODE_VALUE, before, (long)rq_code_line(view, before).low, before - 1);
}

/* --x "…", "--x", "…", #define x "…" */
static bool decide_option(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long before = place->low - 1;
    if (rq_code_is_sign(view, before, " , ") && rq_code_is_kind(view, before - 1, RQ_CODE_TEXT) && place->lists == 0 &&
        rq_str_starts(rq_code_said(view, before - 1), RQ_STR("-")))
        return rq_code_decide(place, RQ_CODE_VALUE, before - 1, before - 1, before - 1);
    bool option = rq_code_place_has(place, RQ_CODE_BARE_WORDS) && rq_code_is_option(view, before);
    bool defined = rq_code_is_keyword(view, before - 1, " define ") && rq_code_same_line(view, before);
    bool constant = defined && rq_code_tells(place, before);
    return (option || defined) &&
           rq_code_decide(place, constant ? RQ_CODE_CONSTANT : RQ_CODE_VALUE, before, before, before);
}

bool rq_code_try_value(struct rq_code_place *place)
{
    const struct rq_code_view *view = place->view;
    long before = place->low - 1;
    if (rq_code_place_has(place, RQ_CODE_DATA))
        return decide_template_value(place);
    if (rq_code_is_sign(view, before, " = : => "))
        return decide_given(place, before);
    bool asks =
        rq_code_place_has(place, RQ_CODE_COMMANDS) && rq_code_ends_name(view, before) && !rq_code_touches(view, before);
    if (asks)
        return false;
    bool otherwise = rq_code_is_sign(view, before, " := ?? ?: || += ? <- ||= &&= ?\?= //= // ") ||
                     (rq_code_place_has(place, RQ_CODE_BARE_WORDS) && rq_code_is_sign(view, before, " :- :+ - + ")) ||
                     rq_code_is_keyword(view, before, " or else ");
    if (!otherwise)
        return decide_option(place);
    bool constant = rq_code_is_sign(view, before, " := ") && is_told_before(place, before);
    rq_code_decide(place, constant ? RQ_CODE_CONSTANT : RQ_CODE_VALUE, before, given_start(view, before), before - 1);
    if (place->mention->subject.len == 0)
        place->mention->subject = subject_of_target(place, given_start(view, before));
    return true;
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

/*
 * Classes: "[…]".  Every character is written anew, with a backslash where it is punctuation, so that nothing in brackets
 * can mean to PCRE2 what it does not mean to RE2.
 *
 * PCRE2 10.42 forgets the characters from U+0100 on that \W, \D or [:^…:] have if a property stands in the same brackets.
 * Then they are written out behind them, but for the two whose other case is ASCII: (?i) would bring that in.
 */
#include "regex/rewrite.h"

/* Which kinds of sets stand in the brackets so far. */
struct kinds {
    bool complement, property;
};

static void note_set(struct kinds *kinds, rq_str text)
{
    kinds->complement = kinds->complement || rq_str_starts(text, RQ_STR("\\W")) || rq_str_starts(text, RQ_STR("\\D")) ||
                        rq_str_starts(text, RQ_STR("[:^"));
    kinds->property = kinds->property || rq_str_starts(text, RQ_STR("\\p")) || rq_str_starts(text, RQ_STR("\\P"));
}

/* posix = "[:" [ "^" ] name ":]" ; inside brackets */
static bool accept_posix(struct rq_rewrite *rewrite, rq_str *text)
{
    static const char *const names[] = {"alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph",
                                        "lower", "print", "punct", "space", "upper", "word",  "xdigit"};
    size_t first = rewrite->at, end = rq_str_find(rewrite->pattern, RQ_STR(":]"), first);
    if (end == RQ_NOT_FOUND || !rq_rewrite_accept(rewrite, RQ_STR("[:")))
        return false;
    (void)rq_rewrite_accept(rewrite, RQ_STR("^"));
    rq_str name = rq_str_slice(rewrite->pattern, rewrite->at, end);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (rq_str_equal(name, rq_str_from(names[i]))) {
            rewrite->at = end + 2;
            *text = rq_str_slice(rewrite->pattern, first, rewrite->at);
            return true;
        }
    }
    rewrite->at = first;
    return false;
}

/* An unknown name between "[:" and ":]" is a mistake, not a set of letters. */
static bool refuse_unknown_posix(struct rq_rewrite *rewrite)
{
    size_t end = rq_str_find(rewrite->pattern, RQ_STR(":]"), rewrite->at + 2);
    rq_str rest = rq_str_slice(rewrite->pattern, rewrite->at, rewrite->pattern.len);
    if (!rq_str_starts(rest, RQ_STR("[:")) || end == RQ_NOT_FOUND)
        return true;
    rewrite->at = end + 2;
    return rq_rewrite_fail(rewrite, "there is no such POSIX class");
}

/* element = posix | escape | character */
static bool parse_element(struct rq_rewrite *rewrite, struct rq_escape *element)
{
    if (accept_posix(rewrite, &element->text)) {
        element->is_set = true;
        return true;
    }
    if (!refuse_unknown_posix(rewrite))
        return false;
    if (rq_rewrite_peek(rewrite) == '\\')
        return rq_rewrite_escape(rewrite, true, element);
    *element = (struct rq_escape){.code_point = rq_utf8_next(rewrite->pattern, &rewrite->at)};
    return true;
}

/* True at a "-" that stands between two elements. */
static bool at_range(const struct rq_rewrite *rewrite)
{
    rq_str rest = rq_str_slice(rewrite->pattern, rewrite->at, rewrite->pattern.len);
    return rest.len >= 2 && rest.ptr[0] == '-' && rest.ptr[1] != ']';
}

/* range = element [ "-" element ] */
static bool parse_range(struct rq_rewrite *rewrite, struct kinds *kinds)
{
    struct rq_escape low = {0}, high = {0};
    rewrite->start = rewrite->at;
    if (!parse_element(rewrite, &low))
        return false;
    bool range = at_range(rewrite);
    if (range) {
        rewrite->at++;
        if (!parse_element(rewrite, &high))
            return false;
        if (low.is_set || high.is_set || low.code_point > high.code_point)
            return rq_rewrite_fail(rewrite, "a range goes from one character to a later one");
    }
    note_set(kinds, low.text);
    if (low.is_set)
        rq_rewrite_emit(rewrite, low.text);
    else
        rq_rewrite_literal(rewrite, low.code_point);
    if (range) {
        rq_rewrite_emit(rewrite, RQ_STR("-"));
        rq_rewrite_literal(rewrite, high.code_point);
    }
    return true;
}

/* "[:alpha:]" by itself is the letters : a h l p to RE2, and never meant. */
static bool refuse_bare_posix(struct rq_rewrite *rewrite)
{
    rq_str text;
    if (!accept_posix(rewrite, &text))
        return true;
    return rq_rewrite_fail(rewrite, "a POSIX class stands inside brackets, as in [[:alpha:]]");
}

/* class = "[" [ "^" ] [ "]" ] { range } "]" */
bool rq_rewrite_class(struct rq_rewrite *rewrite)
{
    struct kinds kinds = {0};
    size_t first = rewrite->at;
    if (!refuse_bare_posix(rewrite))
        return false;
    rewrite->at++;
    rq_rewrite_emit(rewrite, rq_rewrite_accept(rewrite, RQ_STR("^")) ? RQ_STR("[^") : RQ_STR("["));
    size_t body = rewrite->at;
    while (rewrite->at < rewrite->pattern.len && (rq_rewrite_peek(rewrite) != ']' || rewrite->at == body))
        if (!parse_range(rewrite, &kinds))
            return false;
    if (rewrite->at == rewrite->pattern.len) {
        rewrite->start = first;
        return rq_rewrite_fail(rewrite, "the bracket is not closed");
    }
    rewrite->at++;
    if (kinds.complement && kinds.property)
        rq_rewrite_emit(rewrite, RQ_STR("\\x{100}-\\x{17e}\\x{180}-\\x{2129}\\x{212b}-\\x{10ffff}"));
    rq_rewrite_emit(rewrite, RQ_STR("]"));
    return true;
}

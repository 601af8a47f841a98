/*
 * From RE2's patterns to PCRE2's.
 *
 * A pattern is read once, from left to right, without recursion: nesting matters to PCRE2 only, which checks it.  What
 * both languages share is copied; literals are written with a backslash wherever PCRE2 could see more in them; what means
 * something else is rewritten (\s, \v, octal numbers, scripts); what RE2 does not have is refused with its name, because
 * it could take exponential time or would not work where the same rule runs on RE2.
 *
 * Compared with RE2 itself on random patterns and texts, all that both accept means the same but for two corners of
 * (?i): RE2 lets \p{Lu} match small letters there, and \w the two signs (U+017F, U+212A) whose other case is ASCII.  And
 * RE2 accepts what is refused here: a POSIX class outside brackets and a set as the end of a range, which are mistakes; a
 * repeated assertion such as ^*, which PCRE2 refuses; a repetition behind (?i).
 */
#include "regex/re2.h"
#include "regex/rewrite.h"

#include "base/err.h"

char rq_rewrite_peek(const struct rq_rewrite *rewrite)
{
    return rewrite->at < rewrite->pattern.len ? rewrite->pattern.ptr[rewrite->at] : '\0';
}

bool rq_rewrite_accept(struct rq_rewrite *rewrite, rq_str text)
{
    rq_str rest = rq_str_slice(rewrite->pattern, rewrite->at, rewrite->pattern.len);
    if (!rq_str_starts(rest, text))
        return false;
    rewrite->at += text.len;
    return true;
}

void rq_rewrite_emit(struct rq_rewrite *rewrite, rq_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        rewrite->origin = rq_grow(rewrite->out.arena, rewrite->origin, rewrite->out.len, &rewrite->origin_cap,
                                  sizeof *rewrite->origin);
        rewrite->origin[rewrite->out.len] = (uint32_t)rewrite->start;
        rq_buf_byte(&rewrite->out, text.ptr[i]);
    }
}

void rq_rewrite_literal(struct rq_rewrite *rewrite, uint32_t code_point)
{
    char bytes[8];
    bool word = (code_point >= '0' && code_point <= '9') || (code_point >= 'A' && code_point <= 'Z') ||
                (code_point >= 'a' && code_point <= 'z') || code_point == '_' || code_point >= 0x80;
    if (word) {
        rq_rewrite_emit(rewrite, (rq_str){bytes, rq_utf8_encode(code_point, bytes)});
    } else if (code_point < 0x20 || code_point == 0x7F) {
        rq_rewrite_emit(rewrite, rq_arena_format(rewrite->out.arena, "\\x%02x", code_point));
    } else {
        bytes[0] = '\\';
        bytes[1] = (char)code_point;
        rq_rewrite_emit(rewrite, (rq_str){bytes, 2});
    }
}

bool rq_rewrite_fail(struct rq_rewrite *rewrite, const char *message)
{
    *rewrite->offset = rewrite->start;
    rq_str wrong = rq_str_slice(rewrite->pattern, rewrite->start, rewrite->at);
    if (wrong.len == 0)
        return rq_fail(rewrite->err, "bad pattern: %s", message);
    return rq_fail(rewrite->err, "bad pattern: %s: %.*s", message, RQ_ARG(wrong));
}

/* What stands before the place that is read: nothing that could be repeated, something, or something repeated. */
enum before { NOTHING, ATOM, REPEATED };

/* What Perl and PCRE2 have and RE2 has not. */
static const struct {
    const char *prefix, *message;
} foreign_groups[] = {
    {"(?=", "RE2 has no lookahead"},
    {"(?!", "RE2 has no lookahead"},
    {"(?<=", "RE2 has no lookbehind"},
    {"(?<!", "RE2 has no lookbehind"},
    {"(?>", "RE2 has no atomic groups"},
    {"(?|", "RE2 has no branch reset"},
    {"(?#", "RE2 has no comments"},
    {"(?P=", "RE2 has no backreferences"},
    {"(?P>", "RE2 has no recursion"},
    {"(?R", "RE2 has no recursion"},
    {"(?&", "RE2 has no recursion"},
    {"(?(", "RE2 has no conditions"},
    {"(?C", "RE2 has no callouts"},
    {"(?'", "RE2 writes a named group (?P<name>…)"},
    {"(*", "nothing stands before the repetition"},
};

static bool refuse_foreign(struct rq_rewrite *rewrite)
{
    for (size_t i = 0; i < sizeof foreign_groups / sizeof foreign_groups[0]; i++)
        if (rq_rewrite_accept(rewrite, rq_str_from(foreign_groups[i].prefix)))
            return rq_rewrite_fail(rewrite, foreign_groups[i].message);
    return true;
}

/* name = ( letter | digit | "_" ) { letter | digit | "_" } ">" */
static bool parse_name(struct rq_rewrite *rewrite)
{
    size_t first = rewrite->at;
    for (;; rewrite->at++) {
        char byte = rq_rewrite_peek(rewrite);
        bool word =
            (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '_';
        if (!word)
            break;
    }
    rq_str name = rq_str_slice(rewrite->pattern, first, rewrite->at);
    if (name.len == 0 || !rq_rewrite_accept(rewrite, RQ_STR(">")))
        return rq_rewrite_fail(rewrite, "the name of a group is letters, digits and _ in <>");
    rq_rewrite_emit(rewrite, RQ_STR("(?P<"));
    rq_rewrite_emit(rewrite, name);
    rq_rewrite_emit(rewrite, RQ_STR(">"));
    return true;
}

static size_t skip_flags(struct rq_rewrite *rewrite)
{
    size_t first = rewrite->at;
    while (rq_str_find_byte(RQ_STR("imsU"), rq_rewrite_peek(rewrite), 0) != RQ_NOT_FOUND)
        rewrite->at++;
    return rewrite->at - first;
}

/* flags = { "i" | "m" | "s" | "U" } [ "-" flag { flag } ] ( ":" | ")" ) ; not all of it empty before ")" */
static bool parse_flags(struct rq_rewrite *rewrite, enum before *before)
{
    size_t on = skip_flags(rewrite), off = 0;
    bool minus = rq_rewrite_accept(rewrite, RQ_STR("-"));
    if (minus)
        off = skip_flags(rewrite);
    bool scoped = rq_rewrite_accept(rewrite, RQ_STR(":"));
    bool closed = scoped || rq_rewrite_accept(rewrite, RQ_STR(")"));
    if (!closed && rewrite->at < rewrite->pattern.len)
        (void)rq_utf8_next(rewrite->pattern, &rewrite->at);
    if (!closed || (minus && off == 0) || (!scoped && on + off == 0))
        return rq_rewrite_fail(rewrite, "RE2 has no such group");
    rq_rewrite_emit(rewrite, rq_str_slice(rewrite->pattern, rewrite->start, rewrite->at));
    *before = NOTHING;
    return true;
}

/* group = "(" | "(?P<" name | "(?<" name | "(?" flags */
static bool parse_group(struct rq_rewrite *rewrite, enum before *before)
{
    *before = NOTHING;
    if (!refuse_foreign(rewrite))
        return false;
    if (rq_rewrite_accept(rewrite, RQ_STR("(?P<")) || rq_rewrite_accept(rewrite, RQ_STR("(?<")))
        return parse_name(rewrite);
    if (rq_rewrite_accept(rewrite, RQ_STR("(?")))
        return parse_flags(rewrite, before);
    rewrite->at++;
    rq_rewrite_emit(rewrite, RQ_STR("("));
    return true;
}

enum { MOST_REPETITIONS = 1000 }; /* RE2's own limit */

/* count = digit { digit } ; numbers above the limit count as the limit and one */
static bool parse_count(struct rq_rewrite *rewrite, unsigned *count)
{
    size_t first = rewrite->at;
    *count = 0;
    for (; rq_rewrite_peek(rewrite) >= '0' && rq_rewrite_peek(rewrite) <= '9'; rewrite->at++) {
        *count = *count * 10 + (unsigned)(rq_rewrite_peek(rewrite) - '0');
        if (*count > MOST_REPETITIONS)
            *count = MOST_REPETITIONS + 1;
    }
    return rewrite->at > first;
}

/* repetition = "*" | "+" | "?" | "{" count [ "," [ count ] ] "}" ; a brace that starts no repetition is a literal */
static bool accept_repetition(struct rq_rewrite *rewrite, bool *in_bounds)
{
    size_t first = rewrite->at;
    unsigned least = 0, most;
    *in_bounds = true;
    if (rq_rewrite_accept(rewrite, RQ_STR("*")) || rq_rewrite_accept(rewrite, RQ_STR("+")) ||
        rq_rewrite_accept(rewrite, RQ_STR("?")))
        return true;
    if (rq_rewrite_accept(rewrite, RQ_STR("{")) && parse_count(rewrite, &least)) {
        most = least;
        if (rq_rewrite_accept(rewrite, RQ_STR(",")) && !parse_count(rewrite, &most))
            most = least;
        if (rq_rewrite_accept(rewrite, RQ_STR("}"))) {
            *in_bounds = least <= most && most <= MOST_REPETITIONS;
            return true;
        }
    }
    rewrite->at = first;
    return false;
}

/* repeat = repetition [ "?" ] */
static bool parse_repeat(struct rq_rewrite *rewrite, bool in_bounds, enum before *before)
{
    if (!in_bounds)
        return rq_rewrite_fail(rewrite, "a repetition goes up to 1000, the smaller number first");
    if (*before == NOTHING)
        return rq_rewrite_fail(rewrite, "nothing stands before the repetition");
    if (*before == REPEATED)
        return rq_rewrite_fail(rewrite, "RE2 does not repeat a repetition");
    (void)rq_rewrite_accept(rewrite, RQ_STR("?"));
    rq_rewrite_emit(rewrite, rq_str_slice(rewrite->pattern, rewrite->start, rewrite->at));
    *before = REPEATED;
    return true;
}

static void literal_here(struct rq_rewrite *rewrite, enum before *before)
{
    rewrite->start = rewrite->at;
    rq_rewrite_literal(rewrite, rq_utf8_next(rewrite->pattern, &rewrite->at));
    *before = ATOM;
}

/* quoted = "\Q" { character } ( "\E" | end ) */
static void parse_quoted(struct rq_rewrite *rewrite, enum before *before)
{
    while (rewrite->at < rewrite->pattern.len && !rq_rewrite_accept(rewrite, RQ_STR("\\E")))
        literal_here(rewrite, before);
}

static bool parse_escape(struct rq_rewrite *rewrite, enum before *before)
{
    struct rq_escape escape;
    if (rq_rewrite_accept(rewrite, RQ_STR("\\Q"))) {
        parse_quoted(rewrite, before);
        return true;
    }
    if (!rq_rewrite_escape(rewrite, false, &escape))
        return false;
    if (escape.is_set)
        rq_rewrite_emit(rewrite, escape.text);
    else
        rq_rewrite_literal(rewrite, escape.code_point);
    *before = ATOM;
    return true;
}

static void copy_byte(struct rq_rewrite *rewrite, enum before now, enum before *before)
{
    rq_rewrite_emit(rewrite, rq_str_slice(rewrite->pattern, rewrite->at, rewrite->at + 1));
    rewrite->at++;
    *before = now;
}

/* part = group | ")" | "|" | "." | "^" | "$" | class | escape | repeat | literal */
static bool parse_part(struct rq_rewrite *rewrite, enum before *before)
{
    bool in_bounds;
    rewrite->start = rewrite->at;
    if (accept_repetition(rewrite, &in_bounds))
        return parse_repeat(rewrite, in_bounds, before);
    switch (rq_rewrite_peek(rewrite)) {
    case '(':
        return parse_group(rewrite, before);
    case '|':
        copy_byte(rewrite, NOTHING, before);
        return true;
    case ')':
    case '.':
    case '^':
    case '$':
        copy_byte(rewrite, ATOM, before);
        return true;
    case '[':
        *before = ATOM;
        return rq_rewrite_class(rewrite);
    case '\\':
        return parse_escape(rewrite, before);
    default:
        literal_here(rewrite, before);
        return true;
    }
}

/* pattern = { part } */
bool rq_re2_translate(struct rq_arena *arena, rq_str pattern, rq_str *out, const uint32_t **origin, size_t *offset,
                      struct rq_err *err)
{
    struct rq_rewrite rewrite = {.pattern = pattern, .out = {.arena = arena}, .err = err};
    enum before before = NOTHING;
    rewrite.offset = offset;
    while (rewrite.at < pattern.len)
        if (!parse_part(&rewrite, &before))
            return false;
    *out = rq_buf_text(&rewrite.out);
    rewrite.origin = rq_grow(arena, rewrite.origin, rewrite.out.len, &rewrite.origin_cap, sizeof *rewrite.origin);
    rewrite.origin[rewrite.out.len] = (uint32_t)pattern.len;
    *origin = rewrite.origin;
    return true;
}

/*
 * From RE2's patterns to PCRE2's.
 *
 * A pattern is read once, from left to right, without recursion: whether brackets close is for PCRE2 to check.  What
 * both languages share is copied; literals are written with a backslash wherever PCRE2 could see more in them; what means
 * something else is rewritten (\s, \v, octal numbers, scripts); what RE2 does not have is refused with its name, because
 * it could take exponential time or would not work where the same rule runs on RE2.
 *
 * Compared with RE2 itself (tests/fuzz/target_pattern.c) all that both accept means the same but for two corners of (?i):
 * RE2 lets \p{Lu} match small letters there, and \w the two signs (U+017F, U+212A) whose other case is ASCII.  RE2 accepts
 * what is refused here because it is a mistake: a POSIX class outside brackets, a set (or what looks like one) as the end
 * of a range, the number of a surrogate, a{100000000} as a literal, a repetition behind (?i), a name for two groups; a
 * group's name that is not ASCII, which Go does not have; and what PCRE2 does not have: a name that starts with a digit or
 * has more than 32 characters, and scripts that are newer than its Unicode.
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

/* RE2's own limit, also for repetitions inside of repetitions: (a{10}){100} has a thousand a. */
enum { MOST_REPETITIONS = 1000 };

/* A callout, by which regex.c counts steps.  What matching goes back to is a repetition or an alternative: between two of
 * these it goes straight on. */
static const rq_str count_here = {"(?C)", 4};

/* The state of the reading. */
struct reader {
    struct rq_rewrite rewrite;
    enum before before;
    unsigned times;  /* how often what is repeated most in the atom before stands there in all */
    unsigned most;   /* the same for all of the group so far */
    unsigned *outer; /* and for the groups around it */
    size_t depth, cap;
};

static void note_atom(struct reader *reader, unsigned times)
{
    reader->before = ATOM;
    reader->times = times;
    if (times > reader->most)
        reader->most = times;
}

static void note_open(struct reader *reader)
{
    reader->before = NOTHING;
    reader->outer =
        rq_grow(reader->rewrite.out.arena, reader->outer, reader->depth, &reader->cap, sizeof *reader->outer);
    reader->outer[reader->depth++] = reader->most;
    reader->most = 1;
}

/* A bracket too many is left to PCRE2. */
static void note_close(struct reader *reader)
{
    unsigned times = reader->most;
    if (reader->depth > 0)
        reader->most = reader->outer[--reader->depth];
    note_atom(reader, times);
}

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

/* flags = { "i" | "m" | "s" | "U" } [ "-" flag { flag } ] ( ":" | ")" ) */
static bool parse_flags(struct reader *reader)
{
    struct rq_rewrite *rewrite = &reader->rewrite;
    (void)skip_flags(rewrite);
    bool minus = rq_rewrite_accept(rewrite, RQ_STR("-"));
    size_t off = minus ? skip_flags(rewrite) : 0;
    bool scoped = rq_rewrite_accept(rewrite, RQ_STR(":"));
    bool closed = scoped || rq_rewrite_accept(rewrite, RQ_STR(")"));
    if (!closed && rewrite->at < rewrite->pattern.len)
        (void)rq_utf8_next(rewrite->pattern, &rewrite->at);
    if (!closed || (minus && off == 0))
        return rq_rewrite_fail(rewrite, "RE2 has no such group");
    rq_rewrite_emit(rewrite, rq_str_slice(rewrite->pattern, rewrite->start, rewrite->at));
    if (scoped)
        note_open(reader);
    reader->before = NOTHING;
    return true;
}

/* group = "(" | "(?P<" name | "(?<" name | "(?" flags */
static bool parse_group(struct reader *reader)
{
    struct rq_rewrite *rewrite = &reader->rewrite;
    if (!refuse_foreign(rewrite))
        return false;
    bool named = rq_rewrite_accept(rewrite, RQ_STR("(?P<")) || rq_rewrite_accept(rewrite, RQ_STR("(?<"));
    if (!named && rq_rewrite_accept(rewrite, RQ_STR("(?")))
        return parse_flags(reader);
    note_open(reader);
    if (named)
        return parse_name(rewrite);
    rewrite->at++;
    rq_rewrite_emit(rewrite, RQ_STR("("));
    return true;
}

/* count = "0" | digit { digit }, the first of them not "0" ; numbers above the limit count as the limit and one */
static bool parse_count(struct rq_rewrite *rewrite, unsigned *count)
{
    size_t first = rewrite->at;
    *count = 0;
    for (; rq_rewrite_peek(rewrite) >= '0' && rq_rewrite_peek(rewrite) <= '9'; rewrite->at++) {
        *count = *count * 10 + (unsigned)(rq_rewrite_peek(rewrite) - '0');
        if (*count > MOST_REPETITIONS)
            *count = MOST_REPETITIONS + 1;
    }
    size_t digits = rewrite->at - first;
    return digits == 1 || (digits > 1 && rewrite->pattern.ptr[first] != '0');
}

/* How often something is repeated: `most` is the number that counts towards the limit, `least` where there is no other. */
struct repetition {
    unsigned least, most;
};

/* repetition = "*" | "+" | "?" | "{" count [ "," [ count ] ] "}" ; a brace that starts no repetition is a literal */
static bool accept_repetition(struct rq_rewrite *rewrite, struct repetition *repetition)
{
    size_t first = rewrite->at;
    *repetition = (struct repetition){0, 1};
    if (rq_rewrite_accept(rewrite, RQ_STR("*")) || rq_rewrite_accept(rewrite, RQ_STR("+")) ||
        rq_rewrite_accept(rewrite, RQ_STR("?")))
        return true;
    if (rq_rewrite_accept(rewrite, RQ_STR("{")) && parse_count(rewrite, &repetition->least)) {
        bool more = rq_rewrite_accept(rewrite, RQ_STR(","));
        repetition->most = repetition->least;
        if (more && rq_rewrite_accept(rewrite, RQ_STR("}")))
            return true;
        if ((!more || parse_count(rewrite, &repetition->most)) && rq_rewrite_accept(rewrite, RQ_STR("}")))
            return true;
    }
    rewrite->at = first;
    return false;
}

/* repeat = repetition [ "?" ] */
static bool parse_repeat(struct reader *reader, const struct repetition *repetition)
{
    struct rq_rewrite *rewrite = &reader->rewrite;
    if (repetition->least > repetition->most || repetition->most > MOST_REPETITIONS)
        return rq_rewrite_fail(rewrite, "a repetition goes up to 1000, the smaller number first");
    if (reader->before == NOTHING)
        return rq_rewrite_fail(rewrite, "nothing stands before the repetition");
    if (reader->before == REPEATED)
        return rq_rewrite_fail(rewrite, "RE2 does not repeat a repetition");
    unsigned times = reader->times * (repetition->most > 0 ? repetition->most : 1);
    if (times > MOST_REPETITIONS)
        return rq_rewrite_fail(rewrite, "with the repetitions inside, this goes beyond 1000");
    (void)rq_rewrite_accept(rewrite, RQ_STR("?"));
    rq_rewrite_emit(rewrite, rq_str_slice(rewrite->pattern, rewrite->start, rewrite->at));
    rq_rewrite_emit(rewrite, count_here);
    note_atom(reader, times);
    reader->before = REPEATED;
    return true;
}

static void literal_here(struct reader *reader)
{
    struct rq_rewrite *rewrite = &reader->rewrite;
    rewrite->start = rewrite->at;
    rq_rewrite_literal(rewrite, rq_utf8_next(rewrite->pattern, &rewrite->at));
    note_atom(reader, 1);
}

/* quoted = "\Q" { character } ( "\E" | end ) */
static void parse_quoted(struct reader *reader)
{
    while (reader->rewrite.at < reader->rewrite.pattern.len && !rq_rewrite_accept(&reader->rewrite, RQ_STR("\\E")))
        literal_here(reader);
}

/* PCRE2 repeats no assertion, but a group that holds one. */
static void emit_assertion(struct rq_rewrite *rewrite, rq_str text)
{
    char next = rq_rewrite_peek(rewrite);
    bool repeated = next == '*' || next == '+' || next == '?' || next == '{';
    rq_rewrite_emit(rewrite, repeated ? RQ_STR("(?:") : RQ_STR(""));
    rq_rewrite_emit(rewrite, text);
    rq_rewrite_emit(rewrite, repeated ? RQ_STR(")") : RQ_STR(""));
}

static bool parse_escape(struct reader *reader)
{
    struct rq_rewrite *rewrite = &reader->rewrite;
    struct rq_escape escape;
    if (rq_rewrite_accept(rewrite, RQ_STR("\\Q"))) {
        parse_quoted(reader);
        return true;
    }
    if (!rq_rewrite_escape(rewrite, false, &escape))
        return false;
    if (escape.is_assertion)
        emit_assertion(rewrite, escape.text);
    else if (escape.is_set)
        rq_rewrite_emit(rewrite, escape.text);
    else
        rq_rewrite_literal(rewrite, escape.code_point);
    note_atom(reader, 1);
    return true;
}

static void copy_byte(struct rq_rewrite *rewrite)
{
    rq_rewrite_emit(rewrite, rq_str_slice(rewrite->pattern, rewrite->at, rewrite->at + 1));
    rewrite->at++;
}

/* part = group | ")" | "|" | "." | "^" | "$" | class | escape | repeat | literal */
static bool parse_part(struct reader *reader)
{
    struct rq_rewrite *rewrite = &reader->rewrite;
    struct repetition repetition;
    rewrite->start = rewrite->at;
    if (accept_repetition(rewrite, &repetition))
        return parse_repeat(reader, &repetition);
    switch (rq_rewrite_peek(rewrite)) {
    case '(':
        return parse_group(reader);
    case '|':
        copy_byte(rewrite);
        rq_rewrite_emit(rewrite, count_here);
        reader->before = NOTHING;
        return true;
    case ')':
        copy_byte(rewrite);
        note_close(reader);
        return true;
    case '.':
        copy_byte(rewrite);
        note_atom(reader, 1);
        return true;
    case '^':
    case '$':
        rewrite->at++;
        emit_assertion(rewrite, rq_str_slice(rewrite->pattern, rewrite->start, rewrite->at));
        note_atom(reader, 1);
        return true;
    case '[':
        note_atom(reader, 1);
        return rq_rewrite_class(rewrite);
    case '\\':
        return parse_escape(reader);
    default:
        literal_here(reader);
        return true;
    }
}

/* pattern = { part } */
bool rq_re2_translate(struct rq_arena *arena, rq_str pattern, rq_str *out, const uint32_t **origin, size_t *offset,
                      struct rq_err *err)
{
    struct reader reader = {.rewrite = {.pattern = pattern, .out = {.arena = arena}, .offset = offset, .err = err},
                            .most = 1};
    struct rq_rewrite *rewrite = &reader.rewrite;
    while (rewrite->at < pattern.len)
        if (!parse_part(&reader))
            return false;
    *out = rq_buf_text(&rewrite->out);
    rewrite->origin = rq_grow(arena, rewrite->origin, rewrite->out.len, &rewrite->origin_cap, sizeof *rewrite->origin);
    rewrite->origin[rewrite->out.len] = (uint32_t)pattern.len;
    *origin = rewrite->origin;
    return true;
}

/*
 * Walks over tokens.  Each goes MOST_STEPS far at most, so that a file that is one list of thousands does not cost the square
 * of it; and where brackets do not match, what is found is nothing.
 */
#include "code/context.h"

#include <string.h>

enum { MOST_STEPS = 4000, MOST_OPERAND = 32, MOST_NEAR = 50, LEAST_VERB = 8 };

rq_str rq_code_text(const struct rq_code_view *view, long i)
{
    if (i < 0 || (size_t)i >= view->count)
        return RQ_STR("");
    return rq_str_slice(view->text, view->tokens[i].start, view->tokens[i].end);
}

rq_str rq_code_said(const struct rq_code_view *view, long i)
{
    if (i < 0 || (size_t)i >= view->count)
        return RQ_STR("");
    return rq_str_slice(view->text, view->tokens[i].first, view->tokens[i].last);
}

bool rq_code_is_kind(const struct rq_code_view *view, long i, enum rq_code_token_kind kind)
{
    return i >= 0 && (size_t)i < view->count && view->tokens[i].kind == kind;
}

bool rq_code_lower_is_listed(rq_str text, const char *list)
{
    char lower[RQ_CODE_MOST_WORD];
    if (text.len > sizeof lower)
        return false;
    for (size_t i = 0; i < text.len; i++)
        lower[i] = rq_ascii_lower(text.ptr[i]);
    return rq_code_is_listed((rq_str){lower, text.len}, list);
}

bool rq_code_is_sign(const struct rq_code_view *view, long i, const char *list)
{
    return rq_code_is_kind(view, i, RQ_CODE_SIGN) && rq_code_lower_is_listed(rq_code_text(view, i), list);
}

bool rq_code_is_keyword(const struct rq_code_view *view, long i, const char *list)
{
    return rq_code_is_kind(view, i, RQ_CODE_WORD) && rq_code_lower_is_listed(rq_code_text(view, i), list);
}

bool rq_code_touches(const struct rq_code_view *view, long i)
{
    return i >= 0 && (size_t)i + 1 < view->count && view->tokens[i].end == view->tokens[i + 1].start;
}

bool rq_code_ends_name(const struct rq_code_view *view, long i)
{
    return rq_code_is_sign(view, i, " ? ! ") && rq_code_is_kind(view, i - 1, RQ_CODE_WORD) &&
           rq_code_touches(view, i - 1);
}

bool rq_code_same_line(const struct rq_code_view *view, long i)
{
    if (i < 0 || (size_t)i + 1 >= view->count)
        return false;
    size_t start = view->tokens[i].end, end = view->tokens[i + 1].start;
    return start >= end || memchr(view->text.ptr + start, '\n', end - start) == NULL;
}

bool rq_code_is_owned(const struct rq_code_view *view, long open)
{
    return rq_code_touches(view, open - 1) &&
           (rq_code_is_kind(view, open - 1, RQ_CODE_WORD) || rq_code_is_sign(view, open - 1, " ) ] } -> "));
}

/* 1 for a bracket that opens, -1 for one that closes, 0 for anything else. */
static int bracket_at(const struct rq_code_view *view, long i)
{
    const struct rq_code_token *token = &view->tokens[i];
    if (token->kind != RQ_CODE_SIGN || token->end - token->start != 1)
        return 0;
    switch (view->text.ptr[token->start]) {
    case '(':
    case '[':
    case '{':
        return 1;
    case ')':
    case ']':
    case '}':
        return -1;
    default:
        return 0;
    }
}

static bool ends_statement(const struct rq_code_view *view, long i)
{
    const struct rq_code_token *token = &view->tokens[i];
    return token->kind == RQ_CODE_SIGN && view->text.ptr[token->start] == ';';
}

long rq_code_enclosing(const struct rq_code_view *view, long i)
{
    long depth = 0;
    for (long at = i - 1, steps = 0; at >= 0 && steps < MOST_STEPS; at--, steps++) {
        int bracket = bracket_at(view, at);
        depth -= bracket;
        if (depth < 0)
            return at;
        if (depth == 0 && bracket == 0 && ends_statement(view, at))
            return RQ_CODE_NONE;
    }
    return RQ_CODE_NONE;
}

long rq_code_closing(const struct rq_code_view *view, long open)
{
    long depth = 0;
    for (long at = open, steps = 0; (size_t)at < view->count && steps < MOST_STEPS; at++, steps++) {
        depth += bracket_at(view, at);
        if (depth == 0)
            return at;
    }
    return RQ_CODE_NONE;
}

/* The end of what the bracket at `open` opens, however far that is; the last token where it is left open. */
static size_t far_closing(const struct rq_code_view *view, size_t open)
{
    long depth = 0;
    for (size_t at = open; at < view->count; at++) {
        depth += bracket_at(view, (long)at);
        if (depth == 0)
            return at;
    }
    return view->count - 1;
}

size_t rq_code_test_end(const struct rq_code_view *view, size_t i)
{
    if (!rq_code_is_sign(view, (long)i, " # ") || !rq_code_is_sign(view, (long)i + 1, " [ "))
        return i;
    size_t close = far_closing(view, i + 1), at = close + 1;
    bool test = false;
    for (long t = (long)i + 2; t < (long)close && !test; t++)
        test = rq_code_is_keyword(view, t, " test rstest test_case bench ") &&
               !rq_code_is_keyword(view, t - 2, " not ") && !rq_code_is_sign(view, t + 1, " = ");
    while (test && at < view->count && !rq_code_is_sign(view, (long)at, " { ; "))
        at = bracket_at(view, (long)at) > 0 ? far_closing(view, at) + 1 : at + 1;
    return !test || at >= view->count ? i : far_closing(view, at);
}

/* The bracket that is closed by the one at `close`. */
static long opening(const struct rq_code_view *view, long close)
{
    return rq_code_enclosing(view, close);
}

long rq_code_chain(const struct rq_code_view *view, long i)
{
    for (long steps = 0; steps < MOST_OPERAND; steps++) {
        if (rq_code_is_sign(view, i, " ) ] ")) {
            long open = opening(view, i);
            if (open < 1 || !rq_code_touches(view, open - 1) || rq_code_is_kind(view, open - 1, RQ_CODE_TEXT))
                return open < 0 ? i : open;
            i = open - 1;
        } else if (rq_code_is_sign(view, i - 1, " . :: -> ?. ") && i >= 2) {
            i -= 2;
        } else {
            return i;
        }
    }
    return i;
}

long rq_code_chain_end(const struct rq_code_view *view, long i)
{
    for (long steps = 0; steps < MOST_OPERAND; steps++) {
        long close = rq_code_is_sign(view, i + 1, " ( [ ") && rq_code_touches(view, i) ? rq_code_closing(view, i + 1)
                                                                                       : RQ_CODE_NONE;
        if (close >= 0)
            i = close;
        else if (rq_code_is_sign(view, i + 1, " . :: -> ?. ") && rq_code_touches(view, i + 1))
            i += 2;
        else
            break;
    }
    return i;
}

/* include 'x' takes in a file; x.include?('y') is a question. */
static bool takes_in_file(const struct rq_code_view *view, long i)
{
    return rq_code_is_keyword(view, i, " include ") && !rq_code_is_sign(view, i - 1, " . ?. -> :: ") &&
           !rq_code_is_sign(view, i + 1, " ? ");
}

static bool is_call(const struct rq_code_view *view, rq_str name)
{
    for (size_t c = 0; c < view->words->call_count; c++)
        if (rq_ascii_equal(view->words->calls[c], name))
            return true;
    return false;
}

/* The verb of hash_table_insert is the last word, that of registerExporter the first: a long one, for setTitle and addClass do
 * not compare. */
static rq_str verb_of(rq_str name)
{
    size_t last = name.len, end = 1;
    while (last > 1 && name.ptr[last - 1] != '_')
        last--;
    if (last > 1)
        return rq_str_slice(name, last, name.len);
    while (end < name.len && !rq_ascii_is_upper(name.ptr[end]))
        end++;
    return end < name.len && end >= LEAST_VERB ? rq_str_slice(name, 0, end) : RQ_STR("");
}

/* Function names are compared without case and underscores. */
bool rq_code_compares(const struct rq_code_view *view, long i)
{
    char name[RQ_CODE_MOST_WORD];
    size_t length = 0;
    rq_str written = rq_code_text(view, i);
    if (!rq_code_is_kind(view, i, RQ_CODE_WORD) || written.len > sizeof name || takes_in_file(view, i))
        return false;
    for (size_t at = 0; at < written.len; at++)
        if (written.ptr[at] != '_')
            name[length++] = rq_ascii_lower(written.ptr[at]);
    return is_call(view, (rq_str){name, length}) || is_call(view, verb_of(written));
}

/* A subject, or its plural. */
static rq_str subject_of_word(const struct rq_code_view *view, const char *word, size_t length)
{
    for (size_t s = 0; s < view->words->subject_count; s++) {
        rq_str subject = view->words->subjects[s];
        if (rq_str_equal(subject, (rq_str){word, length}) ||
            (length > 1 && word[length - 1] == 's' && rq_str_equal(subject, (rq_str){word, length - 1})))
            return subject;
    }
    return RQ_STR("");
}

/* The next word of a name, in lower case; false after the last.  Words end at what is no letter and before a capital that
 * follows a small letter or comes before one: tenantId, TENANT_ID and HTTPTenant all have "tenant". */
static bool next_word(rq_str name, size_t *at, char word[RQ_CODE_MOST_WORD], size_t *length)
{
    size_t i = *at;
    *length = 0;
    while (i < name.len && !rq_ascii_is_letter(name.ptr[i]))
        i++;
    for (size_t first = i; i < name.len && rq_ascii_is_letter(name.ptr[i]); i++) {
        bool small_before = i > first && !rq_ascii_is_upper(name.ptr[i - 1]);
        bool small_after =
            i + 1 < name.len && rq_ascii_is_letter(name.ptr[i + 1]) && !rq_ascii_is_upper(name.ptr[i + 1]);
        if (rq_ascii_is_upper(name.ptr[i]) && (small_before || (small_after && i > first + 1)))
            break;
        if (*length < RQ_CODE_MOST_WORD)
            word[(*length)++] = rq_ascii_lower(name.ptr[i]);
    }
    *at = i;
    return *length > 0;
}

static rq_str subject_of_name(const struct rq_code_view *view, rq_str name)
{
    char word[RQ_CODE_MOST_WORD];
    rq_str subject = RQ_STR("");
    for (size_t at = 0, length; subject.len == 0 && next_word(name, &at, word, &length);)
        subject = length < sizeof word ? subject_of_word(view, word, length) : RQ_STR("");
    return subject;
}

static bool has_listed_word(rq_str name, const char *list)
{
    char word[RQ_CODE_MOST_WORD];
    for (size_t at = 0, length; next_word(name, &at, word, &length);)
        if (rq_code_is_listed((rq_str){word, length}, list))
            return true;
    return false;
}

bool rq_code_has_word(const struct rq_code_view *view, long low, long high, const char *list)
{
    for (long i = low < 0 ? 0 : low; i <= high && (size_t)i < view->count; i++)
        if (rq_code_is_kind(view, i, RQ_CODE_WORD) && has_listed_word(rq_code_text(view, i), list))
            return true;
    return false;
}

/* Of a text only one without blanks is a name. */
static bool may_name(const struct rq_code_view *view, long i)
{
    const struct rq_code_token *token = &view->tokens[i];
    if (token->kind == RQ_CODE_WORD)
        return true;
    rq_str text = rq_str_slice(view->text, token->first, token->last);
    return token->kind == RQ_CODE_TEXT && text.len < RQ_CODE_MOST_WORD && memchr(text.ptr, ' ', text.len) == NULL;
}

rq_str rq_code_subject(const struct rq_code_view *view, long low, long high, struct rq_code_span skip)
{
    for (long i = low < 0 ? 0 : low; i <= high && (size_t)i < view->count; i++) {
        if (((size_t)i >= skip.low && (size_t)i <= skip.high) || !may_name(view, i))
            continue;
        rq_str subject = subject_of_name(view, rq_str_slice(view->text, view->tokens[i].first, view->tokens[i].last));
        if (subject.len > 0)
            return subject;
    }
    return RQ_STR("");
}

static bool ends_operand(const struct rq_code_view *view, long i)
{
    return rq_code_is_sign(view, i, " ; ;; , { } ? && || = := => ?? += ") ||
           rq_code_is_keyword(view, i, " if elif elsif unless while return and or when case then else ") ||
           (rq_code_has(view->language, RQ_CODE_EQUALS) &&
            rq_code_is_keyword(view, i, " where select from on set having "));
}

long rq_code_operand_start(const struct rq_code_view *view, long i)
{
    long first = i + 1;
    for (long steps = 0; i >= 0 && steps < MOST_OPERAND; i--, steps++) {
        if ((steps > 0 && !rq_code_same_line(view, i)) || ends_operand(view, i) || rq_code_is_sign(view, i, " ( [ "))
            break;
        if (rq_code_is_sign(view, i, " ) ] "))
            i = opening(view, i);
        if (i < 0)
            break;
        first = i;
    }
    return first;
}

long rq_code_operand_end(const struct rq_code_view *view, long i)
{
    long last = i - 1;
    for (long steps = 0; i >= 0 && (size_t)i < view->count && steps < MOST_OPERAND; i++, steps++) {
        if ((steps > 0 && !rq_code_same_line(view, i - 1)) || ends_operand(view, i) ||
            rq_code_is_sign(view, i, " ) ] : "))
            break;
        if (rq_code_is_sign(view, i, " ( [ "))
            i = rq_code_closing(view, i);
        if (i < 0)
            break;
        last = i;
    }
    return last;
}

struct rq_code_span rq_code_line(const struct rq_code_view *view, long i)
{
    long low = i, high = i;
    for (long steps = 0; low > 0 && steps < MOST_NEAR && rq_code_same_line(view, low - 1); steps++)
        low--;
    for (long steps = 0; steps < MOST_NEAR && rq_code_same_line(view, high); steps++)
        high++;
    return (struct rq_code_span){(size_t)low, (size_t)high};
}

/*
 * A pattern and, after a byte 0xFF, a text.  In RE2's language: what is accepted compiles and its matches lie in the text;
 * where RE2 is at hand both must accept the same patterns and find the same, but for what lib/regex/re2.c documents.  In
 * PCRE2's language: no crash, and limits are kept.
 */
#include "fuzz.h"

#include "base/limits.h"
#include "regex/regex.h"

#ifdef FUZZ_WITH_RE2
#include "re2.h"

enum { GROUPS = 10 };

static bool says(const struct rq_err *err, const char *words)
{
    return rq_str_find(err->message, rq_str_from(words), 0) != RQ_NOT_FOUND;
}

/* To RE2 a{100000000} is eleven literal characters. */
static bool has_huge_number(rq_str pattern)
{
    size_t digits = 0;
    for (size_t i = 0; i < pattern.len && digits < 9; i++)
        digits = pattern.ptr[i] >= '0' && pattern.ptr[i] <= '9' ? digits + 1 : 0;
    return digits == 9;
}

static bool is_ascii(rq_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if ((unsigned char)text.ptr[i] > 0x7F)
            return false;
    return true;
}

/* What RE2 accepts and is refused on purpose. */
static bool refused_on_purpose(rq_str pattern, const struct rq_err *err)
{
    static const char *const reasons[] = {
        "a POSIX class stands inside brackets",
        "a range goes from one character to a later one",
        "there is no such POSIX class",
        "a surrogate is no character",
        "it is not UTF-8",
        "nothing stands before the repetition",
        "are the limit",
        "regular expression is too large",
        "there is no such category or script",
        "subpattern name must start with a non-digit",
        "subpattern name is too long",
        "two named subpatterns have the same name",
        "parentheses are too deeply nested",
    };
    for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
        if (says(err, reasons[i]))
            return true;
    if (says(err, "the name of a group is letters, digits and _") && !is_ascii(pattern))
        return true;
    return has_huge_number(pattern) || rq_str_find(pattern, RQ_STR("\\C"), 0) != RQ_NOT_FOUND;
}

/* What RE2 of Debian 12 refuses and newer ones accept, or what only its own size limits forbid. */
static bool accepted_on_purpose(rq_str pattern)
{
    return rq_str_find(pattern, RQ_STR("(?<"), 0) != RQ_NOT_FOUND;
}

/* Under (?i) two things mean more to RE2: see lib/regex/re2.c. */
static bool may_differ(rq_str pattern)
{
    bool folds = false;
    for (size_t at = 0; (at = rq_str_find(pattern, RQ_STR("(?"), at)) != RQ_NOT_FOUND; at++)
        for (size_t i = at + 2; i < pattern.len && pattern.ptr[i] != ')' && pattern.ptr[i] != ':'; i++)
            folds = folds || pattern.ptr[i] == 'i';
    return folds && (rq_str_find(pattern, RQ_STR("\\p"), 0) != RQ_NOT_FOUND ||
                     rq_str_find(pattern, RQ_STR("\\P"), 0) != RQ_NOT_FOUND ||
                     rq_str_find(pattern, RQ_STR("\\w"), 0) != RQ_NOT_FOUND ||
                     rq_str_find(pattern, RQ_STR("\\W"), 0) != RQ_NOT_FOUND ||
                     rq_str_find(pattern, RQ_STR("[:"), 0) != RQ_NOT_FOUND);
}

static void compare_match(const struct rq_regex *regex, rq_str pattern, rq_str text, const struct rq_regex_match *match,
                          enum rq_regex_result found)
{
    struct fuzz_re2_span spans[GROUPS];
    const char *bytes = text.len > 0 ? text.ptr : ""; /* RE2 takes a group without an address for one without a part */
    int count = (int)rq_regex_group_count(regex) + 1;
    if (count > GROUPS)
        count = GROUPS;
    enum fuzz_re2_result wanted = fuzz_re2_search(pattern.ptr, pattern.len, bytes, text.len, spans, count);
    if (wanted == FUZZ_RE2_TOO_LARGE || may_differ(pattern))
        return;
    FUZZ_HOLDS_FOR(wanted != FUZZ_RE2_REFUSED || accepted_on_purpose(pattern), pattern);
    if (wanted == FUZZ_RE2_REFUSED || found == RQ_REGEX_LIMIT)
        return;
    FUZZ_HOLDS_FOR((wanted == FUZZ_RE2_YES) == (found == RQ_REGEX_YES), pattern);
    for (int i = 0; i < count && found == RQ_REGEX_YES; i++) {
        bool took_part = match->spans[i].start != RQ_NOT_FOUND;
        FUZZ_HOLDS_FOR(took_part == (spans[i].start >= 0), pattern);
        FUZZ_HOLDS_FOR(!took_part || match->spans[i].start == (size_t)spans[i].start, pattern);
        FUZZ_HOLDS_FOR(!took_part || match->spans[i].end == (size_t)spans[i].end, pattern);
    }
}

static void compare_refusal(rq_str pattern, const struct rq_err *err)
{
    if (!refused_on_purpose(pattern, err))
        FUZZ_HOLDS_FOR(fuzz_re2_search(pattern.ptr, pattern.len, "", 0, NULL, 0) < FUZZ_RE2_NO, pattern);
}

#else

static void compare_match(const struct rq_regex *regex, rq_str pattern, rq_str text, const struct rq_regex_match *match,
                          enum rq_regex_result found)
{
    (void)regex, (void)pattern, (void)text, (void)match, (void)found;
}

static void compare_refusal(rq_str pattern, const struct rq_err *err)
{
    (void)pattern, (void)err;
}

#endif

/* Fewer than the limit: a fuzzer has to try many patterns. */
enum { STEPS = 100000 };

static void check_match(const struct rq_regex_match *match, rq_str text)
{
    FUZZ_HOLDS(match->spans[0].start != RQ_NOT_FOUND);
    for (size_t i = 0; i < match->count; i++) {
        const struct rq_regex_span *span = &match->spans[i];
        FUZZ_HOLDS((span->start == RQ_NOT_FOUND) == (span->end == RQ_NOT_FOUND));
        FUZZ_HOLDS(span->start == RQ_NOT_FOUND || (span->start <= span->end && span->end <= text.len));
        FUZZ_HOLDS(span->start == RQ_NOT_FOUND || rq_utf8_valid(rq_str_slice(text, span->start, span->end), NULL));
    }
}

static void check(struct rq_arena *arena, rq_str pattern, rq_str text, enum rq_regex_language language)
{
    struct rq_err err = {.arena = arena};
    size_t offset = 0;
    const struct rq_regex *regex = rq_regex_compile(arena, pattern, language, &offset, &err);
    FUZZ_HOLDS((regex == NULL) == err.failed);
    if (regex == NULL) {
        FUZZ_HOLDS(offset <= pattern.len);
        fuzz_check_failure(arena, &err);
        if (language == RQ_REGEX_RE2)
            compare_refusal(pattern, &err);
        return;
    }
    struct rq_regex_match match = {0};
    uint64_t steps = STEPS;
    enum rq_regex_result found = rq_regex_search(regex, text, 0, &steps, arena, &match);
    FUZZ_HOLDS(steps <= STEPS);
    if (found == RQ_REGEX_YES)
        check_match(&match, text);
    if (language == RQ_REGEX_RE2)
        compare_match(regex, pattern, text, &match, found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str pattern, text;
    fuzz_split(fuzz_text(data, size), &pattern, &text);
    if (rq_utf8_valid(text, NULL)) {
        check(arena, pattern, text, RQ_REGEX_RE2);
        check(arena, pattern, text, RQ_REGEX_PCRE2);
    }
    rq_arena_free(arena);
    return 0;
}

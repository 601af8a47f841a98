/*
 * Patterns on PCRE2.
 *
 * PCRE2 lets the caller give it memory: all of a compiled pattern lives in the arena of its rq_regex, all of a search in
 * the arena of the search, and "free" does nothing.  A search gives its memory back by releasing the arena to where it
 * stood, so that a thousand searches take no more memory than one.
 *
 * Patterns in RE2's language are checked and rewritten by re2.c first; read that for what the two languages differ in.
 * PCRE2's own match limit starts anew at each place of the text where a match might start, and counts no characters: a
 * text of a megabyte could take days.  Hence steps are counted by callouts, which re2.c puts behind each repetition and
 * alternative, and PCRE2 itself before each item of its own patterns: whatever takes long passes them again and again.
 *
 * The flags: UTF, because texts are valid UTF-8; never \C, which would cut characters; for RE2 also "$" only at the very
 * end, "^" in multi-line mode also after a last line break, and \w \d \s and word boundaries for ASCII only.
 */
#include "regex/regex.h"
#include "regex/re2.h"

#include "base/err.h"
#include "base/limits.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <string.h>

struct rq_regex {
    pcre2_code *code;
    uint32_t group_count;
    rq_str *names; /* of groups 0 to group_count */
};

static void *take_memory(size_t size, void *arena)
{
    return rq_arena_raw(arena, size);
}

static void leave_memory(void *memory, void *arena)
{
    (void)memory;
    (void)arena;
}

static pcre2_general_context *context_in(struct rq_arena *arena)
{
    return pcre2_general_context_create(take_memory, leave_memory, arena);
}

/* PCRE2 wants a pointer also for the empty text. */
static PCRE2_SPTR units(rq_str text)
{
    return (PCRE2_SPTR)(text.len == 0 ? "" : text.ptr);
}

static uint32_t options_of(enum rq_regex_language language)
{
    uint32_t both = PCRE2_UTF | PCRE2_NEVER_BACKSLASH_C;
    if (language == RQ_REGEX_PCRE2)
        return both | PCRE2_AUTO_CALLOUT;
    return both | PCRE2_DOLLAR_ENDONLY | PCRE2_ALT_CIRCUMFLEX | PCRE2_NEVER_UCP;
}

/* The table of names that PCRE2 keeps: entries of equal size, a big-endian group number and a terminated name each. */
static void read_names(struct rq_arena *arena, struct rq_regex *regex)
{
    uint32_t count = 0, size = 0;
    PCRE2_SPTR entry = NULL;
    pcre2_pattern_info(regex->code, PCRE2_INFO_CAPTURECOUNT, &regex->group_count);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMECOUNT, &count);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMEENTRYSIZE, &size);
    pcre2_pattern_info(regex->code, PCRE2_INFO_NAMETABLE, &entry);
    regex->names = RQ_NEW_ARRAY(arena, rq_str, (size_t)regex->group_count + 1);
    for (uint32_t i = 0; i < count; i++, entry += size) {
        unsigned group = (unsigned)entry[0] << 8 | entry[1];
        if (group <= regex->group_count)
            regex->names[group] = rq_str_from((const char *)entry + 2);
    }
}

static bool fail_compile(struct rq_err *err, int code)
{
    PCRE2_UCHAR message[128];
    pcre2_get_error_message(code, message, sizeof message);
    return rq_fail(err, "bad pattern: %s", (const char *)message);
}

/* What PCRE2 is to compile, and for each of its bytes the byte of the pattern that it comes from (NULL: the same). */
struct source {
    rq_str text;
    const uint32_t *origin;
};

static bool compile(struct rq_arena *arena, struct rq_regex *regex, const struct source *source,
                    enum rq_regex_language language, size_t *offset, struct rq_err *err)
{
    int code;
    PCRE2_SIZE at = 0;
    pcre2_general_context *context = context_in(arena);
    pcre2_compile_context *settings = pcre2_compile_context_create(context);
    pcre2_set_newline(settings, PCRE2_NEWLINE_LF);
    regex->code = pcre2_compile(units(source->text), source->text.len, options_of(language), &code, &at, settings);
    if (regex->code == NULL) {
        *offset = source->origin == NULL ? at : source->origin[at];
        return fail_compile(err, code);
    }
    read_names(arena, regex);
    return true;
}

const struct rq_regex *rq_regex_compile(struct rq_arena *arena, rq_str pattern, enum rq_regex_language language,
                                        size_t *offset, struct rq_err *err)
{
    size_t ignored;
    struct source source = {.text = pattern};
    if (offset == NULL)
        offset = &ignored;
    *offset = 0;
    if (pattern.len > RQ_LIMIT_REGEX_BYTES) {
        rq_fail(err, "bad pattern: it has %zu bytes, and %d are the limit", pattern.len, RQ_LIMIT_REGEX_BYTES);
        return NULL;
    }
    if (!rq_utf8_valid(pattern, offset)) {
        rq_fail(err, "bad pattern: it is not UTF-8");
        return NULL;
    }
    if (language == RQ_REGEX_RE2 && !rq_re2_translate(arena, pattern, &source.text, &source.origin, offset, err))
        return NULL;
    struct rq_regex *regex = RQ_NEW(arena, struct rq_regex);
    return compile(arena, regex, &source, language, offset, err) ? regex : NULL;
}

static void copy_spans(struct rq_regex_span *spans, uint32_t count, const PCRE2_SIZE *offsets, uint32_t set)
{
    for (uint32_t i = 0; i < count; i++) {
        bool took_part = i < set && offsets[2 * i] != PCRE2_UNSET;
        spans[i].start = took_part ? offsets[2 * i] : RQ_NOT_FOUND;
        spans[i].end = took_part ? offsets[2 * i + 1] : RQ_NOT_FOUND;
    }
}

enum { STEPS_TO_TRY = 4 };

/* Counts the steps of one search. */
struct counter {
    uint64_t *steps;
    size_t start, last; /* where the match would start, and where the last callout was */
};

static int count_steps(pcre2_callout_block *callout, void *data)
{
    struct counter *counter = data;
    size_t at = callout->current_position;
    if (counter->start != callout->start_match)
        counter->start = counter->last = callout->start_match;
    uint64_t taken = STEPS_TO_TRY + (at > counter->last ? at - counter->last : 0);
    counter->last = at;
    bool enough = taken <= *counter->steps;
    *counter->steps = enough ? *counter->steps - taken : 0;
    return enough ? 0 : PCRE2_ERROR_MATCHLIMIT;
}

static pcre2_match_context *limits_of(pcre2_general_context *context, struct counter *counter)
{
    pcre2_match_context *limits = pcre2_match_context_create(context);
    pcre2_set_match_limit(limits, RQ_LIMIT_REGEX_STEPS);
    pcre2_set_depth_limit(limits, RQ_LIMIT_REGEX_STEPS);
    pcre2_set_heap_limit(limits, RQ_LIMIT_REGEX_HEAP_KIB);
    pcre2_set_callout(limits, count_steps, counter);
    return limits;
}

enum rq_regex_result rq_regex_search(const struct rq_regex *regex, rq_str text, size_t from, uint64_t *steps,
                                     struct rq_arena *arena, struct rq_regex_match *match)
{
    if (from > text.len)
        return RQ_REGEX_NO;
    uint32_t count = regex->group_count + 1;
    struct rq_regex_span *spans = match == NULL ? NULL : RQ_NEW_ARRAY(arena, struct rq_regex_span, count);
    struct rq_arena_mark mark = rq_arena_mark(arena);
    struct counter counter = {.steps = steps, .start = from, .last = from};
    pcre2_general_context *context = context_in(arena);
    pcre2_match_context *limits = limits_of(context, &counter);
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(regex->code, context);
    int found = pcre2_match(regex->code, units(text), text.len, from, PCRE2_NO_UTF_CHECK, data, limits);
    if (found > 0 && match != NULL) {
        copy_spans(spans, count, pcre2_get_ovector_pointer(data), (uint32_t)found);
        *match = (struct rq_regex_match){spans, count};
    }
    rq_arena_release(arena, mark);
    if (found > 0)
        return RQ_REGEX_YES;
    /* The limits, want of memory, whatever else: the answer is not known. */
    return found == PCRE2_ERROR_NOMATCH ? RQ_REGEX_NO : RQ_REGEX_LIMIT;
}

uint32_t rq_regex_group_count(const struct rq_regex *regex)
{
    return regex->group_count;
}

rq_str rq_regex_group_name(const struct rq_regex *regex, uint32_t group)
{
    return group <= regex->group_count ? regex->names[group] : (rq_str){0};
}

size_t rq_regex_size(const struct rq_regex *regex)
{
    size_t size = 0;
    pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &size);
    return size;
}

/*
 * says(text, words, exceptions, breaks): what a sentence says in so many words.
 *
 * The text is cut where a match of `breaks` starts; out of each part all matches of `exceptions` are taken, one pattern after
 * the other; the result is the list of those parts in which one of `words` is left.  All three are lists of patterns in RE2's
 * language without regard to letter case, words and exceptions between word boundaries.
 */
#include "cel/args.h"
#include "cel/search.h"

#include <stdlib.h>

struct speech {
    struct rq_cel_call *call;
    struct rq_cel_items said;
    rq_value problem; /* a fault once something went wrong */
};

/* Readies a search for pattern p of argument i. */
static bool start(struct speech *speech, struct rq_cel_search *search, rq_str text, uint32_t i, uint32_t p)
{
    struct rq_cel_call *call = speech->call;
    rq_value pattern = call->args[i].as.list->items[p];
    const char *form = i == 3 ? "(?i)(?:%.*s)" : "(?i)\\b(?:%.*s)(?:\\b|\\W|$)";
    if (speech->problem.kind == RQ_FAULT)
        return false;
    if (pattern.kind != RQ_STRING) {
        speech->problem = rq_cel_no_overload(call);
        return false;
    }
    struct rq_buf whole = {.arena = call->arena};
    rq_buf_format(&whole, form, RQ_ARG(rq_value_text(pattern)));
    return rq_cel_search_start(search, call, text, rq_buf_text(&whole), &speech->problem);
}

/* The next match that is not empty, at or after `from`. */
static bool next(struct speech *speech, struct rq_cel_search *search, size_t from, struct rq_regex_span *span)
{
    struct rq_regex_match match;
    if (from >= search->text.len || rq_cel_search_next(search, from, &match, &speech->problem) != RQ_REGEX_YES)
        return false;
    *span = match.spans[0];
    return span->end > span->start;
}

/* Takes out an exception, a blank in its place. */
static rq_str take_out(struct speech *speech, rq_str part, uint32_t p)
{
    struct rq_buf buf = {.arena = speech->call->arena};
    struct rq_cel_search search;
    struct rq_regex_span span;
    size_t at = 0;
    if (!start(speech, &search, part, 2, p))
        return part;
    while (next(speech, &search, at, &span)) {
        rq_buf_add(&buf, rq_str_slice(part, at, span.start));
        rq_buf_byte(&buf, ' ');
        at = span.end;
    }
    if (at == 0)
        return part;
    rq_buf_add(&buf, rq_str_slice(part, at, part.len));
    return rq_buf_text(&buf);
}

static bool has_word(struct speech *speech, rq_str part)
{
    struct rq_cel_search search;
    struct rq_regex_span span;
    for (uint32_t p = 0; p < speech->call->args[1].as.list->count && speech->problem.kind != RQ_FAULT; p++)
        if (start(speech, &search, part, 1, p) && next(speech, &search, 0, &span))
            return true;
    return false;
}

static void judge_part(struct speech *speech, rq_str part)
{
    for (uint32_t p = 0; p < speech->call->args[2].as.list->count && speech->problem.kind != RQ_FAULT; p++)
        part = take_out(speech, part, p);
    if (has_word(speech, part))
        rq_cel_items_add(&speech->said, rq_string(part));
}

static int by_size(const void *a, const void *b)
{
    size_t left = *(const size_t *)a, right = *(const size_t *)b;
    return (left > right) - (left < right);
}

/* Where the matches of all breaks start, in order. */
static size_t *find_cuts(struct speech *speech, rq_str text, size_t *count)
{
    struct rq_cel_search search;
    struct rq_regex_span span;
    size_t *cuts = NULL, cap = 0;
    *count = 0;
    for (uint32_t p = 0; p < speech->call->args[3].as.list->count && speech->problem.kind != RQ_FAULT; p++) {
        if (!start(speech, &search, text, 3, p))
            break;
        for (size_t from = 0; next(speech, &search, from, &span); from = span.end) {
            cuts = rq_grow(speech->call->arena, cuts, *count, &cap, sizeof *cuts);
            cuts[(*count)++] = span.start;
        }
    }
    if (*count > 1)
        qsort(cuts, *count, sizeof *cuts, by_size);
    return cuts;
}

static void judge_parts(struct speech *speech, rq_str text)
{
    size_t count, begin = 0;
    const size_t *cuts = find_cuts(speech, text, &count);
    for (size_t i = 0; i < count && speech->problem.kind != RQ_FAULT; i++) {
        if (cuts[i] > begin)
            judge_part(speech, rq_str_slice(text, begin, cuts[i]));
        begin = cuts[i];
    }
    judge_part(speech, rq_str_slice(text, begin, text.len));
}

static rq_value says(struct rq_cel_call *call)
{
    struct speech speech = {.call = call, .said = {.arena = call->arena}};
    judge_parts(&speech, rq_cel_text_arg(call, 0));
    return speech.problem.kind == RQ_FAULT ? speech.problem : rq_cel_items_done(&speech.said);
}

const struct rq_cel_function rq_cel_fn_says[] = {
    {"says", RQ_CEL_GLOBAL, "slll:ls", says},
    {0},
};

/*
 * Searching with patterns: Kubernetes' find and findAll, cel-go's regex.replace, regex.extract and regex.extractAll.
 *
 * All of them walk over the matches of a text from left to right.  An empty match right behind the match before it does
 * not count, and the walk goes on one character further: the rule of Go's regexp, from which both libraries come.
 */
#include "cel/args.h"
#include "cel/search.h"

struct walk {
    struct rq_cel_search search;
    size_t from;      /* where the next search starts; beyond the text: no more */
    size_t last;      /* end of the match before; RQ_NOT_FOUND at first */
    size_t limit;     /* how many matches are still wanted */
    rq_value problem; /* a fault once something went wrong */
    struct rq_regex_match match;
};

static bool stop(struct walk *walk, rq_value problem)
{
    walk->problem = problem;
    return false;
}

/* Starts a walk over the text of argument 0 with the pattern of argument 1; gives false with walk->problem set where the
 * pattern is wrong or the budget is gone. */
static bool start(struct walk *walk, struct rq_cel_call *call)
{
    *walk = (struct walk){.last = RQ_NOT_FOUND, .limit = SIZE_MAX};
    return rq_cel_search_start(&walk->search, call, rq_cel_text_arg(call, 0), rq_cel_text_arg(call, 1), &walk->problem);
}

static void step_over_character(struct walk *walk)
{
    if (walk->from < walk->search.text.len)
        (void)rq_utf8_next(walk->search.text, &walk->from);
    else
        walk->from++;
}

/* Finds the next match; false at the end, and with walk->problem set when a limit was hit. */
static bool next(struct walk *walk)
{
    while (walk->limit > 0 && walk->from <= walk->search.text.len) {
        enum rq_regex_result result = rq_cel_search_next(&walk->search, walk->from, &walk->match, &walk->problem);
        if (result == RQ_REGEX_LIMIT)
            return false;
        if (result == RQ_REGEX_NO)
            return false;
        struct rq_regex_span whole = walk->match.spans[0];
        bool again = whole.end == whole.start && whole.start == walk->last;
        walk->from = whole.end;
        walk->last = whole.end;
        if (whole.end == whole.start)
            step_over_character(walk);
        if (again)
            continue;
        walk->limit--;
        return true;
    }
    return false;
}

static rq_str group(const struct walk *walk, uint32_t i)
{
    struct rq_regex_span span = walk->match.spans[i];
    return span.start == RQ_NOT_FOUND ? (rq_str){0} : rq_str_slice(walk->search.text, span.start, span.end);
}

static rq_value find(struct rq_cel_call *call)
{
    struct walk walk;
    if (!start(&walk, call))
        return walk.problem;
    rq_str found = next(&walk) ? group(&walk, 0) : RQ_STR("");
    return walk.problem.kind == RQ_FAULT ? walk.problem : rq_string(found);
}

static size_t limit_of(const struct rq_cel_call *call, uint32_t i)
{
    if (call->count <= i || call->args[i].as.integer < 0)
        return SIZE_MAX;
    return (size_t)call->args[i].as.integer;
}

static rq_value find_all(struct rq_cel_call *call)
{
    struct walk walk;
    struct rq_cel_items items = {.arena = call->arena};
    if (!start(&walk, call))
        return walk.problem;
    walk.limit = limit_of(call, 2);
    while (next(&walk))
        rq_cel_items_add(&items, rq_string(group(&walk, 0)));
    return walk.problem.kind == RQ_FAULT ? walk.problem : rq_cel_items_done(&items);
}

/* More than one group leaves open which one is meant. */
static bool start_extract(struct walk *walk, struct rq_cel_call *call)
{
    if (!start(walk, call))
        return false;
    if (rq_regex_group_count(walk->search.regex) <= 1)
        return true;
    rq_str shown = rq_cel_shown(call, 1);
    return stop(walk, rq_cel_fault(call, "the pattern has more than one group: %.*s; use (?:…) for all but one",
                                   RQ_ARG(shown)));
}

/* The group, or the whole match of a pattern without groups; false where the group took no part, or matched nothing: the
 * library does not tell the two apart. */
static bool extracted(const struct walk *walk, rq_str *text)
{
    uint32_t i = rq_regex_group_count(walk->search.regex);
    *text = group(walk, i);
    return i == 0 || text->len > 0;
}

static rq_value extract(struct rq_cel_call *call)
{
    struct walk walk;
    rq_str text;
    if (!start_extract(&walk, call))
        return walk.problem;
    if (next(&walk) && extracted(&walk, &text))
        return rq_cel_some(call, rq_string(text));
    return walk.problem.kind == RQ_FAULT ? walk.problem : rq_cel_none();
}

static rq_value extract_all(struct rq_cel_call *call)
{
    struct walk walk;
    rq_str text;
    struct rq_cel_items items = {.arena = call->arena};
    if (!start_extract(&walk, call))
        return walk.problem;
    while (next(&walk))
        if (extracted(&walk, &text))
            rq_cel_items_add(&items, rq_string(text));
    return walk.problem.kind == RQ_FAULT ? walk.problem : rq_cel_items_done(&items);
}

static bool pay_text(struct walk *walk, size_t bytes)
{
    return rq_cel_charge_bytes(walk->search.call, bytes) || stop(walk, rq_cel_exhausted(walk->search.call));
}

/* replacement = { character | "\" digit | "\\" } ; \0 is the whole match.  Adds what one match becomes, each part paid for
 * before it is copied. */
static bool add_replacement(struct walk *walk, struct rq_buf *buf, rq_str replacement)
{
    if (!pay_text(walk, replacement.len))
        return false;
    for (size_t i = 0; i < replacement.len; i++) {
        bool escaped = replacement.ptr[i] == '\\';
        char byte = escaped ? replacement.ptr[++i] : replacement.ptr[i]; /* checked: something follows */
        if (!escaped || byte == '\\') {
            rq_buf_byte(buf, byte);
            continue;
        }
        rq_str part = group(walk, (uint32_t)(byte - '0'));
        if (!pay_text(walk, part.len))
            return false;
        rq_buf_add(buf, part);
    }
    return true;
}

/* Checked before the first match, so that a wrong replacement is a fault whatever the text is. */
static bool check_replacement(struct walk *walk, rq_str replacement)
{
    if (!pay_text(walk, replacement.len))
        return false;
    for (size_t i = 0; i < replacement.len; i++) {
        if (replacement.ptr[i] != '\\')
            continue;
        char byte = ++i < replacement.len ? replacement.ptr[i] : '\0';
        if (byte == '\\')
            continue;
        if (byte < '0' || byte > '9')
            return stop(walk,
                        rq_cel_fault(walk->search.call, "a backslash in the replacement needs a digit or a backslash"));
        if ((uint32_t)(byte - '0') > rq_regex_group_count(walk->search.regex))
            return stop(walk, rq_cel_fault(walk->search.call, "the replacement names group %c, and the pattern has %u",
                                           byte, rq_regex_group_count(walk->search.regex)));
    }
    return true;
}

static rq_value replace(struct rq_cel_call *call)
{
    struct walk walk;
    struct rq_buf buf = {.arena = call->arena};
    size_t copied = 0;
    rq_str replacement = rq_cel_text_arg(call, 2);
    if (!start(&walk, call) || !check_replacement(&walk, replacement))
        return walk.problem;
    walk.limit = limit_of(call, 3);
    while (next(&walk)) {
        rq_buf_add(&buf, rq_str_slice(walk.search.text, copied, walk.match.spans[0].start));
        copied = walk.match.spans[0].end;
        if (!add_replacement(&walk, &buf, replacement))
            break;
    }
    rq_buf_add(&buf, rq_str_slice(walk.search.text, copied, walk.search.text.len));
    return walk.problem.kind == RQ_FAULT ? walk.problem : rq_string(rq_buf_text(&buf));
}

const struct rq_cel_function rq_cel_fn_regex[] = {
    {"find", RQ_CEL_METHOD, "sr:s", find},
    {"findAll", RQ_CEL_METHOD, "sr:ls|sri:ls", find_all},
    {"regex.replace", RQ_CEL_GLOBAL, "srs:s|srsi:s", replace},
    {"regex.extract", RQ_CEL_GLOBAL, "sr:os", extract},
    {"regex.extractAll", RQ_CEL_GLOBAL, "sr:ls", extract_all},
    {0},
};

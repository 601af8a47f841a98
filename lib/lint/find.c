/*
 * Finding in text.  A pattern goes over the text as it is, or over its sentences as people read them; a mention is the id of
 * a record in a sentence, or in what the sentence links to.
 *
 * In prose an expression sees what stands before and behind the find in its sentence, up to a limit, what introduces the
 * sentence, and what stands around it.  A record that one sentence names twice is found once.
 */
#include "lint/find.h"

#include "base/source.h"
#include "lint/names.h"
#include "regex/regex.h"

#include <stdlib.h>

static bool stop(struct rq_find_walk *walk, const char *problem)
{
    walk->problem = problem;
    return false;
}

static bool is_prose(const struct rq_find_walk *walk)
{
    return walk->find->in != RQ_FIND_IN_TEXT;
}

void rq_find_start(struct rq_find_walk *walk, struct rq_lint_scope *scope)
{
    rq_str text = rq_source_text(scope->record->source);
    size_t start = rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0;
    *walk = (struct rq_find_walk){.scope = scope,
                                  .find = scope->rule->find,
                                  .text = text,
                                  .cursor = {start, 1, 1},
                                  .steps = RQ_LIMIT_REGEX_STEPS};
    if (!rq_utf8_valid(text, NULL)) {
        stop(walk, "this rule cannot look at text that is not valid UTF-8: no verdict");
        return;
    }
    if (is_prose(walk))
        walk->prose = rq_lint_scope_prose(scope);
    if (walk->find->in != RQ_FIND_MENTIONS)
        return;
    walk->names = rq_lint_scope_names(scope, walk->find->kind);
    if (walk->prose->targets_missing)
        stop(walk, "the labels of links in this text stand for more than this rule can look at: no verdict");
}

static void advance(struct rq_find_cursor *cursor, rq_str text, size_t to)
{
    rq_str part = rq_str_slice(text, 0, to);
    while (cursor->at < to) {
        size_t newline = rq_str_find_byte(part, '\n', cursor->at);
        if (newline == RQ_NOT_FOUND) {
            cursor->column += (uint32_t)rq_utf8_count(rq_str_slice(part, cursor->at, to));
            cursor->at = to;
        } else {
            *cursor = (struct rq_find_cursor){newline + 1, cursor->line + 1, 1};
        }
    }
}

/* A line break at the end of what was found belongs to the line that it ends. */
static rq_pos place(struct rq_find_walk *walk, size_t from, size_t to)
{
    if (from < walk->cursor.at)
        return rq_source_pos(walk->scope->record->source, from, to);
    advance(&walk->cursor, walk->text, from);
    struct rq_find_cursor start = walk->cursor, end = start;
    bool broken = rq_str_ends(rq_str_slice(walk->text, from, to), RQ_STR("\n"));
    advance(&end, walk->text, to - broken);
    return (rq_pos){start.line, start.column, end.line, end.column + broken};
}

static rq_value group_values(const struct rq_find_walk *walk, rq_str searched, const struct rq_regex_match *match)
{
    struct rq_map_build groups = {.arena = walk->scope->arena};
    for (uint32_t i = 1; i < match->count; i++) {
        const struct rq_regex_span *span = &match->spans[i];
        rq_str name = rq_regex_group_name(walk->find->pattern, i);
        rq_str part = span->start == RQ_NOT_FOUND ? RQ_STR("") : rq_str_slice(searched, span->start, span->end);
        if (name.len > 0)
            rq_map_build_put(&groups, name, rq_string(part));
    }
    return rq_map_build_done(&groups);
}

/* What stands around a find in its sentence.  A target is read as if it stood where it is linked, between blanks. */
static void put_context(const struct rq_find_walk *walk, const struct rq_find_hit *hit, struct rq_map_build *found)
{
    struct rq_arena *arena = walk->scope->arena;
    const struct rq_prose_sentence *sentence = &walk->prose->sentences[walk->sentence];
    rq_str text = sentence->read.text;
    bool linked = hit->target > 0;
    size_t start = linked ? sentence->targets[hit->target - 1].at : hit->start, end = linked ? start : hit->end;
    size_t most = RQ_LIMIT_CONTEXT_BYTES;
    size_t first = start > most ? rq_utf8_floor(text, start - most) : 0, last = rq_utf8_floor(text, end + most);
    rq_str before = rq_str_slice(text, first, start), after = rq_str_slice(text, end, last);
    rq_map_build_put(found, RQ_STR("sentence"), rq_string(rq_str_slice(text, first, last)));
    rq_map_build_put(found, RQ_STR("before"),
                     rq_string(linked ? rq_arena_format(arena, "%.*s ", RQ_ARG(before)) : before));
    rq_map_build_put(found, RQ_STR("after"),
                     rq_string(linked ? rq_arena_format(arena, " %.*s", RQ_ARG(after)) : after));
    rq_map_build_put(found, RQ_STR("lead"), rq_string(rq_prose_lead(walk->prose, sentence->block, most, arena)));
    rq_map_build_put(found, RQ_STR("around"),
                     rq_string(rq_prose_around(walk->prose, walk->sentence, start, most, arena)));
    if (hit->record != NULL)
        rq_map_build_put(found, RQ_STR("id"), rq_string(hit->record->id));
}

/* What a find in prose is known by: the same words in another sentence say something else. */
static rq_str identity(const struct rq_find_walk *walk, const struct rq_find_hit *hit, rq_str written)
{
    if (!is_prose(walk))
        return written;
    rq_str text = walk->prose->sentences[walk->sentence].read.text,
           name = hit->record == NULL ? written : hit->record->id;
    size_t most = RQ_LIMIT_CONTEXT_BYTES;
    size_t first = hit->start > most ? rq_utf8_floor(text, hit->start - most) : 0;
    rq_str around = hit->target > 0 ? text : rq_str_slice(text, first, rq_utf8_floor(text, hit->end + most));
    return rq_arena_format(walk->scope->arena, "%.*s: %.*s", RQ_ARG(name), RQ_ARG(around));
}

static void describe(struct rq_find_walk *walk, const struct rq_find_hit *hit, rq_str searched,
                     const struct rq_regex_match *match, struct rq_found *out)
{
    struct rq_map_build found = {.arena = walk->scope->arena};
    rq_str written = rq_str_slice(walk->text, hit->from, hit->to);
    out->pos = place(walk, hit->from, hit->to);
    out->what = identity(walk, hit, written);
    rq_map_build_put(&found, RQ_STR("text"),
                     rq_string(match == NULL ? written : rq_str_slice(searched, hit->start, hit->end)));
    if (match != NULL)
        rq_map_build_put(&found, RQ_STR("groups"), group_values(walk, searched, match));
    rq_map_build_put(&found, RQ_STR("line"), rq_int(out->pos.line));
    if (is_prose(walk))
        put_context(walk, hit, &found);
    out->value = rq_map_build_done(&found);
}

/* Searches on in a text; false at its end, and with walk->problem set where a limit was hit. */
static bool search(struct rq_find_walk *walk, rq_str searched, struct rq_regex_match *match)
{
    if (walk->from > searched.len)
        return false;
    enum rq_regex_result result =
        rq_regex_search(walk->find->pattern, searched, walk->from, &walk->steps, walk->scope->arena, match);
    if (result == RQ_REGEX_LIMIT)
        return stop(walk, "the pattern of this rule takes too many steps on this text: no verdict");
    if (result == RQ_REGEX_NO)
        return false;
    if (walk->count++ == RQ_LIMIT_MATCHES)
        return stop(walk, "the pattern of this rule matches this text too often: no verdict");
    walk->from = match->spans[0].end;
    if (match->spans[0].end == match->spans[0].start && walk->from < searched.len)
        rq_utf8_next(searched, &walk->from);
    else if (match->spans[0].end == match->spans[0].start)
        walk->from++;
    return true;
}

static bool next_in_text(struct rq_find_walk *walk, struct rq_found *found)
{
    struct rq_regex_match match;
    if (!search(walk, walk->text, &match))
        return false;
    size_t start = match.spans[0].start, end = match.spans[0].end;
    describe(walk, &(struct rq_find_hit){.start = start, .end = end, .from = start, .to = end}, walk->text, &match,
             found);
    return true;
}

/* Where in the source the bytes of a text that was read are; an empty part is where it would stand. */
static void lead_back(const struct rq_prose_text *read, struct rq_find_hit *hit)
{
    size_t last = read->text.len == 0 ? 0 : read->text.len - 1;
    if (hit->start < hit->end) {
        hit->from = read->spans[hit->start].start;
        hit->to = read->spans[hit->end - 1].end;
    } else if (read->text.len > 0) {
        hit->from = hit->to = hit->start <= last ? read->spans[hit->start].start : read->spans[last].end;
    }
}

static bool next_in_prose(struct rq_find_walk *walk, struct rq_found *found)
{
    struct rq_regex_match match;
    for (; walk->sentence < walk->prose->count; walk->sentence++, walk->from = 0) {
        const struct rq_prose_text *read = &walk->prose->sentences[walk->sentence].read;
        if (search(walk, read->text, &match)) {
            struct rq_find_hit hit = {.start = match.spans[0].start, .end = match.spans[0].end};
            lead_back(read, &hit);
            describe(walk, &hit, read->text, &match, found);
            return true;
        }
        if (walk->problem != NULL)
            return false;
    }
    return false;
}

static void add_hits(struct rq_find_walk *walk, const struct rq_prose_text *read, size_t target)
{
    struct rq_mention mention;
    for (size_t at = 0; rq_names_next(walk->names, read, walk->text, &at, &mention);)
        for (size_t i = 0; i < mention.count; i++) {
            struct rq_find_hit hit = {
                .start = mention.start, .end = mention.end, .target = target, .record = mention.records[i]};
            lead_back(read, &hit);
            walk->hits = rq_grow(walk->scope->arena, walk->hits, walk->hit_count, &walk->hit_cap, sizeof *walk->hits);
            walk->hits[walk->hit_count++] = hit;
        }
}

static int by_record(const void *a, const void *b)
{
    const struct rq_find_hit *left = a, *right = b;
    if (left->record != right->record)
        return left->record < right->record ? -1 : 1;
    return (left->from > right->from) - (left->from < right->from);
}

static int by_place(const void *a, const void *b)
{
    const struct rq_find_hit *left = a, *right = b;
    int order = (left->from > right->from) - (left->from < right->from);
    return order != 0 ? order : (left->record > right->record) - (left->record < right->record);
}

/* Each record once, where it is named first; in the order of their places. */
static void settle_hits(struct rq_find_walk *walk)
{
    size_t kept = 0;
    if (walk->hit_count > 1)
        qsort(walk->hits, walk->hit_count, sizeof *walk->hits, by_record);
    for (size_t i = 0; i < walk->hit_count; i++)
        if (kept == 0 || walk->hits[kept - 1].record != walk->hits[i].record)
            walk->hits[kept++] = walk->hits[i];
    walk->hit_count = kept;
    if (kept > 1)
        qsort(walk->hits, kept, sizeof *walk->hits, by_place);
}

static void find_mentions(struct rq_find_walk *walk)
{
    const struct rq_prose_sentence *sentence = &walk->prose->sentences[walk->sentence];
    walk->hit_count = walk->next_hit = 0;
    add_hits(walk, &sentence->read, 0);
    for (size_t i = 0; i < sentence->target_count; i++)
        add_hits(walk, &sentence->targets[i].read, i + 1);
    settle_hits(walk);
}

/* `from` counts sentences that were searched. */
static bool next_mention(struct rq_find_walk *walk, struct rq_found *found)
{
    while (walk->next_hit == walk->hit_count) {
        if (walk->from == walk->prose->count)
            return false;
        walk->sentence = walk->from++;
        find_mentions(walk);
    }
    if (walk->count++ == RQ_LIMIT_MENTIONS)
        return stop(walk, "this text names more records than this rule can judge: no verdict");
    const struct rq_find_hit *hit = &walk->hits[walk->next_hit++];
    describe(walk, hit, walk->text, NULL, found);
    return true;
}

bool rq_find_next(struct rq_find_walk *walk, struct rq_found *found)
{
    if (walk->problem != NULL)
        return false;
    switch (walk->find->in) {
    case RQ_FIND_IN_TEXT:
        return next_in_text(walk, found);
    case RQ_FIND_IN_PROSE:
        return next_in_prose(walk, found);
    case RQ_FIND_MENTIONS:
        return next_mention(walk, found);
    }
    return false;
}

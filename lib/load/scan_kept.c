/*
 * What is kept of a file in which something was found: the lines of that, and not the file.
 *
 * Names and comments give parts of the text.  A part is its line, unless that is long, as in code that was minified: then only
 * what stands there, with as much around it as a comment may need.  Parts that touch are one.
 */
#include "load/scan_kept.h"

#include "base/limits.h"

#include <stdlib.h>

enum {
    LONG = 4 * RQ_LIMIT_COMMENT_BYTES, /* a line that is longer was not written by people */
    BEFORE = 16,                       /* what opens a comment stands before it */
    BEHIND = RQ_LIMIT_COMMENT_BYTES + 16
};

struct parts {
    struct rq_arena *arena;
    rq_str text;
    struct rq_source_part *items;
    size_t count, cap;
};

static bool continues_character(rq_str text, size_t at)
{
    return at < text.len && ((unsigned char)text.ptr[at] & 0xC0U) == 0x80U;
}

/* Both ends are looked for no farther than a long line is long. */
static struct rq_source_part around(rq_str text, size_t start, size_t end, size_t before, size_t behind)
{
    struct rq_source_part part = {start, end};
    while (part.start > 0 && text.ptr[part.start - 1] != '\n' && start - part.start < LONG)
        part.start--;
    while (part.end < text.len && text.ptr[part.end] != '\n' && part.end - end < LONG)
        part.end++;
    if (start - part.start < LONG && part.end - end < LONG)
        return part;
    part.start = part.start + before < start ? start - before : part.start;
    part.end = end + behind < part.end ? end + behind : part.end;
    while (continues_character(text, part.start))
        part.start--;
    while (continues_character(text, part.end))
        part.end++;
    return part;
}

static void add(struct parts *parts, struct rq_source_part part)
{
    parts->items = rq_grow(parts->arena, parts->items, parts->count, &parts->cap, sizeof *parts->items);
    parts->items[parts->count++] = part;
}

static int compare_parts(const void *left, const void *right)
{
    const struct rq_source_part *a = left, *b = right;
    return (a->start > b->start) - (a->start < b->start);
}

static void join_touching(struct parts *parts)
{
    size_t kept = 0;
    if (parts->count > 1)
        qsort(parts->items, parts->count, sizeof *parts->items, compare_parts);
    for (size_t i = 0; i < parts->count; i++) {
        struct rq_source_part *last = kept == 0 ? NULL : &parts->items[kept - 1], part = parts->items[i];
        if (last != NULL && part.start <= last->end)
            last->end = part.end > last->end ? part.end : last->end;
        else
            parts->items[kept++] = part;
    }
    parts->count = kept;
}

/* Where a byte of the whole text is in the excerpt: parts are asked in their order. */
struct mover {
    const struct parts *parts;
    size_t number, at; /* the part that was asked last, and where it begins in the excerpt */
};

static size_t move(struct mover *mover, size_t offset)
{
    const struct parts *parts = mover->parts;
    if (offset < parts->items[mover->number].start)
        *mover = (struct mover){.parts = parts};
    while (mover->number + 1 < parts->count && parts->items[mover->number + 1].start <= offset) {
        mover->at += parts->items[mover->number].end - parts->items[mover->number].start + 1;
        mover->number++;
    }
    return mover->at + offset - parts->items[mover->number].start;
}

static void move_facts(struct rq_arena *arena, const struct parts *parts, struct rq_code_facts *facts)
{
    struct rq_code_mention *mentions = RQ_NEW_ARRAY(arena, struct rq_code_mention, facts->mention_count);
    struct rq_code_remark *remarks = RQ_NEW_ARRAY(arena, struct rq_code_remark, facts->remark_count);
    struct mover mover = {.parts = parts};
    for (size_t i = 0; i < facts->mention_count; i++) {
        mentions[i] = facts->mentions[i];
        mentions[i].start = move(&mover, facts->mentions[i].start);
        mentions[i].end = mentions[i].start + facts->mentions[i].end - facts->mentions[i].start;
    }
    mover = (struct mover){.parts = parts};
    for (size_t i = 0; i < facts->remark_count; i++) {
        remarks[i].start = move(&mover, facts->remarks[i].start);
        remarks[i].end = remarks[i].start + facts->remarks[i].end - facts->remarks[i].start;
    }
    facts->mentions = mentions;
    facts->remarks = remarks;
}

struct rq_source *rq_scan_keep(struct rq_arena *arena, struct rq_arena *scratch, const struct rq_source *whole,
                               struct rq_code_facts *facts)
{
    const rq_str mark = RQ_STR("reqlint:");
    struct parts parts = {.arena = scratch, .text = rq_source_text(whole)};
    for (size_t i = 0; i < facts->mention_count; i++)
        add(&parts, around(parts.text, facts->mentions[i].start, facts->mentions[i].end, 0, 0));
    for (size_t i = 0; i < facts->remark_count; i++)
        add(&parts, around(parts.text, facts->remarks[i].start, facts->remarks[i].end, 0, 0));
    for (size_t at = rq_str_find(parts.text, mark, 0); at != RQ_NOT_FOUND; at = rq_str_find(parts.text, mark, at + 1))
        add(&parts, around(parts.text, at, at + mark.len, BEFORE, BEHIND));
    join_touching(&parts);
    move_facts(scratch, &parts, facts);
    return rq_source_excerpt(arena, whole, parts.items, parts.count);
}

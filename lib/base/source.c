/*
 * Source files: for the start of each block of text a table says which line that is in, where the line starts, and how many
 * code points of it stand before.  Every place is then found within a block, however long lines are: JSON that was minified
 * has a megabyte on one.
 *
 * An excerpt is a source over the lines that are kept of another one, with a table of where these stood.
 */
#include "base/source.h"

#include "base/text.h"

#include <string.h>

/* Bytes of a block: the table is a hundredth of the text, and what is looked through for a place a few lines. */
enum { BLOCK = 1024 };

/* A place that is known: what is behind it is counted on from here. */
struct mark {
    uint32_t line;
    uint32_t start;   /* where the line starts */
    uint32_t columns; /* code points of the line before the place */
};

/* A line of an excerpt, in the file that it is of. */
struct kept {
    uint32_t line;
    uint32_t columns; /* code points of the line before it */
    bool whole;       /* it is all of the line */
};

struct rq_source {
    rq_str path, text;
    const struct kept *kept;  /* of each line of an excerpt; else NULL */
    const struct mark *marks; /* of byte 0, BLOCK, 2 * BLOCK … up to the end */
    uint32_t line_count;
    uint32_t bom; /* bytes of the byte order mark: 0 or 3 */
    bool past, message;
};

void rq_source_mark_past(struct rq_source *source)
{
    source->past = true;
}

bool rq_source_is_past(const struct rq_source *source)
{
    return source->past;
}

void rq_source_mark_message(struct rq_source *source)
{
    source->message = true;
}

bool rq_source_is_message(const struct rq_source *source)
{
    return source->message;
}

/* Code points between two places of one line; the byte order mark is none. */
static uint32_t count_columns(const struct rq_source *source, size_t from, size_t to)
{
    from = from < source->bom ? source->bom : from;
    return (uint32_t)rq_utf8_count(rq_str_slice(source->text, from, to));
}

/* Goes on from a known place `from` to `to`.  A line break at the end of the text begins no line. */
static struct mark go_on(const struct rq_source *source, struct mark mark, size_t from, size_t to)
{
    size_t known = from;
    for (size_t at = from; at < to;) {
        size_t newline = rq_str_find_byte(rq_str_slice(source->text, 0, to), '\n', at);
        if (newline >= to || newline + 1 == source->text.len)
            break;
        at = known = newline + 1;
        mark = (struct mark){mark.line + 1, (uint32_t)at, 0};
    }
    mark.columns += count_columns(source, known, to);
    return mark;
}

struct rq_source *rq_source_new(struct rq_arena *arena, rq_str path, rq_str text)
{
    struct rq_source *source = RQ_NEW(arena, struct rq_source);
    struct mark *marks = RQ_NEW_ARRAY(arena, struct mark, text.len / BLOCK + 1);
    source->path = path;
    source->text = text;
    source->bom = rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0;
    marks[0].line = 1;
    for (size_t i = 1; i <= text.len / BLOCK; i++)
        marks[i] = go_on(source, marks[i - 1], (i - 1) * BLOCK, i * BLOCK);
    source->marks = marks;
    if (text.len > 0)
        source->line_count = go_on(source, marks[text.len / BLOCK], text.len / BLOCK * BLOCK, text.len).line;
    return source;
}

rq_str rq_source_path(const struct rq_source *source)
{
    return source->path;
}

rq_str rq_source_text(const struct rq_source *source)
{
    return source->text;
}

uint32_t rq_source_line_count(const struct rq_source *source)
{
    return source->line_count;
}

size_t rq_source_line_start(const struct rq_source *source, uint32_t line)
{
    if (line == 0 || line > source->line_count)
        return source->text.len;
    size_t low = 0, high = source->text.len / BLOCK + 1;
    while (low + 1 < high) {
        size_t middle = low + (high - low) / 2;
        if (source->marks[middle].line <= line)
            low = middle;
        else
            high = middle;
    }
    size_t at = low * BLOCK;
    if (source->marks[low].line == line)
        return source->marks[low].start;
    for (uint32_t i = source->marks[low].line; i < line; i++)
        at = rq_str_find_byte(source->text, '\n', at) + 1;
    return at;
}

/* Where the line's first column is: the byte order mark belongs to no column. */
static size_t first_column(const struct rq_source *source, uint32_t line)
{
    size_t start = rq_source_line_start(source, line);
    return line == 1 ? start + source->bom : start;
}

static rq_str line_of(const struct rq_source *source, uint32_t line)
{
    if (line == 0 || line > source->line_count)
        return RQ_STR("");
    rq_str text = rq_str_slice(source->text, first_column(source, line), rq_source_line_start(source, line + 1));
    if (rq_str_ends(text, RQ_STR("\n")))
        text.len--;
    if (rq_str_ends(text, RQ_STR("\r")))
        text.len--;
    return text;
}

rq_str rq_source_line(const struct rq_source *source, uint32_t line)
{
    if (source->kept == NULL)
        return line_of(source, line);
    uint32_t low = 0, high = source->line_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (source->kept[middle].line < line)
            low = middle + 1;
        else
            high = middle;
    }
    bool found = low < source->line_count && source->kept[low].line == line && source->kept[low].whole;
    return found ? line_of(source, low + 1) : RQ_STR("");
}

static struct mark mark_of(const struct rq_source *source, size_t offset)
{
    size_t block = offset / BLOCK;
    return go_on(source, source->marks[block], block * BLOCK, offset);
}

static rq_pos pos_of(const struct rq_source *source, size_t start, size_t end)
{
    size_t last = source->text.len;
    start = start < last ? start : last;
    end = end < start ? start : end < last ? end : last;
    struct mark first = mark_of(source, start);
    rq_pos pos = {first.line, first.columns + 1, first.line, first.columns + 1};
    if (end == start)
        return pos;
    /* An end just after a line break belongs to the line that the break ends. */
    struct mark before = mark_of(source, end - 1);
    pos.end_line = before.line;
    pos.end_column = before.columns + count_columns(source, end - 1, end) + 1;
    return pos;
}

rq_pos rq_source_pos(const struct rq_source *source, size_t start, size_t end)
{
    rq_pos pos = pos_of(source, start, end);
    if (source->kept == NULL || source->line_count == 0)
        return pos;
    const struct kept *first = &source->kept[pos.line - 1], *last = &source->kept[pos.end_line - 1];
    return (rq_pos){first->line, first->columns + pos.column, last->line, last->columns + pos.end_column};
}

static struct kept kept_of(const struct rq_source *whole, struct rq_source_part part)
{
    rq_pos pos = pos_of(whole, part.start, part.end);
    rq_str line = line_of(whole, pos.line);
    size_t start = (size_t)(line.ptr - whole->text.ptr);
    return (struct kept){pos.line, pos.column - 1, part.start <= start && part.end >= start + line.len};
}

struct rq_source *rq_source_excerpt(struct rq_arena *arena, const struct rq_source *whole,
                                    const struct rq_source_part *parts, size_t count)
{
    struct rq_buf text = {.arena = arena};
    struct kept *kept = RQ_NEW_ARRAY(arena, struct kept, count);
    for (size_t i = 0; i < count; i++) {
        rq_buf_add(&text, rq_str_slice(whole->text, parts[i].start, parts[i].end));
        rq_buf_add(&text, RQ_STR("\n"));
        kept[i] = kept_of(whole, parts[i]);
    }
    struct rq_source *source = rq_source_new(arena, whole->path, rq_buf_text(&text));
    source->kept = kept;
    return source;
}

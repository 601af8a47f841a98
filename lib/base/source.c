/*
 * Source files: a table of every 16th line's start is made once, with memchr; every place is a binary search in it and a
 * few lines more.  Columns count code points, so a line's bytes are looked at only when somebody asks for a column.
 */
#include "base/source.h"

#include "base/text.h"

#include <string.h>

/* Lines per entry of the table: with an entry for each line it would be a fifth as large as the text. */
enum { STEP = 16 };

struct rq_source {
    rq_str path, text;
    const uint32_t *starts; /* of line 1, 1 + STEP, 1 + 2 * STEP … */
    uint32_t line_count;
    uint32_t bom; /* bytes of the byte order mark: 0 or 3 */
    bool past;
};

void rq_source_mark_past(struct rq_source *source)
{
    source->past = true;
}

bool rq_source_is_past(const struct rq_source *source)
{
    return source->past;
}

/* Where the line that begins at `at` ends, its line break counted. */
static size_t after_line(rq_str text, size_t at)
{
    size_t newline = rq_str_find_byte(text, '\n', at);
    return newline == RQ_NOT_FOUND ? text.len : newline + 1;
}

static uint32_t count_lines(rq_str text)
{
    uint32_t lines = 0;
    size_t at = 0;
    while (at < text.len) {
        lines++;
        at = after_line(text, at);
    }
    return lines;
}

struct rq_source *rq_source_new(struct rq_arena *arena, rq_str path, rq_str text)
{
    struct rq_source *source = RQ_NEW(arena, struct rq_source);
    source->path = path;
    source->text = text;
    source->bom = rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0;
    source->line_count = count_lines(text);
    uint32_t *starts = RQ_NEW_ARRAY(arena, uint32_t, source->line_count / STEP + 1);
    size_t at = 0;
    for (uint32_t line = 0; line < source->line_count; line++) {
        if (line % STEP == 0)
            starts[line / STEP] = (uint32_t)at;
        at = after_line(text, at);
    }
    source->starts = starts;
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
    size_t at = source->starts[(line - 1) / STEP];
    for (uint32_t i = (line - 1) % STEP; i > 0; i--)
        at = after_line(source->text, at);
    return at;
}

/* Where the line's first column is: the byte order mark belongs to no column. */
static size_t first_column(const struct rq_source *source, uint32_t line)
{
    size_t start = rq_source_line_start(source, line);
    return line == 1 ? start + source->bom : start;
}

rq_str rq_source_line(const struct rq_source *source, uint32_t line)
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

static uint32_t line_of(const struct rq_source *source, size_t offset)
{
    uint32_t low = 0, high = source->line_count / STEP + 1;
    while (low + 1 < high) {
        uint32_t middle = low + (high - low) / 2;
        if (middle * STEP < source->line_count && source->starts[middle] <= offset)
            low = middle;
        else
            high = middle;
    }
    uint32_t line = low * STEP + 1;
    for (size_t at = after_line(source->text, source->starts[low]); line < source->line_count && at <= offset; line++)
        at = after_line(source->text, at);
    return line;
}

static uint32_t column_of(const struct rq_source *source, uint32_t line, size_t offset)
{
    return (uint32_t)rq_utf8_count(rq_str_slice(source->text, first_column(source, line), offset)) + 1;
}

rq_pos rq_source_pos(const struct rq_source *source, size_t start, size_t end)
{
    rq_pos pos;
    size_t last = source->text.len;
    start = start < last ? start : last;
    end = end < start ? start : end < last ? end : last;
    pos.line = line_of(source, start);
    pos.column = column_of(source, pos.line, start);
    /* An end just after a line break belongs to the line that the break ends. */
    pos.end_line = end > start ? line_of(source, end - 1) : pos.line;
    pos.end_column = column_of(source, pos.end_line, end);
    return pos;
}

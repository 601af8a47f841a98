/* Colours (ECMA-48, "Select Graphic Rendition") and rows.  What is coloured is also said in words or by its place. */
#include "format/pen.h"

#include "format/visible.h"

enum { NARROWEST_ROW = 16 }; /* below this, rows would hold no word: better too wide for the terminal */

static const rq_str colors[] = {
    [RQ_FORMAT_PLAIN] = {"", 0},
    [RQ_FORMAT_BOLD] = {"\033[1m", 4},
    [RQ_FORMAT_FRAME] = {"\033[1;34m", 7},
    [RQ_FORMAT_INFO] = {"\033[1;36m", 7},
    [RQ_FORMAT_WARNING] = {"\033[1;33m", 7},
    [RQ_FORMAT_ERROR] = {"\033[1;31m", 7},
};

static const enum rq_format_ink level_inks[] = {
    [RQ_LEVEL_OFF] = RQ_FORMAT_PLAIN,
    [RQ_LEVEL_INFO] = RQ_FORMAT_INFO,
    [RQ_LEVEL_WARNING] = RQ_FORMAT_WARNING,
    [RQ_LEVEL_ERROR] = RQ_FORMAT_ERROR,
};

size_t rq_format_offset(struct rq_format_cursor *cursor, rq_str line, uint32_t column)
{
    if (cursor->line != line.ptr || column < cursor->column)
        *cursor = (struct rq_format_cursor){line.ptr, 1, 0};
    cursor->offset += rq_utf8_offset(rq_str_slice(line, cursor->offset, line.len), column - cursor->column);
    cursor->column = column;
    return cursor->offset;
}

void rq_format_add(struct rq_format_pen *pen, enum rq_format_ink ink, rq_str text)
{
    bool colored = pen->style->color && ink != RQ_FORMAT_PLAIN && text.len > 0;
    if (colored)
        rq_buf_add(&pen->buf, colors[ink]);
    rq_buf_add(&pen->buf, text);
    if (colored)
        rq_buf_add(&pen->buf, RQ_STR("\033[0m"));
}

enum rq_format_ink rq_format_level_ink(enum rq_level level)
{
    return level_inks[level];
}

size_t rq_format_width(const struct rq_format_pen *pen)
{
    return pen->style->width > 0 ? pen->style->width : RQ_FORMAT_WIDTH;
}

size_t rq_format_row(const struct rq_format_pen *pen, rq_str text, size_t columns)
{
    if (pen->style->width == 0 || text.len == 0)
        return text.len;
    size_t fitting = rq_format_fit(text, columns < NARROWEST_ROW ? NARROWEST_ROW : columns);
    if (fitting == text.len)
        return fitting;
    for (size_t end = fitting; end > 0; end--)
        if (text.ptr[end] == ' ')
            return end;
    return fitting;
}

/* The first row of a text: nothing where what is left of the row is too narrow for words and the next one is wider. */
static size_t first_row(const struct rq_format_pen *pen, rq_str text, size_t left, size_t used, size_t indent)
{
    bool narrow = pen->style->width > 0 && left < NARROWEST_ROW && indent < used;
    return narrow && rq_format_fit(text, left) < text.len ? 0 : rq_format_row(pen, text, left);
}

void rq_format_add_rows(struct rq_format_pen *pen, enum rq_format_ink ink, rq_str text, size_t used, size_t indent)
{
    size_t width = pen->style->width, left = width > used + 1 ? width - used - 1 : 0;
    size_t row = first_row(pen, text, left, used, indent);
    if (row > 0)
        rq_buf_byte(&pen->buf, ' ');
    for (;;) {
        rq_format_add(pen, ink, rq_str_slice(text, 0, row));
        rq_buf_byte(&pen->buf, '\n');
        text = rq_str_trim(rq_str_slice(text, row, text.len));
        if (text.len == 0)
            return;
        rq_buf_repeat(&pen->buf, ' ', indent);
        row = rq_format_row(pen, text, width > indent ? width - indent : 0);
    }
}

rq_str rq_format_cut(struct rq_format_pen *pen, rq_str text, size_t columns)
{
    size_t fitting = rq_format_fit(text, columns);
    if (fitting == text.len)
        return text;
    struct rq_buf buf = {.arena = pen->buf.arena};
    rq_buf_add(&buf, rq_str_slice(text, 0, rq_format_fit(text, columns > 0 ? columns - 1 : 0)));
    rq_buf_add(&buf, RQ_STR("…"));
    return rq_buf_text(&buf);
}

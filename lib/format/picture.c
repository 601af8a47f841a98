/*
 * Pictures of places in source files.  Read rq_format_add_picture, then add_marked_line.
 *
 * A line that is wider than the room is shown through a window around its marks; marks too far apart for one window get
 * the line twice.  Only bytes near the window are looked at, so a thousand findings in one huge line stay cheap to print.
 */
#include "format/picture.h"

#include "base/source.h"
#include "format/visible.h"

enum {
    /* Room for source text is never less, however narrow the terminal. */
    NARROWEST = 16,
    /* Bytes looked at per column: four for the widest encoding, as many again for combining marks. */
    BYTES_PER_COLUMN = 8,
    /* A label that has to leave its mark's row keeps this much width, if it needs it. */
    LABEL_COLUMNS = 24
};

/* A part of a line, in bytes. */
struct window {
    size_t from, to;
};

/* One line with those of its marks that are drawn together. */
struct marked_line {
    const struct rq_format_frame *frame;
    rq_str text;
    uint32_t number;
    struct window window;
    const struct rq_format_mark *marks;
    size_t count;
};

size_t rq_format_digits(uint32_t line)
{
    size_t digits = 1;
    for (; line >= 10; line /= 10)
        digits++;
    return digits;
}

static size_t gutter_columns(const struct rq_format_frame *frame)
{
    return frame->digits + RQ_STR("  | ").len;
}

/* Columns for source text; one more is kept free for a mark behind the end of a line. */
static size_t room(const struct rq_format_frame *frame)
{
    size_t width = rq_format_width(frame->pen), gutter = gutter_columns(frame) + 1;
    return width > gutter + NARROWEST ? width - gutter : NARROWEST;
}

static void add_text(const struct rq_format_frame *frame, enum rq_format_ink ink, rq_str text)
{
    rq_format_add(frame->pen, ink, text);
}

static void add_blanks(const struct rq_format_frame *frame, size_t count)
{
    rq_buf_repeat(&frame->pen->buf, ' ', count);
}

static void end_line(const struct rq_format_frame *frame)
{
    rq_buf_byte(&frame->pen->buf, '\n');
}

/* " 12 |", or "    |" for line 0. */
static void add_gutter(const struct rq_format_frame *frame, uint32_t line)
{
    struct rq_buf buf = {.arena = frame->pen->buf.arena};
    if (line > 0)
        rq_buf_format(&buf, " %*u |", (int)frame->digits, line);
    else
        rq_buf_format(&buf, " %*s |", (int)frame->digits, "");
    add_text(frame, RQ_FORMAT_FRAME, rq_buf_text(&buf));
}

void rq_format_add_bar(const struct rq_format_frame *frame)
{
    add_gutter(frame, 0);
    end_line(frame);
}

void rq_format_add_arrow(const struct rq_format_frame *frame, rq_str arrow, rq_str path, rq_pos pos, rq_str label)
{
    struct rq_buf *buf = &frame->pen->buf;
    add_blanks(frame, frame->digits + 1);
    add_text(frame, RQ_FORMAT_FRAME, arrow);
    rq_buf_byte(buf, ' ');
    rq_buf_add(buf, rq_format_name(buf->arena, path));
    if (pos.line > 0)
        rq_buf_format(buf, ":%u:%u", pos.line, pos.column);
    if (label.len > 0) {
        rq_buf_add(buf, RQ_STR(": "));
        rq_buf_add(buf, rq_format_prose(buf->arena, label));
    }
    end_line(frame);
}

size_t rq_format_note_indent(const struct rq_format_frame *frame, rq_str word)
{
    return frame->digits + RQ_STR("  = ").len + word.len + RQ_STR(": ").len;
}

size_t rq_format_add_word(const struct rq_format_frame *frame, rq_str word)
{
    add_blanks(frame, frame->digits + 2);
    add_text(frame, RQ_FORMAT_FRAME, RQ_STR("= "));
    add_text(frame, RQ_FORMAT_BOLD, word);
    add_text(frame, RQ_FORMAT_PLAIN, RQ_STR(":"));
    return rq_format_note_indent(frame, word) - 1;
}

void rq_format_add_note(const struct rq_format_frame *frame, rq_str word, rq_str text)
{
    size_t used = rq_format_add_word(frame, word);
    rq_format_add_rows(frame->pen, RQ_FORMAT_PLAIN, text, used, used + 1);
}

/* The start of the code point that the byte belongs to. */
static size_t align(rq_str text, size_t at)
{
    size_t start = at;
    while (start > 0 && start < text.len && at - start < 3 && ((unsigned char)text.ptr[start] & 0xC0) == 0x80)
        start--;
    return start;
}

/* How far `columns` columns reach from a byte, backward and forward. */
static size_t reach_back(rq_str text, size_t at, size_t columns)
{
    size_t limit = columns * BYTES_PER_COLUMN < at ? at - columns * BYTES_PER_COLUMN : 0;
    while (at > limit) {
        size_t previous = align(text, at - 1);
        size_t width = rq_format_columns(rq_str_slice(text, previous, at));
        if (width > columns)
            break;
        columns -= width;
        at = previous;
    }
    return at;
}

static size_t reach_forward(rq_str text, size_t at, size_t columns)
{
    size_t end = align(text, at + columns * BYTES_PER_COLUMN);
    return at + rq_format_fit(rq_str_slice(text, at, end), columns);
}

/* True if the bytes from `from` to `to` take no more than so many columns. */
static bool is_within(rq_str text, size_t from, size_t to, size_t columns)
{
    return to - from <= columns * BYTES_PER_COLUMN && rq_format_columns(rq_str_slice(text, from, to)) <= columns;
}

/* The part of a line to show so that from..to is in it, with as much around it as there is room for.  One column at an
 * end that is cut is for the "…". */
static struct window choose_window(rq_str text, size_t from, size_t to, size_t columns)
{
    if (is_within(text, 0, text.len, columns))
        return (struct window){0, text.len};
    size_t inner = columns - 2;
    size_t needed = is_within(text, from, to, inner) ? rq_format_columns(rq_str_slice(text, from, to)) : inner;
    struct window window = {reach_back(text, from, (inner - needed) / 2), 0};
    if (window.from == 0)
        inner++;
    window.to = reach_forward(text, window.from, inner);
    if (window.to == text.len)
        window.from = reach_back(text, window.to, inner + 1);
    return window;
}

/* The last line of a span; a block that ends before the first column of a line does not touch that line. */
static uint32_t last_line(rq_pos pos)
{
    if (pos.end_line <= pos.line)
        return pos.line;
    return pos.end_column <= 1 ? pos.end_line - 1 : pos.end_line;
}

/* The byte where a mark starts, at most the end of the line. */
static size_t mark_start(const struct rq_format_frame *frame, rq_str text, const struct rq_format_mark *mark)
{
    return rq_format_offset(&frame->pen->cursor, text, mark->pos.column > 0 ? mark->pos.column : 1);
}

/* The byte where a mark ends, or one that is surely beyond the window. */
static size_t mark_end(const struct rq_format_frame *frame, rq_str text, const struct rq_format_mark *mark)
{
    size_t start = mark_start(frame, text, mark);
    if (mark->pos.end_line > mark->pos.line)
        return text.len;
    if (mark->pos.end_line < mark->pos.line || mark->pos.end_column <= mark->pos.column)
        return start;
    rq_str near = rq_str_slice(text, start, start + (room(frame) + 1) * BYTES_PER_COLUMN);
    return start + rq_utf8_offset(near, mark->pos.end_column - mark->pos.column);
}

/* The text of a line inside the window. */
static void add_source_line(const struct marked_line *line)
{
    struct rq_buf *buf = &line->frame->pen->buf;
    add_gutter(line->frame, line->number);
    if (line->text.len > 0)
        rq_buf_byte(buf, ' ');
    if (line->window.from > 0)
        rq_buf_add(buf, RQ_STR("…"));
    rq_format_add_visible(buf, rq_str_slice(line->text, line->window.from, line->window.to));
    if (line->window.to < line->text.len)
        rq_buf_add(buf, RQ_STR("…"));
    end_line(line->frame);
}

/* The column, from 0, of a byte in a shown line. */
static size_t shown_column(const struct marked_line *line, size_t at)
{
    size_t end = at < line->window.to ? at : line->window.to;
    size_t columns = end > line->window.from ? rq_format_columns(rq_str_slice(line->text, line->window.from, end)) : 0;
    return columns + (line->window.from > 0);
}

static rq_str label_text(const struct rq_format_frame *frame, const struct rq_format_mark *mark)
{
    struct rq_buf buf = {.arena = frame->pen->buf.arena};
    rq_buf_add(&buf, rq_format_prose(buf.arena, mark->label));
    if (last_line(mark->pos) > mark->pos.line)
        rq_buf_format(&buf, buf.len > 0 ? " (to line %u)" : "to line %u", last_line(mark->pos));
    return rq_buf_text(&buf);
}

/* Adds a label behind the mark that ends at `column`, or in rows below the mark where it does not fit; ends the row. */
static void add_label(const struct rq_format_frame *frame, enum rq_format_ink ink, rq_str text, size_t start,
                      size_t column)
{
    size_t columns = room(frame);
    if (frame->pen->style->width == 0 || column + 1 + rq_format_columns(text) <= columns) {
        add_text(frame, ink, RQ_STR(" "));
        add_text(frame, ink, text);
        end_line(frame);
        return;
    }
    size_t own = rq_format_columns(text), wanted = own < LABEL_COLUMNS ? own : LABEL_COLUMNS;
    size_t last = columns > wanted ? columns - wanted : 0, indent = start < last ? start : last;
    end_line(frame);
    while (text.len > 0) {
        size_t row = rq_format_row(frame->pen, text, columns - indent);
        add_gutter(frame, 0);
        add_blanks(frame, indent + 1);
        add_text(frame, ink, rq_str_slice(text, 0, row));
        end_line(frame);
        text = rq_str_trim(rq_str_slice(text, row, text.len));
    }
}

/* A row of marks that is being written; its column counts from the start of the source text. */
struct row {
    bool open;
    size_t column;
};

/* Goes to a column: in the open row if there is a blank before it, else in a new one. */
static void go_to(const struct rq_format_frame *frame, struct row *row, size_t column)
{
    if (row->open && column <= row->column) {
        end_line(frame);
        row->open = false;
    }
    if (!row->open) {
        add_gutter(frame, 0);
        add_blanks(frame, 1);
        *row = (struct row){true, 0};
    }
    add_blanks(frame, column - row->column);
    row->column = column;
}

/* Adds one mark; a label ends its row. */
static void add_mark(const struct marked_line *line, const struct rq_format_mark *mark, struct row *row)
{
    const struct rq_format_frame *frame = line->frame;
    enum rq_format_ink ink = mark->second ? RQ_FORMAT_FRAME : frame->ink;
    size_t start = shown_column(line, mark_start(frame, line->text, mark));
    size_t end = shown_column(line, mark_end(frame, line->text, mark));
    struct rq_buf signs = {.arena = frame->pen->buf.arena};
    rq_buf_repeat(&signs, mark->second ? '-' : '^', end > start ? end - start : 1);
    go_to(frame, row, start);
    add_text(frame, ink, rq_buf_text(&signs));
    row->column += signs.len;
    rq_str label = label_text(frame, mark);
    if (label.len > 0) {
        add_label(frame, ink, label, start, row->column);
        row->open = false;
    }
}

/* The marks of a line, in one row as long as they stand apart and have no labels. */
static void add_marks(const struct marked_line *line)
{
    struct row row = {false, 0};
    for (size_t i = 0; i < line->count; i++)
        add_mark(line, &line->marks[i], &row);
    if (row.open)
        end_line(line->frame);
}

/* Draws the first of the marks and those after it that share its line and its window; gives how many these are. */
static size_t add_marked_line(const struct rq_format_frame *frame, const struct rq_source *source,
                              const struct rq_format_mark *marks, size_t count)
{
    struct marked_line line = {frame, rq_source_line(source, marks->pos.line), marks->pos.line, {0, 0}, marks, 1};
    size_t start = mark_start(frame, line.text, marks), end = mark_end(frame, line.text, marks);
    size_t columns = room(frame);
    bool whole = is_within(line.text, 0, line.text.len, columns);
    for (; line.count < count && marks[line.count].pos.line == line.number; line.count++) {
        size_t next = mark_end(frame, line.text, &marks[line.count]);
        if (!whole && !is_within(line.text, start, next > end ? next : end, columns - 2))
            break;
        end = next > end ? next : end;
    }
    line.window = choose_window(line.text, start, end, columns);
    add_source_line(&line);
    add_marks(&line);
    return line.count;
}

/* What stands between two drawn lines: nothing, the one line between them, or "...". */
static void add_gap(const struct rq_format_frame *frame, const struct rq_source *source, uint32_t before,
                    uint32_t after)
{
    if (after <= before + 1)
        return;
    if (after > before + 2) {
        add_text(frame, RQ_FORMAT_FRAME, RQ_STR("..."));
        end_line(frame);
        return;
    }
    struct marked_line line = {frame, rq_source_line(source, before + 1), before + 1, {0, 0}, NULL, 0};
    line.window = choose_window(line.text, 0, 0, room(frame));
    add_source_line(&line);
}

void rq_format_add_picture(const struct rq_format_frame *frame, const struct rq_source *source,
                           const struct rq_format_mark *marks, size_t count)
{
    rq_format_add_bar(frame);
    for (size_t i = 0; i < count;) {
        if (i > 0)
            add_gap(frame, source, marks[i - 1].pos.line, marks[i].pos.line);
        i += add_marked_line(frame, source, marks + i, count - i);
    }
}

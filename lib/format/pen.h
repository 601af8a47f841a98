/* Writing for a terminal: colours and rows.  All of it degrades to plain text where the style asks for none. */
#ifndef RQ_FORMAT_PEN_H
#define RQ_FORMAT_PEN_H

#include "base/text.h"
#include "reqlint/diag.h"

/* Source lines and values are cut at this width where the terminal's is not known: lines that people write fit, the one
 * line of a generated file does not. */
enum { RQ_FORMAT_WIDTH = 200 };

enum rq_format_ink {
    RQ_FORMAT_PLAIN,
    RQ_FORMAT_BOLD,
    RQ_FORMAT_FRAME, /* gutter, arrows, second places */
    RQ_FORMAT_INFO,
    RQ_FORMAT_WARNING,
    RQ_FORMAT_ERROR
};

/* The byte offset of a column (from 1) of a line that starts at `line`: findings come sorted, so the next place in a huge
 * line is looked for from the last one on. */
struct rq_format_cursor {
    const char *line;
    uint32_t column;
    size_t offset;
};

/* The byte offset of a column, which the cursor goes to.  The line must stay where it is as long as the cursor is used. */
size_t rq_format_offset(struct rq_format_cursor *cursor, rq_str line, uint32_t column);

/* The text so far and how it is to look.  Start from {.buf = {.arena = …}, .style = …}. */
struct rq_format_pen {
    struct rq_buf buf;
    const struct rq_style *style;
    struct rq_format_cursor cursor;
};

/* Adds text in a colour.  The text must be harmless already (format/visible.h). */
void rq_format_add(struct rq_format_pen *pen, enum rq_format_ink ink, rq_str text);

/* The colour of a level. */
enum rq_format_ink rq_format_level_ink(enum rq_level level);

/* Columns in which what can be cut has to stay. */
size_t rq_format_width(const struct rq_format_pen *pen);

/* How much of the text (its first bytes) goes into a row of so many columns: up to a blank, or as much as fits where
 * there is none.  All of it where the style has no width.  At least one code point of a text that is not empty. */
size_t rq_format_row(const struct rq_format_pen *pen, rq_str text, size_t columns);

/* Adds a blank, prose and a line break; `used` columns of the first row are taken, further rows begin with `indent`
 * blanks. */
void rq_format_add_rows(struct rq_format_pen *pen, enum rq_format_ink ink, rq_str text, size_t used, size_t indent);

/* The text, cut with "…" to so many columns.  Lives in the pen's arena or is the text itself. */
rq_str rq_format_cut(struct rq_format_pen *pen, rq_str text, size_t columns);

#endif

/* Pictures of places in source files, in rustc's manner: the line, and marks with labels below it. */
#ifndef RQ_FORMAT_PICTURE_H
#define RQ_FORMAT_PICTURE_H

#include "format/pen.h"

/* A span to mark.  Of a span over several lines the first is marked, and its label says how far it goes. */
struct rq_format_mark {
    rq_pos pos;
    rq_str label; /* prose; may be empty */
    bool second;  /* "----" and the frame's colour; else "^^^^" and the ink of the picture */
};

/* A frame of pictures: `digits` is the width of the largest line number in it. */
struct rq_format_frame {
    struct rq_format_pen *pen;
    size_t digits;
    enum rq_format_ink ink;
};

/* Decimal digits of a line number. */
size_t rq_format_digits(uint32_t line);

/* Adds "  --> PATH:LINE:COLUMN" and a line break, or ":::" for a second place; the path alone where line is 0.  A label
 * (prose, may be empty) follows it. */
void rq_format_add_arrow(const struct rq_format_frame *frame, rq_str arrow, rq_str path, rq_pos pos, rq_str label);

/* Adds an empty line of the frame: "   |". */
void rq_format_add_bar(const struct rq_format_frame *frame);

/* Adds "   = WORD:"; gives the column behind it. */
size_t rq_format_add_word(const struct rq_format_frame *frame, rq_str word);

/* Adds "   = WORD: TEXT", in rows. */
void rq_format_add_note(const struct rq_format_frame *frame, rq_str word, rq_str text);

/* Columns that "   = WORD: " takes. */
size_t rq_format_note_indent(const struct rq_format_frame *frame, rq_str word);

/* Adds the lines of one source with their marks, which are sorted by line and column and all have a line. */
void rq_format_add_picture(const struct rq_format_frame *frame, const struct rq_source *source,
                           const struct rq_format_mark *marks, size_t count);

#endif

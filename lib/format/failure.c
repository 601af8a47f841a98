/* A failure as text: one line for those who read only one, then where, then what to do. */
#include "format/picture.h"
#include "format/visible.h"

rq_str rq_err_print(struct rq_arena *arena, const struct rq_err *err, const struct rq_style *style)
{
    struct rq_format_pen pen = {.buf = {.arena = arena}, .style = style};
    bool placed = err->source != NULL && err->pos.line > 0;
    struct rq_format_frame frame = {&pen, placed ? rq_format_digits(err->pos.line) : 1, RQ_FORMAT_ERROR};
    rq_format_add(&pen, RQ_FORMAT_ERROR, RQ_STR("reqlint:"));
    rq_buf_byte(&pen.buf, ' ');
    rq_format_add(&pen, RQ_FORMAT_BOLD, rq_format_prose(arena, err->message));
    rq_buf_byte(&pen.buf, '\n');
    if (err->source != NULL)
        rq_format_add_arrow(&frame, RQ_STR("-->"), rq_source_path(err->source), err->pos, RQ_STR(""));
    if (placed) {
        rq_format_add_picture(&frame, err->source, &(struct rq_format_mark){.pos = err->pos}, 1);
        if (err->hint.len > 0)
            rq_format_add_bar(&frame);
    }
    if (err->hint.len > 0)
        rq_format_add_note(&frame, RQ_STR("help"), rq_format_prose(arena, err->hint));
    return rq_buf_text(&pen.buf);
}

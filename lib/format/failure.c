/* One line for those who read only one, then where; of a failure also what to do. */
#include "format/picture.h"
#include "format/visible.h"

/* The arrow, and the line with carets where there is one; gives whether there is. */
static bool add_place(const struct rq_format_frame *frame, const struct rq_source *source, rq_pos pos)
{
    bool placed = source != NULL && pos.line > 0;
    if (source != NULL)
        rq_format_add_arrow(frame, RQ_STR("-->"), rq_source_path(source), pos, RQ_STR(""));
    if (placed)
        rq_format_add_picture(frame, source, &(struct rq_format_mark){.pos = pos}, 1);
    return placed;
}

static struct rq_format_frame frame_for(struct rq_format_pen *pen, rq_pos pos)
{
    return (struct rq_format_frame){pen, rq_format_digits(pos.line), RQ_FORMAT_ERROR};
}

rq_str rq_place_print(struct rq_arena *arena, rq_str sentence, const struct rq_source *source, rq_pos pos,
                      const struct rq_style *style)
{
    struct rq_format_pen pen = {.buf = {.arena = arena}, .style = style};
    struct rq_format_frame frame = frame_for(&pen, pos);
    rq_format_add(&pen, RQ_FORMAT_BOLD, rq_format_prose(arena, sentence));
    rq_buf_byte(&pen.buf, '\n');
    add_place(&frame, source, pos);
    return rq_buf_text(&pen.buf);
}

rq_str rq_note_print(struct rq_arena *arena, rq_str note, const struct rq_style *style)
{
    const rq_str start = RQ_STR("reqlint: note:");
    struct rq_format_pen pen = {.buf = {.arena = arena}, .style = style};
    rq_buf_add(&pen.buf, start);
    rq_format_add_rows(&pen, RQ_FORMAT_PLAIN, rq_format_prose(arena, note), start.len, RQ_STR("reqlint: ").len);
    return rq_buf_text(&pen.buf);
}

rq_str rq_err_print(struct rq_arena *arena, const struct rq_err *err, const struct rq_style *style)
{
    struct rq_format_pen pen = {.buf = {.arena = arena}, .style = style};
    struct rq_format_frame frame = frame_for(&pen, err->pos);
    const rq_str start = RQ_STR("reqlint:");
    rq_format_add(&pen, RQ_FORMAT_ERROR, start);
    rq_format_add_rows(&pen, RQ_FORMAT_BOLD, rq_format_prose(arena, err->message), start.len, start.len + 1);
    if (add_place(&frame, err->source, err->pos) && err->hint.len > 0)
        rq_format_add_bar(&frame);
    if (err->hint.len > 0)
        rq_format_add_note(&frame, RQ_STR("help"), rq_format_prose(arena, err->hint));
    return rq_buf_text(&pen.buf);
}

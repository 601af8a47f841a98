/*
 * One line for each finding, as compilers write them, for grep and for editors.  Every line has the same shape: a finding
 * about a whole file stands at 1:1.
 */
#include "format/format.h"
#include "format/visible.h"

/* A line that begins with "::", whatever white space is before it, is a command to some runners of CI: a path that could be
 * one gets "./" before it. */
static rq_str line_start(struct rq_arena *arena, rq_str path)
{
    if (path.len == 0)
        return RQ_STR("-");
    bool starts = path.ptr[0] <= ' ' || path.ptr[0] == ':' || (unsigned char)path.ptr[0] >= 0x80;
    const char *folder = starts && rq_str_find(path, RQ_STR("::"), 0) != RQ_NOT_FOUND ? "./" : "";
    return rq_arena_format(arena, "%s%.*s", folder, RQ_ARG(rq_format_name(arena, path)));
}

void rq_format_add_concise(struct rq_buf *buf, const struct rq_finding *finding)
{
    rq_str level = rq_level_name(finding->level);
    unsigned line = finding->pos.line > 0 ? finding->pos.line : 1;
    unsigned column = finding->pos.line > 0 ? finding->pos.column : 1;
    rq_buf_add(buf, line_start(buf->arena, finding->path));
    rq_buf_format(buf, ":%u:%u: %.*s: ", line, column, RQ_ARG(level));
    rq_buf_add(buf, rq_format_prose(buf->arena, finding->message));
    rq_buf_add(buf, RQ_STR(" ["));
    rq_buf_add(buf, rq_format_name(buf->arena, finding->rule));
    rq_buf_add(buf, finding->waived ? RQ_STR("] (waived)\n") : RQ_STR("]\n"));
}

rq_str rq_format_concise(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena};
    (void)style;
    for (size_t i = 0; i < report->finding_count; i++)
        rq_format_add_concise(&buf, &report->findings[i]);
    return rq_buf_text(&buf);
}

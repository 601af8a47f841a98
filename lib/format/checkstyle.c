/*
 * Checkstyle's XML, which many hosts read beside their own formats.  It has no word for what is waived, which is left out.
 */
#include "format/format.h"
#include "format/place.h"
#include "format/xml.h"

static void add_error(struct rq_buf *buf, const struct rq_finding *finding)
{
    rq_pos pos = rq_format_one_line(finding);
    rq_buf_format(buf, "    <error line=\"%u\" column=\"%u\"", pos.line, pos.column);
    rq_format_add_attribute(buf, "severity", rq_level_name(finding->level));
    rq_format_add_attribute(buf, "message", rq_format_message(buf->arena, finding));
    rq_format_add_attribute(buf, "source", rq_arena_format(buf->arena, "reqlint.%.*s", RQ_ARG(finding->rule)));
    rq_buf_add(buf, RQ_STR("/>\n"));
}

rq_str rq_format_checkstyle(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena};
    rq_str open = {NULL, 0}; /* the file that the last element is about */
    (void)style;
    rq_buf_add(&buf, RQ_STR(RQ_FORMAT_XML "<checkstyle version=\"4.3\">\n"));
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        rq_str path = rq_format_path(finding);
        if (finding->waived)
            continue;
        if (open.ptr == NULL || !rq_str_equal(path, open)) {
            rq_buf_add(&buf, open.ptr == NULL ? RQ_STR("") : RQ_STR("  </file>\n"));
            rq_buf_add(&buf, RQ_STR("  <file"));
            rq_format_add_attribute(&buf, "name", path);
            rq_buf_add(&buf, RQ_STR(">\n"));
            open = path;
        }
        add_error(&buf, finding);
    }
    rq_buf_add(&buf, open.ptr == NULL ? RQ_STR("") : RQ_STR("  </file>\n"));
    rq_buf_add(&buf, RQ_STR("</checkstyle>\n"));
    return rq_buf_text(&buf);
}

/*
 * Findings as one web page: a table of all of them, and below it each with the picture that the terminal has of it.
 */
#include "format/format.h"
#include "format/markup.h"
#include "format/page.h"
#include "format/summary.h"
#include "format/visible.h"
#include "format/xml.h"

static rq_str place_words(struct rq_arena *arena, const struct rq_finding *finding)
{
    rq_str path = rq_format_name(arena, finding->path);
    if (path.len == 0)
        return RQ_STR("-");
    return finding->pos.line > 0
               ? rq_arena_format(arena, "%.*s:%u:%u", RQ_ARG(path), finding->pos.line, finding->pos.column)
               : path;
}

static void add_row(struct rq_buf *buf, const struct rq_finding *finding, size_t number)
{
    rq_buf_format(buf, "<tr>\n<td>%s%s</td>\n", rq_level_name(finding->level).ptr, finding->waived ? ", waived" : "");
    rq_format_add_element(buf, "<td>", place_words(buf->arena, finding), "</td>");
    rq_buf_format(buf, "<td><a href=\"#finding-%zu\">", number);
    rq_format_add_element(buf, "", finding->message, "</a></td>");
    rq_format_add_element(buf, "<td>", finding->rule, "</td>");
    rq_buf_add(buf, RQ_STR("</tr>\n"));
}

static void add_table(struct rq_buf *buf, const struct rq_report *report)
{
    if (report->finding_count == 0)
        return;
    rq_buf_add(buf, RQ_STR("<div class=\"wide\">\n<table>\n<thead>\n<tr>\n<th scope=\"col\">Level</th>\n"
                           "<th scope=\"col\">Place</th>\n<th scope=\"col\">Finding</th>\n<th scope=\"col\">Rule</th>\n"
                           "</tr>\n</thead>\n<tbody>\n"));
    for (size_t i = 0; i < report->finding_count; i++)
        add_row(buf, &report->findings[i], i + 1);
    rq_buf_add(buf, RQ_STR("</tbody>\n</table>\n</div>\n"));
}

static void add_pictures(struct rq_buf *buf, const struct rq_report *report)
{
    const rq_str *pictures = rq_format_pictures(buf->arena, report);
    for (size_t i = 0; i < report->finding_count; i++) {
        rq_buf_format(buf, "<pre id=\"finding-%zu\">", i + 1);
        rq_format_add_xml(buf, rq_str_trim(pictures[i]));
        rq_buf_add(buf, RQ_STR("</pre>\n"));
    }
}

rq_str rq_format_html(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena};
    (void)style;
    for (rq_str rest = rq_format_summary(arena, report), line; rq_format_next_line(&rest, &line);) {
        if (buf.len == 0)
            rq_format_start_page(&buf, rq_arena_format(arena, "reqlint: %.*s", RQ_ARG(line)));
        else
            rq_format_add_element(&buf, "<p>", line, "</p>");
    }
    for (size_t i = 0; i < report->note_count; i++)
        rq_format_add_element(&buf, "<p class=\"note\">", report->notes[i], "</p>");
    add_table(&buf, report);
    add_pictures(&buf, report);
    rq_format_end_page(&buf);
    return rq_buf_text(&buf);
}

rq_str rq_format_html_failure(struct rq_arena *arena, const struct rq_err *failure)
{
    const struct rq_style plain = {.quiet = true};
    struct rq_buf buf = {.arena = arena};
    rq_format_start_page(&buf, RQ_STR("reqlint: no verdict"));
    rq_buf_add(&buf, RQ_STR("<pre>"));
    rq_format_add_xml(&buf, rq_str_trim(rq_err_print(arena, failure, &plain)));
    rq_buf_add(&buf, RQ_STR("</pre>\n"));
    rq_format_end_page(&buf);
    return rq_buf_text(&buf);
}

/*
 * Markdown for the summary of a job, a comment or a wiki: all findings in one table, and below it once for each rule what to
 * do.
 *
 * GitHub takes no summary of more than 1 MiB, and shows none at all where there is more: what does not fit is counted.
 */
#include "format/format.h"
#include "format/markup.h"
#include "format/summary.h"
#include "format/visible.h"

enum {
    /* Bytes after which no further finding, and no further advice, begins: far enough below 1 MiB for one more of each. */
    MOST_BYTES = 900 * 1024,
    MOST_BYTES_WITH_ADVICE = 960 * 1024,
    /* Code points of a text. */
    LONGEST_TEXT = 500,
    /* Rules of which it is said what to do. */
    MOST_RULES = 200
};

static void add_text(struct rq_buf *buf, rq_str text)
{
    rq_format_add_markdown(buf, rq_str_excerpt(buf->arena, rq_format_utf8(buf->arena, text), LONGEST_TEXT), false);
}

/* The lines of the summary, each a paragraph of its own, the first of them a heading. */
static void add_summary(struct rq_buf *buf, const struct rq_report *report)
{
    for (rq_str rest = rq_format_summary(buf->arena, report), line; rq_format_next_line(&rest, &line);) {
        rq_buf_add(buf, buf->len == 0 ? RQ_STR("## reqlint: ") : RQ_STR("\n"));
        add_text(buf, line);
        rq_buf_byte(buf, '\n');
    }
    for (size_t i = 0; i < report->note_count; i++) {
        rq_buf_add(buf, RQ_STR("\n> "));
        add_text(buf, report->notes[i]);
        rq_buf_byte(buf, '\n');
    }
}

static void add_place(struct rq_buf *buf, rq_str path, rq_pos pos)
{
    add_text(buf, path.len > 0 ? rq_format_name(buf->arena, path) : RQ_STR("-"));
    if (pos.line > 0)
        rq_buf_format(buf, ":%u:%u", pos.line, pos.column);
}

static void add_row(struct rq_buf *buf, const struct rq_finding *finding)
{
    rq_buf_format(buf, "| %s%s | ", rq_level_name(finding->level).ptr, finding->waived ? ", waived" : "");
    add_place(buf, finding->path, finding->pos);
    rq_buf_add(buf, RQ_STR(" | "));
    add_text(buf, finding->message);
    rq_buf_add(buf, RQ_STR(" | "));
    add_text(buf, finding->rule);
    rq_buf_add(buf, RQ_STR(" |\n"));
}

/* How many findings were shown. */
static size_t add_table(struct rq_buf *buf, const struct rq_report *report)
{
    size_t count = 0;
    if (report->finding_count == 0)
        return 0;
    rq_buf_add(buf, RQ_STR("\n| Level | Place | Finding | Rule |\n| --- | --- | --- | --- |\n"));
    while (count < report->finding_count && buf->len < MOST_BYTES)
        add_row(buf, &report->findings[count++]);
    if (count < report->finding_count)
        rq_buf_format(buf, "\nThere is no room for %zu more findings.\n", report->finding_count - count);
    return count;
}

static bool is_told(const rq_str *told, size_t count, rq_str rule)
{
    for (size_t i = 0; i < count; i++)
        if (rq_str_equal(told[i], rule))
            return true;
    return false;
}

/* What the first finding of each rule says that is to do. */
static void add_advice(struct rq_buf *buf, const struct rq_report *report, size_t shown)
{
    rq_str told[MOST_RULES];
    size_t count = 0;
    for (size_t i = 0; i < shown && count < MOST_RULES && buf->len < MOST_BYTES_WITH_ADVICE; i++) {
        const struct rq_finding *finding = &report->findings[i];
        if (finding->help.len == 0 || is_told(told, count, finding->rule))
            continue;
        told[count++] = finding->rule;
        rq_buf_add(buf, count == 1 ? RQ_STR("\n### What to do\n\n- ") : RQ_STR("- "));
        add_text(buf, finding->rule);
        rq_buf_add(buf, RQ_STR(": "));
        add_text(buf, finding->help);
        rq_buf_byte(buf, '\n');
    }
}

rq_str rq_format_markdown(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena};
    (void)style;
    add_summary(&buf, report);
    add_advice(&buf, report, add_table(&buf, report));
    return rq_buf_text(&buf);
}

rq_str rq_format_markdown_failure(struct rq_arena *arena, const struct rq_err *failure)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR("## reqlint: no verdict\n\n"));
    add_text(&buf, failure->message);
    rq_buf_byte(&buf, '\n');
    if (failure->source != NULL) {
        rq_buf_add(&buf, RQ_STR("\n"));
        add_place(&buf, rq_source_path(failure->source), failure->pos);
        rq_buf_byte(&buf, '\n');
    }
    if (failure->hint.len > 0) {
        rq_buf_add(&buf, RQ_STR("\n### What to do\n\n"));
        add_text(&buf, failure->hint);
        rq_buf_byte(&buf, '\n');
    }
    return rq_buf_text(&buf);
}

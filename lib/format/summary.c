/* The end of a report for people. */
#include "format/summary.h"

#include "format/visible.h"

enum {
    /* Columns for the label of a line of the verdict. */
    LABEL_COLUMNS = 7,
    /* Digits of a commit: what git log --oneline shows in large repositories. */
    COMMIT_DIGITS = 12
};

rq_str rq_format_revision(struct rq_arena *arena, rq_str revision)
{
    return rq_format_name(arena, rq_is_oid(revision) ? rq_str_slice(revision, 0, COMMIT_DIGITS) : revision);
}

/* "1 error", "2 errors". */
static rq_str count_words(struct rq_arena *arena, size_t count, const char *noun)
{
    return rq_arena_format(arena, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}

/* "1 error, 2 warnings", each in its colour. */
static void add_counts(struct rq_format_pen *pen, const struct rq_report *report)
{
    const struct {
        size_t count;
        const char *noun;
        enum rq_format_ink ink;
    } counts[] = {
        {report->errors, "error", RQ_FORMAT_ERROR},
        {report->warnings, "warning", RQ_FORMAT_WARNING},
        {report->infos, "info", RQ_FORMAT_INFO},
    };
    bool first = true;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        if (counts[i].count == 0)
            continue;
        rq_format_add(pen, RQ_FORMAT_PLAIN, first ? RQ_STR("") : RQ_STR(", "));
        rq_format_add(pen, counts[i].ink, count_words(pen->buf.arena, counts[i].count, counts[i].noun));
        first = false;
    }
    if (report->waived > 0)
        rq_buf_format(&pen->buf, "%s%zu waived", first ? "" : ", ", report->waived);
}

rq_str rq_format_counts(struct rq_arena *arena, const struct rq_report *report)
{
    const struct rq_style plain = {.width = 0};
    struct rq_format_pen pen = {.buf = {.arena = arena}, .style = &plain};
    add_counts(&pen, report);
    return rq_buf_text(&pen.buf);
}

/* " (worktree, base main)" and the line break. */
static void add_scope(struct rq_format_pen *pen, const struct rq_report *report)
{
    struct rq_arena *arena = pen->buf.arena;
    rq_str source = rq_format_revision(arena, report->source), base = rq_format_revision(arena, report->base);
    if (source.len > 0) {
        rq_buf_format(&pen->buf, " (%.*s", RQ_ARG(source));
        if (base.len > 0)
            rq_buf_format(&pen->buf, ", base %.*s", RQ_ARG(base));
        rq_buf_byte(&pen->buf, ')');
    }
    rq_buf_byte(&pen->buf, '\n');
}

/* What was checked is always said: "no findings" among no records is no good news. */
static void add_total(struct rq_format_pen *pen, const struct rq_report *report)
{
    struct rq_arena *arena = pen->buf.arena;
    rq_str files = count_words(arena, report->files, "file"), records = count_words(arena, report->records, "record"),
           rules = count_words(arena, report->rules, "rule");
    rq_str checked = rq_arena_format(arena, "%s, %s, %s", files.ptr, records.ptr, rules.ptr);
    if (report->errors + report->warnings + report->infos > 0) {
        rq_buf_format(&pen->buf, "%s: ", checked.ptr);
        add_counts(pen, report);
    } else {
        rq_format_add(pen, RQ_FORMAT_BOLD, RQ_STR("no findings"));
        if (report->waived > 0)
            rq_buf_format(&pen->buf, " but %zu waived", report->waived);
        rq_buf_format(&pen->buf, " in %s", checked.ptr);
    }
    add_scope(pen, report);
}

/* "label   text", the text in rows of its own; a verdict stands alone. */
static void add_line(struct rq_format_pen *pen, const struct rq_report_line *line)
{
    rq_str text = rq_format_prose(pen->buf.arena, line->text), label = line->label;
    if (label.len == 0) {
        rq_format_add(pen, RQ_FORMAT_BOLD, text);
        rq_buf_byte(&pen->buf, '\n');
        return;
    }
    rq_buf_format(&pen->buf, "  %-*.*s", LABEL_COLUMNS, RQ_ARG(label));
    rq_format_add_rows(pen, RQ_FORMAT_PLAIN, text, 2 + LABEL_COLUMNS, 2 + LABEL_COLUMNS + 1);
}

void rq_format_add_summary(struct rq_format_pen *pen, const struct rq_report *report)
{
    add_total(pen, report);
    for (size_t i = 0; i < report->line_count; i++)
        add_line(pen, &report->lines[i]);
}

rq_str rq_format_summary(struct rq_arena *arena, const struct rq_report *report)
{
    const struct rq_style plain = {.width = 0};
    struct rq_format_pen pen = {.buf = {.arena = arena}, .style = &plain};
    rq_format_add_summary(&pen, report);
    return rq_buf_text(&pen.buf);
}

bool rq_format_next_line(rq_str *rest, rq_str *line)
{
    size_t end = rq_str_find_byte(*rest, '\n', 0);
    bool more = rest->len > 0;
    *line = rq_str_slice(*rest, 0, end);
    *rest = rq_str_slice(*rest, end == RQ_NOT_FOUND ? rest->len : end + 1, rest->len);
    return more;
}

/*
 * An audit for people: each violation in one line as it was last seen, and below it who introduced it and who fixed it.  The
 * files that they stand in are often gone; so there are no pictures, which `reqlint check` has of what is still there.
 */
#include "format/format.h"
#include "format/pen.h"
#include "format/visible.h"
#include "value/value.h"

enum {
    /* Digits of a commit: what git log --oneline shows in large repositories. */
    COMMIT_DIGITS = 12,
    SECONDS_PER_DAY = 86400,
    DATE_LENGTH = 10
};

static rq_str date_of(struct rq_arena *arena, int64_t time)
{
    return rq_str_slice(rq_timestamp_print(arena, rq_timestamp(time, 0)), 0, DATE_LENGTH);
}

static void add_moment(struct rq_buf *buf, const char *what, const struct rq_moment *moment)
{
    rq_str date = date_of(buf->arena, moment->time), author = rq_format_name(buf->arena, moment->author);
    rq_buf_format(buf, "%s %.*s by %.*s in %.*s", what, RQ_ARG(date), RQ_ARG(author), COMMIT_DIGITS,
                  moment->commit.ptr);
}

/* "introduced 2026-11-12 by Sam in 0123456789ab, fixed 2026-11-13 by Dana in ba9876543210: 1 day" */
static void add_episode(struct rq_buf *buf, const struct rq_finding *finding)
{
    const struct rq_episode *episode = finding->episode;
    long long days = (long long)episode->open_days;
    rq_buf_add(buf, RQ_STR("    "));
    if (episode->introduced != NULL)
        add_moment(buf, "introduced", episode->introduced);
    else
        rq_buf_add(buf, RQ_STR("there before"));
    rq_buf_add(buf, RQ_STR(", "));
    if (episode->fixed != NULL)
        add_moment(buf, finding->waived ? "waived" : "fixed", episode->fixed);
    else
        rq_buf_add(buf, RQ_STR("still open"));
    rq_buf_format(buf, ": %lld day%s%s\n", days, days == 1 ? "" : "s", episode->introduced != NULL ? "" : " or more");
}

static void add_place(struct rq_buf *buf, const struct rq_moment *moment)
{
    rq_str date = date_of(buf->arena, moment->time);
    rq_buf_format(buf, "%.*s (%.*s)", COMMIT_DIGITS, moment->commit.ptr, RQ_ARG(date));
}

/* "no verdict at 3 commits, 0123456789ab (2026-11-01) to ba9876543210 (2026-11-03): no records were found" */
static void add_unjudged(struct rq_buf *buf, const struct rq_no_verdict *run)
{
    rq_str reason = rq_format_prose(buf->arena, run->reason);
    rq_buf_format(buf, "no verdict at %zu commit%s, ", run->count, run->count == 1 ? "" : "s");
    add_place(buf, &run->first);
    if (run->count > 1) {
        rq_buf_add(buf, RQ_STR(" to "));
        add_place(buf, &run->last);
    }
    rq_buf_format(buf, ": %.*s\n", RQ_ARG(reason));
}

static void add_count(struct rq_format_pen *pen, const char *before, size_t count, const char *noun,
                      enum rq_format_ink ink)
{
    if (count == 0)
        return;
    rq_buf_add(&pen->buf, rq_str_from(before));
    rq_format_add(pen, ink, rq_arena_format(pen->buf.arena, "%zu %s%s", count, noun, count == 1 ? "" : "s"));
}

/* "15 commits: 4 violations, 1 fixed, 1 waived, 2 open: 1 error, 1 info (0123456789ab to ba9876543210)" */
static void add_summary(struct rq_format_pen *pen, const struct rq_report *report)
{
    struct rq_buf *buf = &pen->buf;
    size_t commits = report->audit->commits, found = report->finding_count;
    size_t open = report->errors + report->warnings + report->infos;
    rq_buf_format(buf, "%zu commit%s: ", commits, commits == 1 ? "" : "s");
    if (found == 0)
        rq_format_add(pen, RQ_FORMAT_BOLD, RQ_STR("no violations"));
    add_count(pen, "", found, "violation", RQ_FORMAT_PLAIN);
    if (report->fixed > 0)
        rq_buf_format(buf, ", %zu fixed", report->fixed);
    if (report->waived > 0)
        rq_buf_format(buf, ", %zu waived", report->waived);
    if (open > 0)
        rq_buf_format(buf, ", %zu open: ", open);
    add_count(pen, "", report->errors, "error", RQ_FORMAT_ERROR);
    add_count(pen, report->errors > 0 ? ", " : "", report->warnings, "warning", RQ_FORMAT_WARNING);
    add_count(pen, report->errors + report->warnings > 0 ? ", " : "", report->infos, "info", RQ_FORMAT_INFO);
    if (report->base.len > 0)
        rq_buf_format(buf, " (%.*s to %.*s)\n", COMMIT_DIGITS, report->base.ptr, COMMIT_DIGITS, report->head.ptr);
    else
        rq_buf_format(buf, " (up to %.*s)\n", COMMIT_DIGITS, report->head.ptr);
}

rq_str rq_format_audit(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_format_pen pen = {.buf = {.arena = arena}, .style = style};
    for (size_t i = 0; i < report->finding_count; i++) {
        rq_format_add_concise(&pen.buf, &report->findings[i]);
        add_episode(&pen.buf, &report->findings[i]);
    }
    for (size_t i = 0; i < report->audit->unjudged_count; i++)
        add_unjudged(&pen.buf, &report->audit->unjudged[i]);
    if (!style->quiet)
        add_summary(&pen, report);
    return rq_buf_text(&pen.buf);
}

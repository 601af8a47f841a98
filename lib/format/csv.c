/*
 * A table for spreadsheets (RFC 4180, lines ended by LF): one row of one line for each finding, and a first row with the
 * names of the columns.  An audit has more columns: from when to when.
 */
#include "format/cell.h"
#include "format/format.h"
#include "format/visible.h"
#include "value/value.h"

static void end_cell(struct rq_buf *buf)
{
    rq_buf_byte(buf, ',');
}

static void add_text(struct rq_buf *buf, rq_str text)
{
    text = rq_format_name(buf->arena, text);
    rq_format_add_cell(buf, text, rq_format_is_formula(text));
    end_cell(buf);
}

static void add_number(struct rq_buf *buf, uint32_t number)
{
    if (number > 0)
        rq_buf_format(buf, "%u", number);
    end_cell(buf);
}

static void add_moment(struct rq_buf *buf, const struct rq_moment *moment)
{
    if (moment == NULL) {
        rq_buf_add(buf, RQ_STR(",,,,"));
        return;
    }
    add_text(buf, moment->commit);
    add_text(buf, rq_timestamp_print(buf->arena, rq_timestamp(moment->time, 0)));
    add_text(buf, moment->author);
    add_text(buf, moment->email);
}

/* The last comma of a row becomes its end. */
static void end_row(struct rq_buf *buf)
{
    buf->ptr[buf->len - 1] = '\n';
}

static void add_finding(struct rq_buf *buf, const struct rq_finding *finding)
{
    add_text(buf, finding->rule);
    add_text(buf, rq_level_name(finding->level));
    add_text(buf, rq_format_prose(buf->arena, finding->message));
    add_text(buf, finding->path);
    add_number(buf, finding->pos.line);
    add_number(buf, finding->pos.line > 0 ? finding->pos.column : 0);
    add_text(buf, finding->kind);
    add_text(buf, finding->id);
    add_text(buf, finding->pointer);
    add_text(buf, finding->commit);
    add_text(buf, finding->fingerprint);
    add_text(buf, finding->waived ? RQ_STR("true") : RQ_STR("false"));
    if (finding->episode != NULL) {
        add_moment(buf, finding->episode->introduced);
        add_moment(buf, finding->episode->fixed);
        rq_buf_format(buf, "%lld,", (long long)finding->episode->open_days);
    }
    end_row(buf);
}

rq_str rq_format_csv(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena};
    (void)style;
    rq_buf_add(&buf, RQ_STR("rule,level,message,path,line,column,kind,id,pointer,commit,fingerprint,waived,"));
    if (report->audit != NULL)
        rq_buf_add(&buf, RQ_STR("introduced_commit,introduced_time,introduced_by,introduced_email,"
                                "fixed_commit,fixed_time,fixed_by,fixed_email,open_days,"));
    end_row(&buf);
    for (size_t i = 0; i < report->finding_count; i++)
        add_finding(&buf, &report->findings[i]);
    return rq_buf_text(&buf);
}

/*
 * Workflow commands of GitHub Actions, each of which becomes an annotation (actions/toolkit, packages/core/src/command.ts).
 *
 * Of one step GitHub shows ten errors, ten warnings and ten notices: the first ten of each are commands, and all others plain
 * lines, so that nothing is lost, behind one that says how many of each there are.
 */
#include "format/format.h"
#include "format/place.h"
#include "format/summary.h"
#include "format/visible.h"

enum { SHOWN = 10 };

static const char *const commands[] = {
    [RQ_LEVEL_OFF] = "notice",
    [RQ_LEVEL_INFO] = "notice",
    [RQ_LEVEL_WARNING] = "warning",
    [RQ_LEVEL_ERROR] = "error",
};

/* A message, or with `property` the value of one.  The text has no line breaks any more. */
static void add_escaped(struct rq_buf *buf, rq_str text, bool property)
{
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (byte == '%' || (property && (byte == ':' || byte == ',')))
            rq_buf_format(buf, "%%%02X", byte);
        else
            rq_buf_byte(buf, byte);
    }
}

/* file=PATH,line=N,endLine=N,col=N,endColumn=N, */
static void add_place(struct rq_buf *buf, const struct rq_finding *finding)
{
    rq_pos pos = rq_format_one_line(finding);
    if (!rq_format_in_file(finding))
        return;
    rq_buf_add(buf, RQ_STR("file="));
    add_escaped(buf, rq_format_name(buf->arena, finding->path), true);
    rq_buf_byte(buf, ',');
    if (finding->pos.line == 0)
        return;
    rq_buf_format(buf, "line=%u,endLine=%u,col=%u,", pos.line, pos.end_line, pos.column);
    if (pos.end_column > pos.column)
        rq_buf_format(buf, "endColumn=%u,", pos.end_column);
}

static void add_command(struct rq_buf *buf, const struct rq_finding *finding)
{
    rq_buf_format(buf, "::%s ", commands[finding->level]);
    add_place(buf, finding);
    rq_buf_add(buf, RQ_STR("title=reqlint ("));
    add_escaped(buf, rq_format_name(buf->arena, finding->rule), true);
    rq_buf_add(buf, RQ_STR(")::"));
    add_escaped(buf, rq_format_message(buf->arena, finding), false);
    if (finding->help.len > 0) {
        rq_buf_add(buf, RQ_STR("%0AHelp: "));
        add_escaped(buf, rq_format_prose(buf->arena, finding->help), false);
    }
    rq_buf_byte(buf, '\n');
}

static void count(struct rq_report *report, const struct rq_finding *finding)
{
    size_t *const counts[] = {
        [RQ_LEVEL_OFF] = &report->infos,
        [RQ_LEVEL_INFO] = &report->infos,
        [RQ_LEVEL_WARNING] = &report->warnings,
        [RQ_LEVEL_ERROR] = &report->errors,
    };
    ++*(finding->waived ? &report->waived : counts[finding->level]);
}

/* `cut` counts what is in there. */
static void add_rest(struct rq_buf *buf, rq_str rest, const struct rq_report *cut)
{
    if (rest.len == 0)
        return;
    rq_buf_format(buf, "GitHub shows %d annotations of a level for one step; %.*s more:\n", SHOWN,
                  RQ_ARG(rq_format_counts(buf->arena, cut)));
    rq_buf_add(buf, rest);
}

rq_str rq_format_github(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena}, rest = {.arena = arena};
    struct rq_report cut = {0};
    size_t shown[RQ_LEVEL_ERROR + 1] = {0};
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        if (!finding->waived && shown[finding->level]++ < SHOWN) {
            add_command(&buf, finding);
        } else {
            rq_format_add_concise(&rest, finding);
            count(&cut, finding);
        }
    }
    add_rest(&buf, rq_buf_text(&rest), &cut);
    if (!style->quiet)
        rq_buf_add(&buf, rq_format_summary(arena, report));
    return rq_buf_text(&buf);
}

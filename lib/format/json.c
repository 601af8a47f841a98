/*
 * Version 1 of the JSON report, for machines: every key is always there, in one order, null where there is nothing to say.
 *
 * Keys are only ever added; what a key means never changes without a new version number.
 */
#include "format/format.h"
#include "format/members.h"

enum { VERSION = 1 };

static rq_value count_value(size_t count)
{
    return rq_int((int64_t)count);
}

static rq_value scope_value(struct rq_arena *arena, const struct rq_report *report)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put_text(&build, "mode", report->mode);
    rq_format_put_text(&build, "source", report->source);
    rq_format_put_text(&build, "base", report->base);
    rq_format_put_text(&build, "head", report->head);
    rq_format_put_time(&build, "now", report->now);
    rq_format_put_text(&build, "policy", report->policy);
    return rq_map_build_done(&build);
}

static rq_value summary_value(struct rq_arena *arena, const struct rq_report *report)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put(&build, "files", count_value(report->files));
    rq_format_put(&build, "records", count_value(report->records));
    rq_format_put(&build, "rules", count_value(report->rules));
    rq_format_put(&build, "errors", count_value(report->errors));
    rq_format_put(&build, "warnings", count_value(report->warnings));
    rq_format_put(&build, "infos", count_value(report->infos));
    rq_format_put(&build, "waived", count_value(report->waived));
    if (report->audit != NULL)
        rq_format_put(&build, "fixed", count_value(report->fixed));
    return rq_map_build_done(&build);
}

static rq_value related_value(struct rq_arena *arena, const struct rq_finding *finding)
{
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, finding->related_count);
    for (size_t i = 0; i < finding->related_count; i++) {
        const struct rq_related *related = &finding->related[i];
        struct rq_map_build build = {.arena = arena};
        rq_format_put_text(&build, "path", related->path);
        rq_format_put_number(&build, "line", related->pos.line);
        rq_format_put_number(&build, "column", related->pos.line > 0 ? related->pos.column : 0);
        rq_format_put_text(&build, "message", related->message);
        items[i] = rq_map_build_done(&build);
    }
    return rq_list_over(arena, items, finding->related_count);
}

/* JSON has no word for "nothing at all" and for a failed evaluation: both are null. */
static rq_value evidence_value(rq_value value)
{
    return value.kind == RQ_ABSENT || value.kind == RQ_FAULT ? rq_null() : value;
}

static rq_value values_value(struct rq_arena *arena, const struct rq_finding *finding)
{
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, finding->value_count);
    for (size_t i = 0; i < finding->value_count; i++) {
        struct rq_map_build build = {.arena = arena};
        rq_format_put_text(&build, "expression", finding->values[i].expression);
        rq_format_put(&build, "value", evidence_value(finding->values[i].value));
        items[i] = rq_map_build_done(&build);
    }
    return rq_list_over(arena, items, finding->value_count);
}

static void put_place(struct rq_map_build *build, const struct rq_finding *finding)
{
    rq_pos pos = finding->pos.line > 0 ? finding->pos : (rq_pos){0, 0, 0, 0};
    rq_format_put_text(build, "path", finding->path);
    rq_format_put_number(build, "line", pos.line);
    rq_format_put_number(build, "column", pos.column);
    rq_format_put_number(build, "endLine", pos.end_line);
    rq_format_put_number(build, "endColumn", pos.end_column);
}

static rq_value moment_value(struct rq_arena *arena, const struct rq_moment *moment)
{
    struct rq_map_build author = {.arena = arena}, build = {.arena = arena};
    if (moment == NULL)
        return rq_null();
    rq_format_put_text(&author, "name", moment->author);
    rq_format_put_text(&author, "email", moment->email);
    rq_format_put_text(&build, "commit", moment->commit);
    rq_format_put(&build, "time", rq_timestamp(moment->time, 0));
    rq_format_put(&build, "author", rq_map_build_done(&author));
    return rq_map_build_done(&build);
}

static void put_episode(struct rq_map_build *build, const struct rq_episode *episode)
{
    rq_format_put(build, "introduced", moment_value(build->arena, episode->introduced));
    rq_format_put(build, "fixed", moment_value(build->arena, episode->fixed));
    rq_format_put(build, "openDays", rq_int(episode->open_days));
}

static rq_value audit_value(struct rq_arena *arena, const struct rq_audit_course *audit)
{
    struct rq_map_build build = {.arena = arena};
    rq_value *unjudged = RQ_NEW_ARRAY(arena, rq_value, audit->unjudged_count);
    for (size_t i = 0; i < audit->unjudged_count; i++) {
        const struct rq_no_verdict *run = &audit->unjudged[i];
        struct rq_map_build item = {.arena = arena};
        rq_format_put(&item, "first", moment_value(arena, &run->first));
        rq_format_put(&item, "last", moment_value(arena, &run->last));
        rq_format_put(&item, "commits", count_value(run->count));
        rq_format_put_text(&item, "message", run->reason);
        unjudged[i] = rq_map_build_done(&item);
    }
    rq_format_put(&build, "commits", count_value(audit->commits));
    rq_format_put(&build, "noVerdict", rq_list_over(arena, unjudged, audit->unjudged_count));
    return rq_map_build_done(&build);
}

static rq_value finding_value(struct rq_arena *arena, const struct rq_finding *finding)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put_text(&build, "rule", finding->rule);
    rq_format_put_text(&build, "level", rq_level_name(finding->level));
    rq_format_put_text(&build, "message", finding->message);
    rq_format_put_text(&build, "help", finding->help);
    put_place(&build, finding);
    rq_format_put_text(&build, "kind", finding->kind);
    rq_format_put_text(&build, "id", finding->id);
    rq_format_put_text(&build, "pointer", finding->pointer);
    rq_format_put(&build, "related", related_value(arena, finding));
    rq_format_put(&build, "values", values_value(arena, finding));
    rq_format_put_text(&build, "commit", finding->commit);
    rq_format_put_text(&build, "fingerprint", finding->fingerprint);
    rq_format_put(&build, "waived", rq_bool(finding->waived));
    if (finding->episode != NULL)
        put_episode(&build, finding->episode);
    return rq_map_build_done(&build);
}

rq_str rq_format_json(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_map_build build = {.arena = arena};
    rq_value *findings = RQ_NEW_ARRAY(arena, rq_value, report->finding_count);
    (void)style;
    for (size_t i = 0; i < report->finding_count; i++)
        findings[i] = finding_value(arena, &report->findings[i]);
    rq_format_put_head(&build, VERSION, scope_value(arena, report));
    rq_format_put(&build, "summary", summary_value(arena, report));
    if (report->audit != NULL)
        rq_format_put(&build, "audit", audit_value(arena, report->audit));
    rq_format_put(&build, "findings", rq_list_over(arena, findings, report->finding_count));
    return rq_format_members(&build);
}

/* Whoever looks for findings must not take them for none: there are null. */
rq_str rq_format_json_failure(struct rq_arena *arena, const struct rq_err *failure)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put_head(&build, VERSION, rq_null());
    rq_format_put(&build, "summary", rq_null());
    rq_format_put(&build, "findings", rq_null());
    rq_format_put_failure(&build, failure);
    return rq_format_members(&build);
}

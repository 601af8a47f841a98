/*
 * GitLab's code quality report: the part of Code Climate's format that GitLab reads (docs.gitlab.com, "Code Quality",
 * "Code Quality report format").
 *
 * Always an array, also where nothing was found.  GitLab shows findings with one fingerprint as one; ours are unique.  It has
 * no word for what is waived, which is left out.
 */
#include "format/format.h"
#include "format/members.h"
#include "format/place.h"

static const rq_str severities[] = {
    [RQ_LEVEL_OFF] = {"info", 4},
    [RQ_LEVEL_INFO] = {"info", 4},
    [RQ_LEVEL_WARNING] = {"minor", 5},
    [RQ_LEVEL_ERROR] = {"major", 5},
};

static rq_value location_value(struct rq_arena *arena, const struct rq_finding *finding)
{
    struct rq_map_build build = {.arena = arena}, lines = {.arena = arena};
    rq_format_put(&lines, "begin", rq_int(rq_format_one_line(finding).line));
    rq_format_put_text(&build, "path", rq_format_path(finding));
    rq_format_put(&build, "lines", rq_map_build_done(&lines));
    return rq_map_build_done(&build);
}

static rq_value issue_value(struct rq_arena *arena, const struct rq_finding *finding)
{
    struct rq_map_build build = {.arena = arena};
    rq_str message = rq_format_message(arena, finding);
    rq_format_put_text(&build, "description",
                       rq_arena_format(arena, "%.*s: %.*s", RQ_ARG(finding->rule), RQ_ARG(message)));
    rq_format_put_text(&build, "check_name", finding->rule);
    rq_format_put_text(&build, "fingerprint", finding->fingerprint);
    rq_format_put_text(&build, "severity", severities[finding->level]);
    rq_format_put(&build, "location", location_value(arena, finding));
    return rq_map_build_done(&build);
}

rq_str rq_format_gitlab(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    rq_value *issues = RQ_NEW_ARRAY(arena, rq_value, report->finding_count);
    size_t count = 0;
    (void)style;
    for (size_t i = 0; i < report->finding_count; i++)
        if (!report->findings[i].waived)
            issues[count++] = issue_value(arena, &report->findings[i]);
    return rq_format_json_text(arena, rq_list_over(arena, issues, count));
}

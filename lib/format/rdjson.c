/*
 * Reviewdog's diagnostics (reviewdog/reviewdog, proto/rdf): columns count bytes of UTF-8, the end is exclusive.  What is
 * waived is left out.
 *
 * Bytes of a line are known only where the file was read; else a place is a line, as a whole.
 */
#include "format/format.h"
#include "format/members.h"
#include "format/pen.h"
#include "format/place.h"
#include "format/visible.h"

/* Second places that are told of; one duplicate id may stand in thousands of files. */
enum { MOST_RELATED = 10 };

/* Where the last places were: a line may be as long as a file. */
struct cursors {
    struct rq_format_cursor start, end;
};

static const rq_str severities[] = {
    [RQ_LEVEL_OFF] = {"INFO", 4},
    [RQ_LEVEL_INFO] = {"INFO", 4},
    [RQ_LEVEL_WARNING] = {"WARNING", 7},
    [RQ_LEVEL_ERROR] = {"ERROR", 5},
};

static rq_value position_value(struct rq_arena *arena, struct rq_format_cursor *cursor, const struct rq_source *source,
                               uint32_t line, uint32_t column)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put(&build, "line", rq_int(line));
    if (source != NULL) {
        size_t bytes = rq_format_offset(cursor, rq_source_line(source, line), column);
        rq_format_put(&build, "column", rq_int((int64_t)bytes + 1));
    }
    return rq_map_build_done(&build);
}

static rq_value location_value(struct rq_arena *arena, struct cursors *at, const struct rq_finding *finding)
{
    struct rq_map_build build = {.arena = arena}, range = {.arena = arena};
    rq_pos pos = finding->pos;
    rq_format_put_text(&build, "path", rq_format_path(finding));
    if (pos.line > 0 && rq_format_in_file(finding)) {
        rq_format_put(&range, "start", position_value(arena, &at->start, finding->source, pos.line, pos.column));
        rq_format_put(&range, "end", position_value(arena, &at->end, finding->source, pos.end_line, pos.end_column));
        rq_format_put(&build, "range", rq_map_build_done(&range));
    }
    return rq_map_build_done(&build);
}

static rq_value related_value(struct rq_arena *arena, struct cursors *at, const struct rq_finding *finding)
{
    size_t count = finding->related_count < MOST_RELATED ? finding->related_count : MOST_RELATED;
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, count);
    for (size_t i = 0; i < count; i++) {
        const struct rq_finding place = rq_format_second(&finding->related[i]);
        struct rq_map_build build = {.arena = arena};
        rq_format_put(&build, "message", rq_string(rq_format_message(arena, &place)));
        rq_format_put(&build, "location", location_value(arena, at, &place));
        items[i] = rq_map_build_done(&build);
    }
    return rq_list_over(arena, items, count);
}

/* `at` has cursors for the findings and for their second places. */
static rq_value diagnostic_value(struct rq_arena *arena, struct cursors at[2], const struct rq_finding *finding)
{
    struct rq_map_build build = {.arena = arena}, code = {.arena = arena};
    rq_format_put(&build, "message", rq_string(rq_format_message(arena, finding)));
    rq_format_put(&build, "location", location_value(arena, &at[0], finding));
    rq_format_put_text(&build, "severity", severities[finding->level]);
    rq_format_put_text(&code, "value", finding->rule);
    rq_format_put(&build, "code", rq_map_build_done(&code));
    if (finding->related_count > 0)
        rq_format_put(&build, "related_locations", related_value(arena, &at[1], finding));
    return rq_map_build_done(&build);
}

rq_str rq_format_rdjson(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    struct rq_map_build build = {.arena = arena}, source = {.arena = arena};
    rq_value *diagnostics = RQ_NEW_ARRAY(arena, rq_value, report->finding_count);
    struct cursors at[2] = {{.start = {.offset = 0}}};
    size_t count = 0;
    (void)style;
    for (size_t i = 0; i < report->finding_count; i++)
        if (!report->findings[i].waived)
            diagnostics[count++] = diagnostic_value(arena, at, &report->findings[i]);
    rq_format_put_text(&source, "name", RQ_STR("reqlint"));
    rq_format_put(&build, "source", rq_map_build_done(&source));
    rq_format_put(&build, "diagnostics", rq_list_over(arena, diagnostics, count));
    return rq_format_members(&build);
}

/* The members that JSON reports share. */
#include "format/members.h"

#include "format/visible.h"
#include "json.h"

enum { INDENT = 2 };

void rq_format_put(struct rq_map_build *build, const char *key, rq_value value)
{
    rq_map_build_put(build, rq_str_from(key), value);
}

void rq_format_put_text(struct rq_map_build *build, const char *key, rq_str text)
{
    rq_format_put(build, key, text.len > 0 ? rq_string(rq_format_utf8(build->arena, text)) : rq_null());
}

void rq_format_put_time(struct rq_map_build *build, const char *key, rq_value time)
{
    rq_format_put(build, key, time.kind == RQ_TIMESTAMP ? time : rq_null());
}

void rq_format_put_number(struct rq_map_build *build, const char *key, uint32_t number)
{
    rq_format_put(build, key, number > 0 ? rq_int(number) : rq_null());
}

void rq_format_put_failure(struct rq_map_build *build, const struct rq_err *failure)
{
    struct rq_map_build why = {.arena = build->arena};
    rq_pos pos = failure->source == NULL ? (rq_pos){0, 0, 0, 0} : failure->pos;
    rq_format_put_text(&why, "message", failure->message);
    rq_format_put_text(&why, "help", failure->hint);
    rq_format_put_text(&why, "path", failure->source == NULL ? RQ_STR("") : rq_source_path(failure->source));
    rq_format_put_number(&why, "line", pos.line);
    rq_format_put_number(&why, "column", pos.line > 0 ? pos.column : 0);
    rq_format_put(build, "failure", rq_map_build_done(&why));
}

void rq_format_put_head(struct rq_map_build *build, int version, rq_value scope)
{
    struct rq_map_build tool = {.arena = build->arena};
    rq_format_put_text(&tool, "name", RQ_STR("reqlint"));
    rq_format_put_text(&tool, "version", RQ_STR(REQLINT_VERSION));
    rq_format_put(build, "version", rq_int(version));
    rq_format_put(build, "tool", rq_map_build_done(&tool));
    rq_format_put(build, "scope", scope);
}

rq_str rq_format_json_text(struct rq_arena *arena, rq_value value)
{
    struct rq_buf buf = {.arena = arena};
    rq_json_add(&buf, value, INDENT);
    rq_buf_byte(&buf, '\n');
    return rq_buf_text(&buf);
}

rq_str rq_format_members(struct rq_map_build *build)
{
    return rq_format_json_text(build->arena, rq_map_build_done(build));
}

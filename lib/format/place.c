/*
 * Places for hosts that show each finding beside a line of a file.  What stands in no file (the repository as a whole,
 * the message of a commit) is shown at the configuration, which is one, and says itself where it stands.
 */
#include "format/place.h"

#include "base/source.h"
#include "base/text.h"
#include "format/visible.h"

bool rq_format_in_message(const struct rq_finding *finding)
{
    return finding->source != NULL && rq_source_is_message(finding->source);
}

bool rq_format_in_file(const struct rq_finding *finding)
{
    return finding->path.len > 0 && !rq_format_in_message(finding);
}

rq_str rq_format_path(const struct rq_finding *finding)
{
    return rq_format_in_file(finding) ? finding->path : RQ_STR(".reqlint.yaml");
}

rq_pos rq_format_one_line(const struct rq_finding *finding)
{
    rq_pos pos = finding->pos;
    if (pos.line == 0 || !rq_format_in_file(finding))
        return (rq_pos){1, 1, 1, 1};
    if (pos.end_line <= pos.line)
        return pos;
    size_t columns = finding->source == NULL ? 0 : rq_utf8_count(rq_source_line(finding->source, pos.line));
    pos.end_line = pos.line;
    pos.end_column = columns >= pos.column ? (uint32_t)columns + 1 : pos.column;
    return pos;
}

rq_str rq_format_message(struct rq_arena *arena, const struct rq_finding *finding)
{
    rq_str message = rq_format_prose(arena, finding->message);
    if (!rq_format_in_message(finding))
        return message;
    rq_str name = rq_format_name(arena, finding->path);
    if (finding->pos.line == 0)
        return rq_arena_format(arena, "%.*s: %.*s", RQ_ARG(name), RQ_ARG(message));
    return rq_arena_format(arena, "%.*s:%u:%u: %.*s", RQ_ARG(name), finding->pos.line, finding->pos.column,
                           RQ_ARG(message));
}

struct rq_finding rq_format_second(const struct rq_related *related)
{
    return (struct rq_finding){
        .path = related->path, .pos = related->pos, .source = related->source, .message = related->message};
}

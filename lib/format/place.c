/* Places for hosts that show each finding beside a line of a file. */
#include "format/place.h"

#include "base/text.h"

rq_str rq_format_path(const struct rq_finding *finding)
{
    return finding->path.len > 0 ? finding->path : RQ_STR(".reqlint.yaml");
}

rq_pos rq_format_one_line(const struct rq_finding *finding)
{
    rq_pos pos = finding->pos;
    if (pos.line == 0)
        return (rq_pos){1, 1, 1, 1};
    if (pos.end_line <= pos.line)
        return pos;
    size_t columns = finding->source == NULL ? 0 : rq_utf8_count(rq_source_line(finding->source, pos.line));
    pos.end_line = pos.line;
    pos.end_column = columns >= pos.column ? (uint32_t)columns + 1 : pos.column;
    return pos;
}

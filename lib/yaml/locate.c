/*
 * From decoded text back to the file: walk the scalar again and stop at the bytes asked for.  And front matter, which is
 * only two lines to find.
 */
#include "base/source.h"
#include "yaml/walk.h"
#include "yaml/yaml.h"

/* Decoded bytes from..to are looked for; `done` were passed. */
struct search {
    const char *text; /* of the source: pieces that point into it are the same byte for byte */
    size_t from, to, done;
    size_t start, end; /* where they were found */
    bool has_start, has_end;
};

static void look(void *host, size_t start, size_t end, rq_str decoded)
{
    struct search *search = host;
    bool same = decoded.ptr == search->text + start;
    size_t before = search->done;
    search->done += decoded.len;
    if (!search->has_start && search->from < search->done) {
        search->start = same ? start + (search->from - before) : start;
        search->has_start = true;
    }
    if (!search->has_end && search->to <= search->done) {
        search->end = same ? start + (search->to - before) : end;
        search->has_end = true;
    }
}

/* False for a computed value, and for an alias, whose text is written elsewhere. */
static bool has_text(rq_value scalar)
{
    rq_str written = rq_value_written(scalar);
    return scalar.kind == RQ_STRING && written.len > 0 && (scalar.plain || written.ptr[0] != '*');
}

rq_pos rq_yaml_locate(rq_value scalar, size_t start, size_t end)
{
    struct rq_origin origin = rq_value_origin(scalar);
    if (!has_text(scalar))
        return rq_value_pos(scalar);
    rq_str text = rq_source_text(origin.source), decoded = rq_value_text(scalar);
    struct search search = {.text = text.ptr, .from = start, .to = end > start ? end : start + 1};
    size_t content = rq_yaml_walk(text, origin.start, origin.end, scalar.plain != 0, decoded, look, &search);
    if (!search.has_start)
        search.start = content;
    if (!search.has_end)
        search.end = content;
    if (end <= start)
        search.end = search.start;
    return rq_source_pos(origin.source, search.start, search.end);
}

/* True if the line is `---`, maybe with blanks behind it. */
static bool is_fence(rq_str line)
{
    return rq_str_starts(line, RQ_STR("---")) && rq_str_trim(line).len == 3;
}

void rq_yaml_front_matter(const struct rq_source *source, rq_str *front, rq_str *body)
{
    rq_str text = rq_source_text(source);
    size_t start = rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0;
    *front = rq_str_slice(text, start, start);
    *body = rq_str_slice(text, start, text.len);
    if (!is_fence(rq_source_line(source, 1)))
        return;
    for (uint32_t line = 2; line <= rq_source_line_count(source); line++) {
        if (!is_fence(rq_source_line(source, line)))
            continue;
        *front = rq_str_slice(text, rq_source_line_start(source, 2), rq_source_line_start(source, line));
        *body = rq_str_slice(text, rq_source_line_start(source, line + 1), text.len);
        return;
    }
}

/*
 * Virtual records.  Their source is the message or the text itself, so that a finding shows the line of the message that
 * it is about; their path says what it is ("commit 1a2b3c4d5e6f", "merge request").
 */
#include "reqlint/virtual.h"

#include "base/err.h"
#include "base/limits.h"
#include "base/source.h"

/* A text value whose place in the source is known. */
static rq_value placed(struct rq_arena *arena, const struct rq_source *source, rq_str part)
{
    size_t start = (size_t)(part.ptr - rq_source_text(source).ptr);
    struct rq_origin origin = {source, (uint32_t)start, (uint32_t)(start + part.len)};
    return rq_value_at(arena, rq_string(part), origin);
}

/* The first line, and what follows the empty line after it. */
static void split(rq_str text, rq_str *subject, rq_str *body)
{
    size_t end = rq_str_find_byte(text, '\n', 0);
    *subject = rq_str_trim(rq_str_slice(text, 0, end));
    *body = end == RQ_NOT_FOUND ? rq_str_slice(text, text.len, text.len) : rq_str_slice(text, end, text.len);
    while (body->len > 0 && (body->ptr[0] == '\n' || body->ptr[0] == '\r'))
        *body = rq_str_slice(*body, 1, body->len);
}

static rq_value files_list(struct rq_arena *arena, const struct rq_commit *commit)
{
    rq_value *files = RQ_NEW_ARRAY(arena, rq_value, commit->file_count);
    for (size_t i = 0; i < commit->file_count; i++)
        files[i] = rq_string(commit->files[i]);
    return rq_list_over(arena, files, commit->file_count);
}

static struct rq_record start(struct rq_arena *arena, const struct rq_record_kind *kind, rq_str path, rq_str id,
                              rq_str text)
{
    struct rq_source *source = rq_source_new(arena, path, text);
    rq_source_mark_message(source);
    return (struct rq_record){
        .kind = kind,
        .place = &kind->places[0],
        .path = path,
        .source = source,
        .captures = rq_map_over(arena, NULL, 0),
        .id = id,
    };
}

struct rq_record rq_virtual_commit(struct rq_arena *arena, const struct rq_record_kind *kind,
                                   const struct rq_commit *commit)
{
    rq_str id = commit->oid.len == 0 ? RQ_STR("message") : rq_str_slice(commit->oid, 0, 12), subject, body;
    struct rq_record record =
        start(arena, kind, rq_arena_format(arena, "commit %.*s", RQ_ARG(id)), id, commit->message);
    struct rq_map_build map = {.arena = arena};
    split(commit->message, &subject, &body);
    rq_map_build_put(&map, RQ_STR("subject"), placed(arena, record.source, subject));
    rq_map_build_put(&map, RQ_STR("body"), placed(arena, record.source, body));
    rq_map_build_put(&map, RQ_STR("text"), placed(arena, record.source, commit->message));
    rq_map_build_put(&map, RQ_STR("author"), rq_string(commit->author_name));
    rq_map_build_put(&map, RQ_STR("author-email"), rq_string(commit->author_email));
    rq_map_build_put(&map, RQ_STR("committer"), rq_string(commit->committer_name));
    rq_map_build_put(&map, RQ_STR("committer-email"), rq_string(commit->committer_email));
    rq_map_build_put(&map, RQ_STR("time"), rq_timestamp(commit->time, 0));
    rq_map_build_put(&map, RQ_STR("trailers"), rq_history_trailers(arena, commit));
    rq_map_build_put(&map, RQ_STR("files"), files_list(arena, commit));
    record.object = rq_map_build_done(&map);
    record.commit = commit->oid;
    return record;
}

/* Title and description as one text; NUL is data. */
static rq_str joined(struct rq_arena *arena, rq_str title, rq_str description)
{
    struct rq_buf buf = {.arena = arena};
    if (title.len == 0 && description.len == 0)
        return RQ_STR("");
    rq_buf_add(&buf, title);
    rq_buf_add(&buf, RQ_STR("\n\n"));
    rq_buf_add(&buf, description);
    return rq_buf_text(&buf);
}

static bool check_text(rq_str *text, struct rq_err *err)
{
    size_t bad;
    if (rq_str_starts(*text, RQ_STR("\xEF\xBB\xBF")))
        *text = rq_str_slice(*text, 3, text->len);
    if (text->len > RQ_LIMIT_FILE_BYTES) {
        rq_fail(err, "the text of the merge request has %zu bytes; at most %d are read", text->len,
                RQ_LIMIT_FILE_BYTES);
        return rq_fail_hint(err, "shorten it, and put what is long into a file of the branch");
    }
    if (!rq_utf8_valid(*text, &bad)) {
        rq_fail(err, "the text of the merge request is not valid UTF-8, at byte %zu", bad);
        return rq_fail_hint(err, "save it as UTF-8");
    }
    return true;
}

static struct rq_record merge_record(struct rq_arena *arena, const struct rq_record_kind *kind, rq_str text,
                                     const char *base, const char *head)
{
    rq_str title, description;
    struct rq_record record = start(arena, kind, RQ_STR("merge request"), RQ_STR("merge"), text);
    struct rq_map_build map = {.arena = arena};
    split(text, &title, &description);
    rq_map_build_put(&map, RQ_STR("title"), placed(arena, record.source, title));
    rq_map_build_put(&map, RQ_STR("description"), placed(arena, record.source, description));
    rq_map_build_put(&map, RQ_STR("text"), placed(arena, record.source, text));
    rq_map_build_put(&map, RQ_STR("source"), rq_string(rq_str_from(head)));
    rq_map_build_put(&map, RQ_STR("target"), rq_string(rq_str_from(base)));
    record.object = rq_map_build_done(&map);
    return record;
}

bool rq_virtual_records(struct rq_session *session, const struct rq_merge *merge, const struct rq_gate_options *options,
                        struct rq_state *state, struct rq_err *err)
{
    struct rq_arena *arena = session->arena;
    const struct rq_record_kind *commits = rq_policy_kind(session->policy, RQ_STR("commit"));
    const struct rq_record_kind *merges = rq_policy_kind(session->policy, RQ_STR("merge"));
    struct rq_record *records = RQ_NEW_ARRAY(arena, struct rq_record, merge->commit_count + 1);
    size_t count = 0;
    rq_str text = options->text.len > 0 ? options->text : joined(arena, options->title, options->description);
    if (!check_text(&text, err))
        return false;
    for (size_t i = 0; commits != NULL && i < merge->commit_count; i++)
        records[count++] = rq_virtual_commit(arena, commits, &merge->commits[i]);
    if (merges != NULL && text.len > 0)
        records[count++] =
            merge_record(arena, merges, text, session->options->base, options->head == NULL ? "HEAD" : options->head);
    state->extra = records;
    state->extra_count = count;
    return true;
}

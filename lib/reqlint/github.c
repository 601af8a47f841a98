/*
 * The payload of an event of GitHub Actions, which is that of the webhook of the same name: pull_request (and its sisters),
 * merge_group, push.  It is told by what is in it.  A field that is there and is not what GitHub writes is a failure: it must
 * not count as nothing said.
 */
#include "base/err.h"
#include "base/text.h"
#include "json.h"
#include "reqlint/reqlint.h"

const struct rq_event rq_event_none = {.base = "", .head = "", .target = "", .ref = "", .default_branch = ""};

/* Says what to do; always gives false. */
static bool hint(struct rq_err *err)
{
    rq_fail_hint(err, "GITHUB_EVENT_PATH names it; or give the text of the merge request with --text FILE");
    return false;
}

struct reader {
    struct rq_arena *arena;
    const char *what; /* "pull request": what the fields are of */
    struct rq_err *err;
};

/* A field that is a text; empty where it is missing, or null, as GitHub writes an empty body. */
static bool read_text(const struct reader *reader, rq_value object, rq_str key, rq_str *text)
{
    const rq_value *value = object.kind == RQ_MAP ? rq_value_field(object, key) : NULL;
    bool empty = value == NULL || value->kind == RQ_NULL;
    *text = empty ? RQ_STR("") : rq_value_text(*value);
    if (empty || value->kind == RQ_STRING)
        return true;
    rq_fail(reader->err, "the %.*s of the %s in the GitHub event is no text", RQ_ARG(key), reader->what);
    return hint(reader->err);
}

/* A field that names a commit. */
static bool read_commit(const struct reader *reader, rq_value object, rq_str key, const char **commit)
{
    rq_str text;
    if (!read_text(reader, object, key, &text))
        return false;
    *commit = rq_arena_copy(reader->arena, text).ptr;
    if (text.len == 0 || rq_is_oid(text))
        return true;
    rq_fail(reader->err, "the %.*s of the %s in the GitHub event is no commit", RQ_ARG(key), reader->what);
    return hint(reader->err);
}

/* A field that names a branch or another ref: nothing that git would read as more than a name. */
static bool read_name(const struct reader *reader, rq_value object, rq_str key, const char **name)
{
    rq_str text;
    if (!read_text(reader, object, key, &text))
        return false;
    bool good =
        rq_str_find(text, RQ_STR(".."), 0) == RQ_NOT_FOUND && rq_str_find(text, RQ_STR("@{"), 0) == RQ_NOT_FOUND;
    for (size_t i = 0; i < text.len && good; i++)
        good = (unsigned char)text.ptr[i] > ' ' &&
               rq_str_find_byte(RQ_STR("~^:?*[\\\x7f"), text.ptr[i], 0) == RQ_NOT_FOUND;
    *name = rq_arena_copy(reader->arena, text).ptr;
    if (good)
        return true;
    rq_fail(reader->err, "the %.*s of the %s in the GitHub event is no name of a branch", RQ_ARG(key), reader->what);
    return hint(reader->err);
}

/* A field that is a mapping; RQ_NULL where it is missing. */
static bool read_map(const struct reader *reader, rq_value object, rq_str key, rq_value *map)
{
    const rq_value *value = rq_value_field(object, key);
    *map = value == NULL ? rq_null() : *value;
    if (map->kind == RQ_NULL || map->kind == RQ_MAP)
        return true;
    rq_fail(reader->err, "the %s in the GitHub event is no mapping", reader->what);
    return hint(reader->err);
}

static bool read_pull_request(struct reader *reader, rq_value request, struct rq_event *event)
{
    rq_value base, head;
    event->kind = RQ_EVENT_MERGE;
    event->has_text = true;
    return read_text(reader, request, RQ_STR("title"), &event->title) &&
           read_text(reader, request, RQ_STR("body"), &event->description) &&
           read_map(reader, request, RQ_STR("base"), &base) && read_map(reader, request, RQ_STR("head"), &head) &&
           read_commit(reader, base, RQ_STR("sha"), &event->base) &&
           read_commit(reader, head, RQ_STR("sha"), &event->head) &&
           read_name(reader, base, RQ_STR("ref"), &event->target);
}

/* The queue tests the group on top of what lies before it, which is not the branch yet: only the commit counts. */
static bool read_merge_group(struct reader *reader, rq_value group, struct rq_event *event)
{
    event->kind = RQ_EVENT_MERGE;
    return read_commit(reader, group, RQ_STR("base_sha"), &event->base) &&
           read_commit(reader, group, RQ_STR("head_sha"), &event->head);
}

static bool read_push(struct reader *reader, rq_value payload, struct rq_event *event)
{
    rq_value repository;
    bool whole = rq_value_field(payload, RQ_STR("before")) != NULL &&
                 rq_value_field(payload, RQ_STR("after")) != NULL && rq_value_field(payload, RQ_STR("ref")) != NULL;
    if (!whole)
        return true;
    event->kind = RQ_EVENT_PUSH;
    return read_commit(reader, payload, RQ_STR("before"), &event->base) &&
           read_commit(reader, payload, RQ_STR("after"), &event->head) &&
           read_name(reader, payload, RQ_STR("ref"), &event->ref) &&
           read_map(reader, payload, RQ_STR("repository"), &repository) &&
           read_name(reader, repository, RQ_STR("default_branch"), &event->default_branch);
}

static bool read_payload(struct reader *reader, rq_str text, rq_value *payload)
{
    struct rq_err wrong = {.arena = reader->arena};
    if (rq_str_trim(text).len == 0) {
        rq_fail(reader->err, "the payload of the GitHub event is empty");
        return hint(reader->err);
    }
    *payload = rq_json_read(reader->arena, text, &wrong);
    if (wrong.failed) {
        rq_fail(reader->err, "the payload of the GitHub event is not JSON: %.*s", RQ_ARG(wrong.message));
        return hint(reader->err);
    }
    if (payload->kind == RQ_MAP)
        return true;
    rq_fail(reader->err, "the payload of the GitHub event is no mapping");
    return hint(reader->err);
}

bool rq_github_event(struct rq_arena *arena, rq_str payload, struct rq_event *event, struct rq_err *err)
{
    struct reader reader = {arena, "pull request", err};
    rq_value all, request, group;
    *event = rq_event_none;
    if (!read_payload(&reader, payload, &all) || !read_map(&reader, all, RQ_STR("pull_request"), &request))
        return false;
    if (request.kind == RQ_MAP)
        return read_pull_request(&reader, request, event);
    reader.what = "merge group";
    if (!read_map(&reader, all, RQ_STR("merge_group"), &group))
        return false;
    if (group.kind == RQ_MAP)
        return read_merge_group(&reader, group, event);
    reader.what = "push";
    return read_push(&reader, all, event);
}

/*
 * The past of a test.  `history` lists the versions of its record, oldest first, each with its `object` and what else of
 * a commit matters; `removed` says with which commit the record went away; `histories` does the same as `history` for
 * other records, by kind and id.  What a version does not say is made up, so that a test shows only what it is about.
 */
#include "reqlint/trial.h"

#include "base/err.h"
#include "policy/shape.h"

struct version_draft {
    rq_str id, path, time, author, committer, message;
    rq_value object, commit, order, trailers, people;
    bool returned;
};

#define COMMIT_KEYS                                                                                                    \
    {"commit", RQ_SHAPE_VALUE, offsetof(struct version_draft, commit), .about = "the commit: a number, or a name"},    \
        {"order", RQ_SHAPE_VALUE, offsetof(struct version_draft, order),                                               \
         .about = "its place among the commits of the test"},                                                          \
        {"time", RQ_SHAPE_TEXT, offsetof(struct version_draft, time), .about = "when it landed"},                      \
        {"author", RQ_SHAPE_TEXT, offsetof(struct version_draft, author), .about = "who wrote it: Name <address>"},    \
        {"committer", RQ_SHAPE_TEXT, offsetof(struct version_draft, committer), .about = "who committed it"},          \
        {"message", RQ_SHAPE_TEXT, offsetof(struct version_draft, message), .about = "its message"},                   \
        {"trailers", RQ_SHAPE_MAP, offsetof(struct version_draft, trailers), .about = "the trailers of the message"},  \
    {                                                                                                                  \
        "people", RQ_SHAPE_LIST, offsetof(struct version_draft, people), .about = "addresses of all who took part"     \
    }

const struct rq_shape_key rq_version_keys[] = {
    {"object", RQ_SHAPE_MAP, offsetof(struct version_draft, object), .about = "the record as this version has it"},
    {"id", RQ_SHAPE_TEXT, offsetof(struct version_draft, id), .about = "its id then"},
    {"path", RQ_SHAPE_TEXT, offsetof(struct version_draft, path), .about = "where it was"},
    {"returned", RQ_SHAPE_FLAG, offsetof(struct version_draft, returned), .about = "true: it came back"},
    COMMIT_KEYS,
    {0},
};

const struct rq_shape_key rq_removal_keys[] = {COMMIT_KEYS, {0}};

/* person = [ name ] "<" email ">" | email */
static void read_person(rq_str text, rq_str *name, rq_str *email)
{
    size_t open = rq_str_find_byte(text, '<', 0);
    if (text.len == 0)
        return;
    *name = rq_str_trim(rq_str_slice(text, 0, open));
    *email = open == RQ_NOT_FOUND ? *name : rq_str_slice(text, open + 1, rq_str_find_byte(text, '>', open));
}

static void add_trailers(struct rq_arena *arena, const struct rq_entry *entry, struct rq_trailer *trailers,
                         size_t *count)
{
    rq_str name = rq_value_source_text(arena, entry->key);
    bool many = entry->value.kind == RQ_LIST;
    for (uint32_t i = 0; i < (many ? entry->value.as.list->count : 1); i++) {
        rq_value value = many ? entry->value.as.list->items[i] : entry->value;
        trailers[(*count)++] = (struct rq_trailer){name, rq_value_source_text(arena, value)};
    }
}

static void read_trailers(struct rq_arena *arena, rq_value map, struct rq_commit *commit)
{
    size_t most = 0;
    for (uint32_t i = 0; map.kind == RQ_MAP && i < map.as.map->count; i++)
        most += map.as.map->entries[i].value.kind == RQ_LIST ? map.as.map->entries[i].value.as.list->count : 1;
    struct rq_trailer *trailers = RQ_NEW_ARRAY(arena, struct rq_trailer, most);
    for (uint32_t i = 0; map.kind == RQ_MAP && i < map.as.map->count; i++)
        add_trailers(arena, &map.as.map->entries[i], trailers, &commit->trailer_count);
    commit->trailers = trailers;
}

/* Later commits have later times, unless the test says otherwise. */
static bool read_order(const struct rq_trial_past *past, const struct version_draft *draft,
                       const struct rq_commit *commit, int64_t *order)
{
    *order = draft->order.kind == RQ_INT ? draft->order.as.integer : commit->time;
    return draft->order.kind == RQ_INT || draft->order.kind == RQ_ABSENT ||
           rq_shape_fail(past->err, draft->order, "the order of a version is a whole number");
}

/* A time that a version does not give is that of the test. */
static bool read_time(const struct rq_trial_past *past, rq_value where, rq_str text, int64_t *time)
{
    rq_value value = past->now;
    struct rq_err wrong = {.arena = past->session->arena};
    if (text.len > 0 && !rq_parse_time(text, &value, &wrong))
        return rq_shape_fail(past->err, where, "%.*s", RQ_ARG(wrong.message));
    *time = value.as.integer;
    return true;
}

/* An empty text: it is not committed yet. */
static rq_str commit_name(struct rq_arena *arena, rq_value given, uint32_t number)
{
    bool made_up = given.kind == RQ_ABSENT;
    return made_up ? rq_arena_format(arena, "%040x", number + 1) : rq_value_source_text(arena, given);
}

static bool read_commit(const struct rq_trial_past *past, rq_value where, const struct version_draft *draft,
                        uint32_t number, struct rq_commit *commit)
{
    struct rq_arena *arena = past->session->arena;
    *commit = (struct rq_commit){
        .oid = commit_name(arena, draft->commit, number),
        .message = draft->message,
        .author_name = RQ_STR("test"),
        .author_email = RQ_STR("test@example.com"),
    };
    read_person(draft->author, &commit->author_name, &commit->author_email);
    commit->committer_name = commit->author_name;
    commit->committer_email = commit->author_email;
    read_person(draft->committer, &commit->committer_name, &commit->committer_email);
    read_trailers(arena, draft->trailers, commit);
    return read_time(past, where, draft->time, &commit->time);
}

static bool read_version(const struct rq_trial_past *past, const struct rq_record *record, rq_value written,
                         uint32_t number, rq_value *version)
{
    struct rq_arena *arena = past->session->arena;
    struct version_draft draft = {.id = record->id, .path = record->path};
    struct rq_commit commit;
    int64_t order;
    if (!rq_shape_read(arena, written, rq_version_keys, "a version", &draft, past->err))
        return false;
    if (draft.object.kind != RQ_MAP)
        return rq_shape_fail(past->err, written, "this version has no `object`");
    if (!read_commit(past, written, &draft, number, &commit) || !read_order(past, &draft, &commit, &order))
        return false;
    const struct rq_version_facts facts = {draft.object, draft.id, draft.path, draft.returned};
    *version = rq_history_version(arena, &facts, &commit, order, draft.people);
    return true;
}

static bool read_versions(const struct rq_trial_past *past, const struct rq_record *record, rq_value list,
                          rq_value removed, rq_value *history)
{
    struct rq_arena *arena = past->session->arena;
    uint32_t count = list.kind == RQ_LIST ? list.as.list->count : 0;
    rq_value *versions = RQ_NEW_ARRAY(arena, rq_value, count);
    for (uint32_t i = 0; i < count; i++)
        if (!read_version(past, record, list.as.list->items[i], i, &versions[i]))
            return false;
    *history = rq_history_told(arena, versions, count, removed);
    return true;
}

static bool read_removal(const struct rq_trial_past *past, rq_value *removed)
{
    struct version_draft draft = {0};
    struct rq_commit commit;
    int64_t order;
    *removed = rq_null();
    if (past->trial->removed.kind != RQ_MAP)
        return true;
    if (!rq_shape_read(past->session->arena, past->trial->removed, rq_removal_keys, "`removed`", &draft, past->err) ||
        !read_commit(past, past->trial->removed, &draft, 999, &commit) || !read_order(past, &draft, &commit, &order))
        return false;
    *removed = rq_history_removal(past->session->arena, &commit, order, draft.people);
    return true;
}

/* All of them are read once for their mistakes. */
static bool check_histories(const struct rq_trial_past *past)
{
    rq_value kinds = past->trial->histories, ignored;
    for (uint32_t k = 0; kinds.kind == RQ_MAP && k < kinds.as.map->count; k++) {
        rq_value ids = kinds.as.map->entries[k].value;
        if (ids.kind != RQ_MAP)
            return rq_shape_fail(past->err, ids, "the histories of a kind are a mapping from id to versions");
        for (uint32_t i = 0; i < ids.as.map->count; i++) {
            rq_value versions = ids.as.map->entries[i].value;
            if (versions.kind != RQ_LIST)
                return rq_shape_fail(past->err, versions, "a history is a list of versions");
            if (!read_versions(past, past->subject, versions, rq_null(), &ignored))
                return false;
        }
    }
    return true;
}

/* A record that the test says nothing about is as it was when it was made, at the test's time. */
static rq_value history_of(const struct rq_trial_past *past, struct rq_arena *arena, const struct rq_record *record)
{
    const rq_value *ids = rq_value_field(past->trial->histories, record->kind->name);
    rq_value history;
    for (uint32_t i = 0; ids != NULL && i < ids->as.map->count; i++)
        if (rq_str_equal(rq_value_source_text(arena, ids->as.map->entries[i].key), record->id) &&
            read_versions(past, record, ids->as.map->entries[i].value, rq_null(), &history))
            return history;
    struct rq_commit commit;
    struct version_draft nothing = {0};
    read_commit(past, past->where, &nothing, 0, &commit);
    const struct rq_version_facts facts = {record->object, record->id, record->path, false};
    rq_value version = rq_history_version(arena, &facts, &commit, commit.time, (rq_value){0});
    rq_value *versions = RQ_NEW(arena, rq_value);
    *versions = version;
    return rq_history_told(arena, versions, 1, rq_null());
}

static rq_value history(const void *host, struct rq_arena *arena, const struct rq_record *record)
{
    const struct rq_trial_past *past = host;
    return record == past->subject ? past->history : history_of(past, arena, record);
}

static bool has(const void *host, const struct rq_record *record)
{
    (void)host;
    (void)record;
    return true;
}

/* True if a form of the rule that judges the record looks at its history. */
static bool asks_history(const struct rq_trial_past *past)
{
    bool asks = false;
    for (const struct rq_rule *form = past->rule; form != NULL; form = form->also)
        for (size_t i = 0; i < form->match_count; i++)
            asks |= form->asks.history && form->match[i] == past->subject->kind;
    return asks;
}

bool rq_trial_read_past(struct rq_trial_past *past)
{
    rq_value removed;
    if (asks_history(past) && past->trial->history.kind != RQ_LIST)
        return rq_shape_fail(past->err, past->where, "this rule looks at history, and the test has no `history`");
    if (!read_removal(past, &removed) ||
        !read_versions(past, past->subject, past->trial->history, removed, &past->history) || !check_histories(past))
        return false;
    past->past = (struct rq_lint_past){history, has, past};
    return true;
}

rq_value rq_trial_last_object(rq_value versions)
{
    uint32_t count = versions.kind == RQ_LIST ? versions.as.list->count : 0;
    const rq_value *object = count == 0 ? NULL : rq_value_field(versions.as.list->items[count - 1], RQ_STR("object"));
    return object == NULL ? (rq_value){0} : *object;
}

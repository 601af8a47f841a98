/*
 * A new record, from the form of its kind to a file that reads back as that record.
 *
 * Where a kind keeps its id, or what its links and `waives` look at, is said by expressions.  To write there, the field is
 * found by trial: the expression is evaluated on records that have one word in one field, and the field that gives the word
 * back is the one.
 */
#include "reqlint/fresh.h"

#include "base/err.h"
#include "reqlint/taken.h"

bool rq_fresh_open_tree(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                        struct rq_err *err)
{
    struct rq_err other = {.arena = err->arena};
    if (rq_session_open_tree(session, arena, options, &other))
        return true;
    if (session->repo == NULL || !rq_repo_is_bare(session->repo))
        return rq_fail_again(err, &other);
    rq_fail(err, "a bare repository has no working tree to write into");
    return rq_fail_hint(err, "run it in a clone");
}

bool rq_fresh_open(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                   struct rq_err *err)
{
    return rq_fresh_open_tree(session, arena, options, err) && rq_session_build_policy(session, err);
}

const struct rq_graph *rq_fresh_graph(struct rq_session *session, const struct rq_record *extra, size_t extra_count,
                                      struct rq_err *err)
{
    struct rq_state state = {.snapshot = session->snapshot,
                             .extra = extra,
                             .extra_count = extra_count,
                             .findings = {.arena = session->arena}};
    return rq_session_load(session, &state, false, err) ? rq_session_graph(session, &state) : NULL;
}

const struct rq_record_kind *rq_fresh_kind(const struct rq_session *session, rq_str name, struct rq_err *err)
{
    const struct rq_policy *policy = session->policy;
    const struct rq_record_kind *kind = rq_policy_kind(policy, name);
    if (kind != NULL)
        return kind;
    rq_str *names = RQ_NEW_ARRAY(session->arena, rq_str, policy->kind_count);
    for (size_t i = 0; i < policy->kind_count; i++)
        names[i] = policy->kinds[i]->name;
    rq_str near = rq_nearest(name, names, policy->kind_count);
    rq_fail(err, "there is no kind `%.*s`", RQ_ARG(name));
    if (near.len > 0)
        rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(near));
    rq_fail_hint(err, "`reqlint kinds` lists all kinds");
    return NULL;
}

bool rq_fresh_exists(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id, struct rq_arena *arena,
                     struct rq_err *err)
{
    if (rq_graph_find(graph, kind, id) != NULL)
        return true;
    rq_str near = rq_graph_nearest_id(graph, kind, id, arena);
    for (size_t i = 0; i < graph->record_count; i++)
        if (graph->records[i].kind == kind && rq_draft_same_number(graph->records[i].id, id))
            near = graph->records[i].id;
    rq_fail(err, "there is no %.*s `%.*s`", RQ_ARG(kind->name), RQ_ARG(id));
    if (near.len > 0)
        return rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(near));
    return rq_fail_hint(err,
                        "`reqlint kinds` tells where they are looked for, `reqlint check` which files cannot be read");
}

bool rq_fresh_start(struct rq_fresh *fresh, struct rq_session *session, const struct rq_graph *graph,
                    const struct rq_record_kind *kind, struct rq_err *err)
{
    *fresh = (struct rq_fresh){.session = session, .graph = graph, .kind = kind};
    if (kind->is_virtual || kind->field_count == 0 || kind->places[0].format == RQ_FORMAT_TEXT ||
        kind->places[0].format == RQ_FORMAT_PATH) {
        rq_fail(err, "the kind `%.*s` has no fields to fill in", RQ_ARG(kind->name));
        return rq_fail_hint(err, "`reqlint kinds -v` lists the kinds that have some");
    }
    fresh->draft = rq_draft_new(session->arena, kind);
    return rq_taken_ids(session, graph, kind, &fresh->ids, &fresh->id_count, err);
}

bool rq_fresh_set(struct rq_fresh *fresh, const char *const *settings, size_t count, struct rq_err *err)
{
    for (size_t i = 0; i < count; i++)
        if (!rq_draft_set(&fresh->draft, rq_str_from(settings[i]), err))
            return false;
    return true;
}

struct rq_record rq_fresh_record(const struct rq_fresh *fresh, rq_str path, rq_value object)
{
    return (struct rq_record){
        .kind = fresh->kind,
        .place = &fresh->kind->places[0],
        .path = path,
        .object = object,
        .captures = rq_map_over(fresh->session->arena, NULL, 0),
        .id = fresh->id,
    };
}

static bool gives(const struct rq_fresh *fresh, const struct rq_cel_program *program, const struct rq_record *record,
                  rq_str text)
{
    struct rq_arena *arena = fresh->session->arena;
    rq_value value = rq_graph_eval(arena, fresh->session->policy, record, program);
    if (value.kind == RQ_OPTIONAL && value.as.inner != NULL)
        value = *value.as.inner;
    return value.kind == RQ_STRING && rq_str_equal(rq_value_text(value), text);
}

rq_str rq_fresh_field(const struct rq_fresh *fresh, const struct rq_cel_program *program)
{
    const rq_str word = RQ_STR("a word that stands nowhere else");
    for (size_t i = 0; program != NULL && i < fresh->draft.root.inner_count; i++) {
        rq_str name = fresh->draft.root.inner[i].name;
        struct rq_map_build map = {.arena = fresh->session->arena};
        rq_map_build_put(&map, name, rq_string(word));
        struct rq_record record = rq_fresh_record(fresh, RQ_STR(""), rq_map_build_done(&map));
        if (gives(fresh, program, &record, word))
            return name;
    }
    return RQ_STR("");
}

bool rq_fresh_put(struct rq_fresh *fresh, const struct rq_cel_program *program, const char *what, rq_value value,
                  struct rq_err *err)
{
    rq_str field = rq_fresh_field(fresh, program);
    if (field.len == 0)
        return rq_fail(err, "the kind `%.*s` has no field for the %s", RQ_ARG(fresh->kind->name), what);
    rq_draft_put(&fresh->draft, field, value);
    return true;
}

bool rq_fresh_is_free(const struct rq_fresh *fresh, rq_str id)
{
    return !rq_str_among(id, fresh->ids, fresh->id_count);
}

/* ---- id and path ---- */

static bool matches(const struct rq_fresh *fresh, const struct rq_glob *glob, rq_str path)
{
    const struct rq_locator *where = &fresh->kind->places[0].where;
    return rq_glob_match(glob, path, NULL) && !rq_globs_match(where->not_files, where->not_count, path);
}

bool rq_fresh_shares_file(const struct rq_fresh *fresh, rq_str *path, rq_str *key)
{
    const struct rq_place *place = &fresh->kind->places[0];
    *path = rq_glob_text(place->where.files[0]);
    return rq_str_equal(*path, rq_glob_prefix(place->where.files[0])) && place->where.at_count == 1 &&
           rq_keypath_is_list(place->where.at[0], key);
}

/* The folder that a pattern names before its first wildcard, the id, and an ending that the pattern wants. */
static rq_str path_for(const struct rq_fresh *fresh, rq_str id)
{
    static const char *const endings[] = {".yaml", ".yml", ".md", ".markdown", ".json"};
    const struct rq_place *place = &fresh->kind->places[0];
    rq_str shared, key;
    if (rq_fresh_shares_file(fresh, &shared, &key))
        return shared;
    for (size_t i = 0; i < place->where.file_count; i++) {
        rq_str folder = rq_glob_prefix(place->where.files[i]);
        while (folder.len > 0 && folder.ptr[folder.len - 1] != '/')
            folder.len--;
        for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
            rq_str path = rq_arena_format(fresh->session->arena, "%.*s%.*s%s", RQ_ARG(folder), RQ_ARG(id), endings[e]);
            if (matches(fresh, place->where.files[i], path))
                return path;
        }
    }
    return RQ_STR("");
}

/* A name for a file in one folder, on any system. */
static bool is_file_name(rq_str id)
{
    enum { LONGEST = 200 };
    for (size_t i = 0; i < id.len; i++)
        if ((unsigned char)id.ptr[i] < ' ' || id.ptr[i] == 0x7F || memchr("/\\:*?\"<>|", id.ptr[i], 9) != NULL)
            return false;
    return id.len > 0 && id.len <= LONGEST && id.ptr[0] != '.' && id.ptr[0] != '-' && rq_utf8_valid(id, NULL);
}

static bool fail_no_id(const struct rq_fresh *fresh, struct rq_err *err)
{
    rq_str name = fresh->kind->name;
    rq_fail(err, "ids of the kind `%.*s` are not counted: give one", RQ_ARG(name));
    return rq_fail_hint(err, "for example `reqlint new %.*s ID`", RQ_ARG(name));
}

/* An id is not used again: those of records that are gone count too, and those that others had before their files moved. */
static rq_str next_id(const struct rq_fresh *fresh)
{
    size_t before_count, count = 0;
    const rq_str *before = rq_taken_before(fresh->session, fresh->kind, &before_count);
    rq_str *ids = RQ_NEW_ARRAY(fresh->session->arena, rq_str, fresh->id_count + before_count);
    for (size_t i = 0; i < fresh->id_count; i++)
        ids[count++] = fresh->ids[i];
    for (size_t i = 0; i < before_count; i++)
        ids[count++] = before[i];
    return rq_draft_next_id(fresh->session->arena, ids, count, fresh->kind->start.first);
}

/* What --set says, the next number, or what the kind has for its id. */
bool rq_fresh_choose_id(struct rq_fresh *fresh, rq_str *id, struct rq_err *err)
{
    struct rq_arena *arena = fresh->session->arena;
    rq_str field = rq_fresh_field(fresh, fresh->kind->places[0].id);
    const struct rq_draft_node *node = rq_draft_find(&fresh->draft, field);
    if (node != NULL && node->value.kind != RQ_ABSENT)
        *id = rq_value_source_text(arena, node->value);
    else
        *id = next_id(fresh);
    if (id->len == 0 && node != NULL && node->field->initial != NULL) {
        rq_value value;
        if (!rq_fresh_evaluate(fresh, node, node->field->initial, &value, err))
            return false;
        *id = rq_value_source_text(arena, value);
    }
    return true;
}

static bool fail_taken(const struct rq_fresh *fresh, rq_str id, struct rq_err *err)
{
    const struct rq_record *record = rq_graph_newest(fresh->graph, fresh->kind, id);
    rq_str name = fresh->kind->name;
    if (record != NULL)
        return rq_fail(err, "the %.*s `%.*s` is there already: %.*s", RQ_ARG(name), RQ_ARG(id), RQ_ARG(record->path));
    rq_fail(err, "the %.*s `%.*s` is there already, on another branch or in the index", RQ_ARG(name), RQ_ARG(id));
    return rq_fail_hint(err, "choose another id: both would meet in a merge");
}

/* Puts the id into the field that holds it.  Where the file's name gives it, it may be a part of that alone: the number of
 * 0012-refunds.md. */
static bool place_id(struct rq_fresh *fresh, rq_str field, struct rq_err *err)
{
    struct rq_arena *arena = fresh->session->arena;
    if (field.len > 0)
        return rq_draft_set(&fresh->draft, rq_arena_format(arena, "%.*s=%.*s", RQ_ARG(field), RQ_ARG(fresh->id)), err);
    struct rq_record record = rq_fresh_record(fresh, fresh->path, rq_map_over(arena, NULL, 0));
    rq_value id = rq_graph_eval(arena, fresh->session->policy, &record, fresh->kind->places[0].id);
    if (id.kind != RQ_STRING || rq_value_text(id).len == 0)
        return rq_fail(err, "the id of the kind `%.*s` is made of more than the file's name or one field",
                       RQ_ARG(fresh->kind->name));
    fresh->id = rq_value_text(id);
    return rq_fresh_is_free(fresh, fresh->id) || fail_taken(fresh, fresh->id, err);
}

bool rq_fresh_name(struct rq_fresh *fresh, rq_str id, struct rq_err *err)
{
    rq_str field = rq_fresh_field(fresh, fresh->kind->places[0].id);
    if (id.len == 0)
        return fail_no_id(fresh, err);
    if (!is_file_name(id))
        return rq_fail(err, "`%.*s` is no id that a file can be named after", RQ_ARG(id));
    if (!rq_fresh_is_free(fresh, id))
        return fail_taken(fresh, id, err);
    fresh->id = id;
    fresh->path = path_for(fresh, id);
    if (fresh->path.len > 0)
        return place_id(fresh, field, err);
    rq_str name = fresh->kind->name, pattern = rq_glob_text(fresh->kind->places[0].where.files[0]);
    return rq_fail(err, "`%.*s` does not say where the file of the %.*s `%.*s` goes", RQ_ARG(pattern), RQ_ARG(name),
                   RQ_ARG(id));
}

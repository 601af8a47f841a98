/*
 * The file of a new record: what the kind knows is filled in, field by field, so that each sees those before it; the text is
 * made, and read again.
 */
#include "reqlint/fresh.h"

#include "base/err.h"
#include "base/source.h"
#include "draft/edit.h"
#include "lint/lint.h"
#include "lint/scope.h"
#include "load/file.h"
#include "yaml/yaml.h"

static rq_value author_of(const struct rq_session *session)
{
    rq_str name, email;
    struct rq_map_build map = {.arena = session->arena};
    rq_repo_author(session->repo, session->arena, &name, &email);
    rq_map_build_put(&map, RQ_STR("name"), rq_string(name));
    rq_map_build_put(&map, RQ_STR("email"), rq_string(email));
    return rq_map_build_done(&map);
}

static bool fail_field(const struct rq_draft_node *node, rq_str key, rq_str why, struct rq_err *err)
{
    const rq_value *written = rq_value_field(node->field->written, key);
    return rq_fail_at(err, written->source, rq_value_pos(*written),
                      "what a new record has for `%.*s` is not clear: %.*s", RQ_ARG(node->name), RQ_ARG(why));
}

bool rq_fresh_evaluate(struct rq_fresh *fresh, const struct rq_draft_node *node, const struct rq_cel_program *program,
                       rq_value *value, struct rq_err *err)
{
    struct rq_session *session = fresh->session;
    struct rq_record record = rq_fresh_record(fresh, fresh->path, rq_draft_object(&fresh->draft));
    struct rq_lint_input input = {.policy = session->policy, .graph = fresh->graph, .now = session->options->now};
    struct rq_lint_scope *scope = RQ_NEW(session->arena, struct rq_lint_scope);
    rq_lint_scope_init(scope, &input, NULL, &record, session->arena);
    scope->slots[RQ_SLOT_AUTHOR] = author_of(session);
    *value = rq_lint_scope_eval(scope, program);
    if (value->kind == RQ_OPTIONAL)
        *value = value->as.inner == NULL ? rq_null() : *value->as.inner;
    if (value->kind != RQ_FAULT)
        return true;
    return fail_field(node, program == node->field->initial ? RQ_STR("initial") : RQ_STR("when"),
                      value->as.fault->message, err);
}

static bool is_scalar(rq_value value)
{
    return value.kind >= RQ_BOOL && value.kind <= RQ_STRING;
}

static bool is_writable(rq_value value)
{
    bool good = is_scalar(value) || value.kind == RQ_LIST;
    for (uint32_t i = 0; value.kind == RQ_LIST && i < value.as.list->count; i++)
        good = good && is_scalar(value.as.list->items[i]);
    return good;
}

static bool fill_value(struct rq_fresh *fresh, struct rq_draft_node *node, struct rq_err *err)
{
    rq_value value;
    if (!rq_fresh_evaluate(fresh, node, node->field->initial, &value, err))
        return false;
    if (value.kind == RQ_NULL)
        return true;
    node->value = value;
    return is_writable(value) ||
           fail_field(node, RQ_STR("initial"), RQ_STR("it is no scalar and no list of scalars"), err);
}

static bool decide_whether(struct rq_fresh *fresh, struct rq_draft_node *node, struct rq_err *err)
{
    rq_value wanted;
    if (!rq_fresh_evaluate(fresh, node, node->field->when, &wanted, err))
        return false;
    node->left_out = wanted.kind == RQ_BOOL && !wanted.as.boolean;
    return true;
}

/* What people have set is there, whatever the kind says. */
static bool fill(struct rq_fresh *fresh, struct rq_draft_node *node, struct rq_err *err)
{
    bool known = node->value.kind != RQ_ABSENT, own = node->field != NULL;
    if (own && node->field->when != NULL && !known && !node->asked_for && !decide_whether(fresh, node, err))
        return false;
    if (node->left_out)
        return true;
    if (own && node->field->initial != NULL && !known && !fill_value(fresh, node, err))
        return false;
    for (size_t i = 0; i < node->inner_count && node->value.kind == RQ_ABSENT; i++)
        if (!fill(fresh, &node->inner[i], err))
            return false;
    return true;
}

/* ---- the file ---- */

/* All of a new file. */
static rq_str new_text(const struct rq_fresh *fresh)
{
    rq_str shared, key, body = fresh->kind->start.body;
    if (rq_fresh_shares_file(fresh, &shared, &key)) {
        struct rq_buf buf = {.arena = fresh->session->arena};
        rq_yaml_emit_key(&buf, key);
        rq_buf_add(&buf, RQ_STR(":\n"));
        rq_buf_add(&buf, rq_draft_entry(&fresh->draft, 2));
        return rq_buf_text(&buf);
    }
    rq_str fields = rq_draft_text(&fresh->draft);
    if (fresh->kind->places[0].format != RQ_FORMAT_MARKDOWN)
        return fields;
    return rq_arena_format(fresh->session->arena, "---\n%.*s---\n%s%.*s", RQ_ARG(fields), body.len > 0 ? "\n" : "",
                           RQ_ARG(body));
}

/* The text of the file; where others share it and it is there, what it holds becomes file->before. */
static bool make_text(const struct rq_fresh *fresh, struct rq_writing *file, struct rq_err *err)
{
    rq_str shared, key;
    const struct rq_snapshot *snapshot = fresh->session->snapshot;
    const struct rq_snapshot_entry *entry =
        rq_fresh_shares_file(fresh, &shared, &key) ? rq_snapshot_find(snapshot, shared) : NULL;
    if (entry == NULL) {
        file->text = new_text(fresh);
        return true;
    }
    const struct rq_source *source = rq_load_source(fresh->session->arena, snapshot, entry, err);
    if (source == NULL)
        return false;
    file->before = rq_source_text(source);
    return rq_edit_append(fresh->session->arena, source, key, &fresh->draft, &file->text, err);
}

/* The record of this id that the file gives, if it is the only one. */
static const struct rq_record *read_back(struct rq_fresh *fresh, const struct rq_writing *file, struct rq_err *err)
{
    struct rq_session *session = fresh->session;
    struct rq_memory_file memory = {file->path, file->text};
    struct rq_findings findings = {.arena = session->arena};
    bool *kinds = RQ_NEW_ARRAY(session->arena, bool, session->policy->kind_count);
    struct rq_load load;
    kinds[fresh->kind->number] = true;
    struct rq_load_input input = {
        .policy = session->policy,
        .snapshot = rq_snapshot_memory(&memory, 1, session->arena),
        .threads = 1,
        .past = kinds,
    };
    if (!rq_load(session->arena, &input, &load, &findings, err) || findings.count > 0 ||
        (file->before.ptr == NULL && load.record_count != 1))
        return NULL;
    const struct rq_record *found = NULL;
    for (size_t i = 0; i < load.record_count; i++) {
        rq_record_identify(session->arena, session->arena, session->policy, &load.records[i]);
        if (rq_str_equal(load.records[i].id, fresh->id))
            found = &load.records[i];
    }
    return found;
}

/* What is written must be the record that was meant: a pattern may not cover the path, or another part of the kind want
 * something that a form does not have. */
static bool check_file(struct rq_fresh *fresh, const struct rq_writing *file, struct rq_err *err)
{
    const struct rq_record *record = read_back(fresh, file, err);
    bool yaml = fresh->kind->places[0].format == RQ_FORMAT_YAML;
    if (record != NULL && (!yaml || rq_value_equal(record->object, rq_draft_object(&fresh->draft)))) {
        fresh->record = record;
        return true;
    }
    if (err->failed)
        return false;
    rq_str name = fresh->kind->name;
    rq_fail(err, "%.*s would not be read as the %.*s `%.*s`", RQ_ARG(file->path), RQ_ARG(name), RQ_ARG(fresh->id));
    return rq_fail_hint(err, "look at `files`, `at` and `id` of the kind, and at `exclude`");
}

bool rq_fresh_file(struct rq_fresh *fresh, struct rq_writing *file, struct rq_err *err)
{
    if (!fill(fresh, &fresh->draft.root, err))
        return false;
    *file = (struct rq_writing){
        .root = rq_arena_copy(fresh->session->arena, rq_repo_root(fresh->session->repo)),
        .path = fresh->path,
    };
    return make_text(fresh, file, err) && check_file(fresh, file, err);
}

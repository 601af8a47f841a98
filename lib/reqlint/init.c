/*
 * `init`: what a repository needs to begin with.  Everything comes from the default policy: the first records of the kinds
 * that say so, the folders of those that have one, and a configuration that names the packs and their parameters.
 *
 * The records are made one after the other, and each sees those before it: who writes the first request is the person who
 * was made just now.
 */
#include "reqlint/fresh.h"

#include "base/err.h"
#include "reqlint/hook.h"
#include "yaml/yaml.h"

struct beginning {
    struct rq_session *session;
    struct rq_writing *files;
    size_t count, cap;
    struct rq_record *records; /* that the files hold */
    size_t record_count, record_cap;
    struct rq_err *err;
};

static void add_file(struct beginning *beginning, struct rq_writing file)
{
    beginning->files = rq_grow(beginning->session->arena, beginning->files, beginning->count, &beginning->cap,
                               sizeof *beginning->files);
    beginning->files[beginning->count++] = file;
}

/* ---- the configuration ---- */

static void add_param(struct rq_buf *buf, const struct rq_entry *param)
{
    if (param->value.kind < RQ_BOOL || param->value.kind > RQ_STRING)
        return;
    rq_buf_add(buf, RQ_STR("#   "));
    rq_yaml_emit_key(buf, rq_value_text(param->key));
    rq_buf_add(buf, RQ_STR(": "));
    rq_yaml_emit(buf, param->value, RQ_YAML_DAYS_PLAIN, 0);
    rq_buf_byte(buf, '\n');
}

static rq_str configuration(const struct beginning *beginning, const struct rq_config *config)
{
    struct rq_buf buf = {.arena = beginning->session->arena};
    const struct rq_map *params = beginning->session->policy->params.as.map;
    rq_buf_add(&buf, RQ_STR("# What reqlint enforces here.  What this file does not say has its default.\nextends:\n"));
    for (size_t i = 0; i < config->extends.count; i++) {
        rq_buf_add(&buf, RQ_STR("  - "));
        rq_yaml_emit(&buf, config->extends.items[i], RQ_YAML_DAYS_QUOTED, 2);
        rq_buf_byte(&buf, '\n');
    }
    rq_buf_add(&buf, RQ_STR("\n# Levels of rules: off, info, warning or error.  `reqlint rules` lists all of them.\n"
                            "# rules: { RULE: LEVEL }\n\n# Parameters, with their defaults.\n# params:\n"));
    for (uint32_t i = 0; i < params->count; i++)
        add_param(&buf, &params->entries[i]);
    return rq_buf_text(&buf);
}

/* ---- records and folders ---- */

static bool has_records(const struct rq_graph *graph, const struct rq_record_kind *kind)
{
    for (size_t i = 0; i < graph->record_count; i++)
        if (graph->records[i].kind == kind)
            return true;
    return false;
}

/* A kind that has records already needs no first one, and one whose id nobody knows has to wait for somebody. */
static bool add_first(struct beginning *beginning, const struct rq_record_kind *kind)
{
    struct rq_fresh fresh;
    struct rq_writing file;
    rq_str id;
    const struct rq_graph *graph =
        rq_fresh_graph(beginning->session, beginning->records, beginning->record_count, beginning->err);
    if (graph == NULL)
        return false;
    if (has_records(graph, kind))
        return true;
    if (!rq_fresh_start(&fresh, beginning->session, graph, kind, beginning->err) ||
        !rq_fresh_choose_id(&fresh, &id, beginning->err))
        return false;
    if (id.len == 0)
        return true;
    if (!rq_fresh_name(&fresh, id, beginning->err) || !rq_fresh_file(&fresh, &file, beginning->err))
        return false;
    add_file(beginning, file);
    beginning->records = rq_grow(beginning->session->arena, beginning->records, beginning->record_count,
                                 &beginning->record_cap, sizeof *beginning->records);
    beginning->records[beginning->record_count++] = *fresh.record;
    return true;
}

/* True if the folder is there, or comes with one of the files. */
static bool is_there(const struct beginning *beginning, rq_str folder)
{
    const struct rq_snapshot *snapshot = beginning->session->snapshot;
    for (size_t i = 0; i < snapshot->entry_count; i++)
        if (rq_str_starts(snapshot->entries[i].path, folder))
            return true;
    for (size_t i = 0; i < beginning->count; i++)
        if (rq_str_starts(beginning->files[i].path, folder))
            return true;
    return false;
}

/* The folder that a kind's records go into, if that is not the root. */
static void add_folder(struct beginning *beginning, const struct rq_record_kind *kind)
{
    if (kind->is_virtual || kind->incidental || kind->field_count == 0)
        return;
    rq_str folder = rq_glob_prefix(kind->places[0].where.files[0]);
    while (folder.len > 0 && folder.ptr[folder.len - 1] != '/')
        folder.len--;
    if (folder.len > 0 && !is_there(beginning, folder))
        add_file(beginning, (struct rq_writing){.root = rq_repo_root(beginning->session->repo), .path = folder});
}

static bool add_hook(struct beginning *beginning)
{
    struct rq_hook hook;
    if (!rq_hook_find(beginning->session->repo, RQ_HOOK_PRE_COMMIT, beginning->session->arena, &hook, beginning->err))
        return false;
    if (hook.is_there) {
        rq_fail(beginning->err, "there is a pre-commit hook already: %.*s%.*s", RQ_ARG(hook.wanted.root),
                RQ_ARG(hook.wanted.path));
        return rq_fail_hint(beginning->err, "`reqlint hook install` keeps it and adds its own");
    }
    add_file(beginning, hook.wanted);
    return true;
}

static bool check_free(const struct beginning *beginning)
{
    for (size_t i = 0; i < beginning->count; i++) {
        rq_str path = beginning->files[i].path;
        if (rq_snapshot_find(beginning->session->snapshot, path) == NULL)
            continue;
        rq_fail(beginning->err, "%.*s is there already", RQ_ARG(path));
        return rq_fail_hint(beginning->err, "nothing was written: `reqlint init` overwrites nothing");
    }
    return true;
}

static bool begin(struct beginning *beginning, bool hook)
{
    struct rq_session *session = beginning->session;
    const struct rq_config *config = rq_config_read(session->arena, NULL, beginning->err);
    if (config == NULL || !rq_session_build(session, NULL, NULL, beginning->err))
        return false;
    add_file(beginning, (struct rq_writing){.root = rq_repo_root(session->repo),
                                            .path = RQ_STR(".reqlint.yaml"),
                                            .text = configuration(beginning, config)});
    if (!check_free(beginning))
        return false;
    for (size_t i = 0; i < session->policy->kind_count; i++)
        if (session->policy->kinds[i]->start.init && !add_first(beginning, session->policy->kinds[i]))
            return false;
    for (size_t i = 0; i < session->policy->kind_count; i++)
        add_folder(beginning, session->policy->kinds[i]);
    return check_free(beginning) && (!hook || add_hook(beginning));
}

bool rq_init(struct rq_arena *arena, const struct rq_options *options, bool hook, const struct rq_writing **files,
             size_t *count, struct rq_err *err)
{
    struct rq_session session;
    struct beginning beginning = {.session = &session, .err = err};
    bool good = rq_fresh_open_tree(&session, arena, options, err) && begin(&beginning, hook);
    for (size_t i = 0; good && i < beginning.count; i++)
        beginning.files[i].root = rq_arena_copy(arena, beginning.files[i].root);
    *files = beginning.files;
    *count = beginning.count;
    rq_session_close(&session);
    return good;
}

/*
 * Opening a session.
 *
 *   options -> repository -> snapshot -> configuration -> policy
 *
 * The configuration is .reqlint.yaml of the same state of the tree, found from the working directory upward; an explicit
 * --config is read from disk, together with the packs and rule files that it names.  packs.c gathers those files.
 */
#include "reqlint/session.h"

#include "base/err.h"
#include "lint/lint.h"
#include "load/file.h"
#include "reqlint/packs.h"

#include <string.h>

/* The files of the tree that the policy was made from: a merge that changes them is told so. */
static void note_paths(struct rq_session *session, const struct rq_source *config, const struct rq_policy_files *groups,
                       size_t count)
{
    size_t most = 1, number = 0;
    for (size_t i = 0; i < count; i++)
        most += groups[i].count;
    rq_str *paths = RQ_NEW_ARRAY(session->arena, rq_str, most);
    if (config != NULL)
        paths[number++] = rq_source_path(config);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < groups[i].count; j++)
            paths[number++] = rq_source_path(groups[i].sources[j]);
    session->policy_paths = paths;
    session->policy_path_count = number;
}

bool rq_session_build(struct rq_session *session, const struct rq_source *config, const struct rq_snapshot *files,
                      struct rq_err *err)
{
    const struct rq_policy_files *groups = NULL;
    size_t count = 0;
    const struct rq_config *read = rq_config_read(session->arena, config, err);
    if (read == NULL || !rq_packs_gather(session->arena, read, files, &groups, &count, err))
        return false;
    session->config = read;
    session->setting_files = NULL;
    session->digest = rq_packs_digest(session->arena, read, groups, count);
    note_paths(session, config, groups, count);
    session->policy =
        rq_policy_build(session->arena, read, groups, count, rq_lint_functions, session->options->threads, err);
    return session->policy != NULL;
}

static const struct rq_snapshot *take_snapshot(struct rq_session *session, struct rq_err *err)
{
    const struct rq_options *options = session->options;
    if (options->staged && options->revision != NULL) {
        rq_fail(err, "--staged and --rev exclude each other");
        return NULL;
    }
    if (options->staged)
        return rq_snapshot_index(session->repo, session->arena, err);
    if (options->revision != NULL)
        return rq_snapshot_commit(session->repo, options->revision, session->arena, err);
    return rq_snapshot_worktree(session->repo, session->arena, err);
}

/* ".reqlint.yaml" in the folder itself, then in each folder above it, up to the root of the tree. */
static const struct rq_snapshot_entry *find_config(const struct rq_session *session)
{
    rq_str folder = rq_repo_prefix(session->repo);
    for (;;) {
        rq_str path = rq_arena_format(session->arena, "%.*s.reqlint.yaml", RQ_ARG(folder));
        const struct rq_snapshot_entry *entry = rq_snapshot_find(session->snapshot, path);
        if (entry != NULL || folder.len == 0)
            return entry;
        do
            folder.len--;
        while (folder.len > 0 && folder.ptr[folder.len - 1] != '/');
    }
}

static bool build_from_tree(struct rq_session *session, struct rq_err *err)
{
    const struct rq_snapshot_entry *entry = find_config(session);
    const struct rq_source *config = NULL;
    if (entry != NULL) {
        config = rq_load_source(session->arena, session->snapshot, entry, err);
        if (config == NULL)
            return false;
    }
    return rq_session_build(session, config, session->snapshot, err);
}

/* The configuration that --config names, and beside it what it asks for. */
static bool build_from_disk(struct rq_session *session, struct rq_err *err)
{
    rq_str path = rq_str_from(session->options->config), folder, name;
    rq_packs_split_path(path, &folder, &name);
    const struct rq_snapshot *files = rq_snapshot_folder(folder, &name, 1, session->arena, err);
    if (files == NULL)
        return false;
    if (files->entry_count != 1 || !rq_str_equal(files->entries[0].path, name)) {
        rq_fail(err, "there is no configuration file %s", session->options->config);
        return rq_fail_hint(err, "give the path of a file after --config, or leave it out to use .reqlint.yaml");
    }
    const struct rq_source *config = rq_load_source(session->arena, files, &files->entries[0], err);
    files = config == NULL ? NULL : rq_packs_on_disk(session->arena, config, folder, err);
    return files != NULL && rq_session_build(session, config, files, err);
}

static bool take_policy(struct rq_session *session, const struct rq_session *fixed)
{
    session->config = fixed->config;
    session->policy = fixed->policy;
    session->digest = fixed->digest;
    session->policy_paths = fixed->policy_paths;
    session->policy_path_count = fixed->policy_path_count;
    session->setting_files = NULL;
    return true;
}

bool rq_session_build_policy(struct rq_session *session, struct rq_err *err)
{
    if (session->fixed != NULL)
        return take_policy(session, session->fixed);
    return session->options->config != NULL ? build_from_disk(session, err) : build_from_tree(session, err);
}

static void start(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options)
{
    *session = (struct rq_session){.arena = arena, .options = options};
}

struct rq_repo *rq_session_repo(const struct rq_options *options, struct rq_err *err)
{
    struct rq_repo *repo = rq_repo_open(options->directory == NULL ? "." : options->directory, err);
    if (repo != NULL && options->verify)
        rq_repo_verify();
    return repo;
}

bool rq_session_open_tree(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                          struct rq_err *err)
{
    start(session, arena, options);
    session->repo = rq_session_repo(options, err);
    if (session->repo == NULL)
        return false;
    session->snapshot = take_snapshot(session, err);
    return session->snapshot != NULL;
}

bool rq_session_open(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                     struct rq_err *err)
{
    return rq_session_open_tree(session, arena, options, err) && rq_session_build_policy(session, err);
}

bool rq_session_open_policy(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                            struct rq_err *err)
{
    start(session, arena, options);
    struct rq_err unopened = {.arena = arena};
    session->repo = rq_session_repo(options, &unopened);
    bool bare = session->repo != NULL && rq_repo_is_bare(session->repo);
    if (session->repo == NULL || (bare && options->revision == NULL))
        return options->config != NULL ? build_from_disk(session, err) : rq_session_build(session, NULL, NULL, err);
    session->snapshot = take_snapshot(session, err);
    return session->snapshot != NULL && rq_session_build_policy(session, err);
}

void rq_session_close(struct rq_session *session)
{
    rq_repo_close(session->repo);
    session->repo = NULL;
}

/* What `settings:` finds in a state, in `arena`. */
bool rq_session_load_settings(struct rq_session *session, const struct rq_snapshot *snapshot, struct rq_arena *arena,
                              struct rq_stored_settings *settings, struct rq_err *err)
{
    const struct rq_policy *policy = session->policy;
    if (session->setting_files == NULL)
        session->setting_files = rq_setting_files_new(session->arena, policy, policy->settings, policy->setting_count,
                                                      session->options->threads, session->options->progress);
    if (!rq_setting_files_load(session->setting_files, snapshot, arena, &settings->load, err))
        return false;
    settings->records = rq_setting_records(arena, policy, settings->load.table, &settings->record_count);
    return true;
}

/* Records that no file has come last. */
static void add_records(struct rq_arena *arena, struct rq_load *load, const struct rq_record *more, size_t count)
{
    if (count == 0)
        return;
    struct rq_record *records = RQ_NEW_ARRAY(arena, struct rq_record, load->record_count + count);
    if (load->record_count > 0)
        memcpy(records, load->records, load->record_count * sizeof *records);
    memcpy(records + load->record_count, more, count * sizeof *records);
    load->records = records;
    load->record_count += count;
}

static const struct rq_record *find_gone(struct rq_arena *arena, struct rq_state *state, size_t *count)
{
    *count = 0;
    if (state->past.history == NULL)
        return NULL;
    bool committed = state->merge == NULL && state->snapshot->origin == RQ_SNAPSHOT_COMMIT;
    struct rq_history_lost lost = rq_history_find_lost(state->past.history, state->removed_kinds, &state->load,
                                                       &state->findings, committed, arena);
    state->past.moves = lost.moves;
    state->past.move_count = lost.move_count;
    *count = lost.gone_count;
    return lost.gone;
}

/* Records that are shared with the state that is known say which they are there. */
static bool join_stored(struct rq_session *session, struct rq_state *state, struct rq_err *err)
{
    const struct rq_stored_state *stored = state->stored;
    const struct rq_graph *known = state->known == NULL ? NULL : state->known->graph;
    struct rq_load *load = &state->load;
    if (!rq_store_join(stored->store, stored->files, stored->count, state->snapshot->entry_count == 0, session->arena,
                       load, &state->findings, err))
        return false;
    load->paths = stored->paths;
    for (size_t i = 0; i < load->record_count; i++) {
        struct rq_record *record = &load->records[i];
        size_t number = known == NULL ? 0 : stored->numbers[record->shared - 1];
        bool same = number > 0 && number <= known->record_count &&
                    known->records[number - 1].object.as.map == record->object.as.map;
        record->shared = same ? number : 0;
    }
    state->settings = *stored->settings;
    return true;
}

/* The kinds made of source code that some rule in force judges; NULL if there is none. */
static const bool *kinds_to_scan(const struct rq_session *session)
{
    bool *kinds = RQ_NEW_ARRAY(session->arena, bool, session->policy->kind_count), any = false;
    for (size_t i = 0; i < session->policy->rule_count; i++) {
        const struct rq_rule *rule = session->policy->rules[i];
        for (bool wanted = rq_session_wants(session, rule->id); wanted && rule != NULL; rule = rule->also)
            for (size_t k = 0; rule->level != RQ_LEVEL_OFF && k < rule->match_count; k++)
                if (rule->match[k]->scan != NULL)
                    any = kinds[rule->match[k]->number] = true;
    }
    return any ? kinds : NULL;
}

bool rq_session_scans(const struct rq_session *session)
{
    return kinds_to_scan(session) != NULL;
}

/* Marks that say whose code it is count as waivers do: those of the state that judges. */
static bool scan(struct rq_session *session, struct rq_state *state, struct rq_err *err)
{
    struct rq_scan_input input = {
        .policy = session->policy,
        .snapshot = state->snapshot,
        .marks = state->waivers == NULL ? state->snapshot : state->waivers->snapshot,
        .kinds = state->scan ? kinds_to_scan(session) : NULL,
        .records = state->load.records,
        .record_count = state->load.record_count,
        .settings = state->settings.load.table,
        .threads = session->options->threads,
        .memory = state->scan_memory,
        .progress = session->options->progress,
    };
    return input.kinds == NULL || rq_scan(session->arena, &input, &state->scanned, err);
}

static bool gives_same(const struct rq_scanned *a, const struct rq_scanned *b)
{
    bool same = a->record_count == b->record_count && a->note_count == b->note_count;
    for (size_t i = 0; same && i < a->record_count; i++)
        same = a->records[i].object.as.map == b->records[i].object.as.map;
    for (size_t i = 0; same && i < a->note_count; i++)
        same = rq_str_equal(a->notes[i], b->notes[i]);
    return same;
}

/* The records of its files. */
static bool join_again(const struct rq_stored_state *stored, struct rq_arena *arena, struct rq_load *load)
{
    struct rq_err failed = {.arena = arena};
    struct rq_findings ignored = {.arena = arena};
    return rq_store_join(stored->store, stored->files, stored->count, false, arena, load, &ignored, &failed);
}

bool rq_session_scans_same(struct rq_session *session, struct rq_state *state, const struct rq_state *last, bool edited)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_err failed = {.arena = scratch};
    struct rq_state again = *state;
    again.scan = true;
    again.load = last->load;
    again.load.record_count = last->first_setting;
    again.settings = *state->stored->settings;
    bool same = (!edited || join_again(state->stored, scratch, &again.load)) && scan(session, &again, &failed) &&
                gives_same(&again.scanned, &last->scanned);
    if (same)
        state->scanned = again.scanned;
    rq_arena_free(scratch);
    return same;
}

static bool load(struct rq_session *session, struct rq_state *state, bool has_history, struct rq_err *err)
{
    struct rq_load_input input = {
        .policy = session->policy,
        .snapshot = state->snapshot,
        .threads = session->options->threads,
        .keep = state->keep || has_history,
        .compared = state->keep || state->base != NULL,
        .known = state->base == NULL ? NULL : &state->base->load,
        .progress = session->options->progress,
    };
    if (state->stored != NULL)
        return join_stored(session, state, err);
    return rq_load(session->arena, &input, &state->load, &state->findings, err) &&
           rq_session_load_settings(session, state->snapshot, session->arena, &state->settings, err);
}

bool rq_session_load(struct rq_session *session, struct rq_state *state, bool has_history, struct rq_err *err)
{
    return load(session, state, has_history, err) && scan(session, state, err);
}

const struct rq_graph *rq_session_graph(struct rq_session *session, struct rq_state *state)
{
    struct rq_load *load = &state->load;
    size_t gone_count = 0;
    const struct rq_record *gone = find_gone(session->arena, state, &gone_count);
    for (size_t i = 0; i < state->settings.load.findings.count; i++)
        rq_findings_add(&state->findings, state->settings.load.findings.items[i]);
    state->first_setting = load->record_count;
    add_records(session->arena, load, state->settings.records, state->settings.record_count);
    add_records(session->arena, load, state->settings.load.comments, state->settings.load.comment_count);
    load->file_count += state->settings.load.file_count;
    add_records(session->arena, load, state->extra, state->extra_count);
    add_records(session->arena, load, state->scanned.records, state->scanned.record_count);
    add_records(session->arena, load, gone, gone_count);
    state->extra_count += state->scanned.record_count + gone_count;
    return rq_graph_build(session->arena, session->policy, load->records, load->record_count, load->words,
                          load->word_count, load->paths, &state->findings);
}

bool rq_session_wants(const struct rq_session *session, rq_str rule)
{
    for (size_t i = 0; i < session->options->rule_count; i++)
        if (rq_str_equal(rq_str_from(session->options->rules[i]), rule))
            return true;
    return session->options->rule_count == 0;
}

bool rq_session_check_rules(const struct rq_session *session, struct rq_err *err)
{
    const struct rq_policy *policy = session->policy;
    for (size_t i = 0; i < session->options->rule_count; i++) {
        rq_str id = rq_str_from(session->options->rules[i]);
        if (rq_policy_rule(policy, id) != NULL)
            continue;
        rq_str *names = RQ_NEW_ARRAY(session->arena, rq_str, policy->rule_count);
        for (size_t r = 0; r < policy->rule_count; r++)
            names[r] = policy->rules[r]->id;
        rq_str near = rq_nearest(id, names, policy->rule_count);
        rq_fail(err, "there is no rule `%.*s`", RQ_ARG(id));
        if (near.len > 0)
            rq_fail_hint(err, "did you mean `%.*s`?", RQ_ARG(near));
        return rq_fail_hint(err, "`reqlint rules` lists all rules");
    }
    return true;
}

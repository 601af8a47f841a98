/*
 * The commits of a chain, one after the other.
 *
 *   changes -> tree -> (policy) -> files of records -> graph -> verdict
 *
 * The tree is a list of files to which the changes of each commit are applied.  As long as no file of the policy changes,
 * the commits belong to one era: its arena holds the policy, a store with each file at each path, and the history that
 * rules ask for, which goes on commit by commit.  A state (records, graph, findings) needs the one before: what is known of
 * records that look the same is taken over from there (lint).  So states gather in one arena, up to a bound; the next one
 * then lives in another arena, with a copy of what it takes over, and the first arena is emptied.
 *
 * Whatever goes wrong in an era as a whole, so that nothing can be known before, each of its commits is judged alone.
 */
#include "reqlint/replay.h"

#include "base/err.h"
#include "reqlint/packs.h"
#include "reqlint/past.h"
#include "reqlint/replay_parts.h"
#include "reqlint/verdict.h"

#include <string.h>

/* Bytes of states that lie in one arena, at least: enough to make copying rare, few enough to stay in the processor's caches. */
enum { GENERATION = 4 << 20 };

struct rq_replay *rq_replay_new(const struct rq_replay_input *input)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_replay *replay = RQ_NEW(arena, struct rq_replay);
    *replay = (struct rq_replay){.arena = arena, .input = *input, .options = *input->options, .tree = {.arena = arena}};
    replay->options.progress = NULL;
    for (size_t i = 0; i < 2; i++) {
        replay->states[i] = rq_arena_new();
        replay->paths_arenas[i] = rq_arena_new();
    }
    return replay;
}

static void end_era(struct rq_replay *replay)
{
    rq_store_end(replay->era.store);
    for (size_t i = 0; i < 2; i++)
        rq_arena_free(replay->era.settings_arenas[i]);
    rq_arena_free(replay->era.arena);
    replay->era = (struct era){0};
    replay->last = NULL;
}

void rq_replay_end(struct rq_replay *replay)
{
    if (replay == NULL)
        return;
    end_era(replay);
    for (size_t i = 0; i < 2; i++) {
        rq_arena_free(replay->states[i]);
        rq_arena_free(replay->paths_arenas[i]);
    }
    rq_arena_free(replay->arena);
}

/* True if the path is a configuration that may be found from the working directory upward. */
static bool is_config(const struct rq_replay *replay, rq_str path)
{
    rq_str name = RQ_STR(".reqlint.yaml");
    if (!rq_str_ends(path, name))
        return false;
    rq_str folder = rq_str_slice(path, 0, path.len - name.len);
    return (folder.len == 0 || rq_str_ends(folder, RQ_STR("/"))) &&
           rq_str_starts(rq_repo_prefix(replay->input.repo), folder);
}

/* True if the policy might be another one where the file at this path is. */
bool rq_replay_is_policy(const struct rq_replay *replay, rq_str path)
{
    const struct era *era = &replay->era;
    const struct rq_config *config = era->session.config;
    if (replay->input.options->config != NULL)
        return false;
    if (is_config(replay, path) || rq_globs_match(era->globs, era->glob_count, path))
        return true;
    for (size_t i = 0; i < config->extends.count; i++)
        if (rq_path_is_below(path, rq_packs_folder(rq_value_source_text(era->arena, config->extends.items[i]))))
            return true;
    return false;
}

struct rq_snapshot rq_replay_tree(const struct rq_replay *replay)
{
    return (struct rq_snapshot){.repo = replay->input.repo,
                                .entries = replay->tree.entries,
                                .entry_count = replay->tree.count,
                                .origin = RQ_SNAPSHOT_COMMIT,
                                .name = RQ_STR("history")};
}

/* Takes what is at a path into the files of the era, if the policy makes anything of it. */
static const struct rq_stored_file *look_at(struct rq_replay *replay, const struct rq_snapshot_entry *entry)
{
    struct era *era = &replay->era;
    const struct rq_snapshot snapshot = rq_replay_tree(replay);
    const struct rq_stored_file *file = rq_store_get(era->store, &snapshot, entry);
    if (file != NULL)
        rq_listing_put(&era->listing, entry, file);
    return file;
}

/* The same for one that a commit changes or, without an entry, removes. */
static void edit_file(struct rq_replay *replay, rq_str path, const struct rq_snapshot_entry *entry)
{
    struct era *era = &replay->era;
    struct rq_file_edit edit = {.path = path, .before = rq_listing_find(&era->listing, path)};
    if (entry == NULL)
        rq_listing_remove(&era->listing, path);
    else
        edit.after = look_at(replay, entry);
    if (edit.before != edit.after)
        rq_file_edits_note(&era->edits, edit);
}

static void apply_change(struct rq_replay *replay, const struct rq_walk_change *change)
{
    const struct rq_snapshot_entry entry = rq_walk_entry(replay->input.walk, change);
    bool removed = change->new_mode == 0, has_store = replay->era.store != NULL;
    if (has_store && rq_settings_want(replay->era.session.policy, entry.path))
        replay->era.settings_changed = true;
    bool moved = removed ? rq_listing_remove(&replay->tree, entry.path) : rq_listing_put(&replay->tree, &entry, NULL);
    replay->paths_changed |= moved;
    if (moved && has_store)
        rq_file_edits_move(&replay->era.edits, entry.path);
    if (has_store)
        edit_file(replay, entry.path, removed ? NULL : &entry);
}

static bool apply_commit(struct rq_replay *replay, const struct rq_walk_commit *commit)
{
    bool policy_changed = replay->era.session.policy == NULL;
    for (size_t i = 0; i < commit->change_count; i++) {
        const struct rq_walk_change *change = &replay->input.walk->changes[commit->first_change + i];
        policy_changed = policy_changed || rq_replay_is_policy(replay, replay->input.walk->paths[change->path]);
    }
    if (policy_changed)
        end_era(replay);
    for (size_t i = 0; i < commit->change_count; i++)
        apply_change(replay, &replay->input.walk->changes[commit->first_change + i]);
    return true;
}

/* The first commit is taken as a whole: what it changed is not always known. */
static bool start_tree(struct rq_replay *replay, size_t number, struct rq_err *err)
{
    const struct rq_ahead *ahead = replay->input.ahead;
    size_t first = ahead == NULL ? number : ahead->first;
    const struct rq_snapshot *snapshot =
        ahead == NULL ? rq_walk_tree(replay->input.repo, replay->input.walk, number, replay->arena, err) : ahead->tree;
    for (size_t i = 0; snapshot != NULL && i < snapshot->entry_count; i++)
        rq_listing_put(&replay->tree, &snapshot->entries[i], NULL);
    replay->paths_changed = true;
    replay->next = first + 1;
    return snapshot != NULL;
}

bool rq_replay_go_to(struct rq_replay *replay, size_t number, struct rq_err *err)
{
    if (replay->next == 0 && !start_tree(replay, number, err)) {
        replay->next = 0;
        return false;
    }
    for (; replay->next <= number; replay->next++)
        apply_commit(replay, &replay->input.walk->commits[replay->next]);
    return true;
}

static bool compile_globs(struct era *era, struct rq_err *err)
{
    const struct rq_texts *policies = &era->session.config->policies;
    era->globs = RQ_NEW_ARRAY(era->arena, const struct rq_glob *, policies->count);
    for (; era->glob_count < policies->count; era->glob_count++) {
        rq_str pattern = rq_value_source_text(era->arena, policies->items[era->glob_count]);
        era->globs[era->glob_count] = rq_glob_compile(era->arena, pattern, NULL, err);
        if (era->globs[era->glob_count] == NULL)
            return false;
    }
    return true;
}

static void open_history(struct rq_replay *replay)
{
    struct era *era = &replay->era;
    struct rq_err failed = {.arena = era->arena};
    const struct rq_walk_commit *newest = &replay->input.walk->commits[replay->input.walk->commit_count - 1];
    rq_str oid = rq_walk_oid_text(era->arena, &newest->oid);
    era->wish = rq_past_of_rules(&era->session);
    if (!era->wish.any)
        return;
    struct rq_history_input input = {
        .policy = era->session.policy,
        .repo = replay->input.repo,
        .revision = oid.ptr,
        .kinds = era->wish.kinds,
        .people = era->wish.people,
        .threads = replay->input.options->threads,
        .progress = replay->input.progress,
        .asker = era->wish.asker.ptr,
    };
    era->history = rq_history_open(era->arena, &input, &failed);
    era->alone = era->history == NULL;
}

/* Builds the policy of the tree.  Until that succeeds, each commit tries anew. */
static bool start_era(struct rq_replay *replay, struct rq_err *why)
{
    struct era *era = &replay->era;
    struct rq_snapshot *tree;
    era->arena = why->arena = rq_arena_new();
    tree = RQ_NEW(era->arena, struct rq_snapshot);
    *tree = rq_replay_tree(replay);
    era->session = (struct rq_session){.arena = era->arena,
                                       .options = &replay->options,
                                       .repo = replay->input.repo,
                                       .snapshot = tree,
                                       .fixed = replay->input.fixed};
    if (!rq_session_build_policy(&era->session, why) || !rq_session_check_rules(&era->session, why) ||
        !compile_globs(era, why)) {
        era->session.policy = NULL;
        return false;
    }
    era->store =
        rq_store_new(era->arena, era->session.policy, replay->input.ahead == NULL ? NULL : replay->input.ahead->files);
    era->scan_memory = rq_scan_memory_new(era->arena);
    era->listing.arena = era->arena;
    era->scans = rq_session_scans(&era->session);
    era->session.setting_files = rq_setting_files_new(era->arena, era->session.policy, era->session.policy->settings,
                                                      era->session.policy->setting_count, 1, NULL);
    era->settings_changed = true;
    for (size_t i = 0; i < 2; i++)
        era->settings_arenas[i] = rq_arena_new();
    for (size_t i = 0; i < replay->tree.count; i++)
        look_at(replay, &replay->tree.entries[i]);
    open_history(replay);
    return true;
}

/* The list of all paths is another one only if they are others: rules that look at it need not be asked again. */
static void list_paths(struct rq_replay *replay)
{
    if (!replay->paths_changed)
        return;
    replay->paths_changed = false;
    replay->paths_turn ^= 1U;
    struct rq_arena *arena = replay->paths_arenas[replay->paths_turn];
    rq_arena_reset(arena);
    const struct rq_snapshot tree = rq_replay_tree(replay);
    replay->paths = rq_load_paths(arena, &tree, replay->paths);
}

static const uint32_t *numbers_of(struct era *era)
{
    size_t count = rq_store_records(era->store);
    if (count > era->number_count) {
        uint32_t *wider = RQ_NEW_ARRAY(era->arena, uint32_t, count * 2);
        if (era->number_count > 0)
            memcpy(wider, era->numbers, era->number_count * sizeof *wider);
        era->numbers = wider;
        era->number_count = count * 2;
    }
    return era->numbers;
}

static void number_all(const struct era *era)
{
    uint32_t number = 0;
    for (size_t i = 0; i < era->listing.count; i++) {
        const struct rq_stored_file *file = era->listing.files[i];
        for (size_t r = 0; r < file->record_count; r++) {
            number++;
            era->numbers[file->records[r].shared - 1] = number;
        }
    }
}

/* What the records of a state are called in the next one.  Where none went or came, those of a file that was edited have the
 * numbers of those that it had. */
static void number_records(const struct era *era, const struct rq_state *state)
{
    if (state->change == NULL || state->change->moved) {
        number_all(era);
        return;
    }
    for (size_t i = 0; i < era->edits.count; i++) {
        const struct rq_file_edit *edit = &era->edits.items[i];
        for (size_t r = 0; edit->after != NULL && r < edit->after->record_count; r++)
            era->numbers[edit->after->records[r].shared - 1] = era->numbers[edit->before->records[r].shared - 1];
    }
}

/* Settings are counted anew only where one of their files has changed; else their records are those of the last state. */
static bool count_settings(struct rq_replay *replay, struct rq_session *session, struct rq_err *why)
{
    struct era *era = &replay->era;
    if (!era->settings_changed) {
        size_t first = replay->last == NULL ? 0 : replay->last->first_setting;
        for (size_t i = 0; i < era->settings.record_count; i++)
            era->settings.records[i].shared = replay->last == NULL ? 0 : first + i + 1;
        return true;
    }
    const struct rq_snapshot tree = rq_replay_tree(replay);
    struct rq_arena *arena = era->settings_arenas[era->settings_turn ^= 1U];
    rq_arena_reset(arena);
    era->settings_changed = !rq_session_load_settings(session, &tree, arena, &era->settings, why);
    return !era->settings_changed;
}

struct rq_state *rq_replay_state(struct rq_replay *replay, struct rq_arena *arena, size_t number)
{
    struct era *era = &replay->era;
    struct rq_snapshot *snapshot = RQ_NEW(arena, struct rq_snapshot);
    struct rq_stored_state *stored = RQ_NEW(arena, struct rq_stored_state);
    struct rq_state *state = RQ_NEW(arena, struct rq_state);
    *snapshot = rq_replay_tree(replay);
    snapshot->name = rq_walk_oid_text(arena, &replay->input.walk->commits[number].oid);
    *stored = (struct rq_stored_state){.store = era->store,
                                       .entries = era->listing.entries,
                                       .files = era->listing.files,
                                       .count = era->listing.count,
                                       .paths = replay->paths,
                                       .settings = &era->settings,
                                       .numbers = numbers_of(era)};
    *state = (struct rq_state){
        .snapshot = snapshot,
        .stored = stored,
        .known = replay->last == NULL ? NULL : &replay->last->memory,
        .scan_memory = era->scan_memory,
        .before = replay->last == NULL ? NULL : &replay->report,
        .keep = true,
        .past = {.history = era->history,
                 .now = replay->options.now,
                 .landed = replay->input.walk->commits[number].landed},
        .removed_kinds = era->wish.removed,
    };
    return state;
}

/* An empty arena instead of the one in which the last state lives. */
static struct rq_arena *other_arena(struct rq_replay *replay)
{
    struct rq_arena *arena = replay->states[replay->turn ^= 1U];
    rq_arena_reset(arena);
    replay->whole = 0;
    return arena;
}

/* True if no more states go into the arena: of large ones it has room for changes half as large as the first. */
static bool is_full(const struct rq_replay *replay)
{
    size_t used = rq_arena_used(replay->states[replay->turn]);
    return used > GENERATION && used - replay->whole >= replay->whole / 2;
}

/* Where the next state will live: with the last one, while there is room. */
static struct rq_arena *arena_of_state(struct rq_replay *replay)
{
    struct rq_arena *arena = replay->states[replay->turn];
    bool full = is_full(replay);
    if (replay->last != NULL)
        replay->last->memory.passes = full;
    return full || replay->last == NULL ? other_arena(replay) : arena;
}

/* True if the state may be made from the last one, in whose arena there is room.  What comes from elsewhere than from files of
 * records has to be what it was: settings, what is found in source code, and which records are gone. */
static bool can_go_on(const struct rq_replay *replay)
{
    const struct era *era = &replay->era;
    return replay->last != NULL && !is_full(replay) && !era->settings_changed &&
           ((era->history == NULL && !era->scans) || rq_file_edits_keep_ids(&era->edits));
}

static bool judge_state(struct rq_replay *replay, size_t number, struct rq_report *report, struct rq_err *why)
{
    struct era *era = &replay->era;
    bool goes_on = can_go_on(replay);
    struct rq_arena *arena = arena_of_state(replay);
    why->arena = arena;
    struct rq_session *session = RQ_NEW(arena, struct rq_session);
    *session = era->session;
    session->arena = arena;
    struct rq_state *state = rq_replay_state(replay, arena, number);
    session->snapshot = state->snapshot;
    if (!count_settings(replay, session, why)) {
        replay->last = NULL;
        return false;
    }
    if (era->history != NULL)
        rq_history_advance(era->history, replay->input.walk->commits[number].landed);
    if (goes_on && (!era->scans || rq_session_scans_same(session, state, replay->last, era->edits.count > 0)))
        rq_state_patch(session, state, replay->last, &era->edits);
    bool good = rq_verdict_report(session, state, NULL, report, why);
    if (replay->whole == 0)
        replay->whole = rq_arena_used(arena);
    state->memory.same_past = true;
    replay->last = good ? state : NULL;
    replay->report = *report;
    /* What of the last generation is still known has been copied. */
    rq_arena_reset(replay->states[replay->turn ^ 1U]);
    number_records(era, state);
    rq_file_edits_clear(&era->edits);
    return good;
}

bool rq_replay_same(const struct rq_replay *replay)
{
    return replay->last != NULL && (replay->stayed || replay->last->same);
}

bool rq_replay_judge(struct rq_replay *replay, size_t number, struct rq_report *report, struct rq_err *why)
{
    const struct rq_walk_commit *commit = &replay->input.walk->commits[number];
    *report = (struct rq_report){.mode = RQ_STR("check")};
    *why = (struct rq_err){.arena = replay->arena};
    replay->options.now = rq_timestamp(commit->time, 0);
    if (rq_replay_stays(replay, number)) {
        rq_replay_stay(replay, number, report);
        return true;
    }
    replay->stayed = false;
    if (!rq_replay_go_to(replay, number, why))
        return false;
    if (replay->era.session.policy == NULL) {
        end_era(replay);
        if (!start_era(replay, why))
            return false;
    }
    if (replay->era.alone) {
        struct rq_arena *arena = why->arena = other_arena(replay);
        return rq_replay_judge_alone(replay->input.repo, replay->input.options, replay->input.fixed, commit, arena,
                                     report, why);
    }
    list_paths(replay);
    return judge_state(replay, number, report, why);
}

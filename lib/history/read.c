/*
 * Reading history: which paths the kinds have, a walk along first parents, the files that it names, their records, and
 * last the records through time.
 *
 *   kinds -> paths -> rq_walk -> (path, blob) once each -> rq_load -> lives.c
 */
#include "history/settings.h"

#include "base/err.h"
#include "base/progress.h"
#include "base/source.h"

#include <string.h>

struct reading {
    const struct rq_history_input *input;
    struct rq_history *history;
    struct rq_err *err;
};

static bool wants_settings(const struct rq_history_input *input)
{
    const struct rq_record_kind *kind = rq_setting_kind(input->policy);
    return kind != NULL && input->kinds[kind->number];
}

static bool wants(void *host, rq_str path)
{
    const struct reading *reading = host;
    return rq_load_wants(reading->input->policy, reading->input->kinds, path) ||
           (wants_settings(reading->input) && rq_settings_want(reading->input->policy, path));
}

static size_t count_setting_patterns(const struct rq_setting_source *source)
{
    size_t count = source->where.file_count;
    for (size_t i = 0; i < source->with_count; i++)
        count += source->with[i].file_count;
    for (size_t i = 0; i < source->default_count; i++)
        count += source->defaults[i].file_count;
    return count;
}

static bool tell(void *host, size_t commits, size_t total)
{
    const struct reading *reading = host;
    return rq_progress_tell(reading->input->progress, "commits", commits, total);
}

static size_t count_patterns(const struct rq_history_input *input)
{
    size_t count = 0;
    for (size_t s = 0; wants_settings(input) && s < input->policy->setting_count; s++)
        count += count_setting_patterns(&input->policy->settings[s]);
    for (size_t k = 0; k < input->policy->kind_count; k++)
        for (size_t p = 0; input->kinds[k] && p < input->policy->kinds[k]->place_count; p++)
            count += input->policy->kinds[k]->places[p].where.file_count;
    return count;
}

static struct rq_walk_path path_of(const struct rq_glob *glob)
{
    rq_str prefix = rq_glob_prefix(glob);
    return (struct rq_walk_path){prefix, prefix.len == rq_glob_text(glob).len};
}

static void add_paths(struct rq_walk_path *paths, size_t *count, const struct rq_locator *locators,
                      size_t locator_count)
{
    for (size_t i = 0; i < locator_count; i++)
        for (size_t f = 0; f < locators[i].file_count; f++)
            paths[(*count)++] = path_of(locators[i].files[f]);
}

/* The fixed beginnings of the patterns; the walk asks `wants` for the rest. */
static struct rq_walk_input walk_input(struct reading *reading)
{
    const struct rq_history_input *input = reading->input;
    struct rq_walk_path *paths = RQ_NEW_ARRAY(reading->history->arena, struct rq_walk_path, count_patterns(input));
    size_t count = 0;
    for (size_t k = 0; k < input->policy->kind_count; k++)
        for (size_t p = 0; input->kinds[k] && p < input->policy->kinds[k]->place_count; p++) {
            const struct rq_place *place = &input->policy->kinds[k]->places[p];
            add_paths(paths, &count, &place->where, 1);
        }
    for (size_t s = 0; wants_settings(input) && s < input->policy->setting_count; s++) {
        const struct rq_setting_source *source = &input->policy->settings[s];
        add_paths(paths, &count, &source->where, 1);
        add_paths(paths, &count, source->with, source->with_count);
        add_paths(paths, &count, source->defaults, source->default_count);
    }
    return (struct rq_walk_input){
        .revision = input->revision,
        .mode = RQ_WALK_FIRST_PARENT,
        .paths = paths,
        .path_count = count,
        .wants = wants,
        .host = reading,
        .threads = input->threads,
        .texts = true,
        .progress = tell,
    };
}

/* Blobs at paths, each once. */
struct entries {
    struct rq_snapshot_entry *items;
    uint32_t *paths; /* number of each entry's path */
    size_t count;
    uint32_t *index; /* open addressing over numbers plus one */
    uint32_t mask;
};

static uint32_t hash_of(const struct rq_walk_change *change)
{
    return rq_str_hash((rq_str){(const char *)change->new_oid.bytes, sizeof change->new_oid.bytes}) ^
           (change->path * 0x9E3779B9U);
}

static uint32_t entry_of(struct entries *entries, const struct rq_walk *walk, const struct rq_walk_change *change)
{
    uint32_t at = hash_of(change) & entries->mask;
    for (; entries->index[at] != 0; at = (at + 1) & entries->mask) {
        uint32_t number = entries->index[at] - 1;
        if (entries->paths[number] == change->path &&
            memcmp(entries->items[number].oid, change->new_oid.bytes, sizeof change->new_oid.bytes) == 0)
            return number + 1;
    }
    struct rq_snapshot_entry *entry = &entries->items[entries->count];
    *entry = (struct rq_snapshot_entry){.path = walk->paths[change->path], .mode = RQ_ENTRY_FILE};
    memcpy(entry->oid, change->new_oid.bytes, sizeof change->new_oid.bytes);
    entries->paths[entries->count] = change->path;
    entries->index[at] = (uint32_t)++entries->count;
    return entries->index[at];
}

/* The entry of each change, in the order in which the blobs came, which is how they read quickly. */
static struct rq_snapshot *list_entries(struct rq_history *history)
{
    struct rq_arena *arena = history->arena, *scratch = rq_arena_new();
    const struct rq_walk *walk = &history->walk;
    uint32_t size = 16;
    while (size < walk->change_count * 2)
        size *= 2;
    struct entries entries = {.items = RQ_NEW_ARRAY(arena, struct rq_snapshot_entry, walk->change_count),
                              .paths = RQ_NEW_ARRAY(scratch, uint32_t, walk->change_count),
                              .index = RQ_NEW_ARRAY(scratch, uint32_t, size),
                              .mask = size - 1};
    uint32_t *numbers = RQ_NEW_ARRAY(arena, uint32_t, walk->change_count);
    for (size_t c = 0; c < walk->commit_count; c++)
        for (size_t i = walk->commits[c].first_change, end = i + walk->commits[c].change_count; i < end; i++)
            if (rq_walk_entry_mode(walk->changes[i].new_mode) == RQ_ENTRY_FILE)
                numbers[i] = entry_of(&entries, walk, &walk->changes[i]);
    rq_arena_free(scratch);
    history->entries = numbers;
    struct rq_snapshot *snapshot = RQ_NEW(arena, struct rq_snapshot);
    *snapshot = (struct rq_snapshot){.entries = entries.items,
                                     .entry_count = entries.count,
                                     .origin = RQ_SNAPSHOT_COMMIT,
                                     .name = RQ_STR("history")};
    return snapshot;
}

static void identify(struct rq_history *history)
{
    struct rq_arena *scratch = rq_arena_new();
    for (size_t i = 0; i < history->load.record_count; i++) {
        rq_record_identify(history->arena, scratch, history->policy, &history->load.records[i]);
        rq_arena_reset(scratch);
    }
    rq_arena_free(scratch);
}

static bool load(struct reading *reading)
{
    struct rq_history *history = reading->history;
    struct rq_snapshot *snapshot = list_entries(history);
    struct rq_findings ignored = {.arena = history->arena};
    struct rq_load_input input = {
        .policy = history->policy,
        .snapshot = snapshot,
        .threads = reading->input->threads,
        .keep = true,
        .known = reading->input->known,
        .past = reading->input->kinds,
        .progress = reading->input->progress,
    };
    snapshot->repo = reading->input->repo;
    if (!rq_load(history->arena, &input, &history->load, &ignored, reading->err))
        return false;
    identify(history);
    return true;
}

struct rq_history *rq_history_open(struct rq_arena *arena, const struct rq_history_input *input, struct rq_err *err)
{
    struct rq_history *history = RQ_NEW(arena, struct rq_history);
    struct reading reading = {input, history, err};
    history->arena = arena;
    history->policy = input->policy;
    history->lives = (struct rq_shelf){.arena = arena, .size = sizeof(struct rq_life)};
    struct rq_walk_input walk = walk_input(&reading);
    if (walk.path_count == 0)
        return history;
    if (!rq_walk(input->repo, &walk, arena, &history->walk, err) ||
        !rq_walk_is_complete(&history->walk, input->asker, err))
        return NULL;
    history->landings = rq_history_landings(&history->walk, arena, input->threads, err);
    if (history->landings == NULL || !load(&reading) || !rq_history_find_people(history, input, &walk, err) ||
        !rq_setting_past_read(history, input, err))
        return NULL;
    return history;
}

const struct rq_history *rq_history_read(struct rq_arena *arena, const struct rq_history_input *input,
                                         struct rq_err *err)
{
    struct rq_history *history = rq_history_open(arena, input, err);
    if (history != NULL) {
        rq_history_advance(history, 0);
        rq_history_index_objects(history);
    }
    return history;
}

bool rq_history_is_replaced(const struct rq_history *history)
{
    return history->walk.replaced;
}

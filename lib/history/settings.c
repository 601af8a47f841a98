/*
 * Settings through history.  An account has a setting as long as some file gives it to that account, whichever of its files:
 * so for each account and key the places are counted, and what counts is when the number leaves zero, or comes back to it,
 * between two commits.
 *
 * Where a source has no joins, what a file gives depends on nothing but that file: each version of it is read once, and its
 * pairs are added in the place of those of the version before.  A source with joins is counted as a whole at each commit that
 * changes one of its files.  A file that cannot be read tells nothing: its pairs stay as they were.
 */
#include "history/settings.h"

#include <stdlib.h>

/* Of the files of a source with joins so much is kept from one commit to the next. */
enum { KEPT_BYTES = 256 << 20 };

/* Numbers of pairs, each as often as there are places. */
struct pairs {
    struct rq_arena *arena;
    uint32_t *items;
    size_t count, cap;
    bool known; /* else nothing can be told */
};

struct rq_setting_past {
    struct rq_setting_pair *pairs;
    size_t count, cap;
    uint32_t *index; /* open addressing over numbers plus one */
    uint32_t mask;
};

struct wanted_path {
    rq_str text;
    uint32_t number; /* in the walk */
};

/* A source with joins. */
struct joined {
    const struct rq_setting_source *source;
    const struct wanted_path *paths; /* that it wants, sorted */
    size_t path_count;
    struct pairs counted;
    struct rq_setting_files *files; /* what it has read */
    struct rq_arena *arena;         /* where that lives */
};

struct reading {
    struct rq_history *history;
    struct rq_setting_past *past;
    const struct rq_snapshot *files; /* each blob at each path */
    struct rq_err *err;
    const struct rq_setting_source *alone; /* the sources without joins */
    size_t alone_count;
    struct joined *joined;
    size_t joined_count;
    struct pairs *versions;       /* per entry of `files`: what it gives to the sources without joins */
    const struct pairs **at_path; /* per path of the walk: what is counted */
    uint32_t *entry_at_path;      /* per path: the number plus one of its entry */
    uint32_t *touched;            /* pairs whose places changed at this commit */
    size_t touched_count, touched_cap;
    uint32_t commit;
};

/* ---- the table of pairs ---- */

static uint32_t hash_of(rq_str set, rq_str account, rq_str key)
{
    return rq_str_hash(set) * 31 + rq_str_hash(account) * 0x9E3779B9U + rq_str_hash(key);
}

static uint32_t *place_of(const struct rq_setting_past *past, rq_str set, rq_str account, rq_str key)
{
    uint32_t at = hash_of(set, account, key) & past->mask;
    for (; past->index[at] != 0; at = (at + 1) & past->mask) {
        const struct rq_setting_pair *pair = &past->pairs[past->index[at] - 1];
        if (rq_str_equal(pair->key, key) && rq_str_equal(pair->account, account) && rq_str_equal(pair->set, set))
            break;
    }
    return &past->index[at];
}

static void grow_index(struct rq_setting_past *past, struct rq_arena *arena)
{
    past->mask = past->mask == 0 ? 255 : past->mask * 2 + 1;
    past->index = RQ_NEW_ARRAY(arena, uint32_t, past->mask + 1);
    for (size_t i = 0; i < past->count; i++) {
        const struct rq_setting_pair *pair = &past->pairs[i];
        *place_of(past, pair->set, pair->account, pair->key) = (uint32_t)i + 1;
    }
}

static uint32_t number_of(struct reading *reading, rq_str set, rq_str account, rq_str key)
{
    struct rq_setting_past *past = reading->past;
    struct rq_arena *arena = reading->history->arena;
    uint32_t *place = place_of(past, set, account, key);
    if (*place != 0)
        return *place - 1;
    past->pairs = rq_grow(arena, past->pairs, past->count, &past->cap, sizeof *past->pairs);
    past->pairs[past->count++] = (struct rq_setting_pair){
        .set = set, .account = rq_arena_copy(arena, account), .key = rq_arena_copy(arena, key)};
    *place = (uint32_t)past->count;
    if (past->count * 2 > past->mask)
        grow_index(past, arena);
    return (uint32_t)past->count - 1;
}

const struct rq_setting_pair *rq_setting_pair_find(const struct rq_history *history, rq_str set, rq_str account,
                                                   rq_str key)
{
    const struct rq_setting_past *past = history->settings;
    uint32_t number = past == NULL ? 0 : *place_of(past, set, account, key);
    return number == 0 ? NULL : &past->pairs[number - 1];
}

/* ---- what a state gives ---- */

/* Who has a key has all that is above it. */
static void add_pairs(struct reading *reading, struct pairs *pairs, rq_str set, rq_str account, struct rq_keys keys,
                      struct rq_arena *scratch)
{
    for (size_t count = 1; count <= keys.count; count++) {
        rq_str key = rq_keys_print(scratch, (struct rq_keys){keys.items, count});
        pairs->items = rq_grow(pairs->arena, pairs->items, pairs->count, &pairs->cap, sizeof *pairs->items);
        pairs->items[pairs->count++] = number_of(reading, set, account, key);
    }
}

/* The name of a set lives as long as the policy: the table's is it. */
static void add_set(struct reading *reading, struct pairs *pairs, const struct rq_settings_set *set,
                    struct rq_arena *scratch)
{
    for (size_t i = 0; i < set->setting_count; i++) {
        const struct rq_setting *setting = &set->settings[i];
        for (size_t u = 0; u < setting->use_count; u++)
            add_pairs(reading, pairs, set->source->set, set->accounts[setting->uses[u].account], setting->keys,
                      scratch);
    }
}

static bool count_settings(struct reading *reading, struct rq_setting_files *files, const struct rq_snapshot *snapshot,
                           struct rq_arena *scratch, struct pairs *pairs)
{
    struct rq_setting_load load;
    if (!rq_setting_files_load(files, snapshot, scratch, &load, reading->err))
        return false;
    for (size_t i = 0; load.table != NULL && i < load.table->set_count; i++)
        add_set(reading, pairs, &load.table->sets[i], scratch);
    pairs->known = load.unread_count == 0 || pairs->count > 0;
    return true;
}

/* What one version of a file gives to the sources without joins. */
static bool read_version(struct reading *reading, uint32_t entry)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_snapshot one = *reading->files;
    one.entries = &reading->files->entries[entry];
    one.entry_count = 1;
    struct rq_setting_files *files =
        rq_setting_files_new(scratch, reading->history->policy, reading->alone, reading->alone_count, 1);
    reading->versions[entry] = (struct pairs){.arena = reading->history->arena};
    bool good = count_settings(reading, files, &one, scratch, &reading->versions[entry]);
    rq_arena_free(scratch);
    return good;
}

static int by_text(const void *a, const void *b)
{
    const struct wanted_path *left = a, *right = b;
    return rq_str_compare(left->text, right->text);
}

static void list_paths(const struct reading *reading, struct joined *joined)
{
    const struct rq_walk *walk = &reading->history->walk;
    struct wanted_path *paths = RQ_NEW_ARRAY(reading->history->arena, struct wanted_path, walk->path_count);
    for (size_t i = 0; i < walk->path_count; i++)
        if (rq_settings_wants(joined->source, 1, walk->paths[i]))
            paths[joined->path_count++] = (struct wanted_path){walk->paths[i], (uint32_t)i};
    if (joined->path_count > 0)
        qsort(paths, joined->path_count, sizeof *paths, by_text);
    joined->paths = paths;
}

/* The files of a source that are there at this commit. */
static struct rq_snapshot list_files(const struct reading *reading, const struct joined *joined,
                                     struct rq_arena *scratch)
{
    struct rq_snapshot snapshot = *reading->files;
    struct rq_snapshot_entry *entries = RQ_NEW_ARRAY(scratch, struct rq_snapshot_entry, joined->path_count);
    size_t count = 0;
    for (size_t i = 0; i < joined->path_count; i++) {
        uint32_t entry = reading->entry_at_path[joined->paths[i].number];
        if (entry != 0)
            entries[count++] = reading->files->entries[entry - 1];
    }
    snapshot.entries = entries;
    snapshot.entry_count = count;
    return snapshot;
}

/* Old versions are let go now and then, to be read again where they are still needed. */
static struct rq_setting_files *files_of(const struct reading *reading, struct joined *joined)
{
    if (joined->arena != NULL && rq_arena_used(joined->arena) < KEPT_BYTES)
        return joined->files;
    rq_arena_free(joined->arena);
    joined->arena = rq_arena_new();
    joined->files = rq_setting_files_new(joined->arena, reading->history->policy, joined->source, 1, 1);
    return joined->files;
}

/* ---- commit by commit ---- */

static void touch(struct reading *reading, const struct pairs *pairs, bool there)
{
    for (size_t i = 0; pairs != NULL && i < pairs->count; i++) {
        struct rq_setting_pair *pair = &reading->past->pairs[pairs->items[i]];
        pair->uses += there ? 1U : UINT32_MAX;
        if (pair->seen == reading->commit + 1)
            continue;
        pair->seen = reading->commit + 1;
        reading->touched = rq_grow(reading->history->arena, reading->touched, reading->touched_count,
                                   &reading->touched_cap, sizeof *reading->touched);
        reading->touched[reading->touched_count++] = pairs->items[i];
    }
}

static void replace(struct reading *reading, const struct pairs **counted, const struct pairs *now)
{
    if (now != NULL && !now->known)
        return;
    touch(reading, *counted, false);
    touch(reading, now, true);
    *counted = now;
}

static bool take_change(struct reading *reading, size_t change)
{
    uint32_t path = reading->history->walk.changes[change].path, entry = reading->history->entries[change];
    reading->entry_at_path[path] = entry;
    if (entry != 0 && !reading->versions[entry - 1].known && !read_version(reading, entry - 1))
        return false;
    replace(reading, &reading->at_path[path], entry == 0 ? NULL : &reading->versions[entry - 1]);
    return true;
}

static bool take_joined(struct reading *reading, struct joined *joined)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_snapshot snapshot = list_files(reading, joined, scratch);
    struct pairs now = {.arena = rq_arena_new()};
    bool good = count_settings(reading, files_of(reading, joined), &snapshot, scratch, &now);
    if (good && now.known) {
        struct pairs before = joined->counted;
        touch(reading, &before, false);
        touch(reading, &now, true);
        joined->counted = now;
        now = before;
    }
    rq_arena_free(now.arena);
    rq_arena_free(scratch);
    return good;
}

static bool wants_change(const struct reading *reading, const struct rq_walk_commit *commit,
                         const struct rq_setting_source *source)
{
    const struct rq_walk *walk = &reading->history->walk;
    for (size_t i = 0; i < commit->change_count; i++)
        if (rq_settings_wants(source, 1, walk->paths[walk->changes[commit->first_change + i].path]))
            return true;
    return false;
}

static void note_events(struct reading *reading)
{
    for (size_t i = 0; i < reading->touched_count; i++) {
        struct rq_setting_pair *pair = &reading->past->pairs[reading->touched[i]];
        bool was = pair->count > 0 && pair->events[pair->count - 1].there, is = pair->uses > 0;
        if (was == is)
            continue;
        pair->events = rq_grow(reading->history->arena, pair->events, pair->count, &pair->cap, sizeof *pair->events);
        pair->events[pair->count++] = (struct rq_setting_event){reading->commit, is};
    }
    reading->touched_count = 0;
}

static bool take_commit(struct reading *reading, const struct rq_walk_commit *commit)
{
    const struct rq_walk *walk = &reading->history->walk;
    for (size_t i = 0; i < commit->change_count; i++) {
        size_t change = commit->first_change + i;
        if (rq_settings_want(reading->history->policy, walk->paths[walk->changes[change].path]) &&
            !take_change(reading, change))
            return false;
    }
    for (size_t i = 0; i < reading->joined_count; i++)
        if (wants_change(reading, commit, reading->joined[i].source) && !take_joined(reading, &reading->joined[i]))
            return false;
    note_events(reading);
    return true;
}

/* ---- the whole ---- */

/* What everybody has by default is followed as if it were one account's. */
static struct rq_setting_source everybody(const struct rq_setting_source *source, const struct rq_locator *defaults)
{
    static const struct rq_template_part part = {.text = {"\n", 1}};
    struct rq_setting_source own = *source;
    own.where = *defaults;
    own.account = (struct rq_template){&part, 1};
    own.ignore.count = own.skip.count = own.with_count = own.default_count = 0;
    return own;
}

static size_t count_defaults(const struct rq_policy *policy)
{
    size_t count = 0;
    for (size_t i = 0; i < policy->setting_count; i++)
        count += policy->settings[i].default_count;
    return count;
}

static void part_sources(struct reading *reading)
{
    const struct rq_policy *policy = reading->history->policy;
    struct rq_arena *arena = reading->history->arena;
    size_t most = policy->setting_count + count_defaults(policy);
    struct rq_setting_source *alone = RQ_NEW_ARRAY(arena, struct rq_setting_source, most);
    reading->joined = RQ_NEW_ARRAY(arena, struct joined, policy->setting_count);
    for (size_t i = 0; i < policy->setting_count; i++) {
        const struct rq_setting_source *source = &policy->settings[i];
        for (size_t d = 0; d < source->default_count; d++)
            alone[reading->alone_count++] = everybody(source, &source->defaults[d]);
        if (source->with_count == 0) {
            alone[reading->alone_count++] = *source;
            continue;
        }
        struct joined *joined = &reading->joined[reading->joined_count++];
        joined->source = source;
        list_paths(reading, joined);
    }
    reading->alone = alone;
}

bool rq_setting_past_read(struct rq_history *history, const struct rq_history_input *input, struct rq_err *err)
{
    const struct rq_record_kind *kind = rq_setting_kind(history->policy);
    struct rq_arena *arena = history->arena;
    struct reading reading = {.history = history, .files = history->load.snapshot, .err = err};
    if (kind == NULL || !input->kinds[kind->number] || history->policy->setting_count == 0)
        return true;
    history->settings = reading.past = RQ_NEW(arena, struct rq_setting_past);
    grow_index(reading.past, arena);
    part_sources(&reading);
    reading.versions = RQ_NEW_ARRAY(arena, struct pairs, reading.files->entry_count);
    reading.at_path = RQ_NEW_ARRAY(arena, const struct pairs *, history->walk.path_count);
    reading.entry_at_path = RQ_NEW_ARRAY(arena, uint32_t, history->walk.path_count);
    bool good = true;
    for (size_t c = 0; c < history->walk.commit_count && good; c++) {
        reading.commit = (uint32_t)c;
        good = take_commit(&reading, &history->walk.commits[c]);
    }
    for (size_t i = 0; i < reading.joined_count; i++) {
        rq_arena_free(reading.joined[i].counted.arena);
        rq_arena_free(reading.joined[i].arena);
    }
    return good;
}

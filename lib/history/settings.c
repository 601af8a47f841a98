/*
 * Settings through history.  An account has a setting as long as some file gives it to that account, whichever of its files:
 * so for each account and key the places are counted, and what counts is when the number leaves zero, or comes back to it,
 * between two commits.
 *
 * Where a source has no joins, what a file gives depends on nothing but that file: each version of it is read once, and its
 * pairs are added in the place of those of the version before.  Where there are joins, what a file gives depends on what `with`
 * finds too.  So a commit that changes none of the files of `with` has only the changed ones joined again, with those; any other
 * has all of them.  A file that cannot be read tells nothing: its pairs stay as they were.
 */
#include "history/settings.h"

#include <stdlib.h>
#include <string.h>

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

/* A file of a source with joins. */
struct wanted_path {
    rq_str text;
    uint32_t number;      /* in the walk */
    bool shared;          /* `with` wants it: what other files give may depend on it */
    struct pairs counted; /* what it gives */
    struct pairs now;     /* what it gives from this commit on */
    bool asked;           /* that is looked at */
};

/* A source with joins. */
struct joined {
    const struct rq_setting_source *source;
    struct wanted_path *paths; /* that it wants, sorted */
    size_t path_count;
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

/* What one version of a file gives to the sources without joins. */
static bool read_version(struct reading *reading, uint32_t entry)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_snapshot one = *reading->files;
    one.entries = &reading->files->entries[entry];
    one.entry_count = 1;
    struct rq_setting_files *files =
        rq_setting_files_new(scratch, reading->history->policy, reading->alone, reading->alone_count, 1, NULL);
    struct pairs *pairs = &reading->versions[entry];
    struct rq_setting_load load;
    *pairs = (struct pairs){.arena = reading->history->arena};
    bool good = rq_setting_files_load(files, &one, scratch, &load, reading->err);
    for (size_t i = 0; good && load.table != NULL && i < load.table->set_count; i++)
        add_set(reading, pairs, &load.table->sets[i], scratch);
    pairs->known = good && (load.unread_count == 0 || pairs->count > 0);
    rq_arena_free(scratch);
    return good;
}

static int by_text(const void *a, const void *b)
{
    const struct wanted_path *left = a, *right = b;
    return rq_str_compare(left->text, right->text);
}

static bool is_shared(const struct rq_setting_source *source, rq_str path)
{
    for (size_t i = 0; i < source->with_count; i++)
        if (rq_locator_matches(&source->with[i], path, NULL))
            return true;
    return false;
}

static void list_paths(const struct reading *reading, struct joined *joined)
{
    const struct rq_walk *walk = &reading->history->walk;
    struct rq_arena *arena = reading->history->arena;
    joined->paths = RQ_NEW_ARRAY(arena, struct wanted_path, walk->path_count);
    for (size_t i = 0; i < walk->path_count; i++)
        if (rq_settings_wants(joined->source, 1, walk->paths[i]))
            joined->paths[joined->path_count++] =
                (struct wanted_path){.text = walk->paths[i],
                                     .number = (uint32_t)i,
                                     .shared = is_shared(joined->source, walk->paths[i]),
                                     .counted.arena = arena};
    if (joined->path_count > 0)
        qsort(joined->paths, joined->path_count, sizeof *joined->paths, by_text);
}

static struct wanted_path *find_path(const struct joined *joined, rq_str text)
{
    const struct wanted_path wanted = {.text = text};
    return joined->path_count == 0
               ? NULL
               : bsearch(&wanted, joined->paths, joined->path_count, sizeof *joined->paths, by_text);
}

/* The files that are there at this commit, as far as they are asked for or shared. */
static struct rq_snapshot list_files(const struct reading *reading, const struct joined *joined,
                                     struct rq_arena *scratch)
{
    struct rq_snapshot snapshot = *reading->files;
    struct rq_snapshot_entry *entries = RQ_NEW_ARRAY(scratch, struct rq_snapshot_entry, joined->path_count);
    size_t count = 0;
    for (size_t i = 0; i < joined->path_count; i++) {
        uint32_t entry = reading->entry_at_path[joined->paths[i].number];
        if (entry != 0 && (joined->paths[i].asked || joined->paths[i].shared))
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
    joined->files = rq_setting_files_new(joined->arena, reading->history->policy, joined->source, 1, 1, NULL);
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

/* Marks what this commit changes; false where that is nothing. */
static bool ask(const struct reading *reading, const struct rq_walk_commit *commit, struct joined *joined,
                struct rq_arena *scratch)
{
    const struct rq_walk *walk = &reading->history->walk;
    bool some = false, all = false;
    for (size_t i = 0; i < joined->path_count; i++) {
        joined->paths[i].asked = false;
        joined->paths[i].now = (struct pairs){.arena = scratch};
    }
    for (size_t i = 0; i < commit->change_count; i++) {
        struct wanted_path *path = find_path(joined, walk->paths[walk->changes[commit->first_change + i].path]);
        if (path == NULL)
            continue;
        some = path->asked = true;
        all = all || path->shared;
    }
    for (size_t i = 0; i < joined->path_count && all; i++)
        joined->paths[i].asked = true;
    return some;
}

/* Gives each file that is asked for what the table has of it. */
static void give_pairs(struct reading *reading, struct joined *joined, const struct rq_settings *table,
                       struct rq_arena *scratch)
{
    const struct rq_settings_set *set = &table->sets[0];
    for (size_t i = 0; i < set->setting_count; i++) {
        const struct rq_setting *setting = &set->settings[i];
        for (size_t u = 0; u < setting->use_count; u++) {
            struct wanted_path *path = find_path(joined, table->paths[setting->uses[u].file]);
            if (path != NULL && path->asked)
                add_pairs(reading, &path->now, set->source->set, set->accounts[setting->uses[u].account], setting->keys,
                          scratch);
        }
    }
}

static bool same_pairs(const struct pairs *a, const struct pairs *b)
{
    return a->count == b->count && (a->count == 0 || memcmp(a->items, b->items, a->count * sizeof *a->items) == 0);
}

/* Most files give the same as before, and those that cannot be read tell nothing. */
static void replace_joined(struct reading *reading, struct wanted_path *path, const struct rq_findings *unread)
{
    struct pairs kept = {.arena = path->counted.arena};
    if (!path->asked || same_pairs(&path->counted, &path->now))
        return;
    for (size_t i = 0; path->now.count == 0 && i < unread->count; i++)
        if (rq_str_equal(unread->items[i].path, path->text))
            return;
    kept.items = RQ_NEW_ARRAY(kept.arena, uint32_t, path->now.count);
    kept.count = path->now.count;
    if (kept.count > 0)
        memcpy(kept.items, path->now.items, kept.count * sizeof *kept.items);
    touch(reading, &path->counted, false);
    touch(reading, &kept, true);
    path->counted = kept;
}

static bool take_joined(struct reading *reading, const struct rq_walk_commit *commit, struct joined *joined)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_setting_load load;
    bool good = true;
    if (ask(reading, commit, joined, scratch)) {
        struct rq_snapshot snapshot = list_files(reading, joined, scratch);
        good = rq_setting_files_load(files_of(reading, joined), &snapshot, scratch, &load, reading->err);
        if (good)
            give_pairs(reading, joined, load.table, scratch);
        for (size_t i = 0; i < joined->path_count && good; i++)
            replace_joined(reading, &joined->paths[i], &load.findings);
    }
    rq_arena_free(scratch);
    return good;
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
        if (!take_joined(reading, commit, &reading->joined[i]))
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
    for (size_t i = 0; i < reading.joined_count; i++)
        rq_arena_free(reading.joined[i].arena);
    return good;
}

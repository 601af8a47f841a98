/*
 * Files by path and blob.  What a file gives depends on nothing else (and on the policy), so it is read when a state first
 * has it, and kept.  A state is then put together from pointers.
 *
 * Where it is known beforehand which files there are, they are read by several threads, each into its own arena (fill); then
 * their records are numbered, in the order of the files.
 */
#include "load/store.h"

#include "base/err.h"
#include "base/progress.h"
#include "base/threads.h"
#include "load/take.h"

#include <stdatomic.h>
#include <string.h>

struct slot {
    rq_str path;
    uint8_t mode;
    unsigned char oid[32];
    struct rq_stored_file file;
};

enum {
    /* Files that are read ahead by one thread at a time, and that make another thread worth its start. */
    PART = 16,
    LEAST = 100
};

struct rq_store {
    struct rq_arena *arena, *scratch;
    const struct rq_policy *policy;
    const struct rq_store *known;
    struct slot **slots; /* in the order in which they came */
    size_t count, cap;
    uint32_t *index; /* open addressing over numbers plus one */
    uint32_t mask;
    size_t records;
};

struct rq_store *rq_store_new(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_store *known)
{
    struct rq_store *store = RQ_NEW(arena, struct rq_store);
    *store =
        (struct rq_store){.arena = arena, .scratch = rq_arena_new(), .policy = policy, .known = known, .mask = 255};
    store->records = known == NULL ? 0 : known->records;
    store->index = RQ_NEW_ARRAY(arena, uint32_t, store->mask + 1);
    return store;
}

void rq_store_end(struct rq_store *store)
{
    if (store != NULL)
        rq_arena_free(store->scratch);
}

size_t rq_store_records(const struct rq_store *store)
{
    return store->records;
}

static uint32_t *place_of(const struct rq_store *store, const struct rq_snapshot_entry *entry)
{
    uint32_t hash;
    memcpy(&hash, entry->oid, sizeof hash);
    uint32_t at = (hash ^ rq_str_hash(entry->path)) & store->mask;
    for (; store->index[at] != 0; at = (at + 1) & store->mask) {
        const struct slot *slot = store->slots[store->index[at] - 1];
        if (slot->mode == entry->mode && memcmp(slot->oid, entry->oid, sizeof slot->oid) == 0 &&
            rq_str_equal(slot->path, entry->path))
            break;
    }
    return &store->index[at];
}

static struct rq_snapshot_entry entry_of(const struct slot *slot)
{
    struct rq_snapshot_entry entry = {.path = slot->path, .mode = slot->mode};
    memcpy(entry.oid, slot->oid, sizeof entry.oid);
    return entry;
}

static void grow_index(struct rq_store *store)
{
    store->mask = store->mask * 2 + 1;
    store->index = RQ_NEW_ARRAY(store->arena, uint32_t, store->mask + 1);
    for (size_t i = 0; i < store->count; i++) {
        const struct rq_snapshot_entry entry = entry_of(store->slots[i]);
        *place_of(store, &entry) = (uint32_t)i + 1;
    }
}

static void identify_records(const struct rq_loader *loader, struct rq_record *records, size_t count)
{
    struct rq_arena *scratch = rq_arena_new();
    for (size_t i = 0; i < count; i++) {
        rq_record_identify(loader->arena, scratch, loader->policy, &records[i]);
        rq_record_follow(loader->arena, scratch, loader->policy, &records[i]);
        rq_arena_reset(scratch);
    }
    rq_arena_free(scratch);
}

static void *kept(const struct rq_loader *loader, const void *items, size_t count, size_t size)
{
    void *copy = rq_arena_array(loader->arena, count, size);
    if (count > 0)
        memcpy(copy, items, count * size);
    return copy;
}

static void keep_words(const struct rq_loader *loader, struct rq_stored_file *file)
{
    for (size_t w = 0; w < loader->policy->words_count; w++)
        file->word_count += loader->words[w].count;
    struct rq_stored_word *words = RQ_NEW_ARRAY(loader->arena, struct rq_stored_word, file->word_count);
    size_t at = 0;
    for (size_t w = 0; w < loader->policy->words_count; w++)
        for (size_t i = 0; i < loader->words[w].count; i++)
            words[at++] = (struct rq_stored_word){w, loader->words[w].items[i]};
    file->words = words;
}

static void keep(const struct rq_loader *loader, struct rq_stored_file *file)
{
    struct rq_record *records = kept(loader, loader->records, loader->record_count, sizeof *records);
    identify_records(loader, records, loader->record_count);
    *file = (struct rq_stored_file){
        .records = records,
        .record_count = loader->record_count,
        .findings = loader->findings.items,
        .finding_count = loader->findings.count,
        .notes = kept(loader, loader->notes, loader->note_count, sizeof *loader->notes),
        .note_count = loader->note_count,
        .file_count = loader->file_count,
    };
    keep_words(loader, file);
}

/* All but the numbers of the records, into `arena`; `scratch` is empty before and after. */
static void read_slot(const struct rq_store *store, const struct rq_snapshot *snapshot, struct slot *slot,
                      struct rq_arena *arena, struct rq_arena *scratch)
{
    const struct rq_snapshot_entry entry = entry_of(slot);
    struct rq_loader loader = {
        .arena = arena,
        .scratch = scratch,
        .policy = store->policy,
        .snapshot = snapshot,
        .findings = {.arena = arena},
        .err = {.arena = arena},
        .words = RQ_NEW_ARRAY(scratch, struct rq_word_build, store->policy->words_count),
    };
    if (rq_load_take(&loader, &entry)) {
        keep(&loader, &slot->file);
    } else {
        struct rq_err *failure = RQ_NEW(arena, struct rq_err);
        *failure = loader.err;
        slot->file = (struct rq_stored_file){.failure = failure};
    }
    rq_arena_reset(scratch);
}

static void number_records(struct rq_store *store, const struct slot *slot)
{
    struct rq_record *records = (struct rq_record *)slot->file.records;
    for (size_t i = 0; i < slot->file.record_count; i++)
        records[i].shared = ++store->records;
}

/* The slot of an entry; a new one, which is not read yet, where it has none. */
static struct slot *take_slot(struct rq_store *store, const struct rq_snapshot_entry *entry, bool *is_new)
{
    uint32_t *place = place_of(store, entry);
    *is_new = *place == 0;
    if (!*is_new)
        return store->slots[*place - 1];
    struct slot *slot = RQ_NEW(store->arena, struct slot);
    *slot = (struct slot){.path = entry->path, .mode = entry->mode};
    memcpy(slot->oid, entry->oid, sizeof slot->oid);
    store->slots = rq_grow(store->arena, store->slots, store->count, &store->cap, sizeof *store->slots);
    store->slots[store->count++] = slot;
    *place = (uint32_t)store->count;
    if (store->count * 2 > store->mask)
        grow_index(store);
    return slot;
}

static const struct rq_stored_file *find(const struct rq_store *store, const struct rq_snapshot_entry *entry)
{
    uint32_t number = store == NULL ? 0 : *place_of(store, entry);
    return number == 0 ? NULL : &store->slots[number - 1]->file;
}

const struct rq_stored_file *rq_store_get(struct rq_store *store, const struct rq_snapshot *snapshot,
                                          const struct rq_snapshot_entry *entry)
{
    const struct rq_stored_file *known = find(store->known, entry);
    bool is_new;
    if (known != NULL)
        return known;
    if (!rq_take_looks_at(store->policy, entry->path))
        return NULL;
    struct slot *slot = take_slot(store, entry, &is_new);
    if (is_new) {
        read_slot(store, snapshot, slot, store->arena, store->scratch);
        number_records(store, slot);
    }
    return &slot->file;
}

/* Entries that follow each other often have one path. */
static void take_slots(struct rq_store *store, const struct rq_snapshot *snapshot)
{
    bool wanted = false, is_new;
    for (size_t i = 0; i < snapshot->entry_count; i++) {
        const struct rq_snapshot_entry *entry = &snapshot->entries[i];
        if (i == 0 || entry->path.ptr != entry[-1].path.ptr)
            wanted = rq_take_looks_at(store->policy, entry->path);
        if (wanted)
            take_slot(store, entry, &is_new);
    }
}

struct fill {
    const struct rq_store *store;
    const struct rq_snapshot *snapshot;
    const struct rq_progress *progress;
    size_t first; /* slot that is to be read */
    struct rq_arena *arenas[RQ_THREADS_MOST], *scratches[RQ_THREADS_MOST];
    atomic_bool given_up;
};

static void fill_part(void *host, const struct rq_threads_part *part)
{
    struct fill *fill = host;
    const struct rq_store *store = fill->store;
    if (part->thread == 0 && !rq_progress_tell(fill->progress, "versions", part->first, store->count - fill->first))
        atomic_store(&fill->given_up, true);
    for (size_t i = part->first; i < part->end && !atomic_load(&fill->given_up); i++)
        read_slot(store, fill->snapshot, store->slots[fill->first + i], fill->arenas[part->thread],
                  fill->scratches[part->thread]);
}

bool rq_store_fill(struct rq_store *store, const struct rq_snapshot *snapshot, unsigned threads,
                   const struct rq_progress *progress)
{
    struct fill fill = {.store = store, .snapshot = snapshot, .progress = progress, .first = store->count};
    take_slots(store, snapshot);
    size_t count = store->count - fill.first;
    unsigned used = rq_threads_count(threads, count, LEAST);
    for (unsigned i = 0; i < used; i++) {
        fill.arenas[i] = rq_arena_new();
        fill.scratches[i] = rq_arena_new();
    }
    rq_threads_run(used, count, PART, fill_part, &fill);
    for (unsigned i = 0; i < used; i++) {
        rq_arena_free(fill.scratches[i]);
        rq_arena_join(store->arena, fill.arenas[i]);
    }
    for (size_t i = fill.first; i < store->count; i++)
        number_records(store, store->slots[i]);
    return !atomic_load(&fill.given_up);
}

static void make_room(const struct rq_stored_file *const *files, size_t count, struct rq_arena *arena,
                      struct rq_load *out)
{
    size_t records = 0, notes = 0;
    for (size_t i = 0; i < count; i++) {
        records += files[i]->record_count;
        notes += files[i]->note_count;
    }
    out->records = rq_arena_raw(arena, records * sizeof *out->records);
    out->notes = RQ_NEW_ARRAY(arena, rq_str, notes);
}

static void join_file(const struct rq_stored_file *file, struct rq_load *out, struct rq_findings *findings)
{
    if (file->record_count > 0)
        memcpy(out->records + out->record_count, file->records, file->record_count * sizeof *out->records);
    out->record_count += file->record_count;
    for (size_t i = 0; i < file->note_count; i++)
        out->notes[out->note_count++] = file->notes[i];
    for (size_t i = 0; i < file->finding_count; i++)
        rq_findings_add(findings, file->findings[i]);
    out->file_count += file->file_count;
}

bool rq_store_join_words(const struct rq_store *store, const struct rq_stored_file *const *files, size_t count,
                         bool is_empty, struct rq_arena *arena, struct rq_load *out, struct rq_err *err)
{
    size_t lists = store->policy->words_count;
    struct rq_word_build *builds = RQ_NEW_ARRAY(arena, struct rq_word_build, lists);
    struct rq_word_list *words = RQ_NEW_ARRAY(arena, struct rq_word_list, lists);
    for (size_t i = 0; i < count; i++)
        for (size_t w = 0; w < files[i]->word_count; w++) {
            struct rq_word_build *build = &builds[files[i]->words[w].list];
            build->items = rq_grow(arena, build->items, build->count, &build->cap, sizeof *build->items);
            build->items[build->count++] = files[i]->words[w].word;
        }
    for (size_t i = 0; i < lists; i++) {
        const struct rq_words *list = &store->policy->words[i];
        if (builds[i].count == 0 && !is_empty)
            return rq_load_fail_no_words(list, err);
        words[i] = (struct rq_word_list){list, rq_list_over(arena, builds[i].items, builds[i].count)};
    }
    out->words = words;
    out->word_count = lists;
    return true;
}

bool rq_store_join(const struct rq_store *store, const struct rq_stored_file *const *files, size_t count, bool is_empty,
                   struct rq_arena *arena, struct rq_load *out, struct rq_findings *findings, struct rq_err *err)
{
    *out = (struct rq_load){0};
    for (size_t i = 0; i < count; i++)
        if (files[i]->failure != NULL)
            return rq_fail_again(err, files[i]->failure);
    make_room(files, count, arena, out);
    for (size_t i = 0; i < count; i++)
        join_file(files[i], out, findings);
    return rq_store_join_words(store, files, count, is_empty, arena, out, err);
}

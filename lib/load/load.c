/*
 * Loading, by several threads.  The entries are cut into parts; each part has a loader of its own (take.c), and what the
 * loaders give is put together in the order of the parts, so that the number of threads makes no difference.
 *
 * What a file gives depends on its path, its bytes and the policy.  So where another state of the tree has the same blob
 * at the same path, and was loaded by the same policy, records and findings are taken over from it; their values are
 * shared, not copied.
 */
#include "load/load.h"

#include "base/err.h"
#include "base/progress.h"
#include "base/source.h"
#include "base/threads.h"
#include "load/take.h"
#include "load/versions.h"

#include <string.h>

enum {
    /* Entries that are handed out at a time: enough to make handing out cheap, few enough to share them evenly. */
    PART = 64,
    /* Entries that make another thread worth its start. */
    LEAST = 200
};

/* What one entry gave: where its records and findings are. */
struct rq_load_entry {
    const struct rq_finding *findings;
    size_t finding_count;
    size_t first_record; /* in the part at first, in the whole at last */
    size_t record_count;
    rq_str note;                     /* the last one; empty: none */
    unsigned char oid[RQ_OID_BYTES]; /* of its blob; zero where that is not known */
    bool read, shareable;
};

struct crew {
    const struct rq_load_input *input;
    struct rq_loader *parts;
    struct rq_arena *arenas[RQ_THREADS_MOST], *scratches[RQ_THREADS_MOST];
    struct rq_load_entry *entries; /* NULL where nobody will want to know */
    bool given_up;                 /* written by the thread that called */
};

/* What another state knows of the same file; NULL where it has to be read. */
static const struct rq_load_entry *recall(const struct rq_load *known, const struct rq_snapshot_entry *entry)
{
    if (known == NULL || known->entries == NULL)
        return NULL;
    const struct rq_snapshot_entry *other = rq_snapshot_find(known->snapshot, entry->path);
    if (other == NULL || entry->mode != RQ_ENTRY_FILE || !rq_version_is_named(entry->oid))
        return NULL;
    const struct rq_load_entry *found = &known->entries[other - known->snapshot->entries];
    bool same = found->shareable && memcmp(entry->oid, found->oid, sizeof found->oid) == 0;
    return same ? found : NULL;
}

/* The ids stay; all else that a graph fills in belongs to the other state. */
static void share_record(struct rq_loader *loader, const struct rq_load *known, size_t number)
{
    const struct rq_record *record = &known->records[number];
    loader->records =
        rq_grow(loader->scratch, loader->records, loader->record_count, &loader->record_cap, sizeof *loader->records);
    loader->records[loader->record_count++] = (struct rq_record){
        .kind = record->kind,
        .place = record->place,
        .path = record->path,
        .source = record->source,
        .object = record->object,
        .captures = record->captures,
        .id = record->id,
        .id_value = record->id_value,
        .shared = number + 1,
    };
}

static void share(struct rq_loader *loader, const struct rq_load *known, const struct rq_load_entry *entry)
{
    for (size_t i = entry->first_record, end = i + entry->record_count; i < end; i++)
        if (loader->past == NULL || loader->past[known->records[i].kind->number])
            share_record(loader, known, i);
    for (size_t i = 0; i < entry->finding_count; i++)
        rq_findings_add(&loader->findings, entry->findings[i]);
    if (entry->note.len > 0)
        rq_load_note(loader, entry->note);
    loader->file_count += entry->read;
}

/* What an entry gave, from what the loader had before it.  A file of the working tree is known by its bytes. */
static void remember(const struct rq_loader *loader, const struct rq_snapshot_entry *entry, struct rq_load_entry *given)
{
    memcpy(given->oid, entry->oid, sizeof given->oid);
    if (!rq_version_is_named(entry->oid) && loader->source != NULL)
        rq_repo_name_blob(rq_source_text(loader->source), given->oid);
    given->finding_count = loader->findings.count - given->finding_count;
    given->record_count = loader->record_count - given->first_record;
    given->shareable = entry->mode == RQ_ENTRY_FILE && !loader->gave_words;
}

static bool take(const struct crew *crew, struct rq_loader *loader, size_t number)
{
    const struct rq_snapshot_entry *entry = &crew->input->snapshot->entries[number];
    const struct rq_load_entry *known = recall(crew->input->known, entry);
    size_t files = loader->file_count, notes = loader->note_count;
    struct rq_load_entry given = {.finding_count = loader->findings.count, .first_record = loader->record_count};
    loader->gave_words = false;
    loader->source = NULL;
    if (known != NULL)
        share(loader, crew->input->known, known);
    else if (!rq_load_take(loader, entry))
        return false;
    if (crew->entries == NULL)
        return true;
    remember(loader, entry, &given);
    if (loader->note_count > notes)
        given.note = loader->notes[loader->note_count - 1];
    given.read = loader->file_count > files;
    crew->entries[number] = given;
    return true;
}

static bool tell(const struct crew *crew, size_t done)
{
    const struct rq_load_input *input = crew->input;
    const char *what = input->past == NULL ? "files" : "versions";
    return rq_progress_tell(input->progress, what, done, input->snapshot->entry_count);
}

static void take_part(void *host, const struct rq_threads_part *part)
{
    struct crew *crew = host;
    struct rq_loader *loader = &crew->parts[part->number];
    struct rq_arena *arena = crew->arenas[part->thread];
    *loader = (struct rq_loader){
        .arena = arena,
        .scratch = crew->scratches[part->thread],
        .policy = crew->input->policy,
        .past = crew->input->past,
        .snapshot = crew->input->snapshot,
        .compared = crew->input->compared,
        .findings = {.arena = arena},
        .err = {.arena = arena},
        .words = RQ_NEW_ARRAY(crew->scratches[part->thread], struct rq_word_build, crew->input->policy->words_count),
    };
    if (part->thread == 0 && !crew->given_up)
        crew->given_up = !tell(crew, part->first);
    for (size_t i = part->first; i < part->end; i++)
        if (!take(crew, loader, i))
            return;
    size_t at = 0;
    for (size_t i = part->first; crew->entries != NULL && i < part->end; at += crew->entries[i].finding_count, i++)
        if (crew->entries[i].finding_count > 0)
            crew->entries[i].findings = &loader->findings.items[at];
}

/* True if the path is the very text that the next of the paths before is, which is passed then. */
static bool is_known_path(rq_str path, const rq_value **before, const rq_value *end)
{
    while (*before < end && (*before)->as.text != path.ptr && rq_str_compare(rq_value_text(**before), path) < 0)
        ++*before;
    if (*before == end || (*before)->as.text != path.ptr)
        return false;
    ++*before;
    return true;
}

rq_value rq_load_paths(struct rq_arena *arena, const struct rq_snapshot *snapshot, rq_value before)
{
    rq_value *paths = rq_arena_raw(arena, snapshot->entry_count * sizeof *paths);
    const rq_value *known = before.kind == RQ_LIST ? before.as.list->items : NULL;
    const rq_value *end = known == NULL ? NULL : known + before.as.list->count;
    size_t count = 0;
    for (size_t i = 0; i < snapshot->entry_count; i++) {
        rq_str path = snapshot->entries[i].path;
        if (is_known_path(path, &known, end) || rq_utf8_valid(path, NULL))
            paths[count++] = rq_string(path);
    }
    return rq_list_over(arena, paths, count);
}

bool rq_load_fail_no_words(const struct rq_words *words, struct rq_err *err)
{
    rq_fail_at(err, words->origin.source, rq_value_pos(words->origin),
               "the list of words `%.*s` finds no word in this tree", RQ_ARG(words->name));
    return rq_fail_hint(err, "check its `files` and `at`: a list that finds nothing would forbid everything");
}

static bool join_words(const struct crew *crew, size_t part_count, struct rq_arena *arena, struct rq_load *out,
                       struct rq_err *err)
{
    const struct rq_policy *policy = crew->input->policy;
    /* A tree without files, such as what a first push is compared with, has nothing that a list could forbid. */
    bool is_empty = crew->input->snapshot->entry_count == 0;
    struct rq_word_list *lists = RQ_NEW_ARRAY(arena, struct rq_word_list, policy->words_count);
    for (size_t i = 0; i < policy->words_count; i++) {
        struct rq_word_build all = {0};
        for (size_t p = 0; p < part_count; p++)
            for (size_t w = 0; w < crew->parts[p].words[i].count; w++) {
                all.items = rq_grow(arena, all.items, all.count, &all.cap, sizeof *all.items);
                all.items[all.count++] = crew->parts[p].words[i].items[w];
            }
        if (all.count == 0 && !is_empty)
            return rq_load_fail_no_words(&policy->words[i], err);
        lists[i] = (struct rq_word_list){&policy->words[i], rq_list_over(arena, all.items, all.count)};
    }
    out->words = lists;
    out->word_count = policy->words_count;
    return true;
}

/* Room for the records and notes of all parts. */
static void make_room(const struct crew *crew, size_t part_count, struct rq_arena *arena, struct rq_load *out)
{
    size_t records = 0, notes = 0;
    for (size_t p = 0; p < part_count; p++) {
        records += crew->parts[p].record_count;
        notes += crew->parts[p].note_count;
    }
    out->records = RQ_NEW_ARRAY(arena, struct rq_record, records);
    out->notes = RQ_NEW_ARRAY(arena, rq_str, notes);
}

static void join_part(const struct rq_loader *part, struct rq_load *out, struct rq_findings *findings)
{
    if (part->record_count > 0)
        memcpy(out->records + out->record_count, part->records, part->record_count * sizeof *part->records);
    out->record_count += part->record_count;
    for (size_t i = 0; i < part->note_count; i++)
        out->notes[out->note_count++] = part->notes[i];
    for (size_t i = 0; i < part->findings.count; i++)
        rq_findings_add(findings, part->findings.items[i]);
    out->file_count += part->file_count;
}

/* The failure of the first part that has one, which does not depend on who was quicker. */
static bool join_failures(const struct crew *crew, size_t part_count, struct rq_err *err)
{
    for (size_t p = 0; p < part_count; p++)
        if (crew->parts[p].err.failed)
            return rq_fail_again(err, &crew->parts[p].err);
    return true;
}

static bool join(const struct crew *crew, size_t part_count, struct rq_arena *arena, struct rq_load *out,
                 struct rq_findings *findings, struct rq_err *err)
{
    if (!join_failures(crew, part_count, err))
        return false;
    make_room(crew, part_count, arena, out);
    for (size_t p = 0; p < part_count; p++) {
        size_t end = (p + 1) * PART < out->snapshot->entry_count ? (p + 1) * PART : out->snapshot->entry_count;
        for (size_t i = p * PART; crew->entries != NULL && i < end; i++)
            crew->entries[i].first_record += out->record_count;
        join_part(&crew->parts[p], out, findings);
    }
    return crew->input->past != NULL || join_words(crew, part_count, arena, out, err);
}

bool rq_load(struct rq_arena *arena, const struct rq_load_input *input, struct rq_load *out,
             struct rq_findings *findings, struct rq_err *err)
{
    size_t count = input->snapshot->entry_count, part_count = rq_threads_parts(count, PART);
    unsigned threads = rq_threads_count(input->threads, count, LEAST);
    struct crew crew = {.input = input, .parts = RQ_NEW_ARRAY(arena, struct rq_loader, part_count)};
    if (input->keep)
        crew.entries = RQ_NEW_ARRAY(arena, struct rq_load_entry, count);
    *out = (struct rq_load){.snapshot = input->snapshot, .entries = crew.entries};
    if (input->past == NULL)
        out->paths = rq_load_paths(arena, input->snapshot, (rq_value){0});
    for (unsigned i = 0; i < threads; i++) {
        crew.arenas[i] = rq_arena_new();
        crew.scratches[i] = rq_arena_new();
    }
    rq_threads_run(threads, count, PART, take_part, &crew);
    bool good = !crew.given_up ? join(&crew, part_count, arena, out, findings, err) : rq_load_give_up(err);
    for (unsigned i = 0; i < threads; i++) {
        rq_arena_free(crew.scratches[i]);
        rq_arena_join(arena, crew.arenas[i]);
    }
    return good;
}

struct rq_load_share rq_load_of_entry(const struct rq_load *load, size_t entry)
{
    const struct rq_load_entry *found = &load->entries[entry];
    return (struct rq_load_share){
        .records = load->records + found->first_record,
        .record_count = found->record_count,
        .unreadable = found->record_count == 0 && found->finding_count > 0,
    };
}

const unsigned char *rq_load_blob(const struct rq_load *load, rq_str path)
{
    const struct rq_snapshot_entry *entry = rq_snapshot_find(load->snapshot, path);
    if (entry == NULL)
        return NULL;
    const unsigned char *blob = load->entries[entry - load->snapshot->entries].oid;
    return rq_version_is_named(blob) ? blob : NULL;
}

bool rq_load_wants(const struct rq_policy *policy, const bool *kinds, rq_str path)
{
    return rq_take_wants(policy, kinds, path);
}

/*
 * Searching all source code of a state.
 *
 *   names of records -> every file of a language: read, look -> where something stands: read closely -> record
 *
 * The entries are cut into parts, as in load.c, and what the parts give is put together in their order.  A thread reads into
 * one arena, which it empties for each file; what is kept is copied.  Few files get as far as the attributes and patterns of
 * the policy, so these are asked last.
 */
#include "load/scan.h"

#include "base/err.h"
#include "base/limits.h"
#include "base/progress.h"
#include "base/source.h"
#include "base/threads.h"
#include "load/scan_kept.h"
#include "load/scan_words.h"
#include "load/take.h"
#include "load/versions.h"

#include <string.h>

enum {
    PART = 64,
    LEAST = 64,          /* files that make another thread worth its start */
    BINARY_BYTES = 8000, /* in which git looks for a NUL */
    MOST_NOTES = 10      /* of files that are not searched: the rest is counted */
};

/* What a version of a file gave. */
struct remembered {
    struct rq_record *records;
    size_t record_count;
    rq_str note; /* why it was not searched in full; empty: it was */
};

struct rq_scan_memory {
    const struct rq_record_kind *kind; /* what was searched for, and by which marks */
    struct rq_scan_words words;
    rq_str marks; /* of the files with attributes, as list_marks has them */
    struct rq_versions versions;
    struct remembered *items; /* by the number of the version */
    size_t cap;
};

struct crew {
    const struct rq_scan_input *input;
    const struct rq_record_kind *kind;
    const struct rq_scan_words *words;
    const struct rq_attributes *attributes;
    struct part *parts;
    struct rq_arena *arenas[RQ_THREADS_MOST], *scratches[RQ_THREADS_MOST], *readings[RQ_THREADS_MOST];
    bool given_up; /* written by the thread that called */
};

/* What the entries of a part gave: of each that was read, how many records, and its note. */
struct part {
    struct rq_loader loader;
    size_t counts[PART];
    rq_str notes[PART];
    bool read[PART];
};

struct rq_scan_memory *rq_scan_memory_new(struct rq_arena *arena)
{
    struct rq_scan_memory *memory = RQ_NEW(arena, struct rq_scan_memory);
    memory->versions.arena = arena;
    return memory;
}

static const struct remembered *recall(const struct rq_scan_memory *memory, const struct rq_snapshot_entry *entry)
{
    size_t number =
        memory == NULL ? RQ_NOT_FOUND : rq_versions_find(&memory->versions, entry->path, entry->mode, entry->oid);
    return number == RQ_NOT_FOUND ? NULL : &memory->items[number];
}

static void remember(struct rq_scan_memory *memory, const struct rq_snapshot_entry *entry, struct rq_record *records,
                     size_t count, rq_str note)
{
    struct rq_arena *arena = memory->versions.arena;
    if (rq_versions_find(&memory->versions, entry->path, entry->mode, entry->oid) != RQ_NOT_FOUND)
        return;
    size_t number = rq_versions_add(&memory->versions, rq_arena_copy(arena, entry->path), entry->mode, entry->oid);
    memory->items = rq_grow(arena, memory->items, number, &memory->cap, sizeof *memory->items);
    struct remembered item = {RQ_NEW_ARRAY(arena, struct rq_record, count), count, note};
    if (count > 0)
        memcpy(item.records, records, count * sizeof *records);
    memory->items[number] = item;
}

/* What the attributes of a snapshot are known by: path NUL oid, of each file that has some. */
static rq_str list_marks(struct rq_arena *arena, const struct rq_snapshot *snapshot)
{
    struct rq_buf list = {.arena = arena};
    for (size_t i = 0; i < snapshot->entry_count; i++) {
        const struct rq_snapshot_entry *entry = &snapshot->entries[i];
        if (!rq_str_ends(entry->path, RQ_STR(".gitattributes")))
            continue;
        rq_buf_add(&list, entry->path);
        rq_buf_add(&list, (rq_str){"", 1});
        rq_buf_add(&list, (rq_str){(const char *)entry->oid, sizeof entry->oid});
    }
    return rq_buf_text(&list);
}

/* What was found by other names, or among other files, is no more. */
static void forget_unless_same(struct rq_scan_memory *memory, const struct rq_record_kind *kind,
                               const struct rq_scan_words *words, const struct rq_snapshot *snapshot)
{
    struct rq_arena *scratch = rq_arena_new();
    rq_str marks = list_marks(scratch, snapshot);
    bool alike = rq_str_equal(memory->marks, marks);
    if (memory->kind != kind || !alike || !rq_scan_words_equal(&memory->words, words)) {
        memory->kind = kind;
        memory->words = *words;
        if (!alike)
            memory->marks = rq_arena_copy(memory->versions.arena, marks);
        rq_versions_clear(&memory->versions);
    }
    rq_arena_free(scratch);
}

static bool matches_any(const struct rq_glob *const *globs, size_t count, rq_str path)
{
    for (size_t i = 0; i < count; i++)
        if (rq_glob_match(globs[i], path, NULL))
            return true;
    return false;
}

/* Asked of files in which something stands. */
static bool is_wanted(const struct crew *crew, rq_str path)
{
    const struct rq_scan *scan = crew->kind->scan;
    const struct rq_policy *policy = crew->input->policy;
    return (scan->file_count == 0 || matches_any(scan->files, scan->file_count, path)) &&
           !matches_any(scan->not_files, scan->not_count, path) &&
           !matches_any(policy->exclude, policy->exclude_count, path) && !rq_take_looks_at(policy, path) &&
           !rq_settings_wants(policy->settings, policy->setting_count, path) &&
           !rq_attributes_foreign(crew->attributes, path);
}

/* A copy in which bytes that are no UTF-8 are question marks: offsets stay, and old files are in many encodings. */
static rq_str clean_copy(struct rq_arena *arena, rq_str text)
{
    size_t bad;
    char *bytes = rq_arena_raw(arena, text.len + 1);
    memcpy(bytes, text.ptr, text.len);
    bytes[text.len] = '\0';
    for (size_t from = 0; !rq_utf8_valid(rq_str_slice((rq_str){bytes, text.len}, from, text.len), &bad);) {
        from += bad;
        bytes[from] = '?';
    }
    return (rq_str){bytes, text.len};
}

static void add_record(const struct crew *crew, struct rq_loader *loader, struct rq_file *file, rq_value object)
{
    struct rq_record record = {
        .kind = crew->kind,
        .place = &crew->kind->places[0],
        .path = file->path,
        .id = file->path,
        .source = file->source,
        .captures = rq_map_over(loader->arena, NULL, 0),
        .object = object,
    };
    loader->records =
        rq_grow(loader->scratch, loader->records, loader->record_count, &loader->record_cap, sizeof *loader->records);
    loader->records[loader->record_count++] = record;
    rq_take_comments(loader, file);
}

static void read_closely(const struct crew *crew, struct rq_loader *loader, struct rq_arena *reading,
                         const struct rq_snapshot_entry *entry, const struct rq_code_language *language, rq_str text)
{
    struct rq_code_facts facts;
    struct rq_arena *arena = loader->arena;
    text = clean_copy(reading, text);
    rq_code_read(reading, language, crew->words->names, &crew->words->words, text, &facts);
    if (facts.more)
        rq_load_note(loader,
                     rq_arena_format(arena, "%.*s is not judged in full: more than %d names or comments stand in it",
                                     RQ_ARG(entry->path), RQ_LIMIT_CODE_FACTS));
    if (facts.mention_count == 0 && facts.remark_count == 0)
        return;
    rq_str path = rq_arena_copy(arena, entry->path);
    struct rq_file file = {.arena = arena, .snapshot = crew->input->snapshot, .entry = entry, .path = path};
    file.source = rq_scan_keep(arena, reading, rq_source_new(reading, path, text), &facts);
    struct rq_scan_seen seen = {.language = language,
                                .source = file.source,
                                .facts = &facts,
                                .whole = text,
                                .sanctioned =
                                    matches_any(crew->kind->scan->only_in, crew->kind->scan->only_count, path)};
    add_record(crew, loader, &file, rq_scan_object(arena, crew->words, &seen));
}

static void note_unsearched(struct rq_loader *loader, rq_str path, rq_str why)
{
    rq_load_note(loader,
                 rq_arena_format(loader->arena, "%.*s is not searched for names: %.*s", RQ_ARG(path), RQ_ARG(why)));
}

/* A script may be written in a language that its first line names. */
static void search_text(const struct crew *crew, struct rq_loader *loader, struct rq_arena *reading,
                        const struct rq_snapshot_entry *entry, const struct rq_code_language *language, rq_str text)
{
    size_t looked = text.len < BINARY_BYTES ? text.len : BINARY_BYTES;
    bool wide = rq_utf16_is(text), binary = !wide && memchr(text.ptr, '\0', looked) != NULL;
    if (language == NULL)
        language = rq_code_language_of_script(text);
    if (wide)
        text = rq_utf16_decode(reading, text);
    if (language == NULL || !rq_code_may_hold(crew->words->names, language, text) || !is_wanted(crew, entry->path))
        return;
    if (binary)
        note_unsearched(loader, entry->path, RQ_STR("it is binary"));
    else
        read_closely(crew, loader, reading, entry, language, text);
}

static bool search(const struct crew *crew, struct rq_loader *loader, struct rq_arena *reading,
                   const struct rq_snapshot_entry *entry, const struct rq_code_language *language)
{
    struct rq_read read;
    switch (rq_snapshot_read(crew->input->snapshot, entry, reading, &read, &loader->err)) {
    case RQ_READ_FAILED:
        return false;
    case RQ_READ_TOO_LARGE:
        if (language != NULL && is_wanted(crew, entry->path))
            note_unsearched(loader, entry->path, RQ_STR("it is larger than a mebibyte"));
        return true;
    case RQ_READ_UNREADABLE:
        if (language != NULL && is_wanted(crew, entry->path))
            note_unsearched(loader, entry->path, read.why);
        return true;
    case RQ_READ_OK:
        break;
    }
    search_text(crew, loader, reading, entry, language, read.text);
    return true;
}

/* False on failure; what is no source code is no work. */
static bool search_entry(const struct crew *crew, struct rq_loader *loader, struct rq_arena *reading,
                         const struct rq_snapshot_entry *entry)
{
    const struct rq_code_language *language = rq_code_language_of(entry->path);
    if (entry->mode != RQ_ENTRY_FILE || (language == NULL && !rq_code_may_be_script(entry->path)))
        return true;
    if (!rq_utf8_valid(entry->path, NULL)) {
        if (language != NULL && is_wanted(crew, entry->path))
            note_unsearched(loader, entry->path, RQ_STR("its path is no UTF-8"));
        return true;
    }
    bool good = search(crew, loader, reading, entry, language);
    rq_arena_reset(reading);
    return good;
}

static void share(struct rq_loader *loader, const struct remembered *known)
{
    for (size_t i = 0; i < known->record_count; i++) {
        loader->records = rq_grow(loader->scratch, loader->records, loader->record_count, &loader->record_cap,
                                  sizeof *loader->records);
        loader->records[loader->record_count++] = known->records[i];
    }
    if (known->note.len > 0)
        rq_load_note(loader, known->note);
}

static bool tell(const struct crew *crew, size_t done)
{
    return rq_progress_tell(crew->input->progress, "files", done, crew->input->snapshot->entry_count);
}

static void search_part(void *host, const struct rq_threads_part *threads_part)
{
    struct crew *crew = host;
    struct part *part = &crew->parts[threads_part->number];
    struct rq_arena *arena = crew->arenas[threads_part->thread], *reading = crew->readings[threads_part->thread];
    part->loader = (struct rq_loader){.arena = arena,
                                      .scratch = crew->scratches[threads_part->thread],
                                      .policy = crew->input->policy,
                                      .snapshot = crew->input->snapshot,
                                      .findings = {.arena = arena},
                                      .err = {.arena = arena}};
    if (threads_part->thread == 0 && !crew->given_up)
        crew->given_up = !tell(crew, threads_part->first);
    for (size_t i = threads_part->first; i < threads_part->end; i++) {
        const struct rq_snapshot_entry *entry = &crew->input->snapshot->entries[i];
        const struct remembered *known = recall(crew->input->memory, entry);
        size_t before = part->loader.record_count, notes = part->loader.note_count;
        if (known != NULL)
            share(&part->loader, known);
        else if (!search_entry(crew, &part->loader, reading, entry))
            return;
        part->read[i - threads_part->first] = known == NULL;
        part->counts[i - threads_part->first] = part->loader.record_count - before;
        if (part->loader.note_count > notes)
            part->notes[i - threads_part->first] = part->loader.notes[part->loader.note_count - 1];
    }
}

static void remember_part(const struct crew *crew, size_t number)
{
    const struct part *part = &crew->parts[number];
    const struct rq_snapshot *snapshot = crew->input->snapshot;
    struct rq_scan_memory *memory = crew->input->memory;
    for (size_t i = 0, at = 0; i < PART && number * PART + i < snapshot->entry_count; at += part->counts[i], i++) {
        const struct rq_snapshot_entry *entry = &snapshot->entries[number * PART + i];
        if (part->read[i] && rq_version_is_named(entry->oid))
            remember(memory, entry, part->counts[i] > 0 ? &part->loader.records[at] : NULL, part->counts[i],
                     part->notes[i]);
    }
}

struct gathered {
    struct rq_record *records;
    size_t record_count, record_cap;
    rq_str *notes;
    size_t note_count, note_cap, more_notes;
};

static void gather_part(const struct rq_loader *loader, struct rq_arena *arena, struct gathered *all)
{
    for (size_t i = 0; i < loader->record_count; i++) {
        all->records = rq_grow(arena, all->records, all->record_count, &all->record_cap, sizeof *all->records);
        all->records[all->record_count++] = loader->records[i];
    }
    for (size_t i = 0; i < loader->note_count; i++) {
        if (all->note_count == MOST_NOTES) {
            all->more_notes++;
            continue;
        }
        all->notes = rq_grow(arena, all->notes, all->note_count, &all->note_cap, sizeof *all->notes);
        all->notes[all->note_count++] = loader->notes[i];
    }
}

/* What the parts gave, in their order; the failure of the first that has one. */
static bool gather(const struct crew *crew, size_t part_count, struct rq_arena *arena, struct gathered *all,
                   struct rq_err *err)
{
    for (size_t p = 0; p < part_count; p++)
        if (crew->parts[p].loader.err.failed)
            return rq_fail_again(err, &crew->parts[p].loader.err);
    for (size_t p = 0; p < part_count; p++) {
        gather_part(&crew->parts[p].loader, arena, all);
        if (crew->input->memory != NULL)
            remember_part(crew, p);
    }
    return true;
}

/* What is searched for.  Where a memory goes by the same, it is that. */
static struct rq_scan_words find_words(struct rq_arena *arena, const struct rq_scan_input *input,
                                       const struct rq_record_kind *kind)
{
    const struct rq_scan_named named = {input->policy, input->records, input->record_count, input->settings};
    const struct rq_scan_memory *memory = input->memory;
    struct rq_scan_words words;
    rq_scan_words_make(arena, kind, &named, &words);
    if (memory == NULL)
        return words;
    if (memory->kind == kind && rq_scan_words_equal(&memory->words, &words))
        return memory->words;
    rq_scan_words_make(memory->versions.arena, kind, &named, &words);
    return words;
}

static bool scan_kind(struct rq_arena *arena, const struct rq_scan_input *input, const struct rq_record_kind *kind,
                      const struct rq_attributes *attributes, struct gathered *all, struct rq_err *err)
{
    struct rq_arena *kept = input->memory == NULL ? arena : input->memory->versions.arena;
    struct rq_scan_words words = find_words(arena, input, kind);
    struct crew crew = {.input = input, .kind = kind, .words = &words, .attributes = attributes};
    size_t count = input->snapshot->entry_count, part_count = rq_threads_parts(count, PART);
    unsigned threads = rq_threads_count(input->threads, count, LEAST);
    if (input->memory != NULL)
        forget_unless_same(input->memory, kind, &words, input->marks);
    crew.parts = RQ_NEW_ARRAY(arena, struct part, part_count);
    for (unsigned i = 0; i < threads; i++) {
        crew.arenas[i] = rq_arena_new();
        crew.scratches[i] = rq_arena_new();
        crew.readings[i] = rq_arena_new();
    }
    rq_threads_run(threads, count, PART, search_part, &crew);
    bool good = !crew.given_up ? gather(&crew, part_count, arena, all, err) : rq_load_give_up(err);
    for (unsigned i = 0; i < threads; i++) {
        rq_arena_free(crew.readings[i]);
        rq_arena_free(crew.scratches[i]);
        if (rq_arena_used(crew.arenas[i]) > 0)
            rq_arena_join(kept, crew.arenas[i]);
        else
            rq_arena_free(crew.arenas[i]);
    }
    return good;
}

bool rq_scan(struct rq_arena *arena, const struct rq_scan_input *input, struct rq_scanned *out, struct rq_err *err)
{
    struct gathered all = {0};
    const struct rq_attributes *attributes = NULL;
    *out = (struct rq_scanned){0};
    for (size_t k = 0; k < input->policy->kind_count; k++) {
        const struct rq_record_kind *kind = input->policy->kinds[k];
        if (kind->scan == NULL || !input->kinds[k])
            continue;
        if (attributes == NULL)
            attributes = rq_attributes_read(input->marks, arena, err);
        if (attributes == NULL || !scan_kind(arena, input, kind, attributes, &all, err))
            return false;
    }
    if (all.more_notes > 0) {
        all.notes = rq_grow(arena, all.notes, all.note_count, &all.note_cap, sizeof *all.notes);
        all.notes[all.note_count++] = rq_arena_format(
            arena, "%zu more files are not searched for names, or not in full, for reasons like these", all.more_notes);
    }
    *out = (struct rq_scanned){all.records, all.record_count, all.notes, all.note_count};
    return true;
}

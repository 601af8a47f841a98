/*
 * Files of settings.  The engine (lib/settings) asks for the rows of one file at a time, and only for files that a join can
 * still need; so they are read when they are asked for.  What a locator finds in a file depends on the file's path and bytes
 * alone: where another state has the same blob at the same path, it is there already.
 *
 * Templates are not YAML, and lie in the same folders as values do.  So what cannot be read there is no error, as it is for a
 * record: it is mentioned, once for each file.
 */
#include "load/settings.h"

#include "base/err.h"
#include "base/progress.h"
#include "base/source.h"
#include "base/threads.h"
#include "load/file.h"
#include "load/take.h"
#include "load/versions.h"

#include <string.h>

static const char unread_rule[] = "settings-unread";

/* What one locator found in a file. */
struct found {
    const struct rq_locator *locator;
    struct rq_rows rows;
    const struct found *next;
};

/* A file at a path. */
struct slot {
    rq_str path;
    uint8_t mode;
    unsigned char oid[RQ_OID_BYTES];
    const rq_value *documents;
    size_t document_count;
    const struct rq_source *source;
    const struct rq_record *comments; /* records of what its comments say, if no kind reads it */
    size_t comment_count;
    const struct rq_finding *issue; /* what is wrong with it; NULL: nothing */
    bool unread;                    /* there is more in it than the documents have */
    const struct found *found;
};

struct rq_setting_files {
    struct rq_arena *arena;
    const struct rq_policy *policy;
    const struct rq_setting_source *sources;
    size_t source_count;
    unsigned threads; /* that read; 0: as many as there are processors */
    const struct rq_progress *progress;
    struct rq_versions versions;
    struct slot **slots; /* by the number of the version */
    size_t cap;
};

/* One state that is being counted. */
struct reading {
    struct rq_setting_files *files;
    const struct rq_snapshot *snapshot;
    struct rq_arena *arena;
    const size_t *entries; /* per path of the engine: the number of its entry */
    struct slot **slots;   /* per path: its file, once it is read */
    size_t path_count;
    bool given_up; /* written by the thread that called */
    struct rq_setting_load *out;
};

struct rq_setting_files *rq_setting_files_new(struct rq_arena *arena, const struct rq_policy *policy,
                                              const struct rq_setting_source *sources, size_t source_count,
                                              unsigned threads, const struct rq_progress *progress)
{
    struct rq_setting_files *files = RQ_NEW(arena, struct rq_setting_files);
    *files = (struct rq_setting_files){.arena = arena,
                                       .policy = policy,
                                       .sources = sources,
                                       .source_count = source_count,
                                       .threads = threads,
                                       .progress = progress,
                                       .versions.arena = arena};
    return files;
}

bool rq_settings_want(const struct rq_policy *policy, rq_str path)
{
    return rq_settings_wants(policy->settings, policy->setting_count, path) && !rq_take_excludes(policy, path);
}

static struct slot *add_slot(struct rq_setting_files *files, struct slot *slot)
{
    if (!rq_version_is_named(slot->oid))
        return slot;
    size_t number = rq_versions_add(&files->versions, slot->path, slot->mode, slot->oid);
    files->slots = rq_grow(files->arena, files->slots, number, &files->cap, sizeof *files->slots);
    files->slots[number] = slot;
    return slot;
}

static void report(struct rq_arena *arena, struct slot *slot, rq_pos pos, rq_str message)
{
    struct rq_finding *issue = RQ_NEW(arena, struct rq_finding);
    *issue = (struct rq_finding){
        .rule = rq_str_from(unread_rule),
        .level = RQ_LEVEL_INFO,
        .path = slot->path,
        .source = slot->source,
        .pos = pos,
        .identity = {.whose = slot->path},
        .message = message,
    };
    slot->issue = issue;
}

/* The first thing that is wrong with a file stands for all.  An empty file has no settings, and nobody needs to be told. */
static void report_issues(struct rq_arena *arena, struct slot *slot, const struct rq_findings *issues)
{
    if (issues->count == 0 || rq_str_equal(issues->items[0].rule, RQ_STR("yaml-empty")))
        return;
    report(arena, slot, issues->items[0].pos,
           rq_arena_format(arena, "settings in this file are not counted%s: %.*s",
                           slot->document_count > 0 ? " in full" : "", RQ_ARG(issues->items[0].message)));
}

/* ---- reading one file, by whichever thread: all goes into `arena` ---- */

/* Where a kind reads the file too, its comments are read with that. */
static void take_comments(const struct rq_setting_files *files, struct slot *slot, struct rq_file *file)
{
    if (file->source == NULL || rq_take_looks_at(files->policy, file->path))
        return;
    struct rq_loader loader = {.arena = file->arena, .scratch = file->arena, .policy = files->policy};
    rq_take_comments(&loader, file);
    slot->comments = loader.records;
    slot->comment_count = loader.record_count;
}

/* Symbolic links are not followed, but silence would hide a mistake. */
static void describe_special(struct rq_arena *arena, const struct rq_snapshot_entry *entry, struct slot *slot)
{
    const char *what = entry->mode == RQ_ENTRY_SYMLINK    ? "it is a symbolic link"
                       : entry->mode == RQ_ENTRY_UNMERGED ? "it has conflicts that are not resolved"
                                                          : "it is not a regular file";
    slot->unread = true;
    report(arena, slot, (rq_pos){0}, rq_arena_format(arena, "settings in this file are not counted: %s", what));
}

/* Reads and parses an entry; one that cannot be read is an empty file with an issue.  One of the working tree is known by its
 * bytes. */
static struct slot *read_entry(const struct reading *reading, struct rq_arena *arena,
                               const struct rq_snapshot_entry *entry)
{
    struct rq_findings issues = {.arena = arena};
    struct rq_err why = {.arena = arena};
    struct rq_file file = {.arena = arena, .snapshot = reading->snapshot, .entry = entry, .last = true};
    struct slot *slot = RQ_NEW(arena, struct slot);
    *slot = (struct slot){.path = rq_arena_copy(arena, entry->path), .mode = entry->mode};
    memcpy(slot->oid, entry->oid, sizeof slot->oid);
    if (entry->mode != RQ_ENTRY_FILE) {
        describe_special(arena, entry, slot);
        return slot;
    }
    file.path = slot->path;
    bool good = rq_file_read(&file, RQ_FORMAT_YAML, &issues, &why);
    if (!rq_version_is_named(slot->oid) && file.source != NULL)
        rq_repo_name_blob(rq_source_text(file.source), slot->oid);
    slot->source = file.source;
    slot->documents = file.documents;
    slot->document_count = file.document_count;
    slot->unread = !good || file.refused || file.cut;
    take_comments(reading->files, slot, &file);
    if (!good)
        report(arena, slot, (rq_pos){0}, why.message);
    else
        report_issues(arena, slot, &issues);
    return slot;
}

/* Captures of the path are views into the slot's, which lives as long as the rows. */
static struct rq_rows find(struct rq_arena *arena, struct slot *slot, const struct rq_setting_source *source,
                           const struct rq_locator *locator)
{
    struct rq_captures captures = {.count = 0};
    if (!rq_locator_matches(locator, slot->path, &captures))
        return (struct rq_rows){0};
    struct rq_rows rows = rq_settings_rows(source, locator, slot->documents, slot->document_count, &captures, arena);
    if (rows.exhausted && slot->issue == NULL)
        report(arena, slot, (rq_pos){1, 1, 1, 1},
               rq_arena_format(
                   arena, "settings in this file are not counted in full: a key path of `%.*s` takes too many steps",
                   RQ_ARG(source->set)));
    rows.exhausted = rows.exhausted || slot->unread;
    return rows;
}

static const struct found *look(struct rq_arena *arena, struct slot *slot, const struct rq_setting_source *source,
                                const struct rq_locator *locator)
{
    const struct found *known = slot->found;
    while (known != NULL && known->locator != locator)
        known = known->next;
    if (known != NULL)
        return known;
    struct found *found = RQ_NEW(arena, struct found);
    *found = (struct found){locator, find(arena, slot, source, locator), slot->found};
    slot->found = found;
    return found;
}

/* ---- the files of a state ---- */

/* What is known of an entry already, or NULL. */
static struct slot *known_slot(const struct rq_setting_files *files, rq_str path, uint8_t mode,
                               const unsigned char *oid)
{
    size_t number = rq_versions_find(&files->versions, path, mode, oid);
    return number == RQ_NOT_FOUND ? NULL : files->slots[number];
}

/* The slot that stands for a file that was read: its own, unless its bytes turn out to be known. */
static struct slot *keep_slot(struct rq_setting_files *files, struct slot *slot)
{
    struct slot *known = known_slot(files, slot->path, slot->mode, slot->oid);
    return known != NULL ? known : add_slot(files, slot);
}

static const struct rq_snapshot_entry *entry_of(const struct reading *reading, size_t file)
{
    return &reading->snapshot->entries[reading->entries[file]];
}

static void tell(struct reading *reading, size_t done)
{
    if (!reading->given_up)
        reading->given_up = !rq_progress_tell(reading->files->progress, "files", done, reading->path_count);
}

static struct slot *slot_of(struct reading *reading, size_t file)
{
    if (reading->slots[file] != NULL)
        return reading->slots[file];
    const struct rq_snapshot_entry *entry = entry_of(reading, file);
    struct slot *known = known_slot(reading->files, entry->path, entry->mode, entry->oid);
    tell(reading, reading->out->file_count);
    if (known == NULL)
        known = keep_slot(reading->files, read_entry(reading, reading->files->arena, entry));
    reading->slots[file] = known;
    reading->out->file_count++;
    return known;
}

static bool give_rows(void *host, const struct rq_setting_source *source, const struct rq_locator *locator, size_t file,
                      const struct rq_captures *captures, struct rq_rows *rows, struct rq_err *err)
{
    struct reading *reading = host;
    (void)captures;
    (void)err;
    *rows = look(reading->files->arena, slot_of(reading, file), source, locator)->rows;
    return true;
}

/* ---- many files at once ---- */

enum {
    PART = 8,  /* files that are handed out at a time */
    LEAST = 16 /* files that make another thread worth its start */
};

struct crew {
    struct reading *reading;
    const struct rq_setting_source *source;
    const struct rq_locator *locator;
    const size_t *files;
    struct slot **slots; /* what was read of each */
    struct rq_arena *arenas[RQ_THREADS_MOST];
};

static void read_part(void *host, const struct rq_threads_part *part)
{
    const struct crew *crew = host;
    struct rq_arena *arena = crew->arenas[part->thread];
    if (part->thread == 0)
        tell(crew->reading, crew->reading->out->file_count + part->first);
    for (size_t i = part->first; i < part->end; i++) {
        crew->slots[i] = read_entry(crew->reading, arena, entry_of(crew->reading, crew->files[i]));
        look(arena, crew->slots[i], crew->source, crew->locator);
    }
}

/* Reads those of the files that are not known yet, by several threads; few are left to whoever asks for them. */
static void prepare(void *host, const struct rq_setting_source *source, const struct rq_locator *locator,
                    const size_t *files, size_t count)
{
    struct reading *reading = host;
    struct rq_setting_files *all = reading->files;
    size_t *missing = RQ_NEW_ARRAY(reading->arena, size_t, count), missing_count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct rq_snapshot_entry *entry = entry_of(reading, files[i]);
        if (reading->slots[files[i]] == NULL && known_slot(all, entry->path, entry->mode, entry->oid) == NULL)
            missing[missing_count++] = files[i];
    }
    unsigned threads = rq_threads_count(all->threads, missing_count, LEAST);
    struct crew crew = {reading, source, locator, missing, RQ_NEW_ARRAY(reading->arena, struct slot *, missing_count),
                        {NULL}};
    if (threads < 2)
        return;
    for (unsigned i = 0; i < threads; i++)
        crew.arenas[i] = rq_arena_new();
    rq_threads_run(threads, missing_count, PART, read_part, &crew);
    for (unsigned i = 0; i < threads; i++)
        rq_arena_join(all->arena, crew.arenas[i]);
    for (size_t i = 0; i < missing_count; i++) {
        reading->slots[missing[i]] = keep_slot(all, crew.slots[i]);
        reading->out->file_count++;
    }
}

static void add_comments(const struct reading *reading, size_t file_count)
{
    size_t cap = 0;
    for (size_t i = 0; i < file_count; i++)
        for (size_t c = 0; reading->slots[i] != NULL && c < reading->slots[i]->comment_count; c++) {
            struct rq_setting_load *out = reading->out;
            out->comments = rq_grow(reading->arena, out->comments, out->comment_count, &cap, sizeof *out->comments);
            out->comments[out->comment_count++] = reading->slots[i]->comments[c];
        }
}

static void report_unread(const struct reading *reading, size_t file_count)
{
    for (size_t i = 0; i < file_count; i++)
        if (reading->slots[i] != NULL && reading->slots[i]->issue != NULL) {
            rq_findings_add(&reading->out->findings, *reading->slots[i]->issue);
            reading->out->unread_count++;
        }
}

/* The files that some source wants, in the order of their paths. */
static size_t list_paths(const struct reading *reading, rq_str *paths, size_t *entries)
{
    const struct rq_setting_files *files = reading->files;
    size_t count = 0;
    for (size_t i = 0; i < reading->snapshot->entry_count; i++) {
        const struct rq_snapshot_entry *entry = &reading->snapshot->entries[i];
        if (!rq_settings_wants(files->sources, files->source_count, entry->path) ||
            rq_take_excludes(files->policy, entry->path) || !rq_utf8_valid(entry->path, NULL))
            continue;
        entries[count] = i;
        paths[count++] = entry->path;
    }
    return count;
}

bool rq_setting_files_load(struct rq_setting_files *files, const struct rq_snapshot *snapshot, struct rq_arena *arena,
                           struct rq_setting_load *out, struct rq_err *err)
{
    struct reading reading = {.files = files, .snapshot = snapshot, .arena = arena, .out = out};
    *out = (struct rq_setting_load){.findings = {.arena = arena}};
    if (files->source_count == 0)
        return true;
    rq_str *paths = RQ_NEW_ARRAY(arena, rq_str, snapshot->entry_count);
    size_t *entries = RQ_NEW_ARRAY(arena, size_t, snapshot->entry_count);
    size_t count = list_paths(&reading, paths, entries);
    reading.entries = entries;
    reading.path_count = count;
    reading.slots = RQ_NEW_ARRAY(arena, struct slot *, count);
    const struct rq_settings_files asked = {&reading, paths, count, prepare, give_rows};
    out->table = rq_settings_build(arena, files->sources, files->source_count, &asked, err);
    if (out->table == NULL || (reading.given_up && !rq_load_give_up(err)))
        return false;
    add_comments(&reading, count);
    report_unread(&reading, count);
    rq_settings_report_not_found(out->table, files->source_count, &out->findings);
    return true;
}

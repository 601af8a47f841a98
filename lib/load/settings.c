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
#include "base/source.h"
#include "load/file.h"
#include "load/take.h"

#include <string.h>

static const char unread_rule[] = "settings-unread";

/* What one locator found in a file. */
struct found {
    const struct rq_locator *locator;
    struct rq_rows rows;
    struct found *next;
};

/* A file at a path. */
struct slot {
    rq_str path;
    unsigned char oid[RQ_OID_BYTES];
    const rq_value *documents;
    size_t document_count;
    const struct rq_source *source;
    const struct rq_record *comments; /* records of what its comments say, if no kind reads it */
    size_t comment_count;
    const struct rq_finding *issue; /* what is wrong with it; NULL: nothing */
    bool unread;                    /* there is more in it than the documents have */
    struct found *found;
};

struct rq_setting_files {
    struct rq_arena *arena;
    const struct rq_policy *policy;
    const struct rq_setting_source *sources;
    size_t source_count;
    struct slot **slots;
    size_t count, cap;
    uint32_t *index; /* open addressing over numbers plus one */
    uint32_t mask;
};

/* One state that is being counted. */
struct reading {
    struct rq_setting_files *files;
    const struct rq_snapshot *snapshot;
    struct rq_arena *arena;
    const size_t *entries; /* per path of the engine: the number of its entry */
    struct slot **slots;   /* per path: its file, once it is read */
    struct rq_setting_load *out;
};

struct rq_setting_files *rq_setting_files_new(struct rq_arena *arena, const struct rq_policy *policy,
                                              const struct rq_setting_source *sources, size_t source_count)
{
    struct rq_setting_files *files = RQ_NEW(arena, struct rq_setting_files);
    *files = (struct rq_setting_files){
        .arena = arena, .policy = policy, .sources = sources, .source_count = source_count, .mask = 255};
    files->index = RQ_NEW_ARRAY(arena, uint32_t, files->mask + 1);
    return files;
}

bool rq_settings_want(const struct rq_policy *policy, rq_str path)
{
    return rq_settings_wants(policy->settings, policy->setting_count, path) && !rq_take_excludes(policy, path);
}

static uint32_t *place_of(const struct rq_setting_files *files, rq_str path, const unsigned char *oid)
{
    uint32_t hash;
    memcpy(&hash, oid, sizeof hash);
    uint32_t at = (hash ^ rq_str_hash(path)) & files->mask;
    for (; files->index[at] != 0; at = (at + 1) & files->mask) {
        const struct slot *slot = files->slots[files->index[at] - 1];
        if (memcmp(slot->oid, oid, sizeof slot->oid) == 0 && rq_str_equal(slot->path, path))
            break;
    }
    return &files->index[at];
}

static void grow_index(struct rq_setting_files *files)
{
    files->mask = files->mask * 2 + 1;
    files->index = RQ_NEW_ARRAY(files->arena, uint32_t, files->mask + 1);
    for (size_t i = 0; i < files->count; i++)
        *place_of(files, files->slots[i]->path, files->slots[i]->oid) = (uint32_t)i + 1;
}

static struct slot *add_slot(struct rq_setting_files *files, rq_str path, const unsigned char *oid)
{
    struct slot *slot = RQ_NEW(files->arena, struct slot);
    *slot = (struct slot){.path = rq_arena_copy(files->arena, path)};
    memcpy(slot->oid, oid, sizeof slot->oid);
    files->slots = rq_grow(files->arena, files->slots, files->count, &files->cap, sizeof *files->slots);
    files->slots[files->count++] = slot;
    *place_of(files, path, oid) = (uint32_t)files->count;
    if (files->count * 2 > files->mask)
        grow_index(files);
    return slot;
}

static void report(struct rq_setting_files *files, struct slot *slot, rq_pos pos, rq_str message)
{
    struct rq_finding *issue = RQ_NEW(files->arena, struct rq_finding);
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

/* Symbolic links are not followed, but silence would hide a mistake.  A link may have the bytes of a file that was there
 * before, so it is not kept for another state. */
static struct slot *special_slot(struct rq_setting_files *files, const struct rq_snapshot_entry *entry)
{
    const char *what = entry->mode == RQ_ENTRY_SYMLINK    ? "it is a symbolic link"
                       : entry->mode == RQ_ENTRY_UNMERGED ? "it has conflicts that are not resolved"
                                                          : "it is not a regular file";
    struct slot *slot = RQ_NEW(files->arena, struct slot);
    *slot = (struct slot){.path = rq_arena_copy(files->arena, entry->path), .unread = true};
    report(files, slot, (rq_pos){0}, rq_arena_format(files->arena, "settings in this file are not counted: %s", what));
    return slot;
}

/* The first thing that is wrong with a file stands for all.  An empty file has no settings, and nobody needs to be told. */
static void report_issues(struct rq_setting_files *files, struct slot *slot, const struct rq_findings *issues)
{
    if (issues->count == 0 || rq_str_equal(issues->items[0].rule, RQ_STR("yaml-empty")))
        return;
    report(files, slot, issues->items[0].pos,
           rq_arena_format(files->arena, "settings in this file are not counted%s: %.*s",
                           slot->document_count > 0 ? " in full" : "", RQ_ARG(issues->items[0].message)));
}

static bool is_known(const unsigned char *oid)
{
    static const unsigned char unknown[RQ_OID_BYTES] = {0};
    return memcmp(oid, unknown, sizeof unknown) != 0;
}

/* Where a kind reads the file too, its comments are read with that. */
static void take_comments(struct rq_setting_files *files, struct slot *slot, struct rq_file *file)
{
    if (file->source == NULL || rq_take_looks_at(files->policy, file->path))
        return;
    struct rq_loader loader = {.arena = files->arena, .scratch = files->arena, .policy = files->policy};
    rq_take_comments(&loader, file);
    slot->comments = loader.records;
    slot->comment_count = loader.record_count;
}

/* Reads and parses an entry; one that cannot be read is an empty file with an issue. */
static struct slot *open_entry(struct reading *reading, const struct rq_snapshot_entry *entry)
{
    struct rq_setting_files *files = reading->files;
    struct rq_findings issues = {.arena = files->arena};
    struct rq_err why = {.arena = files->arena};
    struct rq_file file = {.arena = files->arena, .snapshot = reading->snapshot, .entry = entry, .last = true};
    unsigned char oid[RQ_OID_BYTES];
    memcpy(oid, entry->oid, sizeof oid);
    file.path = rq_arena_copy(files->arena, entry->path);
    bool good = rq_file_read(&file, RQ_FORMAT_YAML, &issues, &why);
    if (!is_known(oid) && file.source != NULL)
        rq_repo_name_blob(rq_source_text(file.source), oid);
    uint32_t number = *place_of(files, entry->path, oid);
    if (number != 0 && is_known(oid))
        return files->slots[number - 1];
    struct slot *slot = add_slot(files, entry->path, oid);
    slot->source = file.source;
    slot->documents = file.documents;
    slot->document_count = file.document_count;
    slot->unread = !good || file.refused || file.cut;
    take_comments(files, slot, &file);
    if (!good)
        report(files, slot, (rq_pos){0}, why.message);
    else
        report_issues(files, slot, &issues);
    return slot;
}

/* The file at an entry.  One of the working tree is known by its bytes. */
static struct slot *slot_of(struct reading *reading, size_t file)
{
    if (reading->slots[file] != NULL)
        return reading->slots[file];
    const struct rq_snapshot_entry *entry = &reading->snapshot->entries[reading->entries[file]];
    if (entry->mode != RQ_ENTRY_FILE)
        return reading->slots[file] = special_slot(reading->files, entry);
    uint32_t number = is_known(entry->oid) ? *place_of(reading->files, entry->path, entry->oid) : 0;
    reading->slots[file] = number != 0 ? reading->files->slots[number - 1] : open_entry(reading, entry);
    reading->out->file_count++;
    return reading->slots[file];
}

/* Captures of the path are views into the slot's, which lives as long as the rows. */
static struct rq_rows find(struct rq_setting_files *files, struct slot *slot, const struct rq_setting_source *source,
                           const struct rq_locator *locator)
{
    struct rq_captures captures = {.count = 0};
    if (!rq_locator_matches(locator, slot->path, &captures))
        return (struct rq_rows){0};
    struct rq_rows rows =
        rq_settings_rows(source, locator, slot->documents, slot->document_count, &captures, files->arena);
    if (rows.exhausted && slot->issue == NULL)
        report(
            files, slot, (rq_pos){1, 1, 1, 1},
            rq_arena_format(files->arena,
                            "settings in this file are not counted in full: a key path of `%.*s` takes too many steps",
                            RQ_ARG(source->set)));
    rows.exhausted = rows.exhausted || slot->unread;
    return rows;
}

static bool give_rows(void *host, const struct rq_setting_source *source, const struct rq_locator *locator, size_t file,
                      const struct rq_captures *captures, struct rq_rows *rows, struct rq_err *err)
{
    struct reading *reading = host;
    struct slot *slot = slot_of(reading, file);
    struct found *found = slot->found;
    (void)captures;
    (void)err;
    while (found != NULL && found->locator != locator)
        found = found->next;
    if (found == NULL) {
        found = RQ_NEW(reading->files->arena, struct found);
        *found = (struct found){locator, find(reading->files, slot, source, locator), slot->found};
        slot->found = found;
    }
    *rows = found->rows;
    return true;
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
    reading.slots = RQ_NEW_ARRAY(arena, struct slot *, count);
    const struct rq_settings_files asked = {&reading, paths, count, give_rows};
    out->table = rq_settings_build(arena, files->sources, files->source_count, &asked, err);
    if (out->table == NULL)
        return false;
    add_comments(&reading, count);
    report_unread(&reading, count);
    rq_settings_report_not_found(out->table, files->source_count, &out->findings);
    return true;
}

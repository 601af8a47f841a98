/*
 * Reading the files of settings.  The counting asks for rows, file by file (settings/settings.h); a file is opened and parsed
 * when it is first asked for, and kept for the other locators that want it.
 *
 * Templates are not YAML, and lie in the same folders as values do.  So what cannot be read there is no error, as it is for a
 * record: it is a note, once for each file.
 */
#include "load/settings.h"

#include "base/err.h"
#include "base/source.h"
#include "load/file.h"
#include "load/take.h"

static const char unread_rule[] = "settings-unread", nothing_rule[] = "settings-not-found";

struct reading {
    struct rq_arena *arena;
    const struct rq_policy *policy;
    const struct rq_snapshot *snapshot;
    struct rq_findings *findings;
    const struct rq_snapshot_entry **entries; /* by the number of the path */
    struct rq_file **files;                   /* those that were asked for */
    bool *exhausted;
};

static void report(struct reading *reading, const struct rq_file *file, rq_pos pos, rq_str message)
{
    struct rq_finding finding = {
        .rule = rq_str_from(unread_rule),
        .level = RQ_LEVEL_INFO,
        .path = file->path,
        .source = file->source,
        .pos = pos,
        .identity = {.whose = file->path},
        .message = message,
    };
    rq_findings_add(reading->findings, finding);
}

/* The first thing that is wrong with a file stands for all. */
static void report_issue(struct reading *reading, const struct rq_file *file, const struct rq_finding *issue)
{
    bool some = file->document_count > 0;
    report(reading, file, issue->pos,
           rq_arena_format(reading->findings->arena, "settings in this file are not counted%s: %.*s",
                           some ? " in full" : "", RQ_ARG(issue->message)));
}

static bool is_empty(const struct rq_finding *issue)
{
    return rq_str_equal(issue->rule, RQ_STR("yaml-empty"));
}

static void open_file(struct reading *reading, size_t number)
{
    struct rq_findings issues = {.arena = reading->arena};
    struct rq_err err = {.arena = reading->arena};
    struct rq_file *file = RQ_NEW(reading->arena, struct rq_file);
    *file = (struct rq_file){
        .arena = reading->arena,
        .snapshot = reading->snapshot,
        .entry = reading->entries[number],
        .path = reading->entries[number]->path,
    };
    reading->files[number] = file;
    if (!rq_file_read(file, RQ_FORMAT_YAML, &issues, &err))
        report(reading, file, (rq_pos){0}, err.message);
    else if (issues.count > 0 && !is_empty(&issues.items[0]))
        report_issue(reading, file, &issues.items[0]);
}

static bool give_rows(void *host, const struct rq_setting_source *source, const struct rq_locator *locator, size_t file,
                      const struct rq_captures *captures, struct rq_rows *rows, struct rq_err *err)
{
    struct reading *reading = host;
    (void)err;
    if (reading->files[file] == NULL)
        open_file(reading, file);
    const struct rq_file *read = reading->files[file];
    *rows = rq_settings_rows(source, locator, read->documents, read->document_count, captures, reading->arena);
    if (rows->exhausted && !reading->exhausted[file])
        report(
            reading, read, (rq_pos){1, 1, 1, 1},
            rq_arena_format(reading->findings->arena,
                            "settings in this file are not counted in full: a key path of `%.*s` takes too many steps",
                            RQ_ARG(source->set)));
    reading->exhausted[file] = reading->exhausted[file] || rows->exhausted;
    return true;
}

/* The regular files that the policy does not leave out. */
static struct rq_settings_files list_files(struct reading *reading)
{
    size_t count = 0, most = reading->snapshot->entry_count;
    rq_str *paths = RQ_NEW_ARRAY(reading->arena, rq_str, most);
    reading->entries = RQ_NEW_ARRAY(reading->arena, const struct rq_snapshot_entry *, most);
    reading->files = RQ_NEW_ARRAY(reading->arena, struct rq_file *, most);
    reading->exhausted = RQ_NEW_ARRAY(reading->arena, bool, most);
    for (size_t i = 0; i < most; i++) {
        const struct rq_snapshot_entry *entry = &reading->snapshot->entries[i];
        if (entry->mode != RQ_ENTRY_FILE || !rq_utf8_valid(entry->path, NULL) ||
            rq_take_excludes(reading->policy, entry->path))
            continue;
        reading->entries[count] = entry;
        paths[count++] = entry->path;
    }
    return (struct rq_settings_files){reading, paths, count, give_rows};
}

/* A pack guesses where settings may be; the configuration knows. */
static void report_nothing(struct reading *reading, const struct rq_settings *settings)
{
    for (size_t i = 0; i < settings->set_count; i++) {
        const struct rq_settings_set *set = &settings->sets[i];
        rq_value origin = set->source->origin;
        if (set->source->pack.len > 0 || origin.source == NULL || set->setting_count > 0)
            continue;
        bool accounts = set->account_count + set->ignored_count > 0;
        struct rq_finding finding = {
            .rule = rq_str_from(nothing_rule),
            .level = RQ_LEVEL_INFO,
            .path = rq_source_path(origin.source),
            .source = origin.source,
            .pos = rq_value_pos(origin),
            .identity = {.whose = set->name},
            .message = rq_arena_format(reading->findings->arena, "`%.*s` finds %s in this tree", RQ_ARG(set->name),
                                       accounts ? "accounts and no settings" : "no accounts"),
        };
        rq_findings_add(reading->findings, finding);
    }
}

const struct rq_settings *rq_load_settings(struct rq_arena *arena, const struct rq_policy *policy,
                                           const struct rq_snapshot *snapshot, struct rq_findings *findings,
                                           struct rq_err *err)
{
    struct reading reading = {.arena = arena, .policy = policy, .snapshot = snapshot, .findings = findings};
    struct rq_settings_files files = list_files(&reading);
    const struct rq_settings *settings = rq_settings_build(arena, policy->settings, policy->setting_count, &files, err);
    if (settings != NULL)
        report_nothing(&reading, settings);
    return settings;
}

/*
 * What is new, and what a base has.
 *
 * Most findings are about a record that has an id, and so their fingerprints are enough.  A file of source code is known by
 * its path alone, and its findings are like those of any other file with the same name in it: an account that is taken out
 * here and put in there is new there.  So these are paired one by one, in the same file or the one that it was renamed from,
 * first those whose lines are the same, then the others; what is left over is new.
 */
#include "reqlint/known.h"

#include "repo/repo.h"
#include "reqlint/renames.h"

#include <stdlib.h>
#include <string.h>

/* What base has under a waiver, or at a lower level, it has only so: without the waiver, or as an error, it is new. */
static bool covers(const struct rq_finding *old, const struct rq_finding *finding)
{
    return finding->waived || (finding->ignored && old->waived) || (!old->waived && old->level >= finding->level);
}

static int by_fingerprint(const void *a, const void *b)
{
    const struct rq_finding *left = a, *right = b;
    return rq_str_compare(left->fingerprint, right->fingerprint);
}

static bool is_of_file(const struct rq_policy *policy, const struct rq_finding *finding)
{
    const struct rq_record_kind *kind = rq_policy_kind(policy, finding->kind);
    return kind != NULL && kind->scan != NULL;
}

/* Findings of files. */

struct placed {
    rq_str alike, path, line; /* the path: that which the file has in base */
    const struct rq_finding *finding;
    size_t number; /* in its report */
    bool paired;
};

struct placed_list {
    struct placed *items;
    size_t count;
};

/* A line that is longer is no line that a person wrote. */
static rq_str line_of(const struct rq_finding *finding)
{
    enum { MOST = 1000 };
    rq_str line = finding->source == NULL || finding->pos.line == 0
                      ? RQ_STR("")
                      : rq_str_trim(rq_source_line(finding->source, finding->pos.line));
    return line.len > MOST ? RQ_STR("") : line;
}

static struct placed_list place(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_report *report)
{
    struct placed_list list = {.items = RQ_NEW_ARRAY(arena, struct placed, report->finding_count)};
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        if (is_of_file(policy, finding))
            list.items[list.count++] = (struct placed){.alike = finding->alike,
                                                       .path = finding->path,
                                                       .line = line_of(finding),
                                                       .finding = finding,
                                                       .number = i};
    }
    return list;
}

/* The text of a file, of which the source of a finding has a few lines only; empty where it cannot be read any more. */
static rq_str text_of(struct rq_arena *arena, const struct rq_snapshot *snapshot, rq_str path)
{
    const struct rq_snapshot_entry *entry = rq_snapshot_find(snapshot, path);
    struct rq_err err = {.arena = arena};
    struct rq_read read;
    bool good = entry != NULL && rq_snapshot_read(snapshot, entry, arena, &read, &err) == RQ_READ_OK;
    return good ? read.text : RQ_STR("");
}

/* The files of findings that the other state does not have; findings come in the order of their paths. */
static struct rq_rename_file *files_without(struct rq_arena *arena, const struct placed_list *list,
                                            const struct rq_snapshot *snapshot, const struct rq_snapshot *other,
                                            size_t *count)
{
    struct rq_rename_file *files = RQ_NEW_ARRAY(arena, struct rq_rename_file, list->count);
    *count = 0;
    for (size_t i = 0; i < list->count; i++) {
        const struct rq_finding *finding = list->items[i].finding;
        bool again = i > 0 && rq_str_equal(list->items[i - 1].path, list->items[i].path);
        if (!again && finding->source != NULL && rq_snapshot_find(other, finding->path) == NULL)
            files[(*count)++] = (struct rq_rename_file){finding->path, text_of(arena, snapshot, finding->path)};
    }
    return files;
}

/* Gives findings of renamed files the paths that these have in base. */
static void rename_back(struct rq_arena *arena, struct placed_list *list, const struct placed_list *old,
                        const struct rq_snapshot *before, const struct rq_snapshot *after)
{
    size_t old_count, count;
    const struct rq_rename_file *old_files = files_without(arena, old, before, after, &old_count);
    const struct rq_rename_file *files = files_without(arena, list, after, before, &count);
    const size_t *from = rq_renames_find(arena, old_files, old_count, files, count);
    for (size_t i = 0, f = 0; i < list->count && f < count; i++) {
        if (!rq_str_equal(list->items[i].finding->path, files[f].path))
            f += f + 1 < count && rq_str_equal(list->items[i].finding->path, files[f + 1].path);
        if (rq_str_equal(list->items[i].finding->path, files[f].path) && from[f] != RQ_NOT_FOUND)
            list->items[i].path = old_files[from[f]].path;
    }
}

static int by_place(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    int order = rq_str_compare(a->alike, b->alike);
    return order != 0 ? order : rq_str_compare(a->path, b->path);
}

static int by_line(const void *left, const void *right)
{
    const struct placed *a = left, *b = right;
    int order = by_place(a, b);
    if (order == 0)
        order = rq_str_compare(a->line, b->line);
    return order != 0 ? order : (a->number > b->number) - (a->number < b->number);
}

/* Pairs what is not paired yet and stands at the same place, with the same line or with any; both lists are sorted. */
static void pair(struct placed_list *list, struct placed_list *old, bool same_line)
{
    size_t first = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct placed *item = &list->items[i];
        while (first < old->count && (old->items[first].paired || by_place(&old->items[first], item) < 0))
            first++;
        for (size_t j = first; j < old->count && !item->paired && by_place(&old->items[j], item) == 0; j++)
            if (!old->items[j].paired && (!same_line || rq_str_equal(old->items[j].line, item->line)) &&
                covers(old->items[j].finding, item->finding))
                item->paired = old->items[j].paired = true;
    }
}

/* Which findings of files base has. */
static void mark_known(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_snapshot *before,
                       const struct rq_snapshot *after, const struct rq_report *report, const struct rq_report *base,
                       bool *known)
{
    struct placed_list list = place(arena, policy, report), old = place(arena, policy, base);
    if (list.count == 0 || old.count == 0)
        return;
    struct rq_arena *texts = rq_arena_new();
    rename_back(texts, &list, &old, before, after);
    rq_arena_free(texts);
    qsort(list.items, list.count, sizeof *list.items, by_line);
    qsort(old.items, old.count, sizeof *old.items, by_line);
    pair(&list, &old, true);
    pair(&list, &old, false);
    for (size_t i = 0; i < list.count; i++)
        known[list.items[i].number] = list.items[i].paired;
}

void rq_known_drop(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_snapshot *before,
                   const struct rq_snapshot *after, struct rq_report *report, const struct rq_report *base)
{
    size_t count = base->finding_count, kept = 0;
    struct rq_finding *old = RQ_NEW_ARRAY(arena, struct rq_finding, count);
    bool *known = RQ_NEW_ARRAY(arena, bool, report->finding_count);
    if (count > 0) {
        memcpy(old, base->findings, count * sizeof *old);
        qsort(old, count, sizeof *old, by_fingerprint);
        mark_known(arena, policy, before, after, report, base, known);
    }
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        if (!is_of_file(policy, finding)) {
            const struct rq_finding *same =
                count == 0 ? NULL : bsearch(finding, old, count, sizeof *old, by_fingerprint);
            known[i] = same != NULL && covers(same, finding);
        }
        if (!known[i])
            report->findings[kept++] = report->findings[i];
    }
    report->finding_count = kept;
}

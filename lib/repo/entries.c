/*
 * Lists of entries: growing, order, look-up.  A list grows by pieces that stay where they are: there are a million paths in
 * a large tree, and an array that doubles would leave as much behind again.  All three snapshots already come in git's
 * order, which is bytewise; sorting is for trees and indexes that somebody wrote in another order on purpose.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE = 1000 };

struct rq_entry_piece {
    struct rq_entry_piece *older;
    size_t count;
    struct rq_snapshot_entry items[PIECE];
};

void rq_entries_reserve(struct rq_entries *entries, size_t count)
{
    entries->items = RQ_NEW_ARRAY(entries->arena, struct rq_snapshot_entry, count);
    entries->cap = count;
}

/* Where the next entry goes. */
static struct rq_snapshot_entry *next_place(struct rq_entries *entries)
{
    if (entries->count < entries->cap)
        return &entries->items[entries->count];
    if (entries->newest == NULL || entries->newest->count == PIECE) {
        struct rq_entry_piece *piece = rq_arena_raw(entries->arena, sizeof *piece);
        piece->older = entries->newest;
        piece->count = 0;
        entries->newest = piece;
    }
    return &entries->newest->items[entries->newest->count++];
}

void rq_entries_gather(struct rq_entries *entries, struct rq_arena *arena)
{
    struct rq_snapshot_entry *items = rq_arena_raw(arena, entries->count * sizeof *items);
    size_t end = entries->count;
    for (const struct rq_entry_piece *piece = entries->newest; piece != NULL; piece = piece->older) {
        end -= piece->count;
        memcpy(items + end, piece->items, piece->count * sizeof *items);
    }
    if (end > 0)
        memcpy(items, entries->items, end * sizeof *items);
    *entries = (struct rq_entries){.arena = arena, .items = items, .count = entries->count, .cap = entries->count};
}

bool rq_entries_add(struct rq_entries *entries, rq_str path, enum rq_entry_mode mode, const git_oid *oid,
                    struct rq_err *err)
{
    if (entries->count == RQ_REPO_ENTRIES) {
        rq_fail(err, "there are more than %d paths, at '%.*s'", RQ_REPO_ENTRIES, RQ_ARG(path));
        return rq_fail_hint(err, "is a folder of build results missing in .gitignore?");
    }
    struct rq_snapshot_entry *entry = next_place(entries);
    entries->count++;
    *entry = (struct rq_snapshot_entry){.path = path, .mode = (uint8_t)mode};
    if (oid)
        memcpy(entry->oid, oid->id, sizeof oid->id);
    return true;
}

enum rq_entry_mode rq_repo_mode(uint32_t mode)
{
    switch (mode & 0170000) {
    case 0100000:
        return RQ_ENTRY_FILE;
    case 0120000:
        return RQ_ENTRY_SYMLINK;
    case 0160000:
        return RQ_ENTRY_SUBMODULE;
    default:
        return RQ_ENTRY_OTHER;
    }
}

static int compare_entries(const void *left, const void *right)
{
    const struct rq_snapshot_entry *a = left;
    const struct rq_snapshot_entry *b = right;
    return rq_str_compare(a->path, b->path);
}

static bool is_sorted(const struct rq_entries *entries)
{
    for (size_t i = 1; i < entries->count; i++)
        if (compare_entries(&entries->items[i - 1], &entries->items[i]) >= 0)
            return false;
    return true;
}

void rq_entries_order(struct rq_entries *entries)
{
    if (!is_sorted(entries))
        qsort(entries->items, entries->count, sizeof *entries->items, compare_entries);
}

static bool fail_twice(const char *what, rq_str path, struct rq_err *err)
{
    rq_fail(err, "%s has '%.*s' twice", what, RQ_ARG(path));
    return rq_repo_hint_damaged(err);
}

bool rq_entries_sort(struct rq_entries *entries, const char *what, struct rq_err *err)
{
    if (is_sorted(entries))
        return true;
    rq_entries_order(entries);
    for (size_t i = 1; i < entries->count; i++)
        if (rq_str_equal(entries->items[i - 1].path, entries->items[i].path))
            return fail_twice(what, entries->items[i].path, err);
    return true;
}

size_t rq_entries_before(const struct rq_snapshot_entry *items, size_t count, rq_str path)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rq_str_compare(items[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct rq_snapshot_entry *rq_snapshot_find(const struct rq_snapshot *snapshot, rq_str path)
{
    size_t at = rq_entries_before(snapshot->entries, snapshot->entry_count, path);
    if (at < snapshot->entry_count && rq_str_equal(snapshot->entries[at].path, path))
        return &snapshot->entries[at];
    return NULL;
}

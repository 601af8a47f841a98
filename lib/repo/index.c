/*
 * The index as a snapshot.  It is opened by its path, not through the repository: a hook of `git commit -a` names a
 * temporary index in GIT_INDEX_FILE, and an index that belongs to no repository is always in bytewise order.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <fcntl.h>

/* Bytes of an index without entries: its header and its checksum. */
enum { SHORTEST = 12 + GIT_OID_RAWSZ };

static bool add_file(const git_index_entry *entry, struct rq_entries *entries, struct rq_err *err)
{
    rq_str path = rq_arena_copy(entries->arena, rq_str_from(entry->path));
    return rq_entries_add(entries, path, rq_repo_mode(entry->mode), &entry->id, err);
}

/* An entry of the index; the stages above 0 are the sides of a conflict and together one path. */
static bool add_entry(const git_index_entry *entry, bool announced, struct rq_entries *entries, struct rq_err *err)
{
    rq_str path = rq_str_from(entry->path);
    if (git_index_entry_stage(entry) > 0) {
        if (entries->count > 0 && rq_str_equal(entries->items[entries->count - 1].path, path))
            return true;
        return rq_entries_add(entries, rq_arena_copy(entries->arena, path), RQ_ENTRY_UNMERGED, NULL, err);
    }
    if (!announced && (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD))
        return true;
    return add_file(entry, entries, err);
}

/* libgit2 takes a file that it may not read, and one that is too short, for one that is gone. */
static bool fail_index(const struct rq_repo *repo, struct rq_err *err)
{
    struct rq_read read;
    const char *path = repo->index_file.ptr;
    switch (rq_repo_read_file(AT_FDCWD, path, RQ_LINKS_FOLLOWED, err->arena, &read)) {
    case RQ_READ_UNREADABLE:
        rq_fail(err, "cannot read the index '%s': %.*s", path, RQ_ARG(read.why));
        return rq_fail_hint(err, "make the file readable");
    case RQ_READ_OK:
        if (read.text.len >= SHORTEST)
            break;
        rq_fail(err, "cannot read the index '%s': it is too short for one", path);
        return rq_fail_hint(err, "`rm '%s' && git reset` writes it anew; no file is changed", path);
    case RQ_READ_TOO_LARGE:
    case RQ_READ_FAILED:
        break;
    }
    return rq_repo_fail_open(err, "cannot read the index", path);
}

bool rq_repo_list_index(const struct rq_repo *repo, bool announced, struct rq_entries *entries,
                        struct rq_entries *left_out, struct rq_err *err)
{
    git_index *index = NULL;
    if (git_index_open(&index, repo->index_file.ptr) != 0)
        return fail_index(repo, err);
    bool ok = true;
    size_t count = git_index_entrycount(index);
    rq_entries_reserve(entries, count);
    for (size_t i = 0; ok && i < count; i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        ok = add_entry(entry, announced, entries, err);
        if (ok && left_out != NULL && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE))
            ok = add_file(entry, left_out, err);
    }
    git_index_free(index);
    return ok && rq_entries_sort(entries, "the index", err);
}

const struct rq_snapshot *rq_snapshot_index(struct rq_repo *repo, struct rq_arena *arena, struct rq_err *err)
{
    struct rq_entries entries = {.arena = arena};
    if (repo->bare) {
        rq_fail(err, "a bare repository has no index");
        rq_fail_hint(err, "check a commit: `--rev REV`");
        return NULL;
    }
    if (!rq_repo_list_index(repo, false, &entries, NULL, err))
        return NULL;
    struct rq_snapshot *snapshot = RQ_NEW(arena, struct rq_snapshot);
    *snapshot = (struct rq_snapshot){
        .repo = repo,
        .entries = entries.items,
        .entry_count = entries.count,
        .origin = RQ_SNAPSHOT_INDEX,
        .name = RQ_STR("index"),
    };
    return snapshot;
}

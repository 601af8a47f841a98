/*
 * Folders that are no working tree: everything below the named parts, without index and ignore rules.  Only what is asked
 * for is walked, for a configuration may lie in a folder of many thousand files.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <dirent.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct listing {
    struct rq_arena *arena;
    rq_str base;
    struct rq_entries found;
    struct rq_err *err;
};

static bool list_path(struct listing *listing, rq_str path, unsigned depth);

static bool is_left_out(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0;
}

static bool fail_list(const struct listing *listing, const char *path)
{
    rq_fail(listing->err, "cannot list '%s': %s", path, rq_repo_reason(errno));
    return rq_fail_hint(listing->err, "make it readable, or name another place in the configuration");
}

static bool list_folder(struct listing *listing, rq_str path, const char *full, unsigned depth)
{
    if (depth > RQ_REPO_DEPTH)
        return rq_fail(listing->err, "'%s' is nested too deep", full);
    DIR *stream = opendir(full);
    if (!stream)
        return fail_list(listing, full);
    bool ok = true;
    const struct dirent *entry;
    while (ok && (entry = readdir(stream)) != NULL) {
        if (is_left_out(entry->d_name))
            continue;
        rq_str inner =
            rq_arena_format(listing->arena, "%.*s%s%s", RQ_ARG(path), path.len > 0 ? "/" : "", entry->d_name);
        ok = list_path(listing, inner, depth + 1);
    }
    closedir(stream);
    return ok;
}

/* A file, a folder, or nothing that counts. */
static bool list_path(struct listing *listing, rq_str path, unsigned depth)
{
    struct stat status;
    rq_str full = rq_arena_format(listing->arena, "%.*s%.*s", RQ_ARG(listing->base), RQ_ARG(path));
    if (lstat(full.ptr, &status) != 0)
        return errno == ENOENT || errno == ENOTDIR || fail_list(listing, full.ptr);
    if (S_ISDIR(status.st_mode))
        return list_folder(listing, path, full.ptr, depth);
    return !S_ISREG(status.st_mode) || rq_entries_add(&listing->found, path, RQ_ENTRY_FILE, NULL, listing->err);
}

/* Parts may overlap: a folder and a file in it. */
static void drop_doubles(struct rq_entries *entries)
{
    size_t kept = 0;
    for (size_t i = 0; i < entries->count; i++)
        if (i == 0 || !rq_str_equal(entries->items[i].path, entries->items[i - 1].path))
            entries->items[kept++] = entries->items[i];
    entries->count = kept;
}

const struct rq_snapshot *rq_snapshot_folder(rq_str base, const rq_str *parts, size_t part_count,
                                             struct rq_arena *arena, struct rq_err *err)
{
    struct listing listing = {.arena = arena, .base = base, .found = {.arena = arena}, .err = err};
    for (size_t i = 0; i < part_count; i++)
        if (!list_path(&listing, parts[i], 0))
            return NULL;
    rq_entries_gather(&listing.found, arena);
    rq_entries_order(&listing.found);
    drop_doubles(&listing.found);
    struct rq_snapshot *snapshot = RQ_NEW(arena, struct rq_snapshot);
    *snapshot = (struct rq_snapshot){
        .entries = listing.found.items,
        .entry_count = listing.found.count,
        .origin = RQ_SNAPSHOT_FOLDER,
        .name = RQ_STR("folder"),
        .root = base,
    };
    return snapshot;
}

/*
 * Merging in memory.
 *
 * libgit2 merges two commits into an index that belongs to no file; where both sides changed a file it merges the contents
 * and writes the new blob, so a store in memory is put before the repository's own: nothing is written to disk, also not
 * in a repository that we could write to.
 *
 * The merge sees the objects alone and no working tree: there libgit2 would look for .gitattributes, and whatever is checked
 * out, maybe the very head that is judged, would choose how files are merged.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <git2/sys/mempack.h>
#include <git2/sys/odb_backend.h>

enum {
    /* Before the loose objects (1) and packs (2) of a repository. */
    MEMORY_PRIORITY = 1000
};

struct sides {
    const char *base_name, *head_name, *known_name;
    git_commit *base, *head, *known; /* NULL: there is none */
};

/* In a shallow clone the answer counts only if no cut can hide a better one, and if it is the only one: several are
 * merged with each other first, for which their own common commit is needed. */
static bool find_shallow_base(const struct rq_repo *repo, const struct sides *sides, struct rq_arena *arena,
                              git_oid *found, struct rq_err *err)
{
    struct rq_repo_history history;
    if (!rq_repo_read_history(repo, git_commit_id(sides->base), git_commit_id(sides->head), arena, &history, err))
        return false;
    *found = history.common;
    if (history.common_count == 1 && !history.is_cut)
        return true;
    if (history.is_cut)
        rq_fail(err, "this shallow clone ends before it is clear which commit '%s' and '%s' have in common",
                sides->base_name, sides->head_name);
    else if (history.common_count > 1)
        rq_fail(err, "'%s' and '%s' have several last common commits, too many for a shallow clone", sides->base_name,
                sides->head_name);
    else
        return rq_fail(err, "'%s' and '%s' have no common commit", sides->base_name, sides->head_name);
    return rq_repo_hint_missing(repo, err);
}

static bool find_merge_base(const struct rq_repo *repo, const struct sides *sides, struct rq_arena *arena,
                            git_oid *found, struct rq_err *err)
{
    if (rq_repo_is_shallow(repo))
        return find_shallow_base(repo, sides, arena, found, err);
    int code = git_merge_base(found, repo->git, git_commit_id(sides->base), git_commit_id(sides->head));
    if (code == 0)
        return true;
    if (code != GIT_ENOTFOUND)
        return rq_repo_fail(err, "the merge base of '%s' and '%s' cannot be found", sides->base_name, sides->head_name);
    rq_fail(err, "'%s' and '%s' have no common commit", sides->base_name, sides->head_name);
    return rq_fail_hint(err, "their histories are unrelated; name the branch that the merge goes into as --base");
}

/* The paths of a conflict stand in the index up to three times in a row: once per side. */
static void list_conflicts(git_index *index, struct rq_arena *arena, struct rq_merge *merge)
{
    rq_str *paths = NULL;
    size_t cap = 0, count = 0;
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        rq_str path = rq_str_from(entry->path);
        if (git_index_entry_stage(entry) == 0 || (count > 0 && rq_str_equal(paths[count - 1], path)))
            continue;
        paths = rq_grow(arena, paths, count, &cap, sizeof *paths);
        paths[count++] = rq_arena_copy(arena, path);
    }
    merge->conflicts = paths;
    merge->conflict_count = count;
}

static bool list_result(git_index *index, struct rq_arena *arena, struct rq_merge *merge, struct rq_err *err)
{
    struct rq_entries entries = {.arena = arena};
    rq_entries_reserve(&entries, git_index_entrycount(index));
    for (size_t i = 0; i < git_index_entrycount(index); i++) {
        const git_index_entry *entry = git_index_get_byindex(index, i);
        rq_str path = rq_arena_copy(arena, rq_str_from(entry->path));
        if (!rq_entries_add(&entries, path, rq_repo_mode(entry->mode), &entry->id, err))
            return false;
    }
    if (!rq_entries_sort(&entries, "the merged tree", err))
        return false;
    struct rq_snapshot *result = RQ_NEW(arena, struct rq_snapshot);
    *result = (struct rq_snapshot){
        .repo = merge->head->repo,
        .entries = entries.items,
        .entry_count = entries.count,
        .origin = RQ_SNAPSHOT_COMMIT,
        .name = RQ_STR("merge"),
        .time = merge->head->time,
    };
    merge->result = result;
    return true;
}

/* libgit2 cannot look for the merge base of a shallow clone; with one that is known it need not. */
static int merge_from(git_index **index, git_repository *objects, const struct sides *sides, const git_oid *merge_base)
{
    git_merge_options options;
    git_commit *common = NULL;
    git_tree *trees[3] = {NULL, NULL, NULL};
    int code = git_merge_options_init(&options, GIT_MERGE_OPTIONS_VERSION);
    code = code != 0 ? code : git_commit_lookup(&common, objects, merge_base);
    code = code != 0 ? code : git_commit_tree(&trees[0], common);
    code = code != 0 ? code : git_commit_tree(&trees[1], sides->base);
    code = code != 0 ? code : git_commit_tree(&trees[2], sides->head);
    code = code != 0 ? code : git_merge_trees(index, objects, trees[0], trees[1], trees[2], &options);
    for (int i = 0; i < 3; i++)
        git_tree_free(trees[i]);
    git_commit_free(common);
    return code;
}

static int merge_whole(git_index **index, git_repository *objects, const struct sides *sides)
{
    git_merge_options options;
    int code = git_merge_options_init(&options, GIT_MERGE_OPTIONS_VERSION);
    return code != 0 ? code : git_merge_commits(index, objects, sides->base, sides->head, &options);
}

static bool merge_trees(struct rq_repo *repo, const struct sides *sides, const git_oid *merge_base,
                        struct rq_arena *arena, struct rq_merge *merge, struct rq_err *err)
{
    git_repository *objects = NULL;
    git_index *index = NULL;
    int code = git_repository_wrap_odb(&objects, repo->odb);
    if (code == 0)
        code = rq_repo_is_shallow(repo) ? merge_from(&index, objects, sides, merge_base)
                                        : merge_whole(&index, objects, sides);
    bool ok = code == 0 || rq_repo_fail(err, "the merge cannot be computed") || rq_repo_hint_missing(repo, err);
    if (ok)
        list_conflicts(index, arena, merge);
    if (ok && merge->conflict_count == 0)
        ok = list_result(index, arena, merge, err);
    git_index_free(index);
    git_repository_free(objects);
    return ok;
}

/* Before it writes an object, libgit2 freshens the one that is already there: it sets the time of the loose file or of the
 * whole pack.  Stores that cannot do that are only asked whether they have it. */
static bool forbid_freshening(git_odb *odb, struct rq_err *err)
{
    for (size_t i = 0; i < git_odb_num_backends(odb); i++) {
        git_odb_backend *backend = NULL;
        if (git_odb_get_backend(&backend, odb, i) != 0)
            return rq_repo_fail(err, "the object stores cannot be listed");
        backend->freshen = NULL;
    }
    return true;
}

/* Merged blobs go to memory.  The store is asked for once per repository and lives as long as it. */
static bool write_to_memory(struct rq_repo *repo, struct rq_err *err)
{
    git_odb_backend *memory = NULL;
    if (repo->has_memory)
        return true;
    if (git_mempack_new(&memory) != 0 || git_odb_add_backend(repo->odb, memory, MEMORY_PRIORITY) != 0)
        return rq_repo_fail(err, "no store in memory can be made");
    repo->has_memory = true;
    return forbid_freshening(repo->odb, err);
}

static const git_oid *id_of(const git_commit *commit)
{
    return commit == NULL ? NULL : git_commit_id(commit);
}

/* Both sides, and what lies between them; the result is the head until a merge makes another. */
static bool list_sides(struct rq_repo *repo, const struct sides *sides, struct rq_arena *arena, struct rq_merge *merge,
                       struct rq_err *err)
{
    merge->base = sides->base == NULL ? rq_snapshot_memory(NULL, 0, arena)
                                      : rq_repo_commit_snapshot(repo, sides->base, arena, err);
    merge->head = merge->base == NULL ? NULL : rq_repo_commit_snapshot(repo, sides->head, arena, err);
    merge->result = merge->head;
    return merge->head != NULL && rq_repo_range(repo, id_of(sides->base), id_of(sides->head), id_of(sides->known),
                                                arena, &merge->commits, &merge->commit_count, err);
}

/* Where base is an ancestor of head, the merge is a fast forward: the head as it is. */
static bool merge_sides(struct rq_repo *repo, const struct sides *sides, struct rq_arena *arena, struct rq_merge *merge,
                        struct rq_err *err)
{
    git_oid merge_base;
    if (!find_merge_base(repo, sides, arena, &merge_base, err) || !list_sides(repo, sides, arena, merge, err))
        return false;
    return git_oid_equal(&merge_base, git_commit_id(sides->base)) == 1 ||
           (write_to_memory(repo, err) && merge_trees(repo, sides, &merge_base, arena, merge, err));
}

static bool find_side(const struct rq_repo *repo, const char *name, git_commit **commit, struct rq_err *err)
{
    if (name != NULL)
        *commit = rq_repo_find_commit(repo, name, err);
    return !err->failed;
}

static bool find_sides(const struct rq_repo *repo, struct sides *sides, struct rq_err *err)
{
    return find_side(repo, sides->base_name, &sides->base, err) &&
           find_side(repo, sides->head_name, &sides->head, err) &&
           find_side(repo, sides->known_name, &sides->known, err);
}

/* Gives back the handles, and adds what to do about a failure that does not say it. */
static bool end_sides(const struct rq_repo *repo, struct sides *sides, bool ok, struct rq_err *err)
{
    git_commit_free(sides->base);
    git_commit_free(sides->head);
    git_commit_free(sides->known);
    return ok || rq_repo_hint_missing(repo, err);
}

bool rq_repo_merge(struct rq_repo *repo, const char *base, const char *head, struct rq_arena *arena,
                   struct rq_merge *merge, struct rq_err *err)
{
    struct sides sides = {.base_name = base, .head_name = head};
    *merge = (struct rq_merge){0};
    bool ok = find_sides(repo, &sides, err) && merge_sides(repo, &sides, arena, merge, err);
    return end_sides(repo, &sides, ok, err);
}

bool rq_repo_replace(struct rq_repo *repo, const char *base, const char *head, const char *known,
                     struct rq_arena *arena, struct rq_merge *merge, struct rq_err *err)
{
    struct sides sides = {.base_name = base, .head_name = head, .known_name = known};
    *merge = (struct rq_merge){0};
    bool ok = find_sides(repo, &sides, err) && list_sides(repo, &sides, arena, merge, err);
    return end_sides(repo, &sides, ok, err);
}

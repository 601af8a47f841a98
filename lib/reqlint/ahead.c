/*
 * The versions of files, path by path: those that follow each other are alike, and git keeps them as differences, so that
 * they are read in a fraction of the time.
 */
#include "reqlint/ahead.h"

/* Where the versions of each path begin among all of them.  In `arena`. */
static size_t *list_places(struct rq_arena *arena, const struct rq_walk *walk, size_t first)
{
    size_t *places = RQ_NEW_ARRAY(arena, size_t, walk->path_count + 1);
    for (size_t i = first; i < walk->change_count; i++)
        places[walk->changes[i].path + 1] += walk->changes[i].new_mode != 0;
    for (size_t i = 0; i < walk->path_count; i++)
        places[i + 1] += places[i];
    return places;
}

/* What the changes from one on put into the tree.  In `arena`. */
static struct rq_snapshot list_versions(struct rq_arena *arena, struct rq_repo *repo, const struct rq_walk *walk,
                                        size_t first)
{
    size_t *places = list_places(arena, walk, first), count = places[walk->path_count];
    struct rq_snapshot_entry *entries = RQ_NEW_ARRAY(arena, struct rq_snapshot_entry, count);
    for (size_t i = first; i < walk->change_count; i++)
        if (walk->changes[i].new_mode != 0)
            entries[places[walk->changes[i].path]++] = rq_walk_entry(walk, &walk->changes[i]);
    return (struct rq_snapshot){.repo = repo,
                                .entries = entries,
                                .entry_count = count,
                                .origin = RQ_SNAPSHOT_COMMIT,
                                .name = RQ_STR("history")};
}

bool rq_ahead_read(const struct rq_session *session, const struct rq_walk *walk, size_t first,
                   const struct rq_ahead **ahead)
{
    struct rq_arena *arena = session->arena, *scratch = rq_arena_new();
    struct rq_err ignored = {.arena = scratch};
    const struct rq_options *options = session->options;
    const struct rq_snapshot *tree = rq_walk_tree(session->repo, walk, first, arena, &ignored);
    *ahead = NULL;
    bool good = true;
    if (tree != NULL) {
        const struct rq_walk_commit *commit = &walk->commits[first];
        const struct rq_snapshot versions =
            list_versions(scratch, session->repo, walk, commit->first_change + commit->change_count);
        struct rq_store *files = rq_store_new(arena, session->policy, NULL);
        struct rq_ahead *read = RQ_NEW(arena, struct rq_ahead);
        good = rq_store_fill(files, tree, options->threads, options->progress) &&
               rq_store_fill(files, &versions, options->threads, options->progress);
        rq_store_end(files);
        *read = (struct rq_ahead){first, tree, files};
        *ahead = read;
    }
    rq_arena_free(scratch);
    return good;
}

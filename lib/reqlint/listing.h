/* The files of a tree that changes from commit to commit. */
#ifndef RQ_REQLINT_LISTING_H
#define RQ_REQLINT_LISTING_H

#include "load/store.h"
#include "repo/repo.h"

/* Start from {.arena = …}. */
struct rq_listing {
    struct rq_arena *arena;
    struct rq_snapshot_entry *entries;   /* sorted by path, as in a snapshot */
    const struct rq_stored_file **files; /* what each of them gave, where that is asked for; else NULL */
    size_t count, cap;
};

/* Puts an entry in, or in the place of the one at its path.  True if there was none. */
bool rq_listing_put(struct rq_listing *listing, const struct rq_snapshot_entry *entry,
                    const struct rq_stored_file *file);

/* What the file at a path gave; NULL where there is no entry, or nobody asked. */
const struct rq_stored_file *rq_listing_find(const struct rq_listing *listing, rq_str path);

/* Takes the entry at a path out.  True if there was one. */
bool rq_listing_remove(struct rq_listing *listing, rq_str path);

#endif

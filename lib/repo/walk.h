/*
 * Walks over history: which commits changed which of the watched paths, from a commit back to the first.
 *
 * What a walk gives grows with the changes that it finds, not with the commits that it passes; what it needs meanwhile with
 * the commits that change the folders on the way to what is watched, and over all parents with all commits, some 40 bytes each.
 * No file is read, so in a partial clone it needs commits and trees alone.
 */
#ifndef RQ_WALK_H
#define RQ_WALK_H

#include "repo/repo.h"

enum rq_walk_mode {
    /* The commit, its first parent, and so on: when a change landed on the branch.  A merge changes what differs from its
     * first parent (git log --first-parent -m). */
    RQ_WALK_FIRST_PARENT,
    /* All commits that can be reached.  A merge changes what differs from all of its parents (git log --full-history -c). */
    RQ_WALK_ALL_PARENTS
};

/* A path to watch. */
struct rq_walk_path {
    rq_str prefix; /* the beginning of paths: "requests/", "accounts/a-"; empty for all */
    bool exact;    /* the path itself, and all below it, and no other path that begins so */
};

struct rq_walk_input {
    const char *revision; /* where to start, as for rq_snapshot_commit; NULL: HEAD, which may have no commit yet */
    const char *until; /* what this commit can reach is left out, but for what the rest comes from; NULL: nothing is */
    enum rq_walk_mode mode;
    const struct rq_walk_path *paths; /* what is watched; none: all */
    size_t path_count;
    bool (*wants)(void *host, rq_str path); /* of the watched paths those that count; NULL: all */
    void *host;                             /* for both functions; `wants` may be called by several threads at a time */
    unsigned threads;                       /* two are used, if there are two processors; 1: one alone */
    bool texts;                             /* keep what the commits say: rq_walk_read */
    bool every;                             /* keep commits without changes too */
    /* Now and then, on the calling thread: the number of commits that were seen, with a total of 0, then of those that were
     * looked at more closely, of a total.  False: give up. */
    bool (*progress)(void *host, size_t commits, size_t total);
};

/* The name of an object. */
struct rq_oid {
    unsigned char bytes[20];
};

/* One path that one commit changed. */
struct rq_walk_change {
    uint32_t path;                  /* its number in rq_walk.paths */
    uint32_t old_mode, new_mode;    /* git's: 0100644, 0100755, 0120000 (link), 0160000 (submodule); 0: not there */
    struct rq_oid old_oid, new_oid; /* zero where it is not there.  In a merge with all parents: of the first */
};

struct rq_walk_commit {
    struct rq_oid oid;
    int64_t time;    /* the committer's, seconds since 1970 UTC */
    uint32_t landed; /* where it landed: the number of first parents from the start to the first commit that has it */
    bool before; /* `until` can reach it: it is only here because commits have it for a parent; no changes are listed */
    bool cut;    /* its parents are missing from a shallow clone: what it changed is not known, and not listed */
    const struct rq_oid *parents;
    size_t parent_count;
    size_t first_change, change_count; /* in rq_walk.changes, in the order of their paths */
    rq_str text;                       /* the commit object, if texts were asked for */
};

struct rq_walk {
    /* Oldest first: parents before their children, whatever their clocks said, and what landed first before the rest. */
    const struct rq_walk_commit *commits;
    size_t commit_count;
    const struct rq_walk_change *changes;
    size_t change_count;
    const rq_str *paths; /* bytes as git has them, maybe not UTF-8 */
    size_t path_count;
    size_t seen;   /* commits that were looked at */
    bool cut;      /* the clone is shallow, and the walk came to its end */
    bool replaced; /* there are replace refs or grafts, which git log follows and a walk does not */
};

/* Walks.  False on failure (an unknown revision, missing or corrupt objects, a limit, `progress` gave up).  Lives in
 * `arena`. */
bool rq_walk(struct rq_repo *repo, const struct rq_walk_input *input, struct rq_arena *arena, struct rq_walk *walk,
             struct rq_err *err);

/* Fails if the walk came to the end of a shallow clone, with what to do about it; `what` needs the whole history. */
bool rq_walk_is_complete(const struct rq_walk *walk, const char *what, struct rq_err *err);

/* What a commit of a walk with texts says: message, people, trailers; not the files.  False on failure.  In `arena`. */
bool rq_walk_read(const struct rq_walk_commit *commit, struct rq_arena *arena, struct rq_commit *out,
                  struct rq_err *err);

/* The 40 digits of a name, and a NUL behind them.  In `arena`. */
rq_str rq_walk_oid_text(struct rq_arena *arena, const struct rq_oid *oid);

/* What a mode of git's stands for. */
enum rq_entry_mode rq_walk_entry_mode(uint32_t mode);

/* What a change left at its path, which is not nothing.  Lives as long as the walk. */
struct rq_snapshot_entry rq_walk_entry(const struct rq_walk *walk, const struct rq_walk_change *change);

/* The tree of a commit of the walk, by its number: rq_snapshot_commit. */
const struct rq_snapshot *rq_walk_tree(struct rq_repo *repo, const struct rq_walk *walk, size_t number,
                                       struct rq_arena *arena, struct rq_err *err);

#endif

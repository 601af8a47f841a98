/*
 * Which parts of a tree are watched, and what a tree is when only these parts count.  Private to this folder.
 */
#ifndef RQ_REPO_WATCH_H
#define RQ_REPO_WATCH_H

#include "repo/object.h"
#include "repo/walk.h"

/* A folder on the way to what is watched, or something that is watched whole. */
struct rq_watch_node {
    rq_str name;
    bool whole;   /* all below it is watched */
    bool file;    /* so is a file of this name */
    bool partial; /* both, for each name that begins so */
    struct rq_watch_node *children, *next;
    uint32_t number;
};

/* An entry of a folder that is watched in part. */
struct rq_view_entry {
    uint32_t mode;
    rq_str name;
    const struct rq_watch_node *node;
    git_oid state; /* of what is watched whole its oid; of a folder that is watched in part its state */
};

/* A folder that is watched in part: its entries that count, in the order of the tree. */
struct rq_view {
    struct rq_view_entry *entries;
    size_t count;
    uint32_t hash;
};

struct rq_watch;

/* Paths to watch; without any, all are watched.  In `arena`, as are the views that are made with it. */
struct rq_watch *rq_watch_new(struct rq_arena *arena, const struct rq_walk_path *paths, size_t count);

/* The top of the tree. */
const struct rq_watch_node *rq_watch_root(const struct rq_watch *watch);

/* The state of the tree at hand as far as a node watches it: two trees have the same state just if they differ in nothing
 * that is watched.  Zero for nothing.  Of a node that is watched whole it is the oid, of another the name of a view.
 * False on failure. */
bool rq_watch_state(struct rq_watch *watch, struct rq_tree_reader *reader, const struct rq_watch_node *node,
                    const git_oid *tree, git_oid *state);

/* How many bytes of a state of the whole tree may differ from zero. */
size_t rq_watch_state_bytes(const struct rq_watch *watch);

/* The view that a state of a node that is not whole names; no entries for zero. */
const struct rq_view *rq_watch_view(const struct rq_watch *watch, const git_oid *state);

#endif

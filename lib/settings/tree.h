/* The tree of all ways in one set: what tree.c builds, and what settings.c and near.c read. */
#ifndef RQ_SETTINGS_TREE_H
#define RQ_SETTINGS_TREE_H

#include "settings/settings.h"

#define RQ_OWNER_NONE UINT32_MAX       /* nobody has anything here */
#define RQ_OWNER_MANY (UINT32_MAX - 1) /* more than one account */

struct rq_settings_node {
    struct rq_key key;
    uint32_t parent;
    uint32_t child, sibling; /* first child, next of its parent; 0: none */
    uint32_t owner;          /* of it and all below: an account, or one of the above */
    uint32_t alike;          /* the next one whose key has the same letters; 0: none */
    uint32_t setting_count;  /* at it and below */
    bool is_setting;
};

/* Node 0 is the root, which is no key. */
struct rq_settings_tree {
    struct rq_arena *arena;
    struct rq_settings_node *nodes; /* parents before their children */
    size_t count, cap;
    uint32_t *slots; /* by parent and key */
    uint32_t mask;
    uint32_t *alike; /* by the letters of their keys, once it is indexed */
    uint32_t alike_mask;
};

/* A tree with its root. */
struct rq_settings_tree *rq_settings_tree_new(struct rq_arena *arena);

/* The node at a way, which is made if it is not there. */
uint32_t rq_settings_tree_add(struct rq_settings_tree *tree, struct rq_keys keys);

/* Lets rq_setting_near look up keys by their letters; once all nodes are there. */
void rq_settings_tree_index(struct rq_settings_tree *tree);

/* The way to a node.  In `arena`. */
struct rq_keys rq_settings_tree_keys(const struct rq_settings_tree *tree, uint32_t node, struct rq_arena *arena);

#endif

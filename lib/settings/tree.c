/* Nodes in one array; a hash table finds a child by its parent and its key. */
#include "settings/tree.h"

static bool same_key(const struct rq_key *a, const struct rq_key *b)
{
    return a->items == b->items && a->folded == b->folded && rq_str_equal(a->text, b->text);
}

static uint32_t hash_of(uint32_t parent, const struct rq_key *key)
{
    uint64_t kind = (uint64_t)key->items * 2 + key->folded;
    uint64_t hash = (rq_str_hash(key->text) + kind + ((uint64_t)parent << 32)) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(hash >> 32);
}

static uint32_t *slot_of(const struct rq_settings_tree *tree, uint32_t parent, const struct rq_key *key)
{
    uint32_t at = hash_of(parent, key) & tree->mask;
    for (; tree->slots[at] != 0; at = (at + 1) & tree->mask) {
        const struct rq_settings_node *node = &tree->nodes[tree->slots[at]];
        if (node->parent == parent && same_key(&node->key, key))
            break;
    }
    return &tree->slots[at];
}

static void grow(struct rq_settings_tree *tree)
{
    tree->mask = tree->mask * 2 + 1;
    tree->slots = RQ_NEW_ARRAY(tree->arena, uint32_t, (size_t)tree->mask + 1);
    for (size_t i = 1; i < tree->count; i++)
        *slot_of(tree, tree->nodes[i].parent, &tree->nodes[i].key) = (uint32_t)i;
}

static uint32_t add_node(struct rq_settings_tree *tree, uint32_t parent, struct rq_key key)
{
    tree->nodes = rq_grow(tree->arena, tree->nodes, tree->count, &tree->cap, sizeof *tree->nodes);
    tree->nodes[tree->count] = (struct rq_settings_node){.key = key, .parent = parent, .owner = RQ_OWNER_NONE};
    return (uint32_t)tree->count++;
}

struct rq_settings_tree *rq_settings_tree_new(struct rq_arena *arena)
{
    struct rq_settings_tree *tree = RQ_NEW(arena, struct rq_settings_tree);
    tree->arena = arena;
    tree->mask = 31;
    grow(tree);
    add_node(tree, 0, (struct rq_key){0});
    return tree;
}

static uint32_t child_of(struct rq_settings_tree *tree, uint32_t parent, struct rq_key key)
{
    uint32_t *slot = slot_of(tree, parent, &key);
    if (*slot != 0)
        return *slot;
    uint32_t node = *slot = add_node(tree, parent, key);
    tree->nodes[node].sibling = tree->nodes[parent].child;
    tree->nodes[parent].child = node;
    if (tree->count * 2 > tree->mask)
        grow(tree);
    return node;
}

uint32_t rq_settings_tree_add(struct rq_settings_tree *tree, struct rq_keys keys)
{
    uint32_t node = 0;
    for (size_t i = 0; i < keys.count; i++)
        node = child_of(tree, node, keys.items[i]);
    return node;
}

struct rq_keys rq_settings_tree_keys(const struct rq_settings_tree *tree, uint32_t node, struct rq_arena *arena)
{
    size_t count = 0;
    for (uint32_t at = node; at != 0; at = tree->nodes[at].parent)
        count++;
    struct rq_key *keys = RQ_NEW_ARRAY(arena, struct rq_key, count);
    for (size_t i = count; i > 0; node = tree->nodes[node].parent)
        keys[--i] = tree->nodes[node].key;
    return (struct rq_keys){keys, count};
}

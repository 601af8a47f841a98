/*
 * What a single key may be a slip of.
 *
 * The key of a single is the highest that no other account has anything at: so its last part is what sets it apart, and
 * those above it are shared.  Two slips are looked for.  The last part is spelt otherwise than one beside it that others
 * have.  Or it stands at another level: of the two ways one is what is left of the other where parts of it are left out.
 */
#include "base/ascii.h"
#include "base/text.h"
#include "settings/tree.h"

/* Keys that are compared with one key, of each sort.  A map with more keys than that is keyed by data, and a hint in it would
 * be a guess. */
enum { MOST_COMPARED = 1000 };

static bool is_general(const struct rq_settings_node *node, uint32_t account)
{
    return node->owner != RQ_OWNER_NONE && node->owner != account && !node->key.items;
}

static bool is_letter(char byte)
{
    return rq_ascii_is_alnum(byte) || (unsigned char)byte >= 0x80;
}

static size_t next_letter(rq_str text, size_t at)
{
    while (at < text.len && !is_letter(text.ptr[at]))
        at++;
    return at;
}

/* True if letters and digits are the same, whatever their case, and whatever stands between them. */
static bool same_letters(rq_str a, rq_str b)
{
    size_t i = next_letter(a, 0), j = next_letter(b, 0);
    if (i == a.len)
        return false;
    while (i < a.len && j < b.len && rq_ascii_lower(a.ptr[i]) == rq_ascii_lower(b.ptr[j])) {
        i = next_letter(a, i + 1);
        j = next_letter(b, j + 1);
    }
    return i == a.len && j == b.len;
}

static uint32_t hash_letters(rq_str text)
{
    char letters[64];
    size_t count = 0;
    uint32_t hash = 0;
    for (size_t i = next_letter(text, 0); i < text.len; i = next_letter(text, i + 1)) {
        letters[count++] = rq_ascii_lower(text.ptr[i]);
        if (count < sizeof letters)
            continue;
        hash = hash * 31 + rq_str_hash((rq_str){letters, count});
        count = 0;
    }
    return hash * 31 + rq_str_hash((rq_str){letters, count});
}

void rq_settings_tree_index(struct rq_settings_tree *tree)
{
    uint32_t mask = 63;
    while (mask < tree->count && mask < UINT32_MAX / 2)
        mask = mask * 2 + 1;
    tree->alike = RQ_NEW_ARRAY(tree->arena, uint32_t, (size_t)mask + 1);
    tree->alike_mask = mask;
    for (uint32_t i = (uint32_t)tree->count; i-- > 1;) {
        uint32_t *head = &tree->alike[hash_letters(tree->nodes[i].key.text) & mask];
        tree->nodes[i].alike = *head;
        *head = i;
    }
}

static uint32_t first_alike(const struct rq_settings_tree *tree, rq_str text)
{
    return tree->alike[hash_letters(text) & tree->alike_mask];
}

static bool same_key(const struct rq_key *a, const struct rq_key *b)
{
    return a->items == b->items && a->folded == b->folded &&
           (rq_str_equal(a->text, b->text) || same_letters(a->text, b->text));
}

/* A key beside the node that others have, and that has the same letters; 0: none. */
static uint32_t same_letters_beside(const struct rq_settings_tree *tree, uint32_t node, uint32_t account)
{
    const struct rq_settings_node *nodes = tree->nodes;
    size_t compared = 0;
    for (uint32_t at = first_alike(tree, nodes[node].key.text); at != 0 && compared < MOST_COMPARED; compared++) {
        if (nodes[at].parent == nodes[node].parent && is_general(&nodes[at], account) &&
            same_letters(nodes[at].key.text, nodes[node].key.text))
            return at;
        at = nodes[at].alike;
    }
    return 0;
}

/* One that is spelt nearly like it; 0: none. */
static uint32_t spelt_nearly(const struct rq_settings_tree *tree, uint32_t node, uint32_t account)
{
    const struct rq_settings_node *nodes = tree->nodes;
    rq_str names[MOST_COMPARED] = {{0}};
    uint32_t numbers[MOST_COMPARED];
    size_t count = 0, beside = 0;
    for (uint32_t at = nodes[nodes[node].parent].child; at != 0; at = nodes[at].sibling) {
        if (beside++ == MOST_COMPARED)
            return 0;
        if (!is_general(&nodes[at], account))
            continue;
        numbers[count] = at;
        names[count++] = nodes[at].key.text;
    }
    rq_str near = rq_nearest(nodes[node].key.text, names, count);
    for (size_t i = 0; near.len > 0 && i < count; i++)
        if (names[i].ptr == near.ptr)
            return numbers[i];
    return 0;
}

static size_t depth_of(const struct rq_settings_tree *tree, uint32_t node)
{
    size_t depth = 0;
    for (; node != 0; node = tree->nodes[node].parent)
        depth++;
    return depth;
}

/* True if the way to `shorter` is what is left of that to `longer` where parts are left out, the last one aside. */
static bool is_part(const struct rq_settings_tree *tree, uint32_t shorter, uint32_t longer)
{
    if (!same_key(&tree->nodes[shorter].key, &tree->nodes[longer].key))
        return false;
    while (shorter != 0 && longer != 0) {
        if (same_key(&tree->nodes[shorter].key, &tree->nodes[longer].key))
            shorter = tree->nodes[shorter].parent;
        longer = tree->nodes[longer].parent;
    }
    return shorter == 0;
}

/* A setting of others at another level; 0: none. */
static uint32_t at_other_level(const struct rq_settings_tree *tree, uint32_t node, uint32_t account)
{
    size_t depth = depth_of(tree, node), compared = 0;
    for (uint32_t at = first_alike(tree, tree->nodes[node].key.text); at != 0 && compared < MOST_COMPARED; compared++) {
        size_t other = depth_of(tree, at);
        bool part = other < depth ? is_part(tree, at, node) : other > depth && is_part(tree, node, at);
        if (part && tree->nodes[at].is_setting && is_general(&tree->nodes[at], account))
            return at;
        at = tree->nodes[at].alike;
    }
    return 0;
}

rq_str rq_setting_near(const struct rq_settings_set *set, const struct rq_setting_single *single,
                       struct rq_arena *arena)
{
    uint32_t near = same_letters_beside(set->tree, single->node, single->account);
    if (near == 0)
        near = spelt_nearly(set->tree, single->node, single->account);
    if (near == 0)
        near = at_other_level(set->tree, single->first->node, single->account);
    return near == 0 ? RQ_STR("") : rq_keys_print(arena, rq_settings_tree_keys(set->tree, near, arena));
}

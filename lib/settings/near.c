/*
 * What a single key may be a slip of.
 *
 * The key of a single is the highest that no other account has anything at: so its last part is what sets it apart, and
 * those above it are shared.  Two slips are looked for.  The last part is spelt otherwise than one beside it that others
 * have.  Or it stands at another level: of the two ways one is what is left of the other where parts of it are left out.
 */
#include "base/text.h"
#include "settings/tree.h"

/* Keys that are compared with one key, of each sort: a hint is not worth more. */
enum { MOST_COMPARED = 2000 };

static bool is_general(const struct rq_settings_node *node, uint32_t account)
{
    return node->owner != RQ_OWNER_NONE && node->owner != account && !node->key.items;
}

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           (unsigned char)byte >= 0x80;
}

static char fold(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
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
    while (i < a.len && j < b.len && fold(a.ptr[i]) == fold(b.ptr[j])) {
        i = next_letter(a, i + 1);
        j = next_letter(b, j + 1);
    }
    return i == a.len && j == b.len;
}

static bool same_key(const struct rq_key *a, const struct rq_key *b)
{
    return a->items == b->items && a->folded == b->folded &&
           (rq_str_equal(a->text, b->text) || same_letters(a->text, b->text));
}

/* A key beside the node that others have, and that is spelt nearly like it; 0: none. */
static uint32_t spelt_otherwise(const struct rq_settings_tree *tree, uint32_t node, uint32_t account)
{
    rq_str text = tree->nodes[node].key.text, names[MOST_COMPARED] = {{0}};
    uint32_t nodes[MOST_COMPARED];
    size_t count = 0;
    uint32_t at = tree->nodes[tree->nodes[node].parent].child;
    for (; at != 0 && count < MOST_COMPARED; at = tree->nodes[at].sibling) {
        if (!is_general(&tree->nodes[at], account))
            continue;
        if (same_letters(tree->nodes[at].key.text, text))
            return at;
        nodes[count] = at;
        names[count++] = tree->nodes[at].key.text;
    }
    rq_str near = rq_nearest(text, names, count);
    for (size_t i = 0; near.len > 0 && i < count; i++)
        if (names[i].ptr == near.ptr)
            return nodes[i];
    return 0;
}

/* True if the shorter way is what is left of the longer one where parts are left out, the last one aside. */
static bool is_part(struct rq_keys shorter, struct rq_keys longer)
{
    size_t i = shorter.count, j = longer.count;
    if (i >= j || !same_key(&shorter.items[i - 1], &longer.items[j - 1]))
        return false;
    while (i > 0 && j > 0) {
        i -= same_key(&shorter.items[i - 1], &longer.items[j - 1]);
        j--;
    }
    return i == 0;
}

/* A setting of others at another level. */
static const struct rq_setting *at_other_level(const struct rq_settings_set *set,
                                               const struct rq_setting_single *single)
{
    const struct rq_keys keys = single->first->keys;
    size_t compared = 0;
    for (size_t i = 0; i < set->setting_count && compared < MOST_COMPARED; i++) {
        const struct rq_setting *other = &set->settings[i];
        bool others = other->account_count > 1 || (other->account_count == 1 && other->accounts[0] != single->account);
        if (!others)
            continue;
        compared++;
        if (is_part(keys, other->keys) || is_part(other->keys, keys))
            return other;
    }
    return NULL;
}

rq_str rq_setting_near(const struct rq_settings_set *set, const struct rq_setting_single *single,
                       struct rq_arena *arena)
{
    uint32_t beside = spelt_otherwise(set->tree, single->node, single->account);
    if (beside != 0)
        return rq_keys_print(arena, rq_settings_tree_keys(set->tree, beside, arena));
    const struct rq_setting *other = at_other_level(set, single);
    return other == NULL ? RQ_STR("") : other->key;
}

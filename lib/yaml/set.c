/* Sets of map keys under CEL's equality: searched from end to end while small, then by hash with linear probing. */
#include "yaml/reader.h"

#include <string.h>

/* Comparing lengths is so much quicker than hashing that this is the keys of nearly every mapping. */
enum { SMALL = 24 };

/* rq_value_equal, quick for texts. */
static bool is_equal(const rq_value *a, const rq_value *b)
{
    if (a->kind != RQ_STRING || b->kind != RQ_STRING)
        return rq_value_equal(*a, *b);
    return a->extent == b->extent && (a->extent == 0 || memcmp(a->as.text, b->as.text, a->extent) == 0);
}

/* The slot that holds an equal key, or the free one where it would be. */
static uint32_t slot_of(const struct rq_yaml_set *set, rq_value key)
{
    uint32_t at = rq_value_hash(key) & set->mask;
    while (set->slots[at] != 0 && !is_equal(&set->keys[set->slots[at] - 1], &key))
        at = (at + 1) & set->mask;
    return at;
}

size_t rq_yaml_set_find(const struct rq_yaml_set *set, rq_value key)
{
    if (set->slots != NULL) {
        uint32_t slot = set->slots[slot_of(set, key)];
        return slot == 0 ? RQ_NOT_FOUND : slot - 1;
    }
    for (size_t i = 0; i < set->count; i++) {
        if (is_equal(&set->keys[i], &key))
            return i;
    }
    return RQ_NOT_FOUND;
}

/* New slots, at most a quarter full. */
static void rehash(struct rq_yaml_set *set)
{
    uint32_t size = 4 * SMALL;
    while (size < 4 * set->count)
        size *= 2;
    set->slots = RQ_NEW_ARRAY(set->arena, uint32_t, size);
    set->mask = size - 1;
    for (uint32_t i = 0; i < set->count; i++)
        set->slots[slot_of(set, set->keys[i])] = i + 1;
}

size_t rq_yaml_set_add(struct rq_yaml_set *set, rq_value key)
{
    set->keys = rq_grow(set->arena, set->keys, set->count, &set->cap, sizeof *set->keys);
    set->keys[set->count] = key;
    if (set->slots != NULL)
        set->slots[slot_of(set, key)] = (uint32_t)set->count + 1;
    set->count++;
    if (set->slots == NULL ? set->count > SMALL : 2 * set->count > set->mask)
        rehash(set);
    return set->count - 1;
}

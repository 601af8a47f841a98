/* Sets of map keys under CEL's equality: searched from end to end while small, then by hash with linear probing.  Nearly all
 * keys that are looked for are new, and most of these are told by a bit that no key in a small set has. */
#include "yaml/reader.h"

/* Comparing lengths is so much quicker than hashing that this is the keys of nearly every mapping. */
enum { SMALL = 24, LEAST_SLOTS = 128 };

/* rq_value_equal, quick for texts. */
static bool is_equal(const rq_value *a, const rq_value *b)
{
    if (a->kind != RQ_STRING || b->kind != RQ_STRING)
        return rq_value_equal(*a, *b);
    return a->extent == b->extent && rq_bytes_equal(a->as.text, b->as.text, a->extent);
}

/* The bit of a key; all keys that are no text have one, since 1 and 1u are equal. */
static uint64_t mark_of(const rq_value *key)
{
    if (key->kind != RQ_STRING || key->extent == 0)
        return 1;
    const char *text = key->as.text;
    unsigned ends = (unsigned char)text[0] * 7U + (unsigned char)text[key->extent - 1];
    return UINT64_C(1) << ((ends * 3U + key->extent) % 64);
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
    if ((set->marks & mark_of(&key)) == 0)
        return RQ_NOT_FOUND;
    for (size_t i = 0; i < set->count; i++) {
        if (is_equal(&set->keys[i], &key))
            return i;
    }
    return RQ_NOT_FOUND;
}

/* New slots, at most a quarter full.  Their number is a power of two: probing by a mask would not come to all of them else. */
static void rehash(struct rq_yaml_set *set)
{
    uint32_t size = LEAST_SLOTS;
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
    set->marks |= mark_of(&key);
    if (set->slots != NULL)
        set->slots[slot_of(set, key)] = (uint32_t)set->count + 1;
    set->count++;
    if (set->slots == NULL ? set->count > SMALL : 2 * set->count > set->mask)
        rehash(set);
    return set->count - 1;
}

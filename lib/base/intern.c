/* A hash table with open addressing over numbers plus one, at most half full. */
#include "base/intern.h"

static uint32_t *slot_of(const struct rq_intern *intern, rq_str text)
{
    uint32_t at = rq_str_hash(text) & intern->mask;
    while (intern->slots[at] != 0 && !rq_str_equal(intern->texts[intern->slots[at] - 1], text))
        at = (at + 1) & intern->mask;
    return &intern->slots[at];
}

static void grow(struct rq_intern *intern)
{
    intern->mask = intern->slots == NULL ? 63 : intern->mask * 2 + 1;
    intern->slots = RQ_NEW_ARRAY(intern->arena, uint32_t, (size_t)intern->mask + 1);
    for (size_t i = 0; i < intern->count; i++)
        *slot_of(intern, intern->texts[i]) = (uint32_t)i + 1;
}

uint32_t rq_intern(struct rq_intern *intern, rq_str text)
{
    if (intern->slots == NULL || intern->count * 2 > intern->mask)
        grow(intern);
    uint32_t *slot = slot_of(intern, text);
    if (*slot == 0) {
        intern->texts = rq_grow(intern->arena, intern->texts, intern->count, &intern->cap, sizeof *intern->texts);
        intern->texts[intern->count++] = text;
        *slot = (uint32_t)intern->count;
    }
    return *slot - 1;
}

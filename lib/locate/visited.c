/* A hash table with open addressing, at most half full. */
#include "locate/visited.h"

#include "base/text.h"

uint64_t rq_binding_hash(const struct binding *outer, struct rq_capture capture)
{
    uint64_t before = outer == NULL ? 0 : outer->hash;
    return (before ^ rq_str_hash(capture.name)) * UINT64_C(0x9E3779B97F4A7C15) + rq_str_hash(capture.text);
}

static bool same_bindings(const struct binding *a, const struct binding *b)
{
    for (; a != b; a = a->outer, b = b->outer)
        if (a == NULL || b == NULL || !rq_str_equal(a->capture.name, b->capture.name) ||
            !rq_str_equal(a->capture.text, b->capture.text))
            return false;
    return true;
}

/* The slot that holds the visit, or the free one where it belongs. */
static struct visit *find_slot(const struct visited *visited, struct visit visit)
{
    uint64_t captured = visit.bindings == NULL ? 0 : visit.bindings->hash;
    uint64_t hash =
        ((uint64_t)(uintptr_t)visit.node / sizeof(rq_value) + visit.step + captured) * UINT64_C(0x9E3779B97F4A7C15);
    for (size_t at = (size_t)(hash >> 32);; at++) {
        struct visit *slot = &visited->slots[at & visited->mask];
        bool other = slot->node != visit.node || slot->step != visit.step ||
                     (slot->bindings == NULL ? 0 : slot->bindings->hash) != captured;
        if (slot->node == NULL || (!other && same_bindings(slot->bindings, visit.bindings)))
            return slot;
    }
}

static void grow(struct visited *visited, struct rq_arena *arena)
{
    struct visited wider = {.count = visited->count, .mask = visited->slots == NULL ? 63 : visited->mask * 2 + 1};
    wider.slots = RQ_NEW_ARRAY(arena, struct visit, wider.mask + 1);
    for (size_t i = 0; visited->slots != NULL && i <= visited->mask; i++)
        if (visited->slots[i].node != NULL)
            *find_slot(&wider, visited->slots[i]) = visited->slots[i];
    *visited = wider;
}

bool rq_visited_add(struct visited *visited, struct rq_arena *arena, struct visit visit)
{
    if (visited->slots == NULL || visited->count * 2 > visited->mask)
        grow(visited, arena);
    struct visit *slot = find_slot(visited, visit);
    if (slot->node != NULL)
        return false;
    *slot = visit;
    visited->count++;
    return true;
}

/*
 * Such a constant is what its expression gives for each record, under the record's id.  So for the records that are not the
 * very same the expression is evaluated as it is, over a `records` that has no others; the rest is taken over.
 *
 * What comes out must not depend on what was known.  A fault, and a limit on cost or memory, is that of the evaluation as a
 * whole: so what all parts took together may not come near a limit, and a fault is left to the whole.
 */
#include "lint/elements.h"

#include <stddef.h>

/* An evaluation of more elements than one in so many is hardly quicker than that of all. */
enum { MOST_CHANGED = 4 };

/* Ids of records that were there before are most often the very same text. */
static bool is_key(const struct rq_entry *entry, rq_value key)
{
    return entry->key.extent == key.extent &&
           (entry->key.as.text == key.as.text || rq_str_equal(rq_value_text(entry->key), rq_value_text(key)));
}

/* The entry under a key, or NULL: most often it is the next one. */
static const struct rq_entry *entry_of(const struct rq_map *map, rq_value key, uint32_t *next)
{
    if (*next >= map->count || !is_key(&map->entries[*next], key)) {
        const rq_value *value = rq_map_find(map, rq_value_text(key));
        if (value == NULL)
            return NULL;
        *next =
            (uint32_t)((const struct rq_entry *)(const void *)((const char *)value - offsetof(struct rq_entry, value)) -
                       map->entries);
    }
    return &map->entries[(*next)++];
}

/* The records that are not what they were; false if they are too many. */
static bool list_changed(const struct rq_map *before, const struct rq_map *after, struct rq_map_build *changed)
{
    size_t most = after->count / MOST_CHANGED;
    uint32_t next = 0;
    for (uint32_t i = 0; i < after->count && changed->count <= most; i++) {
        const struct rq_entry *entry = &after->entries[i], *old = entry_of(before, entry->key, &next);
        if (old == NULL || old->value.as.map != entry->value.as.map)
            rq_map_build_put(changed, rq_value_text(entry->key), entry->value);
    }
    return changed->count <= most;
}

/* `records` with nothing but the records of one kind that have changed. */
static rq_value records_of(struct rq_arena *arena, rq_str kind, const struct rq_map_build *changed)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, kind, rq_map_build_done((struct rq_map_build *)changed));
    return rq_map_build_done(&map);
}

/* The elements in the order of the records: those that are new, and those that were there.  A record may have none.  What has
 * changed stands in that order too, under the very same keys. */
static rq_value join(struct rq_arena *arena, const struct rq_map *after, const struct rq_map *changed,
                     const struct rq_map *made, const struct rq_map *known)
{
    struct rq_entry *entries = RQ_NEW_ARRAY(arena, struct rq_entry, after->count);
    uint32_t count = 0, next_changed = 0, next_made = 0, next_known = 0;
    for (uint32_t i = 0; i < after->count; i++) {
        rq_value key = after->entries[i].key;
        bool is_changed = next_changed < changed->count && changed->entries[next_changed].key.as.text == key.as.text;
        next_changed += is_changed;
        const struct rq_entry *entry = is_changed ? entry_of(made, key, &next_made) : entry_of(known, key, &next_known);
        if (entry != NULL)
            entries[count++] = (struct rq_entry){key, entry->value};
    }
    return count == after->count ? rq_map_like(arena, entries, after) : rq_map_over(arena, entries, count);
}

/* True if all evaluations together stayed below the limits: then one of the whole would have. */
static bool is_below_limits(const struct rq_lint_constant *constant)
{
    return constant->use.cost < RQ_LIMIT_CEL_COST && constant->use.memory < RQ_LIMIT_CEL_MEMORY &&
           rq_value_weight(constant->value) < RQ_LIMIT_CEL_MEMORY / sizeof(rq_value);
}

bool rq_lint_make_elements(struct rq_lint_scope *scope, const struct rq_lint_input *input, size_t number,
                           const struct rq_map *before, const struct rq_map *after, struct rq_arena *scratch)
{
    const struct rq_constant *wanted = &input->policy->constants[number];
    const struct rq_lint_constant *known = &input->known->constants[number];
    struct rq_lint_constant constant = *known;
    struct rq_arena *arena = scope->constants->arena;
    struct rq_map_build changed = {.arena = scratch};
    size_t asks = scope->asks;
    if (known->value.kind != RQ_MAP || !list_changed(before, after, &changed))
        return false;
    rq_lint_scope_init(scope, input, wanted->rule, input->graph->records, scratch);
    rq_value records = records_of(scratch, wanted->reads.items[0].group, &changed);
    scope->slots[RQ_SLOT_RECORDS] = records;
    scope->looks = 0;
    scope->rests = 0;
    scope->stale = false;
    rq_value made = rq_lint_scope_measure(scope, wanted->variable->program, &constant.use);
    if (made.kind != RQ_MAP || scope->asks != asks)
        return false;
    made = rq_value_copy(arena, made);
    constant.value = join(arena, after, records.as.map->entries[0].value.as.map, made.as.map, known->value.as.map);
    if (!is_below_limits(&constant))
        return false;
    constant.looks |= scope->looks;
    constant.rests |= scope->rests;
    bool alike = rq_value_alike(constant.value, known->value);
    constant.stale = known->stale || scope->stale || alike;
    if (alike)
        constant.value = known->value;
    scope->constants->items[number] = constant;
    return true;
}

/*
 * List and map literals, with their optional elements ([?o], {?k: o}: left out where there is none).
 */
#include "base/arena.h"
#include "cel/machine.h"
#include "value/value.h"

static bool is_optional(const struct rq_cel_node *node, uint32_t i)
{
    return (node->flags & RQ_FLAG_OPTIONAL) && node->as.optional[i];
}

/* The value of element i; RQ_ABSENT where it is an optional without a value. */
static rq_value element(struct rq_cel_machine *m, const struct rq_cel_node *node, uint32_t i,
                        const struct rq_cel_node *body)
{
    rq_value value = rq_cel_fix(m, rq_cel_run(m, body));
    if (value.kind == RQ_FAULT || !is_optional(node, i))
        return value;
    if (value.kind != RQ_OPTIONAL)
        return rq_cel_raise(m, body, &value, "an optional is needed after `?`, not %.*s",
                            RQ_ARG(rq_value_type_name(value)));
    return value.as.inner ? *value.as.inner : (rq_value){0};
}

static rq_value make_list(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    if (!rq_cel_room(m, node->count * sizeof(rq_value)))
        return rq_cel_too_large(m, node);
    rq_value *items = RQ_NEW_ARRAY(m->arena, rq_value, node->count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < node->count; i++) {
        rq_value value = element(m, node, i, node->kid[i]);
        if (value.kind == RQ_FAULT)
            return value;
        if (value.kind != RQ_ABSENT)
            items[count++] = value;
    }
    return rq_list_over(m->arena, items, count);
}

static rq_value make_map(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    uint32_t pairs = node->count / 2, count = 0;
    if (!rq_cel_room(m, pairs * sizeof(struct rq_entry)))
        return rq_cel_too_large(m, node);
    struct rq_entry *entries = RQ_NEW_ARRAY(m->arena, struct rq_entry, pairs);
    for (uint32_t i = 0; i < pairs; i++) {
        rq_value key = rq_cel_fix(m, rq_cel_run(m, node->kid[2 * i]));
        if (key.kind == RQ_FAULT)
            return key;
        rq_value value = element(m, node, i, node->kid[2 * i + 1]);
        if (value.kind == RQ_FAULT)
            return value;
        if (value.kind != RQ_ABSENT)
            entries[count++] = (struct rq_entry){key, value};
    }
    return rq_cel_map_of(m, node, entries, count);
}

const rq_value *rq_cel_run_list(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return rq_cel_put(room, rq_cel_sized(m, node, make_list(m, node)));
}

const rq_value *rq_cel_run_map(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return rq_cel_put(room, rq_cel_sized(m, node, make_map(m, node)));
}

static bool is_key(rq_value value)
{
    return value.kind == RQ_BOOL || value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_STRING;
}

/* The first entry whose key stands before it already, or NULL: a hash table of positions, for maps of any size. */
static const struct rq_entry *repeated(struct rq_arena *arena, const struct rq_entry *entries, size_t count)
{
    size_t mask = 15;
    while (mask < 2 * count)
        mask = 2 * mask + 1;
    uint32_t *table = RQ_NEW_ARRAY(arena, uint32_t, mask + 1);
    for (size_t i = 0; i < count; i++) {
        size_t place = rq_value_hash(entries[i].key) & mask;
        for (; table[place] > 0; place = (place + 1) & mask)
            if (rq_value_equal(entries[table[place] - 1].key, entries[i].key))
                return &entries[i];
        table[place] = (uint32_t)(i + 1);
    }
    return NULL;
}

rq_value rq_cel_map_of(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_entry *entries,
                       size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_key(entries[i].key))
            return rq_cel_raise(m, node, &entries[i].key, "%.*s cannot be a key; keys are bool, int, uint or string",
                                RQ_ARG(rq_value_type_name(entries[i].key)));
        if (!rq_cel_spend_key(m, &entries[i].key))
            return rq_cel_too_costly(m, node);
    }
    const struct rq_entry *twice = count > 1 ? repeated(m->arena, entries, count) : NULL;
    if (twice)
        return rq_cel_raise(m, node, &twice->key, "the key %.*s stands twice in the map",
                            RQ_ARG(rq_value_print(m->arena, twice->key, 60)));
    return rq_map_over(m->arena, entries, count);
}

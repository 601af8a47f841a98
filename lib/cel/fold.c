/*
 * Macros over lists and maps.
 *
 * One function goes over the elements for each thing that is made of them.  A map's elements are its keys, or its keys and
 * values where the macro has two variables; a list's are its items, or positions and items.  The cost of an iteration is
 * that of the comprehension which the macro stands for in the specification.
 */
#include "base/arena.h"
#include "base/text.h"
#include "cel/machine.h"
#include "cel/sort.h"
#include "value/value.h"

enum { COST_LOOP = 3, COST_STEP = 1, COST_APPEND = 12 };

bool rq_cel_range(rq_value value, struct rq_cel_range *range)
{
    *range = (struct rq_cel_range){0};
    if (value.kind == RQ_LIST) {
        range->list = value.as.list;
        range->count = value.as.list->count;
    } else if (value.kind == RQ_MAP) {
        range->map = value.as.map;
        range->count = value.as.map->count;
    }
    return value.kind == RQ_LIST || value.kind == RQ_MAP;
}

void rq_cel_set_element(struct rq_cel_machine *m, const struct rq_cel_fold *fold, struct rq_cel_range *range,
                        uint32_t i)
{
    const rq_value **locals = m->locals + fold->slot;
    if (range->map) {
        locals[0] = &range->map->entries[i].key;
        if (fold->variables == 2)
            locals[1] = &range->map->entries[i].value;
        return;
    }
    if (fold->variables == 2)
        *locals++ = rq_cel_put(&range->index, rq_int(i));
    *locals = &range->list->items[i];
}

/* The elements of a node's range, or a fault. */
static rq_value range_of(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range)
{
    rq_value over = rq_cel_run(m, node->kid[0]);
    if (over.kind == RQ_FAULT || rq_cel_range(over, range))
        return over;
    return rq_cel_raise(m, node->kid[0], &over, "a list or map is needed here, not %.*s",
                        RQ_ARG(rq_value_type_name(over)));
}

static const rq_value *too_costly_here(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                       struct rq_cel_junction *junction, rq_value *room)
{
    bool fatal = rq_cel_junction_hold(m, junction, node, rq_cel_stop(m, node, room));
    return rq_cel_junction_end(m, junction, fatal, room);
}

/* all, exists */
const rq_value *rq_cel_run_decide(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    struct rq_cel_junction junction = {.decisive = node->as.fold.shape == RQ_FOLD_EXISTS};
    struct rq_cel_range range;
    rq_value over = range_of(m, node, &range);
    if (over.kind == RQ_FAULT)
        return rq_cel_put(room, over);
    const rq_value *items = range.list && node->as.fold.variables == 1 ? range.list->items : NULL;
    bool decided = false;
    for (uint32_t i = 0; i < range.count && !decided; i++) {
        if (!rq_cel_spend(m, COST_LOOP + COST_STEP))
            return too_costly_here(m, node, &junction, room);
        if (items)
            m->locals[node->as.fold.slot] = &items[i];
        else
            rq_cel_set_element(m, &node->as.fold, &range, i);
        decided = rq_cel_junction_add(m, &junction, node->kid[1], rq_cel_see(m, node->kid[1], room));
    }
    if (decided && !junction.fatal && !rq_cel_spend(m, COST_LOOP))
        return too_costly_here(m, node, &junction, room);
    return rq_cel_junction_end(m, &junction, decided, room);
}

/* Sets the variables to element i and asks the predicate, if there is one: a bool or a fault. */
static rq_value accepts(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range,
                        uint32_t i, const struct rq_cel_node *predicate)
{
    if (!rq_cel_spend(m, COST_STEP))
        return rq_cel_too_costly(m, node);
    rq_cel_set_element(m, &node->as.fold, range, i);
    if (!predicate)
        return rq_bool(true);
    rq_value value = rq_cel_run(m, predicate);
    return value.kind == RQ_BOOL || value.kind == RQ_FAULT ? value : rq_cel_raise_not_bool(m, predicate, value);
}

/* exists_one goes on after the second, since any element's fault is the result. */
static rq_value exactly_one(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range)
{
    uint32_t accepted = 0;
    for (uint32_t i = 0; i < range->count; i++) {
        rq_value value = accepts(m, node, range, i, node->kid[1]);
        if (value.kind == RQ_FAULT)
            return value;
        accepted += value.as.boolean;
    }
    return rq_bool(accepted == 1);
}

static rq_value filter(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range)
{
    rq_value *items = RQ_NEW_ARRAY(m->arena, rq_value, range->count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < range->count; i++) {
        rq_value value = accepts(m, node, range, i, node->kid[1]);
        if (value.kind == RQ_FAULT)
            return value;
        if (value.as.boolean)
            items[count++] = range->map ? range->map->entries[i].key : range->list->items[i];
        if (value.as.boolean && !rq_cel_spend(m, COST_APPEND))
            return rq_cel_too_costly(m, node);
    }
    return rq_list_over(m->arena, items, count);
}

/* The body's value for element i, RQ_ABSENT where the predicate leaves the element out. */
static rq_value transformed(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range,
                            uint32_t i)
{
    rq_value accepted = accepts(m, node, range, i, node->count == 3 ? node->kid[1] : NULL);
    if (accepted.kind == RQ_FAULT)
        return accepted;
    if (!accepted.as.boolean)
        return (rq_value){0};
    if (!rq_cel_spend(m, COST_APPEND))
        return rq_cel_too_costly(m, node);
    return rq_cel_fix(m, rq_cel_run(m, node->kid[node->count - 1]));
}

static rq_value make_list(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range)
{
    rq_value *items = RQ_NEW_ARRAY(m->arena, rq_value, range->count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < range->count; i++) {
        rq_value value = transformed(m, node, range, i);
        if (value.kind == RQ_FAULT)
            return value;
        if (value.kind != RQ_ABSENT)
            items[count++] = value;
    }
    return rq_list_over(m->arena, items, count);
}

static rq_value make_map(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range)
{
    struct rq_entry *entries = RQ_NEW_ARRAY(m->arena, struct rq_entry, range->count);
    uint32_t count = 0;
    for (uint32_t i = 0; i < range->count; i++) {
        rq_value value = transformed(m, node, range, i);
        if (value.kind == RQ_FAULT)
            return value;
        if (value.kind != RQ_ABSENT)
            entries[count++] = (struct rq_entry){range->map ? range->map->entries[i].key : rq_int(i), value};
    }
    if (range->map && count == range->count)
        return rq_map_like(m->arena, entries, range->map);
    return rq_map_over(m->arena, entries, count);
}

static rq_value join_entries(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range)
{
    struct rq_entry *entries = NULL;
    size_t count = 0, cap = 0;
    for (uint32_t i = 0; i < range->count; i++) {
        rq_value value = transformed(m, node, range, i);
        if (value.kind == RQ_FAULT)
            return value;
        if (value.kind != RQ_ABSENT && value.kind != RQ_MAP)
            return rq_cel_raise(m, node->kid[node->count - 1], &value, "transformMapEntry needs a map here, not %.*s",
                                RQ_ARG(rq_value_type_name(value)));
        for (uint32_t k = 0; value.kind == RQ_MAP && k < value.as.map->count; k++) {
            if (count == cap && !rq_cel_room(m, 2 * cap * sizeof *entries))
                return rq_cel_too_large(m, node);
            entries = rq_grow(m->arena, entries, count, &cap, sizeof *entries);
            entries[count++] = value.as.map->entries[k];
        }
    }
    return rq_cel_map_of(m, node, entries, count);
}

static rq_value sort(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range)
{
    struct rq_cel_call call = {.arena = m->arena, .host = m->activation->host, .machine = m};
    rq_value keys = make_list(m, node, range);
    if (keys.kind == RQ_FAULT)
        return keys;
    if (!range->list)
        return rq_cel_raise(m, node->kid[0], NULL, "a list is needed here, not map");
    m->node = node;
    return rq_cel_sort(&call, range->list, keys.as.list);
}

typedef rq_value fold_body(struct rq_cel_machine *m, const struct rq_cel_node *node, struct rq_cel_range *range);

static fold_body *const folds[] = {
    [RQ_FOLD_EXISTS_ONE] = exactly_one, [RQ_FOLD_FILTER] = filter, [RQ_FOLD_LIST] = make_list,
    [RQ_FOLD_MAP] = make_map,           [RQ_FOLD_SORT] = sort,     [RQ_FOLD_MAP_OF_ENTRIES] = join_entries,
};

static rq_value fold(struct rq_cel_machine *m, const struct rq_cel_node *node)
{
    struct rq_cel_range range;
    rq_value over = range_of(m, node, &range);
    if (over.kind == RQ_FAULT)
        return over;
    if (!rq_cel_room(m, range.count * sizeof(struct rq_entry)))
        return rq_cel_too_large(m, node);
    return folds[node->as.fold.shape](m, node, &range);
}

const rq_value *rq_cel_run_fold(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return rq_cel_put(room, rq_cel_sized(m, node, fold(m, node)));
}

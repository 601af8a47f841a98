/*
 * Selection, index, has(), and optionals in all three.
 *
 * A plain step on an optional stays optional: it works on the optional's value, and what is not there is none.  What has
 * no fields at all (a number, null) is a fault either way.
 */
#include "base/text.h"
#include "cel/machine.h"

#include <math.h>

/* x.?key, and x.key where x is an optional's value: an optional.  The inner value is the one in the map. */
static rq_value optional_step(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_cel_step *step,
                              rq_value value)
{
    if (value.kind != RQ_MAP)
        return rq_cel_raise_no_fields(m, node, step, value);
    return rq_optional(rq_map_find(value.as.map, step->key));
}

/* A step that finds nothing in a map, or starts from what is no map. */
static rq_value odd_step(struct rq_cel_machine *m, const struct rq_cel_node *node, const struct rq_cel_step *step,
                         rq_value value)
{
    if (value.kind == RQ_MAP)
        return rq_cel_raise_missing(m, node, step, value, rq_string(step->key));
    if (value.kind == RQ_OPTIONAL)
        return value.as.inner ? optional_step(m, node, step, *value.as.inner) : value;
    return rq_cel_raise_no_fields(m, node, step, value);
}

static const rq_value *found_step(const struct rq_cel_step *step, const rq_value *value)
{
    return value->kind == RQ_MAP ? rq_map_find(value->as.map, step->key) : NULL;
}

/* The steps from the first odd one on. */
static __attribute__((noinline)) const rq_value *walk_on(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                                         uint32_t first, const rq_value *value, rq_value *room)
{
    for (uint32_t i = first; i < node->as.steps.count && value->kind != RQ_FAULT; i++) {
        const struct rq_cel_step *step = &node->as.steps.items[i];
        const rq_value *found = found_step(step, value);
        value = found ? found : rq_cel_put(room, odd_step(m, node, step, *value));
    }
    return value;
}

static const rq_value *walk(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *value,
                            rq_value *room)
{
    for (uint32_t i = 0; i < node->as.steps.count; i++) {
        const rq_value *found = found_step(&node->as.steps.items[i], value);
        if (!found)
            return walk_on(m, node, i, value, room);
        value = found;
    }
    return value;
}

const rq_value *rq_cel_run_select(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return walk(m, node, rq_cel_see(m, node->kid[0], room), room);
}

const rq_value *rq_cel_run_field(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *given = rq_cel_given(m, node->kid[0]);
    return walk(m, node, given ? given : rq_cel_run_slot(m, node->kid[0], room), room);
}

/* What is in the room was computed: a fault or an optional, which is made anew each time. */
static __attribute__((noinline)) const rq_value *get_to_know(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                                             rq_value *room)
{
    const rq_value *value = rq_cel_run_field(m, node, room);
    m->memos[node->as.steps.memo] = value == room ? NULL : value;
    return value;
}

/* A path inside a macro: it is walked once, since no variable changes while an evaluation runs. */
const rq_value *rq_cel_run_known_field(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *known = m->memos[node->as.steps.memo];
    return known ? known : get_to_know(m, node, room);
}

const rq_value *rq_cel_run_local_field(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return walk(m, node, m->locals[node->kid[0]->as.slot], room);
}

const rq_value *rq_cel_run_opt_select(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *value = rq_cel_see(m, node->kid[0], room);
    if (value->kind == RQ_FAULT || (value->kind == RQ_OPTIONAL && !value->as.inner))
        return value;
    const rq_value *inner = value->kind == RQ_OPTIONAL ? value->as.inner : value;
    return rq_cel_put(room, optional_step(m, node, &node->as.steps.items[0], *inner));
}

/* has() of what is no map. */
static __attribute__((noinline)) const rq_value *has_odd(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                                         const rq_value *value, rq_value *room)
{
    const struct rq_cel_step *step = &node->as.steps.items[0];
    if (value->kind == RQ_OPTIONAL && !value->as.inner)
        return rq_cel_truth(false);
    if (value->kind == RQ_OPTIONAL && value->as.inner->kind == RQ_MAP)
        return rq_cel_truth(found_step(step, value->as.inner) != NULL);
    if (value->kind == RQ_FAULT)
        return rq_cel_put(room, rq_cel_raise_in_has(m, node, *value));
    return rq_cel_put(room,
                      rq_cel_raise_no_fields(m, node, step, value->kind == RQ_OPTIONAL ? *value->as.inner : *value));
}

static const rq_value *has(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *value,
                           rq_value *room)
{
    if (value->kind != RQ_MAP)
        return has_odd(m, node, value, room);
    return rq_cel_truth(rq_map_find(value->as.map, node->as.steps.items[0].key) != NULL);
}

const rq_value *rq_cel_run_has(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    return has(m, node, rq_cel_see(m, node->kid[0], room), room);
}

const rq_value *rq_cel_run_has_field(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *given = rq_cel_given(m, node->kid[0]);
    return has(m, node, given ? given : rq_cel_run_slot(m, node->kid[0], room), room);
}

/* The position that an int, uint or whole double gives in a list; false where it is no position in it. */
static bool list_position(const struct rq_list *list, rq_value key, uint32_t *position)
{
    if (key.kind == RQ_INT && (key.as.integer < 0 || key.as.integer >= (int64_t)list->count))
        return false;
    if (key.kind == RQ_UINT && key.as.natural >= list->count)
        return false;
    if (key.kind == RQ_DOUBLE &&
        !(key.as.number >= 0 && key.as.number < (double)list->count && floor(key.as.number) == key.as.number))
        return false;
    *position = key.kind == RQ_DOUBLE ? (uint32_t)key.as.number : (uint32_t)key.as.natural;
    return true;
}

static bool is_number(rq_value value)
{
    return value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE;
}

/* The element under a key, NULL where there is none; a fault in `fault` where there can be none by type. */
static const rq_value *element(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value container,
                               rq_value key, rq_value *fault)
{
    uint32_t position;
    *fault = (rq_value){0};
    if (container.kind == RQ_LIST && is_number(key))
        return list_position(container.as.list, key, &position) ? &container.as.list->items[position] : NULL;
    if (container.kind == RQ_LIST)
        *fault =
            rq_cel_raise(m, node, &key, "a list is indexed by a number, not by %.*s", RQ_ARG(rq_value_type_name(key)));
    else if (container.kind != RQ_MAP)
        *fault =
            rq_cel_raise(m, node, &container, "%.*s has no elements to index", RQ_ARG(rq_value_type_name(container)));
    else if (!is_number(key) && key.kind != RQ_STRING && key.kind != RQ_BOOL)
        *fault = rq_cel_raise(m, node, &key, "%.*s is not a type of keys", RQ_ARG(rq_value_type_name(key)));
    return fault->kind == RQ_FAULT ? NULL : rq_map_get(container.as.map, key);
}

static rq_value raise_no_element(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value container,
                                 rq_value key)
{
    if (container.kind == RQ_MAP)
        return rq_cel_raise_missing(m, node, NULL, container, key);
    return rq_cel_raise(m, node, &container, "no element %.*s in a list of %u",
                        RQ_ARG(rq_value_print(m->arena, key, 40)), container.as.list->count);
}

const rq_value *rq_cel_run_index(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    rq_value key_room, fault;
    const rq_value *container = rq_cel_see(m, node->kid[0], room);
    bool optional = node->kind == RQ_NODE_OPT_INDEX || container->kind == RQ_OPTIONAL;
    if (container->kind == RQ_FAULT)
        return container;
    const rq_value *key = rq_cel_see(m, node->kid[1], &key_room);
    if (key->kind == RQ_FAULT)
        return rq_cel_put(room, *key);
    if (container->kind == RQ_OPTIONAL) {
        if (!container->as.inner)
            return container;
        container = container->as.inner;
    }
    rq_cel_fix(m, *key);
    if (container->kind == RQ_MAP && !rq_cel_spend_key(m, key))
        return rq_cel_stop(m, node, room);
    const rq_value *found = element(m, node, *container, *key, &fault);
    if (fault.kind == RQ_FAULT)
        return rq_cel_put(room, fault);
    if (optional)
        return rq_cel_put(room, rq_optional(found));
    return found ? found : rq_cel_put(room, raise_no_element(m, node, *container, *key));
}

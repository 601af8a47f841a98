/*
 * Following a key path through a value: depth first, so that rows come in the order of the file.  What was captured on
 * the way is a chain of bindings that grows with the walk and is never changed, so that branches share it.
 *
 * Read rq_keypath_find_with, walk and the table `followers`.  The steps that end a path are in ends.c.
 */
#include "locate/walk.h"

#include "base/limits.h"

/* What rows and keys that are compared cost beside the visit of a node. */
enum { VISITS_PER_ROW = 10, KEYS_PER_VISIT = 64 };

static void walk(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                 unsigned depth);

static bool is_collection(rq_value value)
{
    return value.kind == RQ_LIST || value.kind == RQ_MAP;
}

rq_str rq_walk_text(struct walker *walker, rq_value scalar)
{
    return rq_value_source_text(walker->arena, scalar);
}

const struct binding *rq_walk_bound(const struct binding *bindings, rq_str name)
{
    while (bindings != NULL && !rq_str_equal(bindings->capture.name, name))
        bindings = bindings->outer;
    return bindings;
}

bool rq_walk_bind(struct walker *walker, const struct binding **bindings, struct rq_capture capture)
{
    const struct binding *bound = rq_walk_bound(*bindings, capture.name);
    if (bound != NULL)
        return rq_str_equal(bound->capture.text, capture.text);
    struct binding *binding = RQ_NEW(walker->arena, struct binding);
    *binding = (struct binding){*bindings, capture, rq_binding_hash(*bindings, capture)};
    *bindings = binding;
    return true;
}

static void fill_captures(struct walker *walker, struct rq_row *row, const struct binding *bindings)
{
    for (const struct binding *at = bindings; at != NULL; at = at->outer)
        row->capture_count++;
    struct rq_capture *captures = RQ_NEW_ARRAY(walker->arena, struct rq_capture, row->capture_count);
    size_t i = row->capture_count;
    for (const struct binding *at = bindings; at != NULL; at = at->outer)
        captures[--i] = at->capture;
    row->captures = captures;
}

void rq_walk_emit(struct walker *walker, rq_value value, const struct binding *bindings)
{
    if (!rq_walk_take(walker, VISITS_PER_ROW))
        return;
    walker->rows = rq_grow(walker->arena, walker->rows, walker->row_count, &walker->row_cap, sizeof *walker->rows);
    struct rq_row *row = &walker->rows[walker->row_count];
    *row = (struct rq_row){.value = value};
    if (walker->row_count > 0 && bindings == walker->last) {
        row->captures = row[-1].captures;
        row->capture_count = row[-1].capture_count;
    } else {
        fill_captures(walker, row, bindings);
    }
    walker->last = bindings;
    walker->row_count++;
}

bool rq_walk_take(struct walker *walker, size_t visits)
{
    walker->exhausted = walker->exhausted || visits > walker->visits;
    walker->visits -= visits > walker->visits ? walker->visits : visits;
    return !walker->exhausted;
}

/* A key of digits counts the items of a list, from 0. */
static const rq_value *item_at(const struct rq_list *list, rq_str key)
{
    size_t index = 0;
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] < '0' || key.ptr[i] > '9' || index > list->count)
            return NULL;
        index = index * 10 + (size_t)(key.ptr[i] - '0');
    }
    return key.len > 0 && index < list->count ? &list->items[index] : NULL;
}

/* The value under a key, which is compared with keys as they are written: 1.10 is not 1.1. */
static const rq_value *child(struct walker *walker, const rq_value *node, rq_str key)
{
    if (node->kind == RQ_LIST)
        return item_at(node->as.list, key);
    if (node->kind != RQ_MAP)
        return NULL;
    const rq_value *found = rq_map_find(node->as.map, key);
    if (found == NULL && !rq_walk_take(walker, node->as.map->count / KEYS_PER_VISIT))
        return NULL;
    for (uint32_t i = 0; found == NULL && i < node->as.map->count; i++) {
        const struct rq_entry *entry = &node->as.map->entries[i];
        if (entry->key.kind != RQ_STRING && rq_str_equal(rq_walk_text(walker, entry->key), key))
            found = &entry->value;
    }
    return found;
}

const rq_value *rq_walk_scalar(const rq_value *node, uint32_t *i)
{
    if (!is_collection(*node))
        return (*i)++ == 0 ? node : NULL;
    if (node->kind != RQ_LIST)
        return NULL;
    while (*i < node->as.list->count) {
        const rq_value *item = &node->as.list->items[(*i)++];
        if (!is_collection(*item))
            return item;
    }
    return NULL;
}

static void follow_key(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                       unsigned depth)
{
    const rq_value *found = child(walker, node, walker->path->steps[step].text);
    if (found != NULL)
        walk(walker, found, step + 1, bindings, depth);
}

static void follow_any_key(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                           unsigned depth)
{
    for (uint32_t i = 0; node->kind == RQ_MAP && i < node->as.map->count; i++)
        walk(walker, &node->as.map->entries[i].value, step + 1, bindings, depth);
}

static void follow_capture_key(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                               unsigned depth)
{
    for (uint32_t i = 0; node->kind == RQ_MAP && i < node->as.map->count; i++) {
        const struct rq_entry *entry = &node->as.map->entries[i];
        const struct binding *more = bindings;
        if (rq_walk_bind(walker, &more,
                         (struct rq_capture){walker->path->steps[step].text, rq_walk_text(walker, entry->key), false}))
            walk(walker, &entry->value, step + 1, more, depth);
    }
}

/* True if "**" does not go through this key. */
static bool is_barred(struct walker *walker, const struct step *step, rq_value key)
{
    rq_str text = step->barred_count == 0 ? RQ_STR("") : rq_walk_text(walker, key);
    for (size_t i = 0; i < step->barred_count; i++)
        if (rq_str_equal(text, step->barred[i]))
            return true;
    return false;
}

static void follow_any_depth(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                             unsigned depth)
{
    struct visit visit = {.node = node, .step = step, .bindings = bindings};
    if (walker->path->any_depths > 1 && !rq_visited_add(&walker->visited, walker->arena, visit))
        return;
    walk(walker, node, step + 1, bindings, depth);
    if (depth == 0)
        return;
    for (uint32_t i = 0; node->kind == RQ_MAP && i < node->as.map->count; i++)
        if (!is_barred(walker, &walker->path->steps[step], node->as.map->entries[i].key))
            walk(walker, &node->as.map->entries[i].value, step, bindings, depth - 1);
    for (uint32_t i = 0; node->kind == RQ_LIST && i < node->as.list->count; i++)
        walk(walker, &node->as.list->items[i], step, bindings, depth - 1);
}

/* What is no list stands for a list of one, and null for an empty one. */
static void follow_items(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                         unsigned depth)
{
    if (node->kind != RQ_LIST && node->kind != RQ_NULL)
        walk(walker, node, step + 1, bindings, depth);
    for (uint32_t i = 0; node->kind == RQ_LIST && i < node->as.list->count; i++)
        walk(walker, &node->as.list->items[i], step + 1, bindings, depth);
}

/* True if one of the scalars of a node (NULL has none) has this text. */
static bool has_scalar(struct walker *walker, const rq_value *node, rq_str text)
{
    const rq_value *scalar;
    for (uint32_t i = 0; node != NULL && (scalar = rq_walk_scalar(node, &i)) != NULL && rq_walk_take(walker, 1);)
        if (rq_str_equal(rq_walk_text(walker, *scalar), text))
            return true;
    return false;
}

static bool holds(struct walker *walker, const struct condition *condition, const rq_value *found)
{
    switch (condition->kind) {
    case CONDITION_PRESENT:
        return found != NULL;
    case CONDITION_ABSENT:
        return found == NULL;
    case CONDITION_EQUAL:
        return has_scalar(walker, found, condition->text);
    default:
        return !has_scalar(walker, found, condition->text);
    }
}

/* Condition number `number` of a step, and those after it.  One that captures goes on once for each scalar. */
static void follow_conditions(struct walker *walker, const rq_value *node, size_t step, size_t number,
                              const struct binding *bindings, unsigned depth)
{
    if (!rq_walk_take(walker, 1))
        return;
    if (number == walker->path->steps[step].condition_count) {
        walk(walker, node, step + 1, bindings, depth);
        return;
    }
    const struct condition *condition = &walker->path->steps[step].conditions[number];
    const rq_value *found = node, *scalar;
    for (size_t i = 0; found != NULL && i < condition->key_count; i++)
        found = child(walker, found, condition->keys[i]);
    if (condition->kind != CONDITION_CAPTURE) {
        if (holds(walker, condition, found))
            follow_conditions(walker, node, step, number + 1, bindings, depth);
        return;
    }
    for (uint32_t i = 0; found != NULL && (scalar = rq_walk_scalar(found, &i)) != NULL;) {
        const struct binding *more = bindings;
        if (scalar->kind != RQ_NULL &&
            rq_walk_bind(walker, &more, (struct rq_capture){condition->text, rq_walk_text(walker, *scalar), false}))
            follow_conditions(walker, node, step, number + 1, more, depth);
    }
}

static void follow_where(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                         unsigned depth)
{
    follow_conditions(walker, node, step, 0, bindings, depth);
}

static void (*const followers[])(struct walker *walker, const rq_value *node, size_t step,
                                 const struct binding *bindings, unsigned depth) = {
    [STEP_KEY] = follow_key,
    [STEP_ANY_KEY] = follow_any_key,
    [STEP_ANY_DEPTH] = follow_any_depth,
    [STEP_CAPTURE_KEY] = follow_capture_key,
    [STEP_ITEMS] = follow_items,
    [STEP_WHERE] = follow_where,
    [STEP_LEAVES] = rq_end_leaves,
    [STEP_EQUAL] = rq_end_equal,
    [STEP_CAPTURE] = rq_end_capture,
    [STEP_MATCH] = rq_end_match,
};

/* Recursion ends because each step takes one of at most RQ_LIMIT_LOCATOR_PARTS, or one of `depth`; the walk ends because
 * there are only so many visits. */
static void walk(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                 unsigned depth)
{
    if (!rq_walk_take(walker, 1))
        return;
    if (step == walker->path->step_count)
        rq_walk_emit(walker, *node, bindings);
    else
        followers[walker->path->steps[step].kind](walker, node, step, bindings, depth);
}

static const struct binding *bind_all(struct rq_arena *arena, const struct rq_capture *captures, size_t count)
{
    struct binding *bindings = RQ_NEW_ARRAY(arena, struct binding, count);
    const struct binding *last = NULL;
    for (size_t i = 0; i < count; last = &bindings[i++])
        bindings[i] = (struct binding){last, captures[i], rq_binding_hash(last, captures[i])};
    return last;
}

struct rq_rows rq_keypath_find_with(const struct rq_keypath *path, const struct rq_keypath_options *options,
                                    rq_value root, const struct rq_capture *captures, size_t capture_count,
                                    struct rq_arena *arena)
{
    uint64_t steps = RQ_LIMIT_REGEX_STEPS;
    struct walker walker = {.arena = arena, .path = path, .options = *options, .visits = RQ_LIMIT_LOCATOR_VISITS};
    if (walker.options.steps == NULL)
        walker.options.steps = &steps;
    walk(&walker, &root, 0, bind_all(arena, captures, capture_count), RQ_LIMIT_VALUE_DEPTH);
    return (struct rq_rows){.rows = walker.rows, .count = walker.row_count, .exhausted = walker.exhausted};
}

struct rq_rows rq_keypath_find(const struct rq_keypath *path, rq_value root, const struct rq_capture *captures,
                               size_t capture_count, struct rq_arena *arena)
{
    static const struct rq_keypath_options plain = {0};
    return rq_keypath_find_with(path, &plain, root, captures, capture_count, arena);
}

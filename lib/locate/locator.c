/* Locators as a whole: what a file pattern and key paths give together. */
#include "locate/keypath.h"

/* Names that are captured, each once. */
struct names {
    struct rq_arena *arena;
    rq_str *items;
    size_t count, cap;
};

static bool holds(const struct names *names, rq_str name)
{
    for (size_t i = 0; i < names->count; i++)
        if (rq_str_equal(names->items[i], name))
            return true;
    return false;
}

static void add_name(struct names *names, rq_str name)
{
    if (holds(names, name))
        return;
    names->items = rq_grow(names->arena, names->items, names->count, &names->cap, sizeof *names->items);
    names->items[names->count++] = name;
}

static void glob_names(struct names *names, const struct rq_glob *glob)
{
    for (size_t i = 0; i < rq_glob_capture_count(glob); i++)
        add_name(names, rq_glob_capture_name(glob, i));
}

static void step_names(struct names *names, const struct step *step)
{
    if (step->kind == STEP_CAPTURE_KEY || step->kind == STEP_CAPTURE || step->kind == STEP_LEAVES)
        add_name(names, step->text);
    for (size_t i = 0; i < step->condition_count; i++)
        if (step->conditions[i].kind == CONDITION_CAPTURE)
            add_name(names, step->conditions[i].text);
    for (uint32_t i = 1; step->kind == STEP_MATCH && i <= rq_regex_group_count(step->regex); i++)
        if (rq_regex_group_name(step->regex, i).len > 0)
            add_name(names, rq_regex_group_name(step->regex, i));
}

static void keypath_names(struct names *names, const struct rq_keypath *path)
{
    for (size_t i = 0; i < path->step_count; i++)
        step_names(names, &path->steps[i]);
}

static struct names names_of(const struct rq_locator *locator, struct rq_arena *arena)
{
    struct names names = {.arena = arena};
    for (size_t i = 0; i < locator->file_count; i++)
        glob_names(&names, locator->files[i]);
    for (size_t i = 0; i < locator->at_count; i++)
        keypath_names(&names, locator->at[i]);
    return names;
}

const rq_str *rq_locator_names(const struct rq_locator *locator, struct rq_arena *arena, size_t *count)
{
    struct names names = names_of(locator, arena);
    *count = names.count;
    return names.items;
}

bool rq_locators_share_name(const struct rq_locator *a, const struct rq_locator *b, struct rq_arena *arena)
{
    const struct names left = names_of(a, arena), right = names_of(b, arena);
    for (size_t i = 0; i < left.count; i++)
        if (holds(&right, left.items[i]))
            return true;
    return false;
}

bool rq_locator_captures(const struct rq_locator *locator, rq_str name, struct rq_arena *arena)
{
    bool by_path = locator->file_count > 0, by_keys = locator->at_count > 0;
    for (size_t i = 0; i < locator->file_count && by_path; i++) {
        struct names names = {.arena = arena};
        glob_names(&names, locator->files[i]);
        by_path = holds(&names, name);
    }
    for (size_t i = 0; i < locator->at_count && by_keys; i++) {
        struct names names = {.arena = arena};
        keypath_names(&names, locator->at[i]);
        by_keys = holds(&names, name);
    }
    return by_path || by_keys;
}

bool rq_locator_matches(const struct rq_locator *locator, rq_str path, struct rq_captures *captures)
{
    for (size_t i = 0; i < locator->file_count; i++) {
        if (!rq_glob_match(locator->files[i], path, captures == NULL ? NULL : captures->items))
            continue;
        if (captures != NULL)
            captures->count = rq_glob_capture_count(locator->files[i]);
        return !rq_globs_match(locator->not_files, locator->not_count, path);
    }
    return false;
}

static void append(struct rq_rows *all, struct rq_rows more, struct rq_arena *arena)
{
    struct rq_row *rows = RQ_NEW_ARRAY(arena, struct rq_row, all->count + more.count);
    for (size_t i = 0; i < all->count; i++)
        rows[i] = all->rows[i];
    for (size_t i = 0; i < more.count; i++)
        rows[all->count + i] = more.rows[i];
    *all = (struct rq_rows){rows, all->count + more.count, all->exhausted};
}

struct rq_rows rq_locator_find(const struct rq_locator *locator, const struct rq_keypath_options *options,
                               rq_value document, const struct rq_captures *captures, struct rq_arena *arena)
{
    struct rq_rows all = {0};
    for (size_t i = 0; i < locator->at_count; i++) {
        struct rq_rows found =
            rq_keypath_find_with(locator->at[i], options, document, captures->items, captures->count, arena);
        if (all.count == 0)
            all.rows = found.rows, all.count = found.count;
        else if (found.count > 0)
            append(&all, found, arena);
        all.exhausted = all.exhausted || found.exhausted;
    }
    return all;
}

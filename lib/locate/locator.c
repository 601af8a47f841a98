/* Locators as a whole: what a file pattern and key paths give together. */
#include "locate/locate.h"

static bool matches_any(const struct rq_glob *const *globs, size_t count, rq_str path)
{
    for (size_t i = 0; i < count; i++)
        if (rq_glob_match(globs[i], path, NULL))
            return true;
    return false;
}

bool rq_locator_matches(const struct rq_locator *locator, rq_str path, struct rq_captures *captures)
{
    for (size_t i = 0; i < locator->file_count; i++) {
        if (!rq_glob_match(locator->files[i], path, captures == NULL ? NULL : captures->items))
            continue;
        if (captures != NULL)
            captures->count = rq_glob_capture_count(locator->files[i]);
        return !matches_any(locator->not_files, locator->not_count, path);
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

/* Which files sources want, and what a locator finds in one of them. */
#include "base/limits.h"
#include "settings/settings.h"

static bool any_matches(const struct rq_locator *locators, size_t count, rq_str path)
{
    for (size_t i = 0; i < count; i++)
        if (rq_locator_matches(&locators[i], path, NULL))
            return true;
    return false;
}

bool rq_settings_wants(const struct rq_setting_source *sources, size_t source_count, rq_str path)
{
    for (size_t i = 0; i < source_count; i++)
        if (any_matches(&sources[i].where, 1, path) || any_matches(sources[i].with, sources[i].with_count, path) ||
            any_matches(sources[i].defaults, sources[i].default_count, path))
            return true;
    return false;
}

struct rq_rows rq_settings_rows(const struct rq_setting_source *source, const struct rq_locator *locator,
                                const rq_value *documents, size_t document_count, const struct rq_captures *captures,
                                struct rq_arena *arena)
{
    uint64_t steps = RQ_LIMIT_REGEX_STEPS;
    struct rq_keypath_options options = source->options;
    struct rq_rows all = {0};
    struct rq_row *rows = NULL;
    size_t cap = 0;
    options.steps = &steps;
    for (size_t d = 0; d < document_count; d++) {
        struct rq_rows found = rq_locator_find(locator, &options, documents[d], captures, arena);
        all.exhausted = all.exhausted || found.exhausted;
        if (document_count == 1)
            return found;
        for (size_t i = 0; i < found.count; i++) {
            rows = rq_grow(arena, rows, all.count, &cap, sizeof *rows);
            rows[all.count++] = found.rows[i];
        }
    }
    all.rows = rows;
    return all;
}

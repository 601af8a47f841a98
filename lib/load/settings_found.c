/*
 * Sources of settings that find nothing.  What is said is how far the source got: no file has such a path; there are files, but
 * what the key path asks for is not in them; or nothing of it goes with what `with` finds.
 *
 * A pack guesses where settings may be, and says nothing where it guessed wrong; the configuration knows.  What is written as
 * one source may stand for several (a preset): one that finds something is enough.
 */
#include "base/source.h"
#include "load/settings.h"

static const char nothing_rule[] = "settings-not-found";

static rq_str list_globs(struct rq_arena *arena, const struct rq_locator *locator)
{
    rq_str more = locator->file_count > 1 ? RQ_STR(", or any other of `files`") : RQ_STR("");
    return rq_arena_format(arena, "`%.*s`%.*s", RQ_ARG(rq_glob_text(locator->files[0])), RQ_ARG(more));
}

static rq_str list_paths(struct rq_arena *arena, const struct rq_locator *locator)
{
    rq_str more = locator->at_count > 1 ? RQ_STR(", or any other of `at`") : RQ_STR("");
    return rq_arena_format(arena, "`%.*s`%.*s", RQ_ARG(rq_keypath_text(locator->at[0])), RQ_ARG(more));
}

/* Why a locator finds nothing by itself; empty: it does find something.  `part`: " of `with`". */
static rq_str why_nothing(struct rq_arena *arena, const struct rq_locator *locator, const struct rq_join_yield *yield,
                          const char *part)
{
    if (yield->file_count == 0)
        return rq_arena_format(arena, "no file matches %.*s%s%s", RQ_ARG(list_globs(arena, locator)), part,
                               locator->not_count > 0 ? " that `not` does not leave out" : "");
    if (yield->row_count > 0 || yield->read_count == 0 || locator->at_count == 0)
        return RQ_STR("");
    const char *files = yield->read_count == 1 ? "in the one file" : "in any of the files";
    return rq_arena_format(arena, "there is no %.*s%s %s that %.*s finds", RQ_ARG(list_paths(arena, locator)), part,
                           files, RQ_ARG(list_globs(arena, locator)));
}

static rq_str why_not_joined(struct rq_arena *arena, const struct rq_settings_yield *yield)
{
    const struct rq_setting_source *source = yield->source;
    rq_str why = why_nothing(arena, &source->where, &yield->own[0], "");
    for (size_t i = 0; i < source->with_count && why.len == 0; i++)
        why = why_nothing(arena, &source->with[i], &yield->own[i + 1], " of `with`");
    return why.len > 0 ? why
                       : RQ_STR("nothing in it goes with what `with` finds: names in braces stand for other texts");
}

static void report(struct rq_findings *findings, const struct rq_setting_source *source, rq_str why)
{
    rq_value origin = source->origin;
    struct rq_finding finding = {
        .rule = rq_str_from(nothing_rule),
        .level = RQ_LEVEL_INFO,
        .path = rq_source_path(origin.source),
        .source = origin.source,
        .pos = rq_value_pos(origin),
        .identity = {.whose = rq_glob_text(source->where.files[0])},
        .message =
            rq_arena_format(findings->arena, "`%.*s` finds nothing here: %.*s", RQ_ARG(source->set), RQ_ARG(why)),
    };
    rq_findings_add(findings, finding);
}

static bool same_origin(rq_value a, rq_value b)
{
    return rq_origin_equal(rq_value_origin(a), rq_value_origin(b));
}

/* The sources that are written as one, from `first` on; their number. */
static size_t written_together(const struct rq_settings_yield *yields, size_t first, size_t count)
{
    size_t end = first + 1;
    while (end < count && same_origin(yields[first].source->origin, yields[end].source->origin))
        end++;
    return end - first;
}

static bool finds_something(const struct rq_settings_yield *yields, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (yields[i].joined_count > 0)
            return true;
    return false;
}

static void report_defaults(const struct rq_settings_yield *yield, struct rq_findings *findings)
{
    for (size_t i = 0; i < yield->source->default_count; i++) {
        rq_str why = why_nothing(findings->arena, &yield->source->defaults[i], &yield->defaults[i], " of `defaults`");
        if (why.len > 0)
            report(findings, yield->source, why);
    }
}

/* True if what the source finds may be a setting: `at: hubs[name={account}]` names accounts alone. */
static bool names_settings(const struct rq_setting_source *source, struct rq_arena *arena)
{
    for (size_t i = 0; i < source->setting.count; i++) {
        const struct rq_template_part *part = &source->setting.parts[i];
        bool captured = !part->captured || rq_locator_captures(&source->where, part->text, arena);
        for (size_t w = 0; w < source->with_count && !captured; w++)
            captured = rq_locator_captures(&source->with[w], part->text, arena);
        if (!captured)
            return false;
    }
    return true;
}

/* What was found is all of accounts or settings that do not count. */
static void report_set(const struct rq_settings_set *set, const struct rq_settings *table, size_t source_count,
                       struct rq_findings *findings)
{
    bool nobody = set->account_count == 0 && set->ignored_count == 0, some = false, named = false;
    for (size_t i = 0; i < source_count; i++) {
        const struct rq_settings_yield *yield = &table->yields[i];
        if (!rq_str_equal(yield->source->set, set->name) || yield->joined_count == 0)
            continue;
        some = true;
        named = named || names_settings(yield->source, findings->arena);
    }
    if (set->source->pack.len == 0 && set->setting_count == 0 && some)
        report(
            findings, set->source,
            nobody ? RQ_STR("there is no account in it")
            : named
                ? RQ_STR("there are accounts, and no setting that counts")
                : RQ_STR("there are accounts, and nothing captures `{setting}`, or `{setting...}` for each key below"));
}

void rq_settings_report_not_found(const struct rq_settings *table, size_t source_count, struct rq_findings *findings)
{
    for (size_t i = 0, together; i < source_count; i += together) {
        const struct rq_settings_yield *yield = &table->yields[i];
        together = written_together(table->yields, i, source_count);
        if (yield->source->pack.len > 0)
            continue;
        if (!finds_something(yield, together))
            report(findings, yield->source, why_not_joined(findings->arena, yield));
        else
            report_defaults(yield, findings);
    }
    for (size_t i = 0; i < table->set_count; i++)
        report_set(&table->sets[i], table, source_count, findings);
}

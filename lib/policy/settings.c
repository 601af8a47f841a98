/*
 * Sources of settings: `settings:` of the configuration or, where it has none, of the last pack that has some.
 *
 * A source is read key by key into a draft, which is then compiled.  One that uses a preset is first unfolded into the sources
 * that the preset has (presets.c), each with the source's own keys on top.
 *
 * Read rq_build_settings, then finish.
 */
#include "policy/presets.h"

#include "base/err.h"
#include "base/limits.h"

struct setting_draft {
    rq_value origin;
    rq_str name;
    struct rq_shape_locator where;
    rq_value with, defaults, account, setting, lists, use, attribute;
    struct rq_texts ignore, strip, fold, opaque, skip;
    bool split;
};

static const struct rq_shape_key locator_keys[] = {
    {"files", RQ_SHAPE_TEXTS, offsetof(struct rq_shape_locator, files),
     .about = "patterns of files, with captures in braces"},
    {"not", RQ_SHAPE_TEXTS, offsetof(struct rq_shape_locator, not_files),
     .about = "patterns of files that are left out"},
    {"at", RQ_SHAPE_TEXTS, offsetof(struct rq_shape_locator, at), .about = "key paths inside a file"},
    {0},
};

const struct rq_shape_key rq_setting_keys[] = {
    {"name", RQ_SHAPE_TEXT, offsetof(struct setting_draft, name), .about = "sources of one name are counted together"},
    {"files", RQ_SHAPE_TEXTS, offsetof(struct setting_draft, where.files),
     .about = "patterns of files, with captures in braces"},
    {"not", RQ_SHAPE_TEXTS, offsetof(struct setting_draft, where.not_files),
     .about = "patterns of files that are left out"},
    {"at", RQ_SHAPE_TEXTS, offsetof(struct setting_draft, where.at), .about = "key paths inside a file"},
    {"with", RQ_SHAPE_VALUE, offsetof(struct setting_draft, with),
     .about = "locators that are joined to it by names in braces", .each = locator_keys, .keys = locator_keys},
    {"defaults", RQ_SHAPE_VALUE, offsetof(struct setting_draft, defaults),
     .about = "locators of what every account has", .each = locator_keys, .keys = locator_keys},
    {"account", RQ_SHAPE_WORD, offsetof(struct setting_draft, account),
     .about = "a template for the account; {account} if left out"},
    {"setting", RQ_SHAPE_WORD, offsetof(struct setting_draft, setting),
     .about = "a template for the setting; {setting} if left out"},
    {"ignore", RQ_SHAPE_TEXTS, offsetof(struct setting_draft, ignore), .about = "accounts that do not count"},
    {"strip", RQ_SHAPE_TEXTS, offsetof(struct setting_draft, strip),
     .about = "what a setting's keys start with and what is no part of its name"},
    {"fold", RQ_SHAPE_TEXTS, offsetof(struct setting_draft, fold), .about = "keys that are data, not names"},
    {"opaque", RQ_SHAPE_TEXTS, offsetof(struct setting_draft, opaque),
     .about = "what has keys below it and is one value all the same"},
    {"skip", RQ_SHAPE_TEXTS, offsetof(struct setting_draft, skip), .about = "settings that may differ"},
    {"lists", RQ_SHAPE_WORD, offsetof(struct setting_draft, lists),
     .about = "leaf: a list is one value; walk: go down into lists of mappings"},
    {"split", RQ_SHAPE_FLAG, offsetof(struct setting_draft, split),
     .about = "false: captured accounts are not cut into pieces"},
    {"use", RQ_SHAPE_WORD, offsetof(struct setting_draft, use), .about = "a preset that says the rest"},
    {"attribute", RQ_SHAPE_WORD, offsetof(struct setting_draft, attribute),
     .about = "the attribute of the preset that names the account"},
    {0},
};

/* ---- templates ---- */

static bool read_template(struct rq_policy_build *build, rq_value written, rq_str fallback, struct rq_template *out)
{
    rq_str text = written.kind == RQ_ABSENT ? fallback : rq_value_source_text(build->arena, written);
    size_t offset = 0;
    return rq_template_compile(build->arena, text, out, &offset, build->err) ||
           rq_shape_fail_inside(build->err, written, offset);
}

static bool captures(const struct rq_setting_source *source, rq_str name, struct rq_arena *arena)
{
    bool found = rq_locator_captures(&source->where, name, arena);
    for (size_t i = 0; i < source->with_count && !found; i++)
        found = rq_locator_captures(&source->with[i], name, arena);
    return found;
}

/* All names that the source may capture. */
static const rq_str *all_names(const struct rq_setting_source *source, struct rq_arena *arena, size_t *count)
{
    size_t each = 0, cap = 0;
    const rq_str *own = rq_locator_names(&source->where, arena, &each);
    rq_str *names = NULL;
    *count = 0;
    for (size_t i = 0;; i++) {
        for (size_t n = 0; n < each; n++) {
            names = rq_grow(arena, names, *count, &cap, sizeof *names);
            names[(*count)++] = own[n];
        }
        if (i == source->with_count)
            return names;
        own = rq_locator_names(&source->with[i], arena, &each);
    }
}

/* A name in a template that some alternative does not capture would drop what that one finds, without a word. */
static bool check_template(struct rq_policy_build *build, const struct rq_setting_source *source, rq_value where,
                           const struct rq_template *template)
{
    for (size_t i = 0; i < template->count; i++) {
        rq_str name = template->parts[i].text;
        if (!template->parts[i].captured || captures(source, name, build->arena))
            continue;
        size_t count;
        const rq_str *names = all_names(source, build->arena, &count);
        bool some = false;
        for (size_t n = 0; n < count; n++)
            some = some || rq_str_equal(names[n], name);
        rq_shape_fail(build->err, where.kind == RQ_ABSENT ? source->origin : where,
                      some ? "not every alternative captures `{%.*s}`" : "nothing captures `{%.*s}`", RQ_ARG(name));
        if (!some)
            rq_shape_suggest(build->err, name, names, count);
        return rq_fail_hint(build->err, "`files`, `at` and `with` capture names with braces: `{%.*s}`", RQ_ARG(name));
    }
    return true;
}

/* ---- locators ---- */

static bool has_all(const struct rq_locator *locator, const struct rq_template *template, struct rq_arena *arena)
{
    bool all = true;
    for (size_t i = 0; i < template->count && all; i++)
        all = !template->parts[i].captured || rq_locator_captures(locator, template->parts[i].text, arena);
    return all;
}

/* What everybody has is settings: where they are not captured, the locator could count none. */
static bool check_defaults(struct rq_policy_build *build, const struct setting_draft *draft,
                           const struct rq_setting_source *source)
{
    for (size_t i = 0; i < source->default_count; i++) {
        const struct rq_setting_source own = {.where = source->defaults[i]};
        rq_value where = draft->defaults.kind == RQ_LIST ? draft->defaults.as.list->items[i] : draft->defaults;
        if (!check_template(build, &own, where, &source->setting))
            return false;
    }
    return true;
}

/* A source without `{setting}` names accounts.  One that captures a name like it was meant to have it. */
static bool check_setting(struct rq_policy_build *build, const struct setting_draft *draft,
                          const struct rq_setting_source *source)
{
    size_t count;
    const rq_str *names = all_names(source, build->arena, &count);
    rq_str wanted = RQ_STR("setting"), near = rq_nearest(wanted, names, count);
    bool checked = draft->setting.kind != RQ_ABSENT || (near.len > 0 && !rq_str_equal(near, wanted));
    return !checked || check_template(build, source, draft->setting, &source->setting);
}

/* Without a key path every leaf is a setting, unless the path of the file says all about it. */
static bool default_at(struct rq_policy_build *build, const struct rq_template *setting, struct rq_locator *locator)
{
    if (locator->at_count > 0 || has_all(locator, setting, build->arena))
        return true;
    const struct rq_keypath **at = RQ_NEW(build->arena, const struct rq_keypath *);
    *at = rq_keypath_compile(build->arena, RQ_STR("{setting...}"), NULL, build->err);
    locator->at = at;
    locator->at_count = 1;
    return *at != NULL;
}

/* `with` and `defaults`: one locator or a list of them, which lie in the source's own files unless they say otherwise. */
static bool read_locators(struct rq_policy_build *build, rq_value written, const struct setting_draft *draft,
                          const char *what, struct rq_locator **out, size_t *count)
{
    if (written.kind == RQ_ABSENT)
        return true;
    const rq_value *items = written.kind == RQ_LIST ? written.as.list->items : &written;
    *count = written.kind == RQ_LIST ? written.as.list->count : 1;
    if (*count > RQ_LIMIT_LOCATOR_PARTS)
        return rq_shape_fail(build->err, written, "more than %d locators", RQ_LIMIT_LOCATOR_PARTS);
    struct rq_locator *made = RQ_NEW_ARRAY(build->arena, struct rq_locator, *count);
    for (size_t i = 0; i < *count; i++) {
        struct rq_shape_locator read = {0};
        if (!rq_shape_read(build->arena, items[i], locator_keys, what, &read, build->err))
            return false;
        if (read.files.count == 0) {
            read.files = draft->where.files;
            read.not_files = read.not_files.count > 0 ? read.not_files : draft->where.not_files;
        }
        if (!rq_shape_locator(build->arena, &read, &made[i], build->err))
            return false;
    }
    *out = made;
    return true;
}

/* Which locators of `with` share a capture with the source's own, or with one that does. */
static const bool *find_joined(const struct rq_setting_source *source, struct rq_arena *arena)
{
    bool *joined = RQ_NEW_ARRAY(arena, bool, source->with_count);
    const struct rq_locator **queue = RQ_NEW_ARRAY(arena, const struct rq_locator *, source->with_count + 1);
    size_t count = 1;
    queue[0] = &source->where;
    for (size_t at = 0; at < count; at++)
        for (size_t i = 0; i < source->with_count; i++) {
            if (joined[i] || !rq_locators_share_name(&source->with[i], queue[at], arena))
                continue;
            joined[i] = true;
            queue[count++] = &source->with[i];
        }
    return joined;
}

/* What shares no capture with the rest would be joined to all of it. */
static bool check_joined(struct rq_policy_build *build, const struct setting_draft *draft,
                         const struct rq_setting_source *source)
{
    const bool *joined = find_joined(source, build->arena);
    for (size_t i = 0; i < source->with_count; i++) {
        if (joined[i])
            continue;
        rq_value where = draft->with.kind == RQ_LIST ? draft->with.as.list->items[i] : draft->with;
        rq_shape_fail(build->err, where, "this captures no name that the rest of the source captures");
        return rq_fail_hint(build->err,
                            "what is found is joined where names in braces have the same text on both sides");
    }
    return true;
}

/* ---- one source ---- */

static bool key_patterns(struct rq_policy_build *build, const struct rq_texts *texts, struct rq_key_patterns *out)
{
    const struct rq_key_pattern **made = RQ_NEW_ARRAY(build->arena, const struct rq_key_pattern *, texts->count);
    for (size_t i = 0; i < texts->count; i++) {
        size_t offset = 0;
        rq_str text = rq_value_source_text(build->arena, texts->items[i]);
        made[i] = rq_key_pattern_compile(build->arena, text, &offset, build->err);
        if (made[i] == NULL)
            return rq_shape_fail_inside(build->err, texts->items[i], offset);
    }
    *out = (struct rq_key_patterns){made, texts->count};
    return true;
}

static bool finish_options(struct rq_policy_build *build, const struct setting_draft *draft,
                           struct rq_setting_source *source)
{
    static const rq_str lists[] = {{"leaf", 4}, {"walk", 4}};
    size_t way = 0;
    if (draft->lists.kind != RQ_ABSENT)
        way = rq_shape_find(draft->lists, lists, 2, RQ_STR("`lists` is leaf or walk, not"), build->err);
    source->options.walk_lists = way == 1;
    source->options.split = draft->split;
    source->ignore = draft->ignore;
    return way != RQ_NOT_FOUND && key_patterns(build, &draft->strip, &source->strip) &&
           key_patterns(build, &draft->fold, &source->fold) && key_patterns(build, &draft->skip, &source->skip) &&
           key_patterns(build, &draft->opaque, &source->options.opaque);
}

static bool finish_locators(struct rq_policy_build *build, const struct setting_draft *draft,
                            struct rq_setting_source *source)
{
    struct rq_locator *with = NULL, *defaults = NULL;
    if (draft->where.files.count == 0)
        return rq_shape_fail(build->err, draft->origin, "this source of settings has no `files`");
    if (!rq_shape_locator(build->arena, &draft->where, &source->where, build->err) ||
        !read_locators(build, draft->with, draft, "an entry of `with`", &with, &source->with_count) ||
        !read_locators(build, draft->defaults, draft, "an entry of `defaults`", &defaults, &source->default_count) ||
        !default_at(build, &source->setting, &source->where))
        return false;
    for (size_t i = 0; i < source->default_count; i++)
        if (!default_at(build, &source->setting, &defaults[i]))
            return false;
    source->with = with;
    source->defaults = defaults;
    return true;
}

/* A source that captures no `{setting}` names accounts and nothing else. */
static bool finish_source(struct rq_policy_build *build, const struct setting_draft *draft, rq_str pack)
{
    struct rq_setting_source source = {.set = draft->name, .pack = pack, .origin = draft->origin};
    if (!read_template(build, draft->account, RQ_STR("{account}"), &source.account) ||
        !read_template(build, draft->setting, RQ_STR("{setting}"), &source.setting) ||
        !finish_locators(build, draft, &source) || !finish_options(build, draft, &source) ||
        !check_template(build, &source, draft->account, &source.account) || !check_setting(build, draft, &source) ||
        !check_defaults(build, draft, &source) || !check_joined(build, draft, &source))
        return false;
    build->settings =
        rq_grow(build->arena, build->settings, build->setting_count, &build->setting_cap, sizeof *build->settings);
    build->settings[build->setting_count++] = source;
    return true;
}

static struct setting_draft new_draft(rq_value origin)
{
    return (struct setting_draft){.origin = origin, .name = RQ_STR("settings"), .split = true};
}

/* One source of a preset, with the keys of the source that uses it on top. */
static bool use_source(struct rq_policy_build *build, const struct rq_preset *preset, rq_value source, rq_value written)
{
    struct setting_draft draft = new_draft(written);
    draft.name = preset->name;
    draft.where.files = preset->files;
    if (!rq_shape_read(build->arena, source, rq_setting_keys, "a source of a preset", &draft, build->err))
        return false;
    if (draft.use.kind != RQ_ABSENT)
        return rq_shape_fail(build->err, draft.use, "a preset cannot use another one");
    return rq_shape_read(build->arena, written, rq_setting_keys, "a source of settings", &draft, build->err) &&
           finish_source(build, &draft, build->settings_pack);
}

static bool use_preset(struct rq_policy_build *build, const struct setting_draft *user, rq_value written)
{
    const struct rq_preset *preset = rq_preset_find(build, user->use);
    if (preset == NULL)
        return false;
    struct rq_preset_use use = {user->use, user->attribute, user->where.files};
    use.files = use.files.count > 0 ? use.files : preset->files;
    rq_value sources = rq_preset_unfold(build, preset, &use);
    for (uint32_t i = 0; sources.kind == RQ_LIST && i < sources.as.list->count; i++)
        if (!use_source(build, preset, sources.as.list->items[i], written))
            return rq_preset_blame(build, &use);
    return sources.kind == RQ_LIST;
}

static bool read_source(struct rq_policy_build *build, rq_value written)
{
    struct setting_draft draft = new_draft(written);
    if (!rq_shape_read(build->arena, written, rq_setting_keys, "a source of settings", &draft, build->err))
        return false;
    if (draft.use.kind != RQ_ABSENT)
        return use_preset(build, &draft, written);
    if (draft.attribute.kind != RQ_ABSENT)
        return rq_shape_fail(build->err, draft.attribute, "`attribute` is for a preset, and there is no `use`");
    return finish_source(build, &draft, build->settings_pack);
}

void rq_build_settings_list(struct rq_policy_build *build, rq_value settings, rq_str pack)
{
    if (settings.kind == RQ_ABSENT)
        return;
    build->settings_list = settings;
    build->settings_pack = pack;
}

bool rq_build_settings(struct rq_policy_build *build)
{
    for (uint32_t i = 0; build->settings_list.kind == RQ_LIST && i < build->settings_list.as.list->count; i++)
        if (!read_source(build, build->settings_list.as.list->items[i]))
            return false;
    return true;
}

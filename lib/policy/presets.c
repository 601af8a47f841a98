/*
 * Presets.  A preset is a list of sources as `settings:` has them, kept as it is written until somebody uses it.  Then
 * each text in it that has a place left open is made anew, quoted as the text around it needs: between the slashes of a
 * pattern as PCRE2 quotes, elsewhere as a key path does.
 */
#include "policy/presets.h"

#include "base/err.h"
#include "base/limits.h"

static const char attribute_name[] = "{attribute}", above_name[] = "{above}";

const struct rq_shape_key rq_preset_keys[] = {
    {"about", RQ_SHAPE_TEXT, offsetof(struct rq_preset, about), .about = "which layout it is for"},
    {"files", RQ_SHAPE_TEXTS, offsetof(struct rq_preset, files),
     .about = "where the files lie, unless who uses it says otherwise"},
    {"attribute", RQ_SHAPE_TEXT, offsetof(struct rq_preset, attribute),
     .about = "the attribute that names the account, unless who uses it says otherwise"},
    {"sources", RQ_SHAPE_LIST, offsetof(struct rq_preset, sources),
     .about = "the sources that stand for one that uses the preset", .each = rq_setting_keys},
    {0},
};

bool rq_build_presets(struct rq_policy_build *build, rq_value presets)
{
    for (uint32_t i = 0; presets.kind == RQ_MAP && i < presets.as.map->count; i++) {
        const struct rq_entry *entry = &presets.as.map->entries[i];
        struct rq_preset preset = {.name = rq_value_source_text(build->arena, entry->key)};
        if (!rq_shape_read(build->arena, entry->value, rq_preset_keys, "a preset", &preset, build->err))
            return false;
        if (preset.sources.kind != RQ_LIST || preset.sources.as.list->count == 0)
            return rq_shape_fail(build->err, entry->key, "a preset needs `sources`");
        build->presets =
            rq_grow(build->arena, build->presets, build->preset_count, &build->preset_cap, sizeof *build->presets);
        build->presets[build->preset_count++] = preset;
    }
    return true;
}

const struct rq_preset *rq_preset_find(struct rq_policy_build *build, rq_value name)
{
    rq_str *names = RQ_NEW_ARRAY(build->arena, rq_str, build->preset_count);
    for (size_t i = 0; i < build->preset_count; i++)
        names[i] = build->presets[i].name;
    size_t at = rq_shape_find(name, names, build->preset_count, RQ_STR("there is no preset"), build->err);
    return at == RQ_NOT_FOUND ? NULL : &build->presets[at];
}

enum { NODE_BYTES = 64 }; /* that a value costs beside its text */

struct unfold {
    struct rq_policy_build *build;
    rq_str attribute, above;
    bool asked; /* some text has the place of the attribute */
};

/* False where more is made of presets than fits. */
static bool take_bytes(struct unfold *unfold, size_t bytes)
{
    unfold->build->unfolded += bytes;
    return unfold->build->unfolded <= RQ_LIMIT_PRESET_BYTES;
}

static void add_for_pattern(struct rq_buf *buf, rq_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] != '\0' && strchr("\\^$.[]|()?*+{}/#- ", text.ptr[i]) != NULL)
            rq_buf_byte(buf, '\\');
        rq_buf_byte(buf, text.ptr[i]);
    }
}

/* One text: what stands before `=~/` is a key path, what stands behind it a pattern. */
static rq_str fill(struct unfold *unfold, rq_str text)
{
    struct rq_buf buf = {.arena = unfold->build->arena};
    rq_str attribute = rq_str_from(attribute_name), above = rq_str_from(above_name);
    size_t pattern = rq_str_find(text, RQ_STR("=~/"), 0);
    for (size_t at = 0; at < text.len;) {
        rq_str rest = rq_str_slice(text, at, text.len);
        if (rq_str_starts(rest, attribute)) {
            unfold->asked = true;
            if (!take_bytes(unfold, unfold->attribute.len))
                break;
            if (pattern != RQ_NOT_FOUND && at > pattern)
                add_for_pattern(&buf, unfold->attribute);
            else
                rq_buf_add(&buf, rq_keys_print(unfold->build->arena,
                                               (struct rq_keys){&(struct rq_key){.text = unfold->attribute}, 1}));
            at += attribute.len;
        } else if (rq_str_starts(rest, above)) {
            if (!take_bytes(unfold, unfold->above.len))
                break;
            rq_buf_add(&buf, unfold->above);
            at += above.len;
        } else {
            rq_buf_byte(&buf, text.ptr[at++]);
        }
    }
    return rq_buf_text(&buf);
}

static bool is_open(rq_str text)
{
    return rq_str_find(text, rq_str_from(attribute_name), 0) != RQ_NOT_FOUND ||
           rq_str_find(text, rq_str_from(above_name), 0) != RQ_NOT_FOUND;
}

static rq_value unfold_value(struct unfold *unfold, rq_value value);

static rq_value unfold_map(struct unfold *unfold, const struct rq_map *map)
{
    struct rq_entry *entries = RQ_NEW_ARRAY(unfold->build->arena, struct rq_entry, map->count);
    for (uint32_t i = 0; i < map->count; i++)
        entries[i] = (struct rq_entry){map->entries[i].key, unfold_value(unfold, map->entries[i].value)};
    return rq_map_over(unfold->build->arena, entries, map->count);
}

static rq_value unfold_list(struct unfold *unfold, const struct rq_list *list)
{
    rq_value *items = RQ_NEW_ARRAY(unfold->build->arena, rq_value, list->count);
    for (uint32_t i = 0; i < list->count; i++)
        items[i] = unfold_value(unfold, list->items[i]);
    return rq_list_over(unfold->build->arena, items, list->count);
}

/* Recursion is as deep as the reader lets YAML be. */
static rq_value unfold_value(struct unfold *unfold, rq_value value)
{
    struct rq_arena *arena = unfold->build->arena;
    if (!take_bytes(unfold, NODE_BYTES + rq_value_text(value).len))
        return value;
    if (value.kind == RQ_MAP)
        return rq_value_at(arena, unfold_map(unfold, value.as.map), rq_value_origin(value));
    if (value.kind == RQ_LIST)
        return rq_value_at(arena, unfold_list(unfold, value.as.list), rq_value_origin(value));
    if (value.kind != RQ_STRING || !is_open(rq_value_text(value)))
        return value;
    return rq_string(fill(unfold, rq_value_text(value)));
}

/* The pattern without its last two parts. */
static rq_str folder_above(rq_str pattern)
{
    size_t end = pattern.len;
    for (int parts = 0; end > 0; end--)
        if (pattern.ptr[end - 1] == '/' && ++parts == 2)
            break;
    return rq_str_slice(pattern, 0, end);
}

rq_value rq_preset_unfold(struct rq_policy_build *build, const struct rq_preset *preset,
                          const struct rq_preset_use *use)
{
    struct unfold unfold = {.build = build, .attribute = preset->attribute};
    if (use->attribute.kind != RQ_ABSENT)
        unfold.attribute = rq_value_source_text(build->arena, use->attribute);
    if (use->files.count > 0)
        unfold.above = folder_above(rq_value_source_text(build->arena, use->files.items[0]));
    rq_value sources = unfold_value(&unfold, preset->sources);
    if (build->unfolded > RQ_LIMIT_PRESET_BYTES)
        rq_shape_fail(build->err, use->name, "the presets in use unfold to more than %d bytes", RQ_LIMIT_PRESET_BYTES);
    else if (unfold.asked && unfold.attribute.len == 0)
        rq_shape_fail(build->err, use->name,
                      "the preset `%.*s` needs an `attribute`: what targeting rules call the account",
                      RQ_ARG(preset->name));
    else if (!unfold.asked && use->attribute.kind != RQ_ABSENT)
        rq_shape_fail(build->err, use->attribute, "the preset `%.*s` has no use for an `attribute`",
                      RQ_ARG(preset->name));
    return build->err->failed ? (rq_value){0} : sources;
}

bool rq_preset_blame(struct rq_policy_build *build, const struct rq_preset_use *use)
{
    if (build->err->source == NULL && use->name.source != NULL) {
        build->err->source = use->name.source;
        build->err->pos = rq_value_pos(use->name);
    }
    return false;
}

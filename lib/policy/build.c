/*
 * Putting a policy together.
 *
 * Order matters: all kinds are drafted (packs first, then the configuration's changes) and compiled, since rules name
 * them; then rules; then the configuration's levels and parameters, which name rules and parameters.
 */
#include "policy/build.h"

#include "base/err.h"

#include <stdlib.h>

struct param_entry {
    rq_value fallback;
    rq_str about;
};

static const struct rq_shape_key param_keys[] = {
    {"default", RQ_SHAPE_VALUE, offsetof(struct param_entry, fallback),
     .about = "what it is where the configuration says nothing"},
    {"about", RQ_SHAPE_TEXT, offsetof(struct param_entry, about), .about = "what it is for"},
    {0},
};

/* pack.yaml: what a pack brings beside its rules. */
struct manifest {
    rq_str pack, title, about;
    rq_value kinds, params, words, roles, settings, presets;
};

const struct rq_shape_key rq_manifest_keys[] = {
    {"pack", RQ_SHAPE_TEXT, offsetof(struct manifest, pack), .about = "the name of the pack: that of its folder"},
    {"title", RQ_SHAPE_TEXT, offsetof(struct manifest, title), .about = "what it is about, in one line"},
    {"about", RQ_SHAPE_TEXT, offsetof(struct manifest, about), .about = "what it is for, and whom it helps"},
    {"kinds", RQ_SHAPE_MAP, offsetof(struct manifest, kinds), .about = "the kinds of records, by name",
     .each = rq_kind_keys, .known = RQ_KNOWN_KINDS},
    {"params", RQ_SHAPE_MAP, offsetof(struct manifest, params), .about = "what rules call params[\"name\"]",
     .each = param_keys},
    {"words", RQ_SHAPE_MAP, offsetof(struct manifest, words),
     .about = "lists of allowed words, which rules call words.NAME", .each = rq_words_keys},
    {"roles", RQ_SHAPE_MAP, offsetof(struct manifest, roles), .about = "what report, review and handbook show",
     .keys = rq_roles_keys},
    {"settings", RQ_SHAPE_LIST, offsetof(struct manifest, settings), .about = "where settings of accounts lie",
     .each = rq_setting_keys},
    {"presets", RQ_SHAPE_MAP, offsetof(struct manifest, presets),
     .about = "sources of settings for layouts that are usual, by name", .each = rq_preset_keys},
    {0},
};

static bool add_params(struct rq_policy_build *build, rq_value params)
{
    for (uint32_t i = 0; params.kind == RQ_MAP && i < params.as.map->count; i++) {
        const struct rq_entry *entry = &params.as.map->entries[i];
        struct param_entry read = {0};
        if (!rq_shape_read(build->arena, entry->value, param_keys, "a parameter", &read, build->err))
            return false;
        build->params =
            rq_grow(build->arena, build->params, build->param_count, &build->param_cap, sizeof *build->params);
        build->params[build->param_count++] =
            (struct rq_param){rq_value_source_text(build->arena, entry->key), read.about, read.fallback, read.fallback};
    }
    return true;
}

static void add_roles(struct rq_policy_build *build, rq_value roles, rq_str pack)
{
    if (roles.kind == RQ_ABSENT)
        return;
    build->role_drafts = rq_grow(build->arena, build->role_drafts, build->role_draft_count, &build->role_draft_cap,
                                 sizeof *build->role_drafts);
    build->role_drafts[build->role_draft_count++] = (struct rq_roles_draft){pack, roles};
}

static bool read_manifest(struct rq_policy_build *build, const struct rq_policy_file *file)
{
    rq_str pack = file->group->pack;
    struct manifest manifest = {0};
    rq_value root = rq_shape_root(build->arena, file->source, &file->yaml, build->err);
    if (build->err->failed || !rq_shape_read(build->arena, root, rq_manifest_keys, "a pack", &manifest, build->err))
        return false;
    add_roles(build, manifest.roles, pack);
    rq_build_settings_list(build, manifest.settings, pack);
    return rq_build_kinds(build, manifest.kinds, pack) && add_params(build, manifest.params) &&
           rq_build_words(build, manifest.words) && rq_build_presets(build, manifest.presets);
}

/* Hands every manifest, or every other file, to a reader. */
static bool read_files(struct rq_policy_build *build, bool manifests,
                       bool (*reader)(struct rq_policy_build *build, const struct rq_policy_file *file))
{
    for (size_t i = 0; i < build->file_count; i++)
        if (build->files[i].manifest == manifests && !reader(build, &build->files[i]))
            return false;
    return true;
}

struct rq_param *rq_build_param(const struct rq_policy_build *build, rq_value name)
{
    rq_str *names = RQ_NEW_ARRAY(build->arena, rq_str, build->param_count);
    for (size_t i = 0; i < build->param_count; i++)
        names[i] = build->params[i].name;
    size_t at = rq_shape_find(name, names, build->param_count, RQ_STR("there is no parameter"), build->err);
    return at == RQ_NOT_FOUND ? NULL : &build->params[at];
}

static bool set_param(struct rq_policy_build *build, const struct rq_entry *entry)
{
    struct rq_param *param = rq_build_param(build, entry->key);
    if (param == NULL)
        return false;
    int unused;
    bool number = rq_value_compare(entry->value, param->fallback, &unused); /* numbers of any type agree */
    if (!number && entry->value.kind != param->fallback.kind) {
        rq_str type = rq_value_type_name(param->fallback);
        return rq_shape_fail(build->err, entry->value, "the parameter `%.*s` must be of type %.*s", RQ_ARG(param->name),
                             RQ_ARG(type));
    }
    param->value = entry->value;
    return true;
}

struct rq_rule *rq_build_rule(const struct rq_policy_build *build, rq_value name)
{
    rq_str *names = RQ_NEW_ARRAY(build->arena, rq_str, build->rule_count);
    for (size_t i = 0; i < build->rule_count; i++)
        names[i] = build->rules[i]->id;
    size_t at = rq_shape_find(name, names, build->rule_count, RQ_STR("there is no rule"), build->err);
    return at == RQ_NOT_FOUND ? NULL : build->rules[at];
}

/* All forms of a rule are switched together. */
static bool override_level(struct rq_rule *rule, rq_str name)
{
    enum rq_level level;
    if (!rq_level_parse(name, &level))
        return false;
    for (; rule != NULL; rule = (struct rq_rule *)rule->also)
        rule->level = level;
    return true;
}

static bool set_level(struct rq_policy_build *build, const struct rq_entry *entry)
{
    struct rq_rule *rule = rq_build_rule(build, entry->key);
    if (rule == NULL || override_level(rule, rq_value_source_text(build->arena, entry->value)))
        return rule != NULL;
    return rq_shape_fail(build->err, entry->value, "the level of a rule is off, info, warning or error");
}

static bool each_entry(struct rq_policy_build *build, rq_value map,
                       bool (*use)(struct rq_policy_build *build, const struct rq_entry *entry))
{
    for (uint32_t i = 0; map.kind == RQ_MAP && i < map.as.map->count; i++)
        if (!use(build, &map.as.map->entries[i]))
            return false;
    return true;
}

static int by_id(const void *a, const void *b)
{
    const struct rq_rule *const *left = a, *const *right = b;
    return rq_str_compare((*left)->id, (*right)->id);
}

static rq_value params_map(struct rq_policy_build *build)
{
    struct rq_map_build map = {.arena = build->arena};
    for (size_t i = 0; i < build->param_count; i++)
        rq_map_build_put(&map, build->params[i].name, build->params[i].value);
    return rq_map_build_done(&map);
}

static size_t count_variables(const struct rq_policy_build *build)
{
    size_t count = 0;
    for (size_t i = 0; i < build->rule_count; i++)
        for (const struct rq_rule *form = build->rules[i]; form != NULL; form = form->also)
            count += form->variable_count;
    return count;
}

/* Numbers what is the same for all records, in the order in which variables may use one another. */
static void list_constants(const struct rq_policy_build *build, struct rq_policy *policy)
{
    struct rq_constant *constants = RQ_NEW_ARRAY(build->arena, struct rq_constant, count_variables(build));
    for (size_t i = 0; i < build->rule_count; i++)
        for (const struct rq_rule *form = build->rules[i]; form != NULL; form = form->also)
            for (size_t v = 0; v < form->variable_count; v++) {
                struct rq_variable *variable = (struct rq_variable *)&form->variables[v];
                if (!variable->of_all)
                    continue;
                constants[policy->constant_count++] = (struct rq_constant){
                    form, variable, rq_cel_reads(build->arena, variable->program, RQ_SLOT_RECORDS)};
                variable->constant = (uint32_t)policy->constant_count;
            }
    policy->constants = constants;
}

struct rq_scope rq_build_scope(struct rq_policy_build *build)
{
    struct rq_scope scope = rq_scope_new(build->arena, build->functions, build->err);
    scope.drafts = &build->drafts;
    return scope;
}

static const struct rq_policy *finish(struct rq_policy_build *build, const struct rq_config *config)
{
    struct rq_policy *policy = RQ_NEW(build->arena, struct rq_policy);
    if (build->rule_count > 0)
        qsort(build->rules, build->rule_count, sizeof *build->rules, by_id);
    policy->kinds = (const struct rq_record_kind *const *)build->finished;
    policy->kind_count = build->kind_count;
    policy->rules = (const struct rq_rule *const *)build->rules;
    policy->rule_count = build->rule_count;
    list_constants(build, policy);
    rq_build_reads(build, policy);
    policy->words = build->words;
    policy->words_count = build->words_count;
    policy->settings = build->settings;
    policy->setting_count = build->setting_count;
    policy->params = params_map(build);
    policy->param_list = build->params;
    policy->param_count = build->param_count;
    policy->roles = build->roles;
    policy->role_count = build->role_count;
    policy->exclude_count = config->exclude.count;
    policy->config = config->source;
    if (!rq_shape_globs(build->arena, &config->exclude, &policy->exclude, build->err))
        return NULL;
    return policy;
}

/* True if each pack is built in, and the configuration leaves alone on what its expressions rest. */
static bool are_packs_proven(const struct rq_config *config, const struct rq_policy_files *groups, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (groups[i].pack.len > 0 && !groups[i].builtin)
            return false;
    return config->kinds.kind == RQ_ABSENT && config->params.kind == RQ_ABSENT && config->words.kind == RQ_ABSENT &&
           config->settings.kind == RQ_ABSENT;
}

const struct rq_policy *rq_policy_build(struct rq_arena *arena, const struct rq_config *config,
                                        const struct rq_policy_files *files, size_t file_count,
                                        const struct rq_cel_function *functions, unsigned threads, struct rq_err *err)
{
    struct rq_policy_build build = {.arena = arena, .err = err, .functions = functions, .drafts = {.arena = arena}};
    build.proven = are_packs_proven(config, files, file_count);
    rq_build_read(&build, files, file_count, threads);
    if (!read_files(&build, true, read_manifest))
        return NULL;
    rq_build_settings_list(&build, config->settings, RQ_STR(""));
    if (!rq_build_kinds(&build, config->kinds, RQ_STR("")) || !rq_build_words(&build, config->words) ||
        !rq_build_settings(&build) || !rq_build_finish_kinds(&build) || !read_files(&build, false, rq_build_rules) ||
        !each_entry(&build, config->params, set_param) || !each_entry(&build, config->rules, set_level) ||
        !rq_build_confirms(&build) || !rq_build_roles(&build) || !rq_build_check(&build))
        return NULL;
    rq_cel_finish_drafts(&build.drafts);
    return finish(&build, config);
}

const struct rq_rule *rq_policy_rule(const struct rq_policy *policy, rq_str id)
{
    size_t low = 0, high = policy->rule_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = rq_str_compare(policy->rules[middle]->id, id);
        if (order == 0)
            return policy->rules[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

const struct rq_record_kind *rq_policy_kind(const struct rq_policy *policy, rq_str name)
{
    for (size_t i = 0; i < policy->kind_count; i++)
        if (rq_str_equal(policy->kinds[i]->name, name))
            return policy->kinds[i];
    return NULL;
}

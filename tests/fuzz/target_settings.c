/*
 * Any bytes as sources of settings, and as the files that these find: what a configuration says, then by turns a path and what
 * stands there, with a byte 0xFF between them.  What is counted is made into records, and keys that look like data are told.
 */
#include "fuzz.h"

#include "base/source.h"
#include "lint/lint.h"
#include "load/settings.h"
#include "reqlint/suggest.h"
#include "yaml/yaml.h"

enum { MOST_FILES = 16 };

static const char kinds[] = "kinds: { setting: { virtual: true, format: settings } }\n";

struct tree {
    struct rq_arena *arena;
    rq_str paths[MOST_FILES];
    rq_str texts[MOST_FILES];
    size_t count;
};

/* Paths come sorted, and each once. */
static void add_file(struct tree *tree, rq_str path, rq_str text)
{
    size_t at = tree->count;
    if (tree->count == MOST_FILES || !rq_utf8_valid(path, NULL))
        return;
    for (size_t i = 0; i < tree->count; i++)
        if (rq_str_equal(tree->paths[i], path))
            return;
    for (; at > 0 && rq_str_compare(tree->paths[at - 1], path) > 0; at--) {
        tree->paths[at] = tree->paths[at - 1];
        tree->texts[at] = tree->texts[at - 1];
    }
    tree->paths[at] = path;
    tree->texts[at] = text;
    tree->count++;
}

static bool give_rows(void *host, const struct rq_setting_source *source, const struct rq_locator *locator, size_t file,
                      const struct rq_captures *captures, struct rq_rows *rows, struct rq_err *err)
{
    struct tree *tree = host;
    (void)err;
    FUZZ_HOLDS(file < tree->count && rq_locator_matches(locator, tree->paths[file], NULL));
    struct rq_yaml yaml =
        rq_yaml_read_last(tree->arena, rq_source_new(tree->arena, tree->paths[file], tree->texts[file]));
    *rows = rq_settings_rows(source, locator, yaml.documents, yaml.document_count, captures, tree->arena);
    return true;
}

static const struct rq_policy *read_policy(struct rq_arena *arena, rq_str text, struct rq_err *err)
{
    const struct rq_source *manifest = rq_source_new(arena, RQ_STR("pack.yaml"), rq_str_from(kinds));
    const struct rq_policy_files pack = {.pack = RQ_STR("core"), .sources = &manifest, .count = 1};
    const struct rq_config *config = rq_config_read(arena, rq_source_new(arena, RQ_STR(".reqlint.yaml"), text), err);
    return config == NULL ? NULL : rq_policy_build(arena, config, &pack, 1, rq_lint_functions, 1, err);
}

static void check_setting(const struct rq_settings_set *set, size_t number)
{
    const struct rq_setting *setting = &set->settings[number];
    FUZZ_HOLDS(number == 0 || rq_str_compare(set->settings[number - 1].key, setting->key) < 0);
    FUZZ_HOLDS(rq_setting_find(set, setting->key) == setting);
    FUZZ_HOLDS(setting->use_count + setting->default_count > 0 && setting->account_count <= set->account_count);
    for (size_t i = 0; i < setting->account_count; i++)
        FUZZ_HOLDS(setting->accounts[i] < set->account_count &&
                   (i == 0 || setting->accounts[i - 1] < setting->accounts[i]));
    for (size_t i = 0; i < setting->use_count; i++)
        FUZZ_HOLDS(setting->uses[i].account < set->account_count);
}

static void check_single(struct rq_arena *arena, const struct rq_settings_set *set, size_t number)
{
    const struct rq_setting_single *single = &set->singles[number];
    FUZZ_HOLDS(number == 0 || rq_str_compare(set->singles[number - 1].key, single->key) < 0);
    FUZZ_HOLDS(single->account < set->account_count && single->setting_count > 0);
    FUZZ_HOLDS(rq_utf8_valid(rq_setting_near(set, single, arena), NULL));
}

static void check_set(struct rq_arena *arena, const struct rq_settings_set *set)
{
    struct rq_sheet_section section;
    for (size_t i = 0; i < set->setting_count; i++)
        check_setting(set, i);
    for (size_t i = 0; i < set->single_count; i++)
        check_single(arena, set, i);
    rq_suggest(arena, set, &section);
}

static void check_records(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_settings *settings)
{
    size_t count;
    const struct rq_record *records = rq_setting_records(arena, policy, settings, &count);
    for (size_t i = 0; i < count; i++) {
        FUZZ_HOLDS(records[i].id.len > 0 && records[i].path.len > 0);
        fuzz_check_value(arena, records[i].object);
    }
}

static void count_settings(struct tree *tree, const struct rq_policy *policy)
{
    struct rq_err err = {.arena = tree->arena};
    const struct rq_settings_files files = {
        .host = tree, .paths = tree->paths, .count = tree->count, .rows = give_rows};
    const struct rq_settings *settings =
        rq_settings_build(tree->arena, policy->settings, policy->setting_count, &files, &err);
    FUZZ_HOLDS((settings == NULL) == err.failed);
    if (settings == NULL) {
        fuzz_check_failure(tree->arena, &err);
        return;
    }
    for (size_t i = 0; i < settings->set_count; i++)
        check_set(tree->arena, &settings->sets[i]);
    check_records(tree->arena, policy, settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct tree tree = {.arena = rq_arena_new()};
    struct rq_err err = {.arena = tree.arena};
    rq_str config, rest;
    fuzz_split(fuzz_text(data, size), &config, &rest);
    while (rest.len > 0) {
        rq_str path, text;
        fuzz_split(rest, &path, &rest);
        fuzz_split(rest, &text, &rest);
        add_file(&tree, path, text);
    }
    const struct rq_policy *policy = read_policy(tree.arena, config, &err);
    FUZZ_HOLDS((policy == NULL) == err.failed);
    if (policy == NULL)
        fuzz_check_failure(tree.arena, &err);
    else
        count_settings(&tree, policy);
    rq_arena_free(tree.arena);
    return 0;
}

/*
 * Prints what the settings of a folder come to, as JSON: print CONFIG DIRECTORY
 *
 * For each set: its accounts, how many settings it has, and those that exist for one account only, in the form of what the
 * tests in this folder compare it with.  Notes go to standard error.
 */
#include "lint/lint.h"
#include "load/file.h"
#include "load/settings.h"
#include "reqlint/json.h"
#include "reqlint/packs.h"

#include <stdio.h>
#include <stdlib.h>

static void fail(const struct rq_err *err)
{
    fprintf(stderr, "%.*s\n", RQ_ARG(err->message));
    exit(2);
}

static const struct rq_policy *read_policy(struct rq_arena *arena, const char *path, struct rq_err *err)
{
    rq_str folder, name;
    const struct rq_policy_files *groups;
    size_t count;
    rq_packs_split_path(rq_str_from(path), &folder, &name);
    const struct rq_snapshot *files = rq_snapshot_folder(folder, &name, 1, arena, err);
    const struct rq_source *source =
        files == NULL || files->entry_count == 0 ? NULL : rq_load_source(arena, files, &files->entries[0], err);
    const struct rq_config *config = source == NULL ? NULL : rq_config_read(arena, source, err);
    if (config == NULL || !rq_packs_gather(arena, config, files, &groups, &count, err))
        return NULL;
    return rq_policy_build(arena, config, groups, count, rq_lint_functions, 1, err);
}

static rq_value texts(struct rq_arena *arena, const rq_str *items, size_t count)
{
    rq_value *list = RQ_NEW_ARRAY(arena, rq_value, count);
    for (size_t i = 0; i < count; i++)
        list[i] = rq_string(items[i]);
    return rq_list_over(arena, list, count);
}

static rq_value single_value(struct rq_arena *arena, const struct rq_settings *settings,
                             const struct rq_settings_set *set, const struct rq_setting_single *single)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("account"), rq_string(set->accounts[single->account]));
    rq_map_build_put(&map, RQ_STR("keys"), rq_int((int64_t)single->setting_count));
    rq_map_build_put(&map, RQ_STR("file"), rq_string(settings->paths[single->place->file]));
    rq_map_build_put(&map, RQ_STR("line"), rq_int(rq_value_pos(single->place->value).line));
    return rq_map_build_done(&map);
}

static rq_value set_value(struct rq_arena *arena, const struct rq_settings *settings, const struct rq_settings_set *set)
{
    struct rq_map_build map = {.arena = arena}, findings = {.arena = arena};
    rq_str *one = RQ_NEW_ARRAY(arena, rq_str, set->one_account);
    size_t count = 0;
    for (size_t i = 0; i < set->setting_count; i++)
        if (set->settings[i].account_count == 1)
            one[count++] = set->settings[i].key;
    for (size_t i = 0; i < set->single_count; i++)
        rq_map_build_put(&findings, set->singles[i].key, single_value(arena, settings, set, &set->singles[i]));
    rq_map_build_put(&map, RQ_STR("accounts"), rq_int((int64_t)set->account_count));
    rq_map_build_put(&map, RQ_STR("ignored"), texts(arena, set->ignored, set->ignored_count));
    rq_map_build_put(&map, RQ_STR("settings"), rq_int((int64_t)set->setting_count));
    rq_map_build_put(&map, RQ_STR("one_account"), rq_int((int64_t)set->one_account));
    rq_map_build_put(&map, RQ_STR("findings"), rq_map_build_done(&findings));
    rq_map_build_put(&map, RQ_STR("one"), texts(arena, one, count));
    return rq_map_build_done(&map);
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return fprintf(stderr, "usage: print CONFIG DIRECTORY\n"), 2;
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    const rq_str all = {"", 0};
    const struct rq_policy *policy = read_policy(arena, argv[1], &err);
    const struct rq_snapshot *tree =
        policy == NULL ? NULL : rq_snapshot_folder(rq_arena_format(arena, "%s/", argv[2]), &all, 1, arena, &err);
    struct rq_setting_load load;
    if (tree == NULL ||
        !rq_setting_files_load(rq_setting_files_new(arena, policy, policy->settings, policy->setting_count, 0, NULL),
                               tree, arena, &load, &err))
        fail(&err);
    const struct rq_settings *settings = load.table;
    struct rq_map_build map = {.arena = arena};
    for (size_t i = 0; i < settings->set_count; i++)
        rq_map_build_put(&map, settings->sets[i].name, set_value(arena, settings, &settings->sets[i]));
    rq_str text = rq_json_write(arena, rq_map_build_done(&map), 1);
    for (size_t i = 0; i < load.findings.count; i++)
        fprintf(stderr, "%.*s: %.*s\n", RQ_ARG(load.findings.items[i].path), RQ_ARG(load.findings.items[i].message));
    printf("%.*s\n", RQ_ARG(text));
    rq_arena_free(arena);
    return 0;
}

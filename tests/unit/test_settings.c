/* Settings: each section of the pages in tests/unit/settings is a tree of files, sources, and what they come to. */
#include "base/source.h"
#include "lint/lint.h"
#include "settings/settings.h"
#include "yaml/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MOST_FILES = 20 };

/* A section of a page. */
struct section {
    struct rq_arena *arena;
    rq_str title, sources, wanted;
    rq_str paths[MOST_FILES];
    rq_str texts[MOST_FILES];
    bool opened[MOST_FILES];
    size_t count;
};

static rq_str read_page(struct rq_arena *arena, const char *path)
{
    struct rq_buf buf = {.arena = arena};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("cannot open %s", path);
    char bytes[4096];
    for (size_t count; (count = fread(bytes, 1, sizeof bytes, file)) > 0;)
        rq_buf_add(&buf, (rq_str){bytes, count});
    fclose(file);
    return rq_buf_text(&buf);
}

static bool give_rows(void *host, const struct rq_setting_source *source, const struct rq_locator *locator, size_t file,
                      const struct rq_captures *captures, struct rq_rows *rows, struct rq_err *err)
{
    struct section *section = host;
    (void)err;
    const struct rq_source *text = rq_source_new(section->arena, section->paths[file], section->texts[file]);
    struct rq_yaml yaml = rq_yaml_read(section->arena, text);
    *rows = rq_settings_rows(source, locator, yaml.documents, yaml.document_count, captures, section->arena);
    section->opened[file] = true;
    return true;
}

/* ---- what came of it ---- */

static void add_names(struct rq_buf *buf, const struct rq_settings_set *set, const uint32_t *accounts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        rq_str name = set->accounts[accounts == NULL ? i : accounts[i]];
        rq_buf_format(buf, "%s%.*s", i == 0 ? "" : ", ", RQ_ARG(name));
    }
}

static void add_single(struct rq_buf *buf, struct rq_arena *arena, const struct rq_settings *settings,
                       const struct rq_settings_set *set, const struct rq_setting_single *single)
{
    rq_str account = set->accounts[single->account], path = settings->paths[single->place->file];
    rq_str near = rq_setting_near(set, single, arena);
    rq_buf_format(buf, "only %.*s: %.*s", RQ_ARG(account), RQ_ARG(single->key));
    if (single->setting_count > 1)
        rq_buf_format(buf, ", %u settings", (unsigned)single->setting_count);
    rq_buf_format(buf, ", %.*s:%u", RQ_ARG(path), (unsigned)rq_value_pos(single->place->value).line);
    if (near.len > 0)
        rq_buf_format(buf, ", near %.*s", RQ_ARG(near));
    rq_buf_byte(buf, '\n');
}

static void add_set(struct rq_buf *buf, struct rq_arena *arena, const struct rq_settings *settings,
                    const struct rq_settings_set *set)
{
    rq_buf_format(buf, "%.*s: ", RQ_ARG(set->name));
    add_names(buf, set, NULL, set->account_count);
    for (size_t i = 0; i < set->ignored_count; i++)
        rq_buf_format(buf, "%s%.*s", i == 0 ? "; ignored: " : ", ", RQ_ARG(set->ignored[i]));
    rq_buf_byte(buf, '\n');
    for (size_t i = 0; i < set->setting_count; i++) {
        rq_buf_format(buf, "  %.*s: ", RQ_ARG(set->settings[i].key));
        add_names(buf, set, set->settings[i].accounts, set->settings[i].account_count);
        rq_buf_byte(buf, '\n');
    }
    for (size_t i = 0; i < set->single_count; i++)
        add_single(buf, arena, settings, set, &set->singles[i]);
}

static void add_opened(struct rq_buf *buf, const struct section *section)
{
    for (size_t i = 0; i < section->count; i++)
        if (!section->opened[i])
            rq_buf_format(buf, "not opened: %.*s\n", RQ_ARG(section->paths[i]));
}

static void check_section(struct section *section)
{
    struct rq_arena *arena = section->arena;
    struct rq_err err = {.arena = arena};
    struct rq_buf buf = {.arena = arena};
    const struct rq_source *source = rq_source_new(arena, RQ_STR(".reqlint.yaml"), section->sources);
    const struct rq_config *config = rq_config_read(arena, source, &err);
    const struct rq_policy *policy =
        config == NULL ? NULL : rq_policy_build(arena, config, NULL, 0, rq_lint_functions, 1, &err);
    const struct rq_settings_files files = {section, section->paths, section->count, NULL, give_rows};
    const struct rq_settings *settings =
        policy == NULL ? NULL : rq_settings_build(arena, policy->settings, policy->setting_count, &files, &err);
    if (settings == NULL)
        fail_msg("%.*s: %.*s", RQ_ARG(section->title), RQ_ARG(err.message));
    for (size_t i = 0; i < settings->set_count; i++)
        add_set(&buf, arena, settings, &settings->sets[i]);
    add_opened(&buf, section);
    if (!rq_str_equal(rq_buf_text(&buf), section->wanted))
        fail_msg("%.*s: expected\n%.*s\ngot\n%.*s", RQ_ARG(section->title), RQ_ARG(section->wanted), (int)buf.len,
                 buf.ptr);
}

/* ---- pages ---- */

/* A fenced block: a file if its info string has a path, the sources if that is `settings`, else what must come of them. */
static void take_block(struct section *section, rq_str info, rq_str text)
{
    size_t blank = rq_str_find_byte(info, ' ', 0);
    rq_str path = blank == RQ_NOT_FOUND ? RQ_STR("") : rq_str_slice(info, blank + 1, info.len);
    if (rq_str_equal(path, RQ_STR("settings"))) {
        section->sources = text;
    } else if (path.len > 0) {
        assert_true(section->count < MOST_FILES);
        section->paths[section->count] = path;
        section->texts[section->count++] = text;
    } else {
        section->wanted = text;
    }
}

/* Checks all sections of a page, which must be as many as we think. */
static void check_page(const char *path, size_t wanted)
{
    struct rq_arena *page_arena = rq_arena_new();
    rq_str page = read_page(page_arena, path);
    size_t sections = 0;
    for (size_t at = rq_str_find(page, RQ_STR("\n## "), 0); at != RQ_NOT_FOUND; sections++) {
        size_t next = rq_str_find(page, RQ_STR("\n## "), at + 1);
        rq_str text = rq_str_slice(page, at + 1, next);
        struct section section = {.arena = rq_arena_new()};
        section.title = rq_str_slice(text, 3, rq_str_find_byte(text, '\n', 0));
        for (size_t open = rq_str_find(text, RQ_STR("\n```"), 0); open != RQ_NOT_FOUND;) {
            size_t line = rq_str_find_byte(text, '\n', open + 1), close = rq_str_find(text, RQ_STR("\n```\n"), line);
            take_block(&section, rq_str_slice(text, open + 4, line), rq_str_slice(text, line + 1, close + 1));
            open = rq_str_find(text, RQ_STR("\n```"), close + 4);
        }
        check_section(&section);
        rq_arena_free(section.arena);
        at = next;
    }
    rq_arena_free(page_arena);
    assert_int_equal(sections, wanted);
}

static void test_counting(void **state)
{
    (void)state;
    check_page(REQLINT_SOURCE_DIR "/tests/unit/settings/counting.md", 15);
}

static void test_joins(void **state)
{
    (void)state;
    check_page(REQLINT_SOURCE_DIR "/tests/unit/settings/joins.md", 9);
}

static void test_hints(void **state)
{
    (void)state;
    check_page(REQLINT_SOURCE_DIR "/tests/unit/settings/hints.md", 6);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counting),
        cmocka_unit_test(test_joins),
        cmocka_unit_test(test_hints),
    };
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

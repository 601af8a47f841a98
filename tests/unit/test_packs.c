/*
 * The built-in packs in each combination pass the check of expressions, also with rules switched on that are off at first:
 * commands do not check them again where nothing changes what they say.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/source.h"
#include "base/text.h"
#include "lint/lint.h"
#include "pack.h"
#include "policy/policy.h"

enum { PACKS = 2 };

static struct rq_policy_files group_of(struct rq_arena *arena, const char *pack, bool builtin)
{
    const struct rq_source **sources = RQ_NEW_ARRAY(arena, const struct rq_source *, rq_pack_file_count);
    struct rq_policy_files group = {.pack = rq_str_from(pack), .sources = sources, .builtin = builtin};
    for (size_t i = 0; i < rq_pack_file_count; i++)
        if (rq_path_is_below(rq_pack_files[i].path, group.pack))
            sources[group.count++] = rq_source_new(arena, rq_pack_files[i].path, rq_pack_files[i].text);
    assert_true(group.count > 0);
    return group;
}

static const struct rq_policy *build(struct rq_arena *arena, rq_str config, const char *const *packs, bool builtin,
                                     struct rq_err *err)
{
    struct rq_policy_files groups[PACKS + 1];
    size_t count = 0;
    groups[count++] = group_of(arena, "core", builtin);
    for (size_t i = 0; i < PACKS && packs[i] != NULL; i++)
        groups[count++] = group_of(arena, packs[i], builtin);
    const struct rq_config *read = rq_config_read(arena, rq_source_new(arena, RQ_STR(".reqlint.yaml"), config), err);
    return read == NULL ? NULL : rq_policy_build(arena, read, groups, count, rq_lint_functions, 1, err);
}

static rq_str all_levels(struct rq_arena *arena, const struct rq_policy *policy)
{
    struct rq_buf config = {.arena = arena};
    rq_buf_add(&config, RQ_STR("rules:\n"));
    for (size_t i = 0; i < policy->rule_count; i++)
        rq_buf_format(&config, "  %.*s: error\n", RQ_ARG(policy->rules[i]->id));
    return rq_buf_text(&config);
}

/* Packs that are not said to be built in are checked like those of users. */
static void test_each_combination_is_sound(void **state)
{
    static const char *const combinations[][PACKS + 1] = {
        {NULL},
        {"enterprise-requests", NULL},
        {"decision-records", NULL},
        {"enterprise-requests", "decision-records", NULL},
        {"decision-records", "enterprise-requests", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof combinations / sizeof *combinations; i++) {
        struct rq_arena *arena = rq_arena_new();
        struct rq_err err = {.arena = arena};
        const struct rq_policy *policy = build(arena, RQ_STR(""), combinations[i], false, &err);
        if (policy != NULL)
            policy = build(arena, all_levels(arena, policy), combinations[i], false, &err);
        if (policy == NULL)
            fail_msg("combination %zu: %.*s:%u: %.*s", i, err.source == NULL ? 0 : (int)rq_source_path(err.source).len,
                     err.source == NULL ? "" : rq_source_path(err.source).ptr, err.pos.line, RQ_ARG(err.message));
        rq_arena_free(arena);
    }
}

/* There is no other pack that could be combined with these. */
static void test_there_is_no_other_pack(void **state)
{
    (void)state;
    for (size_t i = 0; i < rq_pack_file_count; i++) {
        rq_str path = rq_pack_files[i].path;
        assert_true(rq_path_is_below(path, RQ_STR("core")) || rq_path_is_below(path, RQ_STR("enterprise-requests")) ||
                    rq_path_is_below(path, RQ_STR("decision-records")));
    }
}

/* What the configuration changes is checked again, in expressions that are built in too. */
static void test_a_changed_kind_is_checked(void **state)
{
    static const char *const packs[] = {"enterprise-requests", NULL};
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    (void)state;
    rq_str config = RQ_STR("kinds: { request: { fields: { id: { type: list } } } }\n");
    assert_null(build(arena, config, packs, true, &err));
    assert_string_equal(err.message.ptr, "`id` must give text or a number, not list");
    assert_string_equal(rq_source_path(err.source).ptr, "enterprise-requests/pack.yaml");
    rq_arena_free(arena);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_combination_is_sound),
        cmocka_unit_test(test_there_is_no_other_pack),
        cmocka_unit_test(test_a_changed_kind_is_checked),
    };

    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

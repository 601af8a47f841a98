/* What pages do not reach: nearly equal texts against a comparison of every pair, many waivers, limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "base/limits.h"
#include "base/source.h"
#include "lint/lint.h"
#include "lint/near.h"
#include "lint/waive.h"

#include <stdio.h>
#include <string.h>

/* A policy of its own, and records to judge by it. */
struct bench {
    struct rq_arena *arena;
    const struct rq_policy *policy;
    struct rq_record *records;
    size_t count;
    struct rq_findings findings;
};

static const struct rq_source *source_of(struct rq_arena *arena, const char *path, const char *text)
{
    return rq_source_new(arena, rq_str_from(path), rq_arena_copy(arena, rq_str_from(text)));
}

static struct bench new_bench(const char *kinds, const char *rule, size_t room)
{
    struct bench bench = {.arena = rq_arena_new()};
    struct rq_err err = {.arena = bench.arena};
    const struct rq_source *sources[] = {source_of(bench.arena, "rule.yaml", rule)};
    struct rq_policy_files files = {.sources = sources, .count = 1};
    const struct rq_config *config = rq_config_read(bench.arena, source_of(bench.arena, ".reqlint.yaml", kinds), &err);
    if (config != NULL)
        bench.policy = rq_policy_build(bench.arena, config, &files, 1, rq_lint_functions, 1, &err);
    if (bench.policy == NULL)
        fail_msg("no policy: %.*s", RQ_ARG(err.message));
    bench.records = RQ_NEW_ARRAY(bench.arena, struct rq_record, room);
    bench.findings.arena = bench.arena;
    return bench;
}

static struct rq_map_build new_object(struct bench *bench)
{
    return (struct rq_map_build){.arena = bench->arena};
}

static void add_record(struct bench *bench, const char *kind, rq_str id, struct rq_map_build *object)
{
    const struct rq_record_kind *found = rq_policy_kind(bench->policy, rq_str_from(kind));
    assert_non_null(found);
    bench->records[bench->count++] = (struct rq_record){
        .kind = found,
        .place = &found->places[0],
        .path = id,
        .source = rq_source_new(bench->arena, id, RQ_STR("")),
        .object = rq_map_build_done(object),
        .captures = rq_map_over(bench->arena, NULL, 0),
        .id = id,
    };
}

static struct rq_lint_input build_input(struct bench *bench)
{
    struct rq_findings ignored = {.arena = bench->arena};
    return (struct rq_lint_input){
        .policy = bench->policy,
        .graph = rq_graph_build(bench->arena, bench->policy, bench->records, bench->count, NULL, 0,
                                rq_list_over(bench->arena, NULL, 0), &ignored),
        .now = rq_timestamp(0, 0),
    };
}

static const struct rq_rule *only_rule(const struct bench *bench, const char *id)
{
    const struct rq_rule *rule = rq_policy_rule(bench->policy, rq_str_from(id));
    assert_non_null(rule);
    return rule;
}

/* Numbers without a pattern, the same on every machine (Park and Miller's generator). */
static uint32_t next_number(uint32_t *seed, uint32_t below)
{
    *seed = (uint32_t)((uint64_t)*seed * 48271 % 2147483647);
    return *seed % below;
}

enum { MOST_WORDS = 12, VOCABULARY = 14 };

/* A text of words w0 … w13, some of them more than once; the set of its words as bits. */
static rq_str random_text(struct rq_arena *arena, uint32_t *seed, uint32_t *set)
{
    struct rq_buf buf = {.arena = arena};
    uint32_t count = next_number(seed, MOST_WORDS);
    *set = 0;
    for (uint32_t i = 0; i < count; i++) {
        /* Two numbers multiplied: some words are much more common than others. */
        uint32_t word = next_number(seed, VOCABULARY) * next_number(seed, VOCABULARY) / VOCABULARY;
        rq_buf_format(&buf, "%sw%u", i == 0 ? "" : " ", word);
        *set |= 1U << word;
    }
    return rq_buf_text(&buf);
}

static uint32_t bits(uint32_t set)
{
    uint32_t count = 0;
    for (; set != 0; set &= set - 1)
        count++;
    return count;
}

/* Jaccard's similarity as fractions, in tenths: common / all >= tenths / 10. */
static bool are_near(uint32_t a, uint32_t b, uint32_t tenths)
{
    return a != 0 && b != 0 && bits(a & b) * 10 >= tenths * bits(a | b);
}

static bool has_pair(const struct rq_findings *findings, rq_str later, rq_str earlier)
{
    for (size_t i = 0; i < findings->count; i++)
        if (rq_str_equal(findings->items[i].id, later) && rq_str_equal(findings->items[i].identity.what, earlier))
            return true;
    return false;
}

static const char text_kinds[] =
    "extends: []\nkinds:\n  text: { files: [\"*.x\"], id: record.stem }\npolicies: [rule.yaml]\n";

static struct bench near_bench(uint32_t tenths, size_t room)
{
    char rule[256];
    snprintf(rule, sizeof rule,
             "id: alike\ntitle: Alike\nmatch: text\nnear: { field: words, threshold: \"%u.0 / 10.0\" }\n", tenths);
    return new_bench(text_kinds, rule, room);
}

enum { TEXTS = 120 };

/* One threshold and one seed; the number of pairs, which the prefix filter and all comparisons must agree on. */
static size_t compare_all_pairs(uint32_t tenths, uint32_t seed)
{
    struct bench bench = near_bench(tenths, TEXTS);
    uint32_t sets[TEXTS], first_seed = seed;
    size_t pairs = 0;
    for (uint32_t i = 0; i < TEXTS; i++) {
        struct rq_map_build object = new_object(&bench);
        rq_map_build_put(&object, RQ_STR("words"), rq_string(random_text(bench.arena, &seed, &sets[i])));
        add_record(&bench, "text", rq_arena_format(bench.arena, "T-%u", i), &object);
    }
    struct rq_lint_input input = build_input(&bench);
    rq_judge_near(&input, only_rule(&bench, "alike"), &bench.findings);
    for (size_t later = 0; later < TEXTS; later++)
        for (size_t earlier = 0; earlier < later; earlier++) {
            if (!are_near(sets[later], sets[earlier], tenths))
                continue;
            pairs++;
            if (!has_pair(&bench.findings, bench.records[later].id, bench.records[earlier].id))
                fail_msg("threshold 0.%u, seed %u: T-%zu and T-%zu are near and were not found", tenths, first_seed,
                         later, earlier);
        }
    assert_int_equal(bench.findings.count, pairs);
    rq_arena_free(bench.arena);
    return pairs;
}

static void test_near_equals_every_pair_compared(void **state)
{
    (void)state;
    for (uint32_t tenths = 1; tenths <= 10; tenths++) {
        size_t pairs = 0;
        for (uint32_t seed = 1; seed <= 5; seed++)
            pairs += compare_all_pairs(tenths, seed);
        assert_in_range(pairs, 1, 5 * TEXTS * (TEXTS - 1) / 2 - 1);
    }
}

static void test_near_many_copies(void **state)
{
    (void)state;
    enum { COPIES = 200 }; /* 19,900 pairs */
    struct bench bench = near_bench(5, COPIES);
    for (uint32_t i = 0; i < COPIES; i++) {
        struct rq_map_build object = new_object(&bench);
        rq_map_build_put(&object, RQ_STR("words"), rq_string(RQ_STR("the same")));
        add_record(&bench, "text", rq_arena_format(bench.arena, "T-%u", i), &object);
    }
    struct rq_lint_input input = build_input(&bench);
    rq_judge_near(&input, only_rule(&bench, "alike"), &bench.findings);
    assert_int_equal(bench.findings.count, RQ_LIMIT_PAIRS + 1);
    const struct rq_finding *last = &bench.findings.items[RQ_LIMIT_PAIRS];
    assert_int_equal(last->level, RQ_LEVEL_ERROR);
    assert_string_equal(last->message.ptr, "more than 10000 pairs of texts are nearly equal: no verdict on the others");
    rq_arena_free(bench.arena);
}

static const char waiver_kinds[] = "extends: []\nkinds:\n"
                                   "  text: { files: [\"*.x\"], id: record.stem }\n"
                                   "  role: { files: [\"*.r\"], id: record.stem }\n"
                                   "  waiver:\n    files: [\"*.w\"]\n    id: record.stem\n"
                                   "    waives: { rule: object.rule, record: object.record, valid: "
                                   "'link(\"role\", object.by) != null' }\n"
                                   "policies: [rule.yaml]\n";
static const char false_rule[] = "id: never\ntitle: Never\nmatch: text\nexpression: 'false'\n";

static void add_waiver(struct bench *bench, rq_str record, const char *by)
{
    struct rq_map_build object = new_object(bench);
    rq_map_build_put(&object, RQ_STR("rule"), rq_string(RQ_STR("never")));
    rq_map_build_put(&object, RQ_STR("record"), rq_string(record));
    rq_map_build_put(&object, RQ_STR("by"), rq_string(rq_str_from(by)));
    add_record(bench, "waiver", rq_arena_format(bench->arena, "W-%zu", bench->count), &object);
}

static void add_plain(struct bench *bench, const char *kind, rq_str id)
{
    struct rq_map_build object = new_object(bench);
    add_record(bench, kind, id, &object);
}

static size_t waived(const struct rq_findings *findings)
{
    size_t count = 0;
    for (size_t i = 0; i < findings->count; i++)
        count += findings->items[i].waived;
    return count;
}

/* Every second text is waived, in another order than the texts stand in; names that only look alike are not. */
static void test_many_waivers(void **state)
{
    (void)state;
    enum { MANY = 500 };
    struct bench bench = new_bench(waiver_kinds, false_rule, 3 * MANY + 1);
    add_plain(&bench, "role", RQ_STR("cto"));
    for (uint32_t i = 0; i < MANY; i++)
        add_plain(&bench, "text", rq_arena_format(bench.arena, "T-%u", i));
    for (uint32_t i = MANY; i-- > 0;) {
        add_waiver(&bench, rq_arena_format(bench.arena, i % 2 == 0 ? "text/T-%u" : "tex/tT-%u", i), "cto");
        add_waiver(&bench, rq_arena_format(bench.arena, "text/T-%u/", i), "cto");
    }
    struct rq_lint_input input = build_input(&bench);
    rq_lint(&input, &bench.findings);
    rq_lint_waive(&input, &bench.findings);
    size_t texts = 0;
    for (size_t i = 0; i < bench.findings.count; i++) {
        const struct rq_finding *finding = &bench.findings.items[i];
        if (!rq_str_equal(finding->rule, RQ_STR("never")))
            continue;
        texts++;
        assert_int_equal(finding->waived, (finding->id.ptr[finding->id.len - 1] - '0') % 2 == 0);
    }
    assert_int_equal(texts, MANY);
    assert_int_equal(waived(&bench.findings), MANY / 2);
    rq_arena_free(bench.arena);
}

/* The base's waiver names an approver; whether there is one is the base's to say, not the head's. */
static void test_waivers_of_the_base_are_valid_there(void **state)
{
    static const struct {
        const char *name, *base_role, *head_role;
        size_t waived;
    } rows[] = {
        {"the base has the approver", "cto", NULL, 1},
        {"only the head has the approver", NULL, "cto", 0},
        {"both have", "cto", "cto", 1},
        {"neither has", NULL, NULL, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bench bench = new_bench(waiver_kinds, false_rule, 8), base = bench;
        base.records = RQ_NEW_ARRAY(bench.arena, struct rq_record, 8);
        if (rows[i].base_role != NULL)
            add_plain(&base, "role", rq_str_from(rows[i].base_role));
        add_waiver(&base, RQ_STR("text/T-1"), "cto");
        if (rows[i].head_role != NULL)
            add_plain(&bench, "role", rq_str_from(rows[i].head_role));
        add_plain(&bench, "text", RQ_STR("T-1"));
        struct rq_lint_input input = build_input(&bench);
        input.waivers = build_input(&base).graph;
        rq_lint(&input, &bench.findings);
        rq_lint_waive(&input, &bench.findings);
        if (waived(&bench.findings) != rows[i].waived)
            fail_msg("%s: %zu waived", rows[i].name, waived(&bench.findings));
        rq_arena_free(bench.arena);
    }
}

/* A record may stand in a file with bytes that are no text, which the pattern must not be given. */
static void test_find_in_bytes_that_are_no_text(void **state)
{
    (void)state;
    struct bench bench = new_bench(text_kinds, "id: word\ntitle: Word\nmatch: text\nfind: word\n", 1);
    add_plain(&bench, "text", RQ_STR("T-1"));
    bench.records[0].source = rq_source_new(bench.arena, RQ_STR("T-1"), RQ_STR("a word \xC3 and more"));
    struct rq_lint_input input = build_input(&bench);
    rq_lint_record(&input, only_rule(&bench, "word"), &bench.records[0], &bench.findings);
    assert_int_equal(bench.findings.count, 1);
    assert_string_equal(bench.findings.items[0].message.ptr,
                        "this rule cannot look at text that is not valid UTF-8: no verdict");
    rq_arena_free(bench.arena);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(test_near_equals_every_pair_compared),
    cmocka_unit_test(test_near_many_copies),
    cmocka_unit_test(test_many_waivers),
    cmocka_unit_test(test_waivers_of_the_base_are_valid_there),
    cmocka_unit_test(test_find_in_bytes_that_are_no_text),
};

int main(int argc, char **argv)
{
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}

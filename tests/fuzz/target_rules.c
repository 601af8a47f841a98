/*
 * Any bytes as a rule file.  What compiles is run on the tests inside it, which are records of the same stranger, and what
 * is found is printed in every format.
 */
#include "policy_fixture.h"

#include "base/source.h"
#include "diag/findings.h"
#include "reqlint/coverage.h"
#include "reqlint/trial.h"

/* The kinds and parameters that the built-in rules name, in short: the pack's own manifest takes longer to read than a rule
 * takes to run. */
static const char kinds[] =
    "kinds:\n"
    "  account: { files: accounts/*.yaml, id: object.id }\n"
    "  person: { files: people.yaml, at: 'people[]', id: object.id }\n"
    "  menu-item: { files: menu.yaml, at: 'menu[]', id: object.id,\n"
    "    fields: { id: { type: text }, title: { type: text }, price: { type: number },\n"
    "      kind: { type: text, enum: [configuration, service] } } }\n"
    "  request: { files: requests/*.yaml, id: object.id,\n"
    "    links: { account: { kind: account, id: object.account }, demand: { kind: account, id: object.demand } } }\n"
    "  decision: { files: 'decisions/{stem}.yaml', supersedes: object.supersedes,\n"
    "    links: { request: object.request, approver: { kind: person, id: object.approver } } }\n"
    "  promise: { files: promises/*.yaml, links: { request: object.request, account: object.account } }\n"
    "  waiver: { files: waivers/*.yaml }\n"
    "  document: { files: '**', format: text }\n"
    "params:\n"
    "  review-days: { default: 7 }\n"
    "  overdue-days: { default: 30 }\n"
    "  pattern-accounts: { default: 3 }\n"
    "  similar-outcomes: { default: 0.6 }\n"
    "  waiver-days: { default: 180 }\n"
    "  service-margin: { default: 1.0 }\n"
    "  branding-max-priority: { default: 3 }\n"
    "  solution-words: { default: [button, page] }\n"
    "  promise-words: { default: [will, shall] }\n"
    "  promise-exceptions: { default: [] }\n";

static void print_report(struct rq_arena *arena, const struct rq_findings *findings)
{
    struct rq_report report = {.mode = RQ_STR("check"),
                               .now = rq_timestamp(0, 0),
                               .findings = findings->items,
                               .finding_count = findings->count};
    rq_report_finish(&report, NULL, arena);
    for (size_t i = 0; rq_formats[i].name.len > 0; i++) {
        const struct rq_style style = {.color = i % 2 == 0, .width = 40 * (unsigned)i};
        struct rq_err err = {.arena = arena};
        rq_str text;
        FUZZ_HOLDS(rq_format_print(arena, rq_formats[i].name, &report, &style, &text, &err));
        FUZZ_HOLDS(rq_utf8_valid(text, NULL));
    }
}

static void run_test(struct rq_session *session, const struct rq_rule *rule, rq_value test,
                     struct rq_coverage *coverage)
{
    struct rq_arena *arena = session->arena;
    struct rq_err err = {.arena = arena};
    struct rq_findings findings = {.arena = arena};
    struct rq_trial trial;
    if (!rq_trial_read(arena, test, &trial, &err) ||
        !rq_trial_run(session, rule, &trial, test, coverage, &findings, &err)) {
        fuzz_check_failure(arena, &err);
        return;
    }
    print_report(arena, &findings);
}

/* Every gap has a place in the rule's file. */
static void check_coverage(struct rq_arena *arena, const struct rq_rule *rule, const struct rq_coverage *coverage)
{
    struct rq_rule_coverage result = rq_rule_coverage(arena, rule, coverage);
    FUZZ_HOLDS(result.reached <= result.sides && (result.gap_count > 0) == (result.reached < result.sides));
    for (size_t i = 0; i < result.gap_count; i++) {
        FUZZ_HOLDS(result.gaps[i].pos.line > 0 && result.gaps[i].missing_count > 0);
        FUZZ_HOLDS(rq_utf8_valid(result.gaps[i].message, NULL));
    }
}

static void run_tests(struct rq_arena *arena, const struct rq_policy *policy)
{
    enum { TESTS = 20 };
    const struct rq_options options = {.threads = 1, .now = rq_timestamp(0, 0)};
    struct rq_session session = {.arena = arena, .options = &options, .policy = policy};
    for (size_t r = 0; r < policy->rule_count; r++) {
        const struct rq_rule *rule = policy->rules[r];
        struct rq_coverage *coverage = rq_coverage_new(arena, rule);
        struct rq_rule_tests tests = rq_rule_tests(arena, rule);
        for (size_t i = 0; i < tests.count && i < TESTS; i++)
            run_test(&session, rule, tests.items[i], coverage);
        check_coverage(arena, rule, coverage);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    const struct rq_source *source = rq_source_new(arena, RQ_STR("rule.yaml"), fuzz_text(data, size));
    const struct rq_source *manifest = rq_source_new(arena, RQ_STR("pack.yaml"), rq_str_from(kinds));
    const struct rq_policy *policy = fuzz_policy(arena, NULL, manifest, source, &err);
    FUZZ_HOLDS((policy == NULL) == err.failed);
    if (policy == NULL)
        fuzz_check_failure(arena, &err);
    else
        run_tests(arena, policy);
    rq_arena_free(arena);
    return 0;
}

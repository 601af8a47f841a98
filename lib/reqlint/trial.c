/*
 * The tests inside rules.
 *
 * A test gives a record (`object`), and where the rule looks further, other records, an older version, parameters and a
 * time.  They become a small graph, on which the one rule is run.  A test of a built-in check gives `files` instead: a
 * small tree that goes through the whole of check.
 */
#include "reqlint/session.h"

#include "base/err.h"
#include "base/source.h"
#include "lint/lint.h"
#include "reqlint/coverage.h"
#include "reqlint/trial.h"

struct runner {
    struct rq_session *session;
    struct rq_err *err;
    bool everything, counts; /* the rules of packs too; what the tests reach */
    struct rq_test_result *results;
    size_t count, cap, failed;
    struct rq_rule_coverage *rules;
    size_t rule_count, rule_cap;
};

/* "1 finding", "2 findings". */
static rq_str count_words(struct rq_arena *arena, size_t count)
{
    return rq_arena_format(arena, "%zu finding%s", count, count == 1 ? "" : "s");
}

/* That a rule fails on a record is not what it was written to find: only a test that gives the very message wants it. */
static const rq_str got_fault = {"the rule fails; a test that wants this gives its message", 56};

/* An empty text: the finding is as expected. */
static rq_str compare(struct rq_arena *arena, const struct rq_expectation *expected, const struct rq_finding *finding)
{
    rq_str message = rq_value_source_text(arena, expected->message), at = rq_value_source_text(arena, expected->at);
    rq_str wanted = rq_level_name(expected->level);
    if (expected->message.kind != RQ_ABSENT && !rq_str_equal(message, finding->message))
        return rq_arena_format(arena, "expected the message \"%.*s\"", RQ_ARG(message));
    if (expected->at.kind != RQ_ABSENT && !rq_str_equal(at, finding->pointer))
        return rq_arena_format(arena, "expected it at %.*s", RQ_ARG(at.len > 0 ? at : RQ_STR("the record as a whole")));
    if (expected->level != RQ_LEVEL_OFF && expected->level != finding->level)
        return rq_arena_format(arena, "expected the level %.*s", RQ_ARG(wanted));
    return finding->fault && expected->message.kind == RQ_ABSENT ? got_fault : RQ_STR("");
}

static rq_str compare_all(struct rq_arena *arena, const struct rq_trial *trial, const struct rq_findings *findings)
{
    uint32_t count = trial->expect.as.list->count;
    if (count != findings->count)
        return rq_arena_format(arena, "expected %.*s, got %zu", RQ_ARG(count_words(arena, count)), findings->count);
    for (uint32_t i = 0; i < count; i++) {
        rq_str difference = compare(arena, &trial->expected[i], &findings->items[i]);
        if (difference.len > 0 && count == 1)
            return difference;
        if (difference.len > 0)
            return rq_arena_format(arena, "finding %u: %.*s", i + 1, RQ_ARG(difference));
    }
    return RQ_STR("");
}

/* What the test expects and did not get; empty if it is satisfied. */
static rq_str judge(struct rq_arena *arena, const struct rq_trial *trial, const struct rq_findings *findings)
{
    if (trial->expect.kind == RQ_LIST)
        return compare_all(arena, trial, findings);
    bool wanted = rq_str_equal(rq_value_text(trial->expect), RQ_STR("fail"));
    for (size_t i = 0; wanted && i < findings->count; i++)
        if (findings->items[i].fault)
            return got_fault;
    if (wanted == (findings->count > 0))
        return RQ_STR("");
    if (wanted)
        return RQ_STR("expected a finding, got none");
    return rq_arena_format(arena, "expected no finding, got %zu", findings->count);
}

static bool run_test(struct runner *runner, const struct rq_rule *rule, rq_value test, struct rq_coverage *coverage)
{
    struct rq_arena *arena = runner->session->arena;
    struct rq_trial trial;
    struct rq_findings findings = {.arena = arena};
    if (!rq_trial_read(arena, test, &trial, runner->err) ||
        !rq_trial_run(runner->session, rule, &trial, test, coverage, &findings, runner->err))
        return false;
    rq_str why = judge(arena, &trial, &findings);
    runner->results = rq_grow(arena, runner->results, runner->count, &runner->cap, sizeof *runner->results);
    runner->failed += why.len > 0;
    runner->results[runner->count++] = (struct rq_test_result){
        .rule = rule->id,
        .test = trial.name,
        .passed = why.len == 0,
        .message = why,
        .findings = findings.items,
        .finding_count = findings.count,
        .path = rq_source_path(rule->source),
        .pos = rq_value_pos(test),
        .source = rule->source,
    };
    return true;
}

/* The policy with all rules in force, each at the level that its file gives it: a test says what the rule does, whatever
 * level the configuration chose. */
static const struct rq_policy *as_written(struct rq_arena *arena, const struct rq_policy *policy)
{
    struct rq_policy *copy = RQ_NEW(arena, struct rq_policy);
    const struct rq_rule **rules = RQ_NEW_ARRAY(arena, const struct rq_rule *, policy->rule_count);
    for (size_t i = 0; i < policy->rule_count; i++) {
        const struct rq_rule **place = &rules[i];
        for (const struct rq_rule *form = policy->rules[i]; form != NULL; form = form->also) {
            struct rq_rule *written = RQ_NEW(arena, struct rq_rule);
            *written = *form;
            written->written = form->written == RQ_LEVEL_OFF ? RQ_LEVEL_ERROR : form->written;
            written->level = written->written;
            *place = written;
            place = &written->also;
        }
    }
    *copy = *policy;
    copy->rules = rules;
    return copy;
}

/* True if the rule stands in one of the files and folders that the options name, or if they name none. */
static bool is_in_paths(const struct rq_rule *rule, const rq_str *paths, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rq_path_is_below(rq_source_path(rule->source), paths[i]))
            return true;
    return count == 0;
}

/* PATH arguments, relative to the root of the repository; each must have a rule. */
static bool read_paths(struct runner *runner, rq_str *paths)
{
    const struct rq_session *session = runner->session;
    for (size_t i = 0; i < session->options->path_count; i++) {
        bool found = false;
        paths[i] = rq_str_from(session->options->paths[i]);
        if (session->repo != NULL && !rq_repo_path(session->repo, paths[i], session->arena, &paths[i], runner->err))
            return false;
        for (size_t r = 0; r < session->policy->rule_count && !found; r++)
            found = is_in_paths(session->policy->rules[r], &paths[i], 1);
        if (!found) {
            rq_fail(runner->err, "no rule in force stands in `%s`", session->options->paths[i]);
            return rq_fail_hint(runner->err, "`policies` in .reqlint.yaml says which files hold rules");
        }
    }
    return true;
}

static void add_coverage(struct runner *runner, struct rq_rule_coverage coverage)
{
    if (coverage.sides == 0)
        return;
    runner->rules =
        rq_grow(runner->session->arena, runner->rules, runner->rule_count, &runner->rule_cap, sizeof *runner->rules);
    runner->rules[runner->rule_count++] = coverage;
}

static bool run_rule(struct runner *runner, const struct rq_rule *rule)
{
    struct rq_arena *arena = runner->session->arena;
    struct rq_coverage *coverage = runner->counts ? rq_coverage_new(arena, rule) : NULL;
    struct rq_rule_tests tests = rq_rule_tests(arena, rule);
    for (size_t i = 0; i < tests.count; i++)
        if (!run_test(runner, rule, tests.items[i], coverage))
            return false;
    if (coverage != NULL)
        add_coverage(runner, rq_rule_coverage(arena, rule, coverage));
    return true;
}

static bool run_all(struct runner *runner)
{
    const struct rq_policy *policy = runner->session->policy;
    const struct rq_options *options = runner->session->options;
    rq_str *paths = RQ_NEW_ARRAY(runner->session->arena, rq_str, options->path_count);
    if (!read_paths(runner, paths))
        return false;
    for (size_t r = 0; r < policy->rule_count; r++) {
        const struct rq_rule *rule = policy->rules[r];
        bool wanted = runner->everything || rule->pack.len == 0 || options->rule_count > 0;
        if (wanted && rq_session_wants(runner->session, rule->id) && is_in_paths(rule, paths, options->path_count) &&
            !run_rule(runner, rule))
            return false;
    }
    return true;
}

static struct rq_test_report report_of(const struct runner *runner)
{
    struct rq_test_report report = {.results = runner->results,
                                    .count = runner->count,
                                    .failed = runner->failed,
                                    .rules = runner->rules,
                                    .rule_count = runner->rule_count};
    for (size_t i = 0; i < report.rule_count; i++) {
        report.sides += report.rules[i].sides;
        report.reached += report.rules[i].reached;
    }
    return report;
}

bool rq_run_tests(struct rq_arena *arena, const struct rq_options *options, bool everything, bool coverage,
                  struct rq_test_report *report, struct rq_err *err)
{
    struct rq_session session;
    struct runner runner = {.session = &session, .err = err, .everything = everything, .counts = coverage};
    bool good = rq_session_open_policy(&session, arena, options, err) && rq_session_check_rules(&session, err);
    if (good) {
        session.policy = as_written(arena, session.policy);
        good = run_all(&runner);
    }
    *report = report_of(&runner);
    rq_session_close(&session);
    return good;
}

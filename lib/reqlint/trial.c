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
#include "policy/shape.h"
#include "reqlint/coverage.h"
#include "reqlint/trial.h"

static const struct rq_shape_key trial_keys[] = {
    {"name", RQ_SHAPE_TEXT, offsetof(struct rq_trial, name)},
    {"kind", RQ_SHAPE_TEXT, offsetof(struct rq_trial, kind)},
    {"id", RQ_SHAPE_TEXT, offsetof(struct rq_trial, id)},
    {"path", RQ_SHAPE_TEXT, offsetof(struct rq_trial, path)},
    {"object", RQ_SHAPE_MAP, offsetof(struct rq_trial, object)},
    {"oldObject", RQ_SHAPE_MAP, offsetof(struct rq_trial, old_object)},
    {"records", RQ_SHAPE_MAP, offsetof(struct rq_trial, records)},
    {"params", RQ_SHAPE_MAP, offsetof(struct rq_trial, params)},
    {"words", RQ_SHAPE_MAP, offsetof(struct rq_trial, words)},
    {"files", RQ_SHAPE_MAP, offsetof(struct rq_trial, files)},
    {"now", RQ_SHAPE_TEXT, offsetof(struct rq_trial, now)},
    {"text", RQ_SHAPE_TEXT, offsetof(struct rq_trial, text)},
    {"expect", RQ_SHAPE_VALUE, offsetof(struct rq_trial, expect)},
    {0},
};

struct expectation {
    rq_str message, at, level;
};

static const struct rq_shape_key expectation_keys[] = {
    {"message", RQ_SHAPE_TEXT, offsetof(struct expectation, message)},
    {"at", RQ_SHAPE_TEXT, offsetof(struct expectation, at)},
    {"level", RQ_SHAPE_TEXT, offsetof(struct expectation, level)},
    {0},
};

struct runner {
    struct rq_session *session;
    struct rq_err *err;
    bool everything, counts; /* the rules of packs too; what the tests reach */
    struct rq_test_result *results;
    size_t count, cap, failed;
    struct rq_rule_coverage *rules;
    size_t rule_count, rule_cap;
};

static rq_str describe(struct rq_arena *arena, const struct rq_findings *findings)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < findings->count; i++) {
        const struct rq_finding *finding = &findings->items[i];
        rq_str level = rq_level_name(finding->level);
        rq_buf_format(&buf, "%s%.*s at \"%.*s\": %.*s", i == 0 ? "" : "; ", RQ_ARG(level), RQ_ARG(finding->pointer),
                      RQ_ARG(finding->message));
    }
    return rq_buf_text(&buf);
}

/* An empty text: the finding is as expected. */
static rq_str compare(struct rq_arena *arena, const struct expectation *expected, const struct rq_finding *finding)
{
    rq_str level = rq_level_name(finding->level);
    if (expected->message.len > 0 && !rq_str_equal(expected->message, finding->message))
        return rq_arena_format(arena, "expected the message \"%.*s\", got \"%.*s\"", RQ_ARG(expected->message),
                               RQ_ARG(finding->message));
    if (expected->at.len > 0 && !rq_str_equal(expected->at, finding->pointer))
        return rq_arena_format(arena, "expected a finding at %.*s, got one at \"%.*s\"", RQ_ARG(expected->at),
                               RQ_ARG(finding->pointer));
    if (expected->level.len > 0 && !rq_str_equal(expected->level, level))
        return rq_arena_format(arena, "expected the level %.*s, got %.*s", RQ_ARG(expected->level), RQ_ARG(level));
    return RQ_STR("");
}

static rq_str judge_list(struct runner *runner, const struct rq_list *list, const struct rq_findings *findings)
{
    struct rq_arena *arena = runner->session->arena;
    if (list->count != findings->count)
        return rq_arena_format(arena, "expected %u findings, got %zu%s%.*s", list->count, findings->count,
                               findings->count > 0 ? ": " : "", RQ_ARG(describe(arena, findings)));
    for (uint32_t i = 0; i < list->count; i++) {
        struct expectation expected = {0};
        if (!rq_shape_read(arena, list->items[i], expectation_keys, "an expected finding", &expected, runner->err))
            return RQ_STR("");
        rq_str difference = compare(arena, &expected, &findings->items[i]);
        if (difference.len > 0)
            return difference;
    }
    return RQ_STR("");
}

/* Why the findings are not what the test expects; empty if they are. */
static rq_str judge(struct runner *runner, const struct rq_trial *trial, const struct rq_findings *findings)
{
    struct rq_arena *arena = runner->session->arena;
    rq_str word = rq_value_text(trial->expect);
    if (trial->expect.kind == RQ_LIST)
        return judge_list(runner, trial->expect.as.list, findings);
    if (rq_str_equal(word, RQ_STR("fail")))
        return findings->count > 0 ? RQ_STR("") : RQ_STR("expected a finding, got none");
    if (!rq_str_equal(word, RQ_STR("pass"))) {
        rq_shape_fail(runner->err, trial->expect, "`expect` is pass, fail, or a list of findings");
        return RQ_STR("");
    }
    if (findings->count == 0)
        return RQ_STR("");
    return rq_arena_format(arena, "expected no finding, got %.*s", RQ_ARG(describe(arena, findings)));
}

static void add_result(struct runner *runner, const struct rq_rule *rule, rq_value test, const struct rq_trial *trial,
                       rq_str why)
{
    struct rq_arena *arena = runner->session->arena;
    runner->results = rq_grow(arena, runner->results, runner->count, &runner->cap, sizeof *runner->results);
    runner->failed += why.len > 0;
    runner->results[runner->count++] = (struct rq_test_result){
        .rule = rule->id,
        .test = trial->name,
        .passed = why.len == 0,
        .message = why,
        .path = rq_source_path(rule->source),
        .pos = rq_value_pos(test),
        .source = rule->source,
    };
}

bool rq_trial_read(struct rq_arena *arena, rq_value test, struct rq_trial *trial, struct rq_err *err)
{
    *trial = (struct rq_trial){0};
    if (!rq_shape_read(arena, test, trial_keys, "a test", trial, err))
        return false;
    if (trial->expect.kind == RQ_ABSENT)
        return rq_shape_fail(err, test, "this test has no `expect`");
    if (trial->name.len == 0)
        trial->name = rq_arena_format(arena, "line %u", rq_value_pos(test).line);
    return true;
}

static bool run_test(struct runner *runner, const struct rq_rule *rule, rq_value test, struct rq_coverage *coverage)
{
    struct rq_trial trial;
    struct rq_findings findings = {.arena = runner->session->arena};
    if (!rq_trial_read(runner->session->arena, test, &trial, runner->err) ||
        !rq_trial_run(runner->session, rule, &trial, test, coverage, &findings, runner->err))
        return false;
    rq_str why = judge(runner, &trial, &findings);
    if (runner->err->failed)
        return false;
    add_result(runner, rule, test, &trial, why);
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
    for (size_t i = 0; i < rule->test_count; i++)
        if (!run_test(runner, rule, rule->tests[i], coverage))
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

/* What is done beside the pass over the records (pass.c): pairs of records, rules without tests, levels. */
#include "lint/lint.h"

#include "lint/near.h"
#include "lint/pass.h"
#include "lint/scope.h"
#include "lint/settle.h"

void rq_lint_record(const struct rq_lint_input *input, const struct rq_rule *rule, const struct rq_record *record,
                    struct rq_findings *findings)
{
    rq_lint_judge(input, rule, record, findings);
    for (; rule != NULL; rule = rule->also)
        if (rule->near != NULL)
            rq_judge_near(input, rule, findings);
}

static bool expects_nothing(rq_value expect)
{
    return expect.kind == RQ_LIST ? expect.as.list->count == 0 : rq_str_equal(rq_value_text(expect), RQ_STR("pass"));
}

static bool has_test(struct rq_rule_tests tests, bool passing)
{
    for (size_t i = 0; i < tests.count; i++) {
        const rq_value *expect = rq_value_field(tests.items[i], RQ_STR("expect"));
        if (expect != NULL && expects_nothing(*expect) == passing)
            return true;
    }
    return false;
}

void rq_lint_rule_tests(const struct rq_rule *rule, struct rq_findings *findings)
{
    if (rule->pack.len > 0)
        return;
    struct rq_rule_tests tests = rq_rule_tests(findings->arena, rule);
    bool passing = has_test(tests, true), failing = has_test(tests, false);
    if (passing && failing)
        return;
    const rq_value *id = rq_value_field(rule->root, RQ_STR("id"));
    const char *lacks = passing   ? "`expect: fail`"
                        : failing ? "`expect: pass`"
                                  : "`expect: pass` and none with `expect: fail`";
    struct rq_finding finding = {
        .rule = RQ_STR("rule-without-tests"),
        .path = rq_source_path(rule->source),
        .source = rule->source,
        .pos = rq_value_pos(*id),
        .identity = {.whose = rule->id, .what = RQ_STR("tests")},
        .message = rq_arena_format(findings->arena, "the rule `%.*s` has no test with %s", RQ_ARG(rule->id), lacks),
    };
    rq_findings_add(findings, finding);
}

/* Findings about the rules themselves: the same ones in each state. */
static void lint_rules(const struct rq_lint_input *input, bool same, struct rq_findings *findings)
{
    const struct rq_lint_memory *known = input->known;
    struct rq_findings found = {.arena = findings->arena};
    if (known != NULL && !known->passes) {
        found.items = (struct rq_finding *)known->of_rules;
        found.count = known->of_rules_count;
    } else {
        for (size_t r = 0; r < input->policy->rule_count; r++)
            rq_lint_rule_tests(input->policy->rules[r], &found);
        rq_lint_settle(input->policy, &found, 0);
        for (size_t i = 0; input->memory != NULL && i < found.count; i++)
            rq_finding_liken(found.arena, &found.items[i]);
    }
    if (!same)
        rq_findings_add_all(findings, found.items, found.count);
    if (input->memory != NULL) {
        input->memory->of_rules = found.items;
        input->memory->of_rules_count = found.count;
    }
}

static bool judges_pairs(const struct rq_rule *form)
{
    return form->near != NULL && form->level != RQ_LEVEL_OFF;
}

/* What pairs gave is not compared. */
static bool has_pairs(const struct rq_policy *policy)
{
    for (size_t r = 0; r < policy->rule_count; r++)
        for (const struct rq_rule *form = policy->rules[r]; form != NULL; form = form->also)
            if (judges_pairs(form))
                return true;
    return false;
}

bool rq_lint(const struct rq_lint_input *given, struct rq_findings *findings)
{
    struct rq_lint_input input = *given;
    input.may_be_same = given->may_be_same && !has_pairs(given->policy);
    bool same = rq_lint_records(&input, findings);
    for (size_t r = 0; r < input.policy->rule_count; r++)
        for (const struct rq_rule *form = input.policy->rules[r]; form != NULL; form = form->also)
            if (judges_pairs(form))
                rq_judge_near(&input, form, findings);
    lint_rules(&input, same, findings);
    return same;
}

rq_value rq_lint_eval(const struct rq_lint_input *input, const struct rq_cel_program *program,
                      const struct rq_record *record, struct rq_arena *arena)
{
    struct rq_lint_scope *scope = RQ_NEW(arena, struct rq_lint_scope);
    rq_lint_scope_init(scope, input, NULL, record, arena);
    return rq_lint_scope_eval(scope, program);
}

/*
 * One rule on one record.
 *
 *   when -> find -> each -> expression -> finding
 *
 * A fault anywhere is a finding too, at level error: never a crash, never a silent pass.  All evaluation happens in a
 * scratch arena; what a finding keeps is copied out of it.  How findings are made: report.c.
 */
#include "lint/judge.h"

#include "lint/report.h"

/* Of a rule with `find` and no expression every match, or every element, is a finding. */
static void judge_expression(struct rq_lint_judge *judge)
{
    if (judge->rule->expression == NULL) {
        rq_lint_report_false(judge, NULL);
        return;
    }
    rq_value good = rq_lint_scope_eval(judge->scope, judge->rule->expression);
    if (good.kind != RQ_BOOL)
        rq_lint_report_fault(judge, "the rule's expression", "true or false", judge->rule->expression, good);
    else if (!good.as.boolean)
        rq_lint_report_false(judge, judge->rule->expression);
}

static uint32_t part_count(rq_value parts)
{
    if (parts.kind == RQ_LIST)
        return parts.as.list->count;
    return parts.kind == RQ_MAP ? parts.as.map->count : parts.kind != RQ_NULL;
}

/* `each` over a list judges its items, over a map its values; a single value stands for a list of one, and nothing (null,
 * an absent optional) for an empty list. */
static void judge_each(struct rq_lint_judge *judge)
{
    rq_value parts = rq_lint_scope_eval(judge->scope, judge->rule->each);
    if (parts.kind == RQ_OPTIONAL)
        parts = parts.as.inner == NULL ? rq_null() : *parts.as.inner;
    if (parts.kind == RQ_FAULT) {
        rq_lint_report_fault(judge, "the rule's `each`", "a list", judge->rule->each, parts);
        return;
    }
    uint32_t count = part_count(parts);
    rq_lint_scope_note(judge->scope, judge->rule->each, count > 0);
    judge->keyed = parts.kind == RQ_MAP;
    for (uint32_t i = 0; i < count; i++) {
        rq_value item = parts, index = rq_int(i);
        if (parts.kind == RQ_LIST)
            item = parts.as.list->items[i];
        if (parts.kind == RQ_MAP) {
            item = parts.as.map->entries[i].value;
            index = parts.as.map->entries[i].key;
        }
        rq_lint_scope_item(judge->scope, item, index);
        judge_expression(judge);
    }
}

/* All of what is at hand, the record or what was found in it; or each of its elements. */
static void judge_part(struct rq_lint_judge *judge)
{
    if (judge->rule->each != NULL)
        judge_each(judge);
    else
        judge_expression(judge);
}

/* A pattern that gives up is an error: what it did not look at may hold anything. */
static void judge_find(struct rq_lint_judge *judge)
{
    struct rq_find_walk walk;
    bool some = false;
    rq_find_start(&walk, judge->scope);
    while (rq_find_next(&walk, &judge->found)) {
        some = true;
        rq_lint_scope_found(judge->scope, judge->found.value);
        judge_part(judge);
    }
    if (some || walk.problem == NULL)
        rq_lint_scope_note(judge->scope, judge->rule->find, some);
    if (walk.problem != NULL)
        rq_lint_report_limit(judge, walk.problem);
}

static bool applies(struct rq_lint_judge *judge)
{
    if (judge->rule->when == NULL)
        return true;
    rq_value when = rq_lint_scope_eval(judge->scope, judge->rule->when);
    if (when.kind == RQ_BOOL)
        return when.as.boolean;
    rq_lint_report_fault(judge, "the rule's `when`", "true or false", judge->rule->when, when);
    return false;
}

void rq_judge(struct rq_lint_scope *scope, struct rq_findings *findings)
{
    struct rq_lint_judge judge = {.scope = scope, .findings = findings, .rule = scope->rule, .record = scope->record};
    /* Of a rule on pairs only `when` is about one record: here its faults are told. */
    if (!applies(&judge) || judge.rule->near != NULL)
        return;
    if (judge.rule->find != NULL)
        judge_find(&judge);
    else
        judge_part(&judge);
}

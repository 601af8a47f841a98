/*
 * One rule on one record.
 *
 *   when -> find -> each -> expression -> finding
 *
 * A fault anywhere is a finding too, at level error: never a crash, never a silent pass.  All evaluation happens in a
 * scratch arena; what a finding keeps is copied out of it.  How findings are made: report.c.
 */
#include "lint/judge.h"

#include "base/limits.h"
#include "base/source.h"
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

/* All of what is at hand, the record or a match; or each of its elements. */
static void judge_part(struct rq_lint_judge *judge)
{
    if (judge->rule->each != NULL)
        judge_each(judge);
    else
        judge_expression(judge);
}

/* found: the text of the match, its named groups ("" for one that took no part), its line. */
static rq_value found_value(struct rq_lint_judge *judge, const struct rq_regex_match *match)
{
    struct rq_arena *arena = judge->scope->arena;
    const struct rq_regex *find = judge->rule->find;
    rq_str text = rq_source_text(judge->record->source);
    struct rq_map_build groups = {.arena = arena}, found = {.arena = arena};
    for (uint32_t i = 1; i < match->count; i++) {
        const struct rq_regex_span *span = &match->spans[i];
        rq_str name = rq_regex_group_name(find, i);
        rq_str part = span->start == RQ_NOT_FOUND ? RQ_STR("") : rq_str_slice(text, span->start, span->end);
        if (name.len > 0)
            rq_map_build_put(&groups, name, rq_string(part));
    }
    rq_str whole = rq_str_slice(text, match->spans[0].start, match->spans[0].end);
    rq_map_build_put(&found, RQ_STR("text"), rq_string(whole));
    rq_map_build_put(&found, RQ_STR("groups"), rq_map_build_done(&groups));
    rq_map_build_put(&found, RQ_STR("line"), rq_int(judge->start.line));
    return rq_map_build_done(&found);
}

static void judge_match(struct rq_lint_judge *judge, const struct rq_regex_match *match)
{
    judge->match = match->spans[0];
    rq_lint_advance(&judge->start, rq_source_text(judge->record->source), judge->match.start);
    rq_lint_scope_found(judge->scope, found_value(judge, match));
    judge_part(judge);
}

/* Every match in the record's text.  A pattern that gives up is an error: what it did not look at may hold anything. */
static void judge_find(struct rq_lint_judge *judge)
{
    rq_str text = rq_source_text(judge->record->source);
    uint64_t steps = RQ_LIMIT_REGEX_STEPS;
    struct rq_regex_match match;
    size_t from = 0;
    if (!rq_utf8_valid(text, NULL)) {
        rq_lint_report_limit(judge, "the pattern of this rule cannot look at text that is not valid UTF-8: no verdict");
        return;
    }
    judge->start = (struct rq_lint_cursor){rq_str_starts(text, RQ_STR("\xEF\xBB\xBF")) ? 3 : 0, 1, 1};
    for (size_t count = 0; from <= text.len; count++) {
        enum rq_regex_result result =
            rq_regex_search(judge->rule->find, text, from, &steps, judge->scope->arena, &match);
        if (result != RQ_REGEX_LIMIT && count == 0)
            rq_lint_scope_note(judge->scope, judge->rule->find, result == RQ_REGEX_YES);
        if (result == RQ_REGEX_NO)
            return;
        if (result == RQ_REGEX_LIMIT || count == RQ_LIMIT_MATCHES) {
            rq_lint_report_limit(judge, result == RQ_REGEX_LIMIT
                                            ? "the pattern of this rule takes too many steps on this text: no verdict"
                                            : "the pattern of this rule matches this text too often: no verdict");
            return;
        }
        judge_match(judge, &match);
        from = match.spans[0].end;
        if (match.spans[0].end == match.spans[0].start && from < text.len)
            rq_utf8_next(text, &from);
        else if (match.spans[0].end == match.spans[0].start)
            return;
    }
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

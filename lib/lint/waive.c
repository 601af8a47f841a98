/*
 * Waivers.  Each names a rule and a record; they are sorted by both, so that findings are looked up and never compared
 * with every waiver.
 */
#include "lint/waive.h"

#include "lint/scope.h"

#include <stdlib.h>

struct waiver {
    rq_str rule, record; /* "kind/id" */
    const struct rq_record *source;
    bool used;
};

struct table {
    struct waiver *items;
    size_t count, cap;
};

static rq_str eval_text(struct rq_lint_scope *scope, const struct rq_cel_program *program)
{
    rq_value value = rq_lint_scope_eval(scope, program);
    if (value.kind == RQ_OPTIONAL && value.as.inner != NULL)
        value = *value.as.inner;
    return rq_str_chomp(rq_value_source_text(scope->arena, value));
}

static bool is_valid(struct rq_lint_scope *scope, const struct rq_waives *waives)
{
    rq_value valid = rq_lint_scope_eval(scope, waives->valid);
    return valid.kind == RQ_BOOL && valid.as.boolean;
}

static void add_waiver(struct table *table, const struct rq_lint_input *input, const struct rq_record *record,
                       struct rq_arena *scratch, struct rq_arena *arena)
{
    const struct rq_waives *waives = record->kind->waives;
    struct rq_lint_scope *scope = RQ_NEW(scratch, struct rq_lint_scope);
    rq_lint_scope_init(scope, input, NULL, record, scratch);
    if (!is_valid(scope, waives))
        return;
    rq_str id = eval_text(scope, waives->rule), name = eval_text(scope, waives->record);
    const struct rq_rule *rule = rq_policy_rule(input->policy, id);
    if (rule == NULL || !rule->waivable)
        return;
    table->items = rq_grow(arena, table->items, table->count, &table->cap, sizeof *table->items);
    table->items[table->count++] = (struct waiver){rq_arena_copy(arena, id), rq_arena_copy(arena, name), record, false};
}

static int compare_waivers(const void *left, const void *right)
{
    const struct waiver *a = left, *b = right;
    int order = rq_str_compare(a->rule, b->rule);
    return order != 0 ? order : rq_str_compare(a->record, b->record);
}

/* The first waiver of the sorted table that is not before `key`. */
static size_t lower_bound(const struct table *table, const struct waiver *key)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_waivers(&table->items[middle], key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Several waivers may name one finding: all of them have something to waive. */
static void apply(struct table *table, struct rq_findings *findings, struct rq_arena *scratch)
{
    for (size_t f = 0; table->count > 0 && f < findings->count; f++) {
        struct rq_finding *finding = &findings->items[f];
        struct waiver key = {.rule = finding->rule,
                             .record =
                                 rq_arena_format(scratch, "%.*s/%.*s", RQ_ARG(finding->kind), RQ_ARG(finding->id))};
        for (size_t w = lower_bound(table, &key); w < table->count && compare_waivers(&table->items[w], &key) == 0; w++)
            finding->waived = table->items[w].used = true;
        rq_arena_reset(scratch);
    }
}

static void report_unused(const struct rq_policy *policy, const struct table *table, struct rq_findings *findings)
{
    for (size_t w = 0; w < table->count; w++) {
        const struct waiver *waiver = &table->items[w];
        const struct rq_rule *rule = rq_policy_rule(policy, waiver->source->kind->waives->unused);
        if (waiver->used || rule == NULL || rule->level == RQ_LEVEL_OFF)
            continue;
        rq_str message = rq_arena_format(findings->arena, "`%.*s` finds nothing at `%.*s`: there is nothing to waive",
                                         RQ_ARG(waiver->rule), RQ_ARG(waiver->record));
        struct rq_finding finding =
            rq_record_finding(findings->arena, waiver->source, rule->id, (rq_value){0}, message);
        finding.level = rule->level;
        finding.help = rule->help;
        finding.identity.what = waiver->rule;
        rq_findings_add(findings, finding);
    }
}

/* Whether a waiver is valid is asked where it comes from: with the approvers of the base, not those of the head. */
void rq_lint_waive(const struct rq_lint_input *input, struct rq_findings *findings)
{
    struct rq_lint_input own = *input;
    own.graph = input->waivers != NULL ? input->waivers : input->graph;
    struct rq_arena *scratch = rq_arena_new();
    struct table table = {0};
    for (size_t i = 0; i < own.graph->record_count; i++) {
        const struct rq_record *record = &own.graph->records[i];
        if (record->kind->waives != NULL && !record->superseded)
            add_waiver(&table, &own, record, scratch, findings->arena);
        rq_arena_reset(scratch);
    }
    if (table.count > 0)
        qsort(table.items, table.count, sizeof *table.items, compare_waivers);
    apply(&table, findings, scratch);
    rq_arena_free(scratch);
    if (input->waivers == NULL)
        report_unused(input->policy, &table, findings);
}

/*
 * Waivers.  Each names a rule and a record; both go into a table, so that findings are looked up and never compared with
 * every waiver.
 */
#include "lint/waive.h"

#include "lint/scope.h"

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
    return rq_str_trim(rq_value_source_text(scope->arena, value));
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

static bool names(const struct waiver *waiver, const struct rq_finding *finding)
{
    rq_str record = waiver->record;
    return rq_str_equal(waiver->rule, finding->rule) && record.len == finding->kind.len + 1 + finding->id.len &&
           rq_str_starts(record, finding->kind) && record.ptr[finding->kind.len] == '/' &&
           rq_str_ends(record, finding->id);
}

static void apply(struct table *table, struct rq_findings *findings)
{
    for (size_t f = 0; f < findings->count; f++)
        for (size_t w = 0; w < table->count; w++)
            if (names(&table->items[w], &findings->items[f]))
                findings->items[f].waived = table->items[w].used = true;
}

static void report_unused(const struct table *table, struct rq_findings *findings)
{
    for (size_t w = 0; w < table->count; w++) {
        const struct waiver *waiver = &table->items[w];
        rq_str rule = waiver->source->kind->waives->unused;
        if (waiver->used || rule.len == 0)
            continue;
        rq_str message = rq_arena_format(findings->arena, "`%.*s` finds nothing at `%.*s`: there is nothing to waive",
                                         RQ_ARG(waiver->rule), RQ_ARG(waiver->record));
        struct rq_finding finding = rq_record_finding(findings->arena, waiver->source, rule, (rq_value){0}, message);
        finding.subject = waiver->rule;
        rq_findings_add(findings, finding);
    }
}

void rq_lint_waive(const struct rq_lint_input *input, struct rq_findings *findings)
{
    const struct rq_graph *graph = input->waivers != NULL ? input->waivers : input->graph;
    struct rq_arena *scratch = rq_arena_new();
    struct table table = {0};
    for (size_t i = 0; i < graph->record_count; i++) {
        const struct rq_record *record = &graph->records[i];
        if (record->kind->waives != NULL && !record->superseded)
            add_waiver(&table, input, record, scratch, findings->arena);
        rq_arena_reset(scratch);
    }
    rq_arena_free(scratch);
    apply(&table, findings);
    if (input->waivers == NULL)
        report_unused(&table, findings);
}

/*
 * The baseline: a file of fingerprints, whose entries are records of a kind that waives by fingerprint.
 *
 * Fingerprints are there once a report is finished, so it is finished twice: to compare, and by the caller, in its order and
 * with what is added here.  `gate` asks for no baseline: what the base has passes anyway, and what it has no longer must
 * not come back because an old entry was forgotten.
 */
#include "reqlint/baseline.h"

#include "lint/lint.h"

#include <stdlib.h>

static int compare_entries(const void *left, const void *right)
{
    const struct rq_baseline_entry *a = left, *b = right;
    int order = rq_str_compare(a->fingerprint, b->fingerprint);
    return order != 0 ? order : (a->record > b->record) - (a->record < b->record);
}

static bool is_valid(const struct rq_lint_input *input, const struct rq_record *record, struct rq_arena *arena)
{
    rq_value valid = rq_lint_eval(input, record->kind->waives->valid, record, arena);
    return valid.kind == RQ_BOOL && valid.as.boolean;
}

/* The valid entries, sorted. */
struct rq_baseline rq_baseline_read(const struct rq_session *session, const struct rq_graph *graph)
{
    struct rq_lint_input input = {.policy = session->policy, .graph = graph, .now = session->options->now};
    struct rq_baseline entries = {NULL, 0};
    size_t cap = 0;
    for (size_t i = 0; i < graph->record_count; i++) {
        const struct rq_record *record = &graph->records[i];
        const struct rq_waives *waives = record->kind->waives;
        if (waives == NULL || waives->fingerprint == NULL || !is_valid(&input, record, session->arena))
            continue;
        rq_value fingerprint = rq_lint_eval(&input, waives->fingerprint, record, session->arena);
        entries.items = rq_grow(session->arena, entries.items, entries.count, &cap, sizeof *entries.items);
        entries.items[entries.count++] =
            (struct rq_baseline_entry){rq_value_source_text(session->arena, fingerprint), record, false};
    }
    if (entries.count > 0)
        qsort(entries.items, entries.count, sizeof *entries.items, compare_entries);
    return entries;
}

struct rq_baseline_entry *rq_baseline_find(const struct rq_baseline *baseline, rq_str fingerprint)
{
    struct rq_baseline_entry key = {.fingerprint = fingerprint};
    size_t low = 0, high = baseline->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_entries(&baseline->items[middle], &key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    bool there = low < baseline->count && rq_str_equal(baseline->items[low].fingerprint, fingerprint);
    return there ? &baseline->items[low] : NULL;
}

/* What an entry says under a key. */
rq_str rq_baseline_says(struct rq_arena *arena, const struct rq_baseline_entry *entry, const char *key,
                        rq_str otherwise)
{
    const rq_value *value = entry == NULL ? NULL : rq_value_field(entry->record->object, rq_str_from(key));
    return value == NULL ? otherwise : rq_value_source_text(arena, *value);
}

static void report_unused(const struct rq_session *session, const struct rq_baseline_entry *entry,
                          struct rq_findings *findings)
{
    const struct rq_rule *rule = rq_policy_rule(session->policy, entry->record->kind->waives->unused);
    if (entry->used || rule == NULL || rule->level == RQ_LEVEL_OFF)
        return;
    rq_str what = rq_baseline_says(findings->arena, entry, "rule", entry->fingerprint);
    rq_str path = rq_baseline_says(findings->arena, entry, "path", RQ_STR(""));
    rq_str message = rq_arena_format(findings->arena, "%.*s%s%.*s is found no more", RQ_ARG(what),
                                     path.len > 0 ? " in " : "", RQ_ARG(path));
    struct rq_finding finding =
        rq_record_finding(findings->arena, entry->record, NULL, rule->id, (rq_value){0}, message);
    finding.level = rule->level;
    finding.help = rule->help;
    rq_findings_add(findings, finding);
}

void rq_baseline_apply(const struct rq_session *session, const struct rq_state *state, bool all,
                       struct rq_report *report, const struct rq_report *known)
{
    if (!rq_graph_has_waivers(state->graph))
        return;
    struct rq_baseline entries = rq_baseline_read(session, state->graph);
    struct rq_findings unused = {.arena = session->arena};
    if (entries.count == 0)
        return;
    rq_report_finish(report, known, session->arena);
    for (size_t i = 0; i < report->finding_count; i++) {
        struct rq_baseline_entry *entry = rq_baseline_find(&entries, report->findings[i].fingerprint);
        if (entry != NULL)
            report->findings[i].waived = entry->used = true;
    }
    for (size_t i = 0; all && i < entries.count; i++)
        report_unused(session, &entries.items[i], &unused);
    if (unused.count == 0)
        return;
    for (size_t i = 0; i < report->finding_count; i++)
        rq_findings_add(&unused, report->findings[i]);
    report->findings = unused.items;
    report->finding_count = unused.count;
}

/*
 * From pairs to groups.  The rule's findings are the pairs; whoever is in a pair with somebody of a group belongs to it
 * (union-find).  Findings, not pairs of texts, so that waivers and the rule's own condition count here as in a check.
 */
#include "lint/alike_groups.h"

#include "base/err.h"
#include "lint/near.h"
#include "lint/waive.h"

#include <stdlib.h>

struct groups {
    const struct rq_graph *graph;
    uint32_t *parents; /* by the numbers of records; a root is its own */
};

static uint32_t root_of(struct groups *groups, uint32_t number)
{
    while (groups->parents[number] != number)
        number = groups->parents[number] = groups->parents[groups->parents[number]];
    return number;
}

static uint32_t number_of(const struct groups *groups, const struct rq_record *record)
{
    return (uint32_t)(record - groups->graph->records);
}

/* The record of one of the rule's kinds with this id, in this file. */
static const struct rq_record *find_record(const struct groups *groups, const struct rq_rule *rule, rq_str id,
                                           rq_str path)
{
    for (size_t i = 0; i < rule->match_count; i++) {
        const struct rq_record *record = rq_graph_find(groups->graph, rule->match[i], id);
        if (record != NULL && rq_str_equal(record->path, path))
            return record;
    }
    return NULL;
}

static void join(struct groups *groups, const struct rq_rule *rule, const struct rq_finding *finding)
{
    const struct rq_record *later = find_record(groups, rule, finding->id, finding->path);
    const struct rq_record *earlier = finding->related_count == 0
                                          ? NULL
                                          : find_record(groups, rule, finding->identity.what, finding->related[0].path);
    if (later == NULL || earlier == NULL)
        return;
    uint32_t a = root_of(groups, number_of(groups, later)), b = root_of(groups, number_of(groups, earlier));
    groups->parents[a > b ? a : b] = a > b ? b : a;
}

static bool find_pairs(const struct rq_lint_input *input, const struct rq_rule *rule, struct rq_findings *findings,
                       struct rq_err *err)
{
    for (const struct rq_rule *form = rule; form != NULL; form = form->also)
        if (form->near != NULL && form->level != RQ_LEVEL_OFF)
            rq_judge_near(input, form, findings);
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].fault)
            return rq_fail(err, "the rule `%.*s` gives no verdict: %.*s", RQ_ARG(rule->id),
                           RQ_ARG(findings->items[i].message));
    rq_lint_waive(input, findings);
    return true;
}

static int by_id(const void *a, const void *b)
{
    const struct rq_record *const *left = a, *const *right = b;
    return rq_record_id_compare((*left)->id, (*right)->id);
}

/* Numbers the groups of two and more by the ids in them. */
static const uint32_t *number_groups(struct groups *groups, struct rq_arena *arena)
{
    size_t count = groups->graph->record_count, kept = 0;
    uint32_t *numbers = RQ_NEW_ARRAY(arena, uint32_t, count), *sizes = RQ_NEW_ARRAY(arena, uint32_t, count), next = 0;
    uint32_t *of_roots = RQ_NEW_ARRAY(arena, uint32_t, count);
    const struct rq_record **members = RQ_NEW_ARRAY(arena, const struct rq_record *, count);
    for (uint32_t i = 0; i < count; i++)
        sizes[root_of(groups, i)]++;
    for (uint32_t i = 0; i < count; i++)
        if (sizes[root_of(groups, i)] > 1)
            members[kept++] = &groups->graph->records[i];
    if (kept > 0)
        qsort(members, kept, sizeof(const struct rq_record *), by_id);
    for (size_t i = 0; i < kept; i++) {
        uint32_t root = root_of(groups, number_of(groups, members[i]));
        of_roots[root] = of_roots[root] == 0 ? ++next : of_roots[root];
        numbers[number_of(groups, members[i])] = of_roots[root];
    }
    return numbers;
}

const uint32_t *rq_lint_alike_groups(const struct rq_lint_input *input, const struct rq_rule *rule,
                                     struct rq_arena *arena, struct rq_err *err)
{
    struct groups groups = {input->graph, RQ_NEW_ARRAY(arena, uint32_t, input->graph->record_count)};
    struct rq_findings findings = {.arena = arena};
    for (uint32_t i = 0; i < input->graph->record_count; i++)
        groups.parents[i] = i;
    if (!find_pairs(input, rule, &findings, err))
        return NULL;
    for (size_t i = 0; i < findings.count; i++)
        if (rq_str_equal(findings.items[i].rule, rule->id) && !findings.items[i].waived)
            join(&groups, rule, &findings.items[i]);
    return number_groups(&groups, arena);
}

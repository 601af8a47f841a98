/*
 * Comments that waive findings, and that a merge brings.  They are compared by their text and the path of their file, so
 * that one that moves within its file is the same.
 */
#include "reqlint/ignores.h"

#include "base/source.h"

#include <stdlib.h>

struct remark {
    rq_str path, text;
    uint32_t start; /* in the file */
    const struct rq_record *record;
};

struct remarks {
    struct remark *items;
    size_t count;
};

static int compare_texts(const struct remark *a, const struct remark *b)
{
    int order = rq_str_compare(a->path, b->path);
    return order != 0 ? order : rq_str_compare(a->text, b->text);
}

static int compare_remarks(const void *left, const void *right)
{
    const struct remark *a = left, *b = right;
    int order = compare_texts(a, b);
    return order != 0 ? order : (a->start > b->start) - (a->start < b->start);
}

/* A comment that names several rules, or that several kinds ask for, is several records, and is taken once. */
static void keep_one_of_each(struct remarks *remarks)
{
    size_t kept = 0;
    for (size_t i = 0; i < remarks->count; i++)
        if (kept == 0 || compare_remarks(&remarks->items[kept - 1], &remarks->items[i]) != 0)
            remarks->items[kept++] = remarks->items[i];
    remarks->count = kept;
}

/* The comments of a state, sorted. */
static struct remarks remarks_of(struct rq_arena *arena, const struct rq_graph *graph)
{
    struct remarks remarks = {RQ_NEW_ARRAY(arena, struct remark, graph->record_count), 0};
    for (size_t i = 0; i < graph->record_count; i++) {
        const struct rq_record *record = &graph->records[i];
        struct rq_origin origin = rq_value_origin(record->object);
        if (record->kind->waives == NULL || record->place->format != RQ_FORMAT_COMMENTS)
            continue;
        rq_str text = rq_str_slice(rq_source_text(record->source), origin.start, origin.end);
        remarks.items[remarks.count++] = (struct remark){record->path, text, origin.start, record};
    }
    if (remarks.count > 0)
        qsort(remarks.items, remarks.count, sizeof *remarks.items, compare_remarks);
    keep_one_of_each(&remarks);
    return remarks;
}

static void report(const struct rq_policy *policy, const struct remark *remark, const char *what,
                   struct rq_findings *findings)
{
    const struct rq_rule *rule = rq_policy_rule(policy, RQ_STR("policy-changed"));
    if (rule == NULL || rule->level == RQ_LEVEL_OFF)
        return;
    struct rq_finding finding = {
        .rule = rule->id,
        .level = rule->level,
        .help = RQ_STR("Have somebody read it who may grant exceptions; it counts from then on."),
        .path = remark->path,
        .source = remark->record->source,
        .pos = rq_value_pos(remark->record->object),
        .identity = {.whose = remark->path, .what = remark->text},
        .message =
            rq_arena_format(findings->arena, "the %s adds this comment, which waives nothing until base has it", what),
    };
    rq_findings_add(findings, finding);
}

void rq_ignores_report(const struct rq_session *session, const struct rq_state *base, const struct rq_state *result,
                       const char *what, struct rq_findings *findings)
{
    if (!rq_session_wants(session, RQ_STR("policy-changed")))
        return;
    struct remarks before = remarks_of(session->arena, base->graph), after = remarks_of(session->arena, result->graph);
    size_t known = 0;
    for (size_t i = 0; i < after.count; i++) {
        while (known < before.count && compare_texts(&before.items[known], &after.items[i]) < 0)
            known++;
        if (known < before.count && compare_texts(&before.items[known], &after.items[i]) == 0)
            known++;
        else
            report(session->policy, &after.items[i], what, findings);
    }
}

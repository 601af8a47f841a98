/*
 * Comments that waive findings, and that a merge brings.  They are compared by their text and the path of their file, so
 * that one that moves within its file is the same.
 */
#include "reqlint/ignores.h"

#include "base/source.h"

#include <stdlib.h>

struct remark {
    rq_str path, text;
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
    return order != 0 ? order : (a->record > b->record) - (a->record < b->record);
}

/* The comments of a state, sorted.  One that names several rules is several records, and is taken once. */
static struct remarks remarks_of(struct rq_arena *arena, const struct rq_graph *graph)
{
    struct remarks remarks = {RQ_NEW_ARRAY(arena, struct remark, graph->record_count), 0};
    uint32_t last = UINT32_MAX;
    for (size_t i = 0; i < graph->record_count; i++) {
        const struct rq_record *record = &graph->records[i];
        struct rq_origin origin = rq_value_origin(record->object);
        if (record->kind->waives == NULL || record->place->format != RQ_FORMAT_COMMENTS)
            continue;
        rq_str text = rq_str_slice(rq_source_text(record->source), origin.start, origin.end);
        bool again = origin.start == last && remarks.count > 0 &&
                     remarks.items[remarks.count - 1].record->source == record->source;
        last = origin.start;
        if (!again)
            remarks.items[remarks.count++] = (struct remark){record->path, text, record};
    }
    if (remarks.count > 0)
        qsort(remarks.items, remarks.count, sizeof *remarks.items, compare_remarks);
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
    struct remarks before = remarks_of(session->arena, base->graph), after = remarks_of(session->arena, result->graph);
    size_t known = 0;
    if (!rq_session_wants(session, RQ_STR("policy-changed")))
        return;
    for (size_t i = 0; i < after.count; i++) {
        while (known < before.count && compare_texts(&before.items[known], &after.items[i]) < 0)
            known++;
        if (known < before.count && compare_texts(&before.items[known], &after.items[i]) == 0)
            known++;
        else
            report(session->policy, &after.items[i], what, findings);
    }
}

/*
 * Verdicts of another state of the same tree, judged by the same rules (of a merge, its base).
 *
 * Evaluation is a function of what the scope hands out.  So where a record was judged by looking at nothing but itself,
 * its refs and its backrefs, and all of these are the very same values in both states (the loader shares the values of
 * files that are the same blob at the same path), it would be judged again with the same outcome: the findings are taken
 * over.  The same holds if it asked for other records by link(), and each of them looks the same, or is still not there.
 * Whoever asks the scope for anything else (all records, paths, words, oldObject) makes the verdict wide, and a wide one is
 * never taken over.
 */
#include "lint/memory.h"

static bool same_object(const struct rq_record *a, const struct rq_record *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return a->object.kind == RQ_MAP && b->object.kind == RQ_MAP && a->object.as.map == b->object.as.map;
}

static bool same_targets(const struct rq_link_end *a, const struct rq_link_end *b)
{
    bool same = a->list == b->list && a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = same_object(a->targets[i], b->targets[i]);
    return same;
}

/* True if a rule that asks for nothing but the record, its refs and its backrefs gets the very same values for both. */
static bool looks_same(const struct rq_record *a, const struct rq_record *b)
{
    bool same = same_object(a, b) && a->superseded == b->superseded && a->source == b->source && a->kind == b->kind &&
                rq_str_equal(a->id, b->id) && rq_str_equal(a->path, b->path) &&
                a->captures.as.map == b->captures.as.map && a->backlink_count == b->backlink_count;
    for (size_t i = 0; same && i < a->kind->link_count; i++)
        same = same_targets(&a->links[i], &b->links[i]);
    for (size_t i = 0; same && i < a->backlink_count; i++)
        same = a->backlinks[i]->kind == b->backlinks[i]->kind && same_object(a->backlinks[i], b->backlinks[i]);
    return same;
}

struct rq_lint_recall rq_lint_compare(struct rq_arena *arena, const struct rq_graph *graph,
                                      const struct rq_lint_memory *known)
{
    if (known == NULL)
        return (struct rq_lint_recall){.graph = graph};
    bool *same = RQ_NEW_ARRAY(arena, bool, graph->record_count);
    for (size_t i = 0; i < graph->record_count; i++) {
        size_t shared = graph->records[i].shared;
        same[i] = shared > 0 && looks_same(&graph->records[i], &known->graph->records[shared - 1]);
    }
    return (struct rq_lint_recall){graph, known, same};
}

/* True if asking for the record gives the same answer in both states. */
static bool answers_same(const struct rq_lint_recall *recall, const struct rq_lint_asked *asked)
{
    const struct rq_graph *before = recall->known->graph;
    const struct rq_record *now = rq_graph_find(recall->graph, asked->kind, asked->id);
    const struct rq_record *then = rq_graph_find(before, asked->kind, asked->id);
    if (now == NULL || then == NULL)
        return now == then;
    return recall->same[now - recall->graph->records] && now->shared - 1 == (size_t)(then - before->records);
}

const struct rq_lint_verdict *rq_lint_recall(const struct rq_lint_recall *recall, const struct rq_record *record)
{
    if (recall->known == NULL || !recall->same[record - recall->graph->records])
        return NULL;
    const struct rq_lint_verdict *verdict = &recall->known->verdicts[record->shared - 1];
    bool same = verdict->narrow;
    for (uint32_t i = 0; same && i < verdict->asked_count; i++)
        same = answers_same(recall, &verdict->asked[i]);
    return same ? verdict : NULL;
}

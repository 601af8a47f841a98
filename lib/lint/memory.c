/*
 * Verdicts of another state of the same tree, judged by the same rules: of a merge its base, in an audit the commit before.
 *
 * Evaluation is a function of what the scope hands out.  So where a record was judged by looking at nothing but itself,
 * its refs and its backrefs, and all of these are the very same values in both states (the loader shares the values of
 * files that are the same blob at the same path), it would be judged again with the same outcome: the findings are taken
 * over.  The same holds if rules asked for other records by link(), and each of them looks the same, or is still not
 * there, or for a path, and it still is there or not.
 *
 * A rule that looked further (at words, at all paths, at all records, at the time, at the past) is judged again unless the
 * two states have that alike too; the other rules on the record are not.  What it looks at by way of a variable that is the
 * same for all records (a constant) does not count: there it rests on the value; see constants.c.
 */
#include "lint/memory.h"

#include <string.h>

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

/* Parts of one and the same file. */
static bool same_place(const rq_value *a, const rq_value *b)
{
    return a->kind == b->kind && a->source == b->source && a->place == b->place && a->extent == b->extent &&
           a->plain == b->plain && a->as.integer == b->as.integer;
}

static bool same_items(const struct rq_list *words, const struct rq_list *others)
{
    bool same = words->count == others->count;
    for (uint32_t i = 0; same && i < words->count; i++)
        same = same_place(&words->items[i], &others->items[i]);
    return same;
}

/* The words are alike, and with *exact they also stand where they stood. */
static bool compare_words(const struct rq_graph *a, const struct rq_graph *b, bool *exact)
{
    const struct rq_map *left = a->words.as.map, *right = b->words.as.map;
    bool alike = left->count == right->count;
    *exact = alike;
    for (uint32_t i = 0; left != right && alike && i < left->count; i++) {
        rq_value words = left->entries[i].value, others = right->entries[i].value;
        *exact = *exact && same_items(words.as.list, others.as.list);
        alike = *exact || rq_value_alike(words, others);
    }
    return alike;
}

static bool same_records(const struct rq_lint_input *input, const bool *touched)
{
    const struct rq_graph *graph = input->graph;
    size_t count = graph->record_count;
    bool all = count == input->known->graph->record_count;
    if (input->change != NULL)
        return all && !input->change->moved && (count == 0 || memchr(touched, true, count) == NULL);
    for (size_t i = 0; all && i < count; i++)
        all = !touched[i] && graph->records[i].shared == i + 1;
    return all;
}

static bool same_now(rq_value a, rq_value b)
{
    return a.kind == b.kind && a.as.integer == b.as.integer && a.extent == b.extent;
}

/* What both states have alike, and of that what stands at other places. */
static uint16_t alike(const struct rq_lint_input *input, const bool *touched, uint16_t *moved)
{
    const struct rq_graph *graph = input->graph, *known = input->known->graph;
    unsigned looks = 0;
    bool exact;
    looks |= compare_words(graph, known, &exact) ? RQ_LOOK_WORDS : 0;
    *moved = exact ? 0 : RQ_LOOK_WORDS;
    looks |= graph->paths.as.list == known->paths.as.list ? RQ_LOOK_PATHS : 0;
    looks |= same_records(input, touched) ? RQ_LOOK_RECORDS | RQ_LOOK_NAMES : 0;
    looks |= same_now(input->now, input->known->now) ? RQ_LOOK_NOW | RQ_LOOK_TIME | RQ_LOOK_SHOWN : 0;
    looks |= input->base == NULL && input->known->base == NULL ? RQ_LOOK_BASE : 0;
    return (uint16_t)looks;
}

static const bool *compare_records(struct rq_arena *arena, const struct rq_lint_input *input)
{
    const struct rq_graph *graph = input->graph, *known = input->known->graph;
    bool *touched = RQ_NEW_ARRAY(arena, bool, graph->record_count);
    for (size_t i = 0; i < graph->record_count; i++) {
        const struct rq_record *record = &graph->records[i];
        touched[i] = record->shared == 0 || !looks_same(record, &known->records[record->shared - 1]);
    }
    return touched;
}

struct rq_lint_recall rq_lint_compare(struct rq_arena *arena, const struct rq_lint_input *input)
{
    if (input->known == NULL)
        return (struct rq_lint_recall){.graph = input->graph};
    const bool *touched = input->change != NULL ? input->change->touched : compare_records(arena, input);
    struct rq_lint_recall recall = {
        .graph = input->graph, .known = input->known, .change = input->change, .touched = touched};
    recall.looks = alike(input, touched, &recall.moved);
    recall.now = input->now.as.integer;
    recall.later =
        input->now.extent == 0 && input->known->now.extent == 0 && recall.now >= input->known->now.as.integer;
    return recall;
}

/* True if the name went or came with the change. */
static bool is_of_change(const struct rq_graph_change *change, const struct rq_record_kind *kind, rq_str id)
{
    for (size_t i = 0; i < change->name_count; i++)
        if (change->names[i].kind == kind && rq_str_equal(change->names[i].id, id))
            return true;
    return false;
}

static bool is_path_of_change(const struct rq_graph_change *change, rq_str path)
{
    for (size_t i = 0; i < change->path_count; i++)
        if (rq_str_equal(change->paths[i], path))
            return true;
    return false;
}

/* True if asking for the record or the path gives the same answer in both states. */
static bool answers_same(const struct rq_lint_recall *recall, const struct rq_lint_asked *asked)
{
    const struct rq_graph *before = recall->known->graph;
    if (asked->kind == NULL && recall->change != NULL && recall->change->paths != NULL)
        return !is_path_of_change(recall->change, asked->id);
    if (asked->kind == NULL)
        return (recall->looks & RQ_LOOK_PATHS) != 0 ||
               rq_graph_has_path(recall->graph, asked->id) == rq_graph_has_path(before, asked->id);
    const struct rq_record *now = rq_graph_find(recall->graph, asked->kind, asked->id);
    if (recall->change != NULL)
        return !is_of_change(recall->change, asked->kind, asked->id) &&
               (now == NULL || !recall->touched[now - recall->graph->records]);
    const struct rq_record *then = rq_graph_find(before, asked->kind, asked->id);
    if (now == NULL || then == NULL)
        return now == then;
    return !recall->touched[now - recall->graph->records] && now->shared - 1 == (size_t)(then - before->records);
}

bool rq_lint_answers_same(const struct rq_lint_recall *recall, const struct rq_lint_verdict *verdict)
{
    bool same = true;
    for (uint32_t i = 0; same && i < verdict->asked_count; i++)
        same = answers_same(recall, &verdict->asked[i]);
    return same;
}

static bool is_alone(const struct rq_graph *graph, const struct rq_record *record)
{
    return record->older == NULL && rq_graph_newest(graph, record->kind, record->id) == record;
}

/* The past of a record that did not change is the same, unless another record has its id: whose past is whose depends on
 * all of them. */
static bool same_history(const struct rq_lint_recall *recall, const struct rq_record *record)
{
    const struct rq_graph *before = recall->known->graph;
    if (!recall->known->same_past || !is_alone(recall->graph, record))
        return false;
    if (recall->change != NULL)
        return !is_of_change(recall->change, record->kind, record->id);
    return is_alone(before, &before->records[record->shared - 1]);
}

const struct rq_lint_verdict *rq_lint_recall(const struct rq_lint_recall *recall, const struct rq_record *record,
                                             uint16_t *looks)
{
    if (recall->known == NULL || recall->touched[record - recall->graph->records])
        return NULL;
    const struct rq_lint_verdict *verdict = &recall->known->verdicts[record->shared - 1];
    bool historical = (verdict->looks & RQ_LOOK_HISTORY) != 0;
    *looks = (uint16_t)(recall->looks | (historical && same_history(recall, record) ? RQ_LOOK_HISTORY : 0));
    return rq_lint_answers_same(recall, verdict) ? verdict : NULL;
}

struct rq_lint_sum rq_lint_sum_up(const struct rq_lint_memory *memory)
{
    struct rq_lint_sum sum = {.looks = memory->pair_looks, .due = INT64_MAX};
    for (size_t i = 0; i < memory->graph->record_count; i++) {
        sum.looks |= memory->verdicts[i].looks;
        sum.due = memory->verdicts[i].due < sum.due ? memory->verdicts[i].due : sum.due;
    }
    for (size_t c = 0; c < memory->graph->policy->constant_count; c++)
        sum.looks |= memory->constants[c].looks;
    return sum;
}

/*
 * Links and backlinks.  A link's expression gives an id or a list of ids; what it finds is kept as pointers, so that rules
 * follow links in constant time.  One that finds nothing but what is gone leads nowhere; but what is gone knows of it, so
 * that a rule on removed records sees what pointed at them, be it there or gone as well.
 */
#include "graph/links.h"

#include "base/source.h"

enum { MOST_RELATED = 3 };

struct linker {
    const struct rq_graph *graph;
    struct rq_arena *arena;
    struct rq_arena *scratch; /* for evaluation; reset after each record */
    struct rq_findings *findings;
    const struct rq_record *record;
    const struct rq_link *link;
    struct rq_tracer tracer; /* of the record's object; in `scratch` */
};

/* The records in force that share an id, from the newest backward, in the order of their paths. */
static void relate(struct linker *linker, const struct rq_record *newest, struct rq_finding *finding)
{
    const struct rq_record *shown[MOST_RELATED];
    size_t count = 0;
    for (; newest != NULL && count < MOST_RELATED; newest = newest->older)
        if (!newest->superseded)
            shown[count++] = newest;
    while (count-- > 0) {
        rq_pos pos = rq_record_id_pos(shown[count]);
        rq_finding_relate(linker->findings->arena, finding,
                          (struct rq_related){shown[count]->source, shown[count]->path, pos, RQ_STR("one of them")});
    }
}

/* Nobody wants to hear of it: then there is no nearest id to look for either. */
static bool is_off(const struct linker *linker, rq_str id)
{
    const struct rq_rule *rule = rq_policy_rule(linker->graph->policy, id);
    return rule != NULL && rule->level == RQ_LEVEL_OFF;
}

static void report(struct linker *linker, rq_str rule, rq_value id, rq_str message, rq_str subject,
                   const struct rq_record *newest)
{
    struct rq_finding finding =
        rq_record_finding(linker->findings->arena, linker->record, &linker->tracer, rule, id, message);
    finding.identity.what = rq_arena_copy(linker->findings->arena, subject);
    relate(linker, newest, &finding);
    rq_findings_add(linker->findings, finding);
}

static void report_missing(struct linker *linker, rq_value id, rq_str text)
{
    struct rq_arena *arena = linker->findings->arena;
    const struct rq_record_kind *target = linker->link->target;
    rq_str near = rq_graph_nearest_id(linker->graph, target, text, arena);
    rq_str message = rq_arena_format(arena, "there is no %.*s `%.*s`", RQ_ARG(target->name), RQ_ARG(text));
    if (near.len > 0)
        message = rq_arena_format(arena, "%.*s; did you mean `%.*s`?", RQ_ARG(message), RQ_ARG(near));
    report(linker, linker->link->missing, id, message, text, NULL);
}

static bool has_several_in_force(const struct rq_record *newest)
{
    size_t count = 0;
    for (; newest != NULL && count < 2; newest = newest->older)
        count += !newest->superseded;
    return count > 1;
}

/* What had the id and is gone; NULL if nothing had it, or something has it. */
static const struct rq_record *find_gone(const struct linker *linker, rq_str id)
{
    const struct rq_record *newest = rq_graph_newest(linker->graph, linker->link->target, id);
    return newest != NULL && rq_graph_is_gone(linker->graph, newest) ? newest : NULL;
}

static const struct rq_record *resolve(struct linker *linker, rq_value id, const struct rq_record **gone)
{
    rq_str text = rq_str_chomp(rq_value_source_text(linker->scratch, id));
    if (rq_str_trim(text).len == 0)
        return NULL;
    const struct rq_record *found = rq_graph_find(linker->graph, linker->link->target, text);
    if (found == NULL) {
        if (!is_off(linker, linker->link->missing))
            report_missing(linker, id, text);
        *gone = find_gone(linker, text);
        return NULL;
    }
    const struct rq_record *newest = rq_graph_newest(linker->graph, linker->link->target, text);
    if (has_several_in_force(newest)) {
        rq_str name = linker->link->target->name;
        rq_str message = rq_arena_format(linker->findings->arena, "more than one %.*s has the id `%.*s`", RQ_ARG(name),
                                         RQ_ARG(text));
        report(linker, RQ_STR("ambiguous-link"), id, message, text, newest);
    }
    return found;
}

static bool is_scalar(rq_value value)
{
    return value.kind == RQ_STRING || value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE ||
           value.kind == RQ_BOOL;
}

/* What is no id (null, a mapping) finds nothing; wrong-type has said so already where the kind has fields. */
static void resolve_items(struct linker *linker, const rq_value *ids, size_t count, struct rq_link_end *end)
{
    const struct rq_record **targets = RQ_NEW_ARRAY(linker->arena, const struct rq_record *, count), **lost = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct rq_record *gone = NULL;
        targets[i] = is_scalar(ids[i]) ? resolve(linker, ids[i], &gone) : NULL;
        if (gone == NULL)
            continue;
        if (lost == NULL)
            lost = RQ_NEW_ARRAY(linker->arena, const struct rq_record *, count);
        lost[i] = gone;
    }
    end->targets = targets;
    end->gone = lost;
    end->count = count;
}

static bool is_missing_key(rq_value value)
{
    return value.kind == RQ_FAULT && value.as.fault->missing.len > 0;
}

static void report_fault(struct linker *linker, rq_value fault)
{
    struct rq_arena *arena = linker->findings->arena;
    rq_str program = rq_cel_text(linker->link->id), why = fault.as.fault->message;
    rq_str message = rq_arena_format(arena, "the link `%.*s` cannot be followed: `%.*s`: %.*s",
                                     RQ_ARG(linker->link->name), RQ_ARG(program), RQ_ARG(why));
    rq_value where = rq_value_at(arena, (rq_value){0}, fault.as.fault->blame);
    report(linker, linker->link->missing, where, message, RQ_STR(""), NULL);
}

void rq_record_follow(struct rq_arena *arena, struct rq_arena *scratch, const struct rq_policy *policy,
                      struct rq_record *record)
{
    rq_value *ids = RQ_NEW_ARRAY(arena, rq_value, record->kind->link_count);
    for (size_t i = 0; i < record->kind->link_count; i++)
        ids[i] = rq_value_copy(arena, rq_graph_eval(scratch, policy, record, record->kind->links[i].id));
    record->link_ids = ids;
}

static rq_value ids_of(struct linker *linker)
{
    const struct rq_record *record = linker->record;
    if (record->link_ids != NULL)
        return record->link_ids[linker->link - record->kind->links];
    return rq_graph_eval(linker->scratch, linker->graph->policy, record, linker->link->id);
}

static void resolve_link(struct linker *linker, struct rq_link_end *end)
{
    rq_value ids = ids_of(linker);
    if (ids.kind == RQ_OPTIONAL)
        ids = ids.as.inner == NULL ? rq_null() : *ids.as.inner;
    if (ids.kind == RQ_FAULT && !is_missing_key(ids)) {
        report_fault(linker, ids);
        return;
    }
    if (ids.kind == RQ_LIST) {
        end->list = true;
        resolve_items(linker, ids.as.list->items, ids.as.list->count, end);
    } else if (is_scalar(ids)) {
        resolve_items(linker, &ids, 1, end);
    }
}

static void link_record(struct linker *linker, struct rq_record *record)
{
    struct rq_link_end *ends = RQ_NEW_ARRAY(linker->arena, struct rq_link_end, record->kind->link_count);
    linker->record = record;
    linker->tracer = (struct rq_tracer){.arena = linker->scratch};
    for (size_t i = 0; i < record->kind->link_count; i++) {
        linker->link = &record->kind->links[i];
        resolve_link(linker, &ends[i]);
    }
    record->links = ends;
    rq_arena_reset(linker->scratch);
}

void rq_graph_link_record(const struct rq_graph *graph, struct rq_arena *arena, struct rq_arena *scratch,
                          struct rq_record *record, struct rq_findings *findings)
{
    struct linker linker = {.graph = graph, .arena = arena, .scratch = scratch, .findings = findings};
    link_record(&linker, record);
}

/* Backlinks are filled in two passes over all pairs of linked records: the first counts, the second fills. */
struct backlinks {
    const struct rq_graph *graph;
    const struct rq_record **last; /* per record: who was counted last, so that two links to one record count once */
    size_t *counts;
    const struct rq_record ***lists; /* NULL in the first pass */
};

static void add_backlink(struct backlinks *backlinks, const struct rq_record *from, const struct rq_record *to)
{
    size_t number = (size_t)(to - backlinks->graph->records);
    if (backlinks->last[number] == from)
        return;
    backlinks->last[number] = from;
    if (backlinks->lists != NULL)
        backlinks->lists[number][backlinks->counts[number]] = from;
    backlinks->counts[number]++;
}

/* What is in force points at whatever it names, what is gone only at what is gone too. */
static void each_link(struct backlinks *backlinks)
{
    const struct rq_graph *graph = backlinks->graph;
    for (size_t r = 0; r < graph->record_count; r++) {
        const struct rq_record *from = &graph->records[r];
        bool points = !from->superseded || rq_graph_is_gone(graph, from);
        for (size_t i = 0; points && i < from->kind->link_count; i++)
            for (size_t j = 0; j < from->links[i].count; j++) {
                const struct rq_record *to = rq_link_end_at(&from->links[i], j);
                if (to != NULL && (to->removed || !from->removed))
                    add_backlink(backlinks, from, to);
            }
    }
}

static rq_value objects_of_kind(struct rq_arena *arena, const struct rq_record_kind *kind,
                                const struct rq_record *record)
{
    size_t count = 0, at = 0;
    for (size_t i = 0; i < record->backlink_count; i++)
        count += record->backlinks[i]->kind == kind;
    rq_value *objects = RQ_NEW_ARRAY(arena, rq_value, count);
    for (size_t i = 0; i < record->backlink_count; i++)
        if (record->backlinks[i]->kind == kind)
            objects[at++] = record->backlinks[i]->object;
    return rq_list_over(arena, objects, count);
}

rq_value rq_graph_backrefs(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_record *record)
{
    if (record->backrefs.kind != RQ_ABSENT)
        return record->backrefs;
    struct rq_map_build map = {.arena = arena};
    for (size_t k = 0; k < policy->kind_count; k++)
        rq_map_build_put(&map, policy->kinds[k]->name, objects_of_kind(arena, policy->kinds[k], record));
    return rq_map_build_done(&map);
}

static void fill_backlinks(const struct rq_graph *graph, struct rq_arena *arena, struct rq_record *records)
{
    size_t count = graph->record_count;
    struct rq_arena *scratch = rq_arena_new();
    struct backlinks pass = {graph, RQ_NEW_ARRAY(scratch, const struct rq_record *, count),
                             RQ_NEW_ARRAY(scratch, size_t, count), NULL};
    each_link(&pass);
    struct backlinks fill = {graph, RQ_NEW_ARRAY(scratch, const struct rq_record *, count),
                             RQ_NEW_ARRAY(scratch, size_t, count),
                             RQ_NEW_ARRAY(scratch, const struct rq_record **, count)};
    for (size_t i = 0; i < count; i++)
        fill.lists[i] = RQ_NEW_ARRAY(arena, const struct rq_record *, pass.counts[i]);
    each_link(&fill);
    for (size_t i = 0; i < count; i++) {
        records[i].backlinks = fill.lists[i];
        records[i].backlink_count = fill.counts[i];
        if (fill.counts[i] > RQ_GRAPH_MANY_BACKLINKS)
            records[i].backrefs = rq_graph_backrefs(arena, graph->policy, &records[i]);
    }
    rq_arena_free(scratch);
}

void rq_graph_link(struct rq_graph *graph, struct rq_arena *arena, struct rq_record *records,
                   struct rq_findings *findings)
{
    struct linker linker = {.graph = graph, .arena = arena, .scratch = rq_arena_new()};
    struct rq_arena *nowhere = rq_arena_new();
    struct rq_findings ignored = {.arena = nowhere};
    for (size_t i = 0; i < graph->record_count; i++) {
        linker.findings = records[i].removed ? &ignored : findings;
        link_record(&linker, &records[i]);
    }
    rq_arena_free(nowhere);
    rq_arena_free(linker.scratch);
    fill_backlinks(graph, arena, records);
}

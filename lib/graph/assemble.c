/*
 * Building the graph: ids, then which records replace others, then the table of ids, then links, then backlinks.  Each
 * step needs the one before it.  links.c has the last two.
 */
#include "graph/links.h"

#include <stddef.h>
#include <string.h>

static bool is_id(rq_value value)
{
    return value.kind == RQ_STRING || value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE ||
           value.kind == RQ_BOOL;
}

/* A key that is not there needs no further words: nobody wrote the id.  Any other fault is the expression's. */
static rq_str why_no_id(struct rq_arena *arena, rq_value value)
{
    if (value.kind == RQ_FAULT && value.as.fault->missing.len == 0)
        return rq_arena_format(arena, "cannot be evaluated: %.*s", RQ_ARG(value.as.fault->message));
    if (value.kind == RQ_LIST || value.kind == RQ_MAP)
        return rq_arena_format(arena, "gives a %.*s", RQ_ARG(rq_value_type_name(value)));
    return RQ_STR("gives nothing");
}

static void report_no_id(const struct rq_record *record, rq_value value, struct rq_findings *findings)
{
    rq_str program = rq_cel_text(record->place->id), why = why_no_id(findings->arena, value);
    rq_str message = rq_arena_format(findings->arena, "this %.*s has no id: `%.*s` %.*s", RQ_ARG(record->kind->name),
                                     RQ_ARG(program), RQ_ARG(why));
    rq_findings_add(findings, rq_record_finding(findings->arena, record, NULL, RQ_STR("missing-id"), value, message));
}

rq_value rq_record_identify(struct rq_arena *arena, struct rq_arena *scratch, const struct rq_policy *policy,
                            struct rq_record *record)
{
    rq_value value = rq_graph_eval(scratch, policy, record, record->place->id);
    if (is_id(value)) {
        record->id_value = rq_value_copy(arena, value);
        record->id = rq_str_chomp(rq_value_source_text(arena, record->id_value));
        record->id_hash = rq_str_hash(record->id);
    }
    return value;
}

static void give_id(struct rq_graph *graph, struct rq_arena *arena, struct rq_arena *scratch, struct rq_record *record,
                    struct rq_findings *findings)
{
    if (record->id.len > 0 && record->id_hash == 0)
        record->id_hash = rq_str_hash(record->id);
    if (record->id.len > 0)
        return;
    rq_value value = rq_record_identify(arena, scratch, graph->policy, record);
    if (record->id.len == 0)
        report_no_id(record, value, findings);
}

static void report_duplicate(const struct rq_record *record, const struct rq_record *first,
                             struct rq_findings *findings)
{
    rq_str message = rq_arena_format(findings->arena, "the id `%.*s` is taken by another %.*s", RQ_ARG(record->id),
                                     RQ_ARG(record->kind->name));
    struct rq_finding finding =
        rq_record_finding(findings->arena, record, NULL, RQ_STR("duplicate-id"), record->id_value, message);
    rq_finding_relate(
        findings->arena, &finding,
        (struct rq_related){first->source, first->path, rq_record_id_pos(first), RQ_STR("first used here")});
    rq_findings_add(findings, finding);
}

/* Open addressing over record numbers plus one.  The newest record with an id holds the slot and leads to the older ones, of
 * which there may be any number; so the first that is in force is kept for each slot meanwhile. */
static void index_records(struct rq_graph *graph, struct rq_arena *arena, struct rq_arena *scratch,
                          struct rq_record *records, struct rq_findings *findings)
{
    uint32_t size = 16;
    while (size < graph->record_count * 2)
        size *= 2;
    uint32_t *index = RQ_NEW_ARRAY(arena, uint32_t, size), *firsts = RQ_NEW_ARRAY(scratch, uint32_t, size);
    graph->index = index;
    graph->index_mask = size - 1;
    for (size_t i = 0; i < graph->record_count; i++) {
        if (records[i].id.len == 0)
            continue;
        uint32_t at = rq_graph_slot(graph, &records[i]);
        if (index[at] != 0)
            records[i].older = &records[index[at] - 1];
        index[at] = (uint32_t)i + 1;
        if (records[i].superseded)
            continue;
        if (firsts[at] == 0)
            firsts[at] = (uint32_t)i + 1;
        else
            report_duplicate(&records[i], &records[firsts[at] - 1], findings);
    }
}

/* `supersedes` names a record by its id, its path or its file's name. */
static bool is_named(const struct rq_record *record, rq_str name)
{
    return rq_str_equal(record->id, name) || rq_str_equal(record->path, name) ||
           rq_str_equal(rq_record_stem(record), name);
}

/* Two records that replace each other are both in force: else nobody would judge either. */
static bool replaces(const struct rq_graph *graph, struct rq_arena *scratch, const struct rq_record *record,
                     const struct rq_record *other)
{
    rq_value name = rq_graph_eval(scratch, graph->policy, record, record->kind->supersedes);
    return is_id(name) && is_named(other, rq_value_source_text(scratch, name));
}

static void retire(const struct rq_graph *graph, struct rq_arena *scratch, struct rq_record *records,
                   const struct rq_record *newer, rq_str name)
{
    for (size_t i = 0; i < graph->record_count; i++)
        if (&records[i] != newer && records[i].kind == newer->kind && is_named(&records[i], name) &&
            !replaces(graph, scratch, &records[i], newer))
            records[i].superseded = true;
}

static void find_superseded(const struct rq_graph *graph, struct rq_arena *scratch, struct rq_record *records)
{
    for (size_t i = 0; i < graph->record_count; i++) {
        if (records[i].kind->supersedes == NULL || records[i].removed)
            continue;
        rq_value name = rq_graph_eval(scratch, graph->policy, &records[i], records[i].kind->supersedes);
        if (is_id(name))
            retire(graph, scratch, records, &records[i], rq_value_source_text(scratch, name));
        rq_arena_reset(scratch);
    }
}

rq_value rq_graph_words(struct rq_arena *arena, const struct rq_word_list *words, size_t count)
{
    struct rq_map_build map = {.arena = arena};
    for (size_t i = 0; i < count; i++)
        rq_map_build_put(&map, words[i].words->name, words[i].list);
    return rq_map_build_done(&map);
}

/* True if it is the one that its id finds: it is in force, and none before it is. */
static bool is_found(const struct rq_record *record)
{
    const struct rq_record *older = record->older;
    while (older != NULL && older->superseded)
        older = older->older;
    return record->id.len > 0 && !record->superseded && older == NULL;
}

rq_value rq_graph_objects(struct rq_arena *arena, const struct rq_graph *graph, const struct rq_record_kind *kind)
{
    size_t count = 0;
    for (size_t i = 0; i < graph->record_count; i++)
        count += graph->records[i].kind == kind;
    struct rq_entry *entries = RQ_NEW_ARRAY(arena, struct rq_entry, count);
    uint32_t *hashes = RQ_NEW_ARRAY(arena, uint32_t, count);
    count = 0;
    for (size_t i = 0; i < graph->record_count; i++) {
        const struct rq_record *record = &graph->records[i];
        if (record->kind != kind || !is_found(record))
            continue;
        hashes[count] = record->id_hash;
        entries[count++] = (struct rq_entry){rq_string(record->id), record->object};
    }
    return rq_map_hashed(arena, entries, count, hashes);
}

static uint32_t position_of(const struct rq_map *map, rq_str id)
{
    const char *value = (const char *)rq_map_find(map, id);
    const void *entry = value - offsetof(struct rq_entry, value);
    return (uint32_t)((const struct rq_entry *)entry - map->entries);
}

rq_value rq_graph_replace_objects(struct rq_arena *arena, const struct rq_graph *graph,
                                  const struct rq_record_kind *kind, rq_value before, const size_t *numbers,
                                  size_t count)
{
    const struct rq_map *old = before.as.map;
    struct rq_entry *entries = rq_arena_raw(arena, old->count * sizeof *entries);
    uint32_t *places = RQ_NEW_ARRAY(arena, uint32_t, count);
    size_t changed = 0;
    if (old->count > 0)
        memcpy(entries, old->entries, old->count * sizeof *entries);
    for (size_t i = 0; i < count; i++) {
        const struct rq_record *record = &graph->records[numbers[i]];
        if (record->kind != kind)
            continue;
        places[changed] = position_of(old, record->id);
        entries[places[changed++]] = (struct rq_entry){rq_string(record->id), record->object};
    }
    return rq_map_with(arena, entries, old, places, changed);
}

static rq_value all_objects(struct rq_arena *arena, const struct rq_graph *graph)
{
    struct rq_map_build map = {.arena = arena};
    for (size_t k = 0; k < graph->policy->kind_count; k++) {
        const struct rq_record_kind *kind = graph->policy->kinds[k];
        rq_map_build_put(&map, kind->name, rq_graph_objects(arena, graph, kind));
    }
    return rq_map_build_done(&map);
}

static const size_t *count_records(struct rq_arena *arena, const struct rq_graph *graph)
{
    size_t *counts = RQ_NEW_ARRAY(arena, size_t, graph->policy->kind_count);
    for (size_t i = 0; i < graph->record_count; i++)
        counts[graph->records[i].kind->number]++;
    return counts;
}

const struct rq_graph *rq_graph_build(struct rq_arena *arena, const struct rq_policy *policy, struct rq_record *records,
                                      size_t record_count, const struct rq_word_list *words, size_t word_count,
                                      rq_value paths, struct rq_findings *findings)
{
    struct rq_graph *graph = RQ_NEW(arena, struct rq_graph);
    graph->policy = policy;
    graph->records = records;
    graph->record_count = record_count;
    graph->words = rq_graph_words(arena, words, word_count);
    graph->paths = paths;
    graph->counts = count_records(arena, graph);
    struct rq_arena *scratch = rq_arena_new();
    for (size_t i = 0; i < record_count; i++) {
        give_id(graph, arena, scratch, &records[i], findings);
        rq_arena_reset(scratch);
    }
    find_superseded(graph, scratch, records);
    index_records(graph, arena, scratch, records, findings);
    rq_arena_free(scratch);
    rq_graph_link(graph, arena, records, findings);
    graph->objects = all_objects(arena, graph);
    return graph;
}

/*
 * Building the graph: ids, then the table of ids, then which records replace others, then links, then backlinks.  Each
 * step needs the one before it.  links.c has the last two.
 */
#include "graph/graph.h"

#include "base/source.h"
#include "graph/links.h"

static rq_str stem_of(rq_str path)
{
    size_t slash = path.len, dot = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    while (dot > slash && path.ptr[dot - 1] != '.')
        dot--;
    return rq_str_slice(path, slash, dot > slash + 1 ? dot - 1 : path.len);
}

rq_value rq_record_value(struct rq_arena *arena, const struct rq_record *record)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("kind"), rq_string(record->kind->name));
    rq_map_build_put(&map, RQ_STR("id"), rq_string(record->id));
    rq_map_build_put(&map, RQ_STR("path"), rq_string(record->path));
    rq_map_build_put(&map, RQ_STR("stem"), rq_string(stem_of(record->path)));
    rq_map_build_put(&map, RQ_STR("line"), rq_int(rq_record_pos(record).line));
    rq_map_build_put(&map, RQ_STR("captures"), record->captures);
    return rq_map_build_done(&map);
}

rq_pos rq_record_pos(const struct rq_record *record)
{
    bool keyed = record->object.kind == RQ_MAP && record->object.as.map->count > 0;
    rq_pos pos = rq_value_pos(keyed ? record->object.as.map->entries[0].key : record->object);
    return pos.line != 0 ? pos : (rq_pos){1, 1, 1, 1};
}

struct rq_finding rq_record_finding(struct rq_arena *arena, const struct rq_record *record, rq_str rule, rq_value where,
                                    rq_str message)
{
    struct rq_finding finding = {
        .rule = rule,
        .level = RQ_LEVEL_ERROR,
        .message = message,
        .path = record->path,
        .pos = rq_record_pos(record),
        .source = record->source,
        .kind = record->kind->name,
        .id = record->id,
    };
    if (where.origin != NULL && where.origin->source == record->source) {
        finding.pos = rq_value_pos(where);
        finding.pointer = rq_value_pointer(arena, record->object, where.origin);
    }
    return finding;
}

rq_value rq_graph_eval(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_record *record,
                       const struct rq_cel_program *program)
{
    rq_value slots[RQ_SLOT_COUNT] = {{0}};
    slots[RQ_SLOT_OBJECT] = record->object;
    slots[RQ_SLOT_PARAMS] = policy->params;
    if (rq_cel_uses(program, RQ_SLOT_RECORD))
        slots[RQ_SLOT_RECORD] = rq_record_value(arena, record);
    struct rq_cel_activation activation = {.slots = slots};
    return rq_cel_eval(program, &activation, arena);
}

static bool is_id(rq_value value)
{
    return value.kind == RQ_STRING || value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE ||
           value.kind == RQ_BOOL;
}

static void give_id(struct rq_graph *graph, struct rq_arena *arena, struct rq_record *record,
                    struct rq_findings *findings)
{
    if (record->id.len > 0)
        return;
    rq_value value = rq_graph_eval(arena, graph->policy, record, record->place->id);
    if (is_id(value))
        record->id = rq_str_trim(rq_value_source_text(arena, value));
    if (is_id(value) && record->id.len > 0) {
        record->id_value = value;
        return;
    }
    rq_str program = rq_cel_text(record->place->id);
    rq_str message = rq_arena_format(findings->arena, "this %.*s has no id: `%.*s` gives nothing",
                                     RQ_ARG(record->kind->name), RQ_ARG(program));
    rq_findings_add(findings, rq_record_finding(findings->arena, record, RQ_STR("missing-id"), value, message));
}

static uint32_t hash_id(const struct rq_record_kind *kind, rq_str id)
{
    return rq_str_hash(id) ^ (uint32_t)(kind->number * 0x9E3779B9U);
}

static bool same_id(const struct rq_record *record, const struct rq_record_kind *kind, rq_str id)
{
    return record->kind == kind && rq_str_equal(record->id, id);
}

/* The slot of the record with this id, or the free slot where it belongs. */
static uint32_t slot_of(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id)
{
    uint32_t at = hash_id(kind, id) & graph->index_mask;
    while (graph->index[at] != 0 && !same_id(&graph->records[graph->index[at] - 1], kind, id))
        at = (at + 1) & graph->index_mask;
    return at;
}

static void report_duplicate(const struct rq_record *record, const struct rq_record *first,
                             struct rq_findings *findings)
{
    rq_str message = rq_arena_format(findings->arena, "the id `%.*s` is taken by another %.*s", RQ_ARG(record->id),
                                     RQ_ARG(record->kind->name));
    struct rq_finding finding =
        rq_record_finding(findings->arena, record, RQ_STR("duplicate-id"), record->id_value, message);
    bool here = first->id_value.origin != NULL && first->id_value.origin->source == first->source;
    rq_pos pos = here ? rq_value_pos(first->id_value) : rq_record_pos(first);
    rq_finding_relate(findings->arena, &finding,
                      (struct rq_related){first->source, first->path, pos, RQ_STR("first used here")});
    rq_findings_add(findings, finding);
}

/* Open addressing over record numbers plus one.  The newest record with an id holds the slot and leads to the older ones. */
static void index_records(struct rq_graph *graph, struct rq_arena *arena, struct rq_record *records,
                          struct rq_findings *findings)
{
    uint32_t size = 16;
    while (size < graph->record_count * 2)
        size *= 2;
    uint32_t *index = RQ_NEW_ARRAY(arena, uint32_t, size);
    graph->index = index;
    graph->index_mask = size - 1;
    for (size_t i = 0; i < graph->record_count; i++) {
        if (records[i].id.len == 0)
            continue;
        uint32_t at = slot_of(graph, records[i].kind, records[i].id);
        if (index[at] != 0) {
            records[i].older = &records[index[at] - 1];
            const struct rq_record *first = records[i].older;
            while (first->older != NULL)
                first = first->older;
            report_duplicate(&records[i], first, findings);
        }
        index[at] = (uint32_t)i + 1;
    }
}

const struct rq_record *rq_graph_newest(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id)
{
    uint32_t number = graph->index[slot_of(graph, kind, id)];
    return number == 0 ? NULL : &graph->records[number - 1];
}

const struct rq_record *rq_graph_find(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id)
{
    const struct rq_record *found = NULL;
    for (const struct rq_record *at = rq_graph_newest(graph, kind, id); at != NULL; at = at->older)
        if (!at->superseded)
            found = at;
    return found;
}

rq_str rq_graph_nearest_id(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str typed,
                           struct rq_arena *arena)
{
    rq_str *ids = RQ_NEW_ARRAY(arena, rq_str, graph->record_count);
    size_t count = 0;
    for (size_t i = 0; i < graph->record_count; i++)
        if (graph->records[i].kind == kind && !graph->records[i].superseded)
            ids[count++] = graph->records[i].id;
    return rq_nearest(typed, ids, count);
}

/* `supersedes` names a record by its id, its path or its file's name. */
static bool is_named(const struct rq_record *record, rq_str name)
{
    return rq_str_equal(record->id, name) || rq_str_equal(record->path, name) ||
           rq_str_equal(stem_of(record->path), name);
}

static void retire(const struct rq_graph *graph, struct rq_record *records, const struct rq_record *newer, rq_str name)
{
    for (size_t i = 0; i < graph->record_count; i++)
        if (&records[i] != newer && records[i].kind == newer->kind && is_named(&records[i], name))
            records[i].superseded = true;
}

static void find_superseded(const struct rq_graph *graph, struct rq_arena *arena, struct rq_record *records)
{
    for (size_t i = 0; i < graph->record_count; i++) {
        if (records[i].kind->supersedes == NULL)
            continue;
        rq_value name = rq_graph_eval(arena, graph->policy, &records[i], records[i].kind->supersedes);
        if (is_id(name))
            retire(graph, records, &records[i], rq_value_source_text(arena, name));
    }
}

static rq_value words_map(struct rq_arena *arena, const struct rq_word_list *words, size_t count)
{
    struct rq_map_build map = {.arena = arena};
    for (size_t i = 0; i < count; i++)
        rq_map_build_put(&map, words[i].words->name, words[i].list);
    return rq_map_build_done(&map);
}

static rq_value objects_of(struct rq_arena *arena, const struct rq_graph *graph, const struct rq_record_kind *kind)
{
    struct rq_map_build map = {.arena = arena};
    for (size_t i = 0; i < graph->record_count; i++) {
        const struct rq_record *record = &graph->records[i];
        if (record->kind == kind && rq_graph_find(graph, kind, record->id) == record)
            rq_map_build_put(&map, record->id, record->object);
    }
    return rq_map_build_done(&map);
}

static rq_value all_objects(struct rq_arena *arena, const struct rq_graph *graph)
{
    struct rq_map_build map = {.arena = arena};
    for (size_t k = 0; k < graph->policy->kind_count; k++) {
        const struct rq_record_kind *kind = graph->policy->kinds[k];
        rq_map_build_put(&map, kind->name, objects_of(arena, graph, kind));
    }
    return rq_map_build_done(&map);
}

const struct rq_graph *rq_graph_build(struct rq_arena *arena, const struct rq_policy *policy, struct rq_record *records,
                                      size_t record_count, const struct rq_word_list *words, size_t word_count,
                                      rq_value paths, struct rq_findings *findings)
{
    struct rq_graph *graph = RQ_NEW(arena, struct rq_graph);
    graph->policy = policy;
    graph->records = records;
    graph->record_count = record_count;
    graph->words = words_map(arena, words, word_count);
    graph->paths = paths;
    for (size_t i = 0; i < record_count; i++)
        give_id(graph, arena, &records[i], findings);
    index_records(graph, arena, records, findings);
    find_superseded(graph, arena, records);
    rq_graph_link(graph, arena, records, findings);
    graph->objects = all_objects(arena, graph);
    return graph;
}

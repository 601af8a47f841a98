/* What is asked of a finished graph, and what is said of a record.  assemble.c builds the graph. */
#include "graph/graph.h"

#include "base/source.h"

rq_str rq_record_stem(const struct rq_record *record)
{
    rq_str path = record->path;
    size_t slash = path.len, dot = path.len;
    while (slash > 0 && path.ptr[slash - 1] != '/')
        slash--;
    while (dot > slash && path.ptr[dot - 1] != '.')
        dot--;
    return rq_str_slice(path, slash, dot > slash + 1 ? dot - 1 : path.len);
}

rq_value rq_graph_eval(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_record *record,
                       const struct rq_cel_program *program)
{
    rq_value slots[RQ_SLOT_COUNT] = {{0}};
    slots[RQ_SLOT_OBJECT] = record->object;
    slots[RQ_SLOT_PARAMS] = policy->params;
    if (rq_cel_uses(program, RQ_SLOT_RECORD))
        slots[RQ_SLOT_RECORD] = rq_record_value(arena, record);
    struct rq_cel_activation activation = {.slots = slots, .lacks_quietly = true};
    return rq_cel_eval(program, &activation, arena);
}

rq_value rq_record_value(struct rq_arena *arena, const struct rq_record *record)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("kind"), rq_string(record->kind->name));
    rq_map_build_put(&map, RQ_STR("id"), rq_string(record->id));
    rq_map_build_put(&map, RQ_STR("path"), rq_string(record->path));
    rq_map_build_put(&map, RQ_STR("stem"), rq_string(rq_record_stem(record)));
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

rq_pos rq_record_id_pos(const struct rq_record *record)
{
    bool written = rq_record_written_id(record).len > 0;
    return written ? rq_value_pos(record->id_value) : rq_record_pos(record);
}

struct rq_finding rq_record_finding(struct rq_arena *arena, const struct rq_record *record, struct rq_tracer *tracer,
                                    rq_str rule, rq_value where, rq_str message)
{
    struct rq_tracer none = {.arena = NULL};
    struct rq_trace trace;
    struct rq_finding finding = {
        .rule = rule,
        .level = RQ_LEVEL_ERROR,
        .message = message,
        .path = record->path,
        .pos = rq_record_pos(record),
        .source = record->source,
        .kind = record->kind->name,
        .id = record->id,
        .commit = record->commit,
    };
    if (where.source != NULL && where.source == record->source) {
        finding.pos = rq_value_pos(where);
        rq_tracer_find(tracer == NULL ? &none : tracer, arena, record->object, rq_value_origin(where), &trace);
        finding.pointer = trace.pointer;
    }
    finding.identity = rq_record_identity(arena, record, finding.pointer, where);
    return finding;
}

static bool same_id(const struct rq_record *record, const struct rq_record_kind *kind, rq_str id)
{
    return record->kind == kind && rq_str_equal(record->id, id);
}

static uint32_t slot_of(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id, uint32_t hash)
{
    uint32_t at = (hash ^ (uint32_t)(kind->number * 0x9E3779B9U)) & graph->index_mask;
    while (graph->index[at] != 0 && !same_id(&graph->records[graph->index[at] - 1], kind, id))
        at = (at + 1) & graph->index_mask;
    return at;
}

uint32_t rq_graph_slot(const struct rq_graph *graph, const struct rq_record *record)
{
    return slot_of(graph, record->kind, record->id, record->id_hash);
}

const struct rq_record *rq_graph_newest(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id)
{
    uint32_t number = graph->index[slot_of(graph, kind, id, rq_str_hash(id))];
    return number == 0 ? NULL : &graph->records[number - 1];
}

bool rq_graph_is_gone(const struct rq_graph *graph, const struct rq_record *record)
{
    const struct rq_record *other = rq_graph_newest(graph, record->kind, record->id);
    while (other != NULL && other->removed)
        other = other->older;
    return record->removed && other == NULL;
}

bool rq_graph_has_waivers(const struct rq_graph *graph)
{
    bool some = false;
    for (size_t k = 0; k < graph->policy->kind_count && !some; k++)
        some = graph->policy->kinds[k]->waives != NULL && graph->counts[k] > 0;
    return some;
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
    struct rq_arena_mark mark = rq_arena_mark(arena);
    rq_str *ids = RQ_NEW_ARRAY(arena, rq_str, graph->record_count);
    size_t count = 0;
    for (size_t i = 0; i < graph->record_count; i++)
        if (graph->records[i].kind == kind && !graph->records[i].superseded)
            ids[count++] = graph->records[i].id;
    rq_str nearest = rq_nearest(typed, ids, count);
    rq_arena_release(arena, mark);
    return nearest;
}

/* Paths are sorted bytewise. */
bool rq_graph_has_path(const struct rq_graph *graph, rq_str path)
{
    const struct rq_list *paths = graph->paths.as.list;
    size_t low = 0, high = paths->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = rq_str_compare(rq_value_text(paths->items[middle]), path);
        if (order == 0)
            return true;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

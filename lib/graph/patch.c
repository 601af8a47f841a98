/*
 * Patching a graph.
 *
 *   edits -> marks -> records go and come -> index -> links -> objects
 *
 * An edit whose records have the kinds and ids of those before puts them in their places; any other one takes all of its old
 * records out and puts the new ones in, and the records behind move, with all that points at them.  Two marks are set for
 * each record: it is touched, so that a rule may find something else on it; or its links have to be followed again, because
 * it is new, or because an id that it names (or does not find) went or came.
 */
#include "graph/patch.h"

#include "graph/links.h"

#include <stddef.h>
#include <string.h>

/* Records that may go and come: all that points at others is gone through for each of them, and with more of them a new graph
 * is made as quickly. */
enum { MOST_MOVED = 16 };

/* While a graph is patched its records are nobody else's. */
struct patch {
    struct rq_arena *arena, *scratch;
    const struct rq_graph *before;
    struct rq_graph *graph;
    struct rq_record *records;
    size_t count;
    size_t *counts;         /* of each kind */
    bool *touched, *linked; /* as in the change */
    bool *kinds, *id_kinds; /* whose objects change, and whose ids */
    struct rq_graph_name *names;
    size_t name_count, name_cap;
    struct rq_graph_replaced *replaced;
    size_t replaced_count, replaced_cap;
    bool removed, moved;
    struct rq_findings *findings;
};

static bool same_name(const struct rq_record *a, const struct rq_record *b)
{
    return a->kind == b->kind && rq_str_equal(a->id, b->id);
}

/* True if the edit changes what its records say, and not which there are. */
static bool keeps_names(const struct rq_graph *graph, const struct rq_graph_edit *edit)
{
    bool same = edit->before == edit->count;
    for (size_t i = 0; same && i < edit->count; i++)
        same = same_name(&graph->records[edit->first + i], &edit->records[i]);
    return same;
}

static bool is_simple(const struct rq_record *record)
{
    return record->id.len > 0 && record->kind->supersedes == NULL && !record->removed && !record->superseded;
}

/* True if nobody has the name of a new record, or he is taken out. */
static bool is_free(const struct rq_graph *graph, const struct rq_record *record, const struct rq_graph_edit *edits,
                    size_t count)
{
    const struct rq_record *other = rq_graph_newest(graph, record->kind, record->id);
    bool free = other == NULL;
    for (size_t e = 0; !free && e < count; e++) {
        size_t number = (size_t)(other - graph->records);
        free = number >= edits[e].first && number < edits[e].first + edits[e].before && !keeps_names(graph, &edits[e]);
    }
    return free;
}

/* True if no other of the new records has the same name. */
static bool is_only(const struct rq_record *record, const struct rq_graph_edit *edits, size_t count)
{
    for (size_t e = 0; e < count; e++)
        for (size_t i = 0; i < edits[e].count; i++)
            if (&edits[e].records[i] != record && same_name(&edits[e].records[i], record))
                return false;
    return true;
}

static bool can_take_out(const struct rq_graph *graph, const struct rq_graph_edit *edit)
{
    bool can = true;
    for (size_t i = 0; can && i < edit->before; i++) {
        const struct rq_record *record = &graph->records[edit->first + i];
        can = is_simple(record) && record->older == NULL && rq_graph_newest(graph, record->kind, record->id) == record;
    }
    return can;
}

bool rq_graph_can_patch(const struct rq_graph *graph, const struct rq_graph_edit *edits, size_t count)
{
    size_t added = 0, gone = 0;
    bool can = true;
    for (size_t e = 0; can && e < count; e++) {
        bool keeps = keeps_names(graph, &edits[e]);
        can = can_take_out(graph, &edits[e]);
        gone += keeps ? 0 : edits[e].before;
        added += keeps ? 0 : edits[e].count;
        for (size_t i = 0; can && !keeps && i < edits[e].count && added <= MOST_MOVED; i++) {
            const struct rq_record *record = &edits[e].records[i];
            can = is_simple(record) && is_free(graph, record, edits, count) && is_only(record, edits, count);
        }
    }
    return can && gone + added <= MOST_MOVED && (graph->record_count + added) * 2 <= (size_t)graph->index_mask + 1;
}

static struct rq_record *mutable(const struct patch *patch, const struct rq_record *record)
{
    return &patch->records[record - patch->records];
}

static void touch(const struct patch *patch, const struct rq_record *record)
{
    patch->touched[record - patch->records] = true;
}

static void drop_backlink(const struct patch *patch, const struct rq_record *from, const struct rq_record *to)
{
    struct rq_record *record = mutable(patch, to);
    const struct rq_record **list = (const struct rq_record **)record->backlinks;
    size_t kept = 0;
    for (size_t i = 0; i < record->backlink_count; i++)
        if (list[i] != from)
            list[kept++] = list[i];
    record->backlink_count = kept;
    touch(patch, to);
}

/* Backlinks stand in the order of the records. */
static void add_backlink(const struct patch *patch, const struct rq_record *from, const struct rq_record *to)
{
    struct rq_record *record = mutable(patch, to);
    size_t count = record->backlink_count, at = 0;
    while (at < count && record->backlinks[at] < from)
        at++;
    touch(patch, to);
    if (at < count && record->backlinks[at] == from)
        return;
    const struct rq_record **list = RQ_NEW_ARRAY(patch->arena, const struct rq_record *, count + 1);
    for (size_t i = 0; i <= count; i++)
        list[i] = i == at ? from : record->backlinks[i < at ? i : i - 1];
    record->backlinks = list;
    record->backlink_count = count + 1;
}

typedef void link_fn(const struct patch *patch, const struct rq_record *from, const struct rq_record *to);

static void each_target(const struct patch *patch, const struct rq_record *record, link_fn *does)
{
    for (size_t i = 0; !record->superseded && i < record->kind->link_count; i++)
        for (size_t t = 0; t < record->links[i].count; t++) {
            const struct rq_record *to = rq_link_end_at(&record->links[i], t);
            if (to != NULL)
                does(patch, record, to);
        }
}

/* Those that the old records of an edit are linked with look different; those that the records led to know them no more. */
static void let_go(const struct patch *patch, const struct rq_graph_edit *edit)
{
    for (size_t i = 0; i < edit->before; i++) {
        const struct rq_record *record = &patch->records[edit->first + i];
        each_target(patch, record, drop_backlink);
        for (size_t b = 0; b < record->backlink_count; b++)
            touch(patch, record->backlinks[b]);
    }
}

static void add_name(struct patch *patch, const struct rq_record *record)
{
    patch->id_kinds[record->kind->number] = patch->kinds[record->kind->number] = true;
    patch->names = rq_grow(patch->arena, patch->names, patch->name_count, &patch->name_cap, sizeof *patch->names);
    patch->names[patch->name_count++] = (struct rq_graph_name){record->kind, record->id};
}

static void note_names(struct patch *patch, const struct rq_graph_edit *edit, bool keeps)
{
    for (size_t i = 0; i < edit->before && !keeps; i++)
        add_name(patch, &patch->records[edit->first + i]);
    for (size_t i = 0; i < edit->count; i++) {
        patch->kinds[edit->records[i].kind->number] = true;
        if (!keeps)
            add_name(patch, &edit->records[i]);
    }
}

/* How records move: those from one on by one place, forward or back over the one that is taken out, or all of them to
 * another array. */
struct shift {
    const struct rq_record *old;
    struct rq_record *now;
    size_t from;
    int by;
};

/* Where a pointer at a record leads then; NULL for the one that is taken out. */
static const struct rq_record *moved(const struct shift *shift, const struct rq_record *record)
{
    if (record == NULL)
        return NULL;
    size_t number = (size_t)(record - shift->old);
    if (number < shift->from)
        return shift->now + number;
    return shift->by < 0 && number == shift->from ? NULL : shift->now + number + shift->by;
}

/* What led to the one that is taken out finds nothing. */
static void move_targets(const struct shift *shift, const struct rq_record *record)
{
    for (size_t i = 0; record->links != NULL && i < record->kind->link_count; i++) {
        const struct rq_record **targets = (const struct rq_record **)record->links[i].targets;
        const struct rq_record **gone = (const struct rq_record **)record->links[i].gone;
        for (size_t t = 0; t < record->links[i].count; t++) {
            targets[t] = moved(shift, targets[t]);
            if (gone != NULL)
                gone[t] = moved(shift, gone[t]);
        }
    }
}

static void move_pointers(const struct patch *patch, const struct shift *shift)
{
    for (size_t r = 0; r < patch->count; r++) {
        struct rq_record *record = &patch->records[r];
        const struct rq_record **backlinks = (const struct rq_record **)record->backlinks;
        record->older = moved(shift, record->older);
        move_targets(shift, record);
        for (size_t b = 0; b < record->backlink_count; b++)
            backlinks[b] = moved(shift, backlinks[b]);
    }
}

static void move_numbers(const struct patch *patch, size_t from, int by)
{
    uint32_t *index = (uint32_t *)patch->graph->index;
    for (uint32_t i = 0; i <= patch->graph->index_mask; i++)
        if (index[i] > from)
            index[i] = by < 0 && index[i] == from + 1 ? 0 : (uint32_t)((int64_t)index[i] + by);
}

static void take_out(struct patch *patch, size_t number)
{
    size_t behind = patch->count - number - 1;
    patch->counts[patch->records[number].kind->number]--;
    move_pointers(patch, &(struct shift){patch->records, patch->records, number, -1});
    move_numbers(patch, number, -1);
    memmove(&patch->records[number], &patch->records[number + 1], behind * sizeof *patch->records);
    memmove(&patch->touched[number], &patch->touched[number + 1], behind);
    memmove(&patch->linked[number], &patch->linked[number + 1], behind);
    patch->graph->record_count = --patch->count;
    patch->removed = patch->moved = true;
}

static void put_in(struct patch *patch, size_t number, const struct rq_record *record)
{
    size_t behind = patch->count - number;
    move_pointers(patch, &(struct shift){patch->records, patch->records, number, 1});
    move_numbers(patch, number, 1);
    memmove(&patch->records[number + 1], &patch->records[number], behind * sizeof *patch->records);
    memmove(&patch->touched[number + 1], &patch->touched[number], behind);
    memmove(&patch->linked[number + 1], &patch->linked[number], behind);
    patch->records[number] = *record;
    patch->records[number].links = NULL;
    patch->records[number].shared = 0;
    patch->touched[number] = patch->linked[number] = true;
    patch->graph->record_count = ++patch->count;
    patch->counts[record->kind->number]++;
    patch->moved = true;
}

/* What leads to the record, or is known of it by its name, stays. */
static void replace(struct patch *patch, size_t number, const struct rq_record *record)
{
    struct rq_record *place = &patch->records[number], old = *place;
    patch->replaced =
        rq_grow(patch->arena, patch->replaced, patch->replaced_count, &patch->replaced_cap, sizeof *patch->replaced);
    patch->replaced[patch->replaced_count++] = (struct rq_graph_replaced){number, old};
    *place = *record;
    place->links = NULL;
    place->backlinks = old.backlinks;
    place->backlink_count = old.backlink_count;
    place->backrefs = old.backrefs;
    place->shared = 0;
    patch->touched[number] = patch->linked[number] = true;
}

/* A table from which something was taken would break off searches. */
static void index_again(const struct patch *patch)
{
    uint32_t *index = (uint32_t *)patch->graph->index;
    memset(index, 0, ((size_t)patch->graph->index_mask + 1) * sizeof *index);
    for (size_t i = 0; i < patch->count; i++)
        if (patch->records[i].id.len > 0)
            index[rq_graph_slot(patch->graph, &patch->records[i])] = (uint32_t)i + 1;
}

static void go_and_come(struct patch *patch, const struct rq_graph_edit *edits, const bool *keeps, size_t count)
{
    uint32_t *index = (uint32_t *)patch->graph->index;
    for (size_t e = count; e-- > 0;)
        for (size_t i = edits[e].before; i-- > 0 && !keeps[e];)
            take_out(patch, edits[e].first + i);
    if (patch->removed)
        index_again(patch);
    for (size_t e = 0, gone = 0, come = 0; e < count; e++) {
        size_t first = edits[e].first - gone + come;
        for (size_t i = 0; i < edits[e].count; i++) {
            if (keeps[e]) {
                replace(patch, first + i, &edits[e].records[i]);
                continue;
            }
            put_in(patch, first + i, &edits[e].records[i]);
            index[rq_graph_slot(patch->graph, &patch->records[first + i])] = (uint32_t)(first + i + 1);
        }
        gone += keeps[e] ? 0 : edits[e].before;
        come += keeps[e] ? 0 : edits[e].count;
    }
}

/* Links that find nothing may find something where ids came, and nearer ids to propose; and those that led to a record which
 * was taken out find nothing yet.  Findings about records without an id, or with an id that others have too, cannot be told
 * apart, so all of them are made anew. */
static void mark_unfound(const struct patch *patch)
{
    for (size_t r = 0; patch->name_count > 0 && r < patch->count; r++) {
        const struct rq_record *record = &patch->records[r];
        patch->linked[r] |= record->id.len == 0 || record->older != NULL;
        if (record->older != NULL)
            patch->linked[record->older - patch->records] = true;
        for (size_t i = 0; record->links != NULL && i < record->kind->link_count; i++)
            for (size_t t = 0; patch->id_kinds[record->kind->links[i].target->number] && t < record->links[i].count;
                 t++)
                patch->linked[r] |= record->links[i].targets[t] == NULL;
    }
}

static bool same_ends(const struct rq_record *record, const struct rq_link_end *old)
{
    bool same = old != NULL;
    for (size_t i = 0; same && i < record->kind->link_count; i++) {
        const struct rq_link_end *now = &record->links[i];
        same = now->list == old[i].list && now->count == old[i].count;
        for (size_t t = 0; same && t < now->count; t++)
            same = rq_link_end_at(now, t) == rq_link_end_at(&old[i], t);
    }
    return same;
}

static void link_again(const struct patch *patch, struct rq_record *record)
{
    const struct rq_link_end *old = record->links;
    rq_graph_link_record(patch->graph, patch->arena, patch->scratch, record, patch->findings);
    if (same_ends(record, old))
        return;
    const struct rq_link_end *now = record->links;
    record->links = old;
    if (old != NULL)
        each_target(patch, record, drop_backlink);
    record->links = now;
    each_target(patch, record, add_backlink);
    touch(patch, record);
}

/* Most are not marked. */
static void each_marked(const struct patch *patch, const bool *marks,
                        void (*does)(const struct patch *patch, struct rq_record *record))
{
    const bool *end = marks + patch->count;
    for (const bool *mark = marks; mark < end && (mark = memchr(mark, true, (size_t)(end - mark))) != NULL; mark++)
        does(patch, &patch->records[mark - marks]);
}

/* What is made once for those that many point at. */
static void list_backrefs(const struct patch *patch, struct rq_record *record)
{
    record->backrefs = (rq_value){0};
    if (record->backlink_count > RQ_GRAPH_MANY_BACKLINKS)
        record->backrefs = rq_graph_backrefs(patch->arena, patch->graph->policy, record);
}

static void list_objects(const struct patch *patch)
{
    size_t *numbers = RQ_NEW_ARRAY(patch->scratch, size_t, patch->replaced_count);
    for (size_t i = 0; i < patch->replaced_count; i++)
        numbers[i] = patch->replaced[i].number;
    const struct rq_policy *policy = patch->graph->policy;
    struct rq_map_build map = {.arena = patch->arena};
    for (size_t k = 0; k < policy->kind_count; k++) {
        const struct rq_record_kind *kind = policy->kinds[k];
        rq_value objects = *rq_value_field(patch->before->objects, kind->name);
        if (patch->id_kinds[k])
            objects = rq_graph_objects(patch->arena, patch->graph, kind);
        else if (patch->kinds[k])
            objects =
                rq_graph_replace_objects(patch->arena, patch->graph, kind, objects, numbers, patch->replaced_count);
        rq_map_build_put(&map, kind->name, objects);
    }
    patch->graph->objects = rq_map_build_done(&map);
}

/* Room for the records that come: pointers at records follow into a larger array. */
static void make_room(struct patch *patch, size_t added)
{
    size_t wanted = patch->count + added, room = wanted + wanted / 8 + MOST_MOVED;
    if (wanted <= patch->graph->record_room)
        return;
    struct rq_record *records = rq_arena_raw(patch->arena, room * sizeof *records);
    if (patch->count > 0)
        memcpy(records, patch->records, patch->count * sizeof *records);
    const struct shift shift = {patch->records, records, 0, 0};
    patch->records = records;
    move_pointers(patch, &shift);
    patch->graph->records = records;
    patch->graph->record_room = room;
}

/* Most have their numbers from the patch before. */
static void number_records(const struct patch *patch)
{
    const struct rq_graph_change *last = patch->before->change;
    bool numbered = last != NULL && !last->moved;
    for (size_t i = 0; i < patch->count && !numbered; i++)
        patch->records[i].shared = i + 1;
    for (size_t i = 0; numbered && i < last->replaced_count; i++)
        patch->records[last->replaced[i].number].shared = last->replaced[i].number + 1;
}

static struct patch start(struct rq_arena *arena, const struct rq_graph *before, size_t added,
                          struct rq_findings *findings)
{
    size_t count = before->record_count, kinds = before->policy->kind_count;
    struct rq_arena *scratch = rq_arena_new();
    struct patch patch = {.arena = arena,
                          .scratch = scratch,
                          .before = before,
                          .graph = RQ_NEW(arena, struct rq_graph),
                          .records = (struct rq_record *)before->records,
                          .count = count,
                          .counts = (size_t *)before->counts,
                          .touched = RQ_NEW_ARRAY(arena, bool, count + added),
                          .linked = RQ_NEW_ARRAY(arena, bool, count + added),
                          .kinds = RQ_NEW_ARRAY(arena, bool, kinds),
                          .id_kinds = RQ_NEW_ARRAY(arena, bool, kinds),
                          .findings = findings};
    *patch.graph = *before;
    number_records(&patch);
    return patch;
}

const struct rq_graph *rq_graph_patch(struct rq_arena *arena, const struct rq_graph *graph,
                                      const struct rq_graph_edit *edits, size_t count, const struct rq_graph_rest *rest,
                                      struct rq_graph_change *change, struct rq_findings *findings)
{
    size_t added = 0;
    bool *keeps = RQ_NEW_ARRAY(arena, bool, count);
    for (size_t e = 0; e < count; e++) {
        keeps[e] = keeps_names(graph, &edits[e]);
        added += keeps[e] ? 0 : edits[e].count;
    }
    struct patch patch = start(arena, graph, added, findings);
    patch.graph->words = rest->words;
    patch.graph->paths = rest->paths;
    if (added > 0)
        make_room(&patch, added);
    for (size_t e = 0; e < count; e++) {
        note_names(&patch, &edits[e], keeps[e]);
        let_go(&patch, &edits[e]);
    }
    go_and_come(&patch, edits, keeps, count);
    mark_unfound(&patch);
    each_marked(&patch, patch.linked, link_again);
    each_marked(&patch, patch.touched, list_backrefs);
    *change = (struct rq_graph_change){.touched = patch.touched,
                                       .linked = patch.linked,
                                       .moved = patch.moved,
                                       .names = patch.names,
                                       .name_count = patch.name_count,
                                       .replaced = patch.replaced,
                                       .replaced_count = patch.replaced_count};
    list_objects(&patch);
    patch.graph->change = change;
    rq_arena_free(patch.scratch);
    return patch.graph;
}

/*
 * Records that may be gone from a state of the tree.  Those that history lost are; of the others, those whose file is not
 * there any more, or has other records in it now.
 */
#include "history/lives.h"

/* What is asked of the state: its records by path, and by what they hold, and the paths that cannot be read. */
struct view {
    const struct rq_record *records;
    size_t count;
    uint32_t *first, *next; /* by hash the first record plus one, and per record the next one */
    uint32_t mask;
    rq_str *unreadable; /* sorted */
    size_t unreadable_count;
};

/* Of what tells a record of a file from the others in it.  Its id is not known yet. */
static uint32_t hash_of(const struct rq_record *record, rq_str path)
{
    return rq_value_hash(record->object) ^ rq_str_hash(path) ^ (uint32_t)(record->kind->number * 0x9E3779B9U);
}

static struct view view_of(const struct rq_record *records, size_t count, const struct rq_findings *findings,
                           struct rq_arena *arena)
{
    struct view view = {.records = records, .count = count, .mask = 15};
    while (view.mask < count)
        view.mask = view.mask * 2 + 1;
    view.first = RQ_NEW_ARRAY(arena, uint32_t, (size_t)view.mask + 1);
    view.next = RQ_NEW_ARRAY(arena, uint32_t, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t *first = &view.first[hash_of(&records[i], records[i].path) & view.mask];
        view.next[i] = *first;
        *first = (uint32_t)i + 1;
    }
    view.unreadable = RQ_NEW_ARRAY(arena, rq_str, findings->count);
    for (size_t i = 0; i < findings->count; i++)
        view.unreadable[view.unreadable_count++] = findings->items[i].path;
    rq_str_sort(view.unreadable, view.unreadable_count);
    return view;
}

/* True if the state has a record at the path. */
static bool has_records(const struct view *view, rq_str path)
{
    size_t low = 0, high = view->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (rq_str_compare(view->records[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < view->count && rq_str_equal(view->records[low].path, path);
}

/* True if the record is there as it was, or nobody can tell. */
static bool is_there(const struct view *view, const struct rq_history *history, const struct rq_life *life)
{
    rq_str path = history->walk.paths[life->path];
    for (uint32_t n = view->first[hash_of(life->last, path) & view->mask]; n != 0; n = view->next[n - 1]) {
        const struct rq_record *record = &view->records[n - 1];
        if (record->kind == life->kind && rq_str_equal(record->path, path) &&
            rq_value_equal(record->object, life->last->object))
            return true;
    }
    return !has_records(view, path) && rq_str_among(path, view->unreadable, view->unreadable_count);
}

/* Lives that may be gone, those with the same kind and id in a row. */
struct list {
    struct rq_missing *items;
    size_t count, cap;
    struct rq_arena *arena;
};

/* Adds those with the kind and id of one, which is the first with them. */
static void add_chain(struct list *list, const struct view *view, const struct rq_history *history, uint32_t first)
{
    bool held = false;
    size_t start = list->count;
    for (uint32_t n = first; n != 0; n = rq_life_at(history, n - 1)->next) {
        const struct rq_life *life = rq_life_at(history, n - 1);
        bool there = life->path != RQ_NOWHERE && is_there(view, history, life);
        held |= there;
        if (there || rq_life_is_renamed(life))
            continue;
        list->items = rq_grow(list->arena, list->items, list->count, &list->cap, sizeof *list->items);
        list->items[list->count++] = (struct rq_missing){.life = life, .chain = first};
    }
    for (size_t i = start; i < list->count; i++)
        list->items[i].held = held;
}

/* Of lives with one kind and id, from `start` on, the one that is told: the first of those that left last.  NULL: none, as
 * another one is there, or all are elsewhere. */
static const struct rq_life *told(const struct list *list, size_t start)
{
    const struct rq_life *found = NULL;
    for (size_t i = start; i < list->count && list->items[i].chain == list->items[start].chain; i++) {
        const struct rq_life *life = list->items[i].life;
        if (list->items[i].held || list->items[i].moved)
            continue;
        bool later =
            found != NULL && found->path == RQ_NOWHERE && (life->path != RQ_NOWHERE || life->left > found->left);
        if (found == NULL || later)
            found = life;
    }
    return found;
}

static void list_gone(struct rq_history_lost *lost, const struct list *list, const bool *kinds, struct rq_arena *arena)
{
    lost->gone = RQ_NEW_ARRAY(arena, struct rq_record, list->count);
    for (size_t i = 0; i < list->count; i++) {
        bool begins = i == 0 || list->items[i - 1].chain != list->items[i].chain;
        bool wanted = begins && kinds[list->items[i].life->kind->number];
        const struct rq_life *life = wanted ? told(list, i) : NULL;
        if (life == NULL)
            continue;
        struct rq_record *gone = &lost->gone[lost->gone_count++];
        *gone = *life->last;
        gone->removed = gone->superseded = true;
        gone->shared = 0;
    }
}

struct rq_history_lost rq_history_find_lost(const struct rq_history *history, const bool *kinds,
                                            const struct rq_load *load, const struct rq_findings *findings,
                                            bool committed, struct rq_arena *arena)
{
    struct rq_history_lost lost = {0};
    struct list list = {.arena = rq_arena_new()};
    struct view view = view_of(load->records, load->record_count, findings, list.arena);
    for (uint32_t i = 0; i < history->lives.count; i++) {
        const struct rq_life *first = rq_life_at(history, i);
        bool wanted = !committed || kinds[first->kind->number];
        if (wanted && rq_history_find(history, first->kind, first->id) == i + 1)
            add_chain(&list, &view, history, i + 1);
    }
    if (!committed)
        lost.moves = rq_history_find_moves(history, list.items, list.count, load, arena, &lost.move_count);
    list_gone(&lost, &list, kinds, arena);
    rq_arena_free(list.arena);
    return lost;
}

const rq_str *rq_history_ids(const struct rq_history *history, const struct rq_record_kind *kind,
                             struct rq_arena *arena, size_t *count)
{
    rq_str *ids = RQ_NEW_ARRAY(arena, rq_str, history->lives.count);
    *count = 0;
    for (uint32_t i = 0; i < history->lives.count; i++)
        if (rq_life_at(history, i)->kind == kind)
            ids[(*count)++] = rq_life_at(history, i)->id;
    return ids;
}

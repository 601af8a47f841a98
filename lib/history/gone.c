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

/* The newest of the lives with one kind and id that may be gone; NULL if one of them is still there. */
static const struct rq_life *gone_life(const struct view *view, const struct rq_history *history, uint32_t first)
{
    const struct rq_life *found = NULL;
    for (uint32_t n = first; n != 0; n = rq_life_at(history, n - 1)->next) {
        const struct rq_life *life = rq_life_at(history, n - 1);
        if (life->path != RQ_NOWHERE && is_there(view, history, life))
            return NULL;
        if (found == NULL || life->path != RQ_NOWHERE || (found->path == RQ_NOWHERE && life->left > found->left))
            found = life;
    }
    return found;
}

struct rq_record *rq_history_gone(const struct rq_history *history, const bool *kinds, const struct rq_record *records,
                                  size_t count, const struct rq_findings *findings, struct rq_arena *arena,
                                  size_t *gone_count)
{
    struct rq_arena *scratch = rq_arena_new();
    struct view view = view_of(records, count, findings, scratch);
    struct rq_record *gone = NULL;
    size_t cap = 0;
    *gone_count = 0;
    for (uint32_t i = 0; i < history->lives.count; i++) {
        const struct rq_life *first = rq_life_at(history, i);
        if (!kinds[first->kind->number] || rq_history_find(history, first->kind, first->id) != i + 1)
            continue;
        const struct rq_life *life = gone_life(&view, history, i + 1);
        if (life == NULL)
            continue;
        gone = rq_grow(arena, gone, *gone_count, &cap, sizeof *gone);
        gone[*gone_count] = *life->last;
        gone[*gone_count].removed = gone[*gone_count].superseded = true;
        gone[*gone_count].shared = 0;
        ++*gone_count;
    }
    rq_arena_free(scratch);
    return gone;
}

/*
 * Following records through history.  Commit by commit, each file that changed is looked at before and after: what was
 * there and still is goes on; what was not there comes from another file of the same commit, or back from where it went,
 * or is new; and what is left over went away.  What would be new, and has the bytes of what would have gone, is that under
 * another id (moves.c): a life begins under the new id and takes over what the other one has been.
 *
 * A file that cannot be read, such as broken YAML, tells nothing: its records stay as they were.
 */
#include "history/lives.h"

#include "base/source.h"

#include <stdlib.h>

static uint32_t hash_of(const struct rq_record_kind *kind, rq_str id)
{
    return rq_str_hash(id) ^ (uint32_t)(kind->number * 0x9E3779B9U);
}

static uint32_t *slot_of(const struct rq_history *history, const struct rq_record_kind *kind, rq_str id)
{
    uint32_t at = hash_of(kind, id) & history->index_mask;
    for (; history->index[at] != 0; at = (at + 1) & history->index_mask) {
        const struct rq_life *life = rq_life_at(history, history->index[at] - 1);
        if (life->kind == kind && rq_str_equal(life->id, id))
            break;
    }
    return &history->index[at];
}

uint32_t rq_history_find(const struct rq_history *history, const struct rq_record_kind *kind, rq_str id)
{
    return history->index == NULL ? 0 : *slot_of(history, kind, id);
}

static void grow_index(struct rq_history *history)
{
    const uint32_t *old = history->index;
    uint32_t old_size = old == NULL ? 0 : history->index_mask + 1, size = old == NULL ? 256 : old_size * 2;
    history->index = RQ_NEW_ARRAY(history->arena, uint32_t, size);
    history->index_mask = size - 1;
    for (uint32_t i = 0; i < old_size; i++)
        if (old[i] != 0) {
            const struct rq_life *life = rq_life_at(history, old[i] - 1);
            *slot_of(history, life->kind, life->id) = old[i];
        }
}

bool rq_history_is_alone(const struct rq_record *records, size_t count, const struct rq_record *record)
{
    size_t number = (size_t)(record - records);
    bool before = number > 0 && record[-1].source == record->source && record[-1].place == record->place;
    bool after = number + 1 < count && record[1].source == record->source && record[1].place == record->place;
    return record->place->where.at_count == 0 && !before && !after;
}

bool rq_history_is_same(const struct rq_record *a, const struct rq_record *b, bool alone)
{
    if (a->place->format == RQ_FORMAT_PATH || b->place->format == RQ_FORMAT_PATH)
        return true;
    if (alone)
        return rq_str_equal(rq_source_text(a->source), rq_source_text(b->source));
    return rq_value_equal(a->object, b->object);
}

static bool is_same(const struct rq_history *history, const struct rq_record *a, const struct rq_record *b)
{
    const struct rq_load *load = &history->load;
    return rq_history_is_same(a, b,
                              rq_history_is_alone(load->records, load->record_count, a) &&
                                  rq_history_is_alone(load->records, load->record_count, b));
}

/* A record that was not at its path before. */
struct fresh {
    const struct rq_record *record;
    uint32_t path, entry;
    uint32_t life; /* that it goes on with; RQ_NOWHERE: a new one, */
    uint32_t was;  /* which takes over from this one; RQ_NOWHERE: from none */
};

/* Lists of what one commit does, in scratch memory: the first commit of a large repository may bring all of its records. */
struct rq_lives_replay {
    struct rq_history *history;
    uint32_t commit;
    uint32_t *at;   /* per path: number plus one of the first life there */
    uint32_t *left; /* numbers of the lives that left their paths at this commit */
    size_t left_count, left_cap;
    struct fresh *fresh;
    size_t fresh_count, fresh_cap;
    struct rq_arena *scratch;
    size_t next; /* commit of the walk */
};

/* Most records have one event in all their life, so the room for events starts with one. */
static void add_event(struct rq_lives_replay *replay, struct rq_life *life, struct rq_life_event event)
{
    event.commit = replay->commit;
    if (life->cap == 0) {
        life->events = RQ_NEW(replay->history->arena, struct rq_life_event);
        life->cap = 1;
    }
    life->events = rq_grow(replay->history->arena, life->events, life->count, &life->cap, sizeof *life->events);
    life->events[life->count++] = event;
}

static void settle_at(struct rq_lives_replay *replay, uint32_t number, uint32_t path)
{
    struct rq_life *life = rq_life_at(replay->history, number);
    life->path = path;
    life->beside = replay->at[path];
    replay->at[path] = number + 1;
}

/* Of lives with the same kind and id at one path the older is met first, as it is the first in the file; those before it
 * have been met. */
static struct rq_life *unseen_at(struct rq_lives_replay *replay, const struct rq_record *record, uint32_t path)
{
    uint32_t number = rq_history_find(replay->history, record->kind, record->id);
    if (number == 0)
        return NULL;
    struct rq_life *first = rq_life_at(replay->history, number - 1), *life;
    if (first->asked == replay->commit + 1 && first->asked_at == path)
        number = first->going;
    first->asked = replay->commit + 1;
    first->asked_at = path;
    for (; number != 0; number = life->next) {
        life = rq_life_at(replay->history, number - 1);
        first->going = life->next;
        if (life->path == path && life->seen != replay->commit + 1)
            return life;
    }
    first->going = 0;
    return NULL;
}

static void go_on(struct rq_lives_replay *replay, struct rq_life *life, const struct rq_record *record, uint32_t path,
                  uint32_t entry)
{
    bool changed = !is_same(replay->history, life->last, record);
    if (changed)
        add_event(replay, life, (struct rq_life_event){.record = record, .path = path, .from = path, .changed = true});
    life->last = record;
    life->entry = entry;
    life->seen = replay->commit + 1;
}

/* Those that are not in the file any more. */
static void leave(struct rq_lives_replay *replay, uint32_t path)
{
    uint32_t number = replay->at[path];
    replay->at[path] = 0;
    while (number != 0) {
        struct rq_life *life = rq_life_at(replay->history, number - 1);
        uint32_t next = life->beside;
        if (life->seen == replay->commit + 1) {
            settle_at(replay, number - 1, path);
        } else {
            life->left = replay->commit + 1;
            life->was = path;
            life->path = RQ_NOWHERE;
            replay->left =
                rq_grow(replay->scratch, replay->left, replay->left_count, &replay->left_cap, sizeof *replay->left);
            replay->left[replay->left_count++] = number - 1;
        }
        number = next;
    }
}

static void take_record(struct rq_lives_replay *replay, const struct rq_record *record, uint32_t path, uint32_t entry)
{
    struct rq_life *life = unseen_at(replay, record, path);
    if (life != NULL) {
        go_on(replay, life, record, path, entry);
        return;
    }
    replay->fresh =
        rq_grow(replay->scratch, replay->fresh, replay->fresh_count, &replay->fresh_cap, sizeof *replay->fresh);
    replay->fresh[replay->fresh_count++] = (struct fresh){record, path, entry, RQ_NOWHERE, RQ_NOWHERE};
}

/* What a change leaves at its path: `entry` is the number plus one of the file's entry, 0 for no file. */
static void take_change(struct rq_lives_replay *replay, uint32_t path, uint32_t entry)
{
    struct rq_load_share share = {0};
    if (entry != 0)
        share = rq_load_of_entry(&replay->history->load, entry - 1);
    if (share.unreadable)
        return;
    for (size_t i = 0; i < share.record_count; i++)
        if (share.records[i].id.len > 0)
            take_record(replay, &share.records[i], path, entry - 1);
    leave(replay, path);
}

static int newest_first(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x < y) - (x > y);
}

/* Puts what left at this commit on top of what is gone; of those that left together the oldest. */
static void let_go(struct rq_lives_replay *replay)
{
    if (replay->left_count > 1)
        qsort(replay->left, replay->left_count, sizeof *replay->left, newest_first);
    for (size_t i = 0; i < replay->left_count; i++) {
        struct rq_life *life = rq_life_at(replay->history, replay->left[i]);
        struct rq_life *first = rq_life_at(replay->history, rq_history_find(replay->history, life->kind, life->id) - 1);
        life->below = first->gone;
        first->gone = replay->left[i] + 1;
    }
}

/* Takes from what is gone, on its top, those that are not: they have another id now. */
static void drop_renamed(const struct rq_history *history, struct rq_life *first)
{
    while (first->gone != 0 && rq_life_is_renamed(rq_life_at(history, first->gone - 1)))
        first->gone = rq_life_at(history, first->gone - 1)->below;
}

/* The life that a record goes on with which was not at this path before: one that left another path at this commit, else
 * the one that was there last.  RQ_NOWHERE: its id was never there. */
static uint32_t bring_back(struct rq_lives_replay *replay, const struct fresh *fresh)
{
    const struct rq_history *history = replay->history;
    uint32_t number = rq_history_find(history, fresh->record->kind, fresh->record->id);
    struct rq_life *first = number == 0 ? NULL : rq_life_at(history, number - 1);
    if (first == NULL || first->gone == 0)
        return RQ_NOWHERE;
    uint32_t found = first->gone - 1;
    struct rq_life *life = rq_life_at(history, found);
    first->gone = life->below;
    life->path = fresh->path;
    drop_renamed(history, first);
    return found;
}

/* Finds what has another id now because its file moved. */
static void find_renamed(struct rq_lives_replay *replay)
{
    const struct rq_history *history = replay->history;
    const struct rq_snapshot_entry *entries = history->load.snapshot->entries;
    struct rq_move_end *gone = RQ_NEW_ARRAY(replay->scratch, struct rq_move_end, replay->left_count);
    struct rq_move_end *came = RQ_NEW_ARRAY(replay->scratch, struct rq_move_end, replay->fresh_count);
    size_t gone_count = 0, came_count = 0, count;
    for (size_t i = 0; i < replay->left_count; i++) {
        const struct rq_life *life = rq_life_at(history, replay->left[i]);
        if (life->path == RQ_NOWHERE)
            gone[gone_count++] = (struct rq_move_end){entries[life->entry].oid, life->last, replay->left[i]};
    }
    for (size_t i = 0; i < replay->fresh_count; i++)
        if (replay->fresh[i].life == RQ_NOWHERE)
            came[came_count++] =
                (struct rq_move_end){entries[replay->fresh[i].entry].oid, replay->fresh[i].record, (uint32_t)i};
    const struct rq_move *moves = rq_history_pair(gone, gone_count, came, came_count, replay->scratch, &count);
    for (size_t i = 0; i < count; i++)
        replay->fresh[moves[i].came].was = moves[i].gone;
}

/* The life with the new id goes on with what the old one has been. */
static void hand_over(const struct rq_lives_replay *replay, uint32_t from, struct rq_life *life)
{
    struct rq_life *old = rq_life_at(replay->history, from);
    life->events = old->events;
    life->count = old->count;
    life->cap = old->cap;
    life->last = old->last;
    life->was = old->was;
    life->left = old->left;
    old->events = NULL;
    old->count = old->cap = 0;
    drop_renamed(replay->history,
                 rq_life_at(replay->history, rq_history_find(replay->history, old->kind, old->id) - 1));
}

static uint32_t begin(struct rq_lives_replay *replay, const struct rq_record *record)
{
    struct rq_history *history = replay->history;
    if (history->index == NULL || history->lives.count * 2 >= history->index_mask)
        grow_index(history);
    struct rq_life *life = rq_shelf_add(&history->lives);
    uint32_t number = (uint32_t)history->lives.count - 1, *slot = slot_of(history, record->kind, record->id);
    life->kind = record->kind;
    life->id = record->id;
    if (*slot == 0)
        *slot = number + 1;
    else
        rq_life_at(history, rq_life_at(history, *slot - 1)->newest - 1)->next = number + 1;
    rq_life_at(history, *slot - 1)->newest = number + 1;
    return number;
}

static void take_fresh(struct rq_lives_replay *replay, const struct fresh *fresh)
{
    uint32_t number = fresh->life;
    struct rq_life_event event = {.record = fresh->record, .path = fresh->path, .from = fresh->path, .changed = true};
    bool begins = number == RQ_NOWHERE;
    if (begins)
        number = begin(replay, fresh->record);
    struct rq_life *life = rq_life_at(replay->history, number);
    if (begins && fresh->was != RQ_NOWHERE)
        hand_over(replay, fresh->was, life);
    if (life->left == replay->commit + 1) {
        event.from = life->was;
        event.changed = !is_same(replay->history, life->last, fresh->record);
    }
    add_event(replay, life, event);
    life->last = fresh->record;
    life->entry = fresh->entry;
    settle_at(replay, number, fresh->path);
}

static void take_commit(struct rq_lives_replay *replay, const struct rq_walk_commit *commit)
{
    const struct rq_history *history = replay->history;
    replay->left_count = replay->left_cap = replay->fresh_count = replay->fresh_cap = 0;
    rq_arena_reset(replay->scratch);
    for (size_t i = 0; i < commit->change_count; i++) {
        size_t change = commit->first_change + i;
        take_change(replay, history->walk.changes[change].path, history->entries[change]);
    }
    let_go(replay);
    for (size_t i = 0; i < replay->fresh_count; i++)
        replay->fresh[i].life = bring_back(replay, &replay->fresh[i]);
    if (replay->left_count > 0 && replay->fresh_count > 0)
        find_renamed(replay);
    for (size_t i = 0; i < replay->fresh_count; i++)
        take_fresh(replay, &replay->fresh[i]);
    for (size_t i = 0; i < replay->left_count; i++) {
        struct rq_life *life = rq_life_at(history, replay->left[i]);
        if (life->path == RQ_NOWHERE && !rq_life_is_renamed(life))
            add_event(replay, life, (struct rq_life_event){.path = life->was, .from = life->was, .changed = true});
    }
}

static struct rq_lives_replay *start(struct rq_history *history)
{
    struct rq_lives_replay *replay = RQ_NEW(history->arena, struct rq_lives_replay);
    replay->history = history;
    replay->at = RQ_NEW_ARRAY(history->arena, uint32_t, history->walk.path_count);
    return replay;
}

void rq_history_advance(struct rq_history *history, uint32_t landed)
{
    if (history->replay == NULL)
        history->replay = start(history);
    struct rq_lives_replay *replay = history->replay;
    const struct rq_walk *walk = &history->walk;
    replay->scratch = rq_arena_new();
    for (; replay->next < walk->commit_count && walk->commits[replay->next].landed >= landed; replay->next++) {
        replay->commit = (uint32_t)replay->next;
        take_commit(replay, &walk->commits[replay->next]);
    }
    rq_arena_free(replay->scratch);
}

/* Set where there are several lives: two records may be one and the same mapping, by way of an alias. */
static const uint32_t several = 1U << 31;

static uint32_t *object_slot(const struct rq_history *history, const struct rq_record *record)
{
    uint32_t at = (uint32_t)((uintptr_t)record->object.as.map >> 3) * 0x9E3779B9U & history->object_mask;
    for (; history->by_object[at] != 0; at = (at + 1) & history->object_mask) {
        const struct rq_life *life = rq_life_at(history, (history->by_object[at] & ~several) - 1);
        if (life->last->object.as.map == record->object.as.map && life->kind == record->kind &&
            rq_str_equal(life->id, record->id))
            break;
    }
    return &history->by_object[at];
}

void rq_history_index_objects(struct rq_history *history)
{
    uint32_t size = 16;
    while (size < history->lives.count * 2)
        size *= 2;
    history->by_object = RQ_NEW_ARRAY(history->arena, uint32_t, size);
    history->object_mask = size - 1;
    for (uint32_t i = 0; i < history->lives.count; i++) {
        if (rq_life_is_renamed(rq_life_at(history, i)))
            continue;
        uint32_t *slot = object_slot(history, rq_life_at(history, i)->last);
        *slot = *slot == 0 ? i + 1 : *slot | several;
    }
}

const struct rq_life *rq_history_find_object(const struct rq_history *history, const struct rq_record *record)
{
    uint32_t number = history->by_object == NULL || record->object.as.map == NULL ? 0 : *object_slot(history, record);
    return number == 0 || (number & several) != 0 ? NULL : rq_life_at(history, number - 1);
}

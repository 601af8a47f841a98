/*
 * Following records through history.  Commit by commit, each file that changed is looked at before and after: what was
 * there and still is goes on; what was not there comes from another file of the same commit, or back from where it went,
 * or is new; and what is left over went away.
 *
 * A file that cannot be read, such as broken YAML, tells nothing: its records stay as they were.
 */
#include "history/lives.h"

#include "base/source.h"

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

struct fresh {
    const struct rq_record *record;
    uint32_t path;
};

/* Lists of what one commit does, in scratch memory: the first commit of a large repository may bring all of its records. */
struct rq_lives_replay {
    struct rq_history *history;
    uint32_t commit;
    uint32_t *at;   /* per path: number plus one of the first life there */
    uint32_t *left; /* numbers of the lives that left their paths at this commit */
    size_t left_count, left_cap;
    struct fresh *fresh; /* records that were not at their paths before */
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

/* Of lives with the same kind and id at one path the older is met first, as it is the first in the file. */
static struct rq_life *unseen_at(struct rq_lives_replay *replay, const struct rq_record *record, uint32_t path)
{
    struct rq_life *life;
    uint32_t number = rq_history_find(replay->history, record->kind, record->id);
    for (; number != 0; number = life->next) {
        life = rq_life_at(replay->history, number - 1);
        if (life->path == path && life->seen != replay->commit + 1)
            return life;
    }
    return NULL;
}

static void go_on(struct rq_lives_replay *replay, struct rq_life *life, const struct rq_record *record, uint32_t path)
{
    bool changed = !is_same(replay->history, life->last, record);
    if (changed)
        add_event(replay, life, (struct rq_life_event){.record = record, .path = path, .from = path, .changed = true});
    life->last = record;
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

static void take_record(struct rq_lives_replay *replay, const struct rq_record *record, uint32_t path)
{
    struct rq_life *life = unseen_at(replay, record, path);
    if (life != NULL) {
        go_on(replay, life, record, path);
        return;
    }
    replay->fresh =
        rq_grow(replay->scratch, replay->fresh, replay->fresh_count, &replay->fresh_cap, sizeof *replay->fresh);
    replay->fresh[replay->fresh_count++] = (struct fresh){record, path};
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
            take_record(replay, &share.records[i], path);
    leave(replay, path);
}

/* The life that a record goes on with which was not at this path before: one that left another path at this commit, else
 * the one that was there last.  RQ_NOWHERE: it is new. */
static uint32_t life_of(const struct rq_lives_replay *replay, const struct rq_record *record)
{
    const struct rq_history *history = replay->history;
    uint32_t found = RQ_NOWHERE, number = rq_history_find(history, record->kind, record->id);
    while (number != 0) {
        const struct rq_life *life = rq_life_at(history, number - 1);
        if (life->path == RQ_NOWHERE && (found == RQ_NOWHERE || life->left > rq_life_at(history, found)->left))
            found = number - 1;
        number = life->next;
    }
    return found;
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
    if (*slot == 0) {
        *slot = number + 1;
        return number;
    }
    struct rq_life *last = rq_life_at(history, *slot - 1);
    while (last->next != 0)
        last = rq_life_at(history, last->next - 1);
    last->next = number + 1;
    return number;
}

static void take_fresh(struct rq_lives_replay *replay, const struct fresh *fresh)
{
    uint32_t number = life_of(replay, fresh->record);
    struct rq_life_event event = {.record = fresh->record, .path = fresh->path, .from = fresh->path, .changed = true};
    bool begins = number == RQ_NOWHERE;
    if (begins)
        number = begin(replay, fresh->record);
    struct rq_life *life = rq_life_at(replay->history, number);
    if (!begins && life->left == replay->commit + 1) {
        event.from = life->was;
        event.changed = !is_same(replay->history, life->last, fresh->record);
    }
    add_event(replay, life, event);
    life->last = fresh->record;
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
    for (size_t i = 0; i < replay->fresh_count; i++)
        take_fresh(replay, &replay->fresh[i]);
    for (size_t i = 0; i < replay->left_count; i++) {
        struct rq_life *life = rq_life_at(history, replay->left[i]);
        if (life->path == RQ_NOWHERE)
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

/*
 * What a rule sees of a record's history, and what it may see of records that are gone.
 *
 * A state of the tree is the newest commit of a history, or it comes after: a merge that is not made yet, the index, the
 * working tree.  So a record of the state goes on from a life of the history, and may be one version ahead of it.
 */
#include "history/settings.h"

#include "base/source.h"

#include <stdlib.h>

static rq_str path_text(const struct rq_history *history, uint32_t path)
{
    return path == RQ_NOWHERE ? RQ_STR("") : history->walk.paths[path];
}

/* Records before this one in its file that have its kind and id, as far as `most`. */
static size_t ordinal_of(const struct rq_record *record, size_t most)
{
    size_t count = 0;
    for (const struct rq_record *other = record->older; other != NULL && count < most; other = other->older)
        count += rq_str_equal(other->path, record->path) && !other->removed;
    return count;
}

/* True if another record of the state is where the life was last. */
static bool is_held(const struct rq_history_state *state, const struct rq_life *life, const struct rq_record *record)
{
    rq_str path = path_text(state->history, life->path);
    const struct rq_record *other = rq_graph_newest(state->graph, record->kind, record->id);
    for (; other != NULL; other = other->older)
        if (!other->removed && other != record && rq_str_equal(other->path, path))
            return true;
    return false;
}

/* Of the lives with a kind and id, by the number of the first, the one that a commit would bring back (lives.c): the oldest
 * that leaves its path, else the one that was there last. */
static const struct rq_life *free_life(const struct rq_history_state *state, const struct rq_record *record,
                                       uint32_t first)
{
    for (uint32_t n = first; n != 0; n = rq_life_at(state->history, n - 1)->next) {
        const struct rq_life *life = rq_life_at(state->history, n - 1);
        if (life->path != RQ_NOWHERE && !is_held(state, life, record))
            return life;
    }
    uint32_t gone = rq_life_at(state->history, first - 1)->gone;
    return gone == 0 ? NULL : rq_life_at(state->history, gone - 1);
}

/* The life of a record that is gone: the one whose last version it is. */
static const struct rq_life *gone_life(const struct rq_history *history, const struct rq_record *record, uint32_t first)
{
    for (uint32_t n = first; n != 0; n = rq_life_at(history, n - 1)->next) {
        const struct rq_life *life = rq_life_at(history, n - 1);
        if (!rq_life_is_renamed(life) && life->last->object.as.map == record->object.as.map)
            return life;
    }
    return NULL;
}

static size_t count_at(const struct rq_history *history, uint32_t first, rq_str path)
{
    size_t count = 0;
    for (uint32_t n = first; n != 0; n = rq_life_at(history, n - 1)->next)
        count += rq_str_equal(path_text(history, rq_life_at(history, n - 1)->path), path);
    return count;
}

/* The life that a record of the state goes on with: the one at its path, else one that nobody else has.  There may be any
 * number of records with one id: those of a file that is as it was are found at once, others counted no further than there
 * are lives at the path. */
static const struct rq_life *life_of(const struct rq_history_state *state, const struct rq_record *record)
{
    const struct rq_history *history = state->history;
    const struct rq_life *known = rq_history_find_object(history, record);
    if (known != NULL && (record->removed || rq_str_equal(path_text(history, known->path), record->path)))
        return known;
    uint32_t first = rq_history_find(history, record->kind, record->id);
    if (record->removed)
        return gone_life(history, record, first);
    const struct rq_life *moved = rq_history_moved_life(state, record);
    if (first == 0 || moved != NULL)
        return moved;
    size_t count = count_at(history, first, record->path), ordinal = ordinal_of(record, count);
    for (uint32_t n = first; n != 0 && ordinal < count; n = rq_life_at(history, n - 1)->next)
        if (rq_str_equal(path_text(history, rq_life_at(history, n - 1)->path), record->path) && ordinal-- == 0)
            return rq_life_at(history, n - 1);
    return free_life(state, record, first);
}

static bool is_alone(const struct rq_history_state *state, const struct rq_record *record, const struct rq_record *last)
{
    const struct rq_load *load = &state->history->load;
    return rq_history_is_alone(state->graph->records, state->graph->record_count, record) &&
           rq_history_is_alone(load->records, load->record_count, last);
}

/* True if the record has changed since its life's last version, or has none. */
static bool is_ahead(const struct rq_history_state *state, const struct rq_record *record, const struct rq_life *life)
{
    return life == NULL || life->path == RQ_NOWHERE ||
           !rq_history_is_same(life->last, record, is_alone(state, record, life->last));
}

/* True if two texts differ in nothing but the ends of their lines, which a checkout may convert. */
static bool same_lines(rq_str a, rq_str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.len && a.ptr[i] == '\r')
            i++;
        while (j < b.len && b.ptr[j] == '\r')
            j++;
        if (i == a.len || j == b.len)
            return i == a.len && j == b.len;
        if (a.ptr[i++] != b.ptr[j++])
            return false;
    }
}

/* What only a comment or the layout sets apart is taken for what is committed: else a note in the margin would keep rules
 * from looking at the record. */
bool rq_history_has(const struct rq_history_state *state, const struct rq_record *record)
{
    if (state->merge != NULL || record->removed || record->place->format == RQ_FORMAT_SETTINGS)
        return true;
    const struct rq_life *life = life_of(state, record);
    if (!is_ahead(state, record, life))
        return true;
    if (life == NULL || life->path == RQ_NOWHERE || record->source == NULL || life->last->source == NULL)
        return false;
    return rq_value_equal(life->last->object, record->object) ||
           same_lines(rq_source_text(life->last->source), rq_source_text(record->source));
}

static rq_value person_of_nobody(struct rq_arena *arena)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("name"), rq_string(RQ_STR("")));
    rq_map_build_put(&map, RQ_STR("email"), rq_string(RQ_STR("")));
    return rq_map_build_done(&map);
}

static bool touches(const struct rq_commit *commit, rq_str path)
{
    for (size_t i = 0; i < commit->own_file_count; i++)
        if (rq_str_equal(commit->own_files[i], path))
            return true;
    return false;
}

/* A version, or a removal, that is not part of history yet. */
struct next {
    struct rq_landing landing;
    rq_value people;
};

/* Not committed: of nobody. */
static struct rq_landing no_landing(struct rq_arena *arena)
{
    rq_value nobody = person_of_nobody(arena);
    return (struct rq_landing){
        .commit = rq_null(),
        .author = nobody,
        .committer = nobody,
        .message = rq_string(RQ_STR("")),
        .trailers = rq_map_over(arena, NULL, 0),
    };
}

/* What is to come with the merge, or is not committed.  Who will make the merge is not known; so it is told by the newest of
 * its commits that touched the file, and its people are those of all of them. */
static struct next find_next(const struct rq_history_state *state, rq_str path, rq_str from, struct rq_arena *arena)
{
    struct next next = {.landing = no_landing(arena)};
    struct rq_emails emails = {.arena = arena};
    for (size_t i = 0; state->merge != NULL && i < state->merge->commit_count; i++) {
        const struct rq_commit *commit = &state->merge->commits[i];
        if (!touches(commit, path) && !touches(commit, from))
            continue;
        struct rq_landing landing = rq_history_landing(commit, 0, arena);
        rq_emails_add(&emails, &landing);
        if (next.landing.commit.kind == RQ_NULL)
            next.landing = landing;
    }
    next.landing.order = rq_int(rq_history_order(&state->history->walk, state->landed) + 1);
    next.landing.time = state->now;
    next.people = rq_list_over(arena, emails.items, emails.count);
    return next;
}

static void put_landing(struct rq_map_build *map, const struct rq_landing *landing, rq_value people)
{
    rq_map_build_put(map, RQ_STR("commit"), landing->commit);
    rq_map_build_put(map, RQ_STR("order"), landing->order);
    rq_map_build_put(map, RQ_STR("time"), landing->time);
    rq_map_build_put(map, RQ_STR("author"), landing->author);
    rq_map_build_put(map, RQ_STR("committer"), landing->committer);
    rq_map_build_put(map, RQ_STR("message"), landing->message);
    rq_map_build_put(map, RQ_STR("trailers"), landing->trailers);
    if (people.kind != RQ_ABSENT)
        rq_map_build_put(map, RQ_STR("people"), people);
}

static rq_value version_map(struct rq_arena *arena, const struct rq_version_facts *facts,
                            const struct rq_landing *landing, rq_value people)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("object"), facts->object);
    rq_map_build_put(&map, RQ_STR("id"), rq_string(facts->id));
    rq_map_build_put(&map, RQ_STR("path"), rq_string(facts->path));
    rq_map_build_put(&map, RQ_STR("returned"), rq_bool(facts->returned));
    put_landing(&map, landing, people);
    return rq_map_build_done(&map);
}

static rq_value people_of(const struct rq_history *history, const struct rq_life_event *event, struct rq_arena *arena)
{
    return history->people ? rq_history_people(history, event->commit, event->path, event->from, arena) : (rq_value){0};
}

static rq_value removal_map(struct rq_arena *arena, const struct rq_landing *landing, rq_value people)
{
    struct rq_map_build map = {.arena = arena};
    put_landing(&map, landing, people);
    return rq_map_build_done(&map);
}

/* Everybody who came with one commit. */
static rq_value people_with(struct rq_arena *arena, const struct rq_landing *landing, rq_value people)
{
    struct rq_emails emails = {.arena = arena};
    if (people.kind != RQ_ABSENT)
        return people;
    rq_emails_add(&emails, landing);
    return rq_list_over(arena, emails.items, emails.count);
}

rq_value rq_history_version(struct rq_arena *arena, const struct rq_version_facts *facts,
                            const struct rq_commit *commit, int64_t order, rq_value people)
{
    struct rq_landing landing = rq_history_landing(commit, order, arena);
    return version_map(arena, facts, &landing, people_with(arena, &landing, people));
}

rq_value rq_history_removal(struct rq_arena *arena, const struct rq_commit *commit, int64_t order, rq_value people)
{
    struct rq_landing landing = rq_history_landing(commit, order, arena);
    return removal_map(arena, &landing, people_with(arena, &landing, people));
}

static rq_value time_of(rq_value version)
{
    return *rq_value_field(version, RQ_STR("time"));
}

rq_value rq_history_told(struct rq_arena *arena, const rq_value *versions, size_t count, rq_value removed)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("created"), count == 0 ? rq_null() : time_of(versions[0]));
    rq_map_build_put(&map, RQ_STR("changed"), count == 0 ? rq_null() : time_of(versions[count - 1]));
    rq_map_build_put(&map, RQ_STR("versions"), rq_list_over(arena, versions, count));
    rq_map_build_put(&map, RQ_STR("removed"), removed);
    return rq_map_build_done(&map);
}

/* The versions of a record that are being put together. */
struct versions {
    const struct rq_history_state *state;
    struct rq_arena *arena;
    rq_value *items;
    size_t count, cap;
};

static void add_version(struct versions *versions, rq_value version)
{
    versions->items = rq_grow(versions->arena, versions->items, versions->count, &versions->cap, sizeof(rq_value));
    versions->items[versions->count++] = version;
}

static void add_life(struct versions *versions, const struct rq_life *life)
{
    const struct rq_history *history = versions->state->history;
    struct rq_arena *arena = versions->arena;
    for (size_t i = 0; i < life->count; i++) {
        const struct rq_life_event *event = &life->events[i];
        bool returned = i > 0 && life->events[i - 1].record == NULL;
        if (event->record == NULL || !event->changed)
            continue;
        const struct rq_version_facts facts = {event->record->object, event->record->id,
                                               path_text(history, event->path), returned};
        add_version(versions,
                    version_map(arena, &facts, &history->landings[event->commit], people_of(history, event, arena)));
    }
}

static void add_next(struct versions *versions, const struct rq_record *record, const struct rq_life *life)
{
    struct rq_arena *arena = versions->arena;
    rq_str from = life == NULL ? record->path : path_text(versions->state->history, life->path);
    bool returned = life != NULL && life->path == RQ_NOWHERE;
    const struct rq_version_facts facts = {record->object, record->id, record->path, returned};
    struct next next = find_next(versions->state, record->path, from, arena);
    add_version(versions, version_map(arena, &facts, &next.landing, next.people));
}

/* When a record that is gone went, and with whom; null where that is not committed. */
static rq_value removal_of(const struct rq_history_state *state, const struct rq_record *record,
                           const struct rq_life *life, struct rq_arena *arena)
{
    const struct rq_life_event *event = &life->events[life->count - 1];
    if (event->record == NULL)
        return removal_map(arena, &state->history->landings[event->commit], people_of(state->history, event, arena));
    if (state->merge == NULL)
        return rq_null();
    struct next next = find_next(state, record->path, record->path, arena);
    return removal_map(arena, &next.landing, next.people);
}

/* ---- settings ---- */

/* One account's part in the history of a setting. */
struct arrival {
    rq_value account;
    uint32_t commit; /* its number in the walk; RQ_NOWHERE: not committed yet */
    uint32_t place;  /* of the account among the setting's */
};

/* The commit at which a pair came first, in a state that has it. */
static uint32_t came_with(const struct rq_history_state *state, const struct rq_setting_pair *pair)
{
    const struct rq_walk *walk = &state->history->walk;
    bool there = false;
    for (size_t i = 0; pair != NULL && i < pair->count; i++)
        if (walk->commits[pair->events[i].commit].landed >= state->landed)
            there = pair->events[i].there;
    return there ? pair->events[0].commit : RQ_NOWHERE;
}

static int by_commit(const void *a, const void *b)
{
    const struct arrival *left = a, *right = b;
    int order = (left->commit > right->commit) - (left->commit < right->commit);
    return order != 0 ? order : (left->place > right->place) - (left->place < right->place);
}

static rq_value text_of(rq_value object, rq_str field)
{
    const rq_value *value = rq_value_field(object, field);
    return value == NULL ? rq_string(RQ_STR("")) : *value;
}

/* When each account of the setting got it, oldest first.  An account that has it by default alone has no part in that, unless
 * all of them do. */
static size_t list_arrivals(const struct rq_history_state *state, const struct rq_record *record,
                            struct arrival *arrivals, const struct rq_list *accounts)
{
    rq_str set = rq_value_text(text_of(record->object, RQ_STR("set")));
    rq_str key = rq_value_text(text_of(record->object, RQ_STR("setting")));
    const struct rq_setting_pair *everybody = rq_setting_pair_find(state->history, set, RQ_EVERYBODY, key);
    size_t count = 0;
    for (uint32_t i = 0; i < accounts->count; i++) {
        rq_str account = rq_value_text(accounts->items[i]);
        uint32_t commit = came_with(state, rq_setting_pair_find(state->history, set, account, key));
        if (commit != RQ_NOWHERE || everybody == NULL)
            arrivals[count++] = (struct arrival){accounts->items[i], commit, i};
    }
    if (count == 0)
        arrivals[count++] = (struct arrival){.account = rq_null(), .commit = came_with(state, everybody)};
    qsort(arrivals, count, sizeof *arrivals, by_commit);
    return count;
}

/* What a setting was when some accounts had it: its key and these accounts. */
static rq_value setting_at(struct rq_arena *arena, const struct rq_record *record, const rq_value *accounts,
                           size_t count)
{
    struct rq_map_build map = {.arena = arena};
    rq_map_build_put(&map, RQ_STR("setting"), text_of(record->object, RQ_STR("setting")));
    rq_map_build_put(&map, RQ_STR("set"), text_of(record->object, RQ_STR("set")));
    rq_map_build_put(&map, RQ_STR("accounts"), rq_list_over(arena, accounts, count));
    return rq_map_build_done(&map);
}

/* A version for each commit at which accounts came.  Their lists are the beginnings of one. */
static void add_arrivals(struct versions *versions, const struct rq_record *record, const struct arrival *arrivals,
                         size_t count)
{
    struct rq_arena *arena = versions->arena;
    rq_value *accounts = RQ_NEW_ARRAY(arena, rq_value, count);
    size_t named = 0;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i; end < count && arrivals[end].commit == arrivals[i].commit; end++)
            if (arrivals[end].account.kind == RQ_STRING)
                accounts[named++] = arrivals[end].account;
        const struct rq_version_facts facts = {setting_at(arena, record, accounts, named), record->id, record->path,
                                               false};
        rq_value people = {0};
        struct rq_landing landing;
        if (arrivals[i].commit == RQ_NOWHERE) {
            struct next next = find_next(versions->state, record->path, record->path, arena);
            landing = next.landing;
            people = next.people;
        } else {
            landing = versions->state->history->landings[arrivals[i].commit];
            people = people_with(arena, &landing, people);
        }
        add_version(versions, version_map(arena, &facts, &landing, people));
    }
}

static void add_setting(struct versions *versions, const struct rq_record *record)
{
    const rq_value *accounts = rq_value_field(record->object, RQ_STR("accounts"));
    static const struct rq_list none = {0};
    const struct rq_list *list = accounts != NULL && accounts->kind == RQ_LIST ? accounts->as.list : &none;
    struct arrival *arrivals = RQ_NEW_ARRAY(versions->arena, struct arrival, list->count + 1U);
    size_t count = list_arrivals(versions->state, record, arrivals, list);
    add_arrivals(versions, record, arrivals, count);
}

rq_value rq_history_value(const struct rq_history_state *state, struct rq_arena *arena, const struct rq_record *record)
{
    struct versions versions = {.state = state, .arena = arena};
    if (record->place->format == RQ_FORMAT_SETTINGS) {
        add_setting(&versions, record);
        return rq_history_told(arena, versions.items, versions.count, rq_null());
    }
    const struct rq_life *life = life_of(state, record);
    rq_value removed = rq_null();
    if (life != NULL)
        add_life(&versions, life);
    if (record->removed && life != NULL)
        removed = removal_of(state, record, life, arena);
    else if (is_ahead(state, record, life))
        add_next(&versions, record, life);
    return rq_history_told(arena, versions.items, versions.count, removed);
}

/*
 * Files that moved, told by their bytes: what one commit took away and put elsewhere as it was, or what is about to be.
 *
 * Records with the same id have been matched before.  What is left over came under another id, which is made of the file's
 * path: it is what was lost if it has the same kind, the same blob and the same place in it.  Where several look alike, the
 * first that is gone is the first that came, the second the second, and so on, in the order of their paths.
 */
#include "history/lives.h"

#include "base/ascii.h"

#include <stdlib.h>
#include <string.h>

static int compare_looks(const struct rq_move_end *x, const struct rq_move_end *y)
{
    int order = memcmp(x->blob, y->blob, RQ_OID_BYTES);
    if (order != 0)
        return order;
    if (x->record->kind != y->record->kind)
        return x->record->kind->number < y->record->kind->number ? -1 : 1;
    rq_pos a = rq_record_pos(x->record), b = rq_record_pos(y->record);
    if (a.line != b.line)
        return a.line < b.line ? -1 : 1;
    return (a.column > b.column) - (a.column < b.column);
}

static int by_looks(const void *a, const void *b)
{
    const struct rq_move_end *x = a, *y = b;
    int order = compare_looks(x, y);
    order = order != 0 ? order : rq_str_compare(x->record->path, y->record->path);
    return order != 0 ? order : (x->number > y->number) - (x->number < y->number);
}

struct rq_move *rq_history_pair(struct rq_move_end *gone, size_t gone_count, struct rq_move_end *came,
                                size_t came_count, struct rq_arena *arena, size_t *count)
{
    *count = 0;
    if (gone_count == 0 || came_count == 0)
        return NULL;
    struct rq_move *moves = RQ_NEW_ARRAY(arena, struct rq_move, gone_count < came_count ? gone_count : came_count);
    qsort(gone, gone_count, sizeof *gone, by_looks);
    qsort(came, came_count, sizeof *came, by_looks);
    for (size_t i = 0, j = 0; i < gone_count && j < came_count;) {
        int order = compare_looks(&gone[i], &came[j]);
        if (order == 0)
            moves[(*count)++] = (struct rq_move){gone[i].number, came[j].number};
        i += order <= 0;
        j += order >= 0;
    }
    return moves;
}

/* What is asked to find what moved to a state. */
struct search {
    const struct rq_history *history;
    struct rq_missing *missing;
    size_t missing_count;
    const struct rq_load *load;
    struct rq_arena *scratch, *names; /* `names` is reset after each id */
    bool *kinds;                      /* of what is missing, by their numbers */
    bool *claimed;                    /* per life of the history: one with its id is at a path that was free */
    rq_str *paths;                    /* that the newest commit has; sorted */
    size_t path_count;
};

static void list_paths(struct search *search)
{
    const struct rq_history *history = search->history;
    search->paths = RQ_NEW_ARRAY(search->scratch, rq_str, history->lives.count);
    for (uint32_t i = 0; i < history->lives.count; i++)
        if (rq_life_at(history, i)->path != RQ_NOWHERE)
            search->paths[search->path_count++] = history->walk.paths[rq_life_at(history, i)->path];
    rq_str_sort(search->paths, search->path_count);
}

static void identify(const struct search *search, struct rq_record *record)
{
    if (record->id.len > 0)
        return;
    rq_record_identify(search->history->arena, search->names, search->history->policy, record);
    rq_arena_reset(search->names);
}

/* True if history has the id of a record: then that tells what the record is. */
static bool is_known(const struct search *search, const struct rq_record *record)
{
    uint32_t first = rq_history_find(search->history, record->kind, record->id);
    for (uint32_t n = first; n != 0; n = rq_life_at(search->history, n - 1)->next) {
        if (rq_life_is_renamed(rq_life_at(search->history, n - 1)))
            continue;
        search->claimed[first - 1] = true;
        return true;
    }
    return false;
}

/* The name of the blob in which a record lies; a file of the working tree that is not opened has none yet.  NULL where it
 * cannot be read. */
static const unsigned char *name_blob(const struct search *search, const struct rq_record *record)
{
    const struct rq_snapshot *snapshot = search->load->snapshot;
    const unsigned char *blob = rq_load_blob(search->load, record->path);
    if (blob != NULL || record->place->format != RQ_FORMAT_PATH)
        return blob;
    rq_str digits = rq_snapshot_name_file(snapshot, rq_snapshot_find(snapshot, record->path), search->scratch);
    unsigned char *named = RQ_NEW_ARRAY(search->scratch, unsigned char, RQ_OID_BYTES);
    for (size_t i = 0; i < digits.len; i++)
        named[i / 2] = (unsigned char)((unsigned)named[i / 2] << 4 | rq_ascii_hex(digits.ptr[i]));
    return digits.len == 0 ? NULL : named;
}

/* Records at new paths, under new ids. */
static size_t list_came(const struct search *search, struct rq_move_end *came)
{
    size_t count = 0;
    for (size_t i = 0; i < search->load->record_count; i++) {
        struct rq_record *record = &search->load->records[i];
        if (!search->kinds[record->kind->number] || rq_str_among(record->path, search->paths, search->path_count))
            continue;
        identify(search, record);
        if (record->id.len == 0 || is_known(search, record))
            continue;
        const unsigned char *blob = name_blob(search, record);
        if (blob != NULL)
            came[count++] = (struct rq_move_end){blob, record, (uint32_t)i};
    }
    return count;
}

static int by_path(const void *key, const void *item)
{
    return rq_str_compare(*(const rq_str *)key, ((const struct rq_record *)item)->path);
}

/* True if the file of a life still has its id, or another one has. */
static bool is_there(const struct search *search, const struct rq_missing *missing)
{
    const struct rq_life *life = missing->life;
    rq_str path = search->history->walk.paths[life->path];
    struct rq_record *records = search->load->records, *end = records + search->load->record_count;
    if (search->claimed[missing->chain - 1])
        return true;
    struct rq_record *record =
        records == end ? NULL : bsearch(&path, records, (size_t)(end - records), sizeof *records, by_path);
    while (record != NULL && record > records && rq_str_equal(record[-1].path, path))
        record--;
    for (; record != NULL && record < end && rq_str_equal(record->path, path); record++) {
        identify(search, record);
        if (record->kind == life->kind && rq_str_equal(record->id, life->id))
            return true;
    }
    return false;
}

static size_t list_gone(const struct search *search, struct rq_move_end *gone)
{
    const struct rq_snapshot_entry *entries = search->history->load.snapshot->entries;
    size_t count = 0;
    for (size_t i = 0; i < search->missing_count; i++) {
        const struct rq_life *life = search->missing[i].life;
        if (life->path != RQ_NOWHERE && !is_there(search, &search->missing[i]))
            gone[count++] = (struct rq_move_end){entries[life->entry].oid, life->last, (uint32_t)i};
    }
    return count;
}

static int by_place(const void *a, const void *b)
{
    const struct rq_history_move *x = a, *y = b;
    int order = rq_str_compare(x->path, y->path);
    order = order != 0 ? order : rq_str_compare(x->id, y->id);
    return order != 0 ? order : (x->kind->number > y->kind->number) - (x->kind->number < y->kind->number);
}

static struct rq_history_move *find_moves(const struct search *search, struct rq_arena *arena, size_t *count)
{
    struct rq_move_end *came = RQ_NEW_ARRAY(search->scratch, struct rq_move_end, search->load->record_count);
    struct rq_move_end *gone = RQ_NEW_ARRAY(search->scratch, struct rq_move_end, search->missing_count);
    size_t came_count = list_came(search, came);
    size_t gone_count = came_count == 0 ? 0 : list_gone(search, gone);
    const struct rq_move *pairs = rq_history_pair(gone, gone_count, came, came_count, search->scratch, count);
    struct rq_history_move *moves = RQ_NEW_ARRAY(arena, struct rq_history_move, *count);
    for (size_t i = 0; i < *count; i++) {
        const struct rq_record *record = &search->load->records[pairs[i].came];
        struct rq_missing *missing = &search->missing[pairs[i].gone];
        moves[i] = (struct rq_history_move){missing->life, record->kind, record->path, record->id};
        missing->moved = true;
    }
    if (*count > 1)
        qsort(moves, *count, sizeof *moves, by_place);
    return moves;
}

const struct rq_history_move *rq_history_find_moves(const struct rq_history *history, struct rq_missing *missing,
                                                    size_t missing_count, const struct rq_load *load,
                                                    struct rq_arena *arena, size_t *count)
{
    bool any = false;
    struct rq_arena *scratch = rq_arena_new();
    struct search search = {
        .history = history,
        .missing = missing,
        .missing_count = missing_count,
        .load = load,
        .scratch = scratch,
        .names = rq_arena_new(),
        .kinds = RQ_NEW_ARRAY(scratch, bool, history->policy->kind_count),
        .claimed = RQ_NEW_ARRAY(scratch, bool, history->lives.count),
    };
    for (size_t i = 0; i < missing_count; i++)
        any |= search.kinds[missing[i].life->kind->number] |= missing[i].life->path != RQ_NOWHERE;
    *count = 0;
    if (any)
        list_paths(&search);
    struct rq_history_move *moves = any ? find_moves(&search, arena, count) : NULL;
    rq_arena_free(search.names);
    rq_arena_free(scratch);
    return moves;
}

const struct rq_life *rq_history_moved_life(const struct rq_history_state *state, const struct rq_record *record)
{
    const struct rq_history_move wanted = {.kind = record->kind, .path = record->path, .id = record->id};
    const struct rq_history_move *found =
        state->move_count == 0 ? NULL : bsearch(&wanted, state->moves, state->move_count, sizeof wanted, by_place);
    return found == NULL ? NULL : found->life;
}

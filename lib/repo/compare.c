/*
 * Comparing trees.  All trees of a level are read side by side, each with its cursor; the smallest name among the cursors
 * is looked at and passed.  A folder is entered only if it differs from all others, so what is equal is never read, and of
 * a merge hardly anything is.
 *
 * In git's order a folder's name ends with a slash.  A tree in another order would hide changes, so each step checks it.
 */
#include "repo/compare.h"

#include <string.h>

enum {
    /* Bytes that are compared at a time. */
    CHUNK = 64
};

/* One of the trees of a level. */
struct side {
    git_odb_object *object;     /* of a folder that is watched whole; or NULL */
    const struct rq_view *view; /* of one that is watched in part; or NULL */
    rq_str tree;
    size_t at; /* of the next entry */
    bool has;  /* an entry is at hand: */
    struct rq_tree_entry entry;
    const struct rq_watch_node *node; /* of the entry */
};

struct level {
    const struct rq_compare *compare;
    const struct rq_watch_node *node;
    struct side *sides;
    const struct rq_tree_entry **entries; /* of the name at hand, one per side; NULL where a side does not have it */
    size_t count;
};

/* Names as git sorts them in trees. */
static int compare_names(const struct rq_tree_entry *a, const struct rq_tree_entry *b)
{
    size_t common = a->name.len < b->name.len ? a->name.len : b->name.len;
    int order = memcmp(a->name.ptr, b->name.ptr, common);
    if (order != 0)
        return order;
    unsigned char next_a = a->name.len > common ? (unsigned char)a->name.ptr[common] : rq_tree_is_folder(a->mode) * '/';
    unsigned char next_b = b->name.len > common ? (unsigned char)b->name.ptr[common] : rq_tree_is_folder(b->mode) * '/';
    return (int)next_a - (int)next_b;
}

static bool same_object(const struct rq_tree_entry *a, const struct rq_tree_entry *b)
{
    return a->mode == b->mode && memcmp(a->oid, b->oid, GIT_OID_RAWSZ) == 0;
}

static bool take_from_view(struct side *side)
{
    side->has = side->at < side->view->count;
    if (side->has) {
        const struct rq_view_entry *entry = &side->view->entries[side->at++];
        side->entry = (struct rq_tree_entry){entry->mode, entry->name, entry->state.id};
        side->node = entry->node;
    }
    return true;
}

static bool take_from_tree(struct side *side)
{
    side->has = side->at < side->tree.len;
    return !side->has || rq_tree_next(side->tree, &side->at, &side->entry);
}

static bool take_next(const struct level *level, struct side *side)
{
    struct rq_tree_entry last = side->entry;
    bool first = !side->has;
    bool good = side->view != NULL ? take_from_view(side) : take_from_tree(side);
    if (good && side->has && !first)
        good = compare_names(&last, &side->entry) < 0;
    return good || rq_tree_malformed(level->compare->reader);
}

/* Length of what two texts have in common at their beginnings. */
static size_t common_length(rq_str a, rq_str b)
{
    size_t most = a.len < b.len ? a.len : b.len, at = 0;
    while (most - at >= CHUNK && memcmp(a.ptr + at, b.ptr + at, CHUNK) == 0)
        at += CHUNK;
    while (at < most && a.ptr[at] == b.ptr[at])
        at++;
    return at;
}

/* Passes the entries after the one at hand that are the same bytes in both trees: most of most trees.  Of all but the last
 * of them it is enough to know where they end.  False where that one is no entry. */
static bool skip_same(struct side *a, struct side *b)
{
    size_t start = a->at, last = a->at, at = a->at;
    size_t limit =
        start + common_length(rq_str_slice(a->tree, start, a->tree.len), rq_str_slice(b->tree, b->at, b->tree.len));
    for (size_t end = at; end <= limit; end = end == RQ_NOT_FOUND ? end : end + 1 + GIT_OID_RAWSZ) {
        last = at;
        at = end;
        end = rq_str_find_byte(a->tree, '\0', end);
    }
    a->at = last;
    b->at += at - start;
    return at == start || rq_tree_next(a->tree, &a->at, &a->entry);
}

static bool take_next_of_both(const struct level *level, struct side *a, struct side *b)
{
    if (!skip_same(a, b))
        return rq_tree_malformed(level->compare->reader);
    b->entry = a->entry;
    return take_next(level, a) && take_next(level, b);
}

static bool open_side(const struct level *level, struct side *side, const git_oid *state)
{
    *side = (struct side){.node = level->node};
    if (!level->node->whole)
        side->view = rq_watch_view(level->compare->watch, state);
    else if (!git_oid_is_zero(state)) {
        side->object = rq_tree_open(level->compare->reader, state);
        if (side->object == NULL)
            return false;
        side->tree = rq_object_bytes(side->object);
    }
    return take_next(level, side);
}

/* The side whose entry comes first; NULL at the end of all. */
static const struct side *first_side(const struct level *level)
{
    const struct side *first = NULL;
    for (size_t i = 0; i < level->count; i++)
        if (level->sides[i].has && (first == NULL || compare_names(&level->sides[i].entry, &first->entry) < 0))
            first = &level->sides[i];
    return first;
}

/* True if what the first tree has, or that it has nothing, differs from all other trees. */
static bool differs(const struct level *level)
{
    const struct rq_tree_entry *const *entries = level->entries;
    for (size_t i = 1; i < level->count; i++) {
        bool there = entries[0] != NULL && entries[i] != NULL;
        if (there ? same_object(entries[0], entries[i]) : entries[0] == entries[i])
            return false;
    }
    return true;
}

static bool compare_level(const struct rq_compare *compare, const struct rq_watch_node *node, const git_oid *states,
                          size_t count);

static bool enter(const struct level *level, const struct rq_watch_node *node, rq_str name)
{
    struct rq_tree_reader *reader = level->compare->reader;
    struct rq_arena_mark mark = rq_arena_mark(reader->scratch);
    git_oid *states = RQ_NEW_ARRAY(reader->scratch, git_oid, level->count);
    for (size_t i = 0; i < level->count; i++)
        if (level->entries[i] != NULL)
            memcpy(states[i].id, level->entries[i]->oid, GIT_OID_RAWSZ);
    bool good = rq_tree_enter(reader, name);
    if (good) {
        good = compare_level(level->compare, node, states, level->count);
        rq_tree_leave(reader, name);
    }
    rq_arena_release(reader->scratch, mark);
    return good;
}

static bool report(const struct level *level, rq_str name)
{
    rq_str path;
    return rq_tree_path(level->compare->reader, name, &path) &&
           level->compare->found(level->compare->host, path, level->count > 1 ? level->entries[1] : NULL,
                                 level->entries[0]);
}

/* True if the name at hand is the same object in both of two trees. */
static bool is_same_in_both(const struct level *level)
{
    const struct rq_tree_entry *const *entries = level->entries;
    return level->count == 2 && level->node->whole && entries[0] != NULL && entries[1] != NULL &&
           same_object(entries[0], entries[1]);
}

static bool pass(const struct level *level)
{
    if (is_same_in_both(level))
        return take_next_of_both(level, &level->sides[0], &level->sides[1]);
    for (size_t i = 0; i < level->count; i++)
        if (level->entries[i] != NULL && !take_next(level, &level->sides[i]))
            return false;
    return true;
}

/* Looks at the first of the names at hand and passes it. */
static bool step(const struct level *level, const struct side *first)
{
    const struct rq_watch_node *node = level->node->whole ? level->node : first->node;
    struct rq_tree_entry name = first->entry;
    for (size_t i = 0; i < level->count; i++) {
        const struct side *side = &level->sides[i];
        level->entries[i] = side->has && compare_names(&side->entry, &name) == 0 ? &side->entry : NULL;
    }
    if (!differs(level))
        return pass(level);
    return (rq_tree_is_folder(name.mode) ? enter(level, node, name.name) : report(level, name.name)) && pass(level);
}

static bool compare_level(const struct rq_compare *compare, const struct rq_watch_node *node, const git_oid *states,
                          size_t count)
{
    struct rq_arena *scratch = compare->reader->scratch;
    struct level level = {compare, node, RQ_NEW_ARRAY(scratch, struct side, count),
                          RQ_NEW_ARRAY(scratch, const struct rq_tree_entry *, count), count};
    bool good = true;
    size_t opened = 0;
    while (good && opened < count) {
        good = open_side(&level, &level.sides[opened], &states[opened]);
        opened++;
    }
    const struct side *first = NULL;
    while (good && (first = first_side(&level)) != NULL)
        good = step(&level, first);
    for (size_t i = 0; i < opened; i++)
        git_odb_object_free(level.sides[i].object);
    return good;
}

bool rq_compare_states(const struct rq_compare *compare, const git_oid *states, size_t count)
{
    static const struct rq_watch_node whole = {.whole = true};
    struct rq_arena_mark mark = rq_arena_mark(compare->reader->scratch);
    compare->reader->folders = 0;
    bool good = compare_level(compare, compare->watch == NULL ? &whole : rq_watch_root(compare->watch), states, count);
    rq_arena_release(compare->reader->scratch, mark);
    return good;
}

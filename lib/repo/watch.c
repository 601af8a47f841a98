/*
 * Watching parts of a tree.  Most commits of most repositories touch none of the paths that a kind of records names; the
 * way to see that quickly is to look at no more of a tree than the folders on the way to these paths.
 *
 * The paths make a small tree of nodes.  A folder that is watched in part is reduced to its entries that have a node: a
 * view.  Views are kept once per content and have numbers, so two folders are the same for us just if their numbers are.
 * What a folder's view is remembers a table of fixed size: nearly every commit has a root tree of its own, but folders
 * below it come again and again.
 */
#include "repo/watch.h"

#include <string.h>

enum {
    /* Folders whose view is remembered, a power of two. */
    MEMO = 4096
};

struct memo {
    git_oid tree;
    uint32_t node, view; /* numbers plus one; 0: nothing is remembered here */
};

struct rq_watch {
    struct rq_arena *arena;
    struct rq_watch_node root;
    uint32_t node_count;
    struct rq_view *views; /* number 0 is the empty one */
    size_t view_count, view_cap;
    uint32_t *index; /* open addressing over numbers of views plus one */
    uint32_t index_mask;
    struct memo memo[MEMO];
};

static struct rq_watch_node *child_of(struct rq_watch *watch, struct rq_watch_node *node, rq_str name, bool partial)
{
    for (struct rq_watch_node *child = node->children; child != NULL; child = child->next)
        if (rq_str_equal(child->name, name) && child->partial == partial)
            return child;
    struct rq_watch_node *child = RQ_NEW(watch->arena, struct rq_watch_node);
    *child =
        (struct rq_watch_node){.name = name, .partial = partial, .next = node->children, .number = ++watch->node_count};
    node->children = child;
    return child;
}

/* path = { name "/" } [ name ]; a last name is a whole one if the path is exact, else the beginning of one. */
static void add_path(struct rq_watch *watch, const struct rq_walk_path *path)
{
    struct rq_watch_node *node = &watch->root;
    rq_str text = path->prefix;
    size_t at = 0;
    bool file = false;
    while (at < text.len && !node->whole) {
        size_t slash = rq_str_find_byte(text, '/', at);
        rq_str name = rq_str_slice(text, at, slash);
        file = slash == RQ_NOT_FOUND;
        node = child_of(watch, node, name, file && !path->exact);
        at = file ? text.len : slash + 1;
    }
    node->file |= file;
    node->whole = true;
}

struct rq_watch *rq_watch_new(struct rq_arena *arena, const struct rq_walk_path *paths, size_t count)
{
    struct rq_watch *watch = RQ_NEW(arena, struct rq_watch);
    watch->arena = arena;
    watch->root.whole = count == 0;
    for (size_t i = 0; i < count; i++)
        add_path(watch, &paths[i]);
    watch->views = rq_grow(arena, NULL, 0, &watch->view_cap, sizeof *watch->views);
    watch->views[watch->view_count++] = (struct rq_view){0};
    return watch;
}

const struct rq_watch_node *rq_watch_root(const struct rq_watch *watch)
{
    return &watch->root;
}

/* The node of a name; something that is watched whole goes before something that is watched in part. */
static const struct rq_watch_node *node_of(const struct rq_watch_node *folder, rq_str name)
{
    const struct rq_watch_node *found = NULL;
    for (const struct rq_watch_node *child = folder->children; child != NULL; child = child->next) {
        bool fits = child->partial ? rq_str_starts(name, child->name) : rq_str_equal(name, child->name);
        if (fits && (found == NULL || child->whole))
            found = child;
    }
    return found;
}

static git_oid state_from(uint32_t view)
{
    git_oid state = {{0}};
    memcpy(state.id, &view, sizeof view);
    return state;
}

static uint32_t number_from(const git_oid *state)
{
    uint32_t view;
    memcpy(&view, state->id, sizeof view);
    return view;
}

size_t rq_watch_state_bytes(const struct rq_watch *watch)
{
    return watch->root.whole ? GIT_OID_RAWSZ : sizeof(uint32_t);
}

const struct rq_view *rq_watch_view(const struct rq_watch *watch, const git_oid *state)
{
    return &watch->views[number_from(state)];
}

static uint32_t hash_of(const struct rq_view *view)
{
    uint32_t hash = (uint32_t)view->count;
    for (size_t i = 0; i < view->count; i++) {
        rq_str state = {(const char *)view->entries[i].state.id, GIT_OID_RAWSZ};
        hash = hash * 31 + (rq_str_hash(state) ^ view->entries[i].mode);
    }
    return hash;
}

static bool same_view(const struct rq_view *a, const struct rq_view *b)
{
    bool same = a->hash == b->hash && a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = a->entries[i].mode == b->entries[i].mode &&
               memcmp(a->entries[i].state.id, b->entries[i].state.id, GIT_OID_RAWSZ) == 0 &&
               rq_str_equal(a->entries[i].name, b->entries[i].name);
    return same;
}

static uint32_t *slot_of(const struct rq_watch *watch, const struct rq_view *view)
{
    uint32_t at = view->hash & watch->index_mask;
    while (watch->index[at] != 0 && !same_view(&watch->views[watch->index[at] - 1], view))
        at = (at + 1) & watch->index_mask;
    return &watch->index[at];
}

static void grow_index(struct rq_watch *watch)
{
    uint32_t size = watch->index == NULL ? 64 : (watch->index_mask + 1) * 2;
    watch->index = RQ_NEW_ARRAY(watch->arena, uint32_t, size);
    watch->index_mask = size - 1;
    for (size_t i = 1; i < watch->view_count; i++)
        *slot_of(watch, &watch->views[i]) = (uint32_t)i + 1;
}

/* The number of a view; one with a new content is copied. */
static uint32_t number_of(struct rq_watch *watch, struct rq_view view)
{
    if (view.count == 0)
        return 0;
    if (watch->index == NULL || watch->view_count * 2 > watch->index_mask)
        grow_index(watch);
    view.hash = hash_of(&view);
    uint32_t *slot = slot_of(watch, &view);
    if (*slot != 0)
        return *slot - 1;
    struct rq_view_entry *entries = RQ_NEW_ARRAY(watch->arena, struct rq_view_entry, view.count);
    for (size_t i = 0; i < view.count; i++) {
        entries[i] = view.entries[i];
        entries[i].name = rq_str_equal(entries[i].name, entries[i].node->name)
                              ? entries[i].node->name
                              : rq_arena_copy(watch->arena, entries[i].name);
    }
    view.entries = entries;
    watch->views = rq_grow(watch->arena, watch->views, watch->view_count, &watch->view_cap, sizeof *watch->views);
    watch->views[watch->view_count] = view;
    *slot = (uint32_t)++watch->view_count;
    return *slot - 1;
}

/* The state of one entry that has a node; zero where nothing of it counts, as of a file in the place of a folder. */
static bool entry_state(struct rq_watch *watch, struct rq_tree_reader *reader, const struct rq_watch_node *node,
                        const struct rq_tree_entry *entry, git_oid *state)
{
    bool folder = rq_tree_is_folder(entry->mode);
    git_oid oid;
    memcpy(oid.id, entry->oid, sizeof oid.id);
    *state = (git_oid){{0}};
    if (folder ? node->whole : node->file)
        *state = oid;
    if (node->whole || !folder)
        return true;
    if (!rq_tree_enter(reader, entry->name))
        return false;
    bool good = rq_watch_state(watch, reader, node, &oid, state);
    rq_tree_leave(reader, entry->name);
    return good;
}

static bool reduce(struct rq_watch *watch, struct rq_tree_reader *reader, const struct rq_watch_node *folder,
                   rq_str tree, struct rq_view *view)
{
    struct rq_tree_entry entry;
    size_t cap = 0;
    for (size_t at = 0; at < tree.len;) {
        if (!rq_tree_next(tree, &at, &entry))
            return rq_tree_malformed(reader);
        const struct rq_watch_node *node = node_of(folder, entry.name);
        git_oid state = {{0}};
        if (node != NULL && !entry_state(watch, reader, node, &entry, &state))
            return false;
        if (git_oid_is_zero(&state))
            continue;
        view->entries = rq_grow(reader->scratch, view->entries, view->count, &cap, sizeof *view->entries);
        view->entries[view->count++] = (struct rq_view_entry){entry.mode, entry.name, node, state};
    }
    return true;
}

bool rq_watch_state(struct rq_watch *watch, struct rq_tree_reader *reader, const struct rq_watch_node *node,
                    const git_oid *tree, git_oid *state)
{
    struct rq_view view = {0};
    uint32_t place;
    *state = *tree;
    if (node->whole)
        return true;
    memcpy(&place, tree->id, sizeof place);
    struct memo *memo = &watch->memo[(place ^ node->number) % MEMO];
    if (memo->view != 0 && memo->node == node->number + 1 && git_oid_equal(&memo->tree, tree)) {
        *state = state_from(memo->view - 1);
        return true;
    }
    git_odb_object *object = rq_tree_open(reader, tree);
    if (object == NULL)
        return false;
    struct rq_arena_mark mark = rq_arena_mark(reader->scratch);
    bool good = reduce(watch, reader, node, rq_object_bytes(object), &view);
    if (good) {
        *memo = (struct memo){*tree, node->number + 1, number_of(watch, view) + 1};
        *state = state_from(memo->view - 1);
    }
    rq_arena_release(reader->scratch, mark);
    git_odb_object_free(object);
    return good;
}

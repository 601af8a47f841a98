/*
 * The way over all parents.  Commits come in the order in which they read quickly; so each is put down with its parents and
 * the state of its tree, and all else is found at the end.
 *
 * Where a commit landed: what a commit of the chain of first parents can reach, and those before it cannot, landed with it.
 * So the chain is gone along from its oldest commit, and what each of them brought is put in order by counting children:
 * parents come before their children, whatever their clocks said.
 *
 * There is one of everything here for each commit that can be reached, so it is small: with the name and its place in the
 * table 36 bytes where parts of the tree are watched, and 8 more for a merge.
 */
#include "repo/walker.h"

#include <string.h>

/* What `parents` has of a commit: the number of the only parent; or `several` and a place in `edges`, where they stand one
 * after the other, the last with `several`; or one of the others. */
static const uint32_t several = UINT32_C(1) << 31;
static const uint32_t no_parent = UINT32_MAX, cut_off = UINT32_MAX - 1;

/* Numbers of commits. */
struct list {
    uint32_t *items;
    size_t count, cap;
};

struct web {
    struct rq_walker *walker;
    struct rq_steps *steps;
    struct rq_shelf parents; /* of all commits that were heard of */
    struct rq_shelf edges;
    struct rq_shelf states; /* of their trees: as many bytes as count */
    struct kept *kept;      /* of the first RQ_WALKER_TEXTS; NULL: no texts are wanted */
    bool ends;              /* what `until` can reach is left out */
    uint32_t until;
    struct list list; /* for the time being */
};

/* What is kept of a commit with its text. */
struct kept {
    rq_str text;
    int64_t time;
};

/* The next parent, from what `parents` has of a commit, which goes on to the one after it.  False where there is none. */
static bool next_parent(const struct web *web, uint32_t *at, uint32_t *parent)
{
    if (*at >= cut_off)
        return false;
    *parent = *at & ~several;
    if ((*at & several) == 0) {
        *at = no_parent;
        return true;
    }
    uint32_t edge = *(const uint32_t *)rq_shelf_at(&web->edges, *parent);
    *at = (edge & several) != 0 ? no_parent : *at + 1;
    *parent = edge & ~several;
    return true;
}

static uint32_t parents_of(const struct web *web, uint32_t number)
{
    return *(const uint32_t *)rq_shelf_at(&web->parents, number);
}

static uint32_t put_parents(struct web *web, const struct rq_step *step)
{
    size_t count = step->header.parent_count;
    if (count < 2)
        return step->cut ? cut_off : count == 0 ? no_parent : rq_step_parent(step, 0);
    uint32_t place = (uint32_t)web->edges.count;
    for (size_t i = 0; i < count; i++)
        *(uint32_t *)rq_shelf_add(&web->edges) = rq_step_parent(step, i) | (i + 1 == count ? several : 0);
    return place | several;
}

static git_oid state_of(const struct web *web, uint32_t number)
{
    git_oid state = {{0}};
    memcpy(state.id, rq_shelf_at(&web->states, number), web->states.size);
    return state;
}

static void keep_text(struct web *web, const struct rq_step *step)
{
    rq_str text = rq_walker_text(web->walker, step, step->number);
    if (text.len == 0)
        return;
    if (web->kept == NULL)
        web->kept = RQ_NEW_ARRAY(web->walker->arena, struct kept, RQ_WALKER_TEXTS);
    web->kept[step->number] = (struct kept){text, step->header.time};
}

static bool take(void *host, struct rq_step *step)
{
    struct web *web = host;
    git_oid state;
    while (web->parents.count <= step->number) {
        rq_shelf_add(&web->parents);
        rq_shelf_add(&web->states);
    }
    *(uint32_t *)rq_shelf_at(&web->parents, step->number) = put_parents(web, step);
    keep_text(web, step);
    bool good = rq_walker_state(web->walker, step, &state);
    if (good)
        memcpy(rq_shelf_at(&web->states, step->number), state.id, web->states.size);
    git_odb_object_free(step->object);
    return good;
}

static struct rq_note *note_of(const struct web *web, uint32_t number)
{
    return rq_steps_note(web->steps, number);
}

static void push(struct web *web, uint32_t number)
{
    struct list *list = &web->list;
    list->items = rq_grow(web->walker->arena, list->items, list->count, &list->cap, sizeof *list->items);
    list->items[list->count++] = number;
}

/* Marks what `until` can reach, and what of it the rest comes from. */
static void leave_out(struct web *web)
{
    uint32_t parent;
    web->list.count = 0;
    push(web, web->until);
    note_of(web, web->until)->left_out = true;
    while (web->list.count > 0)
        for (uint32_t at = parents_of(web, web->list.items[--web->list.count]); next_parent(web, &at, &parent);) {
            if (!note_of(web, parent)->left_out)
                push(web, parent);
            note_of(web, parent)->left_out = true;
        }
    for (uint32_t i = 0; i < web->parents.count; i++)
        for (uint32_t at = parents_of(web, i); !note_of(web, i)->left_out && next_parent(web, &at, &parent);)
            note_of(web, parent)->bound = true;
}

/* Goes along the chain of first parents, and links it backwards.  False where it comes to a commit again. */
static bool link_chain(const struct web *web, uint32_t *oldest, uint32_t *length)
{
    uint32_t number = 0, parent, at = parents_of(web, 0);
    note_of(web, 0)->chain = true;
    *length = 1;
    while (next_parent(web, &at, &parent)) {
        struct rq_note *note = note_of(web, parent);
        if (note->chain)
            return rq_steps_circle(web->walker->reader.err);
        note->chain = true;
        note->link = number;
        number = parent;
        at = parents_of(web, number);
        ++*length;
    }
    *oldest = number;
    return true;
}

/* Lists what a commit of the chain can reach and has not landed before, and counts the children that each of these has
 * among them.  False where a newer commit of the chain is an ancestor of it. */
static bool flood(struct web *web, uint32_t from, uint32_t landed)
{
    uint32_t parent;
    web->list.count = 0;
    push(web, from);
    note_of(web, from)->link = 0;
    note_of(web, from)->landed = (landed + 1) & RQ_NOTE_LANDED;
    for (size_t i = 0; i < web->list.count; i++)
        for (uint32_t at = parents_of(web, web->list.items[i]); next_parent(web, &at, &parent);) {
            struct rq_note *note = note_of(web, parent);
            if (note->landed == 0 && note->chain)
                return rq_steps_circle(web->walker->reader.err);
            if (note->landed == 0) {
                note->landed = (landed + 1) & RQ_NOTE_LANDED;
                push(web, parent);
            }
            note->link += note->landed == landed + 1;
        }
    return true;
}

/* Puts what landed with a commit in order, children before their parents.  Those that wait for their place stand at the end
 * of the list.  False where a commit is its own ancestor. */
static bool arrange(const struct web *web, uint32_t from)
{
    uint32_t *items = web->list.items, parent;
    size_t count = 0, end = web->list.count, waiting = end;
    if (note_of(web, from)->link == 0)
        items[--waiting] = from;
    while (waiting < end) {
        items[count] = items[waiting++];
        for (uint32_t at = parents_of(web, items[count++]); next_parent(web, &at, &parent);) {
            struct rq_note *note = note_of(web, parent);
            if (note->landed == note_of(web, from)->landed && --note->link == 0)
                items[--waiting] = parent;
        }
    }
    return count == end || rq_steps_circle(web->walker->reader.err);
}

static void add(const struct web *web, uint32_t number)
{
    const struct rq_note *note = note_of(web, number);
    const struct kept *kept = web->kept != NULL && number < RQ_WALKER_TEXTS ? &web->kept[number] : &(struct kept){0};
    git_oid states[RQ_REPO_PARENTS + 1], parents[RQ_REPO_PARENTS];
    uint32_t at = parents_of(web, number), parent, count = 0;
    bool cut = at == cut_off;
    states[0] = state_of(web, number);
    for (; next_parent(web, &at, &parent); count++) {
        states[count + 1] = state_of(web, parent);
        parents[count] = rq_steps_oid(web->steps, parent);
    }
    rq_walker_add(web->walker, &(struct rq_candidate){
                                   .oid = rq_steps_oid(web->steps, number),
                                   .time = kept->time,
                                   .landed = note->landed - 1,
                                   .cut = cut && !note->left_out,
                                   .before = note->left_out,
                                   .parents = parents,
                                   .parent_count = count,
                                   .states = states,
                                   .state_count = count + 1,
                                   .text = kept->text,
                               });
}

static void add_wanted(const struct web *web)
{
    for (size_t i = web->list.count; i-- > 0;) {
        const struct rq_note *note = note_of(web, web->list.items[i]);
        if (!note->left_out || note->bound)
            add(web, web->list.items[i]);
    }
}

static bool finish(void *host)
{
    struct web *web = host;
    uint32_t number = 0, length = 0;
    rq_steps_begin_notes(web->steps);
    if (web->ends)
        leave_out(web);
    bool good = link_chain(web, &number, &length);
    while (good && length-- > 0) {
        uint32_t next = note_of(web, number)->link;
        good = flood(web, number, length) && arrange(web, number);
        if (good)
            add_wanted(web);
        number = next;
    }
    return good;
}

struct rq_way rq_way_of_all_parents(struct rq_walker *walker, struct rq_steps *steps)
{
    struct web *web = RQ_NEW(walker->arena, struct web);
    web->walker = walker;
    web->steps = steps;
    web->parents = web->edges = (struct rq_shelf){.arena = walker->arena, .size = sizeof(uint32_t)};
    web->states = (struct rq_shelf){.arena = walker->arena, .size = rq_watch_state_bytes(walker->watch)};
    return (struct rq_way){take, finish, web};
}

void rq_way_leave_out(const struct rq_way *way, uint32_t until)
{
    struct web *web = way->host;
    web->ends = true;
    web->until = until;
}

/*
 * Who brought a version.  On the chain of first parents a change lands with a merge, whose author is often a robot; those
 * who made it are the authors of the commits that the merge brought.  So where something landed with a merge, all parents
 * are walked over as well: that walk says of each commit where it landed.  A shallow clone may have the whole chain, and yet
 * lack what was merged into it.
 */
#include "history/lives.h"

#include <stdlib.h>

static bool has_merges(const struct rq_walk *walk)
{
    for (size_t i = 0; i < walk->commit_count; i++)
        if (walk->commits[i].parent_count > 1)
            return true;
    return false;
}

static int by_path(const void *a, const void *b)
{
    return rq_str_compare(**(const rq_str *const *)a, **(const rq_str *const *)b);
}

/* For the paths of one walk their numbers in another; RQ_NOWHERE for those that it does not have. */
static uint32_t *translate(const struct rq_walk *from, const struct rq_walk *to, struct rq_arena *arena)
{
    uint32_t *numbers = RQ_NEW_ARRAY(arena, uint32_t, from->path_count);
    const rq_str **sorted = RQ_NEW_ARRAY(arena, const rq_str *, to->path_count);
    for (size_t i = 0; i < to->path_count; i++)
        sorted[i] = &to->paths[i];
    if (to->path_count > 0)
        qsort(sorted, to->path_count, sizeof *sorted, by_path);
    for (size_t i = 0; i < from->path_count; i++) {
        const rq_str *path = &from->paths[i];
        const rq_str **found =
            to->path_count == 0 ? NULL : bsearch(&path, sorted, to->path_count, sizeof *sorted, by_path);
        numbers[i] = found == NULL ? RQ_NOWHERE : (uint32_t)(*found - to->paths);
    }
    return numbers;
}

static int by_landing(const void *a, const void *b)
{
    const struct rq_brought *x = a, *y = b;
    if (x->landed != y->landed)
        return x->landed < y->landed ? -1 : 1;
    if (x->path != y->path)
        return x->path < y->path ? -1 : 1;
    return (x->commit > y->commit) - (x->commit < y->commit);
}

static void list_brought(struct rq_history *history, const struct rq_walk *all)
{
    struct rq_arena *scratch = rq_arena_new();
    const uint32_t *numbers = translate(all, &history->walk, scratch);
    struct rq_brought *brought = RQ_NEW_ARRAY(history->arena, struct rq_brought, all->change_count);
    for (size_t i = 0; i < all->commit_count; i++)
        for (size_t c = 0; c < all->commits[i].change_count; c++) {
            uint32_t path = numbers[all->changes[all->commits[i].first_change + c].path];
            if (path != RQ_NOWHERE)
                brought[history->brought_count++] = (struct rq_brought){all->commits[i].landed, path, (uint32_t)i};
        }
    if (history->brought_count > 0)
        qsort(brought, history->brought_count, sizeof *brought, by_landing);
    history->brought = brought;
    rq_arena_free(scratch);
}

bool rq_history_find_people(struct rq_history *history, const struct rq_history_input *input,
                            const struct rq_walk_input *walk, struct rq_err *err)
{
    struct rq_walk_input all = *walk;
    struct rq_walk others;
    history->people = input->people;
    if (!input->people || !has_merges(&history->walk))
        return true;
    all.mode = RQ_WALK_ALL_PARENTS;
    if (!rq_walk(input->repo, &all, history->arena, &others, err) || !rq_walk_is_complete(&others, input->asker, err))
        return false;
    history->others = rq_history_landings(&others, history->arena, input->threads, err);
    if (history->others == NULL)
        return false;
    list_brought(history, &others);
    return true;
}

void rq_emails_add(struct rq_emails *emails, const struct rq_landing *landing)
{
    for (size_t i = 0; i < landing->email_count; i++) {
        bool known = false;
        for (size_t e = 0; e < emails->count && !known; e++)
            known = rq_str_equal(rq_value_text(emails->items[e]), landing->emails[i]);
        if (known)
            continue;
        emails->items = rq_grow(emails->arena, emails->items, emails->count, &emails->cap, sizeof *emails->items);
        emails->items[emails->count++] = rq_string(landing->emails[i]);
    }
}

/* The first of those that landed with a commit and touched a path, or where it would be. */
static size_t first_brought(const struct rq_history *history, uint32_t landed, uint32_t path)
{
    const struct rq_brought wanted = {landed, path, 0};
    size_t low = 0, high = history->brought_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (by_landing(&history->brought[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void add_brought(const struct rq_history *history, struct rq_emails *emails, uint32_t landed, uint32_t path)
{
    for (size_t i = first_brought(history, landed, path); i < history->brought_count; i++) {
        const struct rq_brought *brought = &history->brought[i];
        if (brought->landed != landed || brought->path != path)
            return;
        rq_emails_add(emails, &history->others[brought->commit]);
    }
}

rq_value rq_history_people(const struct rq_history *history, uint32_t commit, uint32_t path, uint32_t from,
                           struct rq_arena *arena)
{
    struct rq_emails emails = {.arena = arena};
    uint32_t landed = history->walk.commits[commit].landed;
    rq_emails_add(&emails, &history->landings[commit]);
    add_brought(history, &emails, landed, path);
    if (from != path)
        add_brought(history, &emails, landed, from);
    return rq_list_over(arena, emails.items, emails.count);
}

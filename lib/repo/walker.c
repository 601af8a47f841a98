/* What the ways through history have in common: states of trees, and the commits that may have changed something. */
#include "repo/walker.h"

#include <string.h>

bool rq_walker_state(struct rq_walker *walker, const struct rq_step *step, git_oid *state)
{
    walker->reader.folders = 0;
    if (walker->objects != NULL)
        walker->reader.odb = rq_objects_next(walker->objects);
    return rq_watch_state(walker->watch, &walker->reader, rq_watch_root(walker->watch), &step->header.tree, state);
}

rq_str rq_walker_text(const struct rq_walker *walker, const struct rq_step *step, uint32_t number)
{
    bool kept = walker->texts && number < RQ_WALKER_TEXTS;
    return kept ? rq_arena_copy(walker->arena, rq_object_bytes(step->object)) : (rq_str){0};
}

/* The first commit is compared with nothing: it has changed something if there is something. */
static bool is_unchanged(const struct rq_candidate *candidate)
{
    const git_oid *states = candidate->states;
    bool same = candidate->state_count == 1 && git_oid_is_zero(&states[0]);
    for (uint32_t i = 1; i < candidate->state_count && !same; i++)
        same = git_oid_equal(&states[0], &states[i]) != 0;
    return same;
}

static const git_oid *copy(struct rq_arena *arena, const git_oid *oids, size_t count)
{
    git_oid *copied = RQ_NEW_ARRAY(arena, git_oid, count);
    if (count > 0)
        memcpy(copied, oids, count * sizeof *oids);
    return copied;
}

void rq_walker_add(struct rq_walker *walker, const struct rq_candidate *candidate)
{
    if (!walker->every && !candidate->cut && !candidate->before && is_unchanged(candidate))
        return;
    walker->candidates =
        rq_grow(walker->arena, walker->candidates, walker->count, &walker->cap, sizeof *walker->candidates);
    struct rq_candidate *added = &walker->candidates[walker->count++];
    *added = *candidate;
    added->parents = copy(walker->arena, candidate->parents, candidate->parent_count);
    added->states = copy(walker->arena, candidate->states, candidate->state_count);
    rq_changes_take(walker->changes, added);
}

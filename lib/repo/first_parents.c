/*
 * The way along first parents.  Whether a commit changed something is known once its parent has come; so each commit waits
 * for the next one.  Nothing else is remembered, however long the way.
 */
#include "repo/walker.h"

struct chain {
    struct rq_walker *walker;
    uint32_t number; /* of commits that came */
    bool waits;      /* the last of them, for its parent: */
    struct rq_candidate last;
    git_oid parents[RQ_REPO_PARENTS];
    git_oid states[2]; /* its own and its parent's */
};

static void settle(struct chain *chain, uint32_t state_count)
{
    chain->last.state_count = state_count;
    if (chain->waits)
        rq_walker_add(chain->walker, &chain->last);
    chain->waits = false;
}

static bool take(void *host, struct rq_step *step)
{
    struct chain *chain = host;
    git_oid state;
    bool good = rq_walker_state(chain->walker, step, &state);
    chain->states[1] = state;
    settle(chain, 2);
    chain->states[0] = state;
    for (size_t i = 0; i < step->header.parent_count; i++)
        chain->parents[i] = rq_commit_parent(&step->header, i);
    chain->last = (struct rq_candidate){
        .oid = step->oid,
        .time = step->header.time,
        .landed = chain->number,
        .cut = step->cut,
        .before = step->bound,
        .parents = chain->parents,
        .parent_count = (uint32_t)step->header.parent_count,
        .states = chain->states,
        .text = rq_walker_text(chain->walker, step, chain->number),
    };
    chain->number++;
    chain->waits = good;
    git_odb_object_free(step->object);
    return good;
}

/* The newest commit came first. */
static void reverse(struct rq_walker *walker)
{
    for (size_t i = 0, j = walker->count; i + 1 < j; i++) {
        struct rq_candidate candidate = walker->candidates[i];
        walker->candidates[i] = walker->candidates[--j];
        walker->candidates[j] = candidate;
    }
}

static bool finish(void *host)
{
    struct chain *chain = host;
    settle(chain, 1);
    reverse(chain->walker);
    return true;
}

struct rq_way rq_way_of_first_parents(struct rq_walker *walker)
{
    struct chain *chain = RQ_NEW(walker->arena, struct chain);
    chain->walker = walker;
    return (struct rq_way){take, finish, chain};
}

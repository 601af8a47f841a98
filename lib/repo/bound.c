/*
 * Where a way along first parents ends: at the first commit that another one can reach.  All commits behind that one can be
 * reached too; so it is looked for by halves.  Most often it is that other commit itself, which stands on the way.
 */
#include "repo/walker.h"

/* The commits on the way, the newest first, up to `until`, if that is one of them. */
struct chain {
    git_oid *oids;
    size_t count, cap;
    bool met; /* it is */
};

static bool read_chain(const struct rq_steps *from, const git_oid *start, const git_oid *until, struct chain *chain)
{
    struct rq_steps steps = *from;
    struct rq_step step;
    rq_steps_start(&steps, start);
    while (!chain->met && rq_steps_next(&steps, &step)) {
        git_odb_object_free(step.object);
        chain->oids = rq_grow(steps.arena, chain->oids, chain->count, &chain->cap, sizeof *chain->oids);
        chain->oids[chain->count++] = step.oid;
        chain->met = git_oid_equal(&step.oid, until) != 0;
    }
    return !steps.err->failed;
}

/* True if `until` can reach the commit: 1, 0, or less on failure. */
static int reaches(const struct rq_steps *steps, const git_oid *until, const git_oid *commit)
{
    return git_oid_equal(until, commit) ? 1 : git_graph_descendant_of(steps->repo->git, until, commit);
}

bool rq_steps_end_at(struct rq_steps *steps, const git_oid *start, const git_oid *until)
{
    struct chain chain = {0};
    if (!read_chain(steps, start, until, &chain))
        return false;
    size_t low = 0, high = chain.count;
    if (chain.met)
        low = --high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int found = reaches(steps, until, &chain.oids[middle]);
        if (found < 0) {
            rq_repo_fail(steps->err, "the commits before the range cannot be read");
            return rq_repo_hint_missing(steps->repo, steps->err);
        }
        if (found > 0)
            high = middle;
        else
            low = middle + 1;
    }
    steps->bounded = low < chain.count;
    if (steps->bounded)
        steps->bound = chain.oids[low];
    return true;
}

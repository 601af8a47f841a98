/*
 * Reading commits.  A stack of commits to read, the first parent on top: so a parent is read right after its child, which
 * is how packs are made to be read (breadth first took three times as long on a large repository).
 *
 * Where all parents count, each commit gets a number when it is first heard of, and a table finds it again.  Where only
 * first parents count there is nothing to remember: the next commit is the parent of this one.  A repository that
 * somebody damaged on purpose could lead around in a circle, though; so one commit is remembered, and another one each
 * time that twice as many have passed (Brent's way to find a circle).
 */
#include "repo/walker.h"

#include "base/err.h"

static uint32_t *slot_of(const struct rq_steps *steps, const git_oid *oid)
{
    uint32_t at = rq_str_hash((rq_str){(const char *)oid->id, GIT_OID_RAWSZ}) & steps->index_mask;
    while (steps->index[at] != 0 && !git_oid_equal(&steps->oids[steps->index[at] - 1], oid))
        at = (at + 1) & steps->index_mask;
    return &steps->index[at];
}

static void grow_index(struct rq_steps *steps)
{
    uint32_t size = steps->index == NULL ? 1024 : (steps->index_mask + 1) * 2;
    steps->index = RQ_NEW_ARRAY(steps->arena, uint32_t, size);
    steps->index_mask = size - 1;
    for (size_t i = 0; i < steps->count; i++)
        *slot_of(steps, &steps->oids[i]) = (uint32_t)i + 1;
}

/* Puts a commit that was not heard of before on the stack; gives its number. */
static uint32_t hear(struct rq_steps *steps, const git_oid *oid)
{
    uint32_t *slot = NULL;
    if (steps->first_parents)
        steps->count = 0;
    else if (steps->index == NULL || steps->count * 2 > steps->index_mask)
        grow_index(steps);
    if (!steps->first_parents && *(slot = slot_of(steps, oid)) != 0)
        return *slot - 1;
    steps->oids = rq_grow(steps->arena, steps->oids, steps->count, &steps->cap, sizeof *steps->oids);
    steps->oids[steps->count++] = *oid;
    if (slot != NULL)
        *slot = (uint32_t)steps->count;
    steps->stack = rq_grow(steps->arena, steps->stack, steps->waiting, &steps->stack_cap, sizeof *steps->stack);
    steps->stack[steps->waiting++] = (uint32_t)steps->count - 1;
    return (uint32_t)steps->count - 1;
}

uint32_t rq_steps_start(struct rq_steps *steps, const git_oid *start)
{
    return hear(steps, start);
}

bool rq_steps_heard(const struct rq_steps *steps, const git_oid *oid)
{
    return steps->index != NULL && *slot_of(steps, oid) != 0;
}

static bool read_commit(const struct rq_steps *steps, const git_oid *oid, struct rq_step *step)
{
    *step = (struct rq_step){.oid = *oid};
    int code = git_odb_read(&step->object, steps->repo->odb, oid);
    if (code != 0)
        return rq_repo_fail_commit(steps->repo, code, oid, steps->err);
    if (git_odb_object_type(step->object) != GIT_OBJECT_COMMIT ||
        !rq_commit_parse(rq_object_bytes(step->object), &step->header))
        return rq_repo_malformed_commit(oid, steps->err);
    return rq_commit_is_fit(&step->header, oid, steps->err);
}

static bool leave_circle(struct rq_steps *steps, const git_oid *oid)
{
    bool again = steps->seen > 0 && git_oid_equal(&steps->checkpoint, oid);
    if ((steps->seen & (steps->seen - 1)) == 0)
        steps->checkpoint = *oid;
    return !again || rq_steps_circle(steps->err);
}

bool rq_steps_circle(struct rq_err *err)
{
    rq_fail(err, "a commit is an ancestor of itself");
    return rq_repo_hint_damaged(err);
}

/* The first parent is heard of last, so that it is the next to be read. */
static void hear_parents(struct rq_steps *steps, struct rq_step *step)
{
    size_t count = step->header.parent_count;
    uint32_t *parents = RQ_NEW_ARRAY(steps->arena, uint32_t, count);
    for (size_t i = count; i-- > 0;) {
        git_oid oid = rq_commit_parent(&step->header, i);
        parents[i] = hear(steps, &oid);
    }
    step->parents = parents;
}

static bool go_on(struct rq_steps *steps, struct rq_step *step)
{
    step->bound = steps->bounded && git_oid_equal(&steps->bound, &step->oid);
    step->cut = !step->bound && step->header.parent_count > 0 && rq_repo_is_cut(&steps->cuts, &step->oid);
    if (step->cut || step->bound)
        step->header.parent_count = 0;
    if (!steps->first_parents) {
        hear_parents(steps, step);
        return true;
    }
    if (step->header.parent_count > 0) {
        git_oid parent = rq_commit_parent(&step->header, 0);
        hear(steps, &parent);
    }
    return leave_circle(steps, &step->oid);
}

bool rq_steps_next(struct rq_steps *steps, struct rq_step *step)
{
    if (steps->waiting == 0)
        return false;
    uint32_t number = steps->stack[--steps->waiting];
    git_oid oid = steps->oids[number];
    bool good = read_commit(steps, &oid, step) && go_on(steps, step);
    step->number = number;
    steps->seen += good;
    if (!good)
        git_odb_object_free(step->object);
    return good;
}

/*
 * The way over all parents.  Commits come in the order in which they read quickly; so each is put down with the state of its
 * tree, and all else is found at the end.  The order of the result: by counting children, so that parents come before
 * their children whatever their clocks said.  Where a commit landed: what a commit on the chain of first parents can
 * reach, and those before it cannot, landed with it.
 */
#include "repo/walker.h"

static const uint32_t nowhere = UINT32_MAX;

/* One commit, by its number; the start is number 0. */
struct commit {
    git_oid oid, state;
    rq_str text;
    int64_t time;
    const uint32_t *parents;
    uint32_t parent_count;
    uint32_t children; /* that are not in the order yet */
    uint32_t landed;
    bool cut;
    bool left_out; /* it is not wanted, */
    bool bound;    /* but what is wanted comes from it */
};

struct web {
    struct rq_walker *walker;
    struct commit *commits;
    size_t count, cap; /* numbers that were heard of */
    size_t came;
    uint32_t until; /* what this one can reach is left out */
};

static struct commit *commit_at(struct web *web, uint32_t number)
{
    while (web->count <= number) {
        web->commits = rq_grow(web->walker->arena, web->commits, web->count, &web->cap, sizeof *web->commits);
        web->commits[web->count++] = (struct commit){.landed = nowhere};
    }
    return &web->commits[number];
}

static bool take(void *host, struct rq_step *step)
{
    struct web *web = host;
    uint32_t count = (uint32_t)step->header.parent_count;
    for (uint32_t i = 0; i < count; i++)
        commit_at(web, step->parents[i])->children++;
    struct commit *commit = commit_at(web, step->number);
    commit->oid = step->oid;
    commit->text = rq_walker_text(web->walker, step);
    commit->time = step->header.time;
    commit->parents = step->parents;
    commit->parent_count = count;
    commit->cut = step->cut;
    web->came++;
    bool good = rq_walker_state(web->walker, step, &commit->state);
    git_odb_object_free(step->object);
    return good;
}

/* Numbers, children before their parents.  False where a commit is its own ancestor. */
static bool find_order(struct web *web, uint32_t *order, uint32_t *stack)
{
    size_t count = 0, waiting = 0;
    const uint32_t starts[] = {0, web->until};
    for (size_t i = 0; i < (web->until == nowhere || web->until == 0 ? 1 : 2); i++)
        if (web->commits[starts[i]].children == 0)
            stack[waiting++] = starts[i];
    while (waiting > 0) {
        const struct commit *commit = &web->commits[stack[--waiting]];
        order[count++] = stack[waiting];
        for (uint32_t i = 0; i < commit->parent_count; i++)
            if (--web->commits[commit->parents[i]].children == 0)
                stack[waiting++] = commit->parents[i];
    }
    return count == web->came || rq_steps_circle(web->walker->reader.err);
}

/* Marks what a commit can reach and has not landed before. */
static void flood(struct web *web, uint32_t *stack, uint32_t from, uint32_t landed)
{
    size_t waiting = 0;
    stack[waiting++] = from;
    web->commits[from].landed = landed;
    while (waiting > 0) {
        const struct commit *commit = &web->commits[stack[--waiting]];
        for (uint32_t i = 0; i < commit->parent_count; i++) {
            struct commit *parent = &web->commits[commit->parents[i]];
            if (parent->landed != nowhere)
                continue;
            parent->landed = landed;
            stack[waiting++] = commit->parents[i];
        }
    }
}

/* From the oldest commit of the chain to the newest; gives the length of the chain. */
static uint32_t find_landings(struct web *web, uint32_t *chain, uint32_t *stack)
{
    uint32_t length = 0;
    chain[length++] = 0;
    for (const struct commit *at = web->commits; at->parent_count > 0; at = &web->commits[at->parents[0]])
        chain[length++] = at->parents[0];
    for (uint32_t i = length; i-- > 0;)
        flood(web, stack, chain[i], i);
    return length;
}

/* Marks what `until` can reach. */
static void leave_out(struct web *web, uint32_t *stack)
{
    size_t waiting = 0;
    if (web->until == nowhere)
        return;
    stack[waiting++] = web->until;
    web->commits[web->until].left_out = true;
    while (waiting > 0) {
        const struct commit *commit = &web->commits[stack[--waiting]];
        for (uint32_t i = 0; i < commit->parent_count; i++) {
            struct commit *parent = &web->commits[commit->parents[i]];
            if (!parent->left_out)
                stack[waiting++] = commit->parents[i];
            parent->left_out = true;
        }
    }
    for (size_t c = 0; c < web->count; c++)
        for (uint32_t i = 0; !web->commits[c].left_out && i < web->commits[c].parent_count; i++)
            web->commits[web->commits[c].parents[i]].bound = true;
}

static bool is_wanted(const struct commit *commit)
{
    return !commit->left_out || commit->bound;
}

/* Turns the order around and makes it that in which commits landed; of what landed together the older come first.
 * `places` has a zero for each commit of the chain: it counts what landed with it, then says where the next of them goes.
 * Gives the number of commits that are wanted. */
static size_t arrange(const struct web *web, const uint32_t *order, uint32_t *places, uint32_t length,
                      uint32_t *arranged)
{
    uint32_t before = 0;
    for (size_t i = 0; i < web->came; i++)
        if (is_wanted(&web->commits[order[i]]))
            places[web->commits[order[i]].landed]++;
    for (uint32_t i = length; i-- > 0;) {
        uint32_t count = places[i];
        places[i] = before;
        before += count;
    }
    for (size_t i = web->came; i-- > 0;)
        if (is_wanted(&web->commits[order[i]]))
            arranged[places[web->commits[order[i]].landed]++] = order[i];
    return before;
}

static void add(struct web *web, const struct commit *commit, git_oid *states, git_oid *parents)
{
    states[0] = commit->state;
    for (uint32_t i = 0; i < commit->parent_count; i++) {
        states[i + 1] = web->commits[commit->parents[i]].state;
        parents[i] = web->commits[commit->parents[i]].oid;
    }
    rq_walker_add(web->walker, &(struct rq_candidate){
                                   .oid = commit->oid,
                                   .time = commit->time,
                                   .landed = commit->landed,
                                   .cut = commit->cut && !commit->left_out,
                                   .before = commit->left_out,
                                   .parents = parents,
                                   .parent_count = commit->parent_count,
                                   .states = states,
                                   .state_count = commit->parent_count + 1,
                                   .text = commit->text,
                               });
}

static bool finish(void *host)
{
    struct web *web = host;
    struct rq_arena *arena = web->walker->arena;
    uint32_t *order = RQ_NEW_ARRAY(arena, uint32_t, web->count), *stack = RQ_NEW_ARRAY(arena, uint32_t, web->count);
    uint32_t *other = RQ_NEW_ARRAY(arena, uint32_t, web->count);
    if (!find_order(web, order, stack))
        return false;
    uint32_t length = find_landings(web, other, stack);
    leave_out(web, stack);
    size_t wanted = arrange(web, order, RQ_NEW_ARRAY(arena, uint32_t, length), length, other);
    git_oid states[RQ_REPO_PARENTS + 1], parents[RQ_REPO_PARENTS];
    for (size_t i = 0; i < wanted; i++)
        add(web, &web->commits[other[i]], states, parents);
    return true;
}

struct rq_way rq_way_of_all_parents(struct rq_walker *walker)
{
    struct web *web = RQ_NEW(walker->arena, struct web);
    web->walker = walker;
    web->until = nowhere;
    return (struct rq_way){take, finish, web};
}

void rq_way_leave_out(const struct rq_way *way, uint32_t until)
{
    struct web *web = way->host;
    web->until = until;
}

/*
 * The way over all parents.  Commits come in the order in which they read quickly; so each is put down with the state of its
 * tree, and all else is found at the end.  The order of the result: by counting children, so that parents come before
 * their children whatever their clocks said.  Where a commit landed: what a commit on the chain of first parents can
 * reach, and those before it cannot, landed with it.
 */
#include "repo/walker.h"

#include <string.h>

/* One commit, by its number; the start is number 0.  There is one for each commit that can be reached, so they are small. */
struct commit {
    int64_t time;
    const uint32_t *parents;
    uint32_t children; /* that are not in the order yet */
    uint32_t landed;   /* plus one; 0: not known yet */
    uint16_t text;     /* number plus one; 0: it is not kept */
    uint16_t parent_count;
    bool cut;
    bool left_out; /* it is not wanted, */
    bool bound;    /* but what is wanted comes from it */
};

_Static_assert(RQ_WALKER_TEXTS < UINT16_MAX && RQ_REPO_PARENTS <= UINT16_MAX, "they fit into a commit");

struct web {
    struct rq_walker *walker;
    const struct rq_steps *steps;
    struct rq_shelf commits; /* that were heard of */
    struct rq_shelf states;  /* of their trees: as many bytes as count */
    rq_str *texts;
    size_t text_count, text_cap;
    size_t came;
    uint32_t until; /* number plus one: what this one can reach is left out; 0: nothing is */
};

static struct commit *commit_at(const struct web *web, uint32_t number)
{
    return rq_shelf_at(&web->commits, number);
}

static struct commit *make_commit(struct web *web, uint32_t number)
{
    while (web->commits.count <= number) {
        rq_shelf_add(&web->commits);
        rq_shelf_add(&web->states);
    }
    return commit_at(web, number);
}

static git_oid state_of(const struct web *web, uint32_t number)
{
    git_oid state = {{0}};
    memcpy(state.id, rq_shelf_at(&web->states, number), web->states.size);
    return state;
}

static void keep_text(struct web *web, struct commit *commit, const struct rq_step *step)
{
    rq_str text = rq_walker_text(web->walker, step);
    if (text.len == 0)
        return;
    web->texts = rq_grow(web->walker->arena, web->texts, web->text_count, &web->text_cap, sizeof *web->texts);
    web->texts[web->text_count++] = text;
    commit->text = (uint16_t)web->text_count;
}

static bool take(void *host, struct rq_step *step)
{
    struct web *web = host;
    git_oid state;
    size_t count = step->header.parent_count;
    for (size_t i = 0; i < count; i++)
        make_commit(web, step->parents[i])->children++;
    struct commit *commit = make_commit(web, step->number);
    keep_text(web, commit, step);
    commit->time = step->header.time;
    commit->parents = step->parents;
    commit->parent_count = (uint16_t)count;
    commit->cut = step->cut;
    web->came++;
    bool good = rq_walker_state(web->walker, step, &state);
    if (good)
        memcpy(rq_shelf_at(&web->states, step->number), state.id, web->states.size);
    git_odb_object_free(step->object);
    return good;
}

/* Numbers, children before their parents.  False where a commit is its own ancestor. */
static bool find_order(struct web *web, uint32_t *order, uint32_t *stack)
{
    size_t count = 0, waiting = 0;
    const uint32_t starts[] = {0, web->until - 1};
    for (size_t i = 0; i < (web->until < 2 ? 1 : 2); i++)
        if (commit_at(web, starts[i])->children == 0)
            stack[waiting++] = starts[i];
    while (waiting > 0) {
        const struct commit *commit = commit_at(web, stack[--waiting]);
        order[count++] = stack[waiting];
        for (uint32_t i = 0; i < commit->parent_count; i++)
            if (--commit_at(web, commit->parents[i])->children == 0)
                stack[waiting++] = commit->parents[i];
    }
    return count == web->came || rq_steps_circle(web->walker->reader.err);
}

/* Marks what a commit can reach and has not landed before. */
static void flood(struct web *web, uint32_t *stack, uint32_t from, uint32_t landed)
{
    size_t waiting = 0;
    stack[waiting++] = from;
    commit_at(web, from)->landed = landed + 1;
    while (waiting > 0) {
        const struct commit *commit = commit_at(web, stack[--waiting]);
        for (uint32_t i = 0; i < commit->parent_count; i++) {
            struct commit *parent = commit_at(web, commit->parents[i]);
            if (parent->landed != 0)
                continue;
            parent->landed = landed + 1;
            stack[waiting++] = commit->parents[i];
        }
    }
}

/* From the oldest commit of the chain to the newest; gives the length of the chain. */
static uint32_t find_landings(struct web *web, uint32_t *chain, uint32_t *stack)
{
    uint32_t length = 0;
    chain[length++] = 0;
    for (const struct commit *at = commit_at(web, 0); at->parent_count > 0; at = commit_at(web, at->parents[0]))
        chain[length++] = at->parents[0];
    for (uint32_t i = length; i-- > 0;)
        flood(web, stack, chain[i], i);
    return length;
}

/* Marks what `until` can reach. */
static void leave_out(struct web *web, uint32_t *stack)
{
    size_t waiting = 0;
    if (web->until == 0)
        return;
    stack[waiting++] = web->until - 1;
    commit_at(web, web->until - 1)->left_out = true;
    while (waiting > 0) {
        const struct commit *commit = commit_at(web, stack[--waiting]);
        for (uint32_t i = 0; i < commit->parent_count; i++) {
            struct commit *parent = commit_at(web, commit->parents[i]);
            if (!parent->left_out)
                stack[waiting++] = commit->parents[i];
            parent->left_out = true;
        }
    }
    for (uint32_t c = 0; c < web->commits.count; c++) {
        const struct commit *commit = commit_at(web, c);
        for (uint32_t i = 0; !commit->left_out && i < commit->parent_count; i++)
            commit_at(web, commit->parents[i])->bound = true;
    }
}

static bool is_wanted(const struct commit *commit)
{
    return !commit->left_out || commit->bound;
}

/* Whatever is wanted can be reached from the start, so it has landed. */
static uint32_t landed_of(const struct commit *commit)
{
    return commit->landed - 1;
}

/* Turns the order around and makes it that in which commits landed; of what landed together the older come first.
 * `places` has a zero for each commit of the chain: it counts what landed with it, then says where the next of them goes.
 * Gives the number of commits that are wanted. */
static size_t arrange(const struct web *web, const uint32_t *order, uint32_t *places, uint32_t length,
                      uint32_t *arranged)
{
    uint32_t before = 0;
    for (size_t i = 0; i < web->came; i++)
        if (is_wanted(commit_at(web, order[i])))
            places[landed_of(commit_at(web, order[i]))]++;
    for (uint32_t i = length; i-- > 0;) {
        uint32_t count = places[i];
        places[i] = before;
        before += count;
    }
    for (size_t i = web->came; i-- > 0;)
        if (is_wanted(commit_at(web, order[i])))
            arranged[places[landed_of(commit_at(web, order[i]))]++] = order[i];
    return before;
}

static void add(struct web *web, uint32_t number, git_oid *states, git_oid *parents)
{
    const struct commit *commit = commit_at(web, number);
    states[0] = state_of(web, number);
    for (uint32_t i = 0; i < commit->parent_count; i++) {
        states[i + 1] = state_of(web, commit->parents[i]);
        parents[i] = rq_steps_oid(web->steps, commit->parents[i]);
    }
    rq_walker_add(web->walker, &(struct rq_candidate){
                                   .oid = rq_steps_oid(web->steps, number),
                                   .time = commit->time,
                                   .landed = landed_of(commit),
                                   .cut = commit->cut && !commit->left_out,
                                   .before = commit->left_out,
                                   .parents = parents,
                                   .parent_count = commit->parent_count,
                                   .states = states,
                                   .state_count = commit->parent_count + 1U,
                                   .text = commit->text == 0 ? (rq_str){0} : web->texts[commit->text - 1],
                               });
}

static bool finish(void *host)
{
    struct web *web = host;
    struct rq_arena *arena = web->walker->arena;
    size_t count = web->commits.count;
    uint32_t *order = RQ_NEW_ARRAY(arena, uint32_t, count), *stack = RQ_NEW_ARRAY(arena, uint32_t, count);
    uint32_t *other = RQ_NEW_ARRAY(arena, uint32_t, count);
    if (!find_order(web, order, stack))
        return false;
    uint32_t length = find_landings(web, other, stack);
    leave_out(web, stack);
    size_t wanted = arrange(web, order, RQ_NEW_ARRAY(arena, uint32_t, length), length, other);
    git_oid states[RQ_REPO_PARENTS + 1], parents[RQ_REPO_PARENTS];
    for (size_t i = 0; i < wanted; i++)
        add(web, other[i], states, parents);
    return true;
}

struct rq_way rq_way_of_all_parents(struct rq_walker *walker, const struct rq_steps *steps)
{
    struct web *web = RQ_NEW(walker->arena, struct web);
    web->walker = walker;
    web->steps = steps;
    web->commits = (struct rq_shelf){.arena = walker->arena, .size = sizeof(struct commit)};
    web->states = (struct rq_shelf){.arena = walker->arena, .size = rq_watch_state_bytes(walker->watch)};
    return (struct rq_way){take, finish, web};
}

void rq_way_leave_out(const struct rq_way *way, uint32_t until)
{
    struct web *web = way->host;
    web->until = until + 1;
}

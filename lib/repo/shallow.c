/*
 * History that is cut off.  A shallow clone names in its file `shallow` the commits whose parents were left out; libgit2 1.5
 * does not know of it and stumbles over these parents as if they were lost.  So here the commits that are there are walked
 * by hand, from both sides, with those of `shallow` for roots.
 *
 * What is found so is true, but may not be all: beyond a cut there may be another way from one side to a commit of the
 * other.  A cut that only a common commit lies behind hides nothing, for whatever is beyond it is an ancestor of a commit
 * that both sides have.  Any other cut may hide a later common commit, and then there is no answer.
 *
 * Clones are shallow to be small: all their commits are held in memory.
 */
#include "base/err.h"
#include "repo/object.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

enum { IN_BASE = 1, IN_HEAD = 2, COMMON = IN_BASE | IN_HEAD, NOT_LAST = 4 };

struct node {
    git_oid oid;
    size_t *parents;
    size_t parent_count, walked; /* parents that the walk has gone to */
    unsigned flags;
    bool cut;
};

struct graph {
    const struct rq_repo *repo;
    struct rq_arena *arena;
    struct rq_cuts cuts;
    struct node *nodes;
    size_t count, cap;
    size_t *table; /* open addressing: number of a node plus one */
    size_t table_size;
    size_t *order; /* of the walk's end: each commit behind its parents */
    size_t order_count, order_cap;
    struct rq_err *err;
};

static int by_oid(const void *a, const void *b)
{
    return git_oid_cmp(a, b);
}

/* shallow = { oid LF } */
bool rq_repo_read_cuts(const struct rq_repo *repo, struct rq_arena *arena, struct rq_cuts *cuts, struct rq_err *err)
{
    struct rq_read read;
    *cuts = (struct rq_cuts){0};
    if (!rq_repo_is_shallow(repo))
        return true;
    if (rq_repo_read_file(AT_FDCWD, repo->shallow_file.ptr, RQ_LINKS_FOLLOWED, arena, &read) != RQ_READ_OK) {
        rq_fail(err, "%s cannot be read, which says where this shallow clone ends", repo->shallow_file.ptr);
        return rq_repo_hint_missing(repo, err);
    }
    git_oid *oids = RQ_NEW_ARRAY(arena, git_oid, read.text.len / GIT_OID_HEXSZ + 1);
    for (size_t at = 0; at < read.text.len; at += GIT_OID_HEXSZ + 1)
        if (rq_oid_parse(rq_str_slice(read.text, at, at + GIT_OID_HEXSZ), &oids[cuts->count]))
            cuts->count++;
    qsort(oids, cuts->count, sizeof *oids, by_oid);
    cuts->oids = oids;
    return true;
}

bool rq_repo_is_cut(const struct rq_cuts *cuts, const git_oid *oid)
{
    return cuts->count > 0 && bsearch(oid, cuts->oids, cuts->count, sizeof *oid, by_oid) != NULL;
}

static size_t *slot_of(const struct graph *graph, const git_oid *oid)
{
    uint64_t hash;
    memcpy(&hash, oid->id, sizeof hash);
    size_t at = (size_t)hash & (graph->table_size - 1);
    while (graph->table[at] != 0 && !git_oid_equal(&graph->nodes[graph->table[at] - 1].oid, oid))
        at = (at + 1) & (graph->table_size - 1);
    return &graph->table[at];
}

static void grow_table(struct graph *graph)
{
    graph->table_size = graph->table_size == 0 ? 1024 : graph->table_size * 2;
    graph->table = RQ_NEW_ARRAY(graph->arena, size_t, graph->table_size);
    for (size_t i = 0; i < graph->count; i++)
        *slot_of(graph, &graph->nodes[i].oid) = i + 1;
}

/* The number of a commit's node. */
static size_t node_of(struct graph *graph, const git_oid *oid)
{
    if (graph->count * 2 >= graph->table_size)
        grow_table(graph);
    size_t *slot = slot_of(graph, oid);
    if (*slot != 0)
        return *slot - 1;
    graph->nodes = rq_grow(graph->arena, graph->nodes, graph->count, &graph->cap, sizeof *graph->nodes);
    graph->nodes[graph->count] = (struct node){.oid = *oid};
    *slot = ++graph->count;
    return graph->count - 1;
}

/* Fills in the parents; a commit that is cut off has none. */
static bool read_parents(struct graph *graph, size_t number)
{
    git_commit *commit = NULL;
    git_oid oid = graph->nodes[number].oid;
    bool cut = rq_repo_is_cut(&graph->cuts, &oid);
    if (git_commit_lookup(&commit, graph->repo->git, &oid) != 0) {
        rq_repo_fail(graph->err, "a commit of this shallow clone cannot be read");
        return rq_repo_hint_missing(graph->repo, graph->err);
    }
    size_t count = cut ? 0 : git_commit_parentcount(commit);
    size_t *parents = RQ_NEW_ARRAY(graph->arena, size_t, count);
    for (size_t i = 0; i < count; i++)
        parents[i] = node_of(graph, git_commit_parent_id(commit, (unsigned)i));
    git_commit_free(commit);
    graph->nodes[number].parents = parents;
    graph->nodes[number].parent_count = count;
    graph->nodes[number].cut = cut;
    return true;
}

/* Depth first, without recursion: history is deeper than any stack. */
static bool walk(struct graph *graph, size_t start)
{
    size_t *way = NULL, length = 0, cap = 0;
    if (graph->nodes[start].parents != NULL)
        return true;
    if (!read_parents(graph, start))
        return false;
    way = rq_grow(graph->arena, way, length, &cap, sizeof *way);
    way[length++] = start;
    while (length > 0) {
        struct node *node = &graph->nodes[way[length - 1]];
        if (node->walked == node->parent_count) {
            graph->order =
                rq_grow(graph->arena, graph->order, graph->order_count, &graph->order_cap, sizeof *graph->order);
            graph->order[graph->order_count++] = way[--length];
            continue;
        }
        size_t parent = node->parents[node->walked++];
        if (graph->nodes[parent].parents != NULL)
            continue;
        if (!read_parents(graph, parent))
            return false;
        way = rq_grow(graph->arena, way, length, &cap, sizeof *way);
        way[length++] = parent;
    }
    return true;
}

/* From children to parents: which side has a commit, and whether a common one has a common child. */
static void spread(struct graph *graph)
{
    for (size_t i = graph->order_count; i-- > 0;) {
        const struct node *node = &graph->nodes[graph->order[i]];
        unsigned flags = node->flags & COMMON;
        for (size_t p = 0; p < node->parent_count; p++)
            graph->nodes[node->parents[p]].flags |= flags | (flags == COMMON ? NOT_LAST : 0);
    }
}

/* In the walk's reverse order, children come before their parents. */
static void collect(const struct graph *graph, struct rq_repo_history *history)
{
    history->range = RQ_NEW_ARRAY(graph->arena, git_oid, graph->count);
    for (size_t i = graph->order_count; i-- > 0;) {
        const struct node *node = &graph->nodes[graph->order[i]];
        if (node->flags == IN_HEAD)
            history->range[history->range_count++] = node->oid;
        if (node->flags == COMMON && history->common_count++ == 0)
            history->common = node->oid;
        if (node->cut && (node->flags & COMMON) != COMMON)
            history->is_cut = true;
    }
}

bool rq_repo_read_history(const struct rq_repo *repo, const git_oid *base, const git_oid *head, struct rq_arena *arena,
                          struct rq_repo_history *history, struct rq_err *err)
{
    struct graph graph = {.repo = repo, .arena = arena, .err = err};
    *history = (struct rq_repo_history){0};
    if (!rq_repo_read_cuts(repo, arena, &graph.cuts, err))
        return false;
    size_t base_number = node_of(&graph, base), head_number = node_of(&graph, head);
    graph.nodes[base_number].flags |= IN_BASE;
    graph.nodes[head_number].flags |= IN_HEAD;
    if (!walk(&graph, base_number) || !walk(&graph, head_number))
        return false;
    spread(&graph);
    collect(&graph, history);
    return true;
}

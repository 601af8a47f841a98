/*
 * Reading the ids of other branches.  They have most files in common: a tree that was seen is not read again, and of another
 * one only the files that the first one does not have.
 */
#include "reqlint/taken.h"

struct taking {
    struct rq_session *session;
    bool *kinds; /* this kind alone, by its number */
    rq_str *ids;
    size_t count, cap;
    rq_str *trees; /* that were read */
    size_t tree_count;
    struct rq_load first; /* of the first branch */
    struct rq_err *err;
};

static void add_id(struct taking *taking, rq_str id)
{
    taking->ids = rq_grow(taking->session->arena, taking->ids, taking->count, &taking->cap, sizeof *taking->ids);
    taking->ids[taking->count++] = id;
}

static void add_records(struct taking *taking, const struct rq_load *load)
{
    struct rq_arena *scratch = rq_arena_new();
    for (size_t i = 0; i < load->record_count; i++) {
        struct rq_record *record = &load->records[i];
        if (record->id.len == 0)
            rq_record_identify(taking->session->arena, scratch, taking->session->policy, record);
        if (record->id.len > 0)
            add_id(taking, record->id);
        rq_arena_reset(scratch);
    }
    rq_arena_free(scratch);
}

/* What is wrong with the files of other branches is not for us to say. */
static bool take_snapshot(struct taking *taking, const struct rq_snapshot *snapshot, struct rq_load *load)
{
    struct rq_arena *arena = taking->session->arena;
    struct rq_findings ignored = {.arena = arena};
    struct rq_load_input input = {
        .policy = taking->session->policy,
        .snapshot = snapshot,
        .threads = taking->session->options->threads,
        .keep = load == &taking->first,
        .known = load == &taking->first ? NULL : &taking->first,
        .past = taking->kinds,
        .progress = taking->session->options->progress,
    };
    if (!rq_load(arena, &input, load, &ignored, taking->err))
        return false;
    add_records(taking, load);
    return true;
}

static bool is_known_tree(const struct taking *taking, rq_str tree)
{
    for (size_t i = 0; i < taking->tree_count; i++)
        if (rq_str_equal(taking->trees[i], tree))
            return true;
    return false;
}

static bool take_commit(struct taking *taking, rq_str commit)
{
    struct rq_load other;
    const struct rq_snapshot *snapshot =
        rq_snapshot_commit(taking->session->repo, commit.ptr, taking->session->arena, taking->err);
    if (snapshot == NULL)
        return false;
    if (is_known_tree(taking, snapshot->tree))
        return true;
    taking->trees[taking->tree_count++] = snapshot->tree;
    return take_snapshot(taking, snapshot, taking->tree_count == 1 ? &taking->first : &other);
}

static bool take_branches(struct taking *taking)
{
    const rq_str *commits;
    size_t count;
    if (!rq_repo_tips(taking->session->repo, taking->session->arena, &commits, &count, taking->err))
        return false;
    taking->trees = RQ_NEW_ARRAY(taking->session->arena, rq_str, count);
    for (size_t i = 0; i < count; i++)
        if (!take_commit(taking, commits[i]))
            return false;
    return true;
}

static bool take_index(struct taking *taking)
{
    struct rq_load load;
    const struct rq_snapshot *snapshot = rq_snapshot_index(taking->session->repo, taking->session->arena, taking->err);
    return snapshot != NULL && take_snapshot(taking, snapshot, &load);
}

static void sort_out(struct taking *taking)
{
    size_t kept = 0;
    rq_str_sort(taking->ids, taking->count);
    for (size_t i = 0; i < taking->count; i++)
        if (kept == 0 || !rq_str_equal(taking->ids[kept - 1], taking->ids[i]))
            taking->ids[kept++] = taking->ids[i];
    taking->count = kept;
}

/* This kind alone, by the numbers of all. */
static bool *kinds_of(const struct rq_session *session, const struct rq_record_kind *kind)
{
    bool *kinds = RQ_NEW_ARRAY(session->arena, bool, session->policy->kind_count);
    kinds[kind->number] = true;
    return kinds;
}

bool rq_taken_ids(struct rq_session *session, const struct rq_graph *graph, const struct rq_record_kind *kind,
                  const rq_str **ids, size_t *count, struct rq_err *err)
{
    struct taking taking = {.session = session, .err = err};
    taking.kinds = kinds_of(session, kind);
    for (size_t i = 0; i < graph->record_count; i++)
        if (graph->records[i].kind == kind && graph->records[i].id.len > 0)
            add_id(&taking, graph->records[i].id);
    if (!take_branches(&taking) || !take_index(&taking))
        return false;
    sort_out(&taking);
    *ids = taking.ids;
    *count = taking.count;
    return true;
}

const rq_str *rq_taken_before(struct rq_session *session, const struct rq_record_kind *kind, size_t *count)
{
    struct rq_arena *arena = session->arena;
    struct rq_err ignored = {.arena = arena};
    struct rq_history_input input = {
        .policy = session->policy,
        .repo = session->repo,
        .kinds = kinds_of(session, kind),
        .threads = session->options->threads,
        .progress = session->options->progress,
        .asker = "the next id",
    };
    const struct rq_history *history = rq_history_read(arena, &input, &ignored);
    *count = 0;
    return history == NULL ? NULL : rq_history_ids(history, kind, arena, count);
}

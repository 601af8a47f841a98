/*
 * The commits of a range, as a merge check reads them: message, people, trailers, changed paths.  Ranges are short, so
 * libgit2's own walk will do, but for shallow clones, which it cannot walk (shallow.c); the walk over whole histories is
 * another matter.
 */
#include "base/err.h"
#include "repo/compare.h"

struct range {
    struct rq_repo *repo;
    struct rq_arena *arena, *scratch;
    struct rq_commit *commits;
    size_t count, cap;
    rq_str *files; /* of the commit at hand */
    size_t file_count, file_cap;
    struct rq_err *err;
};

/* What a range lies between. */
struct ends {
    const git_oid *base, *head, *known;
};

static bool add_file(void *host, rq_str path, const struct rq_tree_entry *before, const struct rq_tree_entry *after)
{
    struct range *range = host;
    (void)before;
    (void)after;
    range->files = rq_grow(range->arena, range->files, range->file_count, &range->file_cap, sizeof *range->files);
    range->files[range->file_count++] = rq_arena_copy(range->arena, path);
    return true;
}

static bool find_tree(const struct range *range, const git_oid *oid, git_oid *tree)
{
    struct rq_commit_header header;
    git_odb_object *object = NULL;
    int code = git_odb_read(&object, range->repo->odb, oid);
    if (code != 0)
        return rq_repo_fail_commit(range->repo, code, oid, range->err);
    bool good = rq_commit_parse(rq_object_bytes(object), &header);
    if (good)
        *tree = header.tree;
    git_odb_object_free(object);
    return good || rq_repo_malformed_commit(oid, range->err);
}

/* What the first of some trees changes against the others; a single one against nothing. */
static bool list_files(struct range *range, const git_oid *trees, size_t count)
{
    struct rq_tree_reader reader = {
        .repo = range->repo, .odb = range->repo->odb, .scratch = range->scratch, .err = range->err};
    struct rq_compare compare = {.reader = &reader, .found = add_file, .host = range};
    range->files = NULL;
    range->file_count = range->file_cap = 0;
    return rq_compare_states(&compare, trees, count);
}

static const rq_str *clean_all(const struct range *range)
{
    rq_str *files = RQ_NEW_ARRAY(range->arena, rq_str, range->file_count);
    for (size_t i = 0; i < range->file_count; i++)
        files[i] = rq_repo_clean(range->arena, range->files[i]);
    return files;
}

static bool add_files(struct range *range, const struct rq_commit_header *header, struct rq_commit *commit)
{
    size_t count = header->parent_count;
    git_oid *trees = RQ_NEW_ARRAY(range->arena, git_oid, count + 1);
    trees[0] = header->tree;
    for (size_t i = 0; i < count; i++) {
        git_oid parent = rq_commit_parent(header, i);
        if (!find_tree(range, &parent, &trees[i + 1]))
            return false;
    }
    if (!list_files(range, trees, count > 1 ? 2 : count + 1))
        return false;
    commit->files = clean_all(range);
    commit->file_count = range->file_count;
    if (count > 1 && !list_files(range, trees, count + 1))
        return false;
    commit->own_files = range->files;
    commit->own_file_count = range->file_count;
    return true;
}

static bool add_commit(struct range *range, const git_oid *oid)
{
    git_odb_object *object = NULL;
    struct rq_commit_header header;
    int code = git_odb_read(&object, range->repo->odb, oid);
    if (code != 0)
        return rq_repo_fail_commit(range->repo, code, oid, range->err);
    rq_str bytes = rq_object_bytes(object);
    range->commits = rq_grow(range->arena, range->commits, range->count, &range->cap, sizeof *range->commits);
    struct rq_commit *commit = &range->commits[range->count++];
    bool good = rq_commit_read(bytes, oid, range->arena, commit, range->err) && rq_commit_parse(bytes, &header) &&
                rq_commit_is_fit(&header, oid, range->err) && add_files(range, &header, commit);
    git_odb_object_free(object);
    return good;
}

static bool fail_list(struct range *range)
{
    return rq_repo_fail(range->err, "the commits of the range cannot be listed") ||
           rq_repo_hint_missing(range->repo, range->err);
}

static bool hide(git_revwalk *revwalk, const git_oid *oid)
{
    return oid == NULL || git_revwalk_hide(revwalk, oid) == 0;
}

static bool walk(struct range *range, git_revwalk *revwalk, const struct ends *ends)
{
    git_oid oid;
    int code;
    if (git_revwalk_push(revwalk, ends->head) != 0 || !hide(revwalk, ends->base) || !hide(revwalk, ends->known) ||
        git_revwalk_sorting(revwalk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME) != 0)
        return fail_list(range);
    while ((code = git_revwalk_next(&oid, revwalk)) == 0)
        if (!add_commit(range, &oid))
            return false;
    return code == GIT_ITEROVER || fail_list(range);
}

static bool list_whole(struct range *range, const struct ends *ends)
{
    git_revwalk *revwalk = NULL;
    if (git_revwalk_new(&revwalk, range->repo->git) != 0)
        return fail_list(range);
    bool ok = walk(range, revwalk, ends);
    git_revwalk_free(revwalk);
    return ok;
}

static bool list_shallow(struct range *range, const struct ends *ends)
{
    struct rq_repo_history history;
    if (!rq_repo_read_history(range->repo, ends->base, ends->head, range->arena, &history, range->err))
        return false;
    if (history.is_cut)
        return rq_fail(range->err, "this shallow clone ends before it is clear which commits are new");
    for (size_t i = 0; i < history.range_count; i++)
        if (!add_commit(range, &history.range[i]))
            return false;
    return true;
}

bool rq_repo_range(struct rq_repo *repo, const git_oid *base, const git_oid *head, const git_oid *known,
                   struct rq_arena *arena, const struct rq_commit **commits, size_t *count, struct rq_err *err)
{
    const struct ends ends = {base, head, known};
    struct range range = {.repo = repo, .arena = arena, .scratch = rq_arena_new(), .err = err};
    bool ok = rq_repo_is_shallow(repo) ? list_shallow(&range, &ends) : list_whole(&range, &ends);
    if (!ok)
        rq_repo_hint_missing(repo, err);
    rq_arena_free(range.scratch);
    *commits = range.commits;
    *count = range.count;
    return ok;
}

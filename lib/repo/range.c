/*
 * The commits of a range, as a merge check reads them: message, people, trailers, changed paths.  Ranges are short, so
 * libgit2's own walk will do; the walk over whole histories is another matter.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <string.h>

struct range {
    struct rq_repo *repo;
    struct rq_arena *arena;
    struct rq_commit *commits;
    size_t count, cap;
    struct rq_err *err;
};

/* A text that CEL may see: valid UTF-8 whatever stands in the commit. */
static rq_str clean(struct rq_arena *arena, const char *text)
{
    rq_str raw = rq_str_from(text);
    if (rq_utf8_valid(raw, NULL))
        return rq_arena_copy(arena, raw);
    struct rq_buf buf = {.arena = arena};
    for (size_t at = 0; at < raw.len;) {
        char bytes[4];
        rq_buf_add(&buf, (rq_str){bytes, rq_utf8_encode(rq_utf8_next(raw, &at), bytes)});
    }
    return rq_buf_text(&buf);
}

static bool add_trailers(struct range *range, const git_commit *source, struct rq_commit *commit)
{
    git_message_trailer_array array;
    if (git_message_trailers(&array, git_commit_message(source)) != 0)
        return rq_repo_fail(range->err, "the trailers of a commit cannot be read");
    struct rq_trailer *trailers = RQ_NEW_ARRAY(range->arena, struct rq_trailer, array.count);
    for (size_t i = 0; i < array.count; i++)
        trailers[i] = (struct rq_trailer){clean(range->arena, array.trailers[i].key),
                                          clean(range->arena, array.trailers[i].value)};
    commit->trailers = trailers;
    commit->trailer_count = array.count;
    git_message_trailer_array_free(&array);
    return true;
}

static bool add_files(struct range *range, const git_commit *source, struct rq_commit *commit)
{
    git_tree *before = NULL, *after = NULL;
    git_commit *parent = NULL;
    git_diff *diff = NULL;
    bool ok = git_commit_tree(&after, source) == 0;
    if (ok && git_commit_parentcount(source) > 0)
        ok = git_commit_parent(&parent, source, 0) == 0 && git_commit_tree(&before, parent) == 0;
    ok = ok && git_diff_tree_to_tree(&diff, range->repo->git, before, after, NULL) == 0;
    if (ok) {
        size_t count = git_diff_num_deltas(diff);
        rq_str *files = RQ_NEW_ARRAY(range->arena, rq_str, count);
        for (size_t i = 0; i < count; i++)
            files[i] = clean(range->arena, git_diff_get_delta(diff, i)->new_file.path);
        commit->files = files;
        commit->file_count = count;
    } else {
        rq_repo_fail(range->err, "the changes of a commit cannot be read");
    }
    git_diff_free(diff);
    git_tree_free(before);
    git_tree_free(after);
    git_commit_free(parent);
    return ok;
}

static bool add_commit(struct range *range, const git_oid *oid)
{
    git_commit *source = NULL;
    if (git_commit_lookup(&source, range->repo->git, oid) != 0)
        return rq_repo_fail(range->err, "a commit of the range cannot be read");
    const git_signature *author = git_commit_author(source), *committer = git_commit_committer(source);
    range->commits = rq_grow(range->arena, range->commits, range->count, &range->cap, sizeof *range->commits);
    struct rq_commit *commit = &range->commits[range->count++];
    *commit = (struct rq_commit){
        .oid = rq_repo_oid_text(range->arena, oid),
        .message = rq_str_trim(clean(range->arena, git_commit_message(source))),
        .author_name = clean(range->arena, author->name),
        .author_email = clean(range->arena, author->email),
        .committer_name = clean(range->arena, committer->name),
        .committer_email = clean(range->arena, committer->email),
        .time = git_commit_time(source),
    };
    bool ok = add_trailers(range, source, commit) && add_files(range, source, commit);
    git_commit_free(source);
    return ok;
}

static bool walk(struct range *range, git_revwalk *revwalk, const git_oid *base, const git_oid *head)
{
    git_oid oid;
    int code;
    if (git_revwalk_push(revwalk, head) != 0 || git_revwalk_hide(revwalk, base) != 0 ||
        git_revwalk_sorting(revwalk, GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME) != 0)
        return rq_repo_fail(range->err, "the commits of the range cannot be listed");
    while ((code = git_revwalk_next(&oid, revwalk)) == 0)
        if (!add_commit(range, &oid))
            return false;
    if (code == GIT_ITEROVER)
        return true;
    rq_repo_fail(range->err, "the commits of the range cannot be listed");
    return rq_fail_hint(range->err, "if this is a shallow clone, fetch all of it: `git fetch --unshallow`, "
                                    "`fetch-depth: 0` on GitHub, `GIT_DEPTH: \"0\"` on GitLab");
}

bool rq_repo_range(struct rq_repo *repo, const git_oid *base, const git_oid *head, struct rq_arena *arena,
                   const struct rq_commit **commits, size_t *count, struct rq_err *err)
{
    struct range range = {.repo = repo, .arena = arena, .err = err};
    git_revwalk *revwalk = NULL;
    if (git_revwalk_new(&revwalk, repo->git) != 0)
        return rq_repo_fail(err, "the commits of the range cannot be listed");
    bool ok = walk(&range, revwalk, base, head);
    git_revwalk_free(revwalk);
    *commits = range.commits;
    *count = range.count;
    return ok;
}

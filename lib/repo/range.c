/*
 * The commits of a range, as a merge check reads them: message, people, trailers, changed paths.  Ranges are short, so
 * libgit2's own walk will do, but for shallow clones, which it cannot walk (shallow.c); the walk over whole histories is
 * another matter.
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
static rq_str clean(struct rq_arena *arena, rq_str raw)
{
    if (rq_utf8_valid(raw, NULL))
        return rq_arena_copy(arena, raw);
    struct rq_buf buf = {.arena = arena};
    for (size_t at = 0; at < raw.len;) {
        char bytes[4];
        rq_buf_add(&buf, (rq_str){bytes, rq_utf8_encode(rq_utf8_next(raw, &at), bytes)});
    }
    return rq_buf_text(&buf);
}

static rq_str clean_string(struct rq_arena *arena, const char *text)
{
    return clean(arena, rq_str_from(text));
}

static bool add_trailers(struct range *range, const git_commit *source, struct rq_commit *commit)
{
    git_message_trailer_array array;
    if (git_message_trailers(&array, git_commit_message(source)) != 0)
        return rq_repo_fail(range->err, "the trailers of a commit cannot be read");
    struct rq_trailer *trailers = RQ_NEW_ARRAY(range->arena, struct rq_trailer, array.count);
    for (size_t i = 0; i < array.count; i++)
        trailers[i] = (struct rq_trailer){clean_string(range->arena, array.trailers[i].key),
                                          clean_string(range->arena, array.trailers[i].value)};
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
            files[i] = clean_string(range->arena, git_diff_get_delta(diff, i)->new_file.path);
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

/* The whole message of a commit.  libgit2 gives it as a C string, which would end at a NUL. */
static bool read_message(struct range *range, const git_oid *oid, rq_str *message)
{
    git_odb_object *object = NULL;
    if (git_odb_read(&object, range->repo->odb, oid) != 0)
        return rq_repo_fail(range->err, "a commit of the range cannot be read");
    rq_str raw = {git_odb_object_data(object), git_odb_object_size(object)};
    size_t end = rq_str_find(raw, RQ_STR("\n\n"), 0);
    *message = rq_str_trim(clean(range->arena, end == RQ_NOT_FOUND ? RQ_STR("") : rq_str_slice(raw, end, raw.len)));
    git_odb_object_free(object);
    return true;
}

static bool add_commit(struct range *range, const git_oid *oid)
{
    git_commit *source = NULL;
    rq_str message;
    if (!read_message(range, oid, &message))
        return false;
    if (git_commit_lookup(&source, range->repo->git, oid) != 0)
        return rq_repo_fail(range->err, "a commit of the range cannot be read");
    const git_signature *author = git_commit_author(source), *committer = git_commit_committer(source);
    range->commits = rq_grow(range->arena, range->commits, range->count, &range->cap, sizeof *range->commits);
    struct rq_commit *commit = &range->commits[range->count++];
    *commit = (struct rq_commit){
        .oid = rq_repo_oid_text(range->arena, oid),
        .message = message,
        .author_name = clean_string(range->arena, author->name),
        .author_email = clean_string(range->arena, author->email),
        .committer_name = clean_string(range->arena, committer->name),
        .committer_email = clean_string(range->arena, committer->email),
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
    return code == GIT_ITEROVER || rq_repo_fail(range->err, "the commits of the range cannot be listed");
}

static bool list_whole(struct range *range, const git_oid *base, const git_oid *head)
{
    git_revwalk *revwalk = NULL;
    if (git_revwalk_new(&revwalk, range->repo->git) != 0)
        return rq_repo_fail(range->err, "the commits of the range cannot be listed");
    bool ok = walk(range, revwalk, base, head);
    git_revwalk_free(revwalk);
    return ok;
}

static bool list_shallow(struct range *range, const git_oid *base, const git_oid *head)
{
    struct rq_repo_history history;
    if (!rq_repo_read_history(range->repo, base, head, range->arena, &history, range->err))
        return false;
    if (history.is_cut)
        return rq_fail(range->err, "this shallow clone ends before it is clear which commits are new");
    for (size_t i = 0; i < history.range_count; i++)
        if (!add_commit(range, &history.range[i]))
            return false;
    return true;
}

bool rq_repo_range(struct rq_repo *repo, const git_oid *base, const git_oid *head, struct rq_arena *arena,
                   const struct rq_commit **commits, size_t *count, struct rq_err *err)
{
    struct range range = {.repo = repo, .arena = arena, .err = err};
    bool ok = rq_repo_is_shallow(repo) ? list_shallow(&range, base, head) : list_whole(&range, base, head);
    if (!ok)
        rq_repo_hint_missing(repo, err);
    *commits = range.commits;
    *count = range.count;
    return ok;
}

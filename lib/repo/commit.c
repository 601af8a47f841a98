/*
 * A commit as a snapshot.  libgit2 finds the commit; its tree is then read as raw bytes and every step is bounds-checked,
 * because in a pre-receive hook a tree is whatever somebody sent.  A tree object is a row of entries
 * "mode SP name NUL oid", the mode in octal, the oid in 20 bytes; a folder's entry names another tree.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <string.h>

struct tree_walk {
    const struct rq_repo *repo;
    struct rq_entries entries;
    char path[RQ_REPO_PATH_BYTES]; /* of the folder at hand, with a slash at its end unless it is the root */
    size_t length;
    size_t folders;
};

struct tree_entry {
    uint32_t mode;
    rq_str name;
    git_oid oid;
};

static bool is_fit_name(rq_str name)
{
    return name.len > 0 && rq_str_find_byte(name, '/', 0) == RQ_NOT_FOUND && !rq_str_equal(name, RQ_STR(".")) &&
           !rq_str_equal(name, RQ_STR(".."));
}

/* entry = octal { octal } SP name NUL oid.  False where the bytes are no entry. */
static bool parse_entry(rq_str tree, size_t *at, struct tree_entry *entry)
{
    size_t space = rq_str_find_byte(tree, ' ', *at);
    size_t end = space == RQ_NOT_FOUND ? RQ_NOT_FOUND : rq_str_find_byte(tree, '\0', space);
    if (end == RQ_NOT_FOUND || space == *at || space - *at > 7 || tree.len - end - 1 < GIT_OID_RAWSZ)
        return false;
    entry->mode = 0;
    for (size_t i = *at; i < space; i++) {
        if (tree.ptr[i] < '0' || tree.ptr[i] > '7')
            return false;
        entry->mode = entry->mode * 8 + (uint32_t)(tree.ptr[i] - '0');
    }
    entry->name = rq_str_slice(tree, space + 1, end);
    memcpy(entry->oid.id, tree.ptr + end + 1, GIT_OID_RAWSZ);
    *at = end + 1 + GIT_OID_RAWSZ;
    return is_fit_name(entry->name);
}

static bool list_tree(struct tree_walk *walk, const git_oid *oid, unsigned depth, struct rq_err *err);

/* For the limits that no real repository reaches. */
static bool hint_hostile(struct rq_err *err)
{
    return rq_fail_hint(err, "no real repository does; was this commit made to do harm?");
}

static bool list_folder(struct tree_walk *walk, const git_oid *oid, unsigned depth, struct rq_err *err)
{
    if (depth > RQ_REPO_DEPTH)
        rq_fail(err, "the tree nests folders more than %d deep", RQ_REPO_DEPTH);
    if (++walk->folders > RQ_REPO_FOLDERS)
        rq_fail(err, "the tree has more than %d folders", RQ_REPO_FOLDERS);
    if (err->failed)
        return hint_hostile(err);
    walk->path[walk->length++] = '/';
    return list_tree(walk, oid, depth, err);
}

static bool add_tree_entry(struct tree_walk *walk, const struct tree_entry *entry, unsigned depth, struct rq_err *err)
{
    size_t length = walk->length;
    if (length + entry->name.len + 1 > RQ_REPO_PATH_BYTES) {
        rq_fail(err, "the tree has a path longer than %d bytes", RQ_REPO_PATH_BYTES - 1);
        return hint_hostile(err);
    }
    memcpy(walk->path + length, entry->name.ptr, entry->name.len);
    walk->length += entry->name.len;
    rq_str path = {walk->path, walk->length};
    bool ok = (entry->mode & 0170000) == 0040000
                  ? list_folder(walk, &entry->oid, depth + 1, err)
                  : rq_entries_add(&walk->entries, rq_arena_copy(walk->entries.arena, path), rq_repo_mode(entry->mode),
                                   &entry->oid, err);
    walk->length = length;
    return ok;
}

/* tree = { entry } */
static bool list_tree(struct tree_walk *walk, const git_oid *oid, unsigned depth, struct rq_err *err)
{
    git_odb_object *object = NULL;
    rq_str path = {walk->path, walk->length};
    int code = git_odb_read(&object, walk->repo->odb, oid);
    if (code != 0)
        return rq_repo_fail_object(walk->repo, code, oid, path, err);
    rq_str tree = {git_odb_object_data(object), git_odb_object_size(object)};
    bool ok = git_odb_object_type(object) == GIT_OBJECT_TREE;
    struct tree_entry entry;
    for (size_t at = 0; ok && at < tree.len;)
        ok = parse_entry(tree, &at, &entry) && add_tree_entry(walk, &entry, depth, err);
    if (!ok && !err->failed) {
        rq_fail(err, "the tree object of '/%.*s' is malformed", RQ_ARG(path));
        rq_fail_hint(err, "the repository is damaged; `git fsck` tells more");
    }
    git_odb_object_free(object);
    return ok;
}

/* True if the revision itself was understood, but an object on the way to it is not there. */
static bool lacks_object(const char *revision)
{
    git_oid oid;
    const git_error *error = git_error_last();
    return error && error->klass == GIT_ERROR_ODB && git_oid_fromstr(&oid, revision) != 0;
}

static bool fail_unknown(const struct rq_repo *repo, const char *revision, struct rq_err *err)
{
    bool names_head = strncmp(revision, "HEAD", 4) == 0 || revision[0] == '@';
    if (lacks_object(revision)) {
        rq_fail(err, "revision '%s' needs an object that is missing", revision);
        return rq_repo_hint_missing(repo, err);
    }
    if (names_head && git_repository_head_unborn(repo->git) == 1) {
        rq_fail(err, "HEAD has no commit yet");
        return rq_fail_hint(err, "make the first commit, or check the working tree");
    }
    rq_fail(err, "unknown revision '%s'", revision);
    if (rq_repo_is_shallow(repo))
        return rq_repo_hint_missing(repo, err);
    return rq_fail_hint(err, "`git fetch` may bring it; `git branch -a` and `git tag` list what is there");
}

static bool fail_not_commit(const git_object *object, const char *revision, struct rq_err *err)
{
    rq_fail(err, "'%s' is a %s, not a commit", revision, git_object_type2string(git_object_type(object)));
    return rq_fail_hint(err, "name a commit, a branch or a tag");
}

static bool fail_revision(const struct rq_repo *repo, int code, const char *revision, struct rq_err *err)
{
    if (*revision == '\0') {
        rq_fail(err, "the revision is empty");
        return rq_fail_hint(err, "is a variable in a script not set?");
    }
    if (code == GIT_ENOTFOUND)
        return fail_unknown(repo, revision, err);
    if (code == GIT_EAMBIGUOUS) {
        rq_fail(err, "revision '%s' is ambiguous: several objects begin so", revision);
        return rq_fail_hint(err, "write more of its digits");
    }
    rq_repo_fail(err, "revision '%s' cannot be found", revision);
    return rq_fail_hint(err, "`git help revisions` shows how to name a commit");
}

git_commit *rq_repo_find_commit(const struct rq_repo *repo, const char *revision, struct rq_err *err)
{
    git_object *object = NULL, *commit = NULL;
    int code = git_revparse_single(&object, repo->git, revision);
    if (code != 0 || *revision == '\0')
        fail_revision(repo, code, revision, err);
    else if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) != 0)
        fail_not_commit(object, revision, err);
    git_object_free(object);
    return (git_commit *)commit;
}

rq_str rq_repo_oid_text(struct rq_arena *arena, const git_oid *oid)
{
    char digits[GIT_OID_HEXSZ + 1];
    return rq_arena_copy(arena, rq_str_from(git_oid_tostr(digits, sizeof digits, oid)));
}

const struct rq_snapshot *rq_repo_commit_snapshot(struct rq_repo *repo, const git_commit *commit,
                                                  struct rq_arena *arena, struct rq_err *err)
{
    struct tree_walk walk = {.repo = repo, .entries = {.arena = arena}};
    if (!list_tree(&walk, git_commit_tree_id(commit), 0, err) || !rq_entries_sort(&walk.entries, "the tree", err))
        return NULL;
    struct rq_snapshot *snapshot = RQ_NEW(arena, struct rq_snapshot);
    *snapshot = (struct rq_snapshot){
        .repo = repo,
        .entries = walk.entries.items,
        .entry_count = walk.entries.count,
        .origin = RQ_SNAPSHOT_COMMIT,
        .name = rq_repo_oid_text(arena, git_commit_id(commit)),
        .tree = rq_repo_oid_text(arena, git_commit_tree_id(commit)),
        .time = git_commit_time(commit),
    };
    return snapshot;
}

const struct rq_snapshot *rq_snapshot_commit(struct rq_repo *repo, const char *revision, struct rq_arena *arena,
                                             struct rq_err *err)
{
    git_commit *commit = rq_repo_find_commit(repo, revision, err);
    if (!commit)
        return NULL;
    const struct rq_snapshot *snapshot = rq_repo_commit_snapshot(repo, commit, arena, err);
    git_commit_free(commit);
    return snapshot;
}

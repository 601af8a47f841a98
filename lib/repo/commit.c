/* A commit as a snapshot.  libgit2 finds the commit; its tree is then read as raw bytes (object.c). */
#include "base/err.h"
#include "repo/object.h"

#include <string.h>

struct listing {
    struct rq_tree_reader reader;
    struct rq_arena *arena;
    struct rq_entries entries;
};

static bool list_tree(struct listing *listing, const git_oid *oid);

static bool add_tree_entry(struct listing *listing, const struct rq_tree_entry *entry)
{
    struct rq_tree_reader *reader = &listing->reader;
    git_oid oid;
    rq_str path;
    memcpy(oid.id, entry->oid, sizeof oid.id);
    if (!rq_tree_is_folder(entry->mode))
        return rq_tree_path(reader, entry->name, &path) &&
               rq_entries_add(&listing->entries, rq_arena_copy(listing->arena, path), rq_repo_mode(entry->mode), &oid,
                              reader->err);
    if (!rq_tree_enter(reader, entry->name))
        return false;
    bool good = list_tree(listing, &oid);
    rq_tree_leave(reader, entry->name);
    return good;
}

static bool list_tree(struct listing *listing, const git_oid *oid)
{
    git_odb_object *object = rq_tree_open(&listing->reader, oid);
    rq_str tree = rq_object_bytes(object);
    struct rq_tree_entry entry;
    bool good = object != NULL;
    for (size_t at = 0; good && at < tree.len;)
        good = rq_tree_next(tree, &at, &entry) ? add_tree_entry(listing, &entry) : rq_tree_malformed(&listing->reader);
    git_odb_object_free(object);
    return good;
}

/* True if the revision itself was understood, but an object on the way to it is not there. */
static bool lacks_object(const char *revision)
{
    git_oid oid;
    const git_error *error = git_error_last();
    return error && error->klass == GIT_ERROR_ODB && git_oid_fromstr(&oid, revision) != 0;
}

/* git makes branches nowhere else, and looks at the name; libgit2 takes any that it does not find for a branch to come. */
bool rq_repo_is_unborn(const struct rq_repo *repo)
{
    git_reference *head = NULL;
    int valid = 0;
    if (git_repository_head_unborn(repo->git) != 1 || git_reference_lookup(&head, repo->git, "HEAD") != 0)
        return false;
    const char *target = git_reference_symbolic_target(head);
    bool branch = target != NULL && git_reference_name_is_valid(&valid, target) == 0 && valid &&
                  rq_str_starts(rq_str_from(target), RQ_STR("refs/heads/"));
    git_reference_free(head);
    return branch;
}

static bool fail_unknown(const struct rq_repo *repo, const char *revision, struct rq_err *err)
{
    bool names_head = strncmp(revision, "HEAD", 4) == 0 || revision[0] == '@';
    if (lacks_object(revision)) {
        rq_fail(err, "revision '%s' needs an object that is missing", revision);
        return rq_repo_hint_missing(repo, err);
    }
    if (names_head && rq_repo_is_unborn(repo)) {
        rq_fail(err, "HEAD has no commit yet");
        return rq_fail_hint(err, "make the first commit, or check the working tree");
    }
    if (strcmp(revision, "HEAD") == 0) {
        rq_fail(err, "HEAD names no branch and no commit");
        return rq_repo_hint_damaged(err);
    }
    rq_fail(err, "unknown revision '%s'", revision);
    if (rq_repo_is_shallow(repo))
        return rq_repo_hint_missing(repo, err);
    return rq_fail_hint(err, "`git fetch` may bring it; `git branch -a` and `git tag` list what is there");
}

static bool fail_not_commit(const git_object *object, const char *revision, struct rq_err *err)
{
    git_object *tagged = NULL;
    bool tag = git_object_type(object) == GIT_OBJECT_TAG && git_object_peel(&tagged, object, GIT_OBJECT_ANY) == 0;
    const char *type = git_object_type2string(git_object_type(tag ? tagged : object));
    rq_fail(err, "'%s' is a %s%s, not a commit", revision, tag ? "tag of a " : "", type);
    git_object_free(tagged);
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
    /* libgit2 reads what begins with a colon only where it searches for a message. */
    if (code == GIT_EINVALIDSPEC || revision[0] == ':') {
        rq_fail(err, "'%s' names no commit", revision);
        return rq_fail_hint(err, "`git help revisions` shows how to name a commit");
    }
    rq_repo_fail(err, "revision '%s' cannot be found", revision);
    return rq_repo_hint_damaged(err);
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
    struct rq_arena *scratch = rq_arena_new();
    struct listing listing = {
        .reader = {.repo = repo, .odb = repo->odb, .err = err}, .arena = arena, .entries = {.arena = scratch}};
    bool listed = list_tree(&listing, git_commit_tree_id(commit));
    rq_entries_gather(&listing.entries, arena);
    rq_arena_free(scratch);
    if (!listed || !rq_entries_sort(&listing.entries, "the tree", err))
        return NULL;
    struct rq_snapshot *snapshot = RQ_NEW(arena, struct rq_snapshot);
    *snapshot = (struct rq_snapshot){
        .repo = repo,
        .entries = listing.entries.items,
        .entry_count = listing.entries.count,
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

void rq_snapshot_changes(const struct rq_snapshot *before, const struct rq_snapshot *after, struct rq_arena *arena,
                         const rq_str **paths, size_t *count)
{
    size_t old_count = before == NULL ? 0 : before->entry_count;
    rq_str *changed = RQ_NEW_ARRAY(arena, rq_str, old_count + after->entry_count);
    *paths = changed;
    *count = 0;
    for (size_t i = 0, j = 0; i < old_count || j < after->entry_count;) {
        const struct rq_snapshot_entry *old = i < old_count ? &before->entries[i] : NULL;
        const struct rq_snapshot_entry *new = j < after->entry_count ? &after->entries[j] : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : rq_str_compare(old->path, new->path);
        if (order != 0 || old->mode != new->mode || memcmp(old->oid, new->oid, sizeof old->oid) != 0)
            changed[(*count)++] = rq_repo_clean(arena, order > 0 ? new->path : old->path);
        i += order <= 0;
        j += order >= 0;
    }
}

/*
 * Failures in words.  libgit2 names the call that failed; a person needs to know which kind of repository this is and what
 * to do, so the tables below turn what libgit2 1.5 says into that.  They look for parts of its messages because its codes
 * are the same for most of these.
 */
#include "base/err.h"
#include "base/text.h"
#include "repo/internal.h"

#include <errno.h>
#include <sys/stat.h>

static const char *libgit2_words(void)
{
    const git_error *error = git_error_last();
    return error && error->message ? error->message : "no reason given";
}

bool rq_repo_fail(struct rq_err *err, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    rq_str text = rq_arena_format_list(err->arena, format, arguments);
    va_end(arguments);
    return rq_fail(err, "%.*s: %s", RQ_ARG(text), libgit2_words());
}

struct cause {
    const char *part; /* of libgit2's message */
    const char *message, *hint;
};

static const struct cause causes[] = {
    {"extensions.objectformat", "its objects are named by SHA-256, which libgit2 does not read",
     "copy it into a SHA-1 repository: `git fast-export --all | git -C COPY fast-import`"},
    {"extensions.refstorage", "its references are stored in a reftable, which libgit2 does not read",
     "store them as files: `git refs migrate --ref-format=files`"},
    {"unsupported mandatory extension: 'link'", "it is a split index, which libgit2 does not read",
     "join it: `git update-index --no-split-index`"},
    {"unsupported mandatory extension: 'sdir'", "it is a sparse index, which libgit2 does not read",
     "write it in full: `git sparse-checkout reapply --no-sparse-index`"},
    {"checksum does not match", "its checksum does not match",
     "write it again: `git -c index.skipHash=false update-index --force-write-index`"},
    {"unsupported extension name", NULL,
     "remove the extension from the repository's configuration if nothing needs it"},
    {"unsupported repository version", NULL, "check it with a newer reqlint"},
};

bool rq_repo_fail_open(struct rq_err *err, const char *what, const char *path)
{
    const char *words = libgit2_words();
    for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
        if (rq_str_find(rq_str_from(words), rq_str_from(causes[i].part), 0) == RQ_NOT_FOUND)
            continue;
        rq_fail(err, "%s '%s': %s", what, path, causes[i].message ? causes[i].message : words);
        return rq_fail_hint(err, "%s", causes[i].hint);
    }
    rq_fail(err, "%s '%s': %s", what, path, words);
    return rq_fail_hint(err, "what does git say? `git status`, `git fsck`");
}

bool rq_repo_filled_file(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && status.st_size > 0;
}

bool rq_repo_common_file(const struct rq_repo *repo, const char *name)
{
    struct rq_arena *arena = rq_arena_new(); /* threads ask too, and the repository's is not theirs */
    rq_str path = rq_arena_format(arena, "%s%s", git_repository_commondir(repo->git), name);
    bool found = rq_repo_filled_file(path.ptr);
    rq_arena_free(arena);
    return found;
}

static bool promises(rq_str name)
{
    return rq_str_equal(name, RQ_STR("extensions.partialclone")) ||
           (rq_str_starts(name, RQ_STR("remote.")) && rq_str_ends(name, RQ_STR(".promisor")));
}

/* True for a partial clone, whose missing objects a remote has promised to give.  libgit2 could search the names by a
 * regular expression itself, but leaks memory for each one that does not match. */
static bool is_partial(const struct rq_repo *repo)
{
    git_config *config = NULL;
    git_config_iterator *iterator = NULL;
    git_config_entry *entry;
    bool found = false;
    if (git_repository_config_snapshot(&config, repo->git) == 0 && git_config_iterator_new(&iterator, config) == 0)
        while (!found && git_config_next(&entry, iterator) == 0)
            found = promises(rq_str_from(entry->name));
    git_config_iterator_free(iterator);
    git_config_free(config);
    return found;
}

bool rq_repo_hint_damaged(struct rq_err *err)
{
    return rq_fail_hint(err, "the repository is damaged; `git fsck` tells more");
}

bool rq_repo_hint_hostile(struct rq_err *err)
{
    return rq_fail_hint(err, "no real repository does; was this commit made to do harm?");
}

bool rq_repo_hint_missing(const struct rq_repo *repo, struct rq_err *err)
{
    if (is_partial(repo))
        return rq_fail_hint(err, "this is a partial clone; fetch what it left out: `git fetch --refetch --no-filter`");
    if (rq_repo_is_shallow(repo))
        return rq_fail_hint(err, "this is a shallow clone; " RQ_HINT_UNSHALLOW);
    if (rq_repo_common_file(repo, "objects/info/alternates"))
        return rq_fail_hint(err, "objects/info/alternates names other object folders; are they all there? "
                                 "`git fsck` tells more");
    return rq_repo_hint_damaged(err);
}

/* `what` is missing (GIT_ENOTFOUND) or corrupt (any other code). */
static bool fail_read(const struct rq_repo *repo, int code, rq_str what, struct rq_err *err)
{
    if (code == GIT_ENOTFOUND) {
        rq_fail(err, "%.*s is missing", RQ_ARG(what));
        return rq_repo_hint_missing(repo, err);
    }
    rq_repo_fail(err, "%.*s cannot be read", RQ_ARG(what));
    return rq_repo_hint_damaged(err);
}

bool rq_repo_fail_object(const struct rq_repo *repo, int code, const git_oid *oid, rq_str path, struct rq_err *err)
{
    rq_str digits = rq_repo_oid_text(err->arena, oid);
    rq_str what = path.len ? rq_arena_format(err->arena, "object %.*s of '%.*s'", RQ_ARG(digits), RQ_ARG(path))
                           : rq_arena_format(err->arena, "object %.*s of the root of the tree", RQ_ARG(digits));
    return fail_read(repo, code, what, err);
}

bool rq_repo_fail_commit(const struct rq_repo *repo, int code, const git_oid *oid, struct rq_err *err)
{
    rq_str digits = rq_repo_oid_text(err->arena, oid);
    return fail_read(repo, code, rq_arena_format(err->arena, "commit %.*s", RQ_ARG(digits)), err);
}

bool rq_repo_malformed_commit(const git_oid *oid, struct rq_err *err)
{
    rq_str digits = rq_repo_oid_text(err->arena, oid);
    rq_fail(err, "the commit object %.*s is malformed", RQ_ARG(digits));
    return rq_repo_hint_damaged(err);
}

const char *rq_repo_reason(int number)
{
    static const struct {
        int number;
        const char *words;
    } reasons[] = {
        {EACCES, "permission denied"},       {EPERM, "permission denied"},
        {ENOENT, "there is no such file"},   {ENOTDIR, "a part of the path is not a folder"},
        {EISDIR, "it is a folder"},          {ELOOP, "it is a symbolic link"},
        {EMFILE, "too many files are open"}, {ENFILE, "too many files are open"},
        {EIO, "the disk has an error"},      {ENAMETOOLONG, "the path is too long"},
        {ENXIO, "it is not a regular file"}, {ENODEV, "it is not a regular file"},
    };
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (reasons[i].number == number)
            return reasons[i].words;
    return "the system cannot open it";
}

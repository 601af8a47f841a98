/*
 * Opening a repository.  libgit2 can take git's environment into account itself (GIT_REPOSITORY_OPEN_FROM_ENV), but refuses
 * GIT_WORK_TREE, splits quoted alternates wrongly, and looks at the quarantine of a push only; so each variable is applied
 * by hand here, in the order of rq_repo_open.  This is the only place of the library that looks at the environment, apart
 * from ignore.c, which needs the user's folder.
 *
 * libgit2 keeps its options for the whole process.  They are the same for every repository, and its start-up is counted:
 * each open repository holds one count, and the first one sets the options.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    /* What is mapped of packs at a time: libgit2's own measure is 1 GiB, and 8 GiB of all packs.  Who comes to the limit maps
     * again and again what was just let go of: with 32 MiB two threads took 1.8 times as long for a pack of 87 MB. */
    WINDOW_BYTES = 4 << 20,
    MAPPED_BYTES = 512 << 20
};

static bool start_library(struct rq_err *err)
{
    /* Extensions that change nothing for a reader, in lower case.  Never those that change names of objects or places of
     * references: libgit2 would open such a repository and misread it. */
    const char *extensions[] = {"partialclone", "worktreeconfig", "preciousobjects", "relativeworktrees"};
    int count = git_libgit2_init();
    if (count < 0)
        return rq_repo_fail(err, "libgit2 does not start");
    if (count > 1)
        return true;
    git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, extensions, sizeof extensions / sizeof extensions[0]);
    git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
    git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, (size_t)WINDOW_BYTES);
    git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, (size_t)MAPPED_BYTES);
    return true;
}

void rq_repo_verify(void)
{
    git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value && *value ? value : NULL;
}

static bool is_true(const char *value)
{
    int result = 0;
    return value && git_config_parse_bool(&result, value) == 0 && result;
}

static bool find_start(struct rq_repo *repo, const char *directory, struct rq_err *err)
{
    repo->start = rq_repo_real_directory(repo->arena, directory);
    if (repo->start.len > 0)
        return true;
    rq_fail(err, "cannot look into '%s': %s", directory, rq_repo_reason(errno));
    return rq_fail_hint(err, "name a folder that is there and readable with `-C DIR`");
}

static bool open_named(struct rq_repo *repo, const char *git_dir, struct rq_err *err)
{
    unsigned flags = GIT_REPOSITORY_OPEN_NO_SEARCH | GIT_REPOSITORY_OPEN_NO_DOTGIT;
    int code = git_repository_open_ext(&repo->git, git_dir, flags, NULL);
    if (code == 0)
        return true;
    if (code != GIT_ENOTFOUND)
        return rq_repo_fail_open(err, "cannot open the repository", git_dir);
    rq_fail(err, "GIT_DIR names '%s', which is no git repository", git_dir);
    return rq_fail_hint(err, "unset GIT_DIR, or set it to a repository's .git folder");
}

static bool hint_closed(struct rq_err *err)
{
    return rq_fail_hint(err, "make the folder readable; what does git say? `git fsck`");
}

static bool is_ceiling(const struct rq_repo *repo, rq_str folder)
{
    const char *named = variable("GIT_CEILING_DIRECTORIES");
    rq_str list = rq_str_from(named == NULL ? "" : named);
    bool found = false;
    for (size_t at = 0; at < list.len && !found;) {
        rq_str ceiling = rq_repo_next_folder(repo->arena, list, ':', &at);
        found = ceiling.len > 0 && rq_str_equal(rq_repo_real_directory(repo->arena, ceiling.ptr), folder);
    }
    return found;
}

/* The nearest .git, from the start upward. */
static bool find_git(const struct rq_repo *repo, rq_str *path, struct stat *status)
{
    for (rq_str folder = repo->start; folder.len > 0; folder.len--) {
        if (folder.ptr[folder.len - 1] != '/')
            continue;
        if (folder.len < repo->start.len && is_ceiling(repo, folder))
            return false;
        *path = rq_arena_format(repo->arena, "%.*s.git", RQ_ARG(folder));
        if (lstat(path->ptr, status) == 0)
            return true;
    }
    return false;
}

/* Fails where there should be a repository: git's folder is closed, or the file in its place leads nowhere. */
static bool is_kept_from(const struct rq_repo *repo, struct rq_err *err)
{
    rq_str path;
    struct stat status;
    if (!find_git(repo, &path, &status))
        return false;
    if (S_ISREG(status.st_mode)) {
        rq_fail(err, "'%.*s' leads to a repository that is not there, or closed to you", RQ_ARG(path));
        rq_fail_hint(err, "in a worktree, `git worktree repair PATH` from where the repository is now; in a submodule, "
                          "`git submodule update --init`");
        return true;
    }
    rq_str head = rq_arena_format(repo->arena, "%.*s/HEAD", RQ_ARG(path));
    if (!S_ISDIR(status.st_mode) || access(head.ptr, R_OK) == 0 || errno != EACCES)
        return false;
    rq_fail(err, "cannot look into '%.*s': %s", RQ_ARG(path), rq_repo_reason(EACCES));
    hint_closed(err);
    return true;
}

static bool open_above(struct rq_repo *repo, struct rq_err *err)
{
    unsigned flags = is_true(variable("GIT_DISCOVERY_ACROSS_FILESYSTEM")) ? GIT_REPOSITORY_OPEN_CROSS_FS : 0;
    int code = git_repository_open_ext(&repo->git, repo->start.ptr, flags, variable("GIT_CEILING_DIRECTORIES"));
    if (code == 0)
        return true;
    if (code != GIT_ENOTFOUND)
        return rq_repo_fail_open(err, "cannot open the repository around", repo->start.ptr);
    if (is_kept_from(repo, err))
        return false;
    rq_fail(err, "'%s' is not in a git repository", repo->start.ptr);
    return rq_fail_hint(err, "run it inside a repository, name one with `-C DIR`, or make one with `git init`");
}

/* An early end hides the last branches: HEAD would have no commit, and no history. */
static bool check_packed_refs(const struct rq_repo *repo, struct rq_err *err)
{
    char last = '\n';
    struct stat status;
    rq_str path = rq_arena_format(repo->arena, "%spacked-refs", git_repository_commondir(repo->git));
    int file = open(path.ptr, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (file >= 0 && fstat(file, &status) == 0 && status.st_size > 0 && pread(file, &last, 1, status.st_size - 1) < 0)
        last = '\n';
    if (file >= 0)
        close(file);
    if (last == '\n')
        return true;
    rq_fail(err, "the list of references '%.*s' ends within a line", RQ_ARG(path));
    return rq_repo_hint_damaged(err);
}

/* With the extension of that name a worktree has a file of its own, which counts more than the others. */
static bool add_worktree_config(const struct rq_repo *repo)
{
    git_config *config = NULL;
    int wanted = 0;
    rq_str path = rq_arena_format(repo->arena, "%sconfig.worktree", git_repository_path(repo->git));
    if (git_repository_config(&config, repo->git) == 0 &&
        git_config_get_bool(&wanted, config, "extensions.worktreeConfig") == 0 && wanted)
        git_config_add_file_ondisk(config, path.ptr, GIT_CONFIG_LEVEL_APP, repo->git, 1);
    git_config_free(config);
    return true;
}

static bool is_configured_worktree(const struct rq_repo *repo)
{
    git_config *config = NULL;
    git_config_entry *entry = NULL;
    bool found = git_repository_config_snapshot(&config, repo->git) == 0 &&
                 git_config_get_entry(&entry, config, "core.worktree") == 0;
    git_config_entry_free(entry);
    git_config_free(config);
    return found;
}

/* With GIT_DIR alone git takes the current directory for the root of the working tree: hooks rely on it.  A start outside
 * of that directory is one that the caller would have changed to. */
static rq_str root_for_git_dir(const struct rq_repo *repo)
{
    rq_str current = rq_repo_real_directory(repo->arena, ".");
    rq_str git_dir = rq_repo_real_directory(repo->arena, git_repository_path(repo->git));
    rq_str root = rq_str_starts(repo->start, current) ? current : repo->start;
    return rq_str_starts(root, git_dir) ? (rq_str){0} : root;
}

static bool find_root(struct rq_repo *repo, struct rq_err *err)
{
    const char *named = variable("GIT_WORK_TREE");
    repo->bare = git_repository_is_bare(repo->git) == 1 && !named;
    if (repo->bare)
        return true;
    if (!named && variable("GIT_DIR") && !is_configured_worktree(repo))
        repo->root = root_for_git_dir(repo);
    if (repo->root.len == 0)
        repo->root = rq_repo_real_directory(repo->arena, named ? named : git_repository_workdir(repo->git));
    if (repo->root.len > 0)
        return true;
    rq_fail(err, "the working tree '%s' is not there", named ? named : git_repository_workdir(repo->git));
    return rq_fail_hint(err, "%s names it: correct that, or unset it", named ? "GIT_WORK_TREE" : "core.worktree");
}

static void find_prefix(struct rq_repo *repo)
{
    rq_str git_dir = rq_repo_real_directory(repo->arena, git_repository_path(repo->git));
    if (!repo->bare && rq_str_starts(repo->start, repo->root) && !rq_str_starts(repo->start, git_dir))
        repo->prefix = rq_str_slice(repo->start, repo->root.len, repo->start.len);
}

static void find_index(struct rq_repo *repo)
{
    const char *named = variable("GIT_INDEX_FILE");
    if (!named)
        repo->index_file = rq_arena_format(repo->arena, "%sindex", git_repository_path(repo->git));
    else if (*named == '/' || repo->bare)
        repo->index_file = rq_arena_copy(repo->arena, rq_str_from(named));
    else
        repo->index_file = rq_arena_format(repo->arena, "%.*s%s", RQ_ARG(repo->root), named);
}

/* A push from a shallow clone cuts history off where git names another file, as long as it is not accepted. */
static void find_shallow(struct rq_repo *repo)
{
    const char *named = variable("GIT_SHALLOW_FILE");
    repo->shallow_file = named ? rq_arena_copy(repo->arena, rq_str_from(named))
                               : rq_arena_format(repo->arena, "%sshallow", git_repository_commondir(repo->git));
}

static bool add_objects(git_odb *odb, const char *folder, struct rq_err *err)
{
    if (git_odb_add_disk_alternate(odb, folder) == 0) {
        rq_repo_guard_loose(odb, rq_str_from(folder));
        return true;
    }
    return rq_repo_fail(err, "cannot read the objects in '%s'", folder) || hint_closed(err);
}

/* folders = folder { ":" folder }; a folder in double quotes is quoted as git quotes paths. */
static bool add_alternates(git_odb *odb, rq_str folders, struct rq_err *err)
{
    for (size_t at = 0; at < folders.len;) {
        rq_str folder = rq_repo_next_folder(err->arena, folders, ':', &at);
        if (folder.len > 0 && !add_objects(odb, folder.ptr, err))
            return false;
    }
    return true;
}

/* Beside the repository's own objects those of a push that is not accepted yet: for that git names the quarantine in
 * GIT_OBJECT_DIRECTORY and the repository's objects in GIT_ALTERNATE_OBJECT_DIRECTORIES. */
static bool add_named_objects(git_odb *odb, struct rq_err *err)
{
    const char *folder = variable("GIT_OBJECT_DIRECTORY");
    return (folder == NULL || add_objects(odb, folder, err)) &&
           add_alternates(odb, rq_str_from(variable("GIT_ALTERNATE_OBJECT_DIRECTORIES")), err);
}

static bool open_objects(struct rq_repo *repo, struct rq_err *err)
{
    if (git_repository_odb(&repo->odb, repo->git) != 0)
        return rq_repo_fail(err, "cannot read the repository's objects") || hint_closed(err);
    rq_repo_guard_loose(repo->odb, rq_arena_format(repo->arena, "%sobjects", git_repository_commondir(repo->git)));
    return add_named_objects(repo->odb, err);
}

git_odb *rq_repo_stored_odb(const struct rq_repo *repo, struct rq_err *err)
{
    git_odb *odb = NULL;
    rq_str folder = rq_arena_format(err->arena, "%sobjects", git_repository_commondir(repo->git));
    if (git_odb_open(&odb, folder.ptr) != 0)
        (void)(rq_repo_fail(err, "cannot read the objects in '%s'", folder.ptr) || hint_closed(err));
    return odb;
}

/* libgit2 keeps one table of open packs for the whole process, by their paths, and threads that meet in one pack wait for
 * each other; so the path is written in another way: once more, the same folder. */
git_odb *rq_repo_own_odb(struct rq_repo *repo, enum rq_reads reads)
{
    static const char again[] = "././././";
    struct rq_arena *arena = rq_arena_new();
    struct rq_err ignored = {.arena = arena};
    git_odb *odb = NULL;
    const char *shared = git_repository_commondir(repo->git);
    rq_str folder = rq_arena_format(arena, "%s%.*sobjects", shared, 2 * (int)reads, again);
    if (git_odb_open(&odb, folder.ptr) == 0) {
        rq_repo_guard_loose(odb, folder);
        if (!add_named_objects(odb, &ignored)) {
            git_odb_free(odb);
            odb = NULL;
        }
    }
    rq_arena_free(arena);
    return odb;
}

struct rq_repo *rq_repo_open(const char *directory, struct rq_err *err)
{
    if (!start_library(err))
        return NULL;
    struct rq_arena *arena = rq_arena_new();
    struct rq_repo *repo = RQ_NEW(arena, struct rq_repo);
    repo->arena = arena;
    pthread_mutex_init(&repo->reading, NULL);
    pthread_mutex_init(&repo->reading_beside, NULL);
    const char *git_dir = variable("GIT_DIR");
    bool ok = find_start(repo, directory, err) && (git_dir ? open_named(repo, git_dir, err) : open_above(repo, err)) &&
              add_worktree_config(repo) && find_root(repo, err) && check_packed_refs(repo, err) &&
              open_objects(repo, err);
    if (!ok) {
        rq_repo_close(repo);
        return NULL;
    }
    find_prefix(repo);
    find_index(repo);
    find_shallow(repo);
    return repo;
}

void rq_repo_close(struct rq_repo *repo)
{
    if (!repo)
        return;
    pthread_mutex_destroy(&repo->reading);
    pthread_mutex_destroy(&repo->reading_beside);
    git_odb_free(repo->second);
    git_odb_free(repo->odb);
    git_repository_free(repo->git);
    rq_arena_free(repo->arena);
    git_libgit2_shutdown();
}

bool rq_repo_is_bare(const struct rq_repo *repo)
{
    return repo->bare;
}

bool rq_repo_is_shallow(const struct rq_repo *repo)
{
    return rq_repo_filled_file(repo->shallow_file.ptr);
}

/*
 * Hooks: where git looks for one, which core.hooksPath may change.  A folder that lies outside of the repository is shared with
 * others, whose business it is, so it counts as none of ours; symbolic links are followed before that is asked.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <fcntl.h>
#include <sys/stat.h>

static rq_str setting_of(const struct rq_repo *repo, struct rq_arena *arena)
{
    rq_str setting = RQ_STR("");
    git_config *config = NULL;
    git_buf folder = {0};
    if (git_repository_config_snapshot(&config, repo->git) == 0 &&
        git_config_get_path(&folder, config, "core.hooksPath") == 0)
        setting = rq_arena_copy(arena, rq_str_from(folder.ptr));
    git_buf_dispose(&folder);
    git_config_free(config);
    return setting;
}

/* The folder of hooks, real as far as it is there.  A relative core.hooksPath starts where git runs hooks: at the root of the
 * working tree, or in a bare repository. */
static rq_str hooks_folder(const struct rq_repo *repo, rq_str common, struct rq_arena *arena)
{
    rq_str setting = setting_of(repo, arena), start = repo->bare ? common : repo->root;
    rq_str folder = setting.len == 0        ? rq_arena_format(arena, "%.*shooks", RQ_ARG(common))
                    : setting.ptr[0] == '/' ? setting
                                            : rq_arena_format(arena, "%.*s%.*s", RQ_ARG(start), RQ_ARG(setting));
    rq_str real = rq_repo_real_directory(arena, folder.ptr);
    return real.len > 0 ? real : folder;
}

/* The way from a root to a folder; false where it is not below. */
static bool way_down(rq_str folder, rq_str root, rq_str *way)
{
    bool below = root.len > 0 && rq_str_starts(folder, root) && rq_str_find(folder, RQ_STR("/../"), 0) == RQ_NOT_FOUND;
    *way = rq_str_slice(folder, root.len, folder.len);
    while (rq_str_starts(*way, RQ_STR("./")))
        *way = rq_str_slice(*way, 2, way->len);
    while (rq_str_ends(*way, RQ_STR("/")))
        way->len--;
    return below && way->len > 0;
}

bool rq_repo_hook(const struct rq_repo *repo, const char *name, const char *command, struct rq_arena *arena,
                  struct rq_hook_file *hook, struct rq_err *err)
{
    struct stat status;
    struct rq_read read;
    rq_str common = rq_repo_real_directory(arena, git_repository_commondir(repo->git));
    rq_str folder = hooks_folder(repo, common, arena), way;
    *hook = (struct rq_hook_file){.root = way_down(folder, common, &way) ? common : repo->root};
    if (!way_down(folder, hook->root, &way)) {
        rq_fail(err, "core.hooksPath is '%.*s', outside of this repository: its hooks are left alone", RQ_ARG(folder));
        return rq_fail_hint(err, "add `%s` to its %s by hand", command, name);
    }
    hook->path = rq_arena_format(arena, "%.*s/%s", RQ_ARG(way), name);
    rq_str full = rq_arena_format(arena, "%.*s%.*s", RQ_ARG(hook->root), RQ_ARG(hook->path));
    hook->is_there = lstat(full.ptr, &status) == 0;
    hook->is_run = stat(full.ptr, &status) == 0 && S_ISREG(status.st_mode) && (status.st_mode & 0111) != 0;
    if (rq_repo_read_file(AT_FDCWD, full.ptr, RQ_LINKS_FOLLOWED, arena, &read) == RQ_READ_OK)
        hook->text = read.text;
    return true;
}

/*
 * Hooks: where git looks for one, which core.hooksPath may change.  A folder that lies outside of the repository is shared with
 * others, whose business it is, so it counts as none of ours; symbolic links are followed before that is asked.
 */
#include "base/err.h"
#include "repo/internal.h"

#include <fcntl.h>
#include <sys/stat.h>

/* core.hooksPath, whole where it begins with `~/`; a NULL pointer where it is not set.  What git makes of `~USER/` and `%(prefix)/`
 * only git knows; neither leads into a repository. */
static rq_str setting_of(const struct rq_repo *repo, struct rq_arena *arena)
{
    rq_str setting = {NULL, 0};
    git_config *config = NULL;
    git_buf folder = {0};
    const char *text = NULL;
    if (git_repository_config_snapshot(&config, repo->git) == 0 &&
        git_config_get_string(&text, config, "core.hooksPath") == 0)
        setting = rq_arena_copy(arena, rq_str_from(text));
    if (text != NULL && git_config_get_path(&folder, config, "core.hooksPath") == 0)
        setting = rq_arena_copy(arena, rq_str_from(folder.ptr));
    git_buf_dispose(&folder);
    git_config_free(config);
    return setting;
}

/* Adds the parts of a path to a folder, which ends with a slash, as does what comes of it; false for a part that leads back up. */
static bool add_parts(struct rq_buf *folder, rq_str path)
{
    for (size_t at = 0; at < path.len;) {
        size_t slash = rq_str_find_byte(path, '/', at), end = slash == RQ_NOT_FOUND ? path.len : slash;
        rq_str part = rq_str_slice(path, at, end);
        if (rq_str_equal(part, RQ_STR("..")))
            return false;
        if (part.len > 0 && !rq_str_equal(part, RQ_STR("."))) {
            rq_buf_add(folder, part);
            rq_buf_byte(folder, '/');
        }
        at = end + 1;
    }
    return true;
}

/* An absolute path of a folder, real as far as it is there, with a slash at its end; empty where what is not there
 * leads back up. */
static rq_str real_folder(struct rq_arena *arena, rq_str path)
{
    size_t end = path.len;
    rq_str real = rq_repo_real_directory(arena, rq_arena_copy(arena, path).ptr);
    while (real.len == 0 && end > 0)
        if (path.ptr[--end] == '/')
            real = rq_repo_real_directory(arena, rq_arena_format(arena, "%.*s/", (int)end, path.ptr).ptr);
    struct rq_buf folder = {.arena = arena};
    rq_buf_add(&folder, real);
    return add_parts(&folder, rq_str_slice(path, end, path.len)) ? rq_buf_text(&folder) : RQ_STR("");
}

/* The folder of hooks as it is written.  A relative core.hooksPath starts where git runs hooks: at the root of the working tree, or
 * in a bare repository.  One that is empty is a slash for git. */
static rq_str hooks_folder(const struct rq_repo *repo, rq_str common, struct rq_arena *arena)
{
    rq_str setting = setting_of(repo, arena), start = repo->bare ? common : repo->root;
    if (setting.ptr == NULL)
        return rq_arena_format(arena, "%.*shooks", RQ_ARG(common));
    if (setting.len == 0)
        return RQ_STR("/");
    bool whole = setting.ptr[0] == '/' || setting.ptr[0] == '~' || rq_str_starts(setting, RQ_STR("%(prefix)"));
    return whole ? setting : rq_arena_format(arena, "%.*s%.*s", RQ_ARG(start), RQ_ARG(setting));
}

/* What is there under the name of the hook. */
static void look(struct rq_hook_file *hook, struct rq_arena *arena)
{
    struct stat status;
    struct rq_read read;
    rq_str full = rq_arena_format(arena, "%.*s%.*s", RQ_ARG(hook->root), RQ_ARG(hook->path));
    hook->is_there = lstat(full.ptr, &status) == 0;
    hook->is_file = hook->is_there && (S_ISREG(status.st_mode) || S_ISLNK(status.st_mode));
    if (rq_repo_read_file(AT_FDCWD, full.ptr, RQ_LINKS_FOLLOWED, arena, &read) == RQ_READ_OK)
        hook->text = read.text;
}

bool rq_repo_hook(const struct rq_repo *repo, const char *name, const char *command, struct rq_arena *arena,
                  struct rq_hook_file *hook, struct rq_err *err)
{
    rq_str common = rq_repo_real_directory(arena, git_repository_commondir(repo->git));
    rq_str written = hooks_folder(repo, common, arena);
    rq_str folder = written.ptr[0] == '/' ? real_folder(arena, written) : written;
    rq_str root = rq_str_starts(folder, common) || repo->bare ? common : repo->root;
    *hook = (struct rq_hook_file){.root = root};
    if (root.len == 0 || !rq_str_starts(folder, root)) {
        rq_fail(err, "core.hooksPath is '%.*s', outside of this repository: its hooks are left alone",
                RQ_ARG(folder.len > 0 ? folder : written));
        return rq_fail_hint(err, "add `%s` to its %s by hand", command, name);
    }
    rq_str below = rq_str_slice(folder, root.len, folder.len);
    hook->path = rq_arena_format(arena, "%.*s%s", RQ_ARG(below), name);
    hook->is_usual = rq_str_equal(root, common) && rq_str_equal(below, RQ_STR("hooks/"));
    look(hook, arena);
    return true;
}

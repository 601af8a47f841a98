/* What a repository and its user's settings say beside files and commits: branches, the user's name, single settings. */
#include "base/err.h"
#include "repo/object.h"

#include <stdlib.h>
#include <sys/stat.h>

struct tips {
    struct rq_arena *arena;
    rq_str *items;
    size_t count, cap;
};

/* A reference that leads to no commit is no branch that anybody works on. */
static void add_tip(struct tips *tips, const git_reference *reference)
{
    git_object *commit = NULL;
    if (git_reference_peel(&commit, reference, GIT_OBJECT_COMMIT) == 0) {
        tips->items = rq_grow(tips->arena, tips->items, tips->count, &tips->cap, sizeof *tips->items);
        tips->items[tips->count++] = rq_repo_oid_text(tips->arena, git_object_id(commit));
    }
    git_object_free(commit);
}

static int by_text(const void *a, const void *b)
{
    return rq_str_compare(*(const rq_str *)a, *(const rq_str *)b);
}

static size_t sort_out(rq_str *items, size_t count)
{
    size_t kept = 0;
    if (count > 0)
        qsort(items, count, sizeof *items, by_text);
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || !rq_str_equal(items[kept - 1], items[i]))
            items[kept++] = items[i];
    return kept;
}

bool rq_repo_tips(const struct rq_repo *repo, struct rq_arena *arena, const rq_str **commits, size_t *count,
                  struct rq_err *err)
{
    struct tips tips = {.arena = arena};
    git_branch_iterator *branches = NULL;
    git_reference *reference = NULL;
    git_branch_t type;
    if (git_branch_iterator_new(&branches, repo->git, GIT_BRANCH_ALL) != 0)
        return rq_repo_fail(err, "the branches cannot be listed");
    while (git_branch_next(&reference, &type, branches) == 0) {
        add_tip(&tips, reference);
        git_reference_free(reference);
    }
    git_branch_iterator_free(branches);
    if (git_repository_head(&reference, repo->git) == 0) {
        add_tip(&tips, reference);
        git_reference_free(reference);
    }
    *count = sort_out(tips.items, tips.count);
    *commits = tips.items;
    return true;
}

rq_str rq_repo_setting(const struct rq_repo *repo, const char *name, struct rq_arena *arena)
{
    git_config *config = NULL;
    const char *text = NULL;
    rq_str setting = RQ_STR("");
    if (git_repository_config_snapshot(&config, repo->git) == 0 && git_config_get_string(&text, config, name) == 0)
        setting = rq_arena_copy(arena, rq_str_from(text));
    git_config_free(config);
    return setting;
}

static rq_str part_of_author(const struct rq_repo *repo, const char *variable, const char *setting,
                             struct rq_arena *arena)
{
    const char *value = getenv(variable);
    rq_str text = value != NULL && *value != '\0' ? rq_str_from(value) : rq_repo_setting(repo, setting, arena);
    return rq_repo_clean(arena, rq_str_trim(text));
}

void rq_repo_author(const struct rq_repo *repo, struct rq_arena *arena, rq_str *name, rq_str *email)
{
    *name = part_of_author(repo, "GIT_AUTHOR_NAME", "user.name", arena);
    *email = part_of_author(repo, "GIT_AUTHOR_EMAIL", "user.email", arena);
}

/* The folder of hooks: core.hooksPath, which is relative to the root of the working tree, or "hooks" in git's own. */
static rq_str hooks_folder(const struct rq_repo *repo, rq_str common, struct rq_arena *arena)
{
    rq_str setting = RQ_STR("");
    git_config *config = NULL;
    git_buf folder = {0};
    if (git_repository_config_snapshot(&config, repo->git) == 0 &&
        git_config_get_path(&folder, config, "core.hooksPath") == 0)
        setting = rq_arena_copy(arena, rq_str_from(folder.ptr));
    git_buf_dispose(&folder);
    git_config_free(config);
    if (setting.len == 0)
        return rq_arena_format(arena, "%.*shooks", RQ_ARG(common));
    return setting.ptr[0] == '/' ? setting : rq_arena_format(arena, "%.*s%.*s", RQ_ARG(repo->root), RQ_ARG(setting));
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

bool rq_repo_hook(const struct rq_repo *repo, const char *name, struct rq_arena *arena, rq_str *root, rq_str *path,
                  struct rq_err *err)
{
    struct stat there;
    rq_str common = rq_repo_real_directory(arena, git_repository_commondir(repo->git));
    rq_str folder = hooks_folder(repo, common, arena), way;
    rq_str full = rq_arena_format(arena, "%.*s/%s", RQ_ARG(folder), name);
    *root = way_down(folder, common, &way) ? common : repo->root;
    if (!way_down(folder, *root, &way)) {
        rq_fail(err, "core.hooksPath is '%.*s', outside of this repository: no hook was installed there",
                RQ_ARG(folder));
        return rq_fail_hint(err, "add `exec reqlint check --staged` to its %s by hand", name);
    }
    if (lstat(full.ptr, &there) == 0) {
        rq_fail(err, "there is a %s hook already: %.*s", name, RQ_ARG(full));
        return rq_fail_hint(err, "add `reqlint check --staged || exit 1` to it by hand");
    }
    *path = rq_arena_format(arena, "%.*s/%s", RQ_ARG(way), name);
    return true;
}

/* What a repository and its user's settings say beside files and commits: branches, the user's name, single settings. */
#include "base/err.h"
#include "repo/object.h"

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

static size_t sort_out(rq_str *items, size_t count)
{
    size_t kept = 0;
    rq_str_sort(items, count);
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
        return rq_repo_fail(err, "the branches cannot be listed") || rq_repo_hint_damaged(err);
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

static rq_str part_of_person(const struct rq_repo *repo, const char *variable, const char *setting,
                             struct rq_arena *arena)
{
    const char *value = getenv(variable);
    rq_str text = value != NULL && *value != '\0' ? rq_str_from(value) : rq_repo_setting(repo, setting, arena);
    return rq_repo_clean(arena, rq_str_trim(text));
}

void rq_repo_author(const struct rq_repo *repo, struct rq_arena *arena, rq_str *name, rq_str *email)
{
    *name = part_of_person(repo, "GIT_AUTHOR_NAME", "user.name", arena);
    *email = part_of_person(repo, "GIT_AUTHOR_EMAIL", "user.email", arena);
}

bool rq_repo_draft_commit(const struct rq_repo *repo, rq_str message, struct rq_arena *arena, struct rq_commit *commit,
                          struct rq_err *err)
{
    *commit = (struct rq_commit){0};
    rq_repo_author(repo, arena, &commit->author_name, &commit->author_email);
    commit->committer_name = part_of_person(repo, "GIT_COMMITTER_NAME", "user.name", arena);
    commit->committer_email = part_of_person(repo, "GIT_COMMITTER_EMAIL", "user.email", arena);
    return rq_commit_read_message(message, arena, commit, err);
}

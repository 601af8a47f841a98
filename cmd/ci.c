/*
 * The CI that runs this: GitHub Actions hands over a file with the event, GitLab variables.  Both come down to one of two things,
 * a merge of a head into a base or a push that put one commit in the place of another, and the text of a merge request.
 *
 * Nobody but the host writes any of it, but for title and description, which are judged and never believed.
 */
#include "ci.h"

#include "output.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A variable; empty where it is not set. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value == NULL ? "" : value;
}

static bool is_set(const char *name)
{
    return variable(name)[0] != '\0';
}

/* The branch of the clone that stands for the target. */
static void name_branch(const struct arguments *arguments, struct ci *ci)
{
    if (ci->event.target[0] != '\0')
        ci->branch = rq_str_join(arguments->arena, RQ_STR("refs/remotes/origin/"), rq_str_from(ci->event.target)).ptr;
}

static bool read_github(const struct arguments *arguments, const char *path, struct ci *ci)
{
    struct rq_err err = {.arena = arguments->arena};
    size_t length = 0;
    ci->payload = output_read_file(path, &length);
    if (ci->payload == NULL)
        return advise("GITHUB_EVENT_PATH names it; unset it, or give the text with --text FILE");
    if (!rq_github_event(arguments->arena, (rq_str){ci->payload, length}, &ci->event, &err)) {
        report_failure(arguments, &err);
        return false;
    }
    ci->name = "the GitHub event";
    name_branch(arguments, ci);
    return true;
}

/* Also where there is a GitHub event without a text, or no job at all: whoever sets these variables means them. */
static void read_gitlab_text(struct ci *ci)
{
    ci->event.title = rq_str_from(getenv("CI_MERGE_REQUEST_TITLE"));
    ci->event.description = rq_str_from(getenv("CI_MERGE_REQUEST_DESCRIPTION"));
    ci->description_cut = strcmp(variable("CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED"), "true") == 0;
}

/* In a pipeline of merged results, and in a train, the commit that all went into has a variable of its own.  Elsewhere the
 * branch counts, unless this is a fork, whose branch of that name is another; the merge base is what is left then. */
static void read_gitlab_merge(const struct arguments *arguments, struct ci *ci)
{
    bool fork = strcmp(variable("CI_MERGE_REQUEST_PROJECT_PATH"), variable("CI_PROJECT_PATH")) != 0;
    ci->event.kind = RQ_EVENT_MERGE;
    ci->event.head = variable("CI_COMMIT_SHA");
    ci->event.base = variable("CI_MERGE_REQUEST_TARGET_BRANCH_SHA");
    if (ci->event.base[0] != '\0')
        return;
    ci->event.base = variable("CI_MERGE_REQUEST_DIFF_BASE_SHA");
    if (fork)
        return;
    ci->event.target = variable("CI_MERGE_REQUEST_TARGET_BRANCH_NAME");
    name_branch(arguments, ci);
}

static void read_gitlab_push(const struct arguments *arguments, struct ci *ci)
{
    ci->event.kind = RQ_EVENT_PUSH;
    ci->event.base = variable("CI_COMMIT_BEFORE_SHA");
    ci->event.head = variable("CI_COMMIT_SHA");
    ci->event.default_branch = variable("CI_DEFAULT_BRANCH");
    rq_str folder = is_set("CI_COMMIT_TAG") ? RQ_STR("refs/tags/") : RQ_STR("refs/heads/");
    ci->event.ref = rq_str_join(arguments->arena, folder, rq_str_from(variable("CI_COMMIT_REF_NAME"))).ptr;
}

static void read_gitlab(const struct arguments *arguments, struct ci *ci)
{
    ci->name = "the GitLab job";
    if (is_set("CI_MERGE_REQUEST_IID"))
        read_gitlab_merge(arguments, ci);
    else if (is_set("CI_COMMIT_SHA"))
        read_gitlab_push(arguments, ci);
}

bool ci_read(const struct arguments *arguments, struct ci *ci)
{
    const char *path = variable("GITHUB_EVENT_PATH");
    bool wanted = arguments->text == NULL || arguments->base == NULL;
    *ci = (struct ci){.branch = "", .event = rq_event_none};
    if (wanted && path[0] != '\0' && !read_github(arguments, path, ci))
        return false;
    if (path[0] == '\0' && is_set("GITLAB_CI"))
        read_gitlab(arguments, ci);
    bool has_text = ci->event.title.len > 0 || ci->event.description.len > 0;
    if (!has_text)
        read_gitlab_text(ci);
    ci->no_request =
        ci->payload != NULL && !ci->event.has_text && ci->event.title.len == 0 && ci->event.description.len == 0;
    return true;
}

void ci_free(struct ci *ci)
{
    free(ci->payload);
    ci->payload = NULL;
}

/*
 * Refs that are pushed: each is gated against what the other side has, a new one against the default branch of the other side.
 * Where there is nothing to compare with, all of it is new, and is checked as a whole.
 *
 * Read gate_ref.
 */
#include "push.h"

#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BRANCHES "refs/heads/"

/* What is pushed, and to where. */
struct push {
    const struct arguments *arguments;
    const struct rq_options *options;
    const char *remote;         /* its name or its address; NULL: nobody said it */
    const char *default_branch; /* of the remote; NULL or empty: nobody said it */
};

int gate_judge(const struct arguments *arguments, const struct rq_options *options, const struct rq_gate_options *gate)
{
    struct rq_options own = *options;
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress = {0};
    own.progress = progress_start(&progress, arguments);
    bool good = rq_gate(arguments->arena, &own, gate, &report, &err);
    progress_end(&progress);
    return good ? report_finish(arguments, &report) : report_failure(arguments, &err);
}

static bool is_zero(const char *oid)
{
    return oid[0] != '\0' && strspn(oid, "0") == strlen(oid);
}

/* What a new branch is compared with: the default branch of the remote that it is pushed to, as it was last fetched, or of
 * origin.  NULL where neither has one yet. */
static const char *find_default_branch(const struct push *push)
{
    struct rq_arena *arena = push->arguments->arena;
    const char *const names[] = {push->default_branch, "HEAD", "main", "master"};
    const char *const remotes[] = {push->remote, "origin"};
    for (size_t r = 0; r < sizeof remotes / sizeof *remotes; r++) {
        rq_str remote = rq_str_join(arena, RQ_STR("refs/remotes/"), rq_str_from(remotes[r]));
        rq_str folder = rq_str_join(arena, remote, RQ_STR("/"));
        for (size_t i = 0; remotes[r] != NULL && i < sizeof names / sizeof *names; i++) {
            rq_str name = rq_str_join(arena, folder, rq_str_from(names[i]));
            if (name.len > folder.len && rq_has_commit(arena, push->options, name.ptr))
                return name.ptr;
        }
    }
    return NULL;
}

/* Where there is nothing to compare with, all of it is new, and is linted as a whole. */
static int check_whole(const struct arguments *arguments, const struct rq_options *options, const char *revision)
{
    struct rq_options whole = *options;
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress = {0};
    whole.revision = revision;
    whole.progress = progress_start(&progress, arguments);
    bool good = rq_check(arguments->arena, &whole, &report, &err);
    progress_end(&progress);
    return good ? report_finish(arguments, &report) : report_failure(arguments, &err);
}

static bool has_commit(const struct push *push, const char *commit)
{
    return !is_zero(commit) && rq_has_commit(push->arguments->arena, push->options, commit);
}

static int note_deletion(const struct arguments *arguments, const char *ref)
{
    if (!arguments->quiet)
        fprintf(stderr, "reqlint: note: %s is deleted: there is nothing to judge\n", ref);
    return STATUS_CLEAN;
}

/* One ref that is pushed: `local` is what it shall be, `remote` what the other side has, zeros for nothing. */
static int gate_ref(const struct push *push, const char *ref, const char *local, const char *remote)
{
    const struct arguments *arguments = push->arguments;
    struct rq_options own = *push->options;
    const char *branch = NULL;
    if (is_zero(local))
        return note_deletion(arguments, ref);
    bool known = has_commit(push, remote);
    if (!known && (branch = find_default_branch(push)) == NULL)
        return check_whole(arguments, push->options, local);
    own.base = known ? remote : branch;
    return gate_judge(arguments, &own,
                      &(struct rq_gate_options){.head = local,
                                                .ref = ref,
                                                .replaces = known,
                                                .policy_from_head = options_policy_from_head(arguments),
                                                .fail_level = report_fail_level(arguments)});
}

/* Cuts off what follows the last blank; NULL if there is none. */
static char *cut_last_word(char *line)
{
    char *blank = strrchr(line, ' ');
    if (blank == NULL)
        return NULL;
    *blank = '\0';
    return blank + 1;
}

/* line = local-ref SP local-oid SP remote-ref SP remote-oid LF (githooks(5), pre-push).  Read from its end, for the local
 * ref is what was typed, and `HEAD^{/some words}` has blanks in it. */
static int gate_line(const struct push *push, char *line)
{
    char *remote = cut_last_word(line), *ref = cut_last_word(line), *local = cut_last_word(line);
    if (rq_is_oid(rq_str_from(remote)) && rq_is_oid(rq_str_from(local)))
        return gate_ref(push, ref, local, remote);
    complain("--pre-push reads the lines that git gives its pre-push hook, \"REF OID REF OID\"");
    advise("call it from .git/hooks/pre-push, with the hook's standard input");
    return STATUS_TROUBLE;
}

static int complain_of_terminal(void)
{
    complain("--pre-push reads from git what is pushed, and here is a terminal");
    advise("let git call it: `reqlint hook install --pre-push`");
    return STATUS_TROUBLE;
}

/* git calls the hook also where the other side has everything already, and then gives it no line.  A manager of hooks that keeps
 * the lines to itself looks the same, so it is said. */
static int gate_lines(const struct push *push)
{
    char *line = NULL;
    size_t room = 0, count = 0;
    int worst = STATUS_CLEAN;
    if (isatty(STDIN_FILENO))
        return complain_of_terminal();
    for (; getline(&line, &room, stdin) > 0; count++) {
        line[strcspn(line, "\n")] = '\0';
        int status = gate_line(push, line);
        worst = status > worst ? status : worst;
    }
    free(line);
    if (ferror(stdin)) {
        complain("cannot read %s: %s", "standard input", strerror(errno));
        return STATUS_TROUBLE;
    }
    if (count == 0 && !push->arguments->quiet)
        fputs("reqlint: note: git names no ref that is pushed: there is nothing to judge\n", stderr);
    return worst;
}

/* pre-commit reads git's lines itself and gives one ref in variables; for a branch that the other side knows nothing of,
 * only its name. */
int push_gate(const struct arguments *arguments, const struct rq_options *options)
{
    static const char none[] = "0000000000000000000000000000000000000000";
    const char *from = getenv("PRE_COMMIT_FROM_REF"), *to = getenv("PRE_COMMIT_TO_REF");
    const char *local = getenv("PRE_COMMIT_LOCAL_BRANCH"), *ref = getenv("PRE_COMMIT_REMOTE_BRANCH");
    bool named = arguments->operands.count > 0;
    const struct push push = {.arguments = arguments,
                              .options = options,
                              .remote = named ? arguments->operands.items[0] : getenv("PRE_COMMIT_REMOTE_NAME")};
    if (ref == NULL)
        ref = "HEAD";
    if (from != NULL && to != NULL)
        return gate_ref(&push, ref, to, from);
    return local != NULL ? gate_ref(&push, ref, local, none) : gate_lines(&push);
}

/* The commit that the branch had may be gone, after a force: then it is compared like a new branch.  Where it lies before the end
 * of a shallow clone there is no verdict. */
static bool check_before(const struct push *push, const char *ref, const char *before)
{
    struct rq_err err = {.arena = push->arguments->arena};
    if (before[0] == '\0' || is_zero(before) || has_commit(push, before))
        return true;
    if (!rq_commit_in_reach(push->arguments->arena, push->options, before, &err)) {
        report_failure(push->arguments, &err);
        return false;
    }
    if (!push->arguments->quiet)
        fprintf(stderr, "reqlint: note: %s had commit %.12s, which is not here: it is judged like a new branch\n", ref,
                before);
    return true;
}

/* A CI waits for a report also where there was nothing to judge. */
static int report_deletion(const struct push *push, const char *ref)
{
    const struct rq_report report = {.mode = {"gate", 4}, .now = push->options->now};
    note_deletion(push->arguments, ref);
    return report_finish(push->arguments, &report);
}

int push_gate_event(const struct arguments *arguments, const struct rq_options *options, const struct rq_event *event)
{
    const struct push push = {arguments, options, "origin", event->default_branch};
    bool is_default = strncmp(event->ref, BRANCHES, sizeof BRANCHES - 1) == 0 &&
                      strcmp(event->ref + sizeof BRANCHES - 1, event->default_branch) == 0;
    if (is_zero(event->head))
        return report_deletion(&push, event->ref);
    if (!check_before(&push, event->ref, event->base))
        return STATUS_TROUBLE;
    if (is_default && !has_commit(&push, event->base))
        return check_whole(arguments, options, event->head);
    return gate_ref(&push, event->ref, event->head, event->base);
}

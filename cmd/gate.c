/*
 * reqlint gate: lint what a merge would give.  The text of the merge request comes from --text, else from the CI's
 * environment.  --pre-push reads what git tells its pre-push hook and gates each ref that is pushed.
 */
#include "deliver.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 40, REF_ROOM = 1024 };

/* What is pushed, and to where: a remote or its address; NULL: nobody said it. */
struct push {
    const struct arguments *arguments;
    const struct rq_options *options;
    const char *remote;
};

/* Reads a file into `text`, which has a pointer also where the file is empty; the buffer is freed by the caller. */
static bool read_text(const char *path, const char *hint, char **buffer, rq_str *text)
{
    size_t length = 0;
    *buffer = output_read_file(path, &length);
    *text = (rq_str){*buffer, length};
    return *buffer != NULL || advise("%s", hint);
}

static int gate_one(const struct arguments *arguments, const struct rq_options *options,
                    const struct rq_gate_options *gate)
{
    struct rq_options own = *options;
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress;
    own.progress = progress_start(&progress, arguments);
    bool good = rq_gate(arguments->arena, &own, gate, &report, &err);
    progress_end(&progress);
    return good ? report_finish(arguments, &report) : report_failure(arguments, &err);
}

/* The text of an empty file is not looked for elsewhere: it is there, and says nothing. */
static bool read_given_text(const struct arguments *arguments, char **buffer, struct rq_gate_options *gate)
{
    if (arguments->text == NULL)
        return true;
    gate->title = gate->description = (rq_str){NULL, 0};
    gate->description_cut = false;
    if (arguments->text[0] == '\0') {
        complain("`--text` is empty: it names no file");
        return advise("is a variable in a script not set? name a file, or - for standard input");
    }
    if (!read_text(arguments->text, "name a file with the title and description, or - for standard input", buffer,
                   &gate->text))
        return false;
    if (gate->text.len == 0 && !arguments->quiet)
        fprintf(stderr, "reqlint: note: %s is empty: there is no text of the merge request to judge\n",
                arguments->text);
    return true;
}

/* A merge check: the text is --text, the payload of a GitHub event, or GitLab's variables. */
static int gate_merge(const struct arguments *arguments, const struct rq_options *options)
{
    char *text = NULL, *event = NULL;
    const char *event_path = getenv("GITHUB_EVENT_PATH");
    const char *cut = getenv("CI_MERGE_REQUEST_DESCRIPTION_IS_TRUNCATED");
    struct rq_gate_options gate = {
        .head = arguments->head,
        .policy_from_head = options_policy_from_head(arguments),
        .fail_level = report_fail_level(arguments),
        .title = rq_str_from(getenv("CI_MERGE_REQUEST_TITLE")),
        .description = rq_str_from(getenv("CI_MERGE_REQUEST_DESCRIPTION")),
        .description_cut = cut != NULL && strcmp(cut, "true") == 0,
    };
    int status = STATUS_TROUBLE;
    bool from_event = arguments->text == NULL && event_path != NULL && event_path[0] != '\0';
    if (read_given_text(arguments, &text, &gate) &&
        (!from_event || read_text(event_path, "GITHUB_EVENT_PATH names it; unset it, or give the text with --text FILE",
                                  &event, &gate.event)))
        status = gate_one(arguments, options, &gate);
    else
        report_trouble(arguments);
    free(text);
    free(event);
    return status;
}

static bool is_zero(const char *oid)
{
    return oid[0] != '\0' && strspn(oid, "0") == strlen(oid);
}

/* What a new branch is compared with: the default branch of the remote that it is pushed to, as it was last fetched, or of
 * origin.  False where neither has one yet. */
static bool find_default_branch(const struct push *push, char name[REF_ROOM])
{
    static const char *const names[] = {"HEAD", "main", "master"};
    const char *const remotes[] = {push->remote, "origin"};
    for (size_t r = 0; r < sizeof remotes / sizeof *remotes; r++)
        for (size_t i = 0; remotes[r] != NULL && i < sizeof names / sizeof *names; i++) {
            int length = snprintf(name, REF_ROOM, "refs/remotes/%s/%s", remotes[r], names[i]);
            if (length < REF_ROOM && rq_has_commit(push->arguments->arena, push->options, name))
                return true;
        }
    return false;
}

/* Where there is nothing to compare with, all of it is new, and is linted as a whole. */
static int check_whole(const struct arguments *arguments, const struct rq_options *options, const char *revision)
{
    struct rq_options whole = *options;
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress;
    whole.revision = revision;
    whole.progress = progress_start(&progress, arguments);
    bool good = rq_check(arguments->arena, &whole, &report, &err);
    progress_end(&progress);
    return good ? report_finish(arguments, &report) : report_failure(arguments, &err);
}

/* One ref that is pushed: `local` is what it shall be, `remote` what the other side has, zeros for nothing. */
static int gate_ref(const struct push *push, const char *ref, const char *local, const char *remote)
{
    const struct arguments *arguments = push->arguments;
    struct rq_options own = *push->options;
    char branch[REF_ROOM];
    if (is_zero(local)) {
        if (!arguments->quiet)
            fprintf(stderr, "reqlint: note: %s is deleted: there is nothing to judge\n", ref);
        return STATUS_CLEAN;
    }
    bool known = !is_zero(remote) && rq_has_commit(arguments->arena, push->options, remote);
    if (!known && !find_default_branch(push, branch))
        return check_whole(arguments, push->options, local);
    own.base = known ? remote : branch;
    return gate_one(arguments, &own,
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

static bool is_oid(const char *text)
{
    return text != NULL && strlen(text) == DIGITS && strspn(text, "0123456789abcdef") == DIGITS;
}

/* line = local-ref SP local-oid SP remote-ref SP remote-oid LF (githooks(5), pre-push).  Read from its end, for the local
 * ref is what was typed, and `HEAD^{/some words}` has blanks in it. */
static int gate_line(const struct push *push, char *line)
{
    char *remote = cut_last_word(line), *ref = cut_last_word(line), *local = cut_last_word(line);
    if (is_oid(remote) && is_oid(local))
        return gate_ref(push, ref, local, remote);
    complain("--pre-push reads the lines that git gives its pre-push hook, \"REF OID REF OID\"");
    advise("call it from .git/hooks/pre-push, with the hook's standard input");
    return STATUS_TROUBLE;
}

static int gate_lines(const struct push *push)
{
    char *line = NULL;
    size_t room = 0;
    int worst = STATUS_CLEAN;
    while (getline(&line, &room, stdin) > 0) {
        line[strcspn(line, "\n")] = '\0';
        int status = gate_line(push, line);
        worst = status > worst ? status : worst;
    }
    free(line);
    return worst;
}

/* pre-commit reads git's lines itself and gives one ref in variables; for a branch that the other side knows nothing of,
 * only its name. */
static int gate_push(const struct arguments *arguments, const struct rq_options *options)
{
    static const char none[] = "0000000000000000000000000000000000000000";
    const char *from = getenv("PRE_COMMIT_FROM_REF"), *to = getenv("PRE_COMMIT_TO_REF");
    const char *local = getenv("PRE_COMMIT_LOCAL_BRANCH"), *ref = getenv("PRE_COMMIT_REMOTE_BRANCH");
    bool named = arguments->operands.count > 0;
    const struct push push = {arguments, options,
                              named ? arguments->operands.items[0] : getenv("PRE_COMMIT_REMOTE_NAME")};
    if (ref == NULL)
        ref = "HEAD";
    if (from != NULL && to != NULL)
        return gate_ref(&push, ref, to, from);
    return local != NULL ? gate_ref(&push, ref, local, none) : gate_lines(&push);
}

static bool check_remote(const struct arguments *arguments)
{
    if (arguments->pre_push || arguments->operands.count == 0)
        return true;
    complain("`gate` does not know what to do with `%s`", arguments->operands.items[0]);
    return advise("what is merged is --head, and what into is --base; a remote goes with --pre-push");
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    if (arguments->pre_push && !deliver_check_each(arguments))
        return STATUS_TROUBLE;
    if (!check_remote(arguments) || !options_check_policy_side(arguments) || !options_for_library(arguments, &options))
        return report_trouble(arguments);
    options.path_count = 0; /* the operand is no path */
    return arguments->pre_push ? gate_push(arguments, &options) : gate_merge(arguments, &options);
}

static const uint8_t options[] = {OPTION_BASE,     OPTION_HEAD,       OPTION_TEXT,        OPTION_POLICY_FROM,
                                  OPTION_PRE_PUSH, OPTION_RULE,       OPTION_FORMAT,      OPTION_CONFIG,
                                  OPTION_NOW,      OPTION_FAIL_LEVEL, OPTION_SHOW_WAIVED, OPTION_ALLOW_EMPTY,
                                  OPTION_THREADS,  OPTION_END};

static const struct example examples[] = {
    {"reqlint gate --base origin/main", "before you open a merge request"},
    {"reqlint gate --base main --head topic --text request.txt", "with the title and description of the request"},
    {"reqlint gate --pre-push", "in a pre-push hook: every ref that is pushed"},
    {NULL, NULL},
};

const struct command command_gate = {
    .name = "gate",
    .operands = "[REMOTE]",
    .most = 1,
    .summary = "Lint what a merge would give, before it is merged",
    .about =
        "Merges --head into --base in memory and judges the result by the configuration, rules and waivers of the "
        "base, so that a change cannot loosen the rules that judge it. Only what the base does not have is reported. "
        "The commits' messages and the text of the merge request are judged too.\nWith --pre-push each ref that git's "
        "pre-push hook is told of is gated: one that the other side has against what it has there, a new one against "
        "the default branch of REMOTE.",
    .status = "the merge would bring in findings at or above the fail level",
    .options = options,
    .examples = examples,
    .reports = true,
    .run = run,
};

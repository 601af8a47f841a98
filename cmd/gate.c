/*
 * reqlint gate: lint what a merge would give.  What the command line does not say comes from the CI (ci.c): what is merged into
 * what, and the text of the merge request.  With --pre-push, and where the CI is told of a push, each ref is gated (push.c).
 */
#include "ci.h"
#include "options.h"
#include "output.h"
#include "push.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>

/* The text of an empty file is not looked for elsewhere: it is there, and says nothing. */
static bool read_given_text(const struct arguments *arguments, char **buffer, struct rq_gate_options *gate)
{
    if (arguments->text == NULL)
        return true;
    gate->title = gate->description = (rq_str){NULL, 0};
    gate->description_cut = gate->no_request = false;
    if (arguments->text[0] == '\0') {
        complain("`--text` is empty: it names no file");
        return advise("is a variable in a script not set? name a file, or - for standard input");
    }
    size_t length = 0;
    *buffer = output_read_file(arguments->text, &length);
    if (*buffer == NULL)
        return advise("name a file with the title and description, or - for standard input");
    gate->text = (rq_str){*buffer, length};
    if (gate->text.len == 0 && !arguments->quiet)
        fprintf(stderr, "reqlint: note: %s is empty: there is no text of the merge request to judge\n",
                arguments->text);
    return true;
}

/* The branch or commit that a merge goes into: the branch as it was last fetched, for the commit that the host names may be
 * older; NULL after complaining. */
static const char *find_base(const struct arguments *arguments, const struct rq_options *options, const struct ci *ci)
{
    if (ci->branch[0] != '\0' && rq_has_commit(arguments->arena, options, ci->branch))
        return ci->branch;
    if (ci->event.base[0] != '\0')
        return ci->event.base;
    complain("%s names no commit that the merge goes into", ci->name);
    if (ci->branch[0] == '\0')
        advise("name it: `reqlint gate --base origin/main`");
    else
        advise("`git fetch origin %s:%s` brings the branch; or name the commit with --base", ci->event.target,
               ci->branch);
    return NULL;
}

/* A merge check: what --base and --head do not say, and the text, come from the CI. */
static int gate_merge(const struct arguments *arguments, const struct rq_options *options, const struct ci *ci)
{
    struct rq_options own = *options;
    char *text = NULL;
    struct rq_gate_options gate = {
        .head = arguments->head,
        .policy_from_head = options_policy_from_head(arguments),
        .fail_level = report_fail_level(arguments),
        .title = ci->event.title,
        .description = ci->event.description,
        .description_cut = ci->description_cut,
        .no_request = ci->no_request,
    };
    int status = STATUS_TROUBLE;
    if (own.base == NULL && ci->event.kind == RQ_EVENT_MERGE) {
        own.base = find_base(arguments, options, ci);
        if (own.base == NULL)
            return STATUS_TROUBLE;
        if (gate.head == NULL && ci->event.head[0] != '\0')
            gate.head = ci->event.head;
    }
    if (read_given_text(arguments, &text, &gate))
        status = gate_judge(arguments, &own, &gate);
    free(text);
    return status;
}

static int gate_event(const struct arguments *arguments, const struct rq_options *options, const struct ci *ci)
{
    if (arguments->base != NULL || ci->name == NULL)
        return gate_merge(arguments, options, ci);
    switch (ci->event.kind) {
    case RQ_EVENT_MERGE:
        return gate_merge(arguments, options, ci);
    case RQ_EVENT_PUSH:
        return push_gate_event(arguments, options, &ci->event);
    case RQ_EVENT_OTHER:
        break;
    }
    complain("%s is about no merge and no push, so there is nothing to compare with", ci->name);
    advise("name it with --base, or run `reqlint check` there");
    return STATUS_TROUBLE;
}

static int gate_in_ci(const struct arguments *arguments, const struct rq_options *options)
{
    struct ci ci;
    int status = ci_read(arguments, &ci) ? gate_event(arguments, options, &ci) : STATUS_TROUBLE;
    ci_free(&ci);
    return status;
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
    if (!check_remote(arguments) || !options_check_policy_side(arguments) || !options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    options.path_count = 0; /* the operand is no path */
    return arguments->pre_push ? push_gate(arguments, &options) : gate_in_ci(arguments, &options);
}

static const uint8_t options[] = {OPTION_BASE,     OPTION_HEAD,       OPTION_TEXT,        OPTION_POLICY_FROM,
                                  OPTION_PRE_PUSH, OPTION_RULE,       OPTION_FORMAT,      OPTION_CONFIG,
                                  OPTION_NOW,      OPTION_FAIL_LEVEL, OPTION_SHOW_WAIVED, OPTION_ALLOW_EMPTY,
                                  OPTION_THREADS,  OPTION_VERIFY,     OPTION_END};

static const struct example examples[] = {
    {"reqlint gate", "in GitHub Actions and GitLab CI: what the merge request or the push brings"},
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
        "The commits' messages and the text of the merge request are judged too.\nWithout --base, in GitHub Actions "
        "and "
        "GitLab CI: the merge request, the merge queue or train, or the push that the job is for.\nWith --pre-push "
        "each ref that git's "
        "pre-push hook is told of is gated: one that the other side has against what it has there, a new one against "
        "the default branch of REMOTE.",
    .status = "the merge would bring in findings at or above the fail level",
    .options = options,
    .examples = examples,
    .reports = true,
    .run = run,
};

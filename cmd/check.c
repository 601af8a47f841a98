/* reqlint check: lint one state of the tree. */
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"

#include <stdlib.h>
#include <string.h>

static bool check_message_options(const struct arguments *arguments)
{
    if (arguments->revision == NULL && arguments->base == NULL && arguments->operands.count == 0)
        return true;
    complain("`--message` looks at a message alone, beside the index: not at `--rev`, `--base` or paths");
    return advise("leave them out, or leave out `--message`");
}

/* git sets this editor in its hooks where it opened none. */
static bool was_edited(void)
{
    const char *editor = getenv("GIT_EDITOR");
    return editor == NULL || strcmp(editor, ":") != 0;
}

static int check_message(const struct arguments *arguments, struct rq_options *options)
{
    struct progress progress = {0};
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    size_t length = 0;
    char *text = check_message_options(arguments) ? output_read_file(arguments->message, &length) : NULL;
    if (text == NULL)
        return STATUS_TROUBLE;
    struct rq_message_options message = {.text = {text, length}, .edited = was_edited()};
    options->progress = progress_start(&progress, arguments);
    bool good = rq_check_message(arguments->arena, options, &message, &report, &err);
    progress_end(&progress);
    int status = good ? report_finish(arguments, &report) : report_failure(arguments, &err);
    free(text);
    return status;
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress = {0};
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (arguments->message != NULL)
        return check_message(arguments, &options);
    options.progress = progress_start(&progress, arguments);
    bool good = rq_check(arguments->arena, &options, &report, &err);
    progress_end(&progress);
    return good ? report_finish(arguments, &report) : report_failure(arguments, &err);
}

static const uint8_t options[] = {OPTION_STAGED,     OPTION_REV,         OPTION_BASE,        OPTION_MESSAGE,
                                  OPTION_RULE,       OPTION_FORMAT,      OPTION_CONFIG,      OPTION_NOW,
                                  OPTION_FAIL_LEVEL, OPTION_SHOW_WAIVED, OPTION_ALLOW_EMPTY, OPTION_THREADS,
                                  OPTION_VERIFY,     OPTION_END};

static const struct example examples[] = {
    {"reqlint", "the working tree: tracked files, and new ones that are not ignored"},
    {"reqlint check --staged", "what the next commit would hold, for a hook"},
    {"reqlint check --message .git/COMMIT_EDITMSG", "what the message of a commit promises, for a hook"},
    {"reqlint check --base origin/main", "only what is new since origin/main"},
    {"reqlint check requests/REQ-7.yaml", "everything is read, but only findings in this file are shown"},
    {"reqlint check --format text --format json=report.json", "two reports from one run"},
    {NULL, NULL},
};

const struct command command_check = {
    .name = "check",
    .operands = "[PATH...]",
    .most = SIZE_MAX,
    .summary = "Lint the working tree, the index or a commit",
    .about =
        "Reads all records of the repository, applies every rule in force and prints what it finds. With PATH, only "
        "findings in these files and folders are shown.",
    .status = "findings at or above the fail level",
    .options = options,
    .examples = examples,
    .reports = true,
    .run = run,
};

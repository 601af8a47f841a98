/* reqlint check: lint one state of the tree. */
#include "options.h"
#include "output.h"
#include "report.h"

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (!rq_check(arguments->arena, &options, &report, &err))
        return output_failure(arguments, &err);
    return report_finish(arguments, &report);
}

static const uint8_t options[] = {OPTION_STAGED,      OPTION_REV,         OPTION_BASE,    OPTION_RULE,
                                  OPTION_FORMAT,      OPTION_CONFIG,      OPTION_NOW,     OPTION_FAIL_LEVEL,
                                  OPTION_SHOW_WAIVED, OPTION_ALLOW_EMPTY, OPTION_THREADS, OPTION_END};

static const struct example examples[] = {
    {"reqlint", "the working tree: tracked files, and new ones that are not ignored"},
    {"reqlint check --staged", "what the next commit would hold, for a hook"},
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

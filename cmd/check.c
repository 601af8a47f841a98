/* reqlint check: lint one state of the tree. */
#include "options.h"
#include "output.h"

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    enum rq_level level = RQ_LEVEL_ERROR;
    if (arguments->fail_level != NULL)
        rq_level_parse(rq_str_from(arguments->fail_level), &level);
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (!rq_check(arguments->arena, &options, &report, &err))
        return output_failure(arguments, &err);
    for (size_t i = 0; !arguments->quiet && i < report.note_count; i++)
        fprintf(stderr, "note: %.*s\n", RQ_ARG(report.notes[i]));
    if (arguments->verbose)
        fprintf(stderr, "reqlint: looked at %.*s with rules %.*s\n", RQ_ARG(report.source), RQ_ARG(report.policy));
    if (!output_report(arguments, &report))
        return STATUS_TROUBLE;
    return rq_report_reaches(&report, level) ? STATUS_FINDINGS : STATUS_CLEAN;
}

static const uint8_t options[] = {OPTION_STAGED, OPTION_REV, OPTION_BASE,       OPTION_RULE,        OPTION_FORMAT,
                                  OPTION_CONFIG, OPTION_NOW, OPTION_FAIL_LEVEL, OPTION_ALLOW_EMPTY, OPTION_END};

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

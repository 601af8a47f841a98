/* reqlint audit: which commit brought each violation in, which one fixed it, and how long it was there. */
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"

static bool read_since(const struct arguments *arguments, rq_value *since)
{
    struct rq_err err = {.arena = arguments->arena};
    if (arguments->since == NULL || rq_parse_time(rq_str_from(arguments->since), since, &err))
        return true;
    report_failure(arguments, &err);
    return false;
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress = {0};
    struct rq_audit_options audit = {
        .range = arguments->operands.count > 0 ? arguments->operands.items[0] : NULL,
        .all_parents = arguments->all_parents,
        .open = arguments->open,
    };
    if (!read_since(arguments, &audit.since) || !options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    options.path_count = 0;
    options.progress = progress_start(&progress, arguments);
    bool good = rq_audit(arguments->arena, &options, &audit, &report, &err);
    progress_end(&progress);
    return good ? report_finish(arguments, &report) : report_failure(arguments, &err);
}

static const uint8_t options[] = {OPTION_SINCE,       OPTION_OPEN,    OPTION_ALL_PARENTS, OPTION_RULE,
                                  OPTION_FORMAT,      OPTION_CONFIG,  OPTION_NOW,         OPTION_FAIL_LEVEL,
                                  OPTION_ALLOW_EMPTY, OPTION_THREADS, OPTION_VERIFY,      OPTION_END};

static const struct example examples[] = {
    {"reqlint audit", "all of HEAD, along first parents"},
    {"reqlint audit --open --since 2026-10-01", "what came since October and is still there"},
    {"reqlint audit v1.0..main --format csv=audit.csv", "what main has that v1.0 has not, as a table"},
    {"reqlint audit --config .reqlint.yaml", "what today's rules would have said all along"},
    {NULL, NULL},
};

const struct command command_audit = {
    .name = "audit",
    .operands = "[RANGE]",
    .most = 1,
    .summary = "Say which commit brought each violation in, and which fixed it",
    .about =
        "Judges each commit as `check --rev` would have at the commit's own time, by the rules that the commit has "
        "itself, or by those of --config. RANGE is A..B (what B has that A has not), A, or A^! (A alone); without "
        "it, all of HEAD.",
    .status = "findings at or above the fail level that are still open",
    .options = options,
    .examples = examples,
    .reports = true,
    /* In a format that tells no times, what was fixed long ago would look like what is wrong now. */
    .traits = RQ_FORMAT_TELLS_TIMES,
    .run = run,
};

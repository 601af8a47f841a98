/* The end of every command that lints: notes, reports, exit code. */
#include "report.h"

#include "deliver.h"
#include "output.h"

enum rq_level report_fail_level(const struct arguments *arguments)
{
    enum rq_level level = RQ_LEVEL_ERROR;
    if (arguments->fail_level != NULL)
        rq_level_parse(rq_str_from(arguments->fail_level), &level);
    return level;
}

int report_finish(const struct arguments *arguments, const struct rq_report *report)
{
    for (size_t i = 0; !arguments->quiet && i < report->note_count; i++)
        output_note(arguments, report->notes[i]);
    if (arguments->verbose)
        fprintf(stderr, "reqlint: looked at %.*s with rules %.*s\n", RQ_ARG(report->source), RQ_ARG(report->policy));
    struct rq_report told = *report;
    told.fail_level = report_fail_level(arguments);
    if (!deliver_report(arguments, &told))
        return STATUS_TROUBLE;
    return rq_report_reaches(report, told.fail_level) ? STATUS_FINDINGS : STATUS_CLEAN;
}

int report_failure(const struct arguments *arguments, const struct rq_err *err)
{
    deliver_failure(arguments, err);
    return output_failure(arguments, err);
}

/* reqlint report, review, handbook: what packs say of the records and of themselves, as sheets for people. */
#include "sheet.h"

#include "deliver.h"
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"

static bool print(const struct arguments *arguments, const void *what, rq_str format, const struct rq_style *style,
                  rq_str *text, struct rq_err *err)
{
    return rq_sheet_print(arguments->arena, format, what, style, text, err);
}

int sheet_finish(const struct arguments *arguments, const struct rq_sheet *sheet)
{
    for (size_t i = 0; !arguments->quiet && i < sheet->note_count; i++)
        output_note(arguments, sheet->notes[i]);
    return deliver_all(arguments, sheet, print) ? STATUS_CLEAN : STATUS_TROUBLE;
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_sheet sheet;
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress = {0};
    rq_str name = rq_str_from(arguments->command->name);
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    options.progress = progress_start(&progress, arguments);
    bool good = rq_sheet_make(arguments->arena, &options, name, arguments->since, &sheet, &err);
    progress_end(&progress);
    return good ? sheet_finish(arguments, &sheet) : report_failure(arguments, &err);
}

static const rq_str report_formats[] = {{"text", 4}, {"markdown", 8}, {"html", 4}, {"csv", 3}, {"json", 4}, {0}};
static const rq_str review_formats[] = {{"text", 4}, {"markdown", 8}, {"html", 4}, {"json", 4}, {0}};
static const rq_str handbook_formats[] = {{"text", 4}, {"markdown", 8}, {"json", 4}, {0}};

static const uint8_t options_of_records[] = {OPTION_PERIOD, OPTION_STAGED, OPTION_REV,         OPTION_FORMAT,
                                             OPTION_CONFIG, OPTION_NOW,    OPTION_ALLOW_EMPTY, OPTION_THREADS,
                                             OPTION_VERIFY, OPTION_END};
static const uint8_t options_of_policy[] = {OPTION_STAGED, OPTION_REV,     OPTION_FORMAT, OPTION_CONFIG,
                                            OPTION_NOW,    OPTION_THREADS, OPTION_VERIFY, OPTION_END};

static const struct example report_examples[] = {
    {"reqlint report", "the period that the pack says, such as the last 90 days"},
    {"reqlint report --since 30d --format csv=report.csv", "the last 30 days for a spreadsheet"},
    {"reqlint report --since 2026-07-01 --format markdown", "from a day on, for a wiki"},
    {"reqlint report --format html=report.html", "one web page with a chart"},
    {NULL, NULL},
};

static const struct example review_examples[] = {
    {"reqlint review", "what to talk about this week"},
    {"reqlint review --since 14d --format markdown", "after two weeks, for the invitation"},
    {NULL, NULL},
};

static const struct example handbook_examples[] = {
    {"reqlint handbook", "what is enforced here, to be read"},
    {"reqlint handbook --rev origin/main --format markdown=handbook.md", "for a wiki, as main has it"},
    {NULL, NULL},
};

const struct command command_report = {
    .name = "report",
    .summary = "Show the requests of the last months on one sheet",
    .about =
        "One row for each record that the pack in force reports on, in the sections that it has. Times are those at "
        "which records landed in git; what is older than --since is left out, but for what still waits.",
    .options = options_of_records,
    .examples = report_examples,
    .formats = report_formats,
    .run = run,
};

const struct command command_review = {
    .name = "review",
    .summary = "Show the agenda of the weekly review",
    .about =
        "What waits for a decision, what is at risk, what falls due and what was decided since the last review, as the "
        "pack in force has it.",
    .options = options_of_records,
    .examples = review_examples,
    .formats = review_formats,
    .run = run,
};

const struct command command_handbook = {
    .name = "handbook",
    .summary = "Show the rules of the game: what is enforced, with its parameters and prices",
    .about = "Made from the rules, parameters, fields and records that are in force, so it cannot disagree with what "
             "reqlint checks.",
    .options = options_of_policy,
    .examples = handbook_examples,
    .formats = handbook_formats,
    .run = run,
};

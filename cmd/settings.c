/* reqlint settings: which settings there are, and which accounts have them. */
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"
#include "sheet.h"

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_sheet sheet;
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress = {0};
    struct rq_settings_options wanted = {
        .key = arguments->operands.count > 0 ? arguments->operands.items[0] : NULL,
        .suggest = arguments->suggest,
    };
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (wanted.key != NULL && wanted.suggest) {
        complain("--suggest looks at all settings, not at one");
        return STATUS_TROUBLE;
    }
    options.progress = progress_start(&progress, arguments);
    bool good = rq_settings_list(arguments->arena, &options, &wanted, &sheet, &err);
    progress_end(&progress);
    return good ? sheet_finish(arguments, &sheet) : report_failure(arguments, &err);
}

static const rq_str formats[] = {{"text", 4}, {"markdown", 8}, {"html", 4}, {"csv", 3}, {"json", 4}, {0}};

static const uint8_t options[] = {OPTION_SUGGEST, OPTION_STAGED,  OPTION_REV,    OPTION_FORMAT, OPTION_CONFIG,
                                  OPTION_NOW,     OPTION_THREADS, OPTION_VERIFY, OPTION_END};

static const struct example examples[] = {
    {"reqlint settings", "each setting, how many accounts have it, and since when"},
    {"reqlint settings support.sla", "each account that has it, with its value"},
    {"reqlint settings --format csv=settings.csv", "for a spreadsheet"},
    {"reqlint settings --suggest", "which keys look like data, for `fold` and `skip`"},
    {NULL, NULL},
};

const struct command command_settings = {
    .name = "settings",
    .operands = "[KEY]",
    .most = 1,
    .summary = "List settings, the accounts that have them, and since when",
    .about =
        "Shows what `settings:` in the configuration finds. A setting that one account alone has is named with that "
        "account; `keys` says of the highest key that is its own how many settings are below. With a KEY: each account "
        "that has it, or what there is below.",
    .options = options,
    .examples = examples,
    .formats = formats,
    .run = run,
};

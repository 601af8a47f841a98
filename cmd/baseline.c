/* reqlint baseline: what is found now, as a list to be worked off. */
#include "options.h"
#include "output.h"
#include "record.h"

static bool draft(const struct arguments *arguments, const struct rq_options *options, struct rq_writing *file,
                  struct rq_err *err)
{
    size_t count = 0;
    if (!rq_baseline(arguments->arena, options, arguments->owner, file, &count, err))
        return false;
    if (file->path.len == 0 && !arguments->quiet)
        printf("the baseline is as it should be: %zu finding%s\n", count, count == 1 ? "" : "s");
    return true;
}

static int run(struct arguments *arguments)
{
    if (arguments->owner != NULL)
        return record_write(arguments, draft);
    complain("a baseline needs `--owner ID`");
    advise("somebody answers for what is listed in it");
    return STATUS_TROUBLE;
}

static const uint8_t options[] = {OPTION_OWNER, OPTION_CONFIG, OPTION_NOW, OPTION_END};

static const struct example examples[] = {
    {"reqlint baseline --owner dana", "pass what is found today, and nothing that comes later"},
    {NULL, NULL},
};

const struct command command_baseline = {
    .name = "baseline",
    .summary = "List what is found now, so that only what is new fails",
    .about = "Writes .reqlint-baseline.yaml: each finding of the working tree by its fingerprint, with the day and the "
             "owner. `check` passes what is listed, and reports entries that are found no more. Entries that are there "
             "already keep their day and owner.",
    .options = options,
    .examples = examples,
    .run = run,
};

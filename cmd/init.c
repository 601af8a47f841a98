/* reqlint init: what a repository begins with. */
#include "options.h"
#include "output.h"
#include "write.h"

static int fail_taken(const struct rq_writing *file)
{
    complain("%.*s is there already", RQ_ARG(file->path));
    advise("nothing was written: `reqlint init` overwrites nothing");
    return STATUS_TROUBLE;
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_err err = {.arena = arguments->arena};
    const struct rq_writing *files, *taken;
    size_t count;
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (!rq_init(arguments->arena, &options, arguments->hook, &files, &count, &err))
        return output_failure(arguments, &err);
    switch (write_files(files, count, &taken)) {
    case WRITE_DONE:
        break;
    case WRITE_TAKEN:
        return fail_taken(taken);
    case WRITE_FAILED:
        return STATUS_TROUBLE;
    }
    write_report(arguments, files, count);
    if (!arguments->quiet)
        puts("`reqlint check` says what is still to be written");
    return STATUS_CLEAN;
}

static const uint8_t options[] = {OPTION_HOOK, OPTION_NOW, OPTION_END};

static const struct example examples[] = {
    {"reqlint init", "configuration, folders, you as a person, and a first request"},
    {"reqlint init --hook", "and a hook that lints each commit"},
    {NULL, NULL},
};

const struct command command_init = {
    .name = "init",
    .summary = "Write what a repository begins with",
    .about =
        "Writes a short configuration, the folders of records, and a first record where there is none: it asks nothing "
        "that git can say. If any of these files is there already, nothing is written.",
    .options = options,
    .examples = examples,
    .run = run,
};

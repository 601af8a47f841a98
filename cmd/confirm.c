/* reqlint confirm: a promise remembers the decision as it is now. */
#include "options.h"
#include "output.h"
#include "record.h"

static bool draft(const struct arguments *arguments, const struct rq_options *options, struct rq_writing *file,
                  struct rq_err *err)
{
    const char *id = arguments->operands.items[0];
    if (!rq_confirm(arguments->arena, options, id, file, err))
        return false;
    if (file->path.len == 0 && !arguments->quiet)
        printf("%s is confirmed already\n", id);
    return true;
}

static int run(struct arguments *arguments)
{
    return record_write(arguments, draft);
}

static const uint8_t options[] = {OPTION_EDIT, OPTION_CONFIG, OPTION_NOW, OPTION_END};

static const struct example examples[] = {
    {"reqlint confirm PRM-0003", "after a look at what has changed: the promise still holds"},
    {NULL, NULL},
};

const struct command command_confirm = {
    .name = "confirm",
    .operands = "PROMISE",
    .least = 1,
    .most = 1,
    .summary = "Record in a promise that the decision it rests on is known",
    .about =
        "Writes the present fingerprint of each decision that the promise rests on into the promise. Nothing else in "
        "the file changes; one that cannot be edited so is left alone.",
    .status = "with --edit: findings in the file",
    .options = options,
    .examples = examples,
    .run = run,
};

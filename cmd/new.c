/* reqlint new: a record as a file. */
#include "options.h"
#include "output.h"
#include "record.h"

static bool draft(const struct arguments *arguments, const struct rq_options *options, struct rq_writing *file,
                  struct rq_err *err)
{
    struct rq_new_options wanted = {
        .kind = arguments->operands.items[0],
        .id = arguments->operands.count > 1 ? arguments->operands.items[1] : NULL,
        .settings = arguments->settings.items,
        .setting_count = arguments->settings.count,
    };
    return rq_new(arguments->arena, options, &wanted, file, err);
}

static int run(struct arguments *arguments)
{
    return record_write(arguments, draft);
}

static const uint8_t options[] = {OPTION_SET, OPTION_EDIT, OPTION_CONFIG, OPTION_NOW, OPTION_END};

static const struct example examples[] = {
    {"reqlint new request", "the next request, with its fields and what belongs in each"},
    {"reqlint new request --set account=acme --set title=\"Refund limit\"", "with two of them filled in"},
    {"reqlint new account acme", "a kind whose ids are names"},
    {"reqlint new promise --edit", "and on to your editor"},
    {NULL, NULL},
};

const struct command command_new = {
    .name = "new",
    .operands = "KIND [ID]",
    .least = 1,
    .most = 2,
    .summary = "Write a new record of a kind",
    .about =
        "Writes a file with the fields of the kind in their order, each below what belongs there, and fills in what is "
        "known. Without ID it takes the next number that no branch has. Nothing is overwritten.",
    .status = "with --edit: findings in the file",
    .options = options,
    .examples = examples,
    .run = run,
};

/* reqlint decide: a decision as a file. */
#include "options.h"
#include "output.h"
#include "record.h"

static bool draft(const struct arguments *arguments, const struct rq_options *options, struct rq_writing *file,
                  struct rq_err *err)
{
    struct rq_decide_options wanted = {
        .id = arguments->operands.items[0],
        .word = arguments->operands.items[1],
        .supersede = arguments->supersede,
        .settings = arguments->settings.items,
        .setting_count = arguments->settings.count,
    };
    return rq_decide(arguments->arena, options, &wanted, file, err);
}

static int run(struct arguments *arguments)
{
    return record_write(arguments, draft);
}

static const uint8_t options[] = {OPTION_SUPERSEDE, OPTION_SET, OPTION_EDIT, OPTION_CONFIG, OPTION_NOW, OPTION_END};

static const struct example examples[] = {
    {"reqlint decide REQ-0012 configuration", "a decision with the questions that this answer asks for"},
    {"reqlint decide REQ-0012 no --set reason=\"One buyer, and nobody would keep it.\"", "with one of them answered"},
    {"reqlint decide REQ-0012 service --supersede", "in place of the decision that there is"},
    {NULL, NULL},
};

const struct command command_decide = {
    .name = "decide",
    .operands = "ID WORD",
    .least = 2,
    .most = 2,
    .summary = "Write the decision on a request",
    .about =
        "Writes a decision with the questions that the answer asks for, and what is known of them. A record that is "
        "decided is only decided again with --supersede; the old decision stays.",
    .status = "with --edit: findings in the file",
    .options = options,
    .examples = examples,
    .run = run,
};

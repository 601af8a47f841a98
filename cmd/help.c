/* reqlint help: the same pages as --help. */
#include "options.h"
#include "page.h"

static int run(struct arguments *arguments)
{
    if (arguments->operands.count == 0)
        return page_print(arguments, NULL);
    const struct command *command = command_find(arguments->operands.items[0]);
    return command == NULL ? command_unknown(arguments->operands.items[0], "no command")
                           : page_print(arguments, command);
}

static const uint8_t options[] = {OPTION_END};

static const struct example examples[] = {
    {"reqlint help check", "the options of `check`, with examples"},
    {NULL, NULL},
};

const struct command command_help = {
    .name = "help",
    .operands = "[COMMAND]",
    .most = 1,
    .summary = "Show help",
    .about = "Shows the commands, or one command with its options and examples.",
    .options = options,
    .examples = examples,
    .run = run,
};

/* reqlint help: the same pages as --help. */
#include "listing.h"
#include "manual.h"
#include "options.h"
#include "page.h"

static int print_names(void)
{
    for (const struct command *const *command = commands; *command != NULL; command++)
        listing_name(rq_str_from((*command)->name));
    return STATUS_CLEAN;
}

static int run(struct arguments *arguments)
{
    const struct command *command = NULL;
    if (arguments->names)
        return print_names();
    if (arguments->operands.count > 0) {
        command = command_find(arguments->operands.items[0]);
        if (command == NULL)
            return command_unknown(arguments->operands.items[0], "no command");
    }
    return arguments->man ? manual_print(command) : page_print(arguments, command);
}

static const uint8_t options[] = {OPTION_NAMES, OPTION_MAN, OPTION_END};

static const struct example examples[] = {
    {"reqlint help check", "the options of `check`, with examples"},
    {"reqlint help --man check | man -l -", "the same as a manual page"},
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

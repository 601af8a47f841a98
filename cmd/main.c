/*
 * reqlint: the program.  It reads the command line, calls one function of the library, prints what comes back and chooses
 * the exit code; commands are in files of their own.
 *
 * Read main, then choose_command.
 */
#include "deliver.h"
#include "options.h"
#include "output.h"
#include "page.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ROW(name) &command_##name,
const struct command *const commands[] = {COMMANDS(ROW) NULL};
#undef ROW

const struct command *command_find(const char *name)
{
    const struct command *const *command = commands;
    while (*command != NULL && strcmp((*command)->name, name) != 0)
        command++;
    return *command;
}

int command_unknown(const char *name, const char *what)
{
    rq_str names[sizeof commands / sizeof *commands];
    size_t count = 0;
    while (commands[count] != NULL) {
        names[count] = rq_str_from(commands[count]->name);
        count++;
    }
    rq_str near = rq_nearest(rq_str_from(name), names, count);
    if (near.len > 0)
        complain("`%s` is no command; did you mean `%.*s`?", name, RQ_ARG(near));
    else
        complain("`%s` is %s; see `reqlint --help`", name, what);
    return STATUS_TROUBLE;
}

/* -C as git has it: each one starts from where the one before led, and an empty one changes nothing.  Gives the one that leads
 * nowhere, or NULL. */
static const char *change_directory(const struct text_list *directories)
{
    for (size_t i = 0; i < directories->count; i++)
        if (directories->items[i][0] != '\0' && chdir(directories->items[i]) != 0)
            return directories->items[i];
    return NULL;
}

/* Where no command is named, `check` is meant, and what stands there is a path: it exists, or at least looks like one. */
static bool looks_like_path(const char *word)
{
    return strpbrk(word, "/.") != NULL || access(word, F_OK) == 0;
}

static bool check_operands(const struct arguments *arguments)
{
    const struct command *command = arguments->command;
    if (arguments->operands.count < command->least && arguments->batch == NULL)
        return complain("`%s` needs %s; see `reqlint %s --help`", command->name, command->operands, command->name);
    if (arguments->operands.count > command->most)
        return complain("`%s` does not know what to do with `%s`; see `reqlint %s --help`", command->name,
                        arguments->operands.items[command->most], command->name);
    return true;
}

static bool check_command(const struct arguments *arguments, bool named)
{
    if (named || arguments->operands.count == 0 || looks_like_path(arguments->operands.items[0]))
        return true;
    command_unknown(arguments->operands.items[0], "neither a command nor a file");
    return false;
}

/* `good` is false where the command line could not be read: nothing is done, but reports say that there is no verdict. */
static int run(struct arguments *arguments, bool good, bool named)
{
    if (good && arguments->help)
        return page_print(arguments, named ? arguments->command : NULL);
    if (good && arguments->version) {
        puts("reqlint " REQLINT_VERSION);
        return STATUS_CLEAN;
    }
    const char *nowhere = change_directory(&arguments->directories);
    if (nowhere != NULL) {
        if (good)
            complain("cannot work in %s: %s; -C takes a folder that is there and open to you", nowhere,
                     strerror(errno));
        return STATUS_TROUBLE;
    }
    good = good && check_command(arguments, named) && check_operands(arguments) && output_check(arguments) &&
           deliver_check(arguments);
    int status = good ? arguments->command->run(arguments) : STATUS_TROUBLE;
    if (status == STATUS_TROUBLE)
        deliver_trouble(arguments, good);
    return status;
}

/* Takes the command's name out of the words; options may stand before it. */
static const struct command *choose_command(char **words, size_t *count)
{
    size_t at = options_first_operand(words, *count);
    const struct command *command = at < *count ? command_find(words[at]) : NULL;
    if (command == NULL)
        return NULL;
    memmove(&words[at], &words[at + 1], (*count - at - 1) * sizeof *words);
    --*count;
    return command;
}

int main(int argc, char **argv)
{
    size_t count = argc > 0 ? (size_t)argc - 1 : 0;
    char **words = argv + 1;
    /* A reader that goes away is noticed where we write, and is no reason to die by a signal. */
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* and neither is a file that would get too large */
    const struct command *named = choose_command(words, &count);
    const char **room = calloc(5 * (count + 1), sizeof *room);
    bool delivered = false;
    if (room == NULL) {
        complain("out of memory");
        return STATUS_TROUBLE;
    }
    struct arguments arguments = {
        .command = named != NULL ? named : &command_check,
        .arena = rq_arena_new(),
        .operands.items = room,
        .directories.items = room + (count + 1),
        .formats.items = room + 2 * (count + 1),
        .rules.items = room + 3 * (count + 1),
        .settings.items = room + 4 * (count + 1),
        .delivered = &delivered,
    };
    bool good = options_parse(&arguments, words, count);
    int status = run(&arguments, good, named != NULL);
    rq_arena_free(arguments.arena);
    free(room);
    return output_finish(status);
}

/* Completion in fish: one `complete` per option and operand, each behind a question about the line so far. */
#include "completion.h"

#include <stdio.h>

static const char QUOTED[] = "\\'";

static void print_list(const char *before, const char *after)
{
    fputs(before, stdout);
    for (const struct command *const *command = commands; *command != NULL; command++)
        printf(" %s", (*command)->name);
    fputs(after, stdout);
}

/* __reqlint_in COMMAND: this command is meant.  __reqlint_at COMMAND NUMBER: and so many operands are there.
 * __reqlint_unnamed: neither a command nor an operand is there. */
static void print_functions(void)
{
    puts("# Completion of reqlint in fish, written by `reqlint completion fish`.\n"
         "\n"
         "function __reqlint_line\n"
         "    set -l command\n"
         "    set -l operands 0\n"
         "    set -l value\n"
         "    for word in (commandline -opc)[2..]\n"
         "        if test -n \"$value\"\n"
         "            set value");
    fputs("        else if contains -- $word -C", stdout);
    completion_print_valued(" ");
    puts("\n"
         "            set value $word\n"
         "        else if string match -q -- '-*' $word\n"
         "            continue");
    print_list("        else if test -z \"$command\"; and contains -- $word", "\n");
    printf("            set command $word\n"
           "        else\n"
           "            set operands (math $operands + 1)\n"
           "        end\n"
           "    end\n"
           "    set -q command[1]; and echo $command $operands named; or echo %s $operands\n"
           "end\n"
           "function __reqlint_in\n"
           "    string match -q -- \"$argv[1] *\" (__reqlint_line)\n"
           "end\n"
           "function __reqlint_at\n"
           "    string match -q -r -- \"^$argv[1] $argv[2]( |\\$)\" (__reqlint_line)\n"
           "end\n"
           "function __reqlint_unnamed\n"
           "    string match -q -- '* 0' (__reqlint_line)\n"
           "end\n"
           "\n"
           "complete -c reqlint -f\n",
           commands[0]->name);
}

static void print_value(struct completion completion)
{
    switch (completion.what) {
    case COMPLETES_NOTHING:
        break;
    case COMPLETES_WORDS:
        fputs(" -a '", stdout);
        completion_print_words(&completion);
        putchar('\'');
        break;
    case COMPLETES_FILES:
        fputs(" -F", stdout);
        break;
    case COMPLETES_FOLDERS:
        fputs(" -a '(__fish_complete_directories)'", stdout);
        break;
    case COMPLETES_REVISIONS:
        fputs(" -a '(git for-each-ref --format=\"%(refname:short)\" 2>/dev/null)'", stdout);
        break;
    case COMPLETES_COMMANDS:
        print_list(" -a '", "'");
        break;
    case COMPLETES_KINDS:
        fputs(" -a '(reqlint kinds --names 2>/dev/null)'", stdout);
        break;
    case COMPLETES_RULES:
        fputs(" -a '(reqlint rules --names 2>/dev/null)'", stdout);
        break;
    case COMPLETES_SCHEMAS:
        fputs(" -a '(reqlint schema --names 2>/dev/null)'", stdout);
        break;
    }
}

static void print_option(const struct command *command, enum option_id id)
{
    const struct option *option = &option_table[id];
    printf("complete -c reqlint -n '__reqlint_in %s'", command->name);
    if (option->letter != '\0')
        printf(" -s %c", option->letter);
    if (option->name != NULL)
        printf(" -l %s", option->name);
    if (option->argument != NULL) {
        fputs(completion_of_option(command, id).what == COMPLETES_FILES ? " -r" : " -x", stdout);
        print_value(completion_of_option(command, id));
    }
    fputs(" -d ", stdout);
    completion_print_quoted(option->about, QUOTED);
    putchar('\n');
}

static void print_command(const struct command *command)
{
    struct operand operand;
    size_t at = 0;
    printf("complete -c reqlint -n __reqlint_unnamed -a %s -d ", command->name);
    completion_print_quoted(command->summary, QUOTED);
    putchar('\n');
    for (unsigned id = 0; id < OPTION_END; id++)
        if (option_applies(command, (enum option_id)id))
            print_option(command, (enum option_id)id);
    for (unsigned number = 0; completion_next_operand(command, &at, &operand); number++) {
        if (operand.completion.what == COMPLETES_NOTHING)
            continue;
        if (operand.repeats)
            printf("complete -c reqlint -n '__reqlint_in %s'", command->name);
        else
            printf("complete -c reqlint -n '__reqlint_at %s %u'", command->name, number);
        print_value(operand.completion);
        putchar('\n');
    }
}

void completion_fish(void)
{
    print_functions();
    for (const struct command *const *command = commands; *command != NULL; command++)
        print_command(*command);
}

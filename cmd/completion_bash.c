/* Completion in bash.  It needs neither the package bash-completion nor more than bash 3.2, which macOS has. */
#include "completion.h"

#include <stdio.h>

static const char beginning[] =
    "# Completion of reqlint in bash, written by `reqlint completion bash`.\n"
    "# shellcheck shell=bash disable=SC2207\n"
    "\n"
    "_reqlint_words() { COMPREPLY=($(compgen -W \"$1\" -- \"$current\")); }\n"
    "_reqlint_files() {\n"
    "    local IFS=$'\\n'\n"
    "    compopt -o filenames 2>/dev/null\n"
    "    COMPREPLY=($(compgen \"$1\" -- \"$current\"))\n"
    "}\n"
    "_reqlint_names() { _reqlint_words \"$(reqlint \"$1\" --names 2>/dev/null)\"; }\n"
    "_reqlint_revisions() { _reqlint_words \"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)\"; }\n"
    "\n";

/* Bash parts `--option=value` at the sign into three words. */
static const char reading[] = "    local current=${COMP_WORDS[COMP_CWORD]} command='' value='' operands=0 i word\n"
                              "    COMPREPLY=()\n"
                              "    for ((i = 1; i < COMP_CWORD; i++)); do\n"
                              "        word=${COMP_WORDS[i]}\n"
                              "        if [[ -n $value ]]; then\n"
                              "            [[ $word == = ]] || value=''\n"
                              "            continue\n"
                              "        fi\n"
                              "        case $word in\n";

static void print_value(struct completion completion)
{
    switch (completion.what) {
    case COMPLETES_NOTHING:
        break;
    case COMPLETES_WORDS:
        fputs(" _reqlint_words '", stdout);
        completion_print_words(&completion);
        fputs("'", stdout);
        break;
    case COMPLETES_FILES:
        fputs(" _reqlint_files -f", stdout);
        break;
    case COMPLETES_FOLDERS:
        fputs(" _reqlint_files -d", stdout);
        break;
    case COMPLETES_REVISIONS:
        fputs(" _reqlint_revisions", stdout);
        break;
    case COMPLETES_COMMANDS:
        fputs(" _reqlint_words \"$commands\"", stdout);
        break;
    case COMPLETES_KINDS:
        fputs(" _reqlint_names kinds", stdout);
        break;
    case COMPLETES_RULES:
        fputs(" _reqlint_names rules", stdout);
        break;
    case COMPLETES_SCHEMAS:
        fputs(" _reqlint_names schema", stdout);
        break;
    }
    puts(" ;;");
}

/* The options that take a value, whatever the command, in one pattern. */
static void print_valued(void)
{
    fputs("        -C", stdout);
    completion_print_valued(" | ");
    puts(") value=$word ;;\n"
         "        -*) ;;\n"
         "        *)\n"
         "            if [[ -z $command && \" $commands \" == *\" $word \"* ]]; then\n"
         "                command=$word\n"
         "            else\n"
         "                operands=$((operands + 1))\n"
         "            fi\n"
         "            ;;\n"
         "        esac\n"
         "    done");
}

static void print_values(const struct command *command)
{
    for (unsigned id = 0; id < OPTION_END; id++) {
        const struct option *option = &option_table[id];
        if (option->argument == NULL || !option_applies(command, (enum option_id)id))
            continue;
        if (option->name != NULL)
            printf("        '%s --%s')", command->name, option->name);
        else
            printf("        '%s -%c')", command->name, option->letter);
        print_value(completion_of_option(command, (enum option_id)id));
    }
}

static void print_options(const struct command *command)
{
    printf("        %s) _reqlint_words '", command->name);
    for (unsigned id = 0; id < OPTION_END; id++) {
        const struct option *option = &option_table[id];
        if (!option_applies(command, (enum option_id)id))
            continue;
        if (option->letter != '\0')
            printf("-%c ", option->letter);
        if (option->name != NULL)
            printf("--%s ", option->name);
    }
    puts("' ;;");
}

static void print_operands(const struct command *command)
{
    struct operand operand;
    size_t at = 0;
    for (unsigned number = 0; completion_next_operand(command, &at, &operand); number++) {
        if (operand.repeats)
            printf("        %s\\ *)", command->name);
        else
            printf("        '%s %u')", command->name, number);
        print_value(operand.completion);
    }
}

static void print_each(void (*print)(const struct command *command))
{
    for (const struct command *const *command = commands; *command != NULL; command++)
        print(*command);
    puts("        esac");
}

/* Where no command is named, the first one is meant. */
void completion_bash(void)
{
    const char *usual = commands[0]->name;
    fputs(beginning, stdout);
    fputs("_reqlint() {\n    local commands='", stdout);
    for (const struct command *const *command = commands; *command != NULL; command++)
        printf("%s%s", command == commands ? "" : " ", (*command)->name);
    puts("'");
    fputs(reading, stdout);
    print_valued();
    printf("    [[ $current != = ]] || current=''\n"
           "    if [[ -n $value ]]; then\n"
           "        case \"${command:-%s} $value\" in\n",
           usual);
    print_each(print_values);
    printf("    elif [[ $current == -* ]]; then\n"
           "        case ${command:-%s} in\n",
           usual);
    print_each(print_options);
    printf("    elif [[ -z $command && $operands == 0 ]]; then\n"
           "        _reqlint_words \"$commands\"\n"
           "        [[ ${#COMPREPLY[@]} -gt 0 ]] || _reqlint_files -f\n"
           "    else\n"
           "        case \"${command:-%s} $operands\" in\n",
           usual);
    print_each(print_operands);
    puts("    fi\n"
         "}\n"
         "\n"
         "complete -F _reqlint reqlint");
}

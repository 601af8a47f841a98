/* Completion in zsh: its own function _arguments does the work, from one description of each command. */
#include "completion.h"

#include <stdio.h>
#include <string.h>

static const char beginning[] =
    "#compdef reqlint\n"
    "# Completion of reqlint in zsh, written by `reqlint completion zsh`.\n"
    "\n"
    "_reqlint_rules() { local -a names; names=(${(f)\"$(command reqlint rules --names 2>/dev/null)\"}); "
    "_wanted rules expl rule compadd -a names }\n"
    "_reqlint_kinds() { local -a names; names=(${(f)\"$(command reqlint kinds --names 2>/dev/null)\"}); "
    "_wanted kinds expl kind compadd -a names }\n"
    "_reqlint_schemas() { local -a names; names=(${(f)\"$(command reqlint schema --names 2>/dev/null)\"}); "
    "_wanted schemas expl schema compadd -a names }\n"
    "_reqlint_revisions() { local -a names; "
    "names=(${(f)\"$(command git for-each-ref --format='%(refname:short)' 2>/dev/null)\"}); "
    "_wanted revisions expl revision compadd -a names }\n"
    "_reqlint_commands() { _describe -t commands command reqlint_commands }\n"
    "_reqlint_first() { _alternative 'commands:command:_reqlint_commands' 'files:file:_files' }\n"
    "\n"
    "_reqlint() {\n"
    "    local command='' value='' first='*:PATH:_files'\n"
    "    local -i at\n"
    "    local -a reqlint_commands\n"
    "    reqlint_commands=(\n";

/* In a description brackets and colons are part of the grammar. */
static void print_described(const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("[]:\\", *text) != NULL)
            putchar('\\');
        fputs(*text == '\'' ? "'\\''" : (const char[]){*text, '\0'}, stdout);
    }
}

static void print_value(struct completion completion)
{
    switch (completion.what) {
    case COMPLETES_NOTHING:
        putchar(' ');
        break;
    case COMPLETES_WORDS:
        putchar('(');
        completion_print_words(&completion);
        putchar(')');
        break;
    case COMPLETES_FILES:
        fputs("_files", stdout);
        break;
    case COMPLETES_FOLDERS:
        fputs("_files -/", stdout);
        break;
    case COMPLETES_REVISIONS:
        fputs("_reqlint_revisions", stdout);
        break;
    case COMPLETES_COMMANDS:
        fputs("_reqlint_commands", stdout);
        break;
    case COMPLETES_KINDS:
        fputs("_reqlint_kinds", stdout);
        break;
    case COMPLETES_RULES:
        fputs("_reqlint_rules", stdout);
        break;
    case COMPLETES_SCHEMAS:
        fputs("_reqlint_schemas", stdout);
        break;
    }
}

static void print_spec(const struct command *command, enum option_id id, const char *dashes, const char *name)
{
    const struct option *option = &option_table[id];
    bool is_long = dashes[1] != '\0';
    printf(" \\\n            '%s%s%s%s[", option->repeatable ? "*" : "", dashes, name,
           option->argument == NULL ? ""
           : is_long                ? "="
                                    : "+");
    print_described(option->about);
    putchar(']');
    if (option->argument != NULL) {
        printf(":%.*s:", (int)strcspn(option->argument, "[="), option->argument);
        print_value(completion_of_option(command, id));
    }
    putchar('\'');
}

static void print_command(const struct command *command, bool is_first)
{
    struct operand operand;
    size_t at = 0;
    printf("    %s)\n        _arguments -s", command->name);
    for (unsigned id = 0; id < OPTION_END; id++) {
        const struct option *option = &option_table[id];
        if (!option_applies(command, (enum option_id)id))
            continue;
        if (option->letter != '\0')
            print_spec(command, (enum option_id)id, "-", (const char[]){option->letter, '\0'});
        if (option->name != NULL)
            print_spec(command, (enum option_id)id, "--", option->name);
    }
    if (is_first)
        fputs(" \\\n            \"$first\"", stdout);
    while (!is_first && completion_next_operand(command, &at, &operand)) {
        printf(" \\\n            '%s:%.*s:", operand.repeats ? "*" : "", RQ_ARG(operand.name));
        print_value(operand.completion);
        putchar('\'');
    }
    puts(" ;;");
}

/* The command's name is taken out of the line, as the program does: options may stand before it. */
static void print_choice(void)
{
    puts("    )\n"
         "    for ((at = 2; at < CURRENT; at++)); do\n"
         "        if [[ -n $value ]]; then value=''; continue; fi\n"
         "        case $words[at] in");
    fputs("        -C", stdout);
    completion_print_valued("|");
    printf(") value=$words[at] ;;\n"
           "        -*) ;;\n"
           "        *)\n"
           "            if (( ${reqlint_commands[(I)$words[at]:*]} )); then\n"
           "                command=$words[at]\n"
           "                words[at]=()\n"
           "                (( CURRENT-- ))\n"
           "            fi\n"
           "            break ;;\n"
           "        esac\n"
           "    done\n"
           "    [[ -n $command || at -lt CURRENT ]] || first='*:command or PATH:_reqlint_first'\n"
           "    case ${command:-%s} in\n",
           commands[0]->name);
}

void completion_zsh(void)
{
    fputs(beginning, stdout);
    for (const struct command *const *command = commands; *command != NULL; command++) {
        printf("        '%s:", (*command)->name);
        print_described((*command)->summary);
        puts("'");
    }
    print_choice();
    for (const struct command *const *command = commands; *command != NULL; command++)
        print_command(*command, command == commands);
    puts("    esac\n"
         "}\n"
         "\n"
         "if [[ ${funcstack[1]-} == _reqlint ]]; then _reqlint \"$@\"; else compdef _reqlint reqlint; fi");
}

/*
 * reqlint completion: scripts that complete commands, options and their values in a shell.
 *
 * Commands, options and words of fixed lists stand in the script.  Rules and kinds differ from repository to repository: the
 * script asks `reqlint rules --names` for them when they are wanted.
 */
#include "completion.h"

#include "deliver.h"
#include "output.h"

#include <string.h>

/* What is usual behind the name of a value, as help shows it. */
static const struct {
    const char *name;
    struct completion completion;
} usual[] = {
    {"FILE", {.what = COMPLETES_FILES}},
    {"PATH", {.what = COMPLETES_FILES}},
    {"DIR", {.what = COMPLETES_FOLDERS}},
    {"REV", {.what = COMPLETES_REVISIONS}},
    {"RANGE", {.what = COMPLETES_REVISIONS}},
    {"RULE", {.what = COMPLETES_RULES}},
    {"KIND", {.what = COMPLETES_KINDS}},
    {"COMMAND", {.what = COMPLETES_COMMANDS}},
    {"WHEN", {.what = COMPLETES_WORDS, .words = output_whens}},
    {"LEVEL", {.what = COMPLETES_WORDS, .words = output_levels}},
    {"SIDE", {.what = COMPLETES_WORDS, .words = options_sides}},
};

static const rq_str shell_names[] = {{"bash", 4}, {"fish", 4}, {"zsh", 3}, {"", 0}};
static void (*const printers[])(void) = {completion_bash, completion_fish, completion_zsh};

static struct completion usual_for(rq_str name)
{
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (rq_str_equal(name, rq_str_from(usual[i].name)))
            return usual[i].completion;
    if (rq_str_equal(name, rq_str_from("SHELL")))
        return (struct completion){.what = COMPLETES_WORDS, .words = shell_names};
    if (memchr(name.ptr, '|', name.len) != NULL)
        return (struct completion){.what = COMPLETES_WORDS, .choices = name};
    return (struct completion){.what = COMPLETES_NOTHING};
}

struct completion completion_of_option(const struct command *command, enum option_id id)
{
    if (id == OPTION_FORMAT || id == OPTION_LISTING)
        return (struct completion){.what = COMPLETES_WORDS, .formats_of = command};
    if (id == OPTION_RULE)
        return (struct completion){.what = COMPLETES_RULES};
    return usual_for(rq_str_from(option_table[id].argument));
}

bool completion_next_operand(const struct command *command, size_t *at, struct operand *operand)
{
    const char *text = command->operands == NULL ? "" : command->operands;
    *at += strspn(text + *at, " [");
    size_t length = strcspn(text + *at, " ].");
    if (length == 0)
        return false;
    operand->name = (rq_str){text + *at, length};
    operand->completion = usual_for(operand->name);
    if (command == &command_schema)
        operand->completion.what = COMPLETES_SCHEMAS;
    *at += length;
    operand->repeats = text[*at] == '.';
    *at += strspn(text + *at, ".]");
    return true;
}

static void print_list(const rq_str *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        printf("%s%.*s", i == 0 ? "" : " ", RQ_ARG(words[i]));
}

static size_t count_words(const rq_str *words)
{
    size_t count = 0;
    while (words[count].len > 0)
        count++;
    return count;
}

/* A command that makes no report lists. */
static void print_formats(const struct command *command)
{
    rq_str names[DELIVER_FORMATS];
    size_t count = deliver_names(command, names);
    if (count > 0)
        print_list(names, count);
    else
        print_list(output_listings, count_words(output_listings));
}

void completion_print_words(const struct completion *completion)
{
    for (size_t i = 0; i < completion->choices.len; i++)
        putchar(completion->choices.ptr[i] == '|' ? ' ' : completion->choices.ptr[i]);
    if (completion->formats_of != NULL)
        print_formats(completion->formats_of);
    if (completion->words != NULL)
        print_list(completion->words, count_words(completion->words));
}

static bool is_repeated(unsigned id)
{
    for (unsigned i = 0; i < id; i++)
        if (option_table[i].name != NULL && strcmp(option_table[i].name, option_table[id].name) == 0)
            return true;
    return false;
}

void completion_print_valued(const char *before)
{
    for (unsigned id = 0; id < OPTION_END; id++)
        if (option_table[id].argument != NULL && option_table[id].name != NULL && !is_repeated(id))
            printf("%s--%s", before, option_table[id].name);
}

void completion_print_quoted(const char *text, const char *escaped)
{
    putchar('\'');
    for (; *text != '\0'; text++) {
        if (strchr(escaped, *text) != NULL)
            putchar('\\');
        putchar(*text);
    }
    putchar('\'');
}

static int run(struct arguments *arguments)
{
    const char *name = arguments->operands.items[0];
    size_t count = sizeof printers / sizeof *printers;
    for (size_t i = 0; i < count; i++) {
        if (rq_str_equal(shell_names[i], rq_str_from(name))) {
            printers[i]();
            return STATUS_CLEAN;
        }
    }
    rq_str near = rq_nearest(rq_str_from(name), shell_names, count);
    complain("there is no completion for `%s`", name);
    if (near.len > 0)
        advise("did you mean `%.*s`?", RQ_ARG(near));
    else
        advise("there is one for bash, fish and zsh");
    return STATUS_TROUBLE;
}

static const uint8_t options[] = {OPTION_END};

static const struct example examples[] = {
    {"source <(reqlint completion bash)", "in ~/.bashrc"},
    {"source <(reqlint completion zsh)", "in ~/.zshrc, below compinit"},
    {"reqlint completion fish > ~/.config/fish/completions/reqlint.fish", "once"},
    {NULL, NULL},
};

const struct command command_completion = {
    .name = "completion",
    .operands = "SHELL",
    .least = 1,
    .most = 1,
    .summary = "Print what completes commands and options in a shell",
    .about =
        "Prints the completion of bash, fish or zsh: commands, options and their values, and the rules and kinds of "
        "the repository in which the shell is. Packages install it.",
    .options = options,
    .examples = examples,
    .run = run,
};

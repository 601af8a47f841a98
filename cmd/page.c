/* Help comes from the tables of commands and options, so that it cannot name what does not exist. */
#include "page.h"

#include "deliver.h"
#include "options.h"
#include "output.h"
#include "terminal.h"

#include <string.h>

const char page_summary[] = "A linter for the requests, decisions and promises in a git repository";
const char page_without_command[] =
    "Without a command, `check` is meant. `reqlint COMMAND --help` shows a command's options.";
const char page_clean[] = "all is well";
const char page_findings[] = "findings at or above the fail level";
const char page_trouble[] =
    "no verdict: bad usage, a broken configuration or rule, an unreadable repository, nothing to look at";

enum { WIDEST = 100, USUAL = 80, ABOUT_COLUMN = 24, NARROW = 60, NARROW_COLUMN = 8 };

unsigned page_width(void)
{
    unsigned width = terminal_width(stdout);
    return width == 0 ? USUAL : width > WIDEST ? WIDEST : width;
}

/* A line break that parts two words of a paragraph, and not paragraphs or the items of a list. */
static bool is_soft_break(rq_str text, size_t at)
{
    bool follows = at + 1 < text.len && memchr("\n -*|", text.ptr[at + 1], 5) == NULL;
    return text.ptr[at] == '\n' && follows && at > 0 && text.ptr[at - 1] != '\n';
}

/* Bytes of the text that go on a line of `room` columns: up to the last blank that fits, or one long word. */
static size_t line_length(rq_str text, size_t room)
{
    size_t fits = 0, columns = 0, at = 0;
    for (; at < text.len && (columns <= room || fits == 0); at++) {
        bool soft = is_soft_break(text, at);
        if (text.ptr[at] == '\n' && !soft)
            break;
        if (text.ptr[at] == ' ' || soft)
            fits = at;
        columns += ((unsigned char)text.ptr[at] & 0xC0) != 0x80;
    }
    bool ends = at == text.len || text.ptr[at] == '\n';
    return ends && (columns <= room || fits == 0) ? at : fits;
}

/* Soft line breaks are blanks here. */
static void print_line(rq_str line)
{
    for (size_t at = 0; at < line.len;) {
        const char *end = memchr(line.ptr + at, '\n', line.len - at);
        size_t length = end == NULL ? line.len - at : (size_t)(end - line.ptr) - at;
        output_shown((rq_str){line.ptr + at, length}, 0);
        fputs(end == NULL ? "" : " ", stdout);
        at += length + 1;
    }
    putchar('\n');
}

/* `text` without its first line; blanks where it was cut, or one line break, go with it. */
static rq_str after_line(rq_str text, size_t length)
{
    while (length < text.len && text.ptr[length] == ' ')
        length++;
    length += length < text.len && text.ptr[length] == '\n';
    return (rq_str){text.ptr + length, text.len - length};
}

void page_wrap_from(rq_str text, unsigned indent, unsigned width)
{
    size_t room = width > indent + 20 ? width - indent : 20;
    for (bool first = true; text.len > 0; first = false) {
        size_t length = line_length(text, room);
        if (!first && length > 0)
            printf("%*s", (int)indent, "");
        print_line((rq_str){text.ptr, length});
        text = after_line(text, length);
    }
}

void page_wrap(rq_str text, unsigned indent, unsigned width)
{
    if (text.len > 0 && text.ptr[0] != '\n')
        printf("%*s", (int)indent, "");
    page_wrap_from(text, indent, width);
}

/* A term and what it means, in two columns; where a terminal has no room for these, one below the other. */
static void print_row(const char *term, const char *about, unsigned width)
{
    int column = width < NARROW ? NARROW_COLUMN : ABOUT_COLUMN, length = printf("  %s", term);
    if (length > column - 2)
        printf("\n%*s", column, "");
    else
        printf("%*s", column - length, "");
    page_wrap_from(rq_str_from(about), (unsigned)column, width);
}

static void print_usage(const char *words, unsigned width)
{
    int indent = printf("\nUsage: reqlint ") - 1;
    page_wrap_from(rq_str_from(words), (unsigned)indent, width);
    putchar('\n');
}

/* "-q, --quiet", "    --base REV", "-C DIR" */
static void print_option(const struct option *option, unsigned width)
{
    char term[80];
    const char letter[] = {'-', option->letter, '\0'};
    bool has_letter = option->letter != '\0';
    snprintf(term, sizeof term, "%s%s%s%s%s%s", has_letter ? letter : "    ", has_letter && option->name ? ", " : "",
             option->name != NULL ? "--" : "", option->name != NULL ? option->name : "",
             option->argument != NULL ? " " : "", option->argument != NULL ? option->argument : "");
    print_row(term, option->about, width);
}

static void print_options(const struct command *command, unsigned width)
{
    puts("\nOptions:");
    for (unsigned id = 0; id < OPTION_END; id++)
        if (option_applies(command, (enum option_id)id))
            print_option(&option_table[id], width);
}

static void print_formats(const struct command *command, unsigned width)
{
    if (!command->reports && command->formats == NULL)
        return;
    puts("\nFormats:");
    for (const struct rq_format_info *format = rq_formats; format->name.len > 0; format++)
        if (deliver_takes(command, format))
            print_row(format->name.ptr, format->about.ptr, width);
    for (const rq_str *name = command->formats; name != NULL && name->len > 0; name++)
        printf("%s%s%s", name == command->formats ? "  " : ", ", name->ptr, name[1].len > 0 ? "" : "\n");
}

static void print_status(const char *findings, unsigned width)
{
    puts("\nExit code:");
    print_row("0", page_clean, width);
    if (findings != NULL)
        print_row("1", findings, width);
    print_row("2", page_trouble, width);
}

static void print_command(const struct command *command, unsigned width)
{
    bool is_default = command == commands[0];
    char usage[80];
    snprintf(usage, sizeof usage, "%s%s%s [OPTION...]%s%s", is_default ? "[" : "", command->name, is_default ? "]" : "",
             command->operands != NULL ? " " : "", command->operands != NULL ? command->operands : "");
    page_wrap(rq_str_from(command->summary), 0, width);
    print_usage(usage, width);
    page_wrap(rq_str_from(command->about), 0, width);
    print_options(command, width);
    print_formats(command, width);
    puts("\nExamples:"); /* each command in one line, however long: people copy it */
    for (const struct example *example = command->examples; example->line != NULL; example++) {
        printf("  %s\n      ", example->line);
        page_wrap_from(rq_str_from(example->about), 6, width);
    }
    print_status(command->status, width);
}

static void print_program(unsigned width)
{
    page_wrap(rq_str_from(page_summary), 0, width);
    print_usage("[COMMAND] [OPTION...] [OPERAND...]", width);
    puts("Commands:");
    for (const struct command *const *command = commands; *command != NULL; command++)
        print_row((*command)->name, (*command)->summary, width);
    puts("");
    page_wrap(rq_str_from(page_without_command), 0, width);
    print_status(page_findings, width);
}

int page_print(const struct arguments *arguments, const struct command *command)
{
    (void)arguments;
    if (command == NULL)
        print_program(page_width());
    else
        print_command(command, page_width());
    return STATUS_CLEAN;
}

/*
 * Manual pages.  Text is escaped so that roff takes it for nothing but text: words go out one by one, in lines of a usual
 * length, and text between backticks becomes bold.  Paragraphs and lines that are indented or listed stay apart.
 */
#include "manual.h"

#include "options.h"
#include "page.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LINE = 74 }; /* bytes of a line of roff, with room for what ends bold text: mandoc wants at most 80 */

/* A paragraph that is being written. */
struct writer {
    size_t column;
    bool bold;
};

/* What a character is in roff; NULL: itself. */
static const char *escape_of(char c)
{
    switch (c) {
    case '\\':
        return "\\e";
    case '-':
        return "\\-";
    case '^':
        return "\\(ha";
    case '~':
        return "\\(ti";
    default:
        return (unsigned char)c < 0x20 || c == 0x7F ? "?" : NULL;
    }
}

static size_t size_of(rq_str word)
{
    size_t size = 0;
    for (size_t i = 0; i < word.len; i++) {
        const char *escape = escape_of(word.ptr[i]);
        size += word.ptr[i] == '`' ? 3 : escape == NULL ? 1 : strlen(escape);
    }
    return size;
}

/* Roff knows a line that starts with a dot or an apostrophe for a request. */
static void print_escaped(struct writer *writer, rq_str word)
{
    if (writer->column == 0 && word.len > 0 && (word.ptr[0] == '.' || word.ptr[0] == '\''))
        fputs("\\&", stdout);
    for (size_t i = 0; i < word.len; i++) {
        const char *escape = escape_of(word.ptr[i]);
        if (word.ptr[i] == '`') {
            writer->bold = !writer->bold;
            fputs(writer->bold ? "\\fB" : "\\fP", stdout);
        } else if (escape != NULL) {
            fputs(escape, stdout);
        } else {
            putchar(word.ptr[i]);
        }
    }
    writer->column += size_of(word);
}

static void print_word(struct writer *writer, rq_str word)
{
    if (writer->column > 0) {
        bool fits = writer->column + 1 + size_of(word) <= LINE;
        putchar(fits ? ' ' : '\n');
        writer->column = fits ? writer->column + 1 : 0;
    }
    print_escaped(writer, word);
}

static void end_line(struct writer *writer)
{
    if (writer->bold)
        fputs("\\fP", stdout);
    if (writer->column > 0)
        putchar('\n');
    *writer = (struct writer){0};
}

static void print_words(struct writer *writer, rq_str line)
{
    for (size_t at = 0; at < line.len;) {
        const char *blank = memchr(line.ptr + at, ' ', line.len - at);
        size_t end = blank == NULL ? line.len : (size_t)(blank - line.ptr);
        if (end > at)
            print_word(writer, (rq_str){line.ptr + at, end - at});
        at = end + 1;
    }
}

/* Prose from a column to the end of a line. */
static void print_prose_from(rq_str text, size_t column)
{
    struct writer writer = {.column = column};
    bool empty = false, any = false;
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        rq_str line = {text.ptr + at, end == NULL ? text.len - at : (size_t)(end - text.ptr) - at};
        at += line.len + 1;
        bool apart = line.len > 0 && memchr(" -*|", line.ptr[0], 4) != NULL;
        if (line.len > 0 && any && (empty || apart)) {
            end_line(&writer);
            puts(empty ? ".sp" : ".br");
        }
        print_words(&writer, line);
        empty = line.len == 0;
        any = any || line.len > 0;
    }
    end_line(&writer);
}

static void print_prose(rq_str text)
{
    print_prose_from(text, 0);
}

static void print_text(const char *text)
{
    print_prose(rq_str_from(text));
}

/* A part of a line, without its end. */
static void print_inline(const char *text)
{
    struct writer writer = {0};
    print_words(&writer, rq_str_from(text));
}

static void print_upper(const char *text)
{
    for (; *text != '\0'; text++)
        putchar(toupper((unsigned char)*text));
}

/* The heading, and the section that tells what the page is about. */
static void print_title(const char *name, unsigned section, const char *about)
{
    fputs(".TH REQLINT", stdout);
    if (name != NULL) {
        putchar('-');
        print_upper(name);
    }
    printf(" %u " REQLINT_DATE " \"reqlint " REQLINT_VERSION "\" \"reqlint manual\"\n.SH NAME\n", section);
    int column = printf("reqlint%s%s \\-", name == NULL ? "" : "\\-", name == NULL ? "" : name);
    print_prose_from(rq_str_from(about), (size_t)column);
}

static void print_item(const char *term, const char *about)
{
    fputs(".TP\n\\fB", stdout);
    print_inline(term);
    puts("\\fP");
    print_text(about);
}

/* "-q, --quiet", "--base REV" */
static void print_option(const struct option *option)
{
    puts(".TP");
    if (option->letter != '\0')
        printf("\\fB\\-%c\\fP%s", option->letter, option->name != NULL ? ", " : "");
    if (option->name != NULL) {
        fputs("\\fB\\-\\-", stdout);
        print_inline(option->name);
        fputs("\\fP", stdout);
    }
    if (option->argument != NULL)
        printf(" \\fI%s\\fP", option->argument);
    putchar('\n');
    print_text(option->about);
}

static void print_status(const char *findings)
{
    puts(".SH EXIT STATUS");
    print_item("0", page_clean);
    if (findings != NULL)
        print_item("1", findings);
    print_item("2", page_trouble);
}

static void print_command(const struct command *command)
{
    bool usual = command == commands[0];
    const char *operands = command->operands != NULL ? command->operands : "";
    print_title(command->name, 1, command->summary);
    printf(".SH SYNOPSIS\n\\fBreqlint\\fP %s\\fB%s\\fP%s [\\fIOPTION\\fP...]%s%s\n.SH DESCRIPTION\n", usual ? "[" : "",
           command->name, usual ? "]" : "", operands[0] != '\0' ? " " : "", operands);
    print_text(command->about);
    puts(".SH OPTIONS");
    for (unsigned id = 0; id < OPTION_END; id++)
        if (option_applies(command, (enum option_id)id))
            print_option(&option_table[id]);
    print_status(command->status);
    puts(".SH EXAMPLES");
    for (const struct example *example = command->examples; example->line != NULL; example++)
        print_item(example->line, example->about);
    puts(".SH SEE ALSO\n.BR reqlint (1),\n.BR reqlint\\-rules (7)");
}

static void print_program(void)
{
    print_title(NULL, 1, page_summary);
    puts(".SH SYNOPSIS\n\\fBreqlint\\fP [\\fICOMMAND\\fP] [\\fIOPTION\\fP...] [\\fIOPERAND\\fP...]\n.SH DESCRIPTION");
    print_text(page_without_command);
    puts(".SH COMMANDS");
    for (const struct command *const *command = commands; *command != NULL; command++) {
        printf(".TP\n.BR reqlint\\-%s (1)\n", (*command)->name);
        print_text((*command)->summary);
    }
    print_status(page_findings);
    puts(".SH ENVIRONMENT");
    print_item("NO_COLOR", "no colour, whatever standard output is");
    print_item("FORCE_COLOR", "colour, whatever standard output is");
    print_item("SOURCE_DATE_EPOCH", "the time that rules see, in seconds since 1970, where `--now` does not say it");
    puts(".SH FILES");
    print_item(".reqlint.yaml", "the configuration, found upward from the working directory");
    puts(".SH SEE ALSO\n.BR reqlint\\-rules (7),\n.BR git (1)");
}

int manual_print(const struct command *command)
{
    if (command == NULL)
        print_program();
    else
        print_command(command);
    return STATUS_CLEAN;
}

static void print_rule(const struct rq_rule_info *rule)
{
    fputs(".SS ", stdout);
    print_prose(rule->id);
    print_prose(rule->title);
    printf(".sp\nLevel: %.*s%s.\n", RQ_ARG(rq_level_name(rule->level)), rule->waivable ? "" : "; cannot be waived");
    for (size_t i = 0; i < rule->kind_count; i++) {
        struct writer writer = {.column = (size_t)printf("%s", i == 0 ? "Judges: " : "")};
        print_escaped(&writer, rule->kinds[i]);
        puts(i + 1 < rule->kind_count ? "," : ".");
    }
    if (rule->why.len > 0) {
        puts(".sp");
        print_prose(rule->why);
    }
    if (rule->help.len > 0) {
        puts(".sp\n\\fBHow to fix it:\\fP");
        print_prose(rule->help);
    }
}

int manual_print_rules(const struct rq_rule_info *rules, size_t count)
{
    print_title("rules", 7, "The rules of reqlint");
    puts(".SH DESCRIPTION");
    print_text(
        "`reqlint explain RULE` shows a rule as it is in force in a repository, with an example of what it finds. A "
        "finding ends with the name of its rule; the configuration switches rules off or gives them another level.");
    puts(".SH RULES");
    for (size_t i = 0; i < count; i++)
        print_rule(&rules[i]);
    puts(".SH SEE ALSO\n.BR reqlint (1),\n.BR reqlint\\-explain (1)");
    return STATUS_CLEAN;
}

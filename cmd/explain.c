/* reqlint explain: a rule's page. */
#include "options.h"
#include "output.h"
#include "page.h"

#include <string.h>

/* The blanks that every line but the first starts with: text cut out of a file keeps its indentation there. */
static size_t indentation(rq_str text)
{
    size_t least = text.len;
    for (size_t at = 0; at < text.len; at++) {
        if (text.ptr[at] != '\n')
            continue;
        size_t start = at + 1, end = start;
        while (end < text.len && text.ptr[end] == ' ')
            end++;
        if (end < text.len && text.ptr[end] != '\n' && end - start < least)
            least = end - start;
    }
    return least;
}

/* Source text, the first line where the cursor is, the others behind `indent` blanks instead of `cut`. */
static void print_lines(rq_str text, size_t cut, int indent)
{
    while (text.len > 0 && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == ' '))
        text.len--;
    for (size_t at = 0, start = 0; at < text.len; at = start) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t length = end == NULL ? text.len - at : (size_t)(end - text.ptr) - at;
        printf("%*s", start > 0 && length > 0 ? indent : 0, "");
        output_shown((rq_str){text.ptr + at, length}, 0);
        putchar('\n');
        start = at + length + 1;
        for (size_t i = 0; i < cut && start < text.len && text.ptr[start] == ' '; i++)
            start++;
    }
}

/* Source text as it stands, moved to column 4. */
static void print_source(rq_str text)
{
    fputs("    ", stdout);
    print_lines(text, indentation(text), 4);
}

/* Sections stand only where there is something to say. */
static void print_part(const char *heading, rq_str text, bool source)
{
    if (text.len == 0)
        return;
    printf("\n%s\n", heading);
    if (source)
        print_source(text);
    else
        page_wrap(text, 2, page_width());
}

/* A block keeps its shape; what goes on behind its key stands deeper than the key. */
static void print_value(const struct rq_example_part *part, int indent)
{
    if (part->below)
        print_lines(part->text, part->indent, indent);
    else
        print_lines(part->text, indentation(part->text), indent + 2);
}

static void print_under_key(const struct rq_example_part *part)
{
    fputs("    ", stdout);
    output_shown(part->key, 0);
    fputs(part->below ? ":\n      " : ": ", stdout);
    print_value(part, part->below ? 6 : 4);
}

/* A record or files alone need no heading. */
static void print_example(const char *verdict, const struct rq_example *example)
{
    if (example->part_count == 0)
        return;
    printf("\n%s: ", verdict);
    output_shown(example->name, 0);
    putchar('\n');
    rq_str only = example->parts[0].key;
    if (example->part_count == 1 && (rq_str_equal(only, RQ_STR("object")) || rq_str_equal(only, RQ_STR("files")))) {
        fputs("    ", stdout);
        print_value(&example->parts[0], 4);
        return;
    }
    for (size_t i = 0; i < example->part_count; i++)
        print_under_key(&example->parts[i]);
}

static void print_kinds(const char *before, const rq_str *kinds, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fputs(i == 0 ? before : ", ", stdout);
        output_shown(kinds[i], 0);
    }
}

static void print_form(const struct rq_rule_form *form)
{
    print_part("Applies when", form->when, true);
    if (form->reads_text)
        puts("\nTo each match of its pattern in the text");
    print_part("To each of", form->each, true);
    print_part("Must be true", form->expression, true);
    if (form->reads_text && form->expression.len == 0)
        puts("\nEach of them is a finding");
}

static void print_forms(const struct rq_rule_info *rule)
{
    for (size_t i = 0; i < rule->form_count; i++) {
        if (i > 0) {
            print_kinds("\nAlso for ", rule->forms[i].kinds, rule->forms[i].kind_count);
            putchar('\n');
        }
        print_form(&rule->forms[i]);
    }
}

static void print_heading(const struct rq_rule_info *rule, const struct rq_style *style)
{
    const char *bold = style->color ? "\033[1m" : "", *plain = style->color ? "\033[0m" : "";
    fputs(bold, stdout);
    output_shown(rule->id, 0);
    printf("%s: ", plain);
    output_shown(rule->title, 0);
    printf("\n  %.*s", RQ_ARG(rq_level_name(rule->level)));
    print_kinds(", judges ", rule->kinds, rule->kind_count);
    fputs(", from ", stdout);
    output_shown(rule->pack.len > 0 ? rule->pack : rule->path, 0);
    puts(rule->waivable ? ", can be waived" : "");
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_rule_info rule;
    struct rq_err err = {.arena = arguments->arena};
    struct rq_style style = output_style(arguments, stdout);
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    options.path_count = 0; /* the operand is a rule */
    if (!rq_rule(arguments->arena, &options, rq_str_from(arguments->operands.items[0]), &rule, &err))
        return output_failure(arguments, &err);
    print_heading(&rule, &style);
    print_part("Why", rule.why, false);
    print_part("How to fix it", rule.help, false);
    print_forms(&rule);
    print_example("Passes", &rule.passing);
    print_example("Fails", &rule.failing);
    return STATUS_CLEAN;
}

static const uint8_t options[] = {OPTION_STAGED, OPTION_REV, OPTION_CONFIG, OPTION_END};

static const struct example examples[] = {
    {"reqlint explain duplicate-id", "what a finding of this rule means and how to fix it"},
    {NULL, NULL},
};

const struct command command_explain = {
    .name = "explain",
    .operands = "RULE",
    .least = 1,
    .most = 1,
    .summary = "Show a rule's page: why it is there and how to fix what it finds",
    .about =
        "Shows the rule as it is in force here: its level, why it is there, how to fix what it finds, its expression, "
        "and an example of each outcome.",
    .options = options,
    .examples = examples,
    .run = run,
};

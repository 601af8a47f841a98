/* reqlint test: the tests inside rules, and what of the rules they reach. */
#include "listing.h"
#include "options.h"
#include "output.h"

#include <stdlib.h>
#include <string.h>

/* Per cent with one decimal, rounded down: 100.0 is all of it. */
struct percent {
    size_t whole, tenth;
};

static struct percent percent(size_t reached, size_t sides)
{
    size_t tenths = sides == 0 ? 1000 : reached * 1000 / sides;
    return (struct percent){tenths / 10, tenths % 10};
}

/* What came, a line for each: a test that is wrong in a loop has many. */
static void print_findings(const struct rq_test_result *result)
{
    enum { SHOWN = 5 };
    for (size_t i = 0; i < result->finding_count && i < SHOWN; i++) {
        const struct rq_finding *finding = &result->findings[i];
        printf("    %.*s at ", RQ_ARG(rq_level_name(finding->level)));
        output_shown(finding->pointer.len > 0 ? finding->pointer : RQ_STR("the record as a whole"), 0);
        fputs(": ", stdout);
        output_shown(finding->message, 0);
        putchar('\n');
    }
    if (result->finding_count > SHOWN)
        printf("    and %zu more\n", result->finding_count - SHOWN);
}

static void print_result(const struct rq_test_result *result)
{
    fputs(result->passed ? "pass " : "fail ", stdout);
    output_shown(result->rule, 0);
    fputs(": ", stdout);
    output_shown(result->test, 0);
    putchar('\n');
    if (result->passed)
        return;
    fputs("  ", stdout);
    output_shown(result->path, 0);
    printf(":%u:%u: ", result->pos.line, result->pos.column);
    output_shown(result->message, 0);
    putchar('\n');
    print_findings(result);
}

static void print_gaps(struct arguments *arguments, const struct rq_rule_coverage *rule)
{
    struct rq_style style = output_style(arguments, stdout);
    for (size_t i = 0; i < rule->gap_count; i++) {
        const struct rq_gap *gap = &rule->gaps[i];
        output_shown(rule->rule, 0);
        fputs(": ", stdout);
        output_text(stdout, rq_place_print(arguments->arena, gap->message, rule->source, gap->pos, &style));
        putchar('\n');
    }
}

static void print_table(const struct rq_test_report *report)
{
    size_t widest = 0;
    for (size_t i = 0; i < report->rule_count; i++)
        widest = report->rules[i].rule.len > widest ? report->rules[i].rule.len : widest;
    for (size_t i = 0; i < report->rule_count; i++) {
        const struct rq_rule_coverage *rule = &report->rules[i];
        struct percent share = percent(rule->reached, rule->sides);
        fputs("  ", stdout);
        output_shown(rule->rule, widest);
        printf("  %3zu.%zu %%  %zu of %zu\n", share.whole, share.tenth, rule->reached, rule->sides);
    }
}

/* `threshold` is below 0 where there is none. */
static void print_total(const struct rq_test_report *report, int threshold, bool below)
{
    struct percent share = percent(report->reached, report->sides);
    printf("coverage: %zu of %zu sides, %zu.%zu %%", report->reached, report->sides, share.whole, share.tenth);
    if (below)
        printf(", below the threshold of %d %%", threshold);
    putchar('\n');
}

static void print_text(struct arguments *arguments, const struct rq_test_report *report, int threshold, bool below)
{
    for (size_t i = 0; i < report->count; i++)
        if (!report->results[i].passed || arguments->verbose)
            print_result(&report->results[i]);
    for (size_t i = 0; i < report->rule_count; i++)
        print_gaps(arguments, &report->rules[i]);
    if (!arguments->quiet) {
        print_table(report);
        printf("%zu passed, %zu failed\n", report->count - report->failed, report->failed);
    }
    if (arguments->coverage && (below || !arguments->quiet))
        print_total(report, threshold, below);
}

static void json_place(rq_pos pos)
{
    printf(", \"line\": %u, \"column\": %u", pos.line, pos.column);
}

static void json_findings(struct rq_arena *arena, const struct rq_test_result *result)
{
    fputs(", \"findings\": [", stdout);
    for (size_t i = 0; i < result->finding_count; i++) {
        const struct rq_finding *finding = &result->findings[i];
        fputs(i == 0 ? "{" : ", {", stdout);
        listing_text(arena, "level", rq_level_name(finding->level), true);
        listing_text(arena, "message", finding->message, false);
        listing_text(arena, "pointer", finding->pointer, false);
        putchar('}');
    }
    putchar(']');
}

static void json_results(struct rq_arena *arena, const struct rq_test_report *report)
{
    fputs("\"tests\": [", stdout);
    for (size_t i = 0; i < report->count; i++) {
        const struct rq_test_result *result = &report->results[i];
        fputs(i == 0 ? "\n  {" : ",\n  {", stdout);
        listing_text(arena, "rule", result->rule, true);
        listing_text(arena, "test", result->test, false);
        printf(", \"passed\": %s", result->passed ? "true" : "false");
        listing_text(arena, "message", result->message, false);
        json_findings(arena, result);
        listing_text(arena, "path", result->path, false);
        json_place(result->pos);
        putchar('}');
    }
    fputs("\n]", stdout);
}

static void json_share(size_t reached, size_t sides)
{
    struct percent share = percent(reached, sides);
    printf(", \"sides\": %zu, \"reached\": %zu, \"percent\": %zu.%zu", sides, reached, share.whole, share.tenth);
}

static void json_gaps(struct rq_arena *arena, const struct rq_rule_coverage *rule)
{
    fputs(", \"gaps\": [", stdout);
    for (size_t i = 0; i < rule->gap_count; i++) {
        const struct rq_gap *gap = &rule->gaps[i];
        fputs(i == 0 ? "\n    {" : ",\n    {", stdout);
        listing_text(arena, "key", gap->key, true);
        listing_text(arena, "text", gap->text, false);
        listing_texts(arena, "missing", gap->missing, gap->missing_count);
        listing_text(arena, "message", gap->message, false);
        json_place(gap->pos);
        printf(", \"endLine\": %u, \"endColumn\": %u}", gap->pos.end_line, gap->pos.end_column);
    }
    putchar(']');
}

static void json_coverage(struct rq_arena *arena, const struct rq_test_report *report, int threshold)
{
    fputs(", \"coverage\": {\"threshold\": ", stdout);
    if (threshold < 0)
        fputs("null", stdout);
    else
        printf("%d", threshold);
    json_share(report->reached, report->sides);
    fputs(", \"rules\": [", stdout);
    for (size_t i = 0; i < report->rule_count; i++) {
        const struct rq_rule_coverage *rule = &report->rules[i];
        fputs(i == 0 ? "\n  {" : ",\n  {", stdout);
        listing_text(arena, "rule", rule->rule, true);
        listing_text(arena, "path", rule->path, false);
        json_share(rule->reached, rule->sides);
        json_gaps(arena, rule);
        putchar('}');
    }
    fputs("\n]}", stdout);
}

static void print_json(struct arguments *arguments, const struct rq_test_report *report, int threshold)
{
    printf("{\"version\": 1, \"passed\": %zu, \"failed\": %zu, ", report->count - report->failed, report->failed);
    json_results(arguments->arena, report);
    if (arguments->coverage)
        json_coverage(arguments->arena, report, threshold);
    else
        fputs(", \"coverage\": null", stdout);
    puts("}");
}

/* -1 where there is none.  Whoever gives one wants to know how far it is. */
static bool read_threshold(struct arguments *arguments, int *threshold)
{
    const char *text = arguments->threshold;
    *threshold = -1;
    if (text == NULL)
        return true;
    size_t length = strspn(text, "0123456789");
    long number = length < 1 || length > 3 || text[length] != '\0' ? -1 : strtol(text, NULL, 10);
    if (number < 0 || number > 100)
        return complain("`--threshold` takes a number from 0 to 100, not `%s`", text);
    *threshold = (int)number;
    arguments->coverage = true;
    return true;
}

static int no_tests(const struct arguments *arguments)
{
    complain("no rule here has a test: pass %s`--allow-empty`",
             arguments->everything ? "" : "`--all` to run those of built-in packs, or ");
    return STATUS_TROUBLE;
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_err err = {.arena = arguments->arena};
    struct rq_test_report report;
    int threshold;
    bool good, json = output_wants_json(arguments, &good);
    if (!good || !read_threshold(arguments, &threshold) || !options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (!rq_run_tests(arguments->arena, &options, arguments->everything, arguments->coverage, &report, &err))
        return output_failure(arguments, &err);
    if (report.count == 0 && !arguments->allow_empty)
        return no_tests(arguments);
    bool below = threshold >= 0 && report.reached * 100 < (size_t)threshold * report.sides;
    if (json)
        print_json(arguments, &report, threshold);
    else
        print_text(arguments, &report, threshold, below);
    return report.failed > 0 || below ? STATUS_FINDINGS : STATUS_CLEAN;
}

static const uint8_t options[] = {OPTION_ALL,         OPTION_COVERAGE, OPTION_THRESHOLD, OPTION_RULE,   OPTION_LISTING,
                                  OPTION_ALLOW_EMPTY, OPTION_STAGED,   OPTION_REV,       OPTION_CONFIG, OPTION_END};

static const struct example examples[] = {
    {"reqlint test", "the tests inside this repository's own rules"},
    {"reqlint test --all -v", "those of built-in packs too, and each that passes"},
    {"reqlint test policies/notes", "only those in this folder"},
    {"reqlint test --rule note-without-text", "only those of this rule"},
    {"reqlint test --coverage", "also what of the rules no test has reached"},
    {"reqlint test --threshold 100", "in a check of the policies: each side of each condition is tested"},
    {NULL, NULL},
};

const struct command command_test = {
    .name = "test",
    .operands = "[PATH...]",
    .most = SIZE_MAX,
    .summary = "Run the tests inside rules",
    .about =
        "A rule holds examples of records with the outcome that it must have on them. This runs them; nothing in the "
        "repository's records matters. With PATH, only rules in these files and folders.\n"
        "With --coverage it counts of each condition in a rule (an operand of && and ||, what stands before ?, the "
        "predicate of a macro, `when`, `expression`) whether it was both true and false, of `each`, `find` and `near` "
        "whether they found something and nothing, and of other expressions whether they gave a value. What was missed "
        "is shown in the rule's file.",
    .status = "a test fails, or less is reached than --threshold asks for",
    .options = options,
    .examples = examples,
    .run = run,
};

/* reqlint test: the tests inside rules. */
#include "options.h"
#include "output.h"

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
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_err err = {.arena = arguments->arena};
    const struct rq_test_result *results;
    size_t count, passed = 0;
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (!rq_run_tests(arguments->arena, &options, arguments->everything, &results, &count, &err))
        return output_failure(arguments, &err);
    for (size_t i = 0; i < count; i++) {
        passed += results[i].passed;
        if (!results[i].passed || arguments->verbose)
            print_result(&results[i]);
    }
    if (count == 0 && !arguments->allow_empty) {
        complain("no rule here has a test: pass %s`--allow-empty`",
                 arguments->everything ? "" : "`--all` to run those of built-in packs, or ");
        return STATUS_TROUBLE;
    }
    if (!arguments->quiet)
        printf("%zu passed, %zu failed\n", passed, count - passed);
    return passed == count ? STATUS_CLEAN : STATUS_FINDINGS;
}

static const uint8_t options[] = {OPTION_ALL, OPTION_RULE,   OPTION_ALLOW_EMPTY, OPTION_STAGED,
                                  OPTION_REV, OPTION_CONFIG, OPTION_NOW,         OPTION_END};

static const struct example examples[] = {
    {"reqlint test", "the tests inside this repository's own rules"},
    {"reqlint test --all -v", "those of built-in packs too, and each that passes"},
    {"reqlint test policies/notes", "only those in this folder"},
    {"reqlint test --rule note-without-text", "only those of this rule"},
    {NULL, NULL},
};

const struct command command_test = {
    .name = "test",
    .operands = "[PATH...]",
    .most = SIZE_MAX,
    .summary = "Run the tests inside rules",
    .about =
        "A rule holds examples of records with the outcome that it must have on them. This runs them; nothing in the "
        "repository's records matters. With PATH, only rules in these files and folders.",
    .status = "a test fails",
    .options = options,
    .examples = examples,
    .run = run,
};

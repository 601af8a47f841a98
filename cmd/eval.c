/* reqlint eval: one expression, or a file of conformance cases. */
#include "options.h"
#include "output.h"
#include "progress.h"

#include <stdlib.h>

static int evaluate(struct arguments *arguments)
{
    struct rq_options options;
    struct rq_err err = {.arena = arguments->arena};
    rq_str expression = rq_str_from(arguments->operands.items[0]);
    rq_value value;
    struct progress progress = {0};
    if (!options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    options.path_count = 0; /* the operand is an expression */
    options.progress = progress_start(&progress, arguments);
    bool good = rq_eval(arguments->arena, &options, expression, arguments->record, &value, &err);
    progress_end(&progress);
    if (!good)
        return output_failure(arguments, &err);
    if (value.kind == RQ_FAULT) {
        output_failure(arguments, &err);
        return STATUS_FINDINGS; /* an expression that fails on its values has a result: that it fails */
    }
    output_text(stdout, rq_value_print(arguments->arena, value, 0));
    putchar('\n');
    return STATUS_CLEAN;
}

/* Cases that expect an error are counted apart: an evaluator that refuses everything passes all of them. */
static int print_cases(const struct arguments *arguments, const struct rq_case_result *results, size_t count)
{
    size_t all[2] = {0, 0}, passed[2] = {0, 0};
    for (size_t i = 0; i < count; i++) {
        const struct rq_case_result *result = &results[i];
        all[result->expects_error]++;
        passed[result->expects_error] += result->passed;
        if (result->passed)
            printf("pass %.*s\n", RQ_ARG(result->id));
        else
            printf("fail %.*s: %.*s\n", RQ_ARG(result->id), RQ_ARG(result->why));
    }
    fflush(stdout); /* the totals come last, also where both streams go to one file */
    if (!arguments->quiet)
        fprintf(stderr, "reqlint: %zu of %zu cases with a value and %zu of %zu with an error pass\n", passed[0], all[0],
                passed[1], all[1]);
    return passed[0] == all[0] && passed[1] == all[1] ? STATUS_CLEAN : STATUS_FINDINGS;
}

static int run_batch(struct arguments *arguments)
{
    struct rq_err err = {.arena = arguments->arena};
    const struct rq_case_result *results;
    size_t length, count;
    char *text = output_read_file(arguments->batch, &length);
    if (text == NULL) {
        advise("name a file with one case per line after --batch, or - for standard input");
        return STATUS_TROUBLE;
    }
    bool good = rq_eval_cases(arguments->arena, (rq_str){text, length}, &results, &count, &err);
    int status = good ? print_cases(arguments, results, count) : output_failure(arguments, &err);
    free(text);
    return status;
}

static int run(struct arguments *arguments)
{
    if (arguments->batch == NULL)
        return evaluate(arguments);
    if (arguments->operands.count == 0 && arguments->record == NULL)
        return run_batch(arguments);
    complain("`--batch` takes its expressions from the file; leave out %s",
             arguments->record != NULL ? "`--record`" : "the expression");
    return STATUS_TROUBLE;
}

static const uint8_t options[] = {OPTION_RECORD, OPTION_BATCH,  OPTION_STAGED, OPTION_REV,
                                  OPTION_NOW,    OPTION_CONFIG, OPTION_END};

static const struct example examples[] = {
    {"reqlint eval '[3, 1, 2].sort()'", "a value"},
    {"reqlint eval --record request/REQ-7 'blank(object.?owner)'", "an expression as a rule on this record sees it"},
    {"reqlint eval --batch cases.jsonl", "conformance cases: `pass ID` or `fail ID: why` for each"},
    {NULL, NULL},
};

const struct command command_eval = {
    .name = "eval",
    .operands = "EXPR",
    .least = 1,
    .most = 1,
    .summary = "Evaluate a CEL expression",
    .about =
        "Prints the value of the expression as CEL. With --record it can name object, record, refs, records and the "
        "rest, as a rule on that record can.",
    .status = "the expression fails on its values, or a case of the batch fails",
    .options = options,
    .examples = examples,
    .run = run,
};

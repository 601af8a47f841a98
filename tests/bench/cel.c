/*
 * Evaluates and compiles one expression as often as it is told: reqlint's side of tests/bench/cel.
 *
 *   bench_cel FILE     FILE: {"expression": …, "object": …, "expect": true or false}
 *
 * Each line of standard input is an order, "eval N" or "plan N", and is answered by the nanoseconds that it took.  An
 * evaluation ends with a reset of its arena, as in lint; so does a compilation, in an arena of its own.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/source.h"
#include "base/text.h"
#include "reqlint/cel.h"
#include "yaml/yaml.h"

struct bench {
    struct rq_cel_env env;
    const struct rq_cel_program *program;
    struct rq_cel_activation activation;
    rq_str expression;
    bool expected;
};

static _Noreturn void give_up(const char *what)
{
    fprintf(stderr, "bench_cel: %s\n", what);
    exit(EXIT_FAILURE);
}

static rq_str read_file(struct rq_arena *arena, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        give_up("the file cannot be read");
    struct rq_buf buf = {.arena = arena};
    for (int c; (c = fgetc(file)) != EOF;)
        rq_buf_byte(&buf, (char)c);
    fclose(file);
    return rq_buf_text(&buf);
}

static const struct rq_cel_program *compile(struct rq_arena *arena, const struct bench *bench)
{
    struct rq_err err = {.arena = arena};
    const struct rq_cel_program *program = rq_cel_compile(arena, &bench->env, bench->expression, NULL, NULL, &err);
    if (program == NULL)
        give_up("the expression does not compile");
    return program;
}

static struct bench prepare(struct rq_arena *arena, const char *path)
{
    static const rq_str names[] = {{"object", 6}};
    struct rq_yaml file = rq_yaml_read(arena, rq_source_new(arena, rq_str_from(path), read_file(arena, path)));
    if (file.document_count != 1)
        give_up("the file is no JSON");
    const rq_value *expression = rq_value_field(file.documents[0], RQ_STR("expression"));
    const rq_value *object = rq_value_field(file.documents[0], RQ_STR("object"));
    const rq_value *expected = rq_value_field(file.documents[0], RQ_STR("expect"));
    if (expression == NULL || object == NULL || expected == NULL)
        give_up("the file lacks `expression`, `object` or `expect`");
    struct bench bench = {.env = {.variables = names, .variable_count = 1, .strict = true},
                          .activation = {.slots = object},
                          .expression = rq_value_text(*expression),
                          .expected = expected->as.boolean};
    bench.program = compile(arena, &bench);
    return bench;
}

static void evaluate(const struct bench *bench, struct rq_arena *arena, uint64_t times)
{
    for (uint64_t i = 0; i < times; i++) {
        rq_value value = rq_cel_eval(bench->program, &bench->activation, arena);
        if (value.kind != RQ_BOOL || value.as.boolean != bench->expected)
            give_up("the expression gives something else");
        rq_arena_reset(arena);
    }
}

static void plan(const struct bench *bench, struct rq_arena *arena, uint64_t times)
{
    for (uint64_t i = 0; i < times; i++) {
        compile(arena, bench);
        rq_arena_reset(arena);
    }
}

static uint64_t now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000U + (uint64_t)time.tv_nsec;
}

int main(int argc, char **argv)
{
    if (argc != 2)
        give_up("usage: bench_cel FILE");
    struct rq_arena *session = rq_arena_new(), *scratch = rq_arena_new();
    struct bench bench = prepare(session, argv[1]);
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        uint64_t times = strtoull(line + strcspn(line, " "), NULL, 10), start = now();
        if (strncmp(line, "eval", 4) == 0)
            evaluate(&bench, scratch, times);
        else
            plan(&bench, scratch, times);
        printf("%" PRIu64 "\n", now() - start);
        fflush(stdout);
    }
    rq_arena_free(scratch);
    rq_arena_free(session);
    return EXIT_SUCCESS;
}

/* Any bytes as an expression: with unknown names allowed, as on the command line, and refused, as in rule files. */
#include "fuzz.h"

#include "lint/lint.h"
#include "policy/policy.h"

static void compile_strictly(struct rq_arena *arena, rq_str text)
{
    struct rq_err err = {.arena = arena};
    size_t start = 0, end = 0;
    const struct rq_cel_program *program = rq_policy_compile(arena, text, rq_lint_functions, true, &start, &end, &err);
    FUZZ_HOLDS((program == NULL) == err.failed);
    if (program == NULL)
        FUZZ_HOLDS(start <= end && end <= text.len + 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str text = fuzz_text(data, size);
    const struct rq_cel_env bare = {.container = RQ_STR("a.b")};
    const struct rq_cel_program *program = fuzz_compile(arena, &bare, text);
    if (program != NULL)
        FUZZ_HOLDS(rq_str_equal(rq_cel_text(program), text));
    compile_strictly(arena, text);
    rq_arena_free(arena);
    return 0;
}

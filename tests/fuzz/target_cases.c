/* Conformance cases: JSON Lines, typed values, expressions with bindings of their own. */
#include "fuzz.h"

#include "cases/cases.h"
#include "json.h"

static void check_json(struct rq_arena *arena, rq_str text)
{
    struct rq_err err = {.arena = arena};
    rq_value value = rq_json_read(arena, text, &err);
    FUZZ_HOLDS((value.kind == RQ_ABSENT) == err.failed);
    if (err.failed)
        fuzz_check_failure(arena, &err);
    else
        fuzz_check_value(arena, value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    rq_str text = fuzz_text(data, size);
    struct rq_err err = {.arena = arena};
    const struct rq_case_result *results = NULL;
    size_t count = 0;
    if (!rq_cases_run(arena, text, &results, &count, &err))
        fuzz_check_failure(arena, &err);
    for (size_t i = 0; i < count && !err.failed; i++)
        FUZZ_HOLDS(results[i].passed == (results[i].why.len == 0));
    check_json(arena, text);
    rq_arena_free(arena);
    return 0;
}

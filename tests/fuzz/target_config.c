/* Any bytes as .reqlint.yaml: kinds with locators, fields and expressions, levels, parameters, allowed words. */
#include "policy_fixture.h"

#include "base/source.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    const struct rq_source *source = rq_source_new(arena, RQ_STR(".reqlint.yaml"), fuzz_text(data, size));
    const struct rq_source *manifest = fuzz_manifest(arena, RQ_STR("enterprise-requests"));
    const struct rq_policy *policy = fuzz_policy(arena, source, manifest, NULL, &err);
    FUZZ_HOLDS((policy == NULL) == err.failed);
    if (policy == NULL)
        fuzz_check_failure(arena, &err);
    rq_arena_free(arena);
    return 0;
}

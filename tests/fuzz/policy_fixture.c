/* Only the manifests of the packs: their rules would be compiled again for each input. */
#include "policy_fixture.h"

#include "base/source.h"
#include "lint/lint.h"
#include "pack.h"

const struct rq_source *fuzz_manifest(struct rq_arena *arena, rq_str pack)
{
    for (size_t i = 0; i < rq_pack_file_count; i++) {
        rq_str path = rq_pack_files[i].path;
        if (rq_str_starts(path, pack) && rq_str_ends(path, RQ_STR("/pack.yaml")))
            return rq_source_new(arena, path, rq_pack_files[i].text);
    }
    fuzz_broken(__FILE__, __LINE__, "the pack is built in", pack);
}

const struct rq_policy *fuzz_policy(struct rq_arena *arena, const struct rq_source *config,
                                    const struct rq_source *manifest, const struct rq_source *rules, struct rq_err *err)
{
    const struct rq_config *read = rq_config_read(arena, config, err);
    if (read == NULL)
        return NULL;
    const rq_str core = RQ_STR("core"), requests = RQ_STR("enterprise-requests");
    const struct rq_source *const manifests[] = {fuzz_manifest(arena, core), manifest};
    const struct rq_policy_files files[] = {
        {.pack = core, .sources = &manifests[0], .count = 1},
        {.pack = requests, .sources = &manifests[1], .count = 1},
        {.sources = &rules, .count = rules == NULL ? 0 : 1},
    };
    return rq_policy_build(arena, read, files, sizeof files / sizeof *files, rq_lint_functions, 1, err);
}

/* The configuration file: `.reqlint.yaml`, or what stands for it where there is none. */
#include "policy/policy.h"
#include "policy/shape.h"

static const struct rq_shape_key config_keys[] = {
    {"extends", RQ_SHAPE_TEXTS, offsetof(struct rq_config, extends)},
    {"kinds", RQ_SHAPE_MAP, offsetof(struct rq_config, kinds)},
    {"rules", RQ_SHAPE_MAP, offsetof(struct rq_config, rules)},
    {"params", RQ_SHAPE_MAP, offsetof(struct rq_config, params)},
    {"policies", RQ_SHAPE_TEXTS, offsetof(struct rq_config, policies)},
    {"words", RQ_SHAPE_MAP, offsetof(struct rq_config, words)},
    {"settings", RQ_SHAPE_LIST, offsetof(struct rq_config, settings)},
    {"exclude", RQ_SHAPE_TEXTS, offsetof(struct rq_config, exclude)},
    {0},
};

static void set_defaults(struct rq_arena *arena, struct rq_config *config)
{
    rq_value *pack = RQ_NEW(arena, rq_value);
    *pack = rq_string(RQ_STR("enterprise-requests"));
    config->extends = (struct rq_texts){pack, 1};
}

const struct rq_config *rq_config_read(struct rq_arena *arena, const struct rq_source *source, struct rq_err *err)
{
    struct rq_config *config = RQ_NEW(arena, struct rq_config);
    set_defaults(arena, config);
    config->source = source;
    if (source == NULL)
        return config;
    rq_value root = rq_shape_document(arena, source, err);
    if (err->failed || !rq_shape_read(arena, root, config_keys, "the configuration", config, err))
        return NULL;
    return config;
}

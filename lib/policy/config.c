/* The configuration file: `.reqlint.yaml`, or what stands for it where there is none. */
#include "policy/policy.h"
#include "policy/shape.h"

const struct rq_shape_key rq_config_keys[] = {
    {"extends", RQ_SHAPE_TEXTS, offsetof(struct rq_config, extends),
     .about = "packs that are in force: names of built-in ones, or folders"},
    {"kinds", RQ_SHAPE_MAP, offsetof(struct rq_config, kinds),
     .about = "kinds that are added, or changes to those of packs", .each = rq_kind_keys, .known = RQ_KNOWN_KINDS},
    {"rules", RQ_SHAPE_MAP, offsetof(struct rq_config, rules),
     .about = "levels of rules that differ from those in their files", .known = RQ_KNOWN_RULES},
    {"params", RQ_SHAPE_MAP, offsetof(struct rq_config, params),
     .about = "values of parameters that differ from those of the packs", .known = RQ_KNOWN_PARAMS},
    {"policies", RQ_SHAPE_TEXTS, offsetof(struct rq_config, policies),
     .about = "patterns of this repository's own rule files"},
    {"words", RQ_SHAPE_MAP, offsetof(struct rq_config, words),
     .about = "lists of allowed words, which rules call words.NAME", .each = rq_words_keys},
    {"settings", RQ_SHAPE_LIST, offsetof(struct rq_config, settings),
     .about = "where settings of accounts lie, in place of what the packs say", .each = rq_setting_keys},
    {"exclude", RQ_SHAPE_TEXTS, offsetof(struct rq_config, exclude),
     .about = "patterns of files that are not looked at"},
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
    if (err->failed || !rq_shape_read(arena, root, rq_config_keys, "the configuration", config, err))
        return NULL;
    return config;
}

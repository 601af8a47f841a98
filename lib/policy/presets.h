/* Presets: sources of settings that packs bring, with a few places left open. */
#ifndef RQ_POLICY_PRESETS_H
#define RQ_POLICY_PRESETS_H

#include "policy/build.h"

/* What a source says of the preset that it uses. */
struct rq_preset_use {
    rq_value name;         /* `use` */
    rq_value attribute;    /* or RQ_ABSENT */
    struct rq_texts files; /* of the source; where it has none those of the preset */
};

/* The preset of this name; NULL after the failure that names the nearest one.  Lives as long as the build. */
const struct rq_preset *rq_preset_find(struct rq_policy_build *build, rq_value name);

/* The sources of a preset, a list of mappings: `{attribute}` in any of its texts is the source's `attribute`, and `{above}` what
 * its file pattern has before the last two parts ("flags/" for "flags/features/{setting}.yml").  RQ_ABSENT on failure.  In the
 * build's arena. */
rq_value rq_preset_unfold(struct rq_policy_build *build, const struct rq_preset *preset,
                          const struct rq_preset_use *use);

/* Gives a failure that has no place yet that of `use`; always gives false. */
bool rq_preset_blame(struct rq_policy_build *build, const struct rq_preset_use *use);

#endif

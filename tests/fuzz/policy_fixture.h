/* A policy of two packs without rules, the built-in checks and the kinds of records, to which a target adds its own text. */
#ifndef FUZZ_POLICY_FIXTURE_H
#define FUZZ_POLICY_FIXTURE_H

#include "fuzz.h"
#include "policy/policy.h"

/* The manifest of a pack that is built in. */
const struct rq_source *fuzz_manifest(struct rq_arena *arena, rq_str pack);

/* Builds the policy of a configuration (NULL: the defaults), the manifest of the pack for requests, and one rule file
 * (NULL: none).  In `arena`. */
const struct rq_policy *fuzz_policy(struct rq_arena *arena, const struct rq_source *config,
                                    const struct rq_source *manifest, const struct rq_source *rules,
                                    struct rq_err *err);

#endif

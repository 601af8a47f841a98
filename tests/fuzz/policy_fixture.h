/* A policy without rules: the kinds and parameters of the built-in packs, to which a target adds its own text. */
#ifndef FUZZ_POLICY_FIXTURE_H
#define FUZZ_POLICY_FIXTURE_H

#include "fuzz.h"
#include "policy/policy.h"

/* Builds the policy of a configuration (NULL: the defaults) and one rule file (NULL: none).  In `arena`. */
const struct rq_policy *fuzz_policy(struct rq_arena *arena, const struct rq_source *config,
                                    const struct rq_source *rules, struct rq_err *err);

#endif

/* Gathering the files of packs and of the repository's own policies. */
#ifndef RQ_SESSION_PACKS_H
#define RQ_SESSION_PACKS_H

#include "load/load.h"

/* The groups of files that a configuration asks for: the built-in pack `core`, the packs it extends, its own policies.
 * `snapshot` may be NULL: then only built-in packs are found.  False on failure.  In `arena`. */
bool rq_packs_gather(struct rq_arena *arena, const struct rq_config *config, const struct rq_snapshot *snapshot,
                     const struct rq_policy_files **groups, size_t *count, struct rq_err *err);

/* The files on disk, in the folder of a configuration, that its `extends` and `policies` may name.  NULL on failure. */
const struct rq_snapshot *rq_packs_on_disk(struct rq_arena *arena, const struct rq_source *config, rq_str folder,
                                           struct rq_err *err);

/* Splits a path before its last part; a path without a slash has the folder "./". */
void rq_packs_split_path(rq_str path, rq_str *folder, rq_str *name);

/* The folder of a pack without `./` before it and `/` after it; a view. */
rq_str rq_packs_folder(rq_str name);

/* SHA-256 over the configuration and all files, as "sha256:…". */
rq_str rq_packs_digest(struct rq_arena *arena, const struct rq_config *config, const struct rq_policy_files *groups,
                       size_t count);

#endif

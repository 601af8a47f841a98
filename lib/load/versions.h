/* Numbers for versions of files: what stands in one depends on its path, its mode and its blob alone, whichever state has it. */
#ifndef RQ_LOAD_VERSIONS_H
#define RQ_LOAD_VERSIONS_H

#include "repo/repo.h"

struct rq_version {
    rq_str path;
    unsigned char oid[RQ_OID_BYTES];
    uint8_t mode;
};

/* Start from {.arena = …}. */
struct rq_versions {
    struct rq_arena *arena;
    struct rq_version *items; /* by number */
    size_t count, cap;
    uint32_t *index; /* open addressing over numbers plus one */
    uint32_t mask;
};

/* False for the blob of a file of the working tree that nobody has named yet: all zeros. */
bool rq_version_is_named(const unsigned char *oid);

/* The number of a version; RQ_NOT_FOUND where it has none, such as one whose blob is not named. */
size_t rq_versions_find(const struct rq_versions *versions, rq_str path, uint8_t mode, const unsigned char *oid);

/* The number of a version that has none yet and whose blob is named: as many as there were before.  The path must live as
 * long. */
size_t rq_versions_add(struct rq_versions *versions, rq_str path, uint8_t mode, const unsigned char *oid);

/* Takes all numbers back. */
void rq_versions_clear(struct rq_versions *versions);

#endif

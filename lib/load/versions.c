/* A hash table with open addressing, at most half full.  A blob's name is a hash already. */
#include "load/versions.h"

#include <string.h>

bool rq_version_is_named(const unsigned char *oid)
{
    static const unsigned char none[RQ_OID_BYTES] = {0};
    return memcmp(oid, none, sizeof none) != 0;
}

static uint32_t *slot_of(const struct rq_versions *versions, rq_str path, uint8_t mode, const unsigned char *oid)
{
    uint32_t hash;
    memcpy(&hash, oid, sizeof hash);
    uint32_t at = (hash ^ rq_str_hash(path)) & versions->mask;
    for (; versions->index[at] != 0; at = (at + 1) & versions->mask) {
        const struct rq_version *version = &versions->items[versions->index[at] - 1];
        if (version->mode == mode && memcmp(version->oid, oid, sizeof version->oid) == 0 &&
            rq_str_equal(version->path, path))
            break;
    }
    return &versions->index[at];
}

size_t rq_versions_find(const struct rq_versions *versions, rq_str path, uint8_t mode, const unsigned char *oid)
{
    uint32_t number = versions->count == 0 ? 0 : *slot_of(versions, path, mode, oid);
    return number == 0 ? RQ_NOT_FOUND : number - 1;
}

static void grow(struct rq_versions *versions)
{
    versions->mask = versions->index == NULL ? 255 : versions->mask * 2 + 1;
    versions->index = RQ_NEW_ARRAY(versions->arena, uint32_t, (size_t)versions->mask + 1);
    for (size_t i = 0; i < versions->count; i++) {
        const struct rq_version *version = &versions->items[i];
        *slot_of(versions, version->path, version->mode, version->oid) = (uint32_t)i + 1;
    }
}

size_t rq_versions_add(struct rq_versions *versions, rq_str path, uint8_t mode, const unsigned char *oid)
{
    if (versions->index == NULL || versions->count * 2 > versions->mask)
        grow(versions);
    versions->items =
        rq_grow(versions->arena, versions->items, versions->count, &versions->cap, sizeof *versions->items);
    struct rq_version *version = &versions->items[versions->count++];
    *version = (struct rq_version){.path = path, .mode = mode};
    memcpy(version->oid, oid, sizeof version->oid);
    *slot_of(versions, version->path, mode, oid) = (uint32_t)versions->count;
    return versions->count - 1;
}

void rq_versions_clear(struct rq_versions *versions)
{
    versions->count = 0;
    if (versions->index != NULL)
        memset(versions->index, 0, ((size_t)versions->mask + 1) * sizeof *versions->index);
}

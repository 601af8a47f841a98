/* SHA-256: libmd does the work; this file turns its string into a view. */
#include "digest.h"

#include "base/arena.h"

#include <sha2.h>

rq_str rq_sha256(struct rq_arena *arena, rq_str bytes)
{
    char hex[SHA256_DIGEST_STRING_LENGTH];
    SHA2_CTX context;

    SHA256Init(&context);
    if (bytes.len > 0)
        SHA256Update(&context, (const uint8_t *)bytes.ptr, bytes.len);
    SHA256End(&context, hex);
    return rq_arena_copy(arena, (rq_str){hex, SHA256_DIGEST_STRING_LENGTH - 1});
}

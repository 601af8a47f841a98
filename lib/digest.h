/* SHA-256 on libmd, the only module that knows it: fingerprints of findings, the digest of a policy. */
#ifndef RQ_DIGEST_H
#define RQ_DIGEST_H

#include "reqlint/base.h"

/* SHA-256 (FIPS 180-4) of the bytes, as 64 lower-case hexadecimal digits.  Lives in `arena`. */
rq_str rq_sha256(struct rq_arena *arena, rq_str bytes);

#endif

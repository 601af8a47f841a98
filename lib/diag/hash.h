/* Tables by fingerprint. */
#ifndef RQ_DIAG_HASH_H
#define RQ_DIAG_HASH_H

#include "base/text.h"

#include <string.h>

/* A hash of a fingerprint, whose digits are those of a hash already. */
static inline uint32_t rq_fingerprint_hash(rq_str fingerprint)
{
    uint64_t digits = 0;
    if (fingerprint.len < sizeof digits)
        return rq_str_hash(fingerprint);
    memcpy(&digits, fingerprint.ptr, sizeof digits);
    return (uint32_t)((digits * UINT64_C(0x9E3779B97F4A7C15)) >> 32);
}

#endif

/* Tables for a search of many names.  Private to this folder. */
#ifndef RQ_CODE_NAMES_H
#define RQ_CODE_NAMES_H

#include "code/token.h"

#include <string.h>

enum { RQ_CODE_HEADS = 1 << 16, RQ_CODE_PAIRS = 1 << 16 };

/* How names begin: by four bytes or, of those that have no four, by two.  The case of letters does not count. */
struct rq_code_heads {
    bool has_short;
    uint8_t heads[RQ_CODE_HEADS / 8], shorts[RQ_CODE_HEADS / 8];
};

/* What a byte is in an identifier; nothing else is part of one. */
enum {
    RQ_CODE_SMALL = 1,
    RQ_CODE_CAPITAL = 2,
    RQ_CODE_DIGIT = 4,
    RQ_CODE_LETTER = RQ_CODE_SMALL | RQ_CODE_CAPITAL | RQ_CODE_DIGIT,
    RQ_CODE_BETWEEN = 8
};

/* Those that are found inside of identifiers (inside.c). */
struct rq_code_inside {
    const rq_str *texts; /* of all names */
    uint32_t *index;     /* open addressing over numbers plus one of the first of equal names */
    uint32_t mask;
    size_t longest; /* 0: there are none */
    struct rq_code_heads heads;
    uint8_t classes[256]; /* as above */
};

struct rq_code_names {
    rq_str *texts;
    uint32_t *index; /* as above, of all names */
    uint32_t mask;
    uint32_t *next; /* per name: the next equal one plus one */
    size_t longest;
    struct rq_code_heads heads;
    struct rq_code_inside inside;
    uint8_t opens[256];
    uint8_t pairs[RQ_CODE_PAIRS]; /* in which languages a name may start with the second byte, behind the first */
};

static inline bool rq_code_has_bit(const uint8_t *bits, uint32_t number)
{
    return (bits[number / 8] >> number % 8 & 1) != 0;
}

/* Four bytes as a number below RQ_CODE_HEADS.  Setting the bit in which small and capital letters differ makes some signs
 * alike too, which does no harm. */
static inline uint32_t rq_code_head(const char *at)
{
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return (bytes | 0x20202020U) * 0x9E3779B1U >> 16;
}

static inline uint32_t rq_code_short_head(char first, char second)
{
    return (uint32_t)(unsigned char)rq_ascii_lower(first) << 8 | (unsigned char)rq_ascii_lower(second);
}

/* True if a name may begin with what stands at `at`. */
static inline bool rq_code_heads_have(const struct rq_code_heads *heads, rq_str text, size_t at)
{
    if (at + RQ_CODE_HEAD_BYTES <= text.len && rq_code_has_bit(heads->heads, rq_code_head(text.ptr + at)))
        return true;
    return heads->has_short &&
           rq_code_has_bit(heads->shorts,
                           rq_code_short_head(text.ptr[at], at + 1 < text.len ? text.ptr[at + 1] : '\0'));
}

/* Adds how a name begins. */
void rq_code_heads_add(struct rq_code_heads *heads, rq_str text);

/* A hash that does not know the case of letters: byte by byte from the start, then finished. */
#define RQ_CODE_HASH_START UINT32_C(2166136261)

static inline uint32_t rq_code_hash_byte(uint32_t hash, char byte)
{
    return (hash ^ (unsigned char)rq_ascii_lower(byte)) * 16777619U;
}

static inline uint32_t rq_code_hash_end(uint32_t hash)
{
    return hash ^ hash >> 15;
}

/* Makes the table of the names that `chosen` marks; the other tables of `names` are there. */
void rq_code_inside_make(struct rq_arena *arena, struct rq_code_names *names, const bool *chosen, size_t count);

/* A first look: false if no name can begin at `at`.  Where something stands between words so early, a closer look is for
 * rq_code_inside_begins. */
static inline bool rq_code_inside_may(const struct rq_code_inside *inside, rq_str text, size_t at)
{
    const uint8_t *classes = inside->classes, *bytes = (const uint8_t *)text.ptr + at;
    return at + RQ_CODE_HEAD_BYTES > text.len || rq_code_heads_have(&inside->heads, text, at) ||
           ((classes[bytes[1]] | classes[bytes[2]] | classes[bytes[3]]) & RQ_CODE_BETWEEN) != 0;
}

/* True if an identifier's word begins at `at`, and a name may begin with it.  rq_code_names_inside asks the pair of bytes
 * first. */
bool rq_code_inside_begins(const struct rq_code_inside *inside, rq_str text, size_t at);
bool rq_code_names_inside(const struct rq_code_names *names, rq_str text, size_t at);

/* The longest name that the words from `at` on are, which end at `end` at the latest; RQ_NOT_FOUND where there is none.  `stop`
 * is then where they end. */
size_t rq_code_inside_find(const struct rq_code_inside *inside, rq_str text, size_t at, size_t end, size_t *stop);

#endif

/*
 * The hash of tables in memory.  Keys come from whoever writes into a repository, and whoever can tell which ones meet in a table
 * can make each look-up go through all of it.  So the hash is keyed, with what nobody outside of this process knows: the address
 * at which the system put it (docs/decisions/0020-keyed-hashes.md).  No order that anybody sees may depend on it.
 *
 * Sixteen bytes at a time are two factors, each mixed with something that the key has an influence on, as in wyhash and in the
 * hash of Go's maps: no two texts are known to meet whatever the key is.
 */
#include "base/text.h"

/* Odd numbers whose bits look like chance, and an address. */
static const uint64_t odd[] = {UINT64_C(0x9E3779B97F4A7C15), UINT64_C(0xC2B2AE3D27D4EB4F)};

/* One of two parts of the key.  Addresses differ in some thirty bits in the middle, which have to come to all places. */
static uint64_t key(size_t number)
{
    uint64_t part = (uint64_t)(uintptr_t)odd * odd[number];
    return part ^ part >> 32;
}

static uint64_t turn(uint64_t word)
{
    return word >> 32 | word << 32;
}

/* All four products of the halves of two words, each half with each. */
static uint64_t multiply(uint64_t a, uint64_t b)
{
    uint64_t a_low = a & UINT32_MAX, a_high = a >> 32, b_low = b & UINT32_MAX, b_high = b >> 32;
    return turn(a_high * b_low) ^ (a_high * b_high) ^ turn(a_low * b_high) ^ (a_low * b_low);
}

static uint64_t word_at(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

static uint64_t half_at(const char *at)
{
    uint32_t half;
    memcpy(&half, at, sizeof half);
    return half;
}

/* At most 16 bytes as two words, which may overlap: with the length they say all. */
static void last_words(rq_str text, uint64_t words[2])
{
    const char *at = text.ptr;
    if (text.len >= 8) {
        words[0] = word_at(at);
        words[1] = word_at(at + text.len - 8);
    } else if (text.len >= 4) {
        words[0] = half_at(at);
        words[1] = half_at(at + text.len - 4);
    } else if (text.len > 0) {
        words[0] = (unsigned char)at[0];
        words[1] = (uint64_t)(unsigned char)at[text.len / 2] << 8 | (unsigned char)at[text.len - 1];
    }
}

uint32_t rq_str_hash(rq_str text)
{
    const uint64_t first = key(0), second = key(1);
    uint64_t hash = second ^ text.len, words[2] = {0, 0};
    for (; text.len > 16; text.ptr += 16, text.len -= 16)
        hash = multiply(word_at(text.ptr) ^ first, word_at(text.ptr + 8) ^ hash);
    last_words(text, words);
    hash = multiply(words[0] ^ first, words[1] ^ hash);
    return (uint32_t)multiply(hash ^ second, first);
}

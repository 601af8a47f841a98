/* Base64: three bytes are four digits of six bits; a rest of one or two bytes is two or three digits. */
#include "base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

rq_str rq_base64_encode(struct rq_arena *arena, rq_str bytes)
{
    size_t length = (bytes.len + 2) / 3 * 4;
    char *out = rq_arena_alloc(arena, length + 1);
    for (size_t i = 0, o = 0; i < bytes.len; i += 3, o += 4) {
        uint32_t group = 0;
        for (size_t k = 0; k < 3; k++)
            group = group << 8 | (i + k < bytes.len ? (unsigned char)bytes.ptr[i + k] : 0);
        for (size_t k = 0; k < 4; k++)
            out[o + k] = i + k <= bytes.len ? digits[group >> (18 - 6 * k) & 63] : '=';
    }
    return (rq_str){out, length};
}

/* The value of a digit, or 64 for a byte that is none. */
static uint32_t digit_value(char byte)
{
    if (byte >= 'A' && byte <= 'Z')
        return (uint32_t)(byte - 'A');
    if (byte >= 'a' && byte <= 'z')
        return (uint32_t)(byte - 'a' + 26);
    if (byte >= '0' && byte <= '9')
        return (uint32_t)(byte - '0' + 52);
    return byte == '+' ? 62 : byte == '/' ? 63 : 64;
}

/* The text without its padding; false where the padding does not fill the last group of four. */
static bool strip_padding(rq_str *text)
{
    size_t padding = 0;
    while (padding < 2 && padding < text->len && text->ptr[text->len - 1 - padding] == '=')
        padding++;
    if (padding > 0 && text->len % 4 != 0)
        return false;
    text->len -= padding;
    return text->len % 4 != 1;
}

bool rq_base64_decode(struct rq_arena *arena, rq_str text, rq_str *bytes)
{
    if (!strip_padding(&text))
        return false;
    char *out = rq_arena_alloc(arena, text.len / 4 * 3 + 3);
    size_t length = 0;
    uint32_t bits = 0; /* those not yet written, in the low `held` bits */
    unsigned held = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint32_t value = digit_value(text.ptr[i]);
        if (value == 64)
            return false;
        bits = (bits << 6 | value) & 0xFFF;
        held += 6;
        if (held >= 8) {
            held -= 8;
            out[length++] = (char)(bits >> held & 0xFF);
        }
    }
    if ((bits & ((1U << held) - 1)) != 0)
        return false;
    *bytes = (rq_str){out, length};
    return true;
}

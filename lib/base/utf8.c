/*
 * UTF-8 as RFC 3629 has it.  Decoding checks everything (overlong forms, surrogates, the upper bound), so that text which
 * passed rq_utf8_valid once can be counted by looking at lead bytes alone.
 */
#include "base/text.h"

static bool is_continuation(unsigned char byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Length of the sequence that this byte leads, its first bits in *bits and the least code point that may take so many
 * bytes in *least; 0 for a byte that leads none. */
static size_t lead(unsigned char byte, uint32_t *bits, uint32_t *least)
{
    if (byte < 0x80) {
        *bits = byte;
        *least = 0;
        return 1;
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        *bits = byte & 0x1FU;
        *least = 0x80;
        return 2;
    }
    if (byte >= 0xE0 && byte <= 0xEF) {
        *bits = byte & 0x0FU;
        *least = 0x800;
        return 3;
    }
    if (byte >= 0xF0 && byte <= 0xF4) {
        *bits = byte & 0x07U;
        *least = 0x10000;
        return 4;
    }
    return 0;
}

/* Decodes one code point; 0 bytes where the text at `at` is not valid. */
static size_t decode(rq_str text, size_t at, uint32_t *code_point)
{
    uint32_t bits = 0, least = 0;
    size_t length = lead((unsigned char)text.ptr[at], &bits, &least);
    if (length == 0 || text.len - at < length)
        return 0;
    for (size_t i = 1; i < length; i++) {
        unsigned char byte = (unsigned char)text.ptr[at + i];
        if (!is_continuation(byte))
            return 0;
        bits = bits << 6 | (byte & 0x3FU);
    }
    if (bits < least || bits > 0x10FFFF || (bits >= 0xD800 && bits <= 0xDFFF))
        return 0;
    *code_point = bits;
    return length;
}

/* The first offset, from this one on, of a byte that is no ASCII; eight bytes are looked at together. */
static size_t skip_ascii(rq_str text, size_t at)
{
    uint64_t eight;
    for (; text.len - at >= sizeof eight; at += sizeof eight) {
        memcpy(&eight, text.ptr + at, sizeof eight);
        if ((eight & UINT64_C(0x8080808080808080)) != 0)
            break;
    }
    while (at < text.len && (unsigned char)text.ptr[at] < 0x80)
        at++;
    return at;
}

bool rq_utf8_valid(rq_str text, size_t *bad)
{
    uint32_t code_point;
    for (size_t at = skip_ascii(text, 0); at < text.len; at = skip_ascii(text, at)) {
        size_t length = decode(text, at, &code_point);
        if (length == 0) {
            if (bad != NULL)
                *bad = at;
            return false;
        }
        at += length;
    }
    return true;
}

size_t rq_utf8_count(rq_str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++)
        count += !is_continuation((unsigned char)text.ptr[i]);
    return count;
}

size_t rq_utf8_offset(rq_str text, size_t code_points)
{
    size_t at = 0;
    while (at < text.len && code_points > 0) {
        at++;
        while (at < text.len && is_continuation((unsigned char)text.ptr[at]))
            at++;
        code_points--;
    }
    return at;
}

size_t rq_utf8_floor(rq_str text, size_t at)
{
    at = at < text.len ? at : text.len;
    while (at > 0 && at < text.len && ((unsigned char)text.ptr[at] & 0xC0) == 0x80)
        at--;
    return at;
}

uint32_t rq_utf8_next(rq_str text, size_t *offset)
{
    uint32_t code_point = 0xFFFD;
    size_t length = decode(text, *offset, &code_point);
    *offset += length == 0 ? 1 : length;
    return code_point;
}

size_t rq_utf8_encode(uint32_t code_point, char bytes[4])
{
    if (code_point < 0x80) {
        bytes[0] = (char)code_point;
        return 1;
    }
    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    static const unsigned char leads[5] = {0, 0, 0xC0, 0xE0, 0xF0};
    bytes[0] = (char)(leads[length] | code_point);
    return length;
}

struct range {
    uint32_t first, last;
};

/* Marks that combine with the letter before them, and invisible format characters (Unicode 15, the common blocks). */
static const struct range zero_width[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},   {0x0610, 0x061A},   {0x064B, 0x065F}, {0x0900, 0x0902},
    {0x093A, 0x093A}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E},   {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
    {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064},   {0x20D0, 0x20FF},   {0x3099, 0x309A}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF},
};

/* East Asian Wide and Fullwidth (Unicode Standard Annex 11), and emoji that terminals draw two columns wide. */
static const struct range wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x25FD, 0x25FE},   {0x2614, 0x2615},
    {0x2648, 0x2653},   {0x26AA, 0x26AB},   {0x26BD, 0x26BE},   {0x2705, 0x2705},   {0x274C, 0x274C},
    {0x2753, 0x2755},   {0x2795, 0x2797},   {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},
    {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},   {0x1F300, 0x1F64F},
    {0x1F680, 0x1F6FF}, {0x1F900, 0x1F9FF}, {0x1FA70, 0x1FAFF}, {0x20000, 0x3FFFD},
};

static bool within(uint32_t code_point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count && ranges[i].first <= code_point; i++)
        if (code_point <= ranges[i].last)
            return true;
    return false;
}

int rq_utf8_width(uint32_t code_point)
{
    if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0))
        return 0;
    if (within(code_point, zero_width, sizeof zero_width / sizeof *zero_width))
        return 0;
    return within(code_point, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}

static bool is_big(rq_str text)
{
    return rq_str_starts(text, RQ_STR("\xFE\xFF"));
}

bool rq_utf16_is(rq_str text)
{
    return is_big(text) || rq_str_starts(text, RQ_STR("\xFF\xFE"));
}

static uint32_t unit_at(rq_str text, size_t at, bool big)
{
    if (at + 2 > text.len)
        return 0;
    uint32_t first = (unsigned char)text.ptr[at], second = (unsigned char)text.ptr[at + 1];
    return big ? first << 8 | second : second << 8 | first;
}

rq_str rq_utf16_decode(struct rq_arena *arena, rq_str text)
{
    char *bytes = rq_arena_raw(arena, text.len / 2 * 3 + 1);
    size_t length = 0;
    for (size_t at = 2; at + 2 <= text.len; at += 2) {
        uint32_t unit = unit_at(text, at, is_big(text)), low = unit_at(text, at + 2, is_big(text));
        bool high = unit >= 0xD800 && unit <= 0xDBFF, pair = high && low >= 0xDC00 && low <= 0xDFFF;
        if (pair)
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        else if (unit >= 0xD800 && unit <= 0xDFFF)
            unit = 0xFFFD;
        at += pair ? 2 : 0;
        length += rq_utf8_encode(unit, bytes + length);
    }
    bytes[length] = '\0';
    return (rq_str){bytes, length};
}

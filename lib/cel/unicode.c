/*
 * Characters.  White space is exact; words are told from punctuation by ranges of blocks, which is right for the prose of
 * records and needs no tables of the whole standard.
 */
#include "cel/unicode.h"

struct range {
    uint32_t first, last;
};

static bool in_ranges(uint32_t code_point, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count && ranges[i].first <= code_point; i++)
        if (code_point <= ranges[i].last)
            return true;
    return false;
}

bool rq_cel_is_space(uint32_t code_point)
{
    static const struct range spaces[] = {{0x09, 0x0D},     {0x20, 0x20},     {0x85, 0x85},     {0xA0, 0xA0},
                                          {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
                                          {0x205F, 0x205F}, {0x3000, 0x3000}};
    return in_ranges(code_point, spaces, sizeof spaces / sizeof spaces[0]);
}

rq_str rq_cel_trim(rq_str text)
{
    size_t start = 0, end = 0;
    for (size_t at = 0; at < text.len;) {
        size_t before = at;
        if (rq_cel_is_space(rq_utf8_next(text, &at)))
            continue;
        if (end == 0)
            start = before;
        end = at;
    }
    return rq_str_slice(text, start, end);
}

bool rq_cel_is_blank(rq_str text)
{
    for (size_t at = 0; at < text.len;)
        if (!rq_cel_is_space(rq_utf8_next(text, &at)))
            return false;
    return true;
}

bool rq_cel_is_word(uint32_t code_point)
{
    static const struct range others[] = {
        {0x80, 0xA9},     {0xAB, 0xB4},     {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},       {0xF7, 0xF7},
        {0x2000, 0x206F}, {0x20A0, 0x20CF}, {0x2190, 0x2BFF}, {0x2E00, 0x2E7F}, {0x3000, 0x3004},   {0x3008, 0x3020},
        {0x3030, 0x3030}, {0xE000, 0xF8FF}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE6F}, {0xFEFF, 0xFEFF},   {0xFF01, 0xFF0F},
        {0xFF1A, 0xFF20}, {0xFF3B, 0xFF40}, {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1F000, 0x1FAFF}, {0xE0000, 0x10FFFF},
    };
    if (code_point < 0x80)
        return (code_point >= '0' && code_point <= '9') || (code_point >= 'A' && code_point <= 'Z') ||
               (code_point >= 'a' && code_point <= 'z');
    return !rq_cel_is_space(code_point) && !in_ranges(code_point, others, sizeof others / sizeof others[0]);
}

/* Blocks in which capital and small letters alternate; `odd`: the capital is the odd one. */
static bool alternates(uint32_t code_point, bool *odd)
{
    static const struct range even_blocks[] = {{0x100, 0x12F}, {0x132, 0x137},   {0x14A, 0x177},  {0x200, 0x21F},
                                               {0x222, 0x233}, {0x3D8, 0x3EF},   {0x460, 0x481},  {0x48A, 0x4BF},
                                               {0x4D0, 0x52F}, {0x1E00, 0x1E95}, {0x1EA0, 0x1EFF}};
    static const struct range odd_blocks[] = {{0x139, 0x148}, {0x179, 0x17E}, {0x4C1, 0x4CE}};
    *odd = in_ranges(code_point, odd_blocks, sizeof odd_blocks / sizeof odd_blocks[0]);
    return *odd || in_ranges(code_point, even_blocks, sizeof even_blocks / sizeof even_blocks[0]);
}

uint32_t rq_cel_lower(uint32_t code_point)
{
    bool odd;
    if ((code_point >= 'A' && code_point <= 'Z') || (code_point >= 0xC0 && code_point <= 0xDE && code_point != 0xD7) ||
        (code_point >= 0x391 && code_point <= 0x3AB && code_point != 0x3A2) ||
        (code_point >= 0x410 && code_point <= 0x42F))
        return code_point + 32;
    if (code_point >= 0x400 && code_point <= 0x40F)
        return code_point + 80;
    if (code_point == 0x178)
        return 0xFF;
    if (alternates(code_point, &odd) && (code_point % 2 == 1) == odd)
        return code_point + 1;
    return code_point;
}

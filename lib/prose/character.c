/*
 * Characters as people see them.  The tables hold what can hide a word or an id from a search while a reader sees it, and
 * nothing more: they are no normalization of Unicode (UAX #15) and no list of all confusables (UTS #39).
 */
#include "prose/character.h"

#include "base/ascii.h"

enum { ENTITY_NAME_MOST = 16, ENTITY_DIGITS_MOST = 8 };

struct range {
    uint32_t first, last;
};

static bool has_no_shape(uint32_t code_point)
{
    static const struct range ranges[] = {
        {0x00, 0x08},     {0x0E, 0x1F},     {0x7F, 0x84},     {0x86, 0x9F},       {0xAD, 0xAD},       {0x305, 0x305},
        {0x332, 0x338},   {0x34F, 0x34F},   {0x61C, 0x61C},   {0x115F, 0x1160},   {0x17B4, 0x17B5},   {0x180B, 0x180F},
        {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x206F}, {0x20D0, 0x20F0},   {0x3164, 0x3164},   {0xFE00, 0xFE0F},
        {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF9, 0xFFFB}, {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
    };
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && ranges[i].first <= code_point; i++)
        if (code_point <= ranges[i].last)
            return true;
    return false;
}

/* Thirteen alphabets of 52 letters, then five rows of ten digits. */
static uint32_t plain_mathematical(uint32_t code_point)
{
    if (code_point >= 0x1D400 && code_point <= 0x1D6A3) {
        uint32_t letter = (code_point - 0x1D400) % 52;
        return letter < 26 ? 'A' + letter : 'a' + letter - 26;
    }
    if (code_point >= 0x1D7CE && code_point <= 0x1D7FF)
        return '0' + (code_point - 0x1D7CE) % 10;
    return code_point;
}

uint32_t rq_prose_plain(uint32_t code_point)
{
    if (code_point >= 0x20 && code_point < 0x7F)
        return code_point;
    if (has_no_shape(code_point))
        return 0;
    if ((code_point >= 0x2010 && code_point <= 0x2015) || code_point == 0x2212 || code_point == 0x2043 ||
        code_point == 0xFE58 || code_point == 0xFE63)
        return '-';
    if ((code_point >= 0x2018 && code_point <= 0x201B) || code_point == 0x2032 || code_point == 0x02BC)
        return '\'';
    if ((code_point >= 0x201C && code_point <= 0x201F) || code_point == 0xAB || code_point == 0xBB)
        return '"';
    if (code_point >= 0xFF01 && code_point <= 0xFF5E)
        return code_point - 0xFF01 + '!';
    return plain_mathematical(code_point);
}

char rq_prose_look_alike(uint32_t code_point)
{
    static const struct {
        uint16_t code_point;
        char letter;
    } pairs[] = {
        {0x131, 'i'}, {0x251, 'a'}, {0x261, 'g'}, {0x391, 'A'}, {0x392, 'B'}, {0x395, 'E'}, {0x396, 'Z'}, {0x397, 'H'},
        {0x399, 'I'}, {0x39A, 'K'}, {0x39C, 'M'}, {0x39D, 'N'}, {0x39F, 'O'}, {0x3A1, 'P'}, {0x3A4, 'T'}, {0x3A5, 'Y'},
        {0x3A7, 'X'}, {0x3BD, 'v'}, {0x3BF, 'o'}, {0x405, 'S'}, {0x406, 'I'}, {0x408, 'J'}, {0x410, 'A'}, {0x412, 'B'},
        {0x415, 'E'}, {0x41A, 'K'}, {0x41C, 'M'}, {0x41D, 'H'}, {0x41E, 'O'}, {0x420, 'P'}, {0x421, 'C'}, {0x422, 'T'},
        {0x423, 'Y'}, {0x425, 'X'}, {0x430, 'a'}, {0x435, 'e'}, {0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'},
        {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x4BB, 'h'}, {0x501, 'd'}, {0x51A, 'Q'}, {0x51B, 'q'},
        {0x51C, 'W'}, {0x51D, 'w'},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0] && pairs[i].code_point <= code_point; i++)
        if (pairs[i].code_point == code_point)
            return pairs[i].letter;
    return '\0';
}

static bool parse_number(rq_str digits, uint32_t base, uint32_t *number)
{
    *number = 0;
    for (size_t i = 0; i < digits.len; i++) {
        uint32_t digit = rq_ascii_hex(digits.ptr[i]);
        if (digit >= base)
            return false;
        *number = *number * base + digit;
    }
    return digits.len > 0 && digits.len <= ENTITY_DIGITS_MOST && *number > 0 && *number <= 0x10FFFF &&
           (*number < 0xD800 || *number > 0xDFFF);
}

/* Entities that stand for what words and ids are made of, or for nothing. */
static bool find_name(rq_str name, uint32_t *code_point)
{
    static const struct {
        const char *name;
        uint32_t code_point;
    } names[] = {
        {"amp", '&'},    {"lt", '<'},         {"gt", '>'},
        {"quot", '"'},   {"apos", '\''},      {"nbsp", ' '},
        {"ensp", ' '},   {"emsp", ' '},       {"thinsp", ' '},
        {"hairsp", ' '}, {"numsp", ' '},      {"puncsp", ' '},
        {"Tab", ' '},    {"NewLine", ' '},    {"hyphen", '-'},
        {"dash", '-'},   {"ndash", '-'},      {"mdash", '-'},
        {"horbar", '-'}, {"minus", '-'},      {"shy", 0xAD},
        {"zwj", 0x200D}, {"zwnj", 0x200C},    {"lrm", 0x200E},
        {"rlm", 0x200F}, {"NoBreak", 0x2060}, {"ZeroWidthSpace", 0x200B},
        {"lowbar", '_'}, {"num", '#'},        {"sol", '/'},
        {"colon", ':'},  {"comma", ','},      {"period", '.'},
        {"excl", '!'},   {"quest", '?'},      {"lpar", '('},
        {"rpar", ')'},   {"lsqb", '['},       {"rsqb", ']'},
        {"ast", '*'},    {"grave", '`'},      {"lsquo", '\''},
        {"rsquo", '\''}, {"ldquo", '"'},      {"rdquo", '"'},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!rq_str_equal(name, rq_str_from(names[i].name)))
            continue;
        *code_point = names[i].code_point;
        return true;
    }
    return false;
}

bool rq_prose_entity(rq_str text, size_t at, uint32_t *code_point, size_t *end)
{
    rq_str ahead = rq_str_slice(text, at + 1, at + 1 + ENTITY_NAME_MOST);
    size_t length = rq_str_find_byte(ahead, ';', 0);
    if (length == RQ_NOT_FOUND)
        return false;
    rq_str name = rq_str_slice(ahead, 0, length);
    *end = at + 1 + length + 1;
    if (!rq_str_starts(name, RQ_STR("#")))
        return find_name(name, code_point);
    bool hexadecimal = name.len > 1 && (name.ptr[1] == 'x' || name.ptr[1] == 'X');
    return parse_number(rq_str_slice(name, hexadecimal ? 2 : 1, name.len), hexadecimal ? 16 : 10, code_point);
}

/*
 * What is done to the text before libyaml sees it.
 *
 * Its encoding is checked here, because libyaml gives no line for a wrong byte.  And escapes of surrogates, which JSON
 * needs for characters beyond U+FFFF ("\ud83d\ude00") and libyaml refuses, are masked: in a copy, each becomes the escape
 * of another character, of the same length, so that every place stays what it is.  A scalar with such an escape in it
 * is decoded again from the true text (build.c).
 */
#include "yaml/reader.h"

#include "base/ascii.h"

#include <string.h>

enum {
    /* As git does: a NUL this early means that the file is no text. */
    BINARY_PREFIX = 8000,
    /* libyaml compares each %TAG line with all before it: seconds for a megabyte of them. */
    TAG_LINES = 100
};

static const struct {
    rq_str mark;
    const char *name;
} foreign_marks[] = {
    {{"\xFF\xFE\0\0", 4}, "UTF-32"},
    {{"\0\0\xFE\xFF", 4}, "UTF-32"},
    {{"\xFF\xFE", 2}, "UTF-16"},
    {{"\xFE\xFF", 2}, "UTF-16"},
};

/* True if each of eight bytes is printable ASCII or LF.  Sums stay inside their bytes, whose high bits are set aside first
 * and are the answers at last. */
static bool is_printable(const char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    const uint64_t ones = UINT64_MAX / 255, high = ones * 0x80, low = ~high;
    uint64_t seven = word & low, feed = word ^ ones * '\n';
    uint64_t control = ~(seven + ones * 0x60), delete = seven + ones, other = (feed & low) + low;
    return ((((control | delete) & other) | word) & high) == 0;
}

/* Printable ASCII, tabs, LF and CRLF only: nearly every file, and nothing more to check. */
static bool is_simple(rq_str text)
{
    for (size_t at = 0; at < text.len; at++) {
        while (text.len - at > sizeof(uint64_t) && is_printable(text.ptr + at))
            at += sizeof(uint64_t);
        unsigned char byte = (unsigned char)text.ptr[at];
        bool common = byte - 0x20U < 0x5F || byte == '\n' || byte == '\t';
        if (!common && !(byte == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n'))
            return false;
    }
    return true;
}

/* The first byte of a character that YAML allows nowhere (c-printable, 5.1), before `end` in valid UTF-8. */
static size_t find_control(rq_str text, size_t at, size_t end)
{
    for (; at < end; at++) {
        unsigned char byte = (unsigned char)text.ptr[at];
        if (byte >= 0x20 && byte < 0x7F)
            continue;
        if (byte < 0x80 && byte != '\t' && byte != '\n' && byte != '\r')
            return at;
        unsigned char next = at + 1 < end ? (unsigned char)text.ptr[at + 1] : 0;
        if (byte == 0xC2 && next < 0xA0 && next != 0x85)
            return at;
        if (byte == 0xEF && next == 0xBF && at + 2 < end && (unsigned char)text.ptr[at + 2] >= 0xBE)
            return at;
    }
    return RQ_NOT_FOUND;
}

static rq_pos place_at(const struct rq_yaml_reader *reader, size_t start, size_t end)
{
    return rq_source_pos(reader->source, start, end);
}

static bool refuse_binary(struct rq_yaml_reader *reader, rq_str part, size_t base)
{
    for (size_t i = 0; i < sizeof foreign_marks / sizeof *foreign_marks; i++) {
        if (rq_str_starts(part, foreign_marks[i].mark)) {
            rq_yaml_issue(reader, "yaml-encoding", place_at(reader, base, base), "the file is %s; it must be UTF-8",
                          foreign_marks[i].name);
            return true;
        }
    }
    size_t nul = rq_str_find_byte(rq_str_slice(part, 0, BINARY_PREFIX), '\0', 0);
    if (nul == RQ_NOT_FOUND)
        return false;
    rq_yaml_issue(reader, "yaml-binary", place_at(reader, base + nul, base + nul + 1),
                  "a NUL byte: this is a binary file, or text that is not UTF-8");
    return true;
}

static bool refuse_tag_lines(struct rq_yaml_reader *reader, rq_str part)
{
    size_t count = 0;
    for (size_t at = rq_str_find_byte(part, '%', 0); at != RQ_NOT_FOUND; at = rq_str_find_byte(part, '%', at + 1)) {
        bool first = at == 0 || part.ptr[at - 1] == '\n' || part.ptr[at - 1] == '\r';
        if (!first || !rq_str_starts(rq_str_slice(part, at, part.len), RQ_STR("%TAG")) || ++count <= TAG_LINES)
            continue;
        size_t start = reader->first.offset + at;
        rq_yaml_issue(reader, "yaml-too-large", place_at(reader, start, start + 4), "more than %d %%TAG lines",
                      TAG_LINES);
        return true;
    }
    return false;
}

static bool check_characters(struct rq_yaml_reader *reader, rq_str part)
{
    size_t base = reader->first.offset, bad = part.len;
    if (refuse_binary(reader, part, base))
        return false;
    bool valid = rq_utf8_valid(part, &bad);
    size_t control = find_control(part, 0, valid ? part.len : bad);
    if (control != RQ_NOT_FOUND) {
        size_t end = control;
        uint32_t code_point = rq_utf8_next(part, &end);
        rq_yaml_issue(reader, "yaml-encoding", place_at(reader, base + control, base + end),
                      "YAML does not allow the control character U+%04X; remove it, or write it as an escape "
                      "in double quotes",
                      (unsigned)code_point);
        return false;
    }
    if (!valid)
        rq_yaml_issue(reader, "yaml-encoding", place_at(reader, base + bad, base + bad + 1),
                      "the byte 0x%02X is not UTF-8 here; save the file as UTF-8", (unsigned char)part.ptr[bad]);
    return valid;
}

bool rq_yaml_check(struct rq_yaml_reader *reader, rq_str part)
{
    reader->simple = reader->first.column == 1 && is_simple(part);
    return (reader->simple || check_characters(reader, part)) && !refuse_tag_lines(reader, part);
}

bool rq_yaml_surrogate_at(rq_str text, size_t offset, uint32_t *unit)
{
    if (offset > text.len || text.len - offset < 6 || text.ptr[offset] != '\\' || text.ptr[offset + 1] != 'u')
        return false;
    uint32_t number = 0;
    for (size_t i = 2; i < 6; i++) {
        uint32_t digit = rq_ascii_hex(text.ptr[offset + i]);
        if (digit == 16)
            return false;
        number = number * 16 + digit;
    }
    *unit = number;
    return number >= 0xD800 && number <= 0xDFFF;
}

void rq_yaml_mask(struct rq_yaml_reader *reader, rq_str part)
{
    char *copy = NULL;
    uint32_t unit;
    for (size_t at = rq_str_find_byte(part, '\\', 0); at != RQ_NOT_FOUND; at = rq_str_find_byte(part, '\\', at + 1)) {
        if (!rq_yaml_surrogate_at(part, at, &unit))
            continue;
        if (copy == NULL) {
            copy = rq_arena_alloc(reader->scratch, part.len);
            memcpy(copy, part.ptr, part.len);
        }
        memcpy(copy + at + 2, "e000", 4);
    }
    reader->masked = copy != NULL;
    reader->input = copy != NULL ? (rq_str){copy, part.len} : part;
}

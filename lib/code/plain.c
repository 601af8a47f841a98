/*
 * What a literal says: of a regular expression that matches one text and nothing else, that text, and of escapes what they
 * stand for.
 *
 *   expression = [ delimiter ] [ "(?i)" ] ( "^" | "\A" ) text ( "$" | "\z" | "\Z" ) [ delimiter { letter } ]
 *   escape     = "\" ( "x" hex hex | "u" ( hex hex hex hex | "{" { hex } "}" ) | sign )
 *
 * Only what stands for ASCII is decoded, and not among the first bytes, by which names.c finds names: nobody writes the letters
 * of a name like that.  The dot of a domain is what a regular expression escapes.
 */
#include "code/plain.h"

/* A regular expression as a text, such as PHP has it: '/^acme$/i'. */
static struct rq_code_range strip_delimiters(rq_str text, struct rq_code_range range)
{
    char open = range.last - range.first < 2 ? '\0' : text.ptr[range.first];
    if (open != '/' && open != '#' && open != '~' && open != '{')
        return range;
    size_t last = range.last;
    while (last > range.first + 1 && rq_ascii_is_letter(text.ptr[last - 1]))
        last--;
    return last > range.first + 1 && text.ptr[last - 1] == rq_code_closer(open)
               ? (struct rq_code_range){range.first + 1, last - 1}
               : range;
}

struct rq_code_range rq_code_strip(rq_str text, struct rq_code_range range)
{
    struct rq_code_range inner = strip_delimiters(text, range);
    rq_str pattern = rq_str_slice(text, inner.first, inner.last);
    size_t flags = rq_str_starts(pattern, RQ_STR("(?i)")) ? 4 : 0;
    rq_str rest = rq_str_slice(pattern, flags, pattern.len);
    size_t head = rq_str_starts(rest, RQ_STR("^")) ? 1 : rq_str_starts(rest, RQ_STR("\\A")) ? 2 : 0;
    size_t tail = rq_str_ends(rest, RQ_STR("$"))                                         ? 1
                  : rq_str_ends(rest, RQ_STR("\\z")) || rq_str_ends(rest, RQ_STR("\\Z")) ? 2
                                                                                         : 0;
    bool whole = head > 0 && tail > 0 && head + tail <= rest.len;
    return whole ? (struct rq_code_range){inner.first + flags + head, inner.last - tail} : range;
}

static int hex_of(char byte)
{
    if (rq_ascii_is_digit(byte))
        return byte - '0';
    char lower = rq_ascii_lower(byte);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* The digits from `at`, at most `most`; gives how many there are. */
static size_t hex_at(rq_str text, size_t at, size_t most, unsigned *number)
{
    size_t count = 0;
    *number = 0;
    for (; count < most && at + count < text.len && hex_of(text.ptr[at + count]) >= 0; count++)
        *number = *number * 16 + (unsigned)hex_of(text.ptr[at + count]);
    return count;
}

/* What the escape at `at` stands for, as a byte; gives where it ends, or `at` where it is none of ASCII. */
static size_t decode(rq_str text, size_t at, char *byte)
{
    size_t end = at + 2, digits = 0;
    unsigned number = at + 1 < text.len ? (unsigned char)text.ptr[at + 1] : 0x80U;
    char letter = (char)number;
    if (letter == 'x' && (digits = hex_at(text, end, 2, &number)) != 2)
        return at;
    if (letter == 'u') {
        size_t brace = end < text.len && text.ptr[end] == '{';
        digits = hex_at(text, end + brace, 4, &number) + 2 * brace;
        if (digits < (brace ? 3 : 4) || (brace && (end + digits > text.len || text.ptr[end + digits - 1] != '}')))
            return at;
    }
    if (at < RQ_CODE_HEAD_BYTES && number != '.')
        return at;
    if (number == 0 || number >= 0x80U || (digits == 0 && rq_ascii_is_alnum(letter)))
        return at;
    *byte = (char)number;
    return end + digits;
}

rq_str rq_code_plain(rq_str text, char room[RQ_LIMIT_NAME_BYTES])
{
    if (rq_str_find_byte(text, '\\', 0) == RQ_NOT_FOUND)
        return text;
    size_t length = 0;
    for (size_t at = 0; at < text.len; length++) {
        if (length == RQ_LIMIT_NAME_BYTES)
            return RQ_STR("");
        size_t end = text.ptr[at] == '\\' ? decode(text, at, &room[length]) : at + 1;
        if (end == at)
            return RQ_STR("");
        if (end == at + 1)
            room[length] = text.ptr[at];
        at = end;
    }
    return (rq_str){room, length};
}

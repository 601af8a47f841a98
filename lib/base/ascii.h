/* Letters and digits of ASCII.  Those of <ctype.h> ask the locale, and are not defined for bytes above 127. */
#ifndef RQ_BASE_ASCII_H
#define RQ_BASE_ASCII_H

#include "reqlint/base.h"

static inline bool rq_ascii_is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static inline bool rq_ascii_is_upper(char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static inline bool rq_ascii_is_lower(char byte)
{
    return byte >= 'a' && byte <= 'z';
}

static inline bool rq_ascii_is_letter(char byte)
{
    return rq_ascii_is_lower(byte) || rq_ascii_is_upper(byte);
}

/* True for a letter or a digit. */
static inline bool rq_ascii_is_alnum(char byte)
{
    return rq_ascii_is_letter(byte) || rq_ascii_is_digit(byte);
}

/* The value of a hexadecimal digit, small or capital; 16 for any other byte. */
static inline unsigned rq_ascii_hex(char byte)
{
    if (rq_ascii_is_digit(byte))
        return (unsigned)(byte - '0');
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? (unsigned)(lower - 'a') + 10 : 16;
}

/* The small letter of a capital one; any other byte as it is. */
static inline char rq_ascii_lower(char byte)
{
    return rq_ascii_is_upper(byte) ? (char)(byte - 'A' + 'a') : byte;
}

/* True if the texts are the same but for the case of letters. */
static inline bool rq_ascii_equal(rq_str a, rq_str b)
{
    bool same = a.len == b.len;
    for (size_t i = 0; same && i < a.len; i++)
        same = rq_ascii_lower(a.ptr[i]) == rq_ascii_lower(b.ptr[i]);
    return same;
}

#endif

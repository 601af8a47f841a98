/* Text: searching views, UTF-8, growing buffers, nearest names. */
#ifndef RQ_BASE_TEXT_H
#define RQ_BASE_TEXT_H

#include "base/arena.h"

#include <string.h>

#define RQ_NOT_FOUND ((size_t)-1)

/* True if both hold the same `len` bytes.  Names are short: up to 16 bytes are compared without a call, as two numbers that
 * may overlap. */
static inline bool rq_bytes_equal(const char *a, const char *b, size_t len)
{
    uint64_t first[2], last[2];
    uint32_t half[2], end[2];
    if (len > 16)
        return memcmp(a, b, len) == 0;
    if (len >= sizeof first[0]) {
        memcpy(&first[0], a, sizeof first[0]);
        memcpy(&first[1], b, sizeof first[0]);
        memcpy(&last[0], a + len - sizeof last[0], sizeof last[0]);
        memcpy(&last[1], b + len - sizeof last[0], sizeof last[0]);
        return first[0] == first[1] && last[0] == last[1];
    }
    if (len >= sizeof half[0]) {
        memcpy(&half[0], a, sizeof half[0]);
        memcpy(&half[1], b, sizeof half[0]);
        memcpy(&end[0], a + len - sizeof end[0], sizeof end[0]);
        memcpy(&end[1], b + len - sizeof end[0], sizeof end[0]);
        return half[0] == half[1] && end[0] == end[1];
    }
    return len == 0 || (a[0] == b[0] && a[len / 2] == b[len / 2] && a[len - 1] == b[len - 1]);
}

/* Parts of views; positions and lengths beyond the end are cut to it. */
rq_str rq_str_slice(rq_str text, size_t start, size_t end);
rq_str rq_str_trim(rq_str text); /* blanks, tabs and line breaks at both ends */

/* The text without the line breaks at its end, which block scalars have; blanks stay. */
rq_str rq_str_chomp(rq_str text);

/* The text, cut with "…" after so many code points if it has more of them; what is cut lives in `arena`. */
rq_str rq_str_excerpt(struct rq_arena *arena, rq_str text, size_t code_points);

/* True if the text begins, or ends, with these bytes. */
bool rq_str_starts(rq_str text, rq_str prefix);
bool rq_str_ends(rq_str text, rq_str suffix);

/* True if a path is the folder (or file) itself or lies below it; every path is below the empty one. */
bool rq_path_is_below(rq_str path, rq_str folder);

/* Byte offset of the first place, at or after `from`, where the needle or byte stands; RQ_NOT_FOUND where it does not. */
size_t rq_str_find(rq_str text, rq_str needle, size_t from);
size_t rq_str_find_byte(rq_str text, char byte, size_t from);

/* Sorts texts bytewise; and tells whether a text is among sorted ones. */
void rq_str_sort(rq_str *texts, size_t count);
bool rq_str_among(rq_str text, const rq_str *sorted, size_t count);

/* A 32-bit hash for tables in memory, another one in each process (hash.c): never printed, never stored, and no order follows
 * from it. */
uint32_t rq_str_hash(rq_str text);

/* UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
bool rq_utf8_valid(rq_str text, size_t *bad);           /* `bad`: offset of the first bad byte; may be NULL */
size_t rq_utf8_count(rq_str text);                      /* code points in valid text */
size_t rq_utf8_offset(rq_str text, size_t code_points); /* byte offset of the nth code point; the length if beyond */
size_t rq_utf8_floor(rq_str text,
                     size_t at); /* the start of the character that the byte `at` is in; at most the length */
uint32_t rq_utf8_next(rq_str text, size_t *offset); /* code point at *offset, which moves on; U+FFFD for bad bytes */
size_t rq_utf8_encode(uint32_t code_point, char bytes[4]); /* bytes written: 1 to 4 */

/* True for a text that says by its first bytes that it is UTF-16. */
bool rq_utf16_is(rq_str text);

/* A text in UTF-16, without the mark at its start, as UTF-8; halves of pairs without the other half become U+FFFD.  In
 * `arena`, at most half as long again. */
rq_str rq_utf16_decode(struct rq_arena *arena, rq_str text);

/* Columns that a code point takes in a terminal: 0, 1 or 2. */
int rq_utf8_width(uint32_t code_point);

/* A growing text in an arena.  Start from {.arena = …}; `text` is what was added so far, NUL-terminated. */
struct rq_buf {
    struct rq_arena *arena;
    char *ptr;
    size_t len, cap;
};
void rq_buf_add(struct rq_buf *buf, rq_str text);
void rq_buf_byte(struct rq_buf *buf, char byte);
void rq_buf_repeat(struct rq_buf *buf, char byte, size_t count);
void rq_buf_format(struct rq_buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
rq_str rq_buf_text(const struct rq_buf *buf);

/* True for a character that both JSON and YAML readers take as it is, and people see as it is: no control character, no line
 * break, no mark that is not seen or turns text around. */
bool rq_utf8_is_printable(uint32_t code_point);

/* Adds text in double quotes as JSON has it, which YAML 1.2 reads too: what is not printable is escaped. */
void rq_buf_quote(struct rq_buf *buf, rq_str text);

/* A growing array in an arena: room for one more item after `count` of them; doubles and moves as needed. */
void *rq_grow_more(struct rq_arena *arena, void *items, size_t count, size_t *cap, size_t size);
static inline void *rq_grow(struct rq_arena *arena, void *items, size_t count, size_t *cap, size_t size)
{
    return count < *cap ? items : rq_grow_more(arena, items, count, cap, size);
}

#endif

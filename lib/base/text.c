/* Views, growing buffers and nearest names.  UTF-8 is in utf8.c. */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

rq_str rq_str_from(const char *text)
{
    return text == NULL ? (rq_str){NULL, 0} : (rq_str){text, strlen(text)};
}

rq_str rq_str_join(struct rq_arena *arena, rq_str first, rq_str second)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, first);
    rq_buf_add(&buf, second);
    return rq_buf_text(&buf);
}

bool rq_str_equal(rq_str a, rq_str b)
{
    return a.len == b.len && rq_bytes_equal(a.ptr, b.ptr, a.len);
}

int rq_str_compare(rq_str a, rq_str b)
{
    size_t common = a.len < b.len ? a.len : b.len;
    int order = common == 0 || a.ptr == b.ptr ? 0 : memcmp(a.ptr, b.ptr, common);
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_bytes(const void *a, const void *b)
{
    return rq_str_compare(*(const rq_str *)a, *(const rq_str *)b);
}

void rq_str_sort(rq_str *texts, size_t count)
{
    if (count > 1)
        qsort(texts, count, sizeof *texts, by_bytes);
}

bool rq_str_among(rq_str text, const rq_str *sorted, size_t count)
{
    return count > 0 && bsearch(&text, sorted, count, sizeof text, by_bytes) != NULL;
}

rq_str rq_str_slice(rq_str text, size_t start, size_t end)
{
    end = end < text.len ? end : text.len;
    start = start < end ? start : end;
    return (rq_str){text.len == 0 ? text.ptr : text.ptr + start, end - start};
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

rq_str rq_str_trim(rq_str text)
{
    while (text.len > 0 && is_blank(text.ptr[text.len - 1]))
        text.len--;
    while (text.len > 0 && is_blank(text.ptr[0]))
        text = rq_str_slice(text, 1, text.len);
    return text;
}

rq_str rq_str_chomp(rq_str text)
{
    while (text.len > 0 && (text.ptr[text.len - 1] == '\n' || text.ptr[text.len - 1] == '\r'))
        text.len--;
    return text;
}

rq_str rq_str_excerpt(struct rq_arena *arena, rq_str text, size_t code_points)
{
    size_t end = rq_utf8_offset(text, code_points);
    return end < text.len ? rq_arena_format(arena, "%.*s…", RQ_ARG(rq_str_slice(text, 0, end))) : text;
}

bool rq_str_starts(rq_str text, rq_str prefix)
{
    return text.len >= prefix.len && rq_str_equal(rq_str_slice(text, 0, prefix.len), prefix);
}

bool rq_str_ends(rq_str text, rq_str suffix)
{
    return text.len >= suffix.len && rq_str_equal(rq_str_slice(text, text.len - suffix.len, text.len), suffix);
}

bool rq_path_is_below(rq_str path, rq_str folder)
{
    return folder.len == 0 || rq_str_equal(path, folder) ||
           (rq_str_starts(path, folder) && path.ptr[folder.len] == '/');
}

size_t rq_str_find_byte(rq_str text, char byte, size_t from)
{
    if (from >= text.len)
        return RQ_NOT_FOUND;
    const char *at = memchr(text.ptr + from, byte, text.len - from);
    return at == NULL ? RQ_NOT_FOUND : (size_t)(at - text.ptr);
}

/* Looks for the second byte: the first is a blank, where words are searched for, and that is everywhere. */
size_t rq_str_find(rq_str text, rq_str needle, size_t from)
{
    if (needle.len < 2)
        return needle.len == 1 ? rq_str_find_byte(text, needle.ptr[0], from) : from <= text.len ? from : RQ_NOT_FOUND;
    for (size_t at = from; (at = rq_str_find_byte(text, needle.ptr[1], at + 1)) != RQ_NOT_FOUND;) {
        if (text.len - at < needle.len - 1)
            return RQ_NOT_FOUND;
        if (text.ptr[at - 1] == needle.ptr[0] && memcmp(text.ptr + at, needle.ptr + 1, needle.len - 1) == 0)
            return at - 1;
    }
    return RQ_NOT_FOUND;
}

/* Doubling keeps the cost of growing linear; an old array that is left behind stays in the arena until the arena goes. */
void *rq_grow_more(struct rq_arena *arena, void *items, size_t count, size_t *cap, size_t size)
{
    size_t wider = *cap == 0 ? 8 : *cap * 2;
    if (*cap > 0 && wider <= SIZE_MAX / 2 / size && rq_arena_extend(arena, items, *cap * size, wider * size)) {
        memset((char *)items + *cap * size, 0, (wider - *cap) * size);
        *cap = wider;
        return items;
    }
    void *moved = rq_arena_array(arena, wider, size);
    if (count > 0)
        memcpy(moved, items, count * size);
    *cap = wider;
    return moved;
}

static void reserve(struct rq_buf *buf, size_t more)
{
    size_t needed = buf->len + more + 1;
    if (needed <= buf->cap)
        return;
    size_t cap = buf->cap == 0 ? 64 : buf->cap;
    while (cap < needed)
        cap *= 2;
    if (buf->cap > 0 && rq_arena_extend(buf->arena, buf->ptr, buf->cap, cap)) {
        buf->cap = cap;
        return;
    }
    char *moved = rq_arena_raw(buf->arena, cap);
    if (buf->len > 0)
        memcpy(moved, buf->ptr, buf->len);
    buf->ptr = moved;
    buf->cap = cap;
}

void rq_buf_add(struct rq_buf *buf, rq_str text)
{
    reserve(buf, text.len);
    if (text.len > 0)
        memcpy(buf->ptr + buf->len, text.ptr, text.len);
    buf->len += text.len;
    buf->ptr[buf->len] = '\0';
}

void rq_buf_byte(struct rq_buf *buf, char byte)
{
    reserve(buf, 1);
    buf->ptr[buf->len++] = byte;
    buf->ptr[buf->len] = '\0';
}

void rq_buf_repeat(struct rq_buf *buf, char byte, size_t count)
{
    reserve(buf, count);
    memset(buf->ptr + buf->len, byte, count);
    buf->len += count;
    buf->ptr[buf->len] = '\0';
}

/* Most texts fit into what there is, and are made once. */
void rq_buf_format(struct rq_buf *buf, const char *format, ...)
{
    enum { FIRST_TRY = 32 };
    va_list arguments, again;
    reserve(buf, FIRST_TRY);
    size_t room = buf->cap - buf->len;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(buf->ptr + buf->len, room, format, arguments);
    va_end(arguments);
    if (length > 0 && (size_t)length >= room) {
        reserve(buf, (size_t)length);
        vsnprintf(buf->ptr + buf->len, (size_t)length + 1, format, again);
    }
    va_end(again);
    buf->len += length > 0 ? (size_t)length : 0;
    buf->ptr[buf->len] = '\0';
}

rq_str rq_buf_text(const struct rq_buf *buf)
{
    return (rq_str){buf->len == 0 ? "" : buf->ptr, buf->len};
}

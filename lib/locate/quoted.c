/* Quoted keys: JSON's strings, which need no explanation to anybody who writes YAML. */
#include "locate/quoted.h"

#include "base/ascii.h"
#include "base/err.h"

#include <string.h>

/* hex = 4 hexadecimal digits; -1 for anything else */
static int32_t read_hex(rq_str digits)
{
    int32_t number = digits.len == 4 ? 0 : -1;
    for (size_t i = 0; i < digits.len && number >= 0; i++) {
        unsigned digit = rq_ascii_hex(digits.ptr[i]);
        number = digit == 16 ? -1 : number * 16 + (int32_t)digit;
    }
    return number;
}

/* JSON's escapes by a letter.  The slash needs none, and is none. */
static const char letters[] = "\"\\bfnrt", meanings[] = "\"\\\b\f\n\r\t";

/* escape = '"' | "\" | "/" | "b" | "f" | "n" | "r" | "t" | "u" hex; false for anything else */
static bool read_escape(rq_str text, size_t *at, struct rq_buf *buf)
{
    char letter = *at < text.len ? text.ptr[(*at)++] : '\0', utf8[4];
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);
    if (found != NULL || letter == '/') {
        rq_buf_byte(buf, found != NULL ? meanings[found - letters] : letter);
        return true;
    }
    int32_t code_point = letter == 'u' ? read_hex(rq_str_slice(text, *at, *at + 4)) : -1;
    if (code_point < 0 || (code_point >= 0xD800 && code_point < 0xE000))
        return false;
    *at += 4;
    rq_buf_add(buf, (rq_str){utf8, rq_utf8_encode((uint32_t)code_point, utf8)});
    return true;
}

bool rq_quoted_read(struct rq_arena *arena, rq_str text, size_t *at, rq_str *out, size_t *offset, struct rq_err *err)
{
    struct rq_buf buf = {.arena = arena};
    *offset = (*at)++;
    while (*at < text.len && text.ptr[*at] != '"') {
        size_t start = *at;
        if (text.ptr[(*at)++] != '\\') {
            rq_buf_byte(&buf, text.ptr[start]);
        } else if (!read_escape(text, at, &buf)) {
            *offset = start;
            return rq_fail(err, "JSON has no such escape");
        }
    }
    if (*at >= text.len)
        return rq_fail(err, "this quote is never closed");
    ++*at;
    *out = rq_buf_text(&buf);
    return true;
}

static bool is_bare(rq_str key)
{
    for (size_t i = 0; i < key.len; i++) {
        char byte = key.ptr[i];
        bool letter = rq_ascii_is_alnum(byte);
        if (!letter && byte != '_' && byte != '-')
            return false;
    }
    return key.len > 0;
}

void rq_quoted_add(struct rq_buf *path, rq_str key)
{
    if (path->len > 0)
        rq_buf_byte(path, '.');
    if (is_bare(key)) {
        rq_buf_add(path, key);
        return;
    }
    rq_buf_byte(path, '"');
    for (size_t i = 0; i < key.len; i++) {
        unsigned char byte = (unsigned char)key.ptr[i];
        const char *named = byte == '\0' ? NULL : strchr(meanings, byte);
        if (named != NULL)
            rq_buf_format(path, "\\%c", letters[named - meanings]);
        else if (byte < 0x20)
            rq_buf_format(path, "\\u%04x", byte);
        else
            rq_buf_byte(path, (char)byte);
    }
    rq_buf_byte(path, '"');
}

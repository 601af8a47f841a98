/*
 * Making text harmless, one code point at a time.  Every printed text goes through picture(), and what is measured is what
 * picture() gives, so a caret stands below its value whatever the value holds.
 */
#include "format/visible.h"

/* Looks like a number sign, and is none. */
enum { SHARP = 0x266F };

/* What stands for a code point that must not reach a terminal as it is; the code point itself for all others. */
static uint32_t picture(uint32_t code_point)
{
    if (code_point < 0x20)
        return 0x2400 + code_point;
    if (code_point == 0x7F)
        return 0x2421;
    bool c1 = code_point >= 0x80 && code_point < 0xA0;
    bool line_break = code_point == 0x2028 || code_point == 0x2029;
    bool turns_text = code_point == 0x061C || code_point == 0x200E || code_point == 0x200F ||
                      (code_point >= 0x202A && code_point <= 0x202E) || (code_point >= 0x2066 && code_point <= 0x2069);
    return c1 || line_break || turns_text ? 0xFFFD : code_point;
}

/* True if a runner of CI takes what follows two number signs for a command, wherever it stands in a line of the log. */
static bool is_command(rq_str rest)
{
    return rq_str_starts(rest, RQ_STR("[")) || rq_str_starts(rest, RQ_STR("vso["));
}

/* The picture of the code point at *at, which moves behind it. */
static uint32_t next_picture(rq_str text, size_t *at)
{
    size_t start = *at;
    uint32_t code_point = rq_utf8_next(text, at);
    bool second = code_point == '#' && start > 0 && text.ptr[start - 1] == '#';
    return second && is_command(rq_str_slice(text, *at, text.len)) ? SHARP : picture(code_point);
}

static void add_code_point(struct rq_buf *buf, uint32_t code_point)
{
    char bytes[4];
    rq_buf_add(buf, (rq_str){bytes, rq_utf8_encode(code_point, bytes)});
}

void rq_format_add_visible(struct rq_buf *buf, rq_str text)
{
    for (size_t at = 0; at < text.len;) {
        if (text.ptr[at] == '\t') {
            rq_buf_repeat(buf, ' ', RQ_FORMAT_TAB);
            at++;
        } else {
            add_code_point(buf, next_picture(text, &at));
        }
    }
}

static size_t width(uint32_t code_point)
{
    return code_point == '\t' ? RQ_FORMAT_TAB : (size_t)rq_utf8_width(picture(code_point));
}

size_t rq_format_columns(rq_str text)
{
    size_t columns = 0;
    for (size_t at = 0; at < text.len;)
        columns += width(rq_utf8_next(text, &at));
    return columns;
}

size_t rq_format_fit(rq_str text, size_t columns)
{
    size_t used = 0, end = 0;
    for (size_t at = 0; at < text.len; end = at) {
        used += width(rq_utf8_next(text, &at));
        if (used > columns)
            break;
    }
    return end;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Adds the run of blanks that starts at *at, which moves behind it: one blank where it breaks the line. */
static void add_blanks(struct rq_buf *buf, rq_str text, size_t *at)
{
    size_t start = *at;
    bool broken = false;
    for (; *at < text.len && is_space(text.ptr[*at]); ++*at)
        broken |= text.ptr[*at] == '\n';
    if (broken) {
        rq_buf_byte(buf, ' ');
        return;
    }
    for (size_t i = start; i < *at; i++)
        add_code_point(buf, text.ptr[i] == '\t' ? ' ' : picture((unsigned char)text.ptr[i]));
}

rq_str rq_format_prose(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    text = rq_str_trim(text);
    for (size_t at = 0; at < text.len;) {
        if (is_space(text.ptr[at]))
            add_blanks(&buf, text, &at);
        else
            add_code_point(&buf, next_picture(text, &at));
    }
    return rq_buf_text(&buf);
}

rq_str rq_format_name(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t at = 0; at < text.len;)
        add_code_point(&buf, next_picture(text, &at));
    return rq_buf_text(&buf);
}

rq_str rq_format_utf8(struct rq_arena *arena, rq_str text)
{
    if (rq_utf8_valid(text, NULL))
        return text;
    struct rq_buf buf = {.arena = arena};
    for (size_t at = 0; at < text.len;)
        add_code_point(&buf, rq_utf8_next(text, &at));
    return rq_buf_text(&buf);
}

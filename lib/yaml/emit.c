/*
 * Writing scalars.
 *
 * Our reader knows the core schema of YAML 1.2, other readers still that of 1.1, where `no` is false and 1:30 is ninety.
 * So a text is written plain only if it is made of tame characters, and no reader of either version takes it for something
 * else.  Several lines become a literal block if their characters may stand in one.  Everything else is in double quotes,
 * in which any text can be written.
 */
#include "yaml/yaml.h"

#include "base/ascii.h"

#include <string.h>

static bool is_letter(char c)
{
    return rq_ascii_is_letter(c) || (unsigned char)c >= 0x80;
}

/* YYYY-MM-DD: in YAML 1.1 a timestamp, in ours text. */
static bool is_day(rq_str text)
{
    static const char form[] = "0000-00-00";
    if (text.len != sizeof form - 1)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (form[i] == '0' ? !rq_ascii_is_digit(text.ptr[i]) : text.ptr[i] != '-')
            return false;
    return true;
}

/* Words that one version or the other reads as null, true, false or a merge, in any letter case. */
static bool is_special_word(rq_str text)
{
    static const rq_str words[] = {{"null", 4}, {"true", 4}, {"false", 5}, {"yes", 3}, {"no", 2},
                                   {"on", 2},   {"off", 3},  {"y", 1},     {"n", 1}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t at = 0;
        while (text.len == words[i].len && at < text.len && (text.ptr[at] | 0x20) == words[i].ptr[at])
            at++;
        if (at == words[i].len)
            return true;
    }
    return false;
}

/* All numbers of both versions begin with a digit, after a sign and a dot at most: what begins so is quoted.  But letters
 * other than those of numbers make it a word: "3rd floor", "30 days". */
static bool may_be_number(rq_str text)
{
    size_t at = 0;
    while (at < text.len && memchr("+-.", text.ptr[at], 3) != NULL)
        at++;
    if (at == text.len || !rq_ascii_is_digit(text.ptr[at]))
        return false;
    for (; at < text.len; at++)
        if (!rq_ascii_is_digit(text.ptr[at]) && memchr("+-._:abcdefABCDEFoxTtZz ", text.ptr[at], 23) == NULL)
            return false;
    return true;
}

/* Characters that mean nothing to YAML inside of a plain scalar, whatever stands beside them. */
static bool is_tame(unsigned char c)
{
    return c >= 0x80 || is_letter((char)c) || rq_ascii_is_digit((char)c) ||
           (c != '\0' && strchr(" _-./+()$%;=<>^~@!?*&'", c));
}

static bool all_printable(rq_str text, bool lines)
{
    for (size_t at = 0; at < text.len;) {
        uint32_t c = rq_utf8_next(text, &at);
        if (!rq_utf8_is_printable(c) && !(lines && c == '\n'))
            return false;
    }
    return true;
}

/* A comma or a colon is tame with a letter, digit or blank around it, but ": " is not. */
static bool is_plain(rq_str text, enum rq_yaml_days days)
{
    if (text.len == 0 || (!is_letter(text.ptr[0]) && !rq_ascii_is_digit(text.ptr[0])) || text.ptr[text.len - 1] == ' ')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i], next = i + 1 < text.len ? text.ptr[i + 1] : ' ';
        bool inside = c == ',' || (c == ':' && next != ' ');
        if (!is_tame((unsigned char)c) && !inside)
            return false;
    }
    if (is_day(text))
        return days == RQ_YAML_DAYS_PLAIN;
    return !is_special_word(text) && !may_be_number(text) && all_printable(text, false);
}

/* More than one line, none of which begins the block with a blank, and no white space that would be lost or unseen. */
static bool is_block(rq_str text)
{
    if (rq_str_find_byte(text, '\n', 0) == RQ_NOT_FOUND || text.ptr[0] == ' ' || text.ptr[0] == '\n')
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\n' && i > 0 && text.ptr[i - 1] == ' ')
            return false;
    return text.ptr[text.len - 1] != ' ' && all_printable(text, true);
}

/* The sign behind the bar says what happens to line breaks at the end: none is there, or more than one. */
static void add_block(struct rq_buf *buf, rq_str text, size_t indent)
{
    bool ended = text.ptr[text.len - 1] == '\n';
    bool more = ended && text.len > 1 && text.ptr[text.len - 2] == '\n';
    rq_buf_add(buf, more ? RQ_STR("|+") : ended ? RQ_STR("|") : RQ_STR("|-"));
    size_t end = ended ? text.len - 1 : text.len;
    for (size_t at = 0; at <= end;) {
        size_t line = rq_str_find_byte(text, '\n', at);
        line = line == RQ_NOT_FOUND || line > end ? end : line;
        rq_buf_byte(buf, '\n');
        if (line > at)
            rq_buf_repeat(buf, ' ', indent + 2);
        rq_buf_add(buf, rq_str_slice(text, at, line));
        at = line + 1;
    }
}

static void add_text(struct rq_buf *buf, rq_str text, enum rq_yaml_days days, size_t indent)
{
    if (is_plain(text, days))
        rq_buf_add(buf, text);
    else if (is_block(text))
        add_block(buf, text, indent);
    else
        rq_buf_quote(buf, text);
}

/* A whole number needs its dot to stay a double, and no schema has CEL's names for what is no number. */
static void add_double(struct rq_buf *buf, double number)
{
    if (number != number) {
        rq_buf_add(buf, RQ_STR(".nan"));
        return;
    }
    if (number - number != 0) {
        rq_buf_add(buf, number > 0 ? RQ_STR(".inf") : RQ_STR("-.inf"));
        return;
    }
    rq_str text = rq_double_print(buf->arena, number);
    size_t sign = rq_str_find_byte(text, 'e', 0);
    bool dotted = rq_str_find_byte(text, '.', 0) != RQ_NOT_FOUND;
    rq_str digits = rq_str_slice(text, 0, sign == RQ_NOT_FOUND ? text.len : sign);
    rq_buf_add(buf, digits);
    rq_buf_add(buf, dotted ? RQ_STR("") : RQ_STR(".0"));
    rq_buf_add(buf, rq_str_slice(text, digits.len, text.len));
}

void rq_yaml_emit(struct rq_buf *buf, rq_value scalar, enum rq_yaml_days days, size_t indent)
{
    switch ((enum rq_kind)scalar.kind) {
    case RQ_BOOL:
        rq_buf_add(buf, scalar.as.boolean ? RQ_STR("true") : RQ_STR("false"));
        return;
    case RQ_INT:
        rq_buf_format(buf, "%lld", (long long)scalar.as.integer);
        return;
    case RQ_UINT:
        rq_buf_format(buf, "%llu", (unsigned long long)scalar.as.natural);
        return;
    case RQ_DOUBLE:
        add_double(buf, scalar.as.number);
        return;
    case RQ_STRING:
        add_text(buf, rq_value_text(scalar), days, indent);
        return;
    default:
        rq_buf_add(buf, RQ_STR("null"));
    }
}

void rq_yaml_emit_key(struct rq_buf *buf, rq_str key)
{
    if (is_plain(key, RQ_YAML_DAYS_QUOTED) && rq_str_find_byte(key, ':', 0) == RQ_NOT_FOUND)
        rq_buf_add(buf, key);
    else
        rq_buf_quote(buf, key);
}

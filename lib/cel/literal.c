/*
 * Literals.  The lexer has measured them; here their values are read, and what does not fit or is no escape is told with
 * its exact place.
 *
 * Escapes (language definition, "String and Bytes Values"): \xHH and \ooo are a code point in a string and a byte in
 * bytes; \u and \U are a code point and stand in strings only.
 */
#include "cel/literal.h"

#include "base/ascii.h"
#include "base/text.h"
#include "cel/convert.h"

#include <string.h>

static bool report(struct rq_cel_problem *problem, uint32_t start, uint32_t end, rq_str message, rq_str hint)
{
    *problem = (struct rq_cel_problem){start, end, message, hint};
    return false;
}

/* The value of decimal or 0x digits; false where it does not fit into 64 bits. */
static bool read_natural(rq_str digits, uint64_t *natural)
{
    bool hex = digits.len > 2 && digits.ptr[1] == 'x';
    uint64_t base = hex ? 16 : 10;
    *natural = 0;
    for (size_t i = hex ? 2 : 0; i < digits.len; i++)
        if (__builtin_mul_overflow(*natural, base, natural) ||
            __builtin_add_overflow(*natural, (uint64_t)rq_ascii_hex(digits.ptr[i]), natural))
            return false;
    return true;
}

static bool read_int(rq_str digits, bool negative, rq_value *value)
{
    uint64_t natural;
    if (!read_natural(digits, &natural) || natural > (uint64_t)INT64_MAX + negative)
        return false;
    *value = rq_int(negative ? (int64_t)(0 - natural) : (int64_t)natural);
    return true;
}

bool rq_cel_number(struct rq_arena *arena, rq_str text, struct rq_cel_token token, bool negative, rq_value *value,
                   struct rq_cel_problem *problem)
{
    rq_str digits = rq_str_slice(text, token.start, token.end);
    rq_str none = {NULL, 0};
    uint64_t natural;
    double number;
    switch (token.kind) {
    case RQ_TOKEN_DOUBLE:
        if (!rq_cel_double_parse(arena, digits, &number))
            return report(problem, token.start, token.end, RQ_STR("the number does not fit into a double"), none);
        *value = rq_double(negative ? -number : number);
        return true;
    case RQ_TOKEN_UINT:
        digits.len--;
        *value = rq_uint(0);
        if (!read_natural(digits, &natural))
            return report(problem, token.start, token.end, RQ_STR("the number does not fit into a uint of 64 bits"),
                          RQ_STR("the largest uint is 18446744073709551615u"));
        *value = rq_uint(natural);
        return true;
    default:
        if (!read_int(digits, negative, value))
            return report(problem, token.start, token.end, RQ_STR("the number does not fit into an int of 64 bits"),
                          RQ_STR("ints reach from -9223372036854775808 to 9223372036854775807"));
        return true;
    }
}

/* A literal being decoded. */
struct decoder {
    rq_str text;
    uint32_t offset, end;
    bool bytes;
    struct rq_buf out;
    struct rq_cel_problem *problem;
};

static bool bad_escape(struct decoder *decoder, uint32_t length, const char *what, const char *hint)
{
    uint32_t start = decoder->offset, end = start + length > decoder->end ? decoder->end : start + length;
    rq_str escape = rq_str_slice(decoder->text, start, end);
    return report(decoder->problem, start, end, rq_arena_format(decoder->out.arena, what, RQ_ARG(escape)),
                  rq_str_from(hint));
}

static void put_code(struct decoder *decoder, uint32_t code)
{
    char bytes[4];
    if (decoder->bytes)
        rq_buf_byte(&decoder->out, (char)code);
    else
        rq_buf_add(&decoder->out, (rq_str){bytes, rq_utf8_encode(code, bytes)});
}

/* The digits of a numeric escape: `length` of them from `skip` bytes after the backslash. */
static bool escape_number(struct decoder *decoder, uint32_t skip, uint32_t length, int base, uint32_t *code)
{
    *code = 0;
    for (uint32_t i = decoder->offset + skip; i < decoder->offset + skip + length; i++) {
        int digit = i < decoder->end ? (int)rq_ascii_hex(decoder->text.ptr[i]) : base;
        if (digit >= base)
            return bad_escape(decoder, i - decoder->offset + 1, "`%.*s` is not a whole escape",
                              base == 8 ? "an octal escape has three digits, \\000 to \\377"
                                        : "escapes are \\xHH, \\uHHHH and \\UHHHHHHHH");
        *code = *code * (uint32_t)base + (uint32_t)digit;
    }
    return true;
}

static bool numeric_escape(struct decoder *decoder, uint32_t skip, uint32_t length, int base)
{
    uint32_t code;
    if (!escape_number(decoder, skip, length, base, &code))
        return false;
    if (decoder->bytes && length > 3)
        return bad_escape(decoder, skip + length, "`%.*s` has no place in bytes", "write the bytes, each as \\xHH");
    if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF) || (base == 8 && code > 0xFF))
        return bad_escape(decoder, skip + length, "`%.*s` is no code point", "");
    put_code(decoder, code);
    decoder->offset += skip + length;
    return true;
}

static bool letter_escape(struct decoder *decoder, char letter)
{
    static const char letters[] = "abfnrtv\\?\"'`", codes[] = "\a\b\f\n\r\t\v\\?\"'`";
    const char *found = letter == '\0' ? NULL : strchr(letters, letter);
    if (!found)
        return bad_escape(decoder, 2, "`%.*s` is not an escape",
                          "for a pattern write a raw string, r\"\\d+\"; for a backslash write \\\\");
    rq_buf_byte(&decoder->out, codes[found - letters]);
    decoder->offset += 2;
    return true;
}

static bool escape(struct decoder *decoder)
{
    char letter = decoder->offset + 1 < decoder->end ? decoder->text.ptr[decoder->offset + 1] : '\0';
    switch (letter) {
    case 'x':
    case 'X':
        return numeric_escape(decoder, 2, 2, 16);
    case 'u':
        return numeric_escape(decoder, 2, 4, 16);
    case 'U':
        return numeric_escape(decoder, 2, 8, 16);
    default:
        return letter >= '0' && letter <= '7' ? numeric_escape(decoder, 1, 3, 8) : letter_escape(decoder, letter);
    }
}

static bool decode(struct decoder *decoder)
{
    while (decoder->offset < decoder->end) {
        size_t next = rq_str_find_byte(decoder->text, '\\', decoder->offset);
        uint32_t plain_end = next < decoder->end ? (uint32_t)next : decoder->end;
        rq_buf_add(&decoder->out, rq_str_slice(decoder->text, decoder->offset, plain_end));
        decoder->offset = plain_end;
        if (plain_end < decoder->end && !escape(decoder))
            return false;
    }
    return true;
}

/* A decoder for what is between the quotes of a literal; `raw`: escapes mean nothing in it. */
static struct decoder decoder_of(struct rq_arena *arena, rq_str text, uint32_t start, uint32_t end, bool *raw)
{
    uint32_t open = start, quotes = 1;
    *raw = false;
    for (; text.ptr[open] != '"' && text.ptr[open] != '\''; open++)
        *raw = *raw || text.ptr[open] == 'r' || text.ptr[open] == 'R';
    if (end - open >= 6 && text.ptr[open + 1] == text.ptr[open] && text.ptr[open + 2] == text.ptr[open])
        quotes = 3;
    return (struct decoder){.text = text, .offset = open + quotes, .end = end - quotes, .out = {.arena = arena}};
}

bool rq_cel_quoted(struct rq_arena *arena, rq_str text, struct rq_cel_token token, rq_value *value,
                   struct rq_cel_problem *problem)
{
    bool raw;
    struct decoder decoder = decoder_of(arena, text, token.start, token.end, &raw);
    decoder.bytes = token.kind == RQ_TOKEN_BYTES;
    decoder.problem = problem;
    rq_str content = rq_str_slice(text, decoder.offset, decoder.end);
    if (!raw && rq_str_find_byte(content, '\\', 0) != RQ_NOT_FOUND) {
        if (!decode(&decoder))
            return false;
        content = rq_buf_text(&decoder.out);
    }
    *value = decoder.bytes ? rq_bytes(content) : rq_string(content);
    return true;
}

uint32_t rq_cel_quoted_place(struct rq_arena *arena, rq_str literal, size_t offset)
{
    bool raw;
    struct rq_cel_problem ignored;
    struct decoder decoder = decoder_of(arena, literal, 0, (uint32_t)literal.len, &raw);
    decoder.problem = &ignored;
    if (raw)
        return decoder.offset + (uint32_t)offset;
    while (decoder.offset < decoder.end && decoder.out.len < offset) {
        if (literal.ptr[decoder.offset] != '\\')
            rq_buf_byte(&decoder.out, literal.ptr[decoder.offset++]);
        else if (!escape(&decoder))
            break;
    }
    return decoder.offset;
}

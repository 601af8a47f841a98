/*
 * Scalars: the core schema of YAML 1.2.2, section 10.3.2, and its tags.
 *
 * Matching is by hand, not by regular expression: each form is one short scan, and the first byte already rules out
 * almost every text.
 */
#include "yaml/reader.h"

#include "base/ascii.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    rq_str text;
    uint8_t kind;
    bool truth;
    double number;
} words[] = {
    {{"", 0}, RQ_NULL, false, 0},
    {{"~", 1}, RQ_NULL, false, 0},
    {{"null", 4}, RQ_NULL, false, 0},
    {{"Null", 4}, RQ_NULL, false, 0},
    {{"NULL", 4}, RQ_NULL, false, 0},
    {{"true", 4}, RQ_BOOL, true, 0},
    {{"True", 4}, RQ_BOOL, true, 0},
    {{"TRUE", 4}, RQ_BOOL, true, 0},
    {{"false", 5}, RQ_BOOL, false, 0},
    {{"False", 5}, RQ_BOOL, false, 0},
    {{"FALSE", 5}, RQ_BOOL, false, 0},
    {{".inf", 4}, RQ_DOUBLE, false, INFINITY},
    {{".Inf", 4}, RQ_DOUBLE, false, INFINITY},
    {{".INF", 4}, RQ_DOUBLE, false, INFINITY},
    {{"+.inf", 5}, RQ_DOUBLE, false, INFINITY},
    {{"+.Inf", 5}, RQ_DOUBLE, false, INFINITY},
    {{"+.INF", 5}, RQ_DOUBLE, false, INFINITY},
    {{"-.inf", 5}, RQ_DOUBLE, false, -INFINITY},
    {{"-.Inf", 5}, RQ_DOUBLE, false, -INFINITY},
    {{"-.INF", 5}, RQ_DOUBLE, false, -INFINITY},
    {{".nan", 4}, RQ_DOUBLE, false, NAN},
    {{".NaN", 4}, RQ_DOUBLE, false, NAN},
    {{".NAN", 4}, RQ_DOUBLE, false, NAN},
};

static bool word(rq_str text, rq_value *value)
{
    for (size_t i = 0; text.len <= 5 && i < sizeof words / sizeof *words; i++) {
        if (text.len != words[i].text.len || !rq_str_equal(text, words[i].text))
            continue;
        *value = words[i].kind == RQ_BOOL     ? rq_bool(words[i].truth)
                 : words[i].kind == RQ_DOUBLE ? rq_double(words[i].number)
                                              : rq_null();
        return true;
    }
    return false;
}

static size_t skip_sign(rq_str text, size_t at)
{
    return at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+') ? at + 1 : at;
}

static size_t skip_digits(rq_str text, size_t at, unsigned base)
{
    while (at < text.len && rq_ascii_hex(text.ptr[at]) < base)
        at++;
    return at;
}

/* False where the number is above UINT64_MAX. */
static bool digits(rq_str text, unsigned base, uint64_t *number)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < text.len; i++) {
        unsigned digit = rq_ascii_hex(text.ptr[i]);
        if (sum > (UINT64_MAX - digit) / base)
            return false;
        sum = sum * base + digit;
    }
    *number = sum;
    return true;
}

static rq_value integer_value(rq_str text, size_t start, unsigned base)
{
    uint64_t number;
    if (!digits(rq_str_slice(text, start, text.len), base, &number))
        return (rq_value){.kind = RQ_ABSENT};
    if (text.ptr[0] != '-')
        return number <= INT64_MAX ? rq_int((int64_t)number) : rq_uint(number);
    if (number <= INT64_MAX)
        return rq_int(-(int64_t)number);
    return number == (uint64_t)INT64_MAX + 1 ? rq_int(INT64_MIN) : (rq_value){.kind = RQ_ABSENT};
}

/* int = [ "-" | "+" ] digit {digit} | "0o" octal {octal} | "0x" hex {hex} */
static bool integer(rq_str text, rq_value *value)
{
    unsigned base = 10;
    if (rq_str_starts(text, RQ_STR("0o")))
        base = 8;
    else if (rq_str_starts(text, RQ_STR("0x")))
        base = 16;
    size_t start = base == 10 ? skip_sign(text, 0) : 2;
    if (start == text.len || skip_digits(text, start, base) < text.len)
        return false;
    *value = integer_value(text, start, base);
    return true;
}

/* Parts of a decimal float: digits before and after the point, and the exponent with its sign. */
struct decimal {
    rq_str whole, fraction, exponent;
    bool negative;
};

/* float = [ "-" | "+" ] ( "." digit {digit} | digit {digit} [ "." {digit} ] ) [ ( "e" | "E" ) [ "-" | "+" ] digit {digit} ] */
static bool split_float(rq_str text, struct decimal *parts)
{
    size_t start = skip_sign(text, 0), at = skip_digits(text, start, 10);
    parts->negative = start > 0 && text.ptr[0] == '-';
    parts->whole = rq_str_slice(text, start, at);
    parts->fraction = parts->exponent = RQ_STR("");
    if (at < text.len && text.ptr[at] == '.') {
        size_t end = skip_digits(text, at + 1, 10);
        parts->fraction = rq_str_slice(text, at + 1, end);
        at = end;
    }
    if (parts->whole.len + parts->fraction.len == 0)
        return false;
    if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
        size_t first = skip_sign(text, at + 1), end = skip_digits(text, first, 10);
        if (first == end)
            return false;
        parts->exponent = rq_str_slice(text, at + 1, end);
        at = end;
    }
    return at == text.len;
}

/* Far beyond any double, and far from overflow when a million digits of fraction are taken off. */
enum { EXPONENT_LIMIT = 100000000 };

static long exponent_of(rq_str text)
{
    long exponent = 0;
    for (size_t i = skip_sign(text, 0); i < text.len && exponent < EXPONENT_LIMIT; i++)
        exponent = exponent * 10 + (text.ptr[i] - '0');
    return text.len > 0 && text.ptr[0] == '-' ? -exponent : exponent;
}

/* strtod rounds correctly but takes its radix character from the locale; so it is given none: 1.25e3 as 125e1. */
static bool floating(struct rq_arena *scratch, rq_str text, rq_value *value)
{
    struct decimal parts;
    if (!split_float(text, &parts))
        return false;
    struct rq_buf buf = {.arena = scratch};
    rq_buf_add(&buf, parts.whole);
    rq_buf_add(&buf, parts.fraction);
    rq_buf_format(&buf, "e%ld", exponent_of(parts.exponent) - (long)parts.fraction.len);
    double number = strtod(buf.ptr, NULL);
    *value = isinf(number) ? (rq_value){.kind = RQ_ABSENT} : rq_double(parts.negative ? -number : number);
    return true;
}

rq_value rq_yaml_plain(struct rq_arena *scratch, rq_str text)
{
    rq_value value;
    char first = text.len == 0 ? '~' : text.ptr[0];
    bool worded = memchr("nNtTfF~.+-", first, 10) != NULL;
    bool numeric = (first >= '0' && first <= '9') || first == '.' || first == '+' || first == '-';
    if (worded && word(text, &value))
        return value;
    if (numeric && (integer(text, &value) || floating(scratch, text, &value)))
        return value;
    return rq_string(text);
}

static rq_value as_double(struct rq_arena *scratch, rq_str text)
{
    rq_value value = rq_yaml_plain(scratch, text);
    if (value.kind == RQ_DOUBLE || floating(scratch, text, &value))
        return value;
    return (rq_value){.kind = RQ_ABSENT};
}

static const struct {
    const char *tag;
    uint8_t kind, other; /* what its text must be */
} tags[] = {
    {YAML_STR_TAG, RQ_STRING, RQ_STRING}, {YAML_INT_TAG, RQ_INT, RQ_UINT},   {YAML_FLOAT_TAG, RQ_DOUBLE, RQ_DOUBLE},
    {YAML_BOOL_TAG, RQ_BOOL, RQ_BOOL},    {YAML_NULL_TAG, RQ_NULL, RQ_NULL}, {YAML_MAP_TAG, RQ_MAP, RQ_MAP},
    {YAML_SEQ_TAG, RQ_LIST, RQ_LIST},
};

rq_value rq_yaml_tagged(struct rq_arena *scratch, rq_str tag, rq_str text, bool *known)
{
    rq_value none = {.kind = RQ_ABSENT};
    *known = false;
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        if (!rq_str_equal(tag, rq_str_from(tags[i].tag)))
            continue;
        *known = true;
        if (tags[i].kind == RQ_STRING)
            return rq_string(text);
        rq_value value = tags[i].kind == RQ_DOUBLE ? as_double(scratch, text) : rq_yaml_plain(scratch, text);
        return value.kind == tags[i].kind || value.kind == tags[i].other ? value : none;
    }
    return none;
}

/*
 * Text to numbers.
 *
 * strtod rounds correctly but takes the radix character from the locale, which a host program may have set.  So the text
 * is checked against our own grammar first, and what strtod gets is the same number written without a radix character:
 * all digits as an integer, and the exponent lowered by the number of digits after the point.
 */
#include "cel/convert.h"

#include <math.h>
#include <stdlib.h>

bool rq_cel_uint_parse(rq_str text, uint64_t *out)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
        unsigned digit = (unsigned)(text.ptr[i] - '0');
        if (sum > (UINT64_MAX - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    if (text.len == 0)
        return false;
    *out = sum;
    return true;
}

bool rq_cel_int_parse(rq_str text, int64_t *out)
{
    bool negative = text.len > 0 && text.ptr[0] == '-';
    uint64_t size;
    if (!rq_cel_uint_parse(negative ? (rq_str){text.ptr + 1, text.len - 1} : text, &size))
        return false;
    if (size > (uint64_t)INT64_MAX + negative)
        return false;
    if (!negative)
        *out = (int64_t)size;
    else
        *out = size == 0 ? 0 : -(int64_t)(size - 1) - 1;
    return true;
}

/* A text that is read from left to right, and the number's digits without its point. */
struct scan {
    rq_str text;
    size_t at;
    char *digits;
    size_t count;
};

static bool accept(struct scan *scan, char byte)
{
    if (scan->at >= scan->text.len || scan->text.ptr[scan->at] != byte)
        return false;
    scan->at++;
    return true;
}

/* Keeps the digits that stand here and gives their number. */
static size_t take_digits(struct scan *scan)
{
    size_t before = scan->at;
    while (scan->at < scan->text.len && scan->text.ptr[scan->at] >= '0' && scan->text.ptr[scan->at] <= '9')
        scan->digits[scan->count++] = scan->text.ptr[scan->at++];
    return scan->at - before;
}

/* exponent = [ ( "e" | "E" ) [ "+" | "-" ] digit { digit } ] ; far beyond the range of doubles it stops growing */
static bool parse_exponent(struct scan *scan, long *exponent)
{
    enum { FAR_BEYOND = 100000000 };
    *exponent = 0;
    if (!accept(scan, 'e') && !accept(scan, 'E'))
        return true;
    bool negative = accept(scan, '-');
    if (!negative)
        (void)accept(scan, '+');
    size_t before = scan->at;
    for (; scan->at < scan->text.len; scan->at++) {
        char digit = scan->text.ptr[scan->at];
        if (digit < '0' || digit > '9')
            break;
        if (*exponent < FAR_BEYOND)
            *exponent = *exponent * 10 + (digit - '0');
    }
    if (negative)
        *exponent = -*exponent;
    return scan->at > before;
}

/* number = [ "+" | "-" ] ( digit { digit } [ "." digit { digit } ] | "." digit { digit } ) exponent */
static bool parse_number(struct scan *scan, long *exponent)
{
    if (accept(scan, '-'))
        scan->digits[scan->count++] = '-';
    else
        (void)accept(scan, '+');
    size_t whole = take_digits(scan), fraction = 0;
    if (accept(scan, '.')) {
        fraction = take_digits(scan);
        if (fraction == 0)
            return false;
    }
    if (whole + fraction == 0 || !parse_exponent(scan, exponent) || scan->at < scan->text.len)
        return false;
    *exponent -= (long)fraction;
    return true;
}

static bool parse_special(rq_str text, double *out)
{
    if (rq_str_equal(text, RQ_STR("NaN")))
        *out = (double)NAN;
    else if (rq_str_equal(text, RQ_STR("Infinity")))
        *out = (double)INFINITY;
    else if (rq_str_equal(text, RQ_STR("-Infinity")))
        *out = -(double)INFINITY;
    else
        return false;
    return true;
}

bool rq_cel_double_parse(struct rq_arena *arena, rq_str text, double *out)
{
    if (parse_special(text, out))
        return true;
    struct rq_arena_mark mark = rq_arena_mark(arena);
    struct scan scan = {.text = text, .digits = rq_arena_alloc(arena, text.len + 2)};
    long exponent;
    bool found = parse_number(&scan, &exponent);
    if (found) {
        rq_str plain = rq_arena_format(arena, "%.*se%ld", (int)scan.count, scan.digits, exponent);
        double number = strtod(plain.ptr, NULL);
        found = !isinf(number);
        if (found)
            *out = number;
    }
    rq_arena_release(arena, mark);
    return found;
}

bool rq_cel_bool_parse(rq_str text, bool *out)
{
    static const char *const words[] = {"1", "t", "T", "true",  "TRUE",  "True",
                                        "0", "f", "F", "false", "FALSE", "False"};
    enum { COUNT = sizeof words / sizeof words[0] };
    for (size_t i = 0; i < COUNT; i++) {
        if (rq_str_equal(text, rq_str_from(words[i]))) {
            *out = i < COUNT / 2;
            return true;
        }
    }
    return false;
}

bool rq_cel_int_from_double(double number, int64_t *out)
{
    if (!(number > -9223372036854775808.0 && number < 9223372036854775808.0))
        return false;
    *out = (int64_t)number;
    return true;
}

bool rq_cel_uint_from_double(double number, uint64_t *out)
{
    if (!(number >= 0 && number < 18446744073709551616.0))
        return false;
    *out = (uint64_t)number;
    return true;
}

/*
 * text.format(list) and strings.quote(text): the printing half of cel-go's strings library.
 *
 * A clause is "%", an optional precision, and a verb; each takes the next element of the list.  A verb is a row of the
 * table at the bottom and one function, which adds the element to the text or says what it cannot print.  Nothing here
 * depends on the locale: what printf writes as the radix character becomes a point.
 */
#include "cel/format.h"

#include "cel/args.h"
#include "cel/print.h"

#include <math.h>

enum {
    DEFAULT_PRECISION = 6,
    MOST_PRECISION = 1000 /* a double has at most 1074 digits behind its point, and nobody reads that many */
};

struct formatter {
    struct rq_cel_call *call;
    struct rq_buf buf;
    rq_str format;
    size_t at;
    const rq_value *items; /* NULL: the format is only checked */
    uint32_t next, count;  /* elements of the list */
    int precision;         /* -1: not given */
    rq_value problem;
};

static bool stop(struct formatter *formatter, rq_value problem)
{
    formatter->problem = problem;
    return false;
}

static bool cannot_print(struct formatter *formatter, const char *wanted, rq_value value)
{
    rq_str type = rq_value_type_name(value);
    return stop(formatter, rq_cel_fault(formatter->call, "%%%c prints %s, not %.*s",
                                        formatter->format.ptr[formatter->at - 1], wanted, RQ_ARG(type)));
}

static bool add(struct formatter *formatter, rq_str text)
{
    if (!rq_cel_charge_bytes(formatter->call, text.len))
        return stop(formatter, rq_cel_exhausted(formatter->call));
    rq_buf_add(&formatter->buf, text);
    return true;
}

static bool format_string(struct formatter *formatter, rq_value value)
{
    struct rq_cel_printer printer = {.call = formatter->call, .buf = {.arena = formatter->call->arena}};
    if (!rq_cel_print(&printer, value))
        return stop(formatter, printer.problem);
    rq_buf_add(&formatter->buf, rq_buf_text(&printer.buf));
    return true;
}

static bool format_decimal(struct formatter *formatter, rq_value value)
{
    if (value.kind != RQ_INT && value.kind != RQ_UINT && value.kind != RQ_DOUBLE)
        return cannot_print(formatter, "numbers", value);
    return format_string(formatter, value);
}

/* What is printed instead of digits for a number that is not finite; empty for one that is. */
static rq_str special(double number)
{
    if (isnan(number))
        return RQ_STR("NaN");
    if (isinf(number))
        return number > 0 ? RQ_STR("Infinity") : RQ_STR("-Infinity");
    return (rq_str){0};
}

/* The text of a number with what stands for the radix character, in whatever locale, replaced by a point. */
static rq_str with_point(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        bool known = (byte >= '0' && byte <= '9') || byte == '-' || byte == '+' || byte == 'e';
        if (known)
            rq_buf_byte(&buf, byte);
        else if (i > 0 && text.ptr[i - 1] >= '0' && text.ptr[i - 1] <= '9')
            rq_buf_byte(&buf, '.');
    }
    return rq_buf_text(&buf);
}

static bool to_double(rq_value value, double *number)
{
    if (value.kind == RQ_INT)
        *number = (double)value.as.integer;
    else if (value.kind == RQ_UINT)
        *number = (double)value.as.natural;
    else if (value.kind == RQ_DOUBLE)
        *number = value.as.number;
    else
        return false;
    return true;
}

static bool format_real(struct formatter *formatter, rq_value value, bool scientific)
{
    double number;
    struct rq_arena *arena = formatter->call->arena;
    int precision = formatter->precision < 0 ? DEFAULT_PRECISION : formatter->precision;
    if (!to_double(value, &number))
        return cannot_print(formatter, "numbers", value);
    if (!isfinite(number))
        return add(formatter, special(number));
    rq_str text = scientific ? rq_arena_format(arena, "%.*e", precision, number)
                             : rq_arena_format(arena, "%.*f", precision, number);
    return add(formatter, with_point(arena, text));
}

static bool format_fixed(struct formatter *formatter, rq_value value)
{
    return format_real(formatter, value, false);
}

static bool format_scientific(struct formatter *formatter, rq_value value)
{
    return format_real(formatter, value, true);
}

static const char lower_digits[] = "0123456789abcdef", upper_digits[] = "0123456789ABCDEF";

/* A number in base 2, 8 or 16: `bits` to the digit, a minus sign before negative ones. */
static bool add_in_base(struct formatter *formatter, rq_value value, unsigned bits, const char *digits)
{
    char text[65];
    size_t start = sizeof text;
    bool negative = value.kind == RQ_INT && value.as.integer < 0;
    uint64_t size = value.kind == RQ_INT ? (uint64_t)value.as.integer : value.as.natural;
    if (negative)
        size = 0 - size;
    do {
        text[--start] = digits[size & ((1U << bits) - 1)];
        size >>= bits;
    } while (size > 0);
    if (negative)
        text[--start] = '-';
    return add(formatter, (rq_str){text + start, sizeof text - start});
}

static bool format_binary(struct formatter *formatter, rq_value value)
{
    if (value.kind == RQ_BOOL)
        return add(formatter, value.as.boolean ? RQ_STR("1") : RQ_STR("0"));
    if (value.kind != RQ_INT && value.kind != RQ_UINT)
        return cannot_print(formatter, "ints, uints and bools", value);
    return add_in_base(formatter, value, 1, lower_digits);
}

static bool format_octal(struct formatter *formatter, rq_value value)
{
    if (value.kind != RQ_INT && value.kind != RQ_UINT)
        return cannot_print(formatter, "ints and uints", value);
    return add_in_base(formatter, value, 3, lower_digits);
}

static bool add_hex_bytes(struct formatter *formatter, rq_str bytes, const char *digits)
{
    if (!rq_cel_charge_bytes(formatter->call, 2 * bytes.len))
        return stop(formatter, rq_cel_exhausted(formatter->call));
    for (size_t i = 0; i < bytes.len; i++) {
        unsigned char byte = (unsigned char)bytes.ptr[i];
        rq_buf_byte(&formatter->buf, digits[byte >> 4]);
        rq_buf_byte(&formatter->buf, digits[byte & 15]);
    }
    return true;
}

static bool format_hex_with(struct formatter *formatter, rq_value value, const char *digits)
{
    if (value.kind == RQ_STRING || value.kind == RQ_BYTES)
        return add_hex_bytes(formatter, rq_value_text(value), digits);
    if (value.kind != RQ_INT && value.kind != RQ_UINT)
        return cannot_print(formatter, "ints, uints, strings and bytes", value);
    return add_in_base(formatter, value, 4, digits);
}

static bool format_hex(struct formatter *formatter, rq_value value)
{
    return format_hex_with(formatter, value, lower_digits);
}

static bool format_upper_hex(struct formatter *formatter, rq_value value)
{
    return format_hex_with(formatter, value, upper_digits);
}

static const struct verb {
    char letter;
    bool takes_precision;
    bool (*format)(struct formatter *formatter, rq_value value);
} verbs[] = {
    {'s', false, format_string},    {'d', false, format_decimal},   {'f', true, format_fixed},
    {'e', true, format_scientific}, {'b', false, format_binary},    {'o', false, format_octal},
    {'x', false, format_hex},       {'X', false, format_upper_hex},
};

static const struct verb *find_verb(char letter)
{
    for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++)
        if (verbs[i].letter == letter)
            return &verbs[i];
    return NULL;
}

/* precision = [ "." digit { digit } ] */
static bool parse_precision(struct formatter *formatter)
{
    formatter->precision = -1;
    if (formatter->at >= formatter->format.len || formatter->format.ptr[formatter->at] != '.')
        return true;
    int precision = 0;
    size_t first = ++formatter->at;
    for (; formatter->at < formatter->format.len; formatter->at++) {
        char digit = formatter->format.ptr[formatter->at];
        if (digit < '0' || digit > '9')
            break;
        if (precision <= MOST_PRECISION)
            precision = precision * 10 + (digit - '0');
    }
    if (formatter->at == first || precision > MOST_PRECISION)
        return stop(formatter,
                    rq_cel_fault(formatter->call, "a precision in format() is a number from 0 to %d", MOST_PRECISION));
    formatter->precision = precision;
    return true;
}

/* clause = "%" ( "%" | precision verb ) ; read from behind the "%".  NULL where it is wrong, or wants an element behind the
 * last one. */
static const struct verb *parse_clause(struct formatter *formatter)
{
    struct rq_cel_call *call = formatter->call;
    if (!parse_precision(formatter))
        return NULL;
    bool ends = formatter->at == formatter->format.len;
    const struct verb *verb = ends ? NULL : find_verb(formatter->format.ptr[formatter->at]);
    if (ends)
        stop(formatter, rq_cel_fault(call, "the format ends within a %% clause"));
    else if (verb == NULL || (formatter->precision >= 0 && !verb->takes_precision))
        stop(formatter, rq_cel_fault(call, "format() has %%s %%d %%f %%e %%b %%o %%x %%X and %%%%, and "
                                           "a precision for %%f and %%e only"));
    else if (formatter->next >= formatter->count)
        stop(formatter, rq_cel_fault(call, "the format wants more than the %u values of the list", formatter->count));
    formatter->at++;
    formatter->next++;
    return formatter->problem.kind == RQ_FAULT ? NULL : verb;
}

static bool format_all(struct formatter *formatter)
{
    while (formatter->at < formatter->format.len) {
        size_t percent = rq_str_find_byte(formatter->format, '%', formatter->at);
        if (!add(formatter, rq_str_slice(formatter->format, formatter->at, percent)))
            return false;
        if (percent == RQ_NOT_FOUND)
            return true;
        formatter->at = percent + 1;
        if (formatter->at < formatter->format.len && formatter->format.ptr[formatter->at] == '%') {
            formatter->at++;
            rq_buf_byte(&formatter->buf, '%');
            continue;
        }
        const struct verb *verb = parse_clause(formatter);
        if (verb == NULL)
            return false;
        if (formatter->items != NULL && !verb->format(formatter, formatter->items[formatter->next - 1]))
            return false;
    }
    return true;
}

static rq_value format(struct rq_cel_call *call)
{
    const struct rq_list *list = call->args[1].as.list;
    struct formatter formatter = {.call = call,
                                  .buf = {.arena = call->arena},
                                  .format = rq_cel_text_arg(call, 0),
                                  .items = list->items,
                                  .count = list->count};
    return format_all(&formatter) ? rq_string(rq_buf_text(&formatter.buf)) : formatter.problem;
}

rq_value rq_cel_format_check(struct rq_cel_call *call, uint32_t count)
{
    struct formatter formatter = {
        .call = call, .buf = {.arena = call->arena}, .format = rq_cel_text_arg(call, 0), .count = count};
    return format_all(&formatter) ? rq_null() : formatter.problem;
}

static rq_value quote(struct rq_cel_call *call)
{
    static const char escapes[] = {['\a'] = 'a', ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\v'] = 'v',
                                   ['\f'] = 'f', ['\r'] = 'r', ['"'] = '"',  ['\\'] = '\\'};
    rq_str text = rq_cel_text_arg(call, 0);
    struct rq_buf buf = {.arena = call->arena};
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    rq_buf_byte(&buf, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char)text.ptr[i];
        char escape = byte < sizeof escapes ? escapes[byte] : '\0';
        if (escape != '\0')
            rq_buf_byte(&buf, '\\');
        rq_buf_byte(&buf, escape != '\0' ? escape : text.ptr[i]);
    }
    rq_buf_byte(&buf, '"');
    return rq_string(rq_buf_text(&buf));
}

const struct rq_cel_function rq_cel_fn_format[] = {
    {"format", RQ_CEL_METHOD, "sl:s", format},
    {"strings.quote", RQ_CEL_GLOBAL, "s:s", quote},
    {0},
};

/*
 * Values as text: CEL literals for people, the source text of scalars, JSON pointers.
 *
 * Printing stops early once the text is long enough, so that a large record costs no more than what is shown of it.
 */
#include "base/limits.h"
#include "base/source.h"
#include "value/value.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* The shortest of up to 17 significant digits that reads back as the same double, as digits and a decimal exponent.
 * printf and strtod agree with each other in every locale; the radix character is skipped, whatever it is. */
struct decimal {
    char digits[20];
    size_t count;
    int exponent; /* of the first digit */
    bool negative;
};

static struct decimal shortest(double number)
{
    char text[40];
    for (int precision = 0; precision <= 16; precision++) {
        snprintf(text, sizeof text, "%.*e", precision, number);
        if (strtod(text, NULL) == number)
            break;
    }
    struct decimal decimal = {.negative = text[0] == '-'};
    const char *at = text;
    for (; *at != 'e' && *at != '\0'; at++)
        if (*at >= '0' && *at <= '9' && decimal.count < sizeof decimal.digits)
            decimal.digits[decimal.count++] = *at;
    decimal.exponent = *at == 'e' ? (int)strtol(at + 1, NULL, 10) : 0;
    return decimal;
}

static void add_scientific(struct rq_buf *buf, const struct decimal *decimal)
{
    rq_buf_byte(buf, decimal->digits[0]);
    if (decimal->count > 1) {
        rq_buf_byte(buf, '.');
        rq_buf_add(buf, (rq_str){decimal->digits + 1, decimal->count - 1});
    }
    rq_buf_format(buf, "e%c%02d", decimal->exponent < 0 ? '-' : '+', abs(decimal->exponent));
}

static void add_positional(struct rq_buf *buf, const struct decimal *decimal)
{
    int point = decimal->exponent + 1; /* digits before the point */
    if (point <= 0) {
        rq_buf_add(buf, RQ_STR("0."));
        rq_buf_repeat(buf, '0', (size_t)-point);
        rq_buf_add(buf, (rq_str){decimal->digits, decimal->count});
        return;
    }
    for (int i = 0; i < point || i < (int)decimal->count; i++) {
        if (i == point)
            rq_buf_byte(buf, '.');
        rq_buf_byte(buf, i < (int)decimal->count ? decimal->digits[i] : '0');
    }
}

rq_str rq_double_print(struct rq_arena *arena, double number)
{
    if (isnan(number))
        return RQ_STR("NaN");
    if (isinf(number))
        return number > 0 ? RQ_STR("+Inf") : RQ_STR("-Inf");
    struct rq_buf buf = {.arena = arena};
    struct decimal decimal = shortest(number);
    if (decimal.negative)
        rq_buf_byte(&buf, '-');
    /* The bounds of cel-go's string(double): Kubernetes users compare messages. */
    if (decimal.exponent < -4 || decimal.exponent >= 6)
        add_scientific(&buf, &decimal);
    else
        add_positional(&buf, &decimal);
    return rq_buf_text(&buf);
}

rq_str rq_value_source_text(struct rq_arena *arena, rq_value value)
{
    if (value.kind == RQ_STRING)
        return rq_value_text(value);
    if (value.kind == RQ_LIST || value.kind == RQ_MAP)
        return RQ_STR("");
    if (value.source != NULL && value.plain)
        return rq_value_written(value);
    if (value.kind == RQ_TIMESTAMP)
        return rq_timestamp_print(arena, value);
    if (value.kind == RQ_DURATION)
        return rq_duration_print(arena, value);
    if (value.kind == RQ_UINT)
        return rq_arena_format(arena, "%llu", (unsigned long long)value.as.natural);
    return rq_value_print(arena, value, 0);
}

struct printer {
    struct rq_buf buf;
    size_t limit;
};

static bool is_full(const struct printer *printer)
{
    return printer->limit != 0 && printer->buf.len >= printer->limit;
}

static void add_code_point(struct printer *printer, uint32_t code_point, bool bytes)
{
    static const char escapes[] = {['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['"'] = '"', ['\\'] = '\\'};
    char utf8[4];
    if (code_point < sizeof escapes && escapes[code_point] != 0)
        rq_buf_format(&printer->buf, "\\%c", escapes[code_point]);
    else if (bytes && (code_point < 0x20 || code_point >= 0x7F))
        rq_buf_format(&printer->buf, "\\x%02x", (unsigned)code_point);
    else if (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0))
        rq_buf_format(&printer->buf, "\\u%04x", (unsigned)code_point);
    else
        rq_buf_add(&printer->buf, (rq_str){utf8, rq_utf8_encode(code_point, utf8)});
}

static void add_quoted(struct printer *printer, rq_str text, bool bytes)
{
    rq_buf_byte(&printer->buf, '"');
    for (size_t at = 0; at < text.len && !is_full(printer);) {
        if (bytes)
            add_code_point(printer, (unsigned char)text.ptr[at++], true);
        else
            add_code_point(printer, rq_utf8_next(text, &at), false);
    }
    if (is_full(printer))
        rq_buf_add(&printer->buf, RQ_STR("…"));
    rq_buf_byte(&printer->buf, '"');
}

static void add_value(struct printer *printer, rq_value value, unsigned depth);

static void add_list(struct printer *printer, const struct rq_list *list, unsigned depth)
{
    rq_buf_byte(&printer->buf, '[');
    for (uint32_t i = 0; i < list->count; i++) {
        if (i > 0)
            rq_buf_add(&printer->buf, RQ_STR(", "));
        if (is_full(printer)) {
            rq_buf_add(&printer->buf, RQ_STR("…"));
            break;
        }
        add_value(printer, list->items[i], depth);
    }
    rq_buf_byte(&printer->buf, ']');
}

static void add_map(struct printer *printer, const struct rq_map *map, unsigned depth)
{
    rq_buf_byte(&printer->buf, '{');
    for (uint32_t i = 0; i < map->count; i++) {
        if (i > 0)
            rq_buf_add(&printer->buf, RQ_STR(", "));
        if (is_full(printer)) {
            rq_buf_add(&printer->buf, RQ_STR("…"));
            break;
        }
        add_value(printer, map->entries[i].key, depth);
        rq_buf_add(&printer->buf, RQ_STR(": "));
        add_value(printer, map->entries[i].value, depth);
    }
    rq_buf_byte(&printer->buf, '}');
}

/* A double always looks like one: 1.0, not 1. */
static void add_double(struct printer *printer, double number)
{
    rq_str text = rq_double_print(printer->buf.arena, number);
    rq_buf_add(&printer->buf, text);
    if (isfinite(number) && rq_str_find_byte(text, '.', 0) == RQ_NOT_FOUND &&
        rq_str_find_byte(text, 'e', 0) == RQ_NOT_FOUND)
        rq_buf_add(&printer->buf, RQ_STR(".0"));
}

static void add_optional(struct printer *printer, const rq_value *inner, unsigned depth)
{
    if (inner == NULL) {
        rq_buf_add(&printer->buf, RQ_STR("optional.none()"));
        return;
    }
    rq_buf_add(&printer->buf, RQ_STR("optional.of("));
    add_value(printer, *inner, depth);
    rq_buf_byte(&printer->buf, ')');
}

static void add_time(struct printer *printer, rq_value value)
{
    bool stamp = value.kind == RQ_TIMESTAMP;
    rq_str text = stamp ? rq_timestamp_print(printer->buf.arena, value) : rq_duration_print(printer->buf.arena, value);
    rq_buf_format(&printer->buf, "%s(\"%.*s\")", stamp ? "timestamp" : "duration", RQ_ARG(text));
}

static void add_scalar(struct printer *printer, rq_value value)
{
    switch ((enum rq_kind)value.kind) {
    case RQ_BOOL:
        rq_buf_add(&printer->buf, value.as.boolean ? RQ_STR("true") : RQ_STR("false"));
        return;
    case RQ_INT:
        rq_buf_format(&printer->buf, "%lld", (long long)value.as.integer);
        return;
    case RQ_UINT:
        rq_buf_format(&printer->buf, "%lluu", (unsigned long long)value.as.natural);
        return;
    case RQ_DOUBLE:
        add_double(printer, value.as.number);
        return;
    case RQ_TYPE:
        rq_buf_add(&printer->buf, rq_value_text(value));
        return;
    case RQ_FAULT:
        rq_buf_format(&printer->buf, "error: %.*s", RQ_ARG(value.as.fault->message));
        return;
    default:
        rq_buf_add(&printer->buf, RQ_STR("null"));
        return;
    }
}

static void add_value(struct printer *printer, rq_value value, unsigned depth)
{
    bool nests = value.kind == RQ_LIST || value.kind == RQ_MAP || value.kind == RQ_OPTIONAL;
    if (nests && depth == 0) {
        rq_buf_add(&printer->buf, RQ_STR("…"));
        return;
    }
    switch ((enum rq_kind)value.kind) {
    case RQ_STRING:
        add_quoted(printer, rq_value_text(value), false);
        return;
    case RQ_BYTES:
        rq_buf_byte(&printer->buf, 'b');
        add_quoted(printer, rq_value_text(value), true);
        return;
    case RQ_LIST:
        add_list(printer, value.as.list, depth - 1);
        return;
    case RQ_MAP:
        add_map(printer, value.as.map, depth - 1);
        return;
    case RQ_OPTIONAL:
        add_optional(printer, value.as.inner, depth - 1);
        return;
    case RQ_TIMESTAMP:
    case RQ_DURATION:
        add_time(printer, value);
        return;
    default:
        add_scalar(printer, value);
        return;
    }
}

rq_str rq_value_print(struct rq_arena *arena, rq_value value, size_t limit)
{
    struct printer printer = {.buf = {.arena = arena}, .limit = limit};
    add_value(&printer, value, RQ_LIMIT_VALUE_DEPTH);
    return rq_buf_text(&printer.buf);
}

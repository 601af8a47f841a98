/*
 * Texts of timestamps and durations, each with its grammar; civil time.
 *
 * A struct scan is a text read from left to right; the parse functions give false at the first thing that is wrong, and
 * the callers at the bottom check that nothing is left over.
 */
#include "cel/time.h"
#include "cel/zone.h"

enum { SECONDS_PER_DAY = 86400, FRACTION_DIGITS = 9 };

struct scan {
    rq_str text;
    size_t at;
};

static bool accept(struct scan *scan, char byte)
{
    if (scan->at >= scan->text.len || scan->text.ptr[scan->at] != byte)
        return false;
    scan->at++;
    return true;
}

static bool at_digit(const struct scan *scan)
{
    return scan->at < scan->text.len && scan->text.ptr[scan->at] >= '0' && scan->text.ptr[scan->at] <= '9';
}

static bool at_end(const struct scan *scan)
{
    return scan->at == scan->text.len;
}

/* Exactly `count` digits whose value is from `low` to `high`. */
static bool fixed(struct scan *scan, int count, int low, int high, int *out)
{
    *out = 0;
    for (int i = 0; i < count; i++) {
        if (!at_digit(scan))
            return false;
        *out = *out * 10 + (scan->text.ptr[scan->at++] - '0');
    }
    return *out >= low && *out <= high;
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

/* date = year "-" month "-" day */
static bool parse_date(struct scan *scan, int64_t *days)
{
    int year, month, day;
    if (!fixed(scan, 4, 0, 9999, &year) || !accept(scan, '-') || !fixed(scan, 2, 1, 12, &month) || !accept(scan, '-') ||
        !fixed(scan, 2, 1, days_in_month(year, month), &day))
        return false;
    *days = rq_date_to_days((struct rq_date){year, month, day});
    return true;
}

/* fraction = [ "." digit { digit } ], at most nine of them */
static bool parse_fraction(struct scan *scan, uint32_t *nanoseconds)
{
    *nanoseconds = 0;
    if (!accept(scan, '.'))
        return true;
    int count = 0;
    for (; at_digit(scan) && count < FRACTION_DIGITS; count++)
        *nanoseconds = *nanoseconds * 10 + (uint32_t)(scan->text.ptr[scan->at++] - '0');
    for (int i = count; i < FRACTION_DIGITS; i++)
        *nanoseconds *= 10;
    return count > 0;
}

/* time = hour ":" minute ":" second fraction */
static bool parse_clock(struct scan *scan, int *seconds, uint32_t *nanoseconds)
{
    int hour, minute, second;
    if (!fixed(scan, 2, 0, 23, &hour) || !accept(scan, ':') || !fixed(scan, 2, 0, 59, &minute) || !accept(scan, ':') ||
        !fixed(scan, 2, 0, 59, &second) || !parse_fraction(scan, nanoseconds))
        return false;
    *seconds = hour * 3600 + minute * 60 + second;
    return true;
}

/* offset = [ "+" | "-" ] hour ":" minute ; the sign is for both */
static bool parse_offset(struct scan *scan, int32_t *offset)
{
    int hour, minute;
    bool west = accept(scan, '-');
    if (!west)
        (void)accept(scan, '+');
    if (!fixed(scan, 2, 0, 23, &hour) || !accept(scan, ':') || !fixed(scan, 2, 0, 59, &minute))
        return false;
    *offset = (west ? -1 : 1) * (hour * 3600 + minute * 60);
    return true;
}

/* zone = "Z" | ( "+" | "-" ) hour ":" minute */
static bool parse_zone(struct scan *scan, int32_t *offset)
{
    *offset = 0;
    return accept(scan, 'Z') || (!at_digit(scan) && parse_offset(scan, offset));
}

bool rq_cel_timestamp_fits(int64_t seconds)
{
    return seconds >= -62135596800 && seconds <= 253402300799;
}

/* timestamp = date "T" time zone */
bool rq_cel_timestamp_parse(rq_str text, rq_value *out)
{
    struct scan scan = {.text = text};
    int64_t days;
    int clock;
    int32_t offset;
    uint32_t nanoseconds;
    if (!parse_date(&scan, &days) || !accept(&scan, 'T') || !parse_clock(&scan, &clock, &nanoseconds) ||
        !parse_zone(&scan, &offset) || !at_end(&scan))
        return false;
    int64_t seconds = days * SECONDS_PER_DAY + clock - offset;
    if (!rq_cel_timestamp_fits(seconds))
        return false;
    *out = rq_timestamp(seconds, nanoseconds);
    return true;
}

bool rq_cel_date_parse(rq_str text, rq_value *out)
{
    struct scan scan = {.text = text};
    int64_t days;
    if (!parse_date(&scan, &days) || !at_end(&scan) || !rq_cel_timestamp_fits(days * SECONDS_PER_DAY))
        return false;
    *out = rq_timestamp(days * SECONDS_PER_DAY, 0);
    return true;
}

static const struct {
    rq_str name;
    uint64_t nanoseconds;
} units[] = {
    {{"h", 1}, 3600000000000}, {{"ms", 2}, 1000000},    {{"m", 1}, 60000000000},
    {{"s", 1}, 1000000000},    {{"us", 2}, 1000},       {{"\xC2\xB5s", 3}, 1000}, /* micro sign */
    {{"\xCE\xBCs", 3}, 1000},  /* mu */ {{"ns", 2}, 1},
};

/* unit = "h" | "m" | "s" | "ms" | "us" | "µs" | "ns" */
static bool parse_unit(struct scan *scan, uint64_t *nanoseconds)
{
    rq_str rest = rq_str_slice(scan->text, scan->at, scan->text.len);
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (rq_str_starts(rest, units[i].name)) {
            scan->at += units[i].name.len;
            *nanoseconds = units[i].nanoseconds;
            return true;
        }
    }
    return false;
}

/* 0.digits × unit, rounded down.  From the last digit to the first, each step is exact but for what falls below one
 * nanosecond, so the sum is the same as if it were rounded down once. */
static uint64_t part_of(rq_str digits, uint64_t unit)
{
    uint64_t part = 0;
    for (size_t i = digits.len; i > 0; i--)
        part = ((uint64_t)(digits.ptr[i - 1] - '0') * unit + part) / 10;
    return part;
}

static rq_str take_digits(struct scan *scan)
{
    size_t start = scan->at;
    while (at_digit(scan))
        scan->at++;
    return rq_str_slice(scan->text, start, scan->at);
}

static bool whole_of(rq_str digits, uint64_t unit, uint64_t *out)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < digits.len; i++)
        if (__builtin_mul_overflow(sum, (uint64_t)10, &sum) ||
            __builtin_add_overflow(sum, (uint64_t)(digits.ptr[i] - '0'), &sum))
            return false;
    return !__builtin_mul_overflow(sum, unit, out);
}

/* part = ( digits [ "." digits ] | "." digits ) unit */
static bool parse_part(struct scan *scan, uint64_t *sum)
{
    rq_str whole = take_digits(scan), fraction = {0};
    uint64_t unit, size;
    if (accept(scan, '.')) {
        fraction = take_digits(scan);
        if (fraction.len == 0)
            return false;
    }
    if (whole.len + fraction.len == 0 || !parse_unit(scan, &unit) || !whole_of(whole, unit, &size))
        return false;
    return !__builtin_add_overflow(size, part_of(fraction, unit), &size) && !__builtin_add_overflow(*sum, size, sum);
}

/* duration = [ "+" | "-" ] ( "0" | part { part } ) */
bool rq_cel_duration_parse(rq_str text, rq_value *out)
{
    struct scan scan = {.text = text};
    bool negative = accept(&scan, '-');
    uint64_t size = 0;
    if (!negative)
        (void)accept(&scan, '+');
    if (rq_str_equal(rq_str_slice(text, scan.at, text.len), RQ_STR("0")))
        scan.at = text.len;
    else if (at_end(&scan))
        return false;
    while (!at_end(&scan))
        if (!parse_part(&scan, &size))
            return false;
    if (size > (uint64_t)INT64_MAX + negative)
        return false;
    int64_t nanoseconds = (int64_t)(size - (size > INT64_MAX));
    *out = rq_duration(negative ? -nanoseconds - (size > INT64_MAX) : nanoseconds);
    return true;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct rq_cel_civil rq_cel_civil_at(int64_t seconds, int32_t offset)
{
    int64_t days = floor_divide(seconds + offset, SECONDS_PER_DAY);
    int clock = (int)(seconds + offset - days * SECONDS_PER_DAY);
    struct rq_cel_civil civil = {.date = rq_date_from_days(days)};
    civil.hour = clock / 3600;
    civil.minute = clock / 60 % 60;
    civil.second = clock % 60;
    civil.weekday = (int)(days + 4 - 7 * floor_divide(days + 4, 7)); /* 1970-01-01 was a Thursday */
    civil.day_of_year = (int)(days - rq_date_to_days((struct rq_date){civil.date.year, 1, 1}));
    return civil;
}

bool rq_cel_zone_offset(struct rq_arena *arena, rq_str zone, int64_t seconds, int32_t *offset)
{
    struct scan scan = {.text = zone};
    if (rq_str_equal(zone, RQ_STR("UTC"))) {
        *offset = 0;
        return true;
    }
    if (parse_offset(&scan, offset) && at_end(&scan))
        return true;
    return rq_cel_zone_find(arena, zone, seconds, offset);
}

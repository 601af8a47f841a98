/* Civil dates.  Days are counted in eras of 400 years (146,097 days) with March as the first month, so that the leap day
 * is the last day of a year and no month needs a special case. */
#include "value/value.h"

enum { DAYS_PER_ERA = 146097, DAYS_FROM_MARCH_0000 = 719468, SECONDS_PER_DAY = 86400 };

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

struct rq_date rq_date_from_days(int64_t days)
{
    days += DAYS_FROM_MARCH_0000;
    int64_t era = floor_divide(days, DAYS_PER_ERA);
    int64_t day_of_era = days - era * DAYS_PER_ERA;
    int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t month = (5 * day_of_year + 2) / 153; /* from March */
    struct rq_date date;
    date.day = (int)(day_of_year - (153 * month + 2) / 5) + 1;
    date.month = (int)(month < 10 ? month + 3 : month - 9);
    date.year = year_of_era + era * 400 + (date.month <= 2);
    return date;
}

int64_t rq_date_to_days(struct rq_date date)
{
    int64_t year = date.year - (date.month <= 2);
    int64_t era = floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t month = date.month > 2 ? date.month - 3 : date.month + 9;
    int64_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_FROM_MARCH_0000;
}

/* ".5", ".000000001", or nothing. */
static void add_fraction(struct rq_buf *buf, uint32_t nanoseconds)
{
    if (nanoseconds == 0)
        return;
    rq_buf_format(buf, ".%09u", nanoseconds);
    while (buf->ptr[buf->len - 1] == '0')
        buf->len--;
}

/* So many digits, with zeroes in front. */
static void add_digits(struct rq_buf *buf, unsigned number, unsigned count)
{
    char digits[8] = {0};
    for (unsigned i = count; i > 0; number /= 10)
        digits[--i] = (char)('0' + number % 10);
    rq_buf_add(buf, (rq_str){digits, count});
}

/* "07:30:00" behind a "T". */
static void add_time_of_day(struct rq_buf *buf, unsigned second)
{
    rq_buf_byte(buf, 'T');
    add_digits(buf, second / 3600, 2);
    rq_buf_byte(buf, ':');
    add_digits(buf, second / 60 % 60, 2);
    rq_buf_byte(buf, ':');
    add_digits(buf, second % 60, 2);
}

/* A commit may say that it was made in any year. */
static void add_year(struct rq_buf *buf, int64_t year)
{
    if (year >= 0 && year <= 9999)
        add_digits(buf, (unsigned)year, 4);
    else
        rq_buf_format(buf, "%04lld", (long long)year);
}

rq_str rq_timestamp_print(struct rq_arena *arena, rq_value timestamp)
{
    struct rq_buf buf = {.arena = arena};
    int64_t days = floor_divide(timestamp.as.integer, SECONDS_PER_DAY);
    struct rq_date date = rq_date_from_days(days);
    add_year(&buf, date.year);
    rq_buf_byte(&buf, '-');
    add_digits(&buf, (unsigned)date.month, 2);
    rq_buf_byte(&buf, '-');
    add_digits(&buf, (unsigned)date.day, 2);
    add_time_of_day(&buf, (unsigned)(timestamp.as.integer - days * SECONDS_PER_DAY));
    add_fraction(&buf, timestamp.extent);
    rq_buf_byte(&buf, 'Z');
    return rq_buf_text(&buf);
}

rq_str rq_duration_print(struct rq_arena *arena, rq_value duration)
{
    struct rq_buf buf = {.arena = arena};
    int64_t all = duration.as.integer;
    uint64_t size = all < 0 ? 0 - (uint64_t)all : (uint64_t)all;
    rq_buf_format(&buf, "%s%llu", all < 0 ? "-" : "", (unsigned long long)(size / 1000000000U));
    add_fraction(&buf, (uint32_t)(size % 1000000000U));
    rq_buf_byte(&buf, 's');
    return rq_buf_text(&buf);
}

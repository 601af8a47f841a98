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

rq_str rq_timestamp_print(struct rq_arena *arena, rq_value timestamp)
{
    struct rq_buf buf = {.arena = arena};
    int64_t days = floor_divide(timestamp.as.integer, SECONDS_PER_DAY);
    int second = (int)(timestamp.as.integer - days * SECONDS_PER_DAY);
    struct rq_date date = rq_date_from_days(days);
    rq_buf_format(&buf, "%04lld-%02d-%02dT%02d:%02d:%02d", (long long)date.year, date.month, date.day, second / 3600,
                  second / 60 % 60, second % 60);
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

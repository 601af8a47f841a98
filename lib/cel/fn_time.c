/*
 * Fields of timestamps and durations (language definition, "Timestamps and Durations"), days and dates.
 *
 * CEL counts months and, for getDayOfMonth and getDayOfYear, days from 0; getDate counts from 1.  Without a zone a
 * timestamp is looked at in UTC, whatever offset it was written with.  The hours, minutes and seconds of a duration are
 * its whole length; its milliseconds are those beyond the last whole second.
 */
#include "cel/args.h"
#include "cel/time.h"

enum field { YEAR, MONTH, DATE, DAY_OF_MONTH, DAY_OF_WEEK, DAY_OF_YEAR, HOURS, MINUTES, SECONDS, MILLISECONDS };

enum { NANOSECONDS_PER_MILLISECOND = 1000000, SECONDS_PER_DAY = 86400 };
static const int64_t nanoseconds_per_second = 1000000000;

static int64_t pick(const struct rq_cel_civil *civil, uint32_t nanoseconds, enum field field)
{
    switch (field) {
    case YEAR:
        return civil->date.year;
    case MONTH:
        return civil->date.month - 1;
    case DATE:
        return civil->date.day;
    case DAY_OF_MONTH:
        return civil->date.day - 1;
    case DAY_OF_WEEK:
        return civil->weekday;
    case DAY_OF_YEAR:
        return civil->day_of_year;
    case HOURS:
        return civil->hour;
    case MINUTES:
        return civil->minute;
    case SECONDS:
        return civil->second;
    default:
        return nanoseconds / NANOSECONDS_PER_MILLISECOND;
    }
}

static rq_value no_zone(struct rq_cel_call *call)
{
    rq_str shown = rq_cel_shown(call, 1);
    return rq_cel_fault(call, "%.*s is not a time zone; use \"UTC\", \"+05:30\" or a name such as \"Europe/Paris\"",
                        RQ_ARG(shown));
}

static rq_value field_of_timestamp(struct rq_cel_call *call, enum field field)
{
    int32_t offset = 0;
    rq_value at = call->args[0];
    if (call->count == 2 && !rq_cel_zone_offset(call->arena, rq_cel_text_arg(call, 1), at.as.integer, &offset))
        return no_zone(call);
    struct rq_cel_civil civil = rq_cel_civil_at(at.as.integer, offset);
    return rq_int(pick(&civil, at.extent, field));
}

static rq_value field_of_duration(struct rq_cel_call *call, enum field field)
{
    int64_t all = call->args[0].as.integer;
    switch (field) {
    case HOURS:
        return rq_int(all / (3600 * nanoseconds_per_second));
    case MINUTES:
        return rq_int(all / (60 * nanoseconds_per_second));
    case SECONDS:
        return rq_int(all / nanoseconds_per_second);
    default:
        return rq_int(all % nanoseconds_per_second / NANOSECONDS_PER_MILLISECOND);
    }
}

static rq_value field_of_either(struct rq_cel_call *call, enum field field)
{
    return call->args[0].kind == RQ_DURATION ? field_of_duration(call, field) : field_of_timestamp(call, field);
}

static rq_value get_full_year(struct rq_cel_call *call)
{
    return field_of_timestamp(call, YEAR);
}

static rq_value get_month(struct rq_cel_call *call)
{
    return field_of_timestamp(call, MONTH);
}

static rq_value get_date(struct rq_cel_call *call)
{
    return field_of_timestamp(call, DATE);
}

static rq_value get_day_of_month(struct rq_cel_call *call)
{
    return field_of_timestamp(call, DAY_OF_MONTH);
}

static rq_value get_day_of_week(struct rq_cel_call *call)
{
    return field_of_timestamp(call, DAY_OF_WEEK);
}

static rq_value get_day_of_year(struct rq_cel_call *call)
{
    return field_of_timestamp(call, DAY_OF_YEAR);
}

static rq_value get_hours(struct rq_cel_call *call)
{
    return field_of_either(call, HOURS);
}

static rq_value get_minutes(struct rq_cel_call *call)
{
    return field_of_either(call, MINUTES);
}

static rq_value get_seconds(struct rq_cel_call *call)
{
    return field_of_either(call, SECONDS);
}

static rq_value get_milliseconds(struct rq_cel_call *call)
{
    return field_of_either(call, MILLISECONDS);
}

static rq_value date(struct rq_cel_call *call)
{
    rq_value result;
    if (rq_cel_date_parse(rq_cel_text_arg(call, 0), &result))
        return result;
    rq_str shown = rq_cel_shown(call, 0);
    return rq_cel_fault(call, "%.*s is not a date such as \"2026-03-01\"", RQ_ARG(shown));
}

static rq_value is_date(struct rq_cel_call *call)
{
    rq_value ignored;
    return rq_bool(call->args[0].kind == RQ_STRING && rq_cel_date_parse(rq_cel_text_arg(call, 0), &ignored));
}

/* Whole days from the first timestamp to the second, rounded down. */
static rq_value days(struct rq_cel_call *call)
{
    rq_value from = call->args[0], to = call->args[1];
    int64_t seconds = to.as.integer - from.as.integer - (to.extent < from.extent);
    return rq_int(seconds / SECONDS_PER_DAY - (seconds % SECONDS_PER_DAY < 0));
}

const struct rq_cel_function rq_cel_fn_time[] = {
    {"getFullYear", RQ_CEL_METHOD, "t:i|ts:i", get_full_year},
    {"getMonth", RQ_CEL_METHOD, "t:i|ts:i", get_month},
    {"getDate", RQ_CEL_METHOD, "t:i|ts:i", get_date},
    {"getDayOfMonth", RQ_CEL_METHOD, "t:i|ts:i", get_day_of_month},
    {"getDayOfWeek", RQ_CEL_METHOD, "t:i|ts:i", get_day_of_week},
    {"getDayOfYear", RQ_CEL_METHOD, "t:i|ts:i", get_day_of_year},
    {"getHours", RQ_CEL_METHOD, "t:i|ts:i", get_hours},
    {"getHours", RQ_CEL_METHOD | RQ_CEL_STEADY, "p:i", get_hours},
    {"getMinutes", RQ_CEL_METHOD, "t:i|ts:i", get_minutes},
    {"getMinutes", RQ_CEL_METHOD | RQ_CEL_STEADY, "p:i", get_minutes},
    {"getSeconds", RQ_CEL_METHOD, "t:i|ts:i", get_seconds},
    {"getSeconds", RQ_CEL_METHOD | RQ_CEL_STEADY, "p:i", get_seconds},
    {"getMilliseconds", RQ_CEL_METHOD, "t:i|ts:i|p:i", get_milliseconds},
    {"date", RQ_CEL_GLOBAL, "s:t", date},
    {"isDate", RQ_CEL_GLOBAL, "*:b", is_date},
    {"days", RQ_CEL_GLOBAL | RQ_CEL_STEADY, "tt:i", days},
    {0},
};

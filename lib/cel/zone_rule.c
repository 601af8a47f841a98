/*
 * "CET-1CEST,M3.5.0,M10.5.0/3": the name and offset of standard time, those of summer time, and the days on which summer
 * time starts and ends, each with the local time of the change (02:00 unless it is given).  Offsets are counted to the
 * west.  Read rq_cel_zone_rule first.
 */
#include "cel/zone_rule.h"

#include "value/value.h"

enum { SECONDS_PER_DAY = 86400, SECONDS_PER_HOUR = 3600 };

struct scan {
    rq_str text;
    size_t at;
};

/* When a change happens: day `day` of the week (0: Sunday) in week `week` of a month; or the nth day of the year. */
struct change {
    char form; /* 'M', 'J' (1 to 365, 29 February is not counted) or '0' (0 to 365) */
    int month, week, day;
    int32_t time;
};

struct rule {
    int32_t standard, summer; /* to the east */
    struct change start, end; /* of summer time */
};

static bool accept(struct scan *scan, char byte)
{
    if (scan->at >= scan->text.len || scan->text.ptr[scan->at] != byte)
        return false;
    scan->at++;
    return true;
}

static char peek(const struct scan *scan)
{
    return scan->at < scan->text.len ? scan->text.ptr[scan->at] : '\0';
}

/* number = digit { digit }, from `low` to `high` */
static bool parse_number(struct scan *scan, int low, int high, int *out)
{
    size_t start = scan->at;
    for (*out = 0; peek(scan) >= '0' && peek(scan) <= '9' && *out <= high; scan->at++)
        *out = *out * 10 + (peek(scan) - '0');
    return scan->at > start && *out >= low && *out <= high;
}

/* name = letter { letter } | "<" { any } ">" */
static bool parse_name(struct scan *scan)
{
    size_t start = scan->at;
    if (accept(scan, '<')) {
        while (scan->at < scan->text.len && peek(scan) != '>')
            scan->at++;
        return accept(scan, '>');
    }
    while ((peek(scan) >= 'A' && peek(scan) <= 'Z') || (peek(scan) >= 'a' && peek(scan) <= 'z'))
        scan->at++;
    return scan->at > start;
}

/* time = [ "+" | "-" ] hours [ ":" minutes [ ":" seconds ] ] */
static bool parse_time(struct scan *scan, int hours_most, int32_t *out)
{
    int hours, minutes = 0, seconds = 0;
    bool negative = accept(scan, '-');
    if (!negative)
        (void)accept(scan, '+');
    if (!parse_number(scan, 0, hours_most, &hours))
        return false;
    if (accept(scan, ':')) {
        if (!parse_number(scan, 0, 59, &minutes) || (accept(scan, ':') && !parse_number(scan, 0, 59, &seconds)))
            return false;
    }
    *out = (negative ? -1 : 1) * (hours * SECONDS_PER_HOUR + minutes * 60 + seconds);
    return true;
}

/* day = "M" month "." week "." day | "J" number | number */
static bool parse_day(struct scan *scan, struct change *change)
{
    if (accept(scan, 'M')) {
        change->form = 'M';
        return parse_number(scan, 1, 12, &change->month) && accept(scan, '.') &&
               parse_number(scan, 1, 5, &change->week) && accept(scan, '.') && parse_number(scan, 0, 6, &change->day);
    }
    change->form = accept(scan, 'J') ? 'J' : '0';
    return parse_number(scan, change->form == 'J', 365, &change->day);
}

/* change = "," day [ "/" time ] */
static bool parse_change(struct scan *scan, struct change *change)
{
    change->time = 2 * SECONDS_PER_HOUR;
    return accept(scan, ',') && parse_day(scan, change) && (!accept(scan, '/') || parse_time(scan, 167, &change->time));
}

static int64_t start_of_year(int64_t year)
{
    return rq_date_to_days((struct rq_date){year, 1, 1});
}

/* The day in form "M": week 5 is the last one that the month has. */
static int64_t nth_weekday(const struct change *change, int64_t year)
{
    int64_t first = rq_date_to_days((struct rq_date){year, change->month, 1});
    int64_t next =
        change->month == 12 ? start_of_year(year + 1) : rq_date_to_days((struct rq_date){year, change->month + 1, 1});
    int64_t weekday = ((first + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */
    int64_t day = first + (change->day - weekday + 7) % 7 + 7 * (change->week - 1);
    return day >= next ? day - 7 : day;
}

/* The local time of a change in a year, in seconds since 1970. */
static int64_t change_in(const struct change *change, int64_t year)
{
    int64_t day = start_of_year(year) + change->day;
    if (change->form == 'M')
        day = nth_weekday(change, year);
    else if (change->form == 'J')
        day -= !(start_of_year(year + 1) - start_of_year(year) == 366 && change->day >= 60);
    return day * SECONDS_PER_DAY + change->time;
}

static int32_t offset_at(const struct rule *rule, int64_t seconds)
{
    int64_t local = seconds + rule->standard;
    int64_t days = local / SECONDS_PER_DAY - (local % SECONDS_PER_DAY < 0);
    int64_t year = rq_date_from_days(days).year;
    int64_t start = change_in(&rule->start, year) - rule->standard, end = change_in(&rule->end, year) - rule->summer;
    bool summer = start < end ? seconds >= start && seconds < end : seconds >= start || seconds < end;
    return summer ? rule->summer : rule->standard;
}

/* rule = name time [ name [ time ] change change ] */
bool rq_cel_zone_rule(rq_str text, int64_t seconds, int32_t *offset)
{
    struct scan scan = {.text = text};
    struct rule rule;
    int32_t west;
    if (!parse_name(&scan) || !parse_time(&scan, 24, &west))
        return false;
    rule.standard = -west;
    if (scan.at == text.len) {
        *offset = rule.standard;
        return true;
    }
    rule.summer = rule.standard + SECONDS_PER_HOUR;
    if (!parse_name(&scan))
        return false;
    if (peek(&scan) != ',') {
        if (!parse_time(&scan, 24, &west))
            return false;
        rule.summer = -west;
    }
    if (!parse_change(&scan, &rule.start) || !parse_change(&scan, &rule.end) || scan.at < text.len)
        return false;
    *offset = offset_at(&rule, seconds);
    return true;
}

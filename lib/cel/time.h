/* Timestamps and durations: their texts, their ranges, and the civil date and time of an instant in a zone. */
#ifndef RQ_CEL_TIME_H
#define RQ_CEL_TIME_H

#include "value/value.h"

/* True for seconds of the years 1 to 9999, the range of CEL's timestamps. */
bool rq_cel_timestamp_fits(int64_t seconds);

/* RFC 3339 with up to 9 fraction digits: "2026-03-01T09:00:00.5+01:00".  "T" and "Z" are capital letters, and there are no
 * leap seconds.  False where the text is none or is out of range. */
bool rq_cel_timestamp_parse(rq_str text, rq_value *out);

/* A real date "2026-03-01" as the timestamp of its midnight in UTC. */
bool rq_cel_date_parse(rq_str text, rq_value *out);

/* "1h30m", "-1.5s", "0": decimal numbers with the units h m s ms us ns (and µs), exact to the nanosecond, truncated below.
 * False where the text is none or does not fit 64 bits of nanoseconds. */
bool rq_cel_duration_parse(rq_str text, rq_value *out);

/* An instant as a calendar and a clock show it. */
struct rq_cel_civil {
    struct rq_date date;
    int hour, minute, second;
    int weekday;     /* 0: Sunday */
    int day_of_year; /* from 0 */
};

/* The civil date and time, `offset` seconds east of UTC. */
struct rq_cel_civil rq_cel_civil_at(int64_t seconds, int32_t offset);

/* The offset from UTC in seconds, at that instant, of "UTC", "+05:30", "-08:00", "02:00" or a name of the system's zone
 * database ("Europe/Paris").  False for anything else.  Scratch memory is taken from `arena`. */
bool rq_cel_zone_offset(struct rq_arena *arena, rq_str zone, int64_t seconds, int32_t *offset);

#endif

/* A value that moves with the time has its number at the clock in rq_value.place, which no other computed value uses. */
#include "cel/clock.h"

void rq_cel_clock_start(struct rq_cel_clock *clock, struct rq_arena *arena, rq_value now)
{
    clock->arena = arena;
    clock->now = now.as.integer;
    clock->due = INT64_MAX;
    clock->exact = false;
    rq_cel_clock_forget(clock);
}

void rq_cel_clock_forget(struct rq_cel_clock *clock)
{
    clock->asked = false;
    clock->count = 0;
}

rq_value rq_cel_clock_now(struct rq_cel_clock *clock)
{
    clock->asked = true;
    rq_value now = rq_timestamp(clock->now, 0);
    now.place = 1;
    return now;
}

rq_value rq_cel_still(rq_value value)
{
    if (rq_cel_moves(&value))
        value.place = 0;
    return value;
}

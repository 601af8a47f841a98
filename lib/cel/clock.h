/* Until when an evaluation that knows the time would come out as it did. */
#ifndef RQ_CEL_CLOCK_H
#define RQ_CEL_CLOCK_H

#include "cel/function.h"

/* Values of one clock that move with the time; of more than that, nothing is known. */
enum { RQ_CEL_MOVING = 16 };

typedef rq_value rq_cel_arithmetic(struct rq_cel_call *call, rq_value a, rq_value b);

/* A value that was made of one that moves: by a function or, if there is none, by an operator. */
struct rq_cel_moving {
    rq_cel_body *body;
    rq_cel_arithmetic *arithmetic;
    rq_value args[2];
    uint8_t count;
    uint8_t which; /* of the arguments moves */
};

struct rq_cel_clock {
    struct rq_arena *arena; /* for what is tried out; not that of an evaluation */
    int64_t now;            /* seconds since 1970 UTC */
    int64_t
        due; /* up to this time, but not at it, all comparisons come out alike; INT64_MAX: for ever.  Goes down only */
    bool exact; /* something was made of the very time, in a way that is not followed; never set back here */
    bool asked; /* somebody has a value that moves */
    uint32_t count;
    struct rq_cel_moving moving[RQ_CEL_MOVING];
};

/* Sets a clock to a time of whole seconds; nothing moves yet. */
void rq_cel_clock_start(struct rq_cel_clock *clock, struct rq_arena *arena, rq_value now);

/* Forgets what moves; nobody has such a value any more. */
void rq_cel_clock_forget(struct rq_cel_clock *clock);

/* The time as a value that moves.  Whatever evaluates with it has the clock in its activation. */
rq_value rq_cel_clock_now(struct rq_cel_clock *clock);

/* True for a value that was made of the time, and is another one at another time. */
static inline bool rq_cel_moves(const rq_value *value)
{
    bool computed = value->place != 0 && value->source == NULL;
    return computed && (value->kind == RQ_INT || value->kind == RQ_DOUBLE || value->kind == RQ_TIMESTAMP ||
                        value->kind == RQ_DURATION || value->kind == RQ_UINT);
}

/* The same value, which does not say any more that it moves. */
rq_value rq_cel_still(rq_value value);

#endif

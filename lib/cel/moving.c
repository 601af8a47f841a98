/*
 * What is made of values that move with the time.
 *
 * A clock (clock.h) knows of each such value how it was made: of `now`, or of another one by one operator or function that
 * never turns round (later is more, or later is less, with all else as it is).  So all of them grow, or fall, with the time,
 * and a comparison of one with a value that stays comes out another way at most once.  When that is can be found out by
 * making the value again for other times, always in the middle of what is left, by the very code that made it.
 *
 * Whatever else is made of a value that moves does not move: the clock notes that the very time matters.
 */
#include "cel/machine.h"

#include <math.h>

/* 9999-12-31T23:59:59Z, the last time that there is. */
static const int64_t latest = INT64_C(253402300799);

rq_value rq_cel_fixed(struct rq_cel_machine *m, rq_value value)
{
    m->activation->clock->exact = true;
    return rq_cel_still(value);
}

/* The value with that number, at another time: it, or a fault. */
static rq_value at_time(const struct rq_cel_clock *clock, struct rq_cel_machine *m, uint16_t place, int64_t seconds)
{
    if (place == 1)
        return rq_timestamp(seconds, 0);
    const struct rq_cel_moving *moving = &clock->moving[place - 2];
    rq_value args[2] = {moving->args[0], moving->args[1]};
    struct rq_cel_call call = {.arena = clock->arena, .args = args, .count = moving->count, .machine = m};
    args[moving->which] = at_time(clock, m, args[moving->which].place, seconds);
    if (args[moving->which].kind == RQ_FAULT)
        return args[moving->which];
    return moving->body != NULL ? moving->body(&call) : moving->arithmetic(&call, args[0], args[1]);
}

/* What an evaluation goes on with is left alone: its budget, and whether faults have words. */
static struct rq_cel_machine aside(const struct rq_cel_machine *m)
{
    struct rq_cel_machine other = *m;
    other.budget = UINT64_MAX;
    other.quiet = 1;
    return other;
}

/* True if the comparison comes out as it did. */
static bool comes_out(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                      unsigned which, int64_t seconds, bool result)
{
    rq_value values[2] = {operands[0], operands[1]};
    values[which] = at_time(m->activation->clock, m, operands[which].place, seconds);
    rq_value other = values[which].kind == RQ_FAULT ? values[which] : rq_cel_order(m, node, values[0], values[1]);
    return other.kind == RQ_BOOL && other.as.boolean == result;
}

void rq_cel_clock_compare(struct rq_cel_machine *m, const struct rq_cel_node *node, const rq_value *operands,
                          rq_value result)
{
    struct rq_cel_clock *clock = m->activation->clock;
    unsigned which = rq_cel_moves(&operands[1]);
    if ((which == 1 && rq_cel_moves(&operands[0])) || result.kind != RQ_BOOL) {
        clock->exact = true;
        return;
    }
    struct rq_cel_machine other = aside(m);
    int64_t low = clock->now, high = latest < clock->due ? latest : clock->due;
    if (low >= high || comes_out(&other, node, operands, which, high, result.as.boolean))
        return;
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (comes_out(&other, node, operands, which, middle, result.as.boolean))
            low = middle;
        else
            high = middle;
    }
    clock->due = high;
}

/* Gives the value its number, or has it stay. */
static rq_value moved(struct rq_cel_machine *m, const struct rq_cel_moving *moving, rq_value value)
{
    struct rq_cel_clock *clock = m->activation->clock;
    value.place = 1; /* of those kinds that may move */
    if (clock->count == RQ_CEL_MOVING || value.source != NULL || !rq_cel_moves(&value)) {
        clock->exact = true;
        return rq_cel_still(value);
    }
    clock->moving[clock->count] = *moving;
    value.place = (uint16_t)(++clock->count + 1);
    return value;
}

/* The one of up to two arguments that moves; false where that is not one. */
static bool only_one(const rq_value *args, uint32_t count, uint8_t *which)
{
    bool first = rq_cel_moves(&args[0]), second = count == 2 && rq_cel_moves(&args[1]);
    *which = second;
    return count <= 2 && first != second;
}

rq_value rq_cel_clock_call(struct rq_cel_machine *m, const struct rq_cel_function *row, const rq_value *args,
                           uint32_t count, rq_value value)
{
    struct rq_cel_moving moving = {.body = row->body, .count = (uint8_t)count};
    bool any = false;
    for (uint32_t i = 0; i < count; i++)
        any = any || rq_cel_moves(&args[i]);
    if (!any)
        return value;
    if (!(row->style & RQ_CEL_STEADY) || value.kind == RQ_FAULT || !only_one(args, count, &moving.which)) {
        m->activation->clock->exact = true;
        return rq_cel_still(value);
    }
    for (uint32_t i = 0; i < count; i++)
        moving.args[i] = args[i];
    return moved(m, &moving, value);
}

/* A number by which multiplying and dividing goes one way. */
static bool is_plain(rq_value value)
{
    return value.kind == RQ_DOUBLE ? isfinite(value.as.number) && fpclassify(value.as.number) != FP_ZERO
                                   : value.as.natural != 0;
}

static bool is_steady(enum rq_cel_kind kind, const rq_value *operands, uint8_t which)
{
    switch (kind) {
    case RQ_NODE_ADD:
    case RQ_NODE_SUBTRACT:
        return true;
    case RQ_NODE_MULTIPLY:
        return is_plain(operands[1 - which]);
    case RQ_NODE_DIVIDE:
        return which == 0 && is_plain(operands[1]);
    default:
        return false;
    }
}

rq_value rq_cel_clock_arithmetic(struct rq_cel_machine *m, const struct rq_cel_node *node,
                                 rq_cel_arithmetic *arithmetic, const rq_value *operands, rq_value value)
{
    struct rq_cel_moving moving = {.arithmetic = arithmetic, .args = {operands[0], operands[1]}, .count = 2};
    if (value.kind == RQ_FAULT || !only_one(operands, 2, &moving.which) ||
        !is_steady(node->kind, operands, moving.which)) {
        m->activation->clock->exact = true;
        return rq_cel_still(value);
    }
    return moved(m, &moving, value);
}

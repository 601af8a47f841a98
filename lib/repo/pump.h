/* Two threads for one walk: one reads commits, the other finds what they changed.  Private to this folder. */
#ifndef RQ_REPO_PUMP_H
#define RQ_REPO_PUMP_H

#include "repo/walker.h"

struct rq_pump;

/* Starts a thread that takes steps.  NULL where there is none to be had.  In `arena`. */
struct rq_pump *rq_pump_start(struct rq_arena *arena, const struct rq_way *way);

/* Hands a step over, and waits where the other thread is too far behind.  False where that thread has failed. */
bool rq_pump_put(struct rq_pump *pump, const struct rq_step *step);

/* Waits until all steps are taken (or freed, after a failure), and ends the thread.  False where it has failed. */
bool rq_pump_end(struct rq_pump *pump);

#endif

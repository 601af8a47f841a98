/*
 * Handing steps to another thread.  They go in batches, because to wake a thread costs more than to read a commit; and the
 * row of batches is short, so that memory does not depend on which of the two is quicker.
 */
#include "repo/pump.h"

#include <pthread.h>

enum { BATCH = 32, ROW = 16 };

struct batch {
    struct rq_step steps[BATCH];
    size_t count;
};

struct rq_pump {
    const struct rq_way *way;
    pthread_t thread;
    struct batch row[ROW];
    size_t filling; /* the batch that the reading thread is at */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t full; /* batches that were handed over and are not taken yet */
    bool ended, failed;
};

static void free_steps(struct batch *batch, size_t from)
{
    for (size_t i = from; i < batch->count; i++)
        git_odb_object_free(batch->steps[i].object);
    batch->count = 0;
}

/* What comes after a failure is only freed. */
static bool take_batch(const struct rq_pump *pump, struct batch *batch, bool good)
{
    size_t taken = 0;
    while (good && taken < batch->count)
        good = pump->way->take(pump->way->host, &batch->steps[taken++]);
    free_steps(batch, taken);
    return good;
}

static void *take_all(void *argument)
{
    struct rq_pump *pump = argument;
    size_t taking = 0;
    pthread_mutex_lock(&pump->lock);
    while (pump->full > 0 || !pump->ended) {
        if (pump->full == 0) {
            pthread_cond_wait(&pump->changed, &pump->lock);
            continue;
        }
        bool good = !pump->failed;
        pthread_mutex_unlock(&pump->lock);
        good = take_batch(pump, &pump->row[taking], good);
        taking = (taking + 1) % ROW;
        pthread_mutex_lock(&pump->lock);
        pump->failed = !good;
        pump->full--;
        pthread_cond_signal(&pump->changed);
    }
    pthread_mutex_unlock(&pump->lock);
    return NULL;
}

struct rq_pump *rq_pump_start(struct rq_arena *arena, const struct rq_way *way)
{
    struct rq_pump *pump = RQ_NEW(arena, struct rq_pump);
    pump->way = way;
    pthread_mutex_init(&pump->lock, NULL);
    pthread_cond_init(&pump->changed, NULL);
    if (pthread_create(&pump->thread, NULL, take_all, pump) == 0)
        return pump;
    pthread_cond_destroy(&pump->changed);
    pthread_mutex_destroy(&pump->lock);
    return NULL;
}

/* Hands over the batch that was filled, and waits for a place in the row that can be filled next. */
static bool hand_over(struct rq_pump *pump)
{
    pthread_mutex_lock(&pump->lock);
    pump->full++;
    pthread_cond_signal(&pump->changed);
    while (pump->full == ROW)
        pthread_cond_wait(&pump->changed, &pump->lock);
    bool good = !pump->failed;
    pthread_mutex_unlock(&pump->lock);
    pump->filling = (pump->filling + 1) % ROW;
    return good;
}

bool rq_pump_put(struct rq_pump *pump, const struct rq_step *step)
{
    struct batch *batch = &pump->row[pump->filling];
    batch->steps[batch->count++] = *step;
    return batch->count < BATCH || hand_over(pump);
}

bool rq_pump_end(struct rq_pump *pump)
{
    hand_over(pump);
    pthread_mutex_lock(&pump->lock);
    pump->ended = true;
    pthread_cond_signal(&pump->changed);
    pthread_mutex_unlock(&pump->lock);
    pthread_join(pump->thread, NULL);
    pthread_cond_destroy(&pump->changed);
    pthread_mutex_destroy(&pump->lock);
    return !pump->failed;
}

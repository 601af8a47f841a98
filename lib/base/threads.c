/*
 * Each thread takes the next part until there are none: nobody waits for the slowest, and since results belong to parts and
 * parts have an order, what comes out does not depend on who did what.  Two things of different kinds go beside each other
 * (rq_threads_beside).
 */
#include "base/threads.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <unistd.h>

struct run {
    rq_threads_work *work;
    void *host;
    size_t items, part_size;
    atomic_size_t next;
};

struct thread {
    struct run *run;
    unsigned number;
    pthread_t handle;
    bool started;
};

unsigned rq_threads_count(unsigned wish, size_t items, size_t least)
{
    long processors = wish > 0 ? (long)wish : sysconf(_SC_NPROCESSORS_ONLN);
    size_t most = processors < 1 ? 1 : processors > RQ_THREADS_MOST ? RQ_THREADS_MOST : (size_t)processors;
    size_t useful = items / least;
    return (unsigned)(useful < 1 ? 1 : useful < most ? useful : most);
}

size_t rq_threads_parts(size_t items, size_t part_size)
{
    return items / part_size + (items % part_size > 0);
}

static void work_off(struct run *run, unsigned thread)
{
    for (;;) {
        size_t number = atomic_fetch_add(&run->next, 1);
        if (number >= rq_threads_parts(run->items, run->part_size))
            return;
        size_t first = number * run->part_size;
        size_t end = run->items - first < run->part_size ? run->items : first + run->part_size;
        run->work(run->host, &(struct rq_threads_part){thread, number, first, end});
    }
}

static void *thread_main(void *argument)
{
    const struct thread *thread = argument;
    work_off(thread->run, thread->number);
    return NULL;
}

void rq_threads_run(unsigned threads, size_t items, size_t part_size, rq_threads_work *work, void *host)
{
    struct run run = {.work = work, .host = host, .items = items, .part_size = part_size};
    struct thread others[RQ_THREADS_MOST];
    for (unsigned i = 1; i < threads; i++) {
        others[i] = (struct thread){.run = &run, .number = i};
        others[i].started = pthread_create(&others[i].handle, NULL, thread_main, &others[i]) == 0;
    }
    work_off(&run, 0);
    for (unsigned i = 1; i < threads; i++)
        if (others[i].started)
            pthread_join(others[i].handle, NULL);
}

struct beside {
    void (*work)(void *host);
    void *host;
};

static void *beside_main(void *argument)
{
    const struct beside *beside = argument;
    beside->work(beside->host);
    return NULL;
}

void rq_threads_beside(void (*work)(void *host), void (*beside)(void *host), void *host)
{
    struct beside other = {beside, host};
    pthread_t handle;
    bool started = pthread_create(&handle, NULL, beside_main, &other) == 0;
    work(host);
    if (started)
        pthread_join(handle, NULL);
    else
        beside(host);
}

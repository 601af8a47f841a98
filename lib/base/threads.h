/* Work on many items by several threads. */
#ifndef RQ_BASE_THREADS_H
#define RQ_BASE_THREADS_H

#include <stddef.h>

/* More threads than this gain nothing: all of them read one file system. */
enum { RQ_THREADS_MOST = 8 };

/* A run of items: those from `first` up to `end`.  `thread` is below the number of threads: no two threads that run at
 * one time have the same number. */
struct rq_threads_part {
    unsigned thread;
    size_t number, first, end;
};

typedef void rq_threads_work(void *host, const struct rq_threads_part *part);

/* How many threads to use for a wish (0: as many as there are processors) and so many items, of which each thread should
 * have `least` at least: starting a thread costs as much as 20 small files.  1 to RQ_THREADS_MOST. */
unsigned rq_threads_count(unsigned wish, size_t items, size_t least);

/* Number of parts that so many items are cut into. */
size_t rq_threads_parts(size_t items, size_t part_size);

/* Cuts the items into parts and calls `work` once for each, on the calling thread and on others.  Parts are handed out in
 * order, but end in any; so work writes to what belongs to the part or the thread alone.  Where a thread cannot be
 * started, those that run do its work.  Comes back when all is done. */
void rq_threads_run(unsigned threads, size_t items, size_t part_size, rq_threads_work *work, void *host);

/* Calls `work` on the calling thread, and `beside` on another one; comes back when both are done.  Where a thread cannot be
 * started, one comes after the other. */
void rq_threads_beside(void (*work)(void *host), void (*beside)(void *host), void *host);

#endif

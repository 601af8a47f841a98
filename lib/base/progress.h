/* Telling how far a run is. */
#ifndef RQ_BASE_PROGRESS_H
#define RQ_BASE_PROGRESS_H

#include "reqlint/base.h"

/* Tells it to whoever wants to know: `progress` may be NULL.  False: give up.  On the thread that called the library. */
static inline bool rq_progress_tell(const struct rq_progress *progress, const char *what, size_t done, size_t total)
{
    return progress == NULL || progress->tell(progress->host, what, done, total);
}

#endif

/* How far a long run is, on a terminal. */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "command.h"

struct progress {
    struct rq_progress hook; /* for rq_options.progress */
    double started, shown;   /* seconds on a clock that only goes forward */
    double told, since;      /* the last call, and where what is counted now began */
    const char *what;        /* is counted now */
    size_t done;
    bool visible; /* a line is on the terminal */
};

/* Gets ready; `progress` begins as {0} and must live until progress_end.  Gives the hook, or NULL where standard error is no
 * terminal that can take a line away, or --quiet is given.  Nothing is shown before a second has passed since the first start; a run of several parts,
 * each with a report of its own, starts and ends the same one for each.  From here on a signal that ends the program takes
 * the line away first. */
const struct rq_progress *progress_start(struct progress *progress, const struct arguments *arguments);

/* Takes the line away. */
void progress_end(struct progress *progress);

#endif

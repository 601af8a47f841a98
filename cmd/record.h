/* What the commands that write one record share. */
#ifndef RECORD_H
#define RECORD_H

#include "command.h"

/* Asks the library for the file (an empty path: there is nothing to write), again where somebody else was quicker; writes
 * it; opens it with --edit.  Gives the status. */
int record_write(struct arguments *arguments,
                 bool (*draft)(const struct arguments *arguments, const struct rq_options *options,
                               struct rq_writing *file, struct rq_err *err));

#endif

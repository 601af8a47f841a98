/* The user's editor. */
#ifndef EDITOR_H
#define EDITOR_H

#include "command.h"

/* Opens a file in the editor that git would use, waits for it, and checks what it holds then.  Gives the status of that
 * check; STATUS_TROUBLE where the editor cannot be run or fails. */
int editor_open(const struct arguments *arguments, const struct rq_options *options, const struct rq_writing *file);

#endif

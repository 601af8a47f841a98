/* Signals that end the program, kept waiting while files are written. */
#ifndef HOLD_H
#define HOLD_H

#include <signal.h>
#include <stdbool.h>

/* From here on they wait.  What was so before lives in `before`, until hold_end. */
void hold_begin(sigset_t *before);

/* True if one waits that would end the program: what takes long is better given up. */
bool hold_waits(void);

/* Lets go of them: one that has come meanwhile does now what it does. */
void hold_end(const sigset_t *before);

#endif

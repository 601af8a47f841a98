/* Whoever ends the program while files are written, ends it between two of its acts: nothing is left half done. */
#include "hold.h"

#include <stddef.h>

/* Signals by which people and systems end a program. */
static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGALRM, SIGXCPU};

void hold_begin(sigset_t *before)
{
    sigset_t held;
    sigemptyset(&held);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        sigaddset(&held, ending[i]);
    sigprocmask(SIG_BLOCK, &held, before);
}

/* One that is ignored, as by nohup, waits too where it is held. */
bool hold_waits(void)
{
    sigset_t waiting;
    struct sigaction action;
    bool any = false;
    sigpending(&waiting);
    for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
        any = any || (sigismember(&waiting, ending[i]) == 1 && sigaction(ending[i], NULL, &action) == 0 &&
                      action.sa_handler != SIG_IGN);
    return any;
}

void hold_end(const sigset_t *before)
{
    sigprocmask(SIG_SETMASK, before, NULL);
}

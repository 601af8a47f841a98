/*
 * Progress: one line on standard error that is written over again and again, and is gone in the end:
 *
 *   reqlint: 4,711 of 17,500 commits, 2,300/s
 *
 * Ctrl-C needs no help for files, which are written only when all is known (output.c), but would leave the line behind; so
 * while one may be shown, a handler wipes it and lets the signal do what it does.
 */
#include "progress.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* To the first column, and erase to the end of the line. */
#define WIPE "\r\033[K"

static const double first_after = 1.0, again_after = 0.1;
static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* The signal was set to its default again before this was called, so that raising it ends the program. */
static void wipe_and_die(int number)
{
    static const char wipe[] = WIPE;
    ssize_t written = write(STDERR_FILENO, wipe, sizeof wipe - 1);
    (void)written;
    raise(number);
}

static void watch_signals(bool watch)
{
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction action = {.sa_flags = (int)SA_RESETHAND}, old;
        sigemptyset(&action.sa_mask);
        action.sa_handler = watch ? wipe_and_die : SIG_DFL;
        /* What is ignored, as by nohup, stays so. */
        if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(signals[i], &action, NULL);
    }
}

/* 1234567 as 1,234,567. */
static void add_number(char *line, size_t room, size_t number)
{
    char digits[32], grouped[48];
    size_t count = (size_t)snprintf(digits, sizeof digits, "%zu", number), length = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0)
            grouped[length++] = ',';
        grouped[length++] = digits[i];
    }
    grouped[length] = '\0';
    strncat(line, grouped, room - strlen(line) - 1);
}

/* Each thing is counted from where the one before ended.  Gives how many a second there were. */
static size_t follow(struct progress *progress, const char *what, size_t done, double time)
{
    if (progress->what == NULL || strcmp(what, progress->what) != 0 || done < progress->done)
        progress->since = progress->told;
    progress->what = what;
    progress->done = done;
    progress->told = time;
    double passed = time - progress->since;
    return (size_t)((double)done / (passed < again_after ? again_after : passed));
}

static bool tell(void *host, const char *what, size_t done, size_t total)
{
    struct progress *progress = host;
    double time = now();
    size_t rate = follow(progress, what, done, time);
    char line[160] = WIPE "reqlint: ";
    if (time - progress->started < first_after || time - progress->shown < again_after)
        return true;
    add_number(line, sizeof line, done);
    if (total > 0) {
        strncat(line, " of ", sizeof line - strlen(line) - 1);
        add_number(line, sizeof line, total);
    }
    snprintf(line + strlen(line), sizeof line - strlen(line), " %s, ", what);
    add_number(line, sizeof line, rate);
    strncat(line, "/s", sizeof line - strlen(line) - 1);
    fputs(line, stderr);
    fflush(stderr);
    progress->shown = time;
    progress->visible = true;
    return true;
}

const struct rq_progress *progress_start(struct progress *progress, const struct arguments *arguments)
{
    progress->hook = (struct rq_progress){tell, progress};
    progress->told = now();
    progress->what = NULL;
    if (progress->started <= 0)
        progress->started = progress->told;
    if (arguments->quiet || !isatty(STDERR_FILENO))
        return NULL;
    watch_signals(true);
    return &progress->hook;
}

void progress_end(struct progress *progress)
{
    if (progress->visible)
        fputs(WIPE, stderr);
    progress->visible = false;
    watch_signals(false);
}

/*
 * Progress: one line on standard error that is written over again and again, and is gone in the end:
 *
 *   reqlint: 4,711 of 17,500 commits, 2,300/s
 *
 * Ctrl-C needs no help for files, which are written only when all is known (output.c), but would leave the line behind; so
 * while one may be shown, a handler wipes it and lets the signal do what it does.
 */
#include "progress.h"

#include "terminal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* To the first column, and erase to the end of the line. */
#define WIPE "\r\033[K"

static const double first_after = 1.0, again_after = 0.1;
static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

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

enum {
    NUMBER = 32, /* room for a number, */
    LINE = 160   /* and for a line */
};

/* 1234567 as 1,234,567. */
static const char *group(size_t number, char text[NUMBER])
{
    char *at = text + NUMBER - 1;
    *at = '\0';
    for (unsigned digits = 0; number > 0 || digits == 0; digits++) {
        if (digits > 0 && digits % 3 == 0)
            *--at = ',';
        *--at = (char)('0' + number % 10);
        number /= 10;
    }
    return at;
}

/* As much as fits into one line of the terminal: what is wider would go on in the next one, and stay there.  Its last column
 * stays free, because some go to the next line with it. */
static void put_line(char line[LINE], unsigned width, const char *what, const size_t numbers[2], size_t rate)
{
    char done[NUMBER], total[NUMBER], speed[NUMBER], count[LINE];
    const char *of = numbers[1] > 0 ? " of " : "", *all = numbers[1] > 0 ? group(numbers[1], total) : "";
    snprintf(count, sizeof count, "%s%s%s %s", group(numbers[0], done), of, all, what);
    if (snprintf(line, LINE, "reqlint: %s, %s/s", count, group(rate, speed)) < (int)width)
        return;
    if (snprintf(line, LINE, "reqlint: %s", count) >= (int)width)
        snprintf(line, width < LINE ? width : LINE, "%s", count);
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
    char line[LINE];
    if (time - progress->started < first_after || time - progress->shown < again_after)
        return true;
    put_line(line, terminal_room(stderr), what, (const size_t[]){done, total}, rate);
    fprintf(stderr, WIPE "%s", line);
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
    if (arguments->quiet || !terminal_wipes(stderr))
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

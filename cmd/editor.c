/*
 * The editor is the one that git would use (git-var(1), GIT_EDITOR), and is run as git runs it: by the shell, with the file as
 * its argument, so that it may have options of its own.
 */
#include "editor.h"

#include "output.h"
#include "progress.h"
#include "report.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* GIT_EDITOR, core.editor, VISUAL where the terminal can show it, EDITOR, vi. */
static const char *choose(const struct arguments *arguments, const struct rq_options *options)
{
    const char *terminal = variable("TERM"), *editor = variable("GIT_EDITOR");
    rq_str setting = editor == NULL ? rq_git_setting(arguments->arena, options, "core.editor") : (rq_str){NULL, 0};
    bool dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
    if (setting.len > 0)
        editor = setting.ptr;
    if (editor == NULL && !dumb)
        editor = variable("VISUAL");
    if (editor == NULL)
        editor = variable("EDITOR");
    return editor != NULL || dumb ? editor : "vi";
}

/* While the editor runs, Ctrl-C is the editor's. */
static int run_editor(const char *command, const char *path)
{
    struct sigaction ignore = {.sa_handler = SIG_IGN}, interrupt, quit;
    int status = -1;
    sigaction(SIGINT, &ignore, &interrupt);
    sigaction(SIGQUIT, &ignore, &quit);
    pid_t child = fork();
    if (child == 0) {
        sigaction(SIGINT, &interrupt, NULL);
        sigaction(SIGQUIT, &quit, NULL);
        signal(SIGPIPE, SIG_DFL);
        signal(SIGXFSZ, SIG_DFL);
        execl("/bin/sh", "sh", "-c", command, command, path, (char *)NULL);
        _exit(127);
    }
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        ;
    sigaction(SIGINT, &interrupt, NULL);
    sigaction(SIGQUIT, &quit, NULL);
    return child > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static char *join(const char *format, rq_str first, rq_str second)
{
    int length = snprintf(NULL, 0, format, RQ_ARG(first), RQ_ARG(second));
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text == NULL)
        complain("out of memory");
    else
        snprintf(text, (size_t)length + 1, format, RQ_ARG(first), RQ_ARG(second));
    return text;
}

static bool edit(const struct arguments *arguments, const struct rq_options *options, const char *path)
{
    const char *editor = choose(arguments, options);
    if (editor == NULL)
        return complain("there is no editor for this terminal") ||
               advise("set GIT_EDITOR or EDITOR to one; the file is written");
    fflush(stdout);
    char *command = join("%.*s \"$@\"%.*s", rq_str_from(editor), rq_str_from(""));
    int status = command == NULL ? -1 : run_editor(command, path);
    free(command);
    return status == 0 || complain("the editor `%s` failed", editor) ||
           advise("the file is written; it is not checked");
}

int editor_open(const struct arguments *arguments, const struct rq_options *options, const struct rq_writing *file)
{
    struct rq_report report;
    struct rq_err err = {.arena = arguments->arena};
    char *path = join("%.*s%.*s", file->root, file->path);
    bool good = path != NULL && edit(arguments, options, path);
    if (!good) {
        free(path);
        return STATUS_TROUBLE;
    }
    struct rq_options own = *options;
    const char *paths[] = {path};
    struct progress progress = {0};
    own.paths = paths;
    own.path_count = 1;
    own.progress = progress_start(&progress, arguments);
    good = rq_check(arguments->arena, &own, &report, &err);
    progress_end(&progress);
    free(path);
    return good ? report_finish(arguments, &report) : output_failure(arguments, &err);
}

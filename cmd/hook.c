/*
 * reqlint hook: git's hooks, for those who use no manager of hooks.  The library says where a hook is, what is there and what is to
 * be there; here it is written and taken away.
 */
#include "hold.h"
#include "options.h"
#include "output.h"
#include "write.h"

#include <string.h>

/* Which of arguments.hooks asks for which hooks: a merge makes a commit too, and git has another hook for it. */
static const uint8_t asked_by[RQ_HOOK_COUNT] = {
    [RQ_HOOK_PRE_COMMIT] = 0, [RQ_HOOK_PRE_MERGE_COMMIT] = 0, [RQ_HOOK_COMMIT_MSG] = 1,
    [RQ_HOOK_PRE_PUSH] = 2,   [RQ_HOOK_PRE_RECEIVE] = 3,
};

struct chosen {
    struct rq_hook hooks[RQ_HOOK_COUNT];
    size_t count;
};

static bool any_asked(const struct arguments *arguments)
{
    for (size_t i = 0; i < sizeof arguments->hooks / sizeof *arguments->hooks; i++)
        if (arguments->hooks[i])
            return true;
    return false;
}

/* Where no hook is named, those that this repository has a use for: commits are made beside a working tree, and pushed to a
 * repository that has none. */
static bool is_wanted(const struct arguments *arguments, enum rq_hook_name name, const struct rq_hook *hook)
{
    return any_asked(arguments) ? arguments->hooks[asked_by[name]] : hook->in_bare == (name == RQ_HOOK_PRE_RECEIVE);
}

static bool choose(const struct arguments *arguments, bool all, struct chosen *chosen)
{
    struct rq_options options;
    if (!options_for_library(arguments, &options))
        return false;
    for (enum rq_hook_name name = 0; name < RQ_HOOK_COUNT; name++) {
        struct rq_err err = {.arena = arguments->arena};
        struct rq_hook *hook = &chosen->hooks[chosen->count];
        if (!rq_hook_look(arguments->arena, &options, name, hook, &err)) {
            output_failure(arguments, &err);
            return false;
        }
        chosen->count += (all && !any_asked(arguments)) || is_wanted(arguments, name, hook);
    }
    return true;
}

static void say(const struct arguments *arguments, const struct rq_hook *hook, const char *what)
{
    if (arguments->quiet)
        return;
    printf("%.*s: %s: ", RQ_ARG(hook->name), what);
    output_shown(hook->wanted.root, 0);
    output_shown(hook->wanted.path, 0);
    putchar('\n');
}

/* ---- install ---- */

/* A hook that somebody put aside and another in its place, or none: which of them is wanted is not for us to say. */
static bool check_kept(const struct rq_hook *hook)
{
    if (hook->is_ours || !hook->is_kept)
        return true;
    complain("there is a %.*s already, beside %.*s%.*s", RQ_ARG(hook->aside), RQ_ARG(hook->wanted.root),
             RQ_ARG(hook->wanted.path));
    return advise("it is a hook from before reqlint was installed: give it its name back, or delete it");
}

static bool check_place(const struct rq_hook *hook)
{
    if (hook->is_there && !hook->is_file) {
        complain("%.*s%.*s is no file", RQ_ARG(hook->wanted.root), RQ_ARG(hook->wanted.path));
        return advise("git cannot run it: take it away");
    }
    if (!hook->in_bare || rq_str_equal(hook->name, (rq_str){"pre-receive", 11}))
        return check_kept(hook);
    complain("this repository is bare, and git runs no %.*s there", RQ_ARG(hook->name));
    return advise("`reqlint hook install --pre-receive` guards it");
}

static bool is_written(const struct rq_hook *hook)
{
    return !hook->is_ours || (!hook->is_changed && !rq_str_equal(hook->text, hook->wanted.text));
}

static const char *installed(const struct rq_hook *hook)
{
    if (!hook->is_ours)
        return hook->is_there ? "installed; the hook that was there runs first" : "installed";
    if (hook->is_changed)
        return "installed already, changed since, and left as it is";
    return rq_str_equal(hook->text, hook->wanted.text) ? "installed already" : "brought up to date";
}

static int install(const struct arguments *arguments)
{
    struct chosen chosen = {.count = 0};
    struct rq_writing files[RQ_HOOK_COUNT];
    const struct rq_writing *taken;
    size_t count = 0;
    if (!choose(arguments, false, &chosen))
        return STATUS_TROUBLE;
    for (size_t i = 0; i < chosen.count; i++) {
        if (!check_place(&chosen.hooks[i]))
            return STATUS_TROUBLE;
        if (is_written(&chosen.hooks[i]))
            files[count++] = chosen.hooks[i].wanted;
    }
    enum write_result result = write_files(files, count, &taken);
    if (result == WRITE_TAKEN) {
        complain("somebody else is changing %.*s%.*s: try again", RQ_ARG(taken->root), RQ_ARG(taken->path));
        return STATUS_TROUBLE;
    }
    for (size_t i = 0; result == WRITE_DONE && i < chosen.count; i++)
        say(arguments, &chosen.hooks[i], installed(&chosen.hooks[i]));
    return result == WRITE_DONE ? STATUS_CLEAN : STATUS_TROUBLE;
}

/* ---- uninstall, list ---- */

static int take_away(const struct arguments *arguments, const struct rq_hook *hook)
{
    struct rq_writing file = hook->wanted;
    if (!hook->is_ours) {
        say(arguments, hook, hook->is_there ? "not installed; another hook is there, and stays" : "not installed");
        return STATUS_CLEAN;
    }
    if (hook->is_changed) {
        complain("%.*s%.*s was changed after reqlint wrote it, and stays", RQ_ARG(file.root), RQ_ARG(file.path));
        advise("take out reqlint's line, or delete it");
        return STATUS_TROUBLE;
    }
    file.before = hook->text;
    file.aside = hook->aside;
    switch (write_undo(&file, !hook->is_usual)) {
    case WRITE_DONE:
        say(arguments, hook, hook->is_kept ? "removed; the hook that was there is back" : "removed");
        return STATUS_CLEAN;
    case WRITE_TAKEN:
        complain("somebody else is changing %.*s%.*s: try again", RQ_ARG(file.root), RQ_ARG(file.path));
        return STATUS_TROUBLE;
    case WRITE_FAILED:
        break;
    }
    return STATUS_TROUBLE;
}

/* Without a name, all of them: whatever an earlier version installed.  An interrupt leaves all of them or none. */
static int uninstall(const struct arguments *arguments)
{
    struct chosen chosen = {.count = 0};
    int worst = STATUS_CLEAN;
    sigset_t before;
    if (!choose(arguments, true, &chosen))
        return STATUS_TROUBLE;
    hold_begin(&before);
    for (size_t i = 0; i < chosen.count; i++) {
        int status = any_asked(arguments) || chosen.hooks[i].is_ours ? take_away(arguments, &chosen.hooks[i]) : 0;
        worst = status > worst ? status : worst;
    }
    hold_end(&before);
    return worst;
}

static const char *state_of(const struct rq_hook *hook)
{
    if (!hook->is_ours)
        return hook->is_there ? "not installed; another hook is there" : "not installed";
    if (hook->is_changed)
        return "installed, and changed since";
    return hook->is_kept ? "installed; the hook that was there runs first" : "installed";
}

static int list(const struct arguments *arguments)
{
    struct chosen chosen = {.count = 0};
    if (!choose(arguments, true, &chosen))
        return STATUS_TROUBLE;
    for (size_t i = 0; i < chosen.count; i++)
        say(arguments, &chosen.hooks[i], state_of(&chosen.hooks[i]));
    return STATUS_CLEAN;
}

static int run(struct arguments *arguments)
{
    const char *action = arguments->operands.items[0];
    if (strcmp(action, "install") == 0)
        return install(arguments);
    if (strcmp(action, "uninstall") == 0)
        return uninstall(arguments);
    if (strcmp(action, "list") == 0)
        return list(arguments);
    complain("`hook` does not know `%s`", action);
    advise("it takes install, uninstall or list");
    return STATUS_TROUBLE;
}

static const uint8_t options[] = {OPTION_HOOK_PRE_COMMIT, OPTION_HOOK_COMMIT_MSG, OPTION_HOOK_PRE_PUSH,
                                  OPTION_HOOK_PRE_RECEIVE, OPTION_END};

static const struct example examples[] = {
    {"reqlint hook install", "guard commits, their messages and pushes"},
    {"reqlint hook install --pre-push", "pushes alone"},
    {"reqlint -C /srv/git/requests.git hook install", "guard a bare repository that is pushed to"},
    {"reqlint hook uninstall", "bring back what was there"},
    {NULL, NULL},
};

const struct command command_hook = {
    .name = "hook",
    .operands = "install|uninstall|list",
    .least = 1,
    .most = 1,
    .summary = "Install git's hooks, or take them away",
    .about =
        "Without an option, all hooks that the repository has a use for: in a bare one pre-receive, else the others. "
        "A hook that is there already is kept beside and runs first; uninstall brings it back. core.hooksPath "
        "counts where it stays inside of the repository.",
    .options = options,
    .examples = examples,
    .run = run,
};

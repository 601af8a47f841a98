/*
 * Repositories for tests, made by git itself in a new folder for each case.
 *
 * A case is a row: a shell script makes the repository, then one state of it is listed and compared, as one word per
 * entry with a mark behind it for what is no regular file: "link@", "submodule/", "unmerged!", "other?".
 * In scripts, variables, listings and messages "@@" stands for the folder of the case.
 */
#ifndef RQ_TEST_REPO_FIXTURE_H
#define RQ_TEST_REPO_FIXTURE_H

/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/err.h"
#include "repo/repo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct repo_case {
    const char *name;
    const char *script;
    const char *state;     /* "worktree", "index", or a revision */
    const char *listing;   /* NULL: it fails */
    const char *message;   /* the whole message of the failure; begins with "…": its end */
    const char *hint;      /* part of the hint */
    const char *directory; /* to open; NULL: "." */
    const char *env[5];    /* "NAME=value" */
};

#define LISTS(which, entries)     .state = (which), .listing = (entries)
#define FAILS(which, says, to_do) .state = (which), .message = (says), .hint = (to_do)

static const char *const git_variables[] = {
    "GIT_DIR",          "GIT_WORK_TREE",        "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",   "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_PREFIX",       "GIT_QUARANTINE_PATH",  "GIT_CEILING_DIRECTORIES",
    "GIT_SHALLOW_FILE", "XDG_CONFIG_HOME"};

/* libgit2 1.5 loses the match data of each regular expression that does not match, which it uses to look at the names of
 * extensions and at revisions.  LeakSanitizer calls this by its name. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libpcre2-8.so";
}

static inline void clear_variables(void)
{
    for (size_t i = 0; i < sizeof git_variables / sizeof git_variables[0]; i++)
        unsetenv(git_variables[i]);
}

/* Runs a script with /bin/sh, its output hidden; gives its exit code. */
static inline int run_script(const char *script)
{
    pid_t child = fork();
    if (child == 0) {
        if (!freopen("/dev/null", "w", stdout) || (!getenv("SHOW") && !freopen("/dev/null", "w", stderr)))
            _exit(127);
        execl("/bin/sh", "sh", "-euc", script, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline void script(const char *text)
{
    if (run_script(text) != 0)
        fail_msg("script failed (SHOW=1 shows why): %s", text);
}

/* Makes a new folder, with a home of its own inside, and goes there.  Its path lives until leave_folder. */
static inline char *enter_folder(void)
{
    char pattern[] = "/tmp/reqlint-test-XXXXXX";
    char *folder = mkdtemp(pattern);
    assert_non_null(folder);
    folder = strdup(folder);
    clear_variables();
    assert_int_equal(chdir(folder), 0);
    setenv("HOME", folder, 1);
    setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
    setenv("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z", 1);
    setenv("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z", 1);
    setenv("LC_ALL", "C", 1);
    script("printf '%s\\n' '[user]' name=T email=t@example.org '[init]' defaultBranch=main "
           "'[protocol \"file\"]' allow=always '[uploadpack]' allowFilter=true '[safe]' 'directory=*' > .gitconfig; "
           "mkdir r; cd r; git init -q");
    assert_int_equal(chdir("r"), 0);
    return folder;
}

static inline void leave_folder(char *folder)
{
    char command[256];
    clear_variables();
    assert_int_equal(chdir("/"), 0);
    snprintf(command, sizeof command, "chmod -R u+rwX %s; rm -rf %s", folder, folder);
    assert_int_equal(run_script(command), 0);
    free(folder);
}

/* The text (NULL: empty) with the folder put in for each "@@"; in `arena`. */
static inline const char *put_folder(struct rq_arena *arena, const char *text, const char *folder)
{
    struct rq_buf buf = {.arena = arena};
    if (text == NULL)
        return "";
    for (const char *mark; (mark = strstr(text, "@@")); text = mark + 2) {
        rq_buf_add(&buf, (rq_str){text, (size_t)(mark - text)});
        rq_buf_add(&buf, rq_str_from(folder));
    }
    rq_buf_add(&buf, rq_str_from(text));
    return rq_buf_text(&buf).ptr;
}

static inline const struct rq_snapshot *take_snapshot(struct rq_repo *repo, const char *state, struct rq_arena *arena,
                                                      struct rq_err *err)
{
    if (strcmp(state, "worktree") == 0)
        return rq_snapshot_worktree(repo, arena, err);
    if (strcmp(state, "index") == 0)
        return rq_snapshot_index(repo, arena, err);
    return rq_snapshot_commit(repo, state, arena, err);
}

static inline const char *print_listing(struct rq_arena *arena, const struct rq_snapshot *snapshot)
{
    static const char *const marks[] = {[RQ_ENTRY_FILE] = "",
                                        [RQ_ENTRY_SYMLINK] = "@",
                                        [RQ_ENTRY_SUBMODULE] = "/",
                                        [RQ_ENTRY_UNMERGED] = "!",
                                        [RQ_ENTRY_OTHER] = "?"};
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR(""));
    for (size_t i = 0; i < snapshot->entry_count; i++) {
        rq_buf_add(&buf, i == 0 ? RQ_STR("") : RQ_STR(" "));
        rq_buf_add(&buf, snapshot->entries[i].path);
        rq_buf_add(&buf, rq_str_from(marks[snapshot->entries[i].mode]));
    }
    return rq_buf_text(&buf).ptr;
}

/* Opens the folder at hand, fails the test where that is not possible. */
static inline struct rq_repo *open_here(struct rq_arena *arena)
{
    struct rq_err err = {.arena = arena};
    struct rq_repo *repo = rq_repo_open(".", &err);
    if (!repo)
        fail_msg("cannot open: %.*s", RQ_ARG(err.message));
    return repo;
}

/* True if the message is the wanted one; "…" at its start or end stands for anything. */
static inline bool message_fits(const char *wanted, const char *message)
{
    static const char dots[] = "…";
    size_t skip = sizeof dots - 1, whole = strlen(wanted);
    if (whole > skip && strcmp(wanted + whole - skip, dots) == 0)
        return strncmp(message, wanted, whole - skip) == 0;
    if (strncmp(wanted, dots, skip) != 0)
        return strcmp(wanted, message) == 0;
    size_t tail = strlen(wanted) - skip, length = strlen(message);
    return length >= tail && strcmp(message + length - tail, wanted + skip) == 0;
}

/* Prints what is wrong with a case and gives false. */
static inline bool check_outcome(const struct repo_case *row, const char *folder, const struct rq_snapshot *snapshot,
                                 const struct rq_err *err)
{
    struct rq_arena *arena = err->arena;
    const char *listing = snapshot ? print_listing(arena, snapshot) : NULL;
    if (!snapshot != !row->listing || (listing && strcmp(listing, put_folder(arena, row->listing, folder)) != 0)) {
        print_error("%s: %s\n  expected: %s\n  %s\n", row->name, listing ? listing : "(failed)",
                    row->listing ? row->listing : "(a failure)", err->failed ? err->message.ptr : "");
        return false;
    }
    if (listing)
        return true;
    const char *hint = err->hint.len ? err->hint.ptr : "";
    if (message_fits(put_folder(arena, row->message, folder), err->message.ptr) && row->hint && strstr(hint, row->hint))
        return true;
    print_error("%s: %s\n  hint: %s\n  expected: %s\n", row->name, err->message.ptr, hint, row->message);
    return false;
}

static inline bool run_case(const struct repo_case *row)
{
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    script(put_folder(arena, row->script, folder));
    for (size_t i = 0; i < sizeof row->env / sizeof row->env[0] && row->env[i]; i++) {
        const char *equals = strchr(row->env[i], '=');
        rq_str name = rq_arena_copy(arena, (rq_str){row->env[i], (size_t)(equals - row->env[i])});
        setenv(name.ptr, put_folder(arena, equals + 1, folder), 1);
    }
    struct rq_repo *repo = rq_repo_open(put_folder(arena, row->directory ? row->directory : ".", folder), &err);
    const struct rq_snapshot *snapshot = repo ? take_snapshot(repo, row->state, arena, &err) : NULL;
    bool ok = check_outcome(row, folder, snapshot, &err);
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
    return ok;
}

static inline void run_cases(const struct repo_case *rows, size_t count)
{
    size_t failed = 0;
    for (size_t i = 0; i < count; i++)
        failed += !run_case(&rows[i]);
    assert_int_equal(failed, 0);
}

#define RUN_CASES(rows) run_cases((rows), sizeof(rows) / sizeof(rows)[0])

#endif

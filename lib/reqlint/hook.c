/*
 * Hooks: a line of shell each, that calls reqlint.  Where a hook is there already it is kept beside, under another name, and runs
 * first, for it may still change what is committed; only if it agrees reqlint is asked.
 *
 * Many hooks look at the name under which they were called.  One that is a shell script is therefore read by its shell under
 * the name that it had; any other is run as it is.  Where that lies follows from the folder and not from the name of the new
 * one, which other managers of hooks rename.
 *
 * A hook names the digest of its own lines.  So one that somebody has changed is told from one that an earlier version wrote,
 * and only the latter is replaced or taken away.
 */
#include "reqlint/hook.h"

#include "base/ascii.h"
#include "base/err.h"
#include "digest.h"
#include "repo/repo.h"

#define BESIDE ".before-reqlint"

#define MARK                                                                                                           \
    "#!/bin/sh\n"                                                                                                      \
    "# Written by `reqlint hook install`.  `reqlint hook uninstall` brings back what was here.\n"

#define DIGEST "# SHA-256 of the lines below, as they were written: "

struct row {
    const char *name, *command;
    bool reads; /* git gives it lines on standard input */
};

static const struct row rows[RQ_HOOK_COUNT] = {
    [RQ_HOOK_PRE_COMMIT] = {"pre-commit", "reqlint check --staged", false},
    [RQ_HOOK_PRE_MERGE_COMMIT] = {"pre-merge-commit", "reqlint check --staged", false},
    [RQ_HOOK_COMMIT_MSG] = {"commit-msg", "reqlint check --quiet --message \"$1\"", false},
    [RQ_HOOK_PRE_PUSH] = {"pre-push", "reqlint gate --pre-push \"$1\"", true},
    [RQ_HOOK_PRE_RECEIVE] = {"pre-receive", "reqlint receive", true},
};

static bool is_plain(rq_str words)
{
    for (size_t i = 0; i < words.len; i++) {
        char byte = words.ptr[i];
        bool letter = rq_ascii_is_alnum(byte);
        if (!letter && rq_str_find_byte(RQ_STR(" /._-"), byte, 0) == RQ_NOT_FOUND)
            return false;
    }
    return true;
}

/* line = "#!" { blank } path { blank word }: the words, if they name a shell and the shell itself would read them so; else
 * empty.  A carriage return at its end belongs to the name for the system, which finds no such shell. */
static rq_str shell_of(rq_str text)
{
    static const rq_str shells[] = {{"sh", 2}, {"bash", 4}, {"dash", 4}, {"ksh", 3}, {"zsh", 3}};
    if (!rq_str_starts(text, RQ_STR("#!")))
        return RQ_STR("");
    rq_str line = rq_str_slice(text, 2, rq_str_find_byte(text, '\n', 0));
    if (rq_str_ends(line, RQ_STR("\r")))
        return RQ_STR("");
    rq_str words = rq_str_trim(line), name = words;
    if (rq_str_starts(words, RQ_STR("/usr/bin/env ")))
        name = rq_str_trim(rq_str_slice(words, sizeof "/usr/bin/env", words.len));
    name = rq_str_slice(name, 0, rq_str_find_byte(name, ' ', 0));
    while (rq_str_find_byte(name, '/', 0) != RQ_NOT_FOUND)
        name = rq_str_slice(name, rq_str_find_byte(name, '/', 0) + 1, name.len);
    for (size_t i = 0; is_plain(words) && i < sizeof shells / sizeof *shells; i++)
        if (rq_str_equal(name, shells[i]))
            return words;
    return RQ_STR("");
}

/* How the hook that was there is called; `$old` is the path that it had. */
static rq_str call_of(struct rq_arena *arena, rq_str text)
{
    rq_str shell = shell_of(text);
    if (shell.len == 0)
        return RQ_STR("\"$old" BESIDE "\" \"$@\"");
    return rq_arena_format(arena, "%.*s -c '. \"$0" BESIDE "\"' \"$old\" \"$@\"", RQ_ARG(shell));
}

/* What comes before the question whether the old hook is there.  pre-commit, installed once more, puts itself in front, calls ours
 * as the one that it found, and refuses to be called by that again: it has run already. */
static const char *unless_of(rq_str text)
{
    bool of_pre_commit = rq_str_find(text, RQ_STR("https://pre-commit.com"), 0) != RQ_NOT_FOUND;
    return of_pre_commit ? "[ -n \"$PRE_COMMIT_RUNNING_LEGACY\" ] || " : "";
}

/* The lines that do it; `old` is what is kept beside, or NULL. */
static rq_str lines_of(struct rq_arena *arena, const struct row *row, const struct rq_hook_file *old)
{
    struct rq_buf buf = {.arena = arena};
    if (old == NULL)
        return rq_arena_format(arena, "exec %s\n", row->command);
    rq_str call = call_of(arena, old->text);
    const char *feed = row->reads ? "refs | " : "";
    rq_buf_format(&buf, "# It is %s" BESIDE " now, and runs first.\nold=${0%%/*}/%s\n", row->name, row->name);
    if (row->reads)
        rq_buf_add(&buf, RQ_STR("refs=$(cat)\n"
                                "refs() { [ -z \"$refs\" ] || printf '%s\\n' \"$refs\" 2>/dev/null; }\n"));
    rq_buf_format(&buf, "%s[ ! -x \"$old" BESIDE "\" ] || %s%.*s || exit\n%s%s\n", unless_of(old->text), feed,
                  RQ_ARG(call), feed, row->command);
    return rq_buf_text(&buf);
}

/* The hook that is wanted. */
static rq_str script(struct rq_arena *arena, const struct row *row, const struct rq_hook_file *old)
{
    rq_str lines = lines_of(arena, row, old);
    return rq_arena_format(arena, MARK DIGEST "%.*s\n%.*s", RQ_ARG(rq_sha256(arena, lines)), RQ_ARG(lines));
}

/* True for a hook of ours in which nobody has changed a line. */
static bool is_whole(struct rq_arena *arena, rq_str text)
{
    enum { DIGITS = 64 };
    const size_t head = sizeof MARK DIGEST - 1;
    if (!rq_str_starts(text, RQ_STR(MARK DIGEST)) || text.len <= head + DIGITS || text.ptr[head + DIGITS] != '\n')
        return false;
    rq_str lines = rq_str_slice(text, head + DIGITS + 1, text.len);
    return rq_str_equal(rq_sha256(arena, lines), rq_str_slice(text, head, head + DIGITS));
}

bool rq_hook_find(const struct rq_repo *repo, enum rq_hook_name name, struct rq_arena *arena, struct rq_hook *hook,
                  struct rq_err *err)
{
    const struct row *row = &rows[name];
    struct rq_hook_file file, kept;
    rq_str aside = rq_arena_format(arena, "%s" BESIDE, row->name);
    if (!rq_repo_hook(repo, row->name, row->command, arena, &file, err) ||
        !rq_repo_hook(repo, aside.ptr, row->command, arena, &kept, err))
        return false;
    bool ours = rq_str_starts(file.text, RQ_STR(MARK)), changed = ours && !is_whole(arena, file.text);
    bool has_old = (file.is_there && !ours) || (ours && kept.is_there);
    rq_str before = ours && !changed ? file.text : (rq_str){NULL, 0};
    *hook = (struct rq_hook){
        .name = rq_str_from(row->name),
        .in_bare = rq_repo_is_bare(repo),
        .is_there = file.is_there,
        .is_file = file.is_file,
        .is_ours = ours,
        .is_changed = changed,
        .text = file.text,
        .aside = aside,
        .is_kept = kept.is_there,
        .is_usual = file.is_usual,
        .wanted = {.root = rq_arena_copy(arena, file.root),
                   .path = file.path,
                   .text = script(arena, row,
                                  !has_old ? NULL
                                  : ours   ? &kept
                                           : &file),
                   .before = before,
                   .aside = file.is_there && !ours ? aside : RQ_STR(""),
                   .executable = true},
    };
    return true;
}

bool rq_hook_look(struct rq_arena *arena, const struct rq_options *options, enum rq_hook_name name,
                  struct rq_hook *hook, struct rq_err *err)
{
    struct rq_repo *repo = rq_repo_open(options->directory == NULL ? "." : options->directory, err);
    bool good = repo != NULL && rq_hook_find(repo, name, arena, hook, err);
    rq_repo_close(repo);
    return good;
}

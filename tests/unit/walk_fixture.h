/* Walks of tests, in repositories that git makes for each. */
#ifndef RQ_TEST_WALK_FIXTURE_H
#define RQ_TEST_WALK_FIXTURE_H

#include "repo_fixture.h"

#include "repo/walk.h"

/* What a walk gives: a commit's subject, a colon, its changes; oldest first, separated by " | ".  "+a" came, "-a" went, "~a"
 * changed, "!a" changed its mode only.  With all parents "@2" after the subject says where it landed. */
struct walk_case {
    const char *name;
    const char *script;
    const char *watched; /* paths, separated by blanks; one that ends in "*" is a beginning; "": all */
    const char *outcome; /* first parents; NULL: it fails */
    const char *all;     /* all parents; NULL: not asked for, or it fails where there is a message */
    const char *message; /* of the failure */
    const char *hint;    /* part of its hint */
    const char *directory;
};

#define COMMIT(words) "git add -A; git commit -qm '" words "'; "
#define MERGE(words)  "git merge -q --no-ff -m '" words "' "

static inline size_t read_paths(struct rq_arena *arena, const char *watched, struct rq_walk_path *paths)
{
    rq_str text = rq_str_from(watched);
    size_t count = 0;
    for (size_t at = 0; at < text.len;) {
        rq_str word = rq_str_slice(text, at, rq_str_find_byte(text, ' ', at));
        bool exact = !rq_str_ends(word, RQ_STR("*"));
        at += word.len + 1;
        paths[count++] = (struct rq_walk_path){rq_arena_copy(arena, rq_str_slice(word, 0, word.len - !exact)), exact};
    }
    return count;
}

static inline char mark_of(const struct rq_walk_change *change)
{
    if (change->old_mode == 0)
        return '+';
    if (change->new_mode == 0)
        return '-';
    bool same = memcmp(&change->old_oid, &change->new_oid, sizeof change->old_oid) == 0;
    return same ? '!' : '~';
}

static inline const char *print_walk(struct rq_arena *arena, const struct rq_walk *walk, bool landings)
{
    struct rq_buf buf = {.arena = arena};
    struct rq_err err = {.arena = arena};
    rq_buf_add(&buf, RQ_STR(""));
    for (size_t i = 0; i < walk->commit_count; i++) {
        const struct rq_walk_commit *commit = &walk->commits[i];
        struct rq_commit text;
        assert_true(rq_walk_read(commit, arena, &text, &err));
        rq_buf_format(&buf, "%s%.*s", i == 0 ? "" : " | ", RQ_ARG(text.message));
        if (landings)
            rq_buf_format(&buf, "@%u", commit->landed);
        rq_buf_add(&buf, commit->before ? RQ_STR(" (before)") : commit->cut ? RQ_STR(" (cut)") : RQ_STR(":"));
        for (size_t c = 0; c < commit->change_count; c++) {
            const struct rq_walk_change *change = &walk->changes[commit->first_change + c];
            rq_buf_format(&buf, " %c%.*s", mark_of(change), RQ_ARG(walk->paths[change->path]));
        }
    }
    return rq_buf_text(&buf).ptr;
}

static inline bool check_walk(const struct walk_case *row, struct rq_repo *repo, enum rq_walk_mode mode,
                              const char *outcome, const char *until)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_walk_path paths[16];
    struct rq_walk_input input = {.mode = mode, .paths = paths, .texts = true, .until = until};
    struct rq_walk walk;
    input.path_count = read_paths(arena, row->watched, paths);
    bool good = rq_walk(repo, &input, arena, &walk, &err);
    const char *got = good ? print_walk(arena, &walk, mode == RQ_WALK_ALL_PARENTS) : err.message.ptr;
    bool fits = good == (outcome != NULL) && (good ? strcmp(got, outcome) == 0 : message_fits(row->message, got)) &&
                (good || strstr(err.hint.len > 0 ? err.hint.ptr : "", row->hint) != NULL);
    if (!fits)
        print_error("%s\n  got:      %s\n  expected: %s\n  hint: %.*s\n", row->name, got, good ? outcome : row->message,
                    RQ_ARG(err.hint));
    rq_arena_free(arena);
    return fits;
}

static inline bool run_walk_case(const struct walk_case *row, const char *until)
{
    char *folder = enter_folder();
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    script(put_folder(arena, row->script, folder));
    struct rq_repo *repo = rq_repo_open(row->directory == NULL ? "." : row->directory, &err);
    assert_non_null(repo);
    bool good = check_walk(row, repo, RQ_WALK_FIRST_PARENT, row->outcome, until);
    if (row->all != NULL || row->message != NULL)
        good = check_walk(row, repo, RQ_WALK_ALL_PARENTS, row->all, until) && good;
    rq_repo_close(repo);
    rq_arena_free(arena);
    leave_folder(folder);
    return good;
}

static inline void run_walk_cases(const struct walk_case *rows, size_t count)
{
    size_t failed = 0;
    for (size_t i = 0; i < count; i++)
        failed += !run_walk_case(&rows[i], NULL);
    assert_int_equal(failed, 0);
}

#define RUN_WALKS(rows) run_walk_cases((rows), sizeof(rows) / sizeof(rows)[0])

#endif

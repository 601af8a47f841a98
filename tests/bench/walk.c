/*
 * A walk over history alone: walk MODE DIRECTORY PATH…, where MODE is first-parent or all-parents.  Prints each commit that
 * changed something and what it changed, as `git log --raw --no-abbrev --no-renames` does; on standard error the memory of
 * its own at the end, which is all that a walk gives, and what it has not given back.
 */
#include "repo/walk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_oid(const struct rq_oid *oid)
{
    static const char digits[] = "0123456789abcdef";
    char text[2 * sizeof oid->bytes];
    for (size_t i = 0; i < sizeof oid->bytes; i++) {
        text[2 * i] = digits[oid->bytes[i] >> 4];
        text[2 * i + 1] = digits[oid->bytes[i] & 15];
    }
    fwrite(text, 1, sizeof text, stdout);
}

static void print_change(const struct rq_walk *walk, const struct rq_walk_change *change)
{
    rq_str path = walk->paths[change->path];
    const char *letter = change->old_mode == 0 ? "A" : change->new_mode == 0 ? "D" : "M";
    printf(":%06o %06o ", change->old_mode, change->new_mode);
    print_oid(&change->old_oid);
    putchar(' ');
    print_oid(&change->new_oid);
    printf(" %s\t", letter);
    fwrite(path.ptr, 1, path.len, stdout);
    putchar('\n');
}

/* Newest first, as git has it. */
static bool print(const struct rq_walk *walk, struct rq_err *err)
{
    struct rq_arena *arena = rq_arena_new();
    bool good = true;
    for (size_t i = walk->commit_count; good && i-- > 0;) {
        const struct rq_walk_commit *commit = &walk->commits[i];
        struct rq_commit text;
        good = rq_walk_read(commit, arena, &text, err);
        printf("%.*s\t%lld\t%.*s\t%.*s\t%.*s\t%.*s\n", RQ_ARG(text.oid), (long long)commit->time,
               RQ_ARG(text.author_name), RQ_ARG(text.author_email), RQ_ARG(text.committer_name),
               RQ_ARG(text.committer_email));
        for (size_t c = 0; c < commit->change_count; c++)
            print_change(walk, &walk->changes[commit->first_change + c]);
        rq_arena_reset(arena);
    }
    rq_arena_free(arena);
    return good;
}

/* Of what is mapped, most are the packs: as much as there is memory for. */
static void print_memory(void)
{
    char line[256];
    FILE *status = fopen("/proc/self/status", "r");
    while (status != NULL && fgets(line, sizeof line, status) != NULL)
        if (strncmp(line, "RssAnon:", 8) == 0)
            fputs(line, stderr);
    if (status != NULL)
        fclose(status);
}

int main(int argc, char **argv)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_err err = {.arena = arena};
    struct rq_walk walk;
    struct rq_walk_path paths[64];
    struct rq_walk_input input = {.paths = paths, .texts = true};
    if (argc < 3 || argc > 66)
        return EXIT_FAILURE;
    input.mode = strcmp(argv[1], "all-parents") == 0 ? RQ_WALK_ALL_PARENTS : RQ_WALK_FIRST_PARENT;
    for (int i = 3; i < argc; i++)
        paths[input.path_count++] = (struct rq_walk_path){.prefix = rq_str_from(argv[i]), .exact = true};
    struct rq_repo *repo = rq_repo_open(argv[2], &err);
    bool good = repo != NULL && rq_walk(repo, &input, arena, &walk, &err) && print(&walk, &err);
    if (!good)
        fprintf(stderr, "walk: %.*s\n", RQ_ARG(err.message));
    print_memory();
    rq_repo_close(repo);
    rq_arena_free(arena);
    return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

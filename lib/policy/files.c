/*
 * The files of a policy as YAML, read before any of them is looked into, by several threads: it is the larger part of what a
 * command does before its work.  What is wrong with a file is told when its turn comes, so it does not matter who read it.
 * Manifests come first: the largest may be a third of all.
 */
#include "base/source.h"
#include "base/threads.h"
#include "policy/build.h"
#include "yaml/yaml.h"

enum { LEAST = 24 }; /* files that make a second thread worth its start */

struct reading {
    struct rq_policy_file *files;
    struct rq_arena *arenas[RQ_THREADS_MOST]; /* one for each thread */
};

static bool is_manifest(const struct rq_source *source)
{
    rq_str path = rq_source_path(source);
    return rq_str_equal(path, RQ_STR("pack.yaml")) || rq_str_ends(path, RQ_STR("/pack.yaml"));
}

/* The text before the tests, if they come last: of all that built-in rules say the tests are more than half, and few
 * commands ask for them. */
static rq_str before_tests(rq_str text)
{
    size_t at = rq_str_find(text, RQ_STR("\ntests:\n"), 0);
    if (at == RQ_NOT_FOUND)
        return text;
    for (size_t end = rq_str_find_byte(text, '\n', at + 1); end < text.len - 1;
         end = rq_str_find_byte(text, '\n', end + 1))
        if (text.ptr[end + 1] != ' ' && text.ptr[end + 1] != '\n')
            return text;
    return rq_str_slice(text, 0, at + 1);
}

static void read_part(void *host, const struct rq_threads_part *part)
{
    struct reading *reading = host;
    for (size_t i = part->first; i < part->end; i++) {
        struct rq_policy_file *file = &reading->files[i];
        rq_str text = rq_source_text(file->source), read = text;
        if (file->group->builtin && !file->manifest)
            read = before_tests(text);
        file->tests_unread = read.len < text.len;
        file->yaml = rq_yaml_read_part(reading->arenas[part->thread], file->source, read);
    }
}

static size_t count_files(const struct rq_policy_files *groups, size_t group_count)
{
    size_t count = 0;
    for (size_t g = 0; g < group_count; g++)
        count += groups[g].count;
    return count;
}

/* Adds the manifests, or all other files. */
static void add_files(struct rq_policy_build *build, const struct rq_policy_files *groups, size_t group_count,
                      bool manifests)
{
    for (size_t g = 0; g < group_count; g++)
        for (size_t i = 0; i < groups[g].count; i++) {
            const struct rq_source *source = groups[g].sources[i];
            bool manifest = groups[g].pack.len > 0 && is_manifest(source);
            if (manifest == manifests)
                build->files[build->file_count++] =
                    (struct rq_policy_file){.source = source, .group = &groups[g], .manifest = manifest};
        }
}

void rq_build_read(struct rq_policy_build *build, const struct rq_policy_files *groups, size_t group_count,
                   unsigned threads)
{
    size_t count = count_files(groups, group_count);
    build->files = RQ_NEW_ARRAY(build->arena, struct rq_policy_file, count);
    add_files(build, groups, group_count, true);
    add_files(build, groups, group_count, false);
    struct reading reading = {.files = build->files, .arenas = {build->arena}};
    threads = rq_threads_count(threads, count, LEAST);
    for (unsigned i = 1; i < threads; i++)
        reading.arenas[i] = rq_arena_new();
    rq_threads_run(threads, count, 1, read_part, &reading);
    for (unsigned i = 1; i < threads; i++)
        rq_arena_join(build->arena, reading.arenas[i]);
}

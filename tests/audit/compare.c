/*
 * Compares an audit with the checks that it stands for: compare [-a] [-c CONFIG] [-n N] DIRECTORY [RANGE]
 *
 * Every commit of the audit (with -n, N of them, spread evenly) is checked by `rq_check` too, at its own time, and both
 * reports must be the same as JSON; where there is no verdict, the messages.  Two threads, each with a part of the commits,
 * must see of each what one sees, and each violation must look as it did at the last commit that has it.  Prints what the
 * audit saw of each commit, for those who follow violations by themselves: "COMMIT ALIKE…" with the violations that are not
 * waived, or "COMMIT ?".
 * Status: 0 all are the same, 1 some are not, 2 the audit saw no commit.
 *
 * Without a verdict on the newest commit an audit fails, and all that it saw is compared nevertheless.  Two threads may give
 * up then before they have seen each commit: what they have seen must be the same, and how much that is is told on standard
 * error.
 */
#include "base/text.h"
#include "reqlint/reqlint.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct verdict {
    rq_str commit, report, alikes;
    rq_str looks; /* of the findings, a line each; empty where there is no verdict */
};

struct audit {
    pthread_mutex_t lock;
    struct rq_arena *arena; /* of the verdicts alone: the audit goes on in its own while one is added */
    struct verdict *verdicts;
    size_t count, cap;
};

static rq_str as_json(struct rq_arena *arena, const struct rq_report *report, const struct rq_err *why)
{
    struct rq_err err = {.arena = arena};
    const struct rq_style style = {0};
    rq_str text = {NULL, 0};
    if (report == NULL)
        return rq_arena_format(arena, "no verdict: %.*s / %.*s\n", RQ_ARG(why->message), RQ_ARG(why->hint));
    if (!rq_format_print(arena, RQ_STR("json"), report, &style, &text, &err))
        exit(2);
    return text;
}

/* What a finding is about and shows, as a line. */
static rq_str look_of(struct rq_arena *arena, const struct rq_finding *finding)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_format(&buf, "\n%.*s %.*s:%u %d %.*s", RQ_ARG(finding->alike), RQ_ARG(finding->path), finding->pos.line,
                  (int)finding->level, RQ_ARG(finding->message));
    for (size_t i = 0; i < finding->value_count; i++) {
        rq_str value = rq_value_print(arena, finding->values[i].value, 0);
        rq_buf_format(&buf, " (%.*s: %.*s)", RQ_ARG(finding->values[i].expression), RQ_ARG(value));
    }
    rq_buf_add(&buf, RQ_STR("\n"));
    return rq_buf_text(&buf);
}

static rq_str looks_of(struct rq_arena *arena, const struct rq_report *report)
{
    struct rq_arena *scratch = rq_arena_new();
    struct rq_buf buf = {.arena = arena};
    for (size_t i = 0; i < report->finding_count; i++)
        rq_buf_add(&buf, look_of(scratch, &report->findings[i]));
    rq_arena_free(scratch);
    return rq_buf_text(&buf);
}

static void add_verdict(void *host, rq_str commit, const struct rq_report *report, const struct rq_err *why)
{
    struct audit *audit = host;
    pthread_mutex_lock(&audit->lock);
    struct rq_buf alikes = {.arena = audit->arena};
    audit->verdicts = rq_grow(audit->arena, audit->verdicts, audit->count, &audit->cap, sizeof *audit->verdicts);
    for (size_t i = 0; report != NULL && i < report->finding_count; i++)
        if (!report->findings[i].waived)
            rq_buf_format(&alikes, " %.*s", RQ_ARG(report->findings[i].alike));
    struct rq_arena *scratch = rq_arena_new();
    audit->verdicts[audit->count++] = (struct verdict){rq_arena_copy(audit->arena, commit),
                                                       rq_arena_copy(audit->arena, as_json(scratch, report, why)),
                                                       report == NULL ? RQ_STR(" ?") : rq_buf_text(&alikes),
                                                       report == NULL ? RQ_STR("") : looks_of(audit->arena, report)};
    rq_arena_free(scratch);
    pthread_mutex_unlock(&audit->lock);
}

/* The committer's time, as git says it. */
static rq_value time_of(const char *directory, rq_str commit)
{
    char command[512], line[64] = "";
    snprintf(command, sizeof command, "git -C '%s' show -s --format=%%ct %.*s", directory, RQ_ARG(commit));
    FILE *pipe = popen(command, "r");
    if (pipe == NULL || fgets(line, sizeof line, pipe) == NULL || pclose(pipe) != 0)
        exit(2);
    return rq_timestamp(strtoll(line, NULL, 10), 0);
}

static bool is_same(const struct rq_options *options, const struct verdict *verdict)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_options check = *options;
    struct rq_report report;
    struct rq_err err = {.arena = arena};
    check.revision = rq_arena_copy(arena, verdict->commit).ptr;
    check.now = time_of(options->directory, verdict->commit);
    bool good = rq_check(arena, &check, &report, &err);
    rq_str expected = as_json(arena, good ? &report : NULL, &err);
    bool same = rq_str_equal(expected, verdict->report);
    if (!same)
        fprintf(stderr, "compare: at %.*s the audit has\n%.*s\nand the check\n%.*s\n", RQ_ARG(verdict->commit),
                RQ_ARG(verdict->report), RQ_ARG(expected));
    rq_arena_free(arena);
    return same;
}

static const struct verdict *find(const struct audit *audit, rq_str commit)
{
    for (size_t i = 0; i < audit->count; i++)
        if (rq_str_equal(audit->verdicts[i].commit, commit))
            return &audit->verdicts[i];
    return NULL;
}

/* The same audit by two threads sees the same commits, each once, and the same of each of them; or, if it failed for the same
 * reason, some of them. */
static bool two_threads_see(const struct rq_options *options, const struct rq_audit_options *wish,
                            const struct audit *one, const struct rq_err *failed)
{
    struct rq_arena *arena = rq_arena_new();
    struct audit two = {.lock = PTHREAD_MUTEX_INITIALIZER, .arena = rq_arena_new()};
    struct rq_options both = *options;
    struct rq_audit_options any = *wish;
    struct rq_report report;
    struct rq_err err = {.arena = arena};
    both.threads = 2;
    any.any_order = true;
    any.host = &two;
    bool good = rq_audit(arena, &both, &any, &report, &err);
    bool some = !good && two.count > 0 && two.count < one->count;
    bool same =
        good != failed->failed && rq_str_equal(err.message, failed->message) && (some || two.count == one->count);
    for (size_t i = 0; i < one->count; i++) {
        const struct verdict *other = find(&two, one->verdicts[i].commit);
        if (other == NULL ? some : rq_str_equal(other->report, one->verdicts[i].report))
            continue;
        same = false;
        fprintf(stderr, "compare: at %.*s two threads have\n%.*s\nand one has\n%.*s\n", RQ_ARG(one->verdicts[i].commit),
                RQ_ARG(other == NULL ? RQ_STR("nothing") : other->report), RQ_ARG(one->verdicts[i].report));
    }
    if (some)
        fprintf(stderr, "compare: two threads saw %zu of %zu commits\n", two.count, one->count);
    rq_arena_free(two.arena);
    rq_arena_free(arena);
    return same;
}

/* Violations look as the last commit before their end has them. */
static bool look_as_last_seen(const struct audit *audit, const struct rq_report *report)
{
    bool same = true;
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        const struct rq_moment *fixed = finding->episode->fixed;
        size_t last = audit->count;
        for (size_t v = 0; fixed != NULL && v < audit->count && last == audit->count; v++)
            if (rq_str_equal(audit->verdicts[v].commit, fixed->commit))
                last = v;
        while (last > 0 && audit->verdicts[last - 1].looks.len == 0)
            last--;
        rq_str look = look_of(audit->arena, finding), looks = last == 0 ? RQ_STR("") : audit->verdicts[last - 1].looks;
        if (rq_str_find(looks, look, 0) != RQ_NOT_FOUND)
            continue;
        same = false;
        fprintf(stderr, "compare: the audit shows%.*snot as at %.*s:\n%.*s", RQ_ARG(look),
                RQ_ARG(audit->verdicts[last == 0 ? 0 : last - 1].commit), RQ_ARG(looks));
    }
    return same;
}

static int compare(const struct rq_options *options, const struct audit *audit, size_t samples)
{
    bool same = true;
    for (size_t i = 0; i < audit->count; i++)
        printf("%.*s%.*s\n", RQ_ARG(audit->verdicts[i].commit), RQ_ARG(audit->verdicts[i].alikes));
    if (samples == 0 || samples > audit->count)
        samples = audit->count;
    for (size_t i = 0; i < samples; i++)
        same = is_same(options, &audit->verdicts[(i + 1) * audit->count / samples - 1]) && same;
    return same ? 0 : 1;
}

int main(int argc, char **argv)
{
    struct rq_arena *arena = rq_arena_new();
    struct audit audit = {.lock = PTHREAD_MUTEX_INITIALIZER, .arena = arena};
    struct rq_options options = {.now = rq_timestamp(0, 0), .show_waived = true};
    struct rq_audit_options wish = {.judged = add_verdict, .host = &audit};
    struct rq_report report;
    struct rq_err err = {.arena = arena};
    size_t samples = 0;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "-a") == 0)
            wish.all_parents = true;
        else if (strcmp(argv[at], "-c") == 0 && at + 1 < argc)
            options.config = argv[++at];
        else if (strcmp(argv[at], "-n") == 0 && at + 1 < argc)
            samples = strtoul(argv[++at], NULL, 10);
        else
            return 2;
    }
    options.directory = at < argc ? argv[at] : ".";
    wish.range = at + 1 < argc ? argv[at + 1] : NULL;
    bool good = rq_audit(arena, &options, &wish, &report, &err);
    if (!good)
        fprintf(stderr, "compare: %.*s\n", RQ_ARG(err.message));
    int status = audit.count > 0 ? compare(&options, &audit, samples) : 2;
    if (status == 0 && !wish.all_parents && !two_threads_see(&options, &wish, &audit, &err))
        status = 1;
    if (status == 0 && !wish.all_parents && good && !look_as_last_seen(&audit, &report))
        status = 1;
    rq_arena_free(arena);
    return status;
}

/*
 * reqlint receive: git's pre-receive hook.  What is pushed comes on standard input, one ref per line; what is printed, git
 * shows to whoever pushes, each line after "remote: ".
 */
#include "options.h"
#include "output.h"
#include "progress.h"
#include "report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    /* What is left of 80 columns beside git's "remote: ". */
    WIDTH = 72,
    /* Refs that are named at the end, and bytes of each name. */
    MOST_NAMED = 10,
    NAME_BYTES = 200
};

struct received {
    const struct arguments *arguments;
    struct rq_push *push;
    struct progress *progress;
    struct rq_gate_options gate;
    rq_str names[MOST_NAMED]; /* of the first that were refused */
    size_t count, refused;
    int worst;
};

/* The bytes up to a blank or the end, which *at goes past. */
static rq_str take_word(rq_str line, size_t *at)
{
    rq_str word = {line.ptr + *at, 0};
    while (*at + word.len < line.len && word.ptr[word.len] != ' ')
        word.len++;
    *at += word.len + (*at + word.len < line.len);
    return word;
}

/* line = old-oid SP new-oid SP ref (githooks(5), pre-receive) */
static bool read_ref(rq_str line, struct rq_push_ref *ref)
{
    size_t at = 0;
    ref->old_id = take_word(line, &at);
    ref->new_id = take_word(line, &at);
    ref->name = (rq_str){line.ptr + at, line.len - at};
    return rq_is_oid(ref->old_id) && rq_is_oid(ref->new_id) && ref->name.len > 5 &&
           memcmp(ref->name.ptr, "refs/", 5) == 0 && memchr(ref->name.ptr, ' ', ref->name.len) == NULL &&
           memchr(ref->name.ptr, '\0', ref->name.len) == NULL;
}

static int judge_ref(const struct received *received, struct rq_arena *arena, const struct rq_push_ref *ref)
{
    struct rq_report report;
    struct rq_err err = {.arena = arena};
    progress_start(received->progress, received->arguments);
    enum rq_push_result result = rq_push_judge(received->push, ref, &received->gate, arena, &report, &err);
    progress_end(received->progress);
    switch (result) {
    case RQ_PUSH_JUDGED:
        return report_finish(received->arguments, &report);
    case RQ_PUSH_NOTHING:
        if (!received->arguments->quiet)
            output_note(received->arguments, report.notes[0]);
        return STATUS_CLEAN;
    case RQ_PUSH_FAILED:
        break;
    }
    return report_failure(received->arguments, &err);
}

/* Standard error goes to the same place, and what belongs together must come together. */
static void receive_ref(struct received *received, const struct rq_push_ref *ref)
{
    struct rq_arena *arena = rq_arena_new();
    int status = judge_ref(received, arena, ref);
    rq_arena_free(arena);
    fflush(stdout);
    received->count++;
    if (status != STATUS_CLEAN && received->refused < MOST_NAMED)
        received->names[received->refused] = ref->name;
    received->refused += status != STATUS_CLEAN;
    received->worst = status > received->worst ? status : received->worst;
}

static rq_str take_line(rq_str text, size_t *at)
{
    const char *end = memchr(text.ptr + *at, '\n', text.len - *at);
    rq_str line = {text.ptr + *at, end == NULL ? text.len - *at : (size_t)(end - text.ptr) - *at};
    *at += line.len + 1;
    return line;
}

static bool announce_refs(const struct received *received, rq_str text)
{
    struct rq_push_ref ref;
    for (size_t at = 0, number = 1; at < text.len; number++) {
        if (!read_ref(take_line(text, &at), &ref)) {
            complain("line %zu of standard input is not \"OLD NEW REF\", as git gives it to its pre-receive hook",
                     number);
            return advise("call it from hooks/pre-receive, with the hook's standard input");
        }
        rq_push_announce(received->push, &ref);
    }
    return true;
}

/* Says at the end which of several refs were refused: not every format names the ref that a report is about. */
static void name_refused(const struct received *received)
{
    char names[MOST_NAMED * (NAME_BYTES + 2) + 32] = "";
    size_t named = received->refused < MOST_NAMED ? received->refused : MOST_NAMED, length = 0;
    for (size_t i = 0; i < named; i++) {
        rq_str name = received->names[i];
        size_t bytes = name.len < NAME_BYTES ? name.len : NAME_BYTES;
        while (bytes < name.len && bytes > 0 && ((unsigned char)name.ptr[bytes] & 0xC0) == 0x80)
            bytes--;
        length +=
            (size_t)snprintf(names + length, sizeof names - length, "%s%.*s", i > 0 ? ", " : "", (int)bytes, name.ptr);
    }
    if (named < received->refused)
        snprintf(names + length, sizeof names - length, " and %zu more", received->refused - named);
    complain("%zu of %zu refs %s refused, so git accepts none of them: %s", received->refused, received->count,
             received->refused == 1 ? "is" : "are", names);
}

static int receive_refs(struct received *received, rq_str text)
{
    struct rq_push_ref ref;
    for (size_t at = 0; at < text.len && read_ref(take_line(text, &at), &ref);)
        receive_ref(received, &ref);
    if (received->refused > 0 && received->count > 1)
        name_refused(received);
    return received->worst;
}

/* Each ref has a line of its own, which is gone before its report is printed. */
static int receive(const struct arguments *arguments, struct rq_options *options, rq_str text)
{
    struct rq_err err = {.arena = arguments->arena};
    struct progress progress = {0};
    options->progress = progress_start(&progress, arguments);
    struct received received = {
        .arguments = arguments,
        .push = rq_push_open(options, &err),
        .progress = &progress,
        .gate = {.policy_from_head = options_policy_from_head(arguments), .fail_level = report_fail_level(arguments)},
    };
    progress_end(&progress);
    if (received.push == NULL)
        return report_failure(arguments, &err);
    int status = announce_refs(&received, text) ? receive_refs(&received, text) : STATUS_TROUBLE;
    rq_push_close(received.push);
    return status;
}

static int complain_of_nothing(void)
{
    complain("there is no ref on standard input, so there is nothing to judge");
    advise("call it from hooks/pre-receive, with the hook's standard input");
    return STATUS_TROUBLE;
}

static int run(struct arguments *arguments)
{
    struct rq_options options;
    size_t length;
    if (!options_check_policy_side(arguments) || !options_for_library(arguments, &options))
        return STATUS_TROUBLE;
    if (isatty(STDIN_FILENO))
        return complain_of_nothing();
    char *text = output_read_file("-", &length);
    if (text == NULL)
        return STATUS_TROUBLE;
    int status = length == 0 ? complain_of_nothing() : receive(arguments, &options, (rq_str){text, length});
    free(text);
    return status;
}

static const uint8_t options[] = {OPTION_POLICY_FROM, OPTION_RULE,       OPTION_FORMAT,      OPTION_CONFIG,
                                  OPTION_NOW,         OPTION_FAIL_LEVEL, OPTION_SHOW_WAIVED, OPTION_ALLOW_EMPTY,
                                  OPTION_THREADS,     OPTION_VERIFY,     OPTION_END};

static const struct example examples[] = {
    {"exec reqlint receive", "in hooks/pre-receive of the repository that is pushed into"},
    {"exec reqlint receive --fail-level warning --allow-empty", "stricter; and branches without records may be pushed"},
    {NULL, NULL},
};

const struct command command_receive = {
    .name = "receive",
    .summary = "Lint what is pushed, in git's pre-receive hook",
    .about =
        "Reads what is pushed from standard input, as git gives it to its pre-receive hook, and judges each ref by the "
        "state before the push: a branch against what it holds, a new one and a tag against where they leave the "
        "default branch. Configuration, rules and waivers are those of that state, so that a push cannot loosen the "
        "rules that judge it. Only what a ref did not have is reported. A ref that brings no new commit is accepted.\n"
        "What is printed goes to whoever pushes. If one ref is refused, git accepts none of the push. "
        "`docs/receive.md` shows how to install it.",
    .status = "a ref would bring in findings at or above the fail level: the push is refused, as with 2",
    .options = options,
    .examples = examples,
    .reports = true,
    .traits = RQ_FORMAT_JOINS, /* there is a report for each ref */
    .width = WIDTH,
    .run = run,
};

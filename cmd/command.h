/* Commands: one file each, one row each in COMMANDS. */
#ifndef COMMAND_H
#define COMMAND_H

#include "reqlint/reqlint.h"

struct command;

struct text_list {
    const char **items;
    size_t count;
};

/* The command line, read. */
struct arguments {
    const struct command *command;
    struct rq_arena *arena;
    struct text_list operands, directories, formats, rules, settings;
    const char *config, *revision, *base, *now, *fail_level, *color, *record, *batch, *threads, *threshold;
    const char *head, *text, *policy_from, *since, *message;
    const char *until, *reason, *approver, *owner;
    bool pre_push, show_waived, suggest, coverage, edit, supersede, hook, open, all_parents, names, man, verify;
    bool staged, allow_empty, everything, quiet, verbose, help, version;
    bool hooks[4];   /* pre-commit, commit-msg, pre-push, pre-receive */
    bool *delivered; /* becomes true with the first report, or the first that says there is no verdict */
};

/* The whole program knows three exit codes. */
enum {
    STATUS_CLEAN = 0, /* nothing at or above the fail level */
    STATUS_FINDINGS = 1,
    STATUS_TROUBLE = 2 /* no verdict: bad usage, bad configuration, an unreadable repository … */
};

struct example {
    const char *line, *about;
};

/* What a command is, for the parser and for --help. */
struct command {
    const char *name;
    const char *operands;           /* as usage shows them; NULL: none */
    size_t least, most;             /* how many operands */
    const char *summary;            /* one line, no full stop */
    const char *about;              /* paragraphs, separated by a line break */
    const char *status;             /* what exit code 1 means; NULL: it never comes */
    const uint8_t *options;         /* enum option_id, ended by OPTION_END; the common ones are always there */
    const struct example *examples; /* ended by a row without a line */
    bool reports;                   /* it prints a report, in the formats of --format */
    unsigned traits;                /* that they must have, of enum rq_format_trait */
    const rq_str *formats;          /* it prints something else, in these; ended by an empty name; or NULL */
    unsigned width;                 /* columns of what it prints where that is no terminal; 0: lines are not broken */
    int (*run)(struct arguments *arguments);
};

/* In the order of help: each NAME is defined as command_NAME in NAME.c; the three that show sheets in sheet.c. */
#define COMMANDS(ROW)                                                                                                  \
    ROW(check)                                                                                                         \
    ROW(gate)                                                                                                          \
    ROW(receive)                                                                                                       \
    ROW(audit)                                                                                                         \
    ROW(review)                                                                                                        \
    ROW(report)                                                                                                        \
    ROW(handbook)                                                                                                      \
    ROW(explain)                                                                                                       \
    ROW(rules)                                                                                                         \
    ROW(kinds)                                                                                                         \
    ROW(settings)                                                                                                      \
    ROW(test)                                                                                                          \
    ROW(eval)                                                                                                          \
    ROW(init)                                                                                                          \
    ROW(new)                                                                                                           \
    ROW(decide)                                                                                                        \
    ROW(confirm)                                                                                                       \
    ROW(waive)                                                                                                         \
    ROW(baseline)                                                                                                      \
    ROW(hook)                                                                                                          \
    ROW(schema)                                                                                                        \
    ROW(completion)                                                                                                    \
    ROW(help)

#define DECLARE_COMMAND(name) extern const struct command command_##name;
COMMANDS(DECLARE_COMMAND)
#undef DECLARE_COMMAND

/* All commands, ended by NULL. */
extern const struct command *const commands[];

/* The command of this name, or NULL. */
const struct command *command_find(const char *name);

/* Says that `name` is `what` ("no command") and which command is nearest; gives STATUS_TROUBLE. */
int command_unknown(const char *name, const char *what);

#endif

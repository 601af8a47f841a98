/* Completion in shells: what comes where, from the tables of commands and options, and one printer per shell. */
#ifndef COMPLETION_H
#define COMPLETION_H

#include "options.h"

enum completes {
    COMPLETES_NOTHING,
    COMPLETES_WORDS, /* those of a table, of "one|other", or the formats of a command */
    COMPLETES_FILES,
    COMPLETES_FOLDERS,
    COMPLETES_REVISIONS, /* branches and tags */
    COMPLETES_COMMANDS,
    COMPLETES_KINDS, /* that are in force where the shell is */
    COMPLETES_RULES, /* likewise */
    COMPLETES_SCHEMAS
};

struct completion {
    enum completes what;
    const rq_str *words; /* ended by an empty one; or NULL */
    rq_str choices;
    const struct command *formats_of;
};

/* What stands behind an option of a command that takes a value. */
struct completion completion_of_option(const struct command *command, enum option_id id);

/* One word of a command's operands: "PATH", "KIND/ID". */
struct operand {
    rq_str name;
    bool repeats; /* any number of them */
    struct completion completion;
};

/* The operand of a command at `*at`, a place in its text that starts at 0 and is moved on; false behind the last one. */
bool completion_next_operand(const struct command *command, size_t *at, struct operand *operand);

/* Prints the words, each behind a blank but the first. */
void completion_print_words(const struct completion *completion);

/* Prints the long options that take a value in any command, `before` in front of each. */
void completion_print_valued(const char *before);

/* Prints text between single quotes; `escaped` are the characters that get a backslash. */
void completion_print_quoted(const char *text, const char *escaped);

/* Prints the script of a shell on standard output. */
void completion_bash(void);
void completion_fish(void);
void completion_zsh(void);

#endif

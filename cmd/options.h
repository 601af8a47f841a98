/* Options of the command line: one table for all commands, which parsing and --help share. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "command.h"

enum option_id {
    OPTION_STAGED,
    OPTION_REV,
    OPTION_BASE,
    OPTION_HEAD,
    OPTION_TEXT,
    OPTION_MESSAGE,
    OPTION_POLICY_FROM,
    OPTION_PRE_PUSH,
    OPTION_SINCE,
    OPTION_OPEN,
    OPTION_ALL_PARENTS,
    OPTION_SUGGEST,
    OPTION_PERIOD, /* --since of commands that show sheets */
    OPTION_SHOW_WAIVED,
    OPTION_RULE,
    OPTION_FORMAT,
    OPTION_LISTING, /* --format of commands that list */
    OPTION_FAIL_LEVEL,
    OPTION_ALLOW_EMPTY,
    OPTION_ALL,
    OPTION_COVERAGE,
    OPTION_THRESHOLD,
    OPTION_RECORD,
    OPTION_BATCH,
    OPTION_HOOK,
    OPTION_HOOK_PRE_COMMIT,
    OPTION_HOOK_COMMIT_MSG,
    OPTION_HOOK_PRE_PUSH,
    OPTION_HOOK_PRE_RECEIVE,
    OPTION_SET,
    OPTION_SUPERSEDE,
    OPTION_UNTIL,
    OPTION_REASON,
    OPTION_APPROVER,
    OPTION_OWNER,
    OPTION_EDIT,
    OPTION_NAMES,
    OPTION_MAN,
    OPTION_THREADS,
    OPTION_VERIFY,
    OPTION_CONFIG,
    OPTION_NOW,
    OPTION_DIRECTORY, /* from here on: common to all commands */
    OPTION_COLOR,
    OPTION_QUIET,
    OPTION_VERBOSE,
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_END
};

struct option {
    const char *name;     /* without dashes; NULL: it has only a letter */
    char letter;          /* NUL: none */
    const char *argument; /* as --help shows it; NULL: a flag */
    const char *about;
    bool repeatable;
    size_t field; /* in struct arguments: bool, const char *, or struct text_list */
};

extern const struct option option_table[OPTION_END];

/* True if the command has the option. */
bool option_applies(const struct command *command, enum option_id id);

/* Reads the words of the command line into `arguments`, whose command, arena and lists (with room for all words) are
 * there already.  False after saying on standard error what is wrong. */
bool options_parse(struct arguments *arguments, char **words, size_t count);

/* The position of the first word that is neither an option nor an option's value; `count` if there is none. */
size_t options_first_operand(char **words, size_t count);

/* What the library wants to know.  False after saying what is wrong. */
bool options_for_library(const struct arguments *arguments, struct rq_options *options);

/* What --policy-from takes, ended by an empty name. */
extern const rq_str options_sides[];

/* True if --policy-from names a side; else complains. */
bool options_check_policy_side(const struct arguments *arguments);

/* True if the head's policy is to judge. */
bool options_policy_from_head(const struct arguments *arguments);

#endif

/*
 * Reading the command line: `--name VALUE`, `--name=VALUE`, `-C DIR`, `-CDIR`, `-qv`, and `--` before words that only look
 * like options.  Everything about an option is in its row of option_table.
 */
#include "options.h"

#include "output.h"
#include "report.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FIELD(name) offsetof(struct arguments, name)

const struct option option_table[OPTION_END] = {
    [OPTION_STAGED] = {"staged", 0, NULL, "look at the index: what the next commit would hold", false, FIELD(staged)},
    [OPTION_REV] = {"rev", 0, "REV", "look at a commit; works in a bare repository", false, FIELD(revision)},
    [OPTION_BASE] = {"base", 0, "REV", "report only findings that REV does not have", false, FIELD(base)},
    [OPTION_HEAD] = {"head", 0, "REV", "what is merged; default: HEAD", false, FIELD(head)},
    [OPTION_TEXT] = {"text", 0, "FILE", "title and description of the merge request (-: standard input)", false,
                     FIELD(text)},
    [OPTION_MESSAGE] = {"message", 0, "FILE",
                        "look only at the message in FILE, of a commit that is about to be made from the index (-: "
                        "standard input)",
                        false, FIELD(message)},
    [OPTION_POLICY_FROM] = {"policy-from", 0, "SIDE", "whose configuration and rules judge: base (default) or head",
                            false, FIELD(policy_from)},
    [OPTION_PRE_PUSH] = {"pre-push", 0, NULL, "read what is pushed as git's pre-push hook does", false,
                         FIELD(pre_push)},
    [OPTION_SINCE] = {"since", 0, "DATE", "only commits from then on, and what comes after them", false, FIELD(since)},
    [OPTION_OPEN] = {"open", 0, NULL, "only what is still open at the end", false, FIELD(open)},
    [OPTION_ALL_PARENTS] = {"all-parents", 0, NULL,
                            "each commit that merges brought, instead of the merges on the first-parent line", false,
                            FIELD(all_parents)},
    [OPTION_SUGGEST] = {"suggest", 0, NULL, "keys that look like data instead: lines for `fold` and `skip`", false,
                        FIELD(suggest)},
    [OPTION_PERIOD] = {"since", 0, "TIME", "what happened since: days before now (90d), a date or a time", false,
                       FIELD(since)},
    [OPTION_SHOW_WAIVED] = {"show-waived", 0, NULL, "show waived findings too", false, FIELD(show_waived)},
    [OPTION_RULE] = {"rule", 0, "ID", "only this rule (repeatable)", true, FIELD(rules)},
    [OPTION_FORMAT] =
        {"format", 0, "NAME[=FILE]",
         "how to print, and where to: standard output, or a file that is replaced as a whole (repeatable)", true,
         FIELD(formats)},
    [OPTION_LISTING] = {"format", 0, "NAME", "how to print: text (default) or json", true, FIELD(formats)},
    [OPTION_FAIL_LEVEL] = {"fail-level", 0, "LEVEL",
                           "lowest level that makes the exit code 1: info, warning or error (default)", false,
                           FIELD(fail_level)},
    [OPTION_ALLOW_EMPTY] = {"allow-empty", 0, NULL, "no rules in force or no records is a note, not trouble", false,
                            FIELD(allow_empty)},
    [OPTION_ALL] = {"all", 0, NULL, "the rules of built-in packs too", false, FIELD(everything)},
    [OPTION_COVERAGE] = {"coverage", 0, NULL, "show what of the rules no test has reached", false, FIELD(coverage)},
    [OPTION_THRESHOLD] = {"threshold", 0, "N",
                          "with exit code 1 where the tests reach less than N per cent (implies --coverage)", false,
                          FIELD(threshold)},
    [OPTION_RECORD] = {"record", 0, "KIND/ID", "evaluate as a rule on this record would be", false, FIELD(record)},
    [OPTION_BATCH] = {"batch", 0, "FILE", "run the conformance cases of a JSON Lines file (-: standard input)", false,
                      FIELD(batch)},
    [OPTION_HOOK] = {"hook", 0, NULL, "also install git's pre-commit hook", false, FIELD(hook)},
    [OPTION_HOOK_PRE_COMMIT] = {"pre-commit", 0, NULL, "what is committed, merges included", false, FIELD(hooks[0])},
    [OPTION_HOOK_COMMIT_MSG] = {"commit-msg", 0, NULL, "the messages of commits", false, FIELD(hooks[1])},
    [OPTION_HOOK_PRE_PUSH] = {"pre-push", 0, NULL, "what is pushed from here", false, FIELD(hooks[2])},
    [OPTION_HOOK_PRE_RECEIVE] = {"pre-receive", 0, NULL, "what is pushed to here", false, FIELD(hooks[3])},
    [OPTION_SET] = {"set", 0, "FIELD=VALUE",
                    "fill in a field, or with FIELD.PART a part of one; a list takes one item each time (repeatable)",
                    true, FIELD(settings)},
    [OPTION_SUPERSEDE] = {"supersede", 0, NULL, "decide anew what is decided already", false, FIELD(supersede)},
    [OPTION_UNTIL] = {"until", 0, "DATE", "the last day of the waiver", false, FIELD(until)},
    [OPTION_REASON] = {"reason", 0, "TEXT", "why the rule may be broken there", false, FIELD(reason)},
    [OPTION_OWNER] = {"owner", 0, "ID", "who answers for what is listed", false, FIELD(owner)},
    [OPTION_APPROVER] = {"approver", 0, "ID", "who allows it", false, FIELD(approver)},
    [OPTION_EDIT] = {"edit", 0, NULL, "open the file in git's editor, and check it afterwards", false, FIELD(edit)},
    [OPTION_NAMES] = {"names", 0, NULL, "names alone, one a line, for scripts", false, FIELD(names)},
    [OPTION_MAN] = {"man", 0, NULL, "as a manual page, for man", false, FIELD(man)},
    [OPTION_THREADS] = {"threads", 0, "N", "threads to use, 1 to 8; default: as many as there are processors", false,
                        FIELD(threads)},
    [OPTION_VERIFY] = {"verify", 0, NULL, "compare each of git's objects with its name, which takes longer", false,
                       FIELD(verify)},
    [OPTION_CONFIG] = {"config", 0, "FILE", "the configuration, instead of .reqlint.yaml found upward", false,
                       FIELD(config)},
    [OPTION_NOW] = {"now", 0, "TIME",
                    "the time that rules see: RFC 3339, a date, or @ and seconds since 1970; else SOURCE_DATE_EPOCH, "
                    "else the clock",
                    false, FIELD(now)},
    [OPTION_DIRECTORY] = {NULL, 'C', "DIR", "work as if started in DIR", true, FIELD(directories)},
    [OPTION_COLOR] = {"color", 0, "WHEN", "auto (default: on a terminal), always or never", false, FIELD(color)},
    [OPTION_QUIET] = {"quiet", 'q', NULL, "findings and trouble only", false, FIELD(quiet)},
    [OPTION_VERBOSE] = {"verbose", 'v', NULL, "say more on standard error", false, FIELD(verbose)},
    [OPTION_HELP] = {"help", 'h', NULL, "this page", false, FIELD(help)},
    [OPTION_VERSION] = {"version", 0, NULL, "the version of reqlint", false, FIELD(version)},
};

bool option_applies(const struct command *command, enum option_id id)
{
    if (id >= OPTION_DIRECTORY)
        return true;
    for (const uint8_t *own = command->options; *own != OPTION_END; own++)
        if (*own == id)
            return true;
    return false;
}

/* The option of the command with this name; for NULL, of any command.  OPTION_END if there is none. */
static enum option_id find_name(const struct command *command, const char *name, size_t length)
{
    for (unsigned id = 0; id < OPTION_END; id++) {
        const char *known = option_table[id].name;
        if (known != NULL && strlen(known) == length && memcmp(known, name, length) == 0 &&
            (command == NULL || option_applies(command, (enum option_id)id)))
            return (enum option_id)id;
    }
    return OPTION_END;
}

static enum option_id find_letter(char letter)
{
    unsigned id = 0;
    while (id < OPTION_END && option_table[id].letter != letter)
        id++;
    return (enum option_id)id;
}

/* The words that are left, and what they are read into. */
struct reader {
    struct arguments *arguments;
    char **words;
    size_t count, at;
    bool mistaken; /* and that was told: one line is enough */
};

static bool unknown_option(const struct reader *reader, const char *word, size_t length)
{
    const struct command *command = reader->arguments->command;
    rq_str names[OPTION_END];
    size_t count = 0;
    if (reader->mistaken)
        return false;
    for (unsigned id = 0; id < OPTION_END; id++)
        if (option_table[id].name != NULL && option_applies(command, (enum option_id)id))
            names[count++] = rq_str_from(option_table[id].name);
    bool has_name = length > 2 && word[1] == '-';
    rq_str near = has_name ? rq_nearest((rq_str){word + 2, length - 2}, names, count) : RQ_STR("");
    if (near.len > 0)
        return complain("`%s` has no option `%.*s`; did you mean `--%.*s`?", command->name, (int)length, word,
                        RQ_ARG(near));
    return complain("`%s` has no option `%.*s`; see `reqlint %s --help`", command->name, (int)length, word,
                    command->name);
}

static void append(struct text_list *list, const char *text)
{
    list->items[list->count++] = text;
}

static void store(struct arguments *arguments, const struct option *option, const char *value)
{
    void *field = (char *)arguments + option->field;
    if (option->argument == NULL)
        *(bool *)field = true;
    else if (option->repeatable)
        append(field, value);
    else
        *(const char **)field = value;
}

/* Stores an option with the value that came with it or, if that is NULL, the next word. */
static bool take_value(struct reader *reader, const struct option *option, const char *shown, const char *value)
{
    if (value == NULL && reader->at == reader->count)
        return !reader->mistaken && complain("`%s` needs a value: %s", shown, option->argument);
    store(reader->arguments, option, value != NULL ? value : reader->words[reader->at++]);
    return true;
}

/* "--name", "--name=VALUE" */
static bool read_long(struct reader *reader, const char *word)
{
    size_t length = strcspn(word, "=");
    const char *value = word[length] == '=' ? word + length + 1 : NULL;
    enum option_id id = find_name(reader->arguments->command, word + 2, length - 2);
    if (id == OPTION_END)
        return unknown_option(reader, word, length);
    const struct option *option = &option_table[id];
    if (option->argument != NULL)
        return take_value(reader, option, word, value);
    if (value != NULL)
        return !reader->mistaken && complain("`--%s` takes no value", option->name);
    store(reader->arguments, option, NULL);
    return true;
}

/* "-q", "-qv", "-C DIR", "-CDIR" */
static bool read_letters(struct reader *reader, const char *word)
{
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        enum option_id id = find_letter(*letter);
        const char shown[] = {'-', *letter, '\0'};
        if (id == OPTION_END)
            return unknown_option(reader, shown, 2);
        if (option_table[id].argument != NULL)
            return take_value(reader, &option_table[id], shown, letter[1] != '\0' ? letter + 1 : NULL);
        store(reader->arguments, &option_table[id], NULL);
    }
    return true;
}

bool options_parse(struct arguments *arguments, char **words, size_t count)
{
    struct reader reader = {.arguments = arguments, .words = words, .count = count};
    bool only_operands = false;
    while (reader.at < count) {
        const char *word = words[reader.at++];
        bool good = true;
        if (only_operands || word[0] != '-' || word[1] == '\0')
            append(&arguments->operands, word);
        else if (strcmp(word, "--") == 0)
            only_operands = true;
        else
            good = word[1] == '-' ? read_long(&reader, word) : read_letters(&reader, word);
        reader.mistaken |= !good;
    }
    return !reader.mistaken;
}

/* True if the word after this option is its value. */
static bool takes_next(const char *word)
{
    if (word[1] == '-') {
        enum option_id id = find_name(NULL, word + 2, strlen(word + 2));
        return id != OPTION_END && option_table[id].argument != NULL;
    }
    for (const char *letter = word + 1; *letter != '\0'; letter++) {
        enum option_id id = find_letter(*letter);
        if (id != OPTION_END && option_table[id].argument != NULL)
            return letter[1] == '\0';
    }
    return false;
}

size_t options_first_operand(char **words, size_t count)
{
    size_t at = 0;
    while (at < count && words[at][0] == '-' && words[at][1] != '\0') {
        if (strcmp(words[at], "--") == 0)
            return count;
        at += takes_next(words[at]) ? 2 : 1;
    }
    return at < count ? at : count;
}

/* The report is the same for any number of threads. */
static bool read_threads(const struct arguments *arguments, unsigned *threads)
{
    const char *text = arguments->threads;
    if (text == NULL)
        return true;
    if (text[0] < '1' || text[0] > '8' || text[1] != '\0')
        return complain("`--threads` takes a number from 1 to 8, not `%s`", text);
    *threads = (unsigned)(text[0] - '0');
    return true;
}

/* --now, else SOURCE_DATE_EPOCH, else the clock. */
static bool read_now(const struct arguments *arguments, rq_value *now)
{
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct rq_err err = {.arena = arguments->arena};
    if (arguments->now != NULL) {
        bool good = rq_parse_time(rq_str_from(arguments->now), now, &err);
        if (!good)
            report_failure(arguments, &err);
        return good;
    }
    if (epoch == NULL || epoch[0] == '\0') {
        *now = rq_timestamp(time(NULL), 0);
        return true;
    }
    char text[32] = "@";
    strncat(text, epoch, sizeof text - 2);
    if (strlen(epoch) < sizeof text - 1 && rq_parse_time(rq_str_from(text), now, &err))
        return true;
    return complain("SOURCE_DATE_EPOCH is `%s`, which is no number of seconds", epoch) ||
           advise("unset it, or give the seconds since 1970");
}

bool options_for_library(const struct arguments *arguments, struct rq_options *options)
{
    *options = (struct rq_options){
        .config = arguments->config,
        .staged = arguments->staged,
        .revision = arguments->revision,
        .base = arguments->base,
        .paths = arguments->operands.items,
        .path_count = arguments->operands.count,
        .rules = arguments->rules.items,
        .rule_count = arguments->rules.count,
        .allow_empty = arguments->allow_empty,
        .show_waived = arguments->show_waived,
        .verify = arguments->verify,
    };
    if (arguments->staged && arguments->revision != NULL)
        return complain("`--staged` and `--rev` exclude each other");
    return read_threads(arguments, &options->threads) && read_now(arguments, &options->now);
}

const rq_str options_sides[] = {{"base", 4}, {"head", 4}, {"", 0}};

bool options_check_policy_side(const struct arguments *arguments)
{
    const char *side = arguments->policy_from;
    if (side == NULL)
        return true;
    for (const rq_str *known = options_sides; known->len > 0; known++)
        if (strcmp(side, known->ptr) == 0)
            return true;
    complain("`--policy-from` is base or head, not `%s`", side);
    return advise("leave it out to judge by the policy of the base");
}

bool options_policy_from_head(const struct arguments *arguments)
{
    return arguments->policy_from != NULL && strcmp(arguments->policy_from, "head") == 0;
}

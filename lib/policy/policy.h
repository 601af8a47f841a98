/*
 * Policy: what is in force.  Configuration, packs, kinds, rules, parameters, allowed words, compiled and checked.
 *
 * This module is pure: the caller reads files and hands them over.  First rq_config_read, which says which packs and
 * rule files are wanted; then rq_policy_build with those files.
 */
#ifndef RQ_POLICY_H
#define RQ_POLICY_H

#include "cel/reads.h"
#include "locate/locate.h"
#include "regex/regex.h"
#include "reqlint/cel.h"
#include "reqlint/diag.h"
#include "value/value.h"

/* The variables that every expression may name, by slot.  A rule's own `variables` follow as "variables.NAME". */
enum rq_slot {
    RQ_SLOT_OBJECT,
    RQ_SLOT_OLD_OBJECT,
    RQ_SLOT_RECORD,
    RQ_SLOT_WORDS,
    RQ_SLOT_REFS,
    RQ_SLOT_BACKREFS,
    RQ_SLOT_RECORDS,
    RQ_SLOT_HISTORY,
    RQ_SLOT_PARAMS,
    RQ_SLOT_NOW,
    RQ_SLOT_ITEM,
    RQ_SLOT_INDEX,
    RQ_SLOT_FOUND,
    RQ_SLOT_AUTHOR,
    RQ_SLOT_COUNT
};

/* Scalars of a list (a single scalar stands for a list of one), with their places. */
struct rq_texts {
    const rq_value *items;
    size_t count;
};

/* The configuration file, checked for unknown keys and wrong shapes. */
struct rq_config {
    const struct rq_source *source; /* NULL: no file, all defaults */
    struct rq_texts extends;        /* packs: names of built-in ones, or folders */
    struct rq_texts policies;       /* patterns of rule files */
    struct rq_texts exclude;        /* patterns of files that are not looked at */
    rq_value kinds, rules, params, words, settings;
};

/* Reads a configuration; `source` may be NULL for the defaults.  NULL on failure.  In `arena`. */
const struct rq_config *rq_config_read(struct rq_arena *arena, const struct rq_source *source, struct rq_err *err);

/* The files of one pack, or of the repository's own policies (an empty name). */
struct rq_policy_files {
    rq_str pack;
    const struct rq_source *const *sources;
    size_t count;
    bool builtin; /* in the binary and known to be sound: what is not needed is left unread */
};

enum rq_format {
    RQ_FORMAT_YAML,
    RQ_FORMAT_MARKDOWN,
    RQ_FORMAT_TEXT,
    RQ_FORMAT_PATH,
    RQ_FORMAT_COMMENTS,
    RQ_FORMAT_SETTINGS
};

/* One place where records of a kind are found. */
struct rq_place {
    struct rq_locator where; /* without key paths each document is a record */
    const struct rq_cel_program *id;
    enum rq_format format;
};

struct rq_record_kind;
struct rq_confirms;

struct rq_link {
    rq_str name;
    const struct rq_record_kind *target;
    const struct rq_cel_program *id;
    rq_str missing; /* the rule that reports a link which finds nothing */
};

enum rq_field_type {
    RQ_FIELD_ANY,
    RQ_FIELD_STRING,
    RQ_FIELD_TEXT, /* any scalar, by its source text */
    RQ_FIELD_INT,
    RQ_FIELD_NUMBER,
    RQ_FIELD_BOOL,
    RQ_FIELD_DATE, /* a real YYYY-MM-DD */
    RQ_FIELD_LIST,
    RQ_FIELD_MAP
};

/* "string", "list" …: a literal. */
rq_str rq_field_type_name(enum rq_field_type type);

struct rq_field {
    rq_str name;
    enum rq_field_type type;
    rq_str about;
    struct rq_texts words;         /* `enum`: for editors and `new`; rules enforce */
    const struct rq_field *items;  /* of a list; NULL: anything */
    struct rq_texts key;           /* of a list of mappings: the fields that tell its entries apart */
    const struct rq_field *fields; /* of a map; none: any key */
    size_t field_count;
    rq_value written;                     /* the field as its kind has it */
    const struct rq_cel_program *initial; /* what a new record has there; or NULL */
    const struct rq_cel_program *when;    /* whether a new record has the field at all; NULL: it has */
};

/* How records of a kind start out. */
struct rq_start {
    rq_str first; /* the id of the first one, from which others count on; empty: people choose ids */
    rq_str body;  /* what stands below the front matter */
    bool init;    /* a new repository gets one */
};

/* Records of a kind that decide about those of another, with one of a few words. */
struct rq_decides {
    const struct rq_link *link;   /* to what is decided */
    const struct rq_field *field; /* where the word stands; it has `words` */
};

/* Records of a kind that suppress findings: each names a rule and a record ("kind/id"), or instead of both the fingerprint
 * of one finding, and says whether it is valid. */
struct rq_waives {
    const struct rq_cel_program *rule, *record, *fingerprint, *valid;
    const struct rq_cel_program *until, *reason, *approver; /* what else they say; each may be NULL */
    const struct rq_cel_program *longest;                   /* days that one may last; or NULL */
    rq_str unused; /* the rule that reports a valid one with nothing to waive; empty: nobody does */
};

/* Names that are searched for in source code: what an expression gives for each record of a kind. */
struct rq_scan_names {
    const struct rq_record_kind *kind;
    const struct rq_cel_program *names;
    rq_str as;   /* what they are, in the words of the pack */
    bool inside; /* identifiers with one of them in it count too */
};

/* Where records are files of source code in which names stand, or comments for reqlint. */
struct rq_scan {
    const struct rq_glob *const *files; /* none: all files of a language that is known */
    size_t file_count;
    const struct rq_glob *const *not_files;
    size_t not_count;
    const struct rq_glob *const *only_in; /* where names may stand */
    size_t only_count;
    const struct rq_scan_names *names;
    size_t name_count;
    const struct rq_cel_program *subjects, *calls; /* lists of words, see code/code.h; NULL: none */
};

/* A record kind. */
struct rq_record_kind {
    rq_str name;
    rq_str pack;
    const struct rq_source *source;
    const struct rq_place *places;
    size_t place_count;
    const struct rq_link *links;
    size_t link_count;
    const struct rq_field *fields; /* none: any key is known */
    size_t field_count;
    const struct rq_cel_program *supersedes; /* names the record of this kind that a record replaces; or NULL */
    const struct rq_cel_program *names;      /* gives names that prose has for a record beside its id; or NULL */
    const struct rq_scan *scan;              /* records are made of source code; or NULL */
    const struct rq_waives *waives;          /* what a record of this kind takes back; or NULL */
    const struct rq_decides *decides;        /* or NULL */
    const struct rq_confirms *confirms;      /* or NULL */
    struct rq_start start;
    bool incidental; /* found wherever there is text: where there is nothing else, there is nothing to judge */
    bool is_virtual; /* records do not come from files: commits, merges */
    size_t number;   /* its place in rq_policy.kinds */
};

/* True if the name is that of the text below the front matter, which no file of the kind has as a field. */
bool rq_kind_is_body(const struct rq_record_kind *kind, rq_str name);

/* A rule that judges pairs: records of a kind whose texts under `field` are nearly equal. */
struct rq_near {
    rq_str field;
    const struct rq_cel_program *threshold; /* gives the least similarity, 0.0 to 1.0 */
};

enum rq_find_in {
    RQ_FIND_IN_TEXT,  /* matches of a pattern in the text as it is */
    RQ_FIND_IN_PROSE, /* matches of a pattern in each sentence as people read it */
    RQ_FIND_MENTIONS  /* records of a kind that a sentence names */
};

/* A rule that judges what it finds in a record's text. */
struct rq_find {
    enum rq_find_in in;
    const struct rq_regex *pattern;
    const struct rq_record_kind *kind; /* of RQ_FIND_MENTIONS */
};

struct rq_variable {
    rq_str name;
    const struct rq_cel_program *program;
    uint32_t depth;    /* of nesting, that of the variables which it uses included */
    bool of_item;      /* it looks at `item` or `index`, or at a variable that does */
    bool of_all;       /* it looks at nothing that differs from record to record */
    uint32_t constant; /* of_all, in a rule: its number among the policy's constants plus one; else 0 */
};

/* What expressions ask of history. */
struct rq_asks {
    bool history;  /* the record's own */
    bool others;   /* that of any record: historyOf(kind, id) */
    bool people;   /* and in it, who brought a version */
    bool backrefs; /* of a removed record: also what is gone with it */
};

/* What of a record decides whether a rule finds anything on it, beside what is noted while it judges. */
struct rq_rule_reads {
    bool whole;      /* all of it may, its text too */
    bool record;     /* what `record` tells */
    bool links;      /* `refs` or `backrefs` */
    uint64_t fields; /* a bit for each of the policy's read_fields */
};

/* Fields that are told apart: a bit each. */
enum { RQ_READ_FIELDS = 64 };

struct rq_rule {
    rq_str id, title, message, help, why, pack;
    const struct rq_source *source;
    rq_value root;                /* the rule as it is written, */
    rq_value form;                /* and this form of it */
    enum rq_level level, written; /* in force, and as the file has it */
    bool waivable, builtin;
    bool tests_unread; /* the file has tests that `root` has not: rq_rule_tests reads them */
    const struct rq_record_kind *const *match;
    size_t match_count;
    bool removed; /* judges records that history has and the tree does not */
    struct rq_asks asks;
    struct rq_rule_reads reads;
    const struct rq_variable *variables; /* variable i has slot RQ_SLOT_COUNT + i */
    size_t variable_count;
    const struct rq_cel_program *when, *each, *expression, *message_expression, *level_expression, *at;
    const struct rq_find *find; /* or NULL */
    const struct rq_near *near; /* or NULL */
    const struct rq_rule *also; /* the same rule in another form, for other kinds; or NULL */
};

/* Records of a kind that remember what they rest on: a text that a rule computes for each of its parts. */
struct rq_confirms {
    const struct rq_rule *rule; /* with `each` */
    const struct rq_variable
        *variable; /* of the rule: a text, or a list with one, or with none where there is nothing */
    rq_str field;  /* of each part */
};

/* Allowed words: CEL sees words.NAME as a list. */
struct rq_words {
    rq_str name;
    struct rq_locator where;
    rq_value origin; /* where it is defined, for messages */
};

/* One source of settings: pairs of an account and a setting in the files of the tree.  Sources of one set are counted
 * together.  What is in a set, and how it is counted: lib/settings. */
struct rq_setting_source {
    rq_str set;
    rq_str pack;                   /* empty: the configuration */
    rq_value origin;               /* where it is written, for messages */
    struct rq_locator where;       /* without key paths the file itself is what is found */
    const struct rq_locator *with; /* joined to it on the captures that both have */
    size_t with_count;
    const struct rq_locator *defaults; /* of what every account has */
    size_t default_count;
    struct rq_template account, setting;
    struct rq_texts ignore;            /* patterns of accounts that do not count */
    struct rq_key_patterns strip;      /* what a setting's way does not start with */
    struct rq_key_patterns fold, skip; /* keys that are data; settings that may differ */
    struct rq_keypath_options options; /* how the key paths of all its locators go along */
};

/* A parameter: what a rule calls params["name"]. */
struct rq_param {
    rq_str name, about;
    rq_value value, fallback; /* in force, and as the pack has it */
};

struct rq_view_column {
    rq_str name;
    const struct rq_cel_program *program;
};

/* A field that a view tells of, by its path: "decision.cost.qa". */
struct rq_view_field {
    rq_str path;
    const struct rq_field *field;
};

/* A section of a sheet: records, one row each, and what the policy says about them. */
struct rq_view {
    rq_str name, title, about;
    struct rq_rule form; /* which records: `match`, `when`, `variables` and what is asked of history, as in a rule; no
                            `match`: none */
    const struct rq_cel_program *landed; /* when what a row tells of landed; older rows are left out; or NULL */
    const struct rq_cel_program *sort;   /* rows stand in the order of these values; NULL: of their ids */
    const struct rq_view_column *columns;
    size_t column_count;
    const struct rq_rule
        *alike; /* shows the records that this rule with `near` finds to be alike, by groups; or NULL */
    const struct rq_rule *const *rules;
    size_t rule_count;
    const struct rq_view_field *fields;
    size_t field_count;
    const struct rq_param *const *params;
    size_t param_count;
    bool other_rules, other_params; /* and all that no view of the sheet names */
};

enum rq_sheet_kind { RQ_SHEET_REPORT, RQ_SHEET_REVIEW, RQ_SHEET_HANDBOOK, RQ_SHEET_COUNT };

/* What one pack says of a sheet. */
struct rq_role {
    rq_str pack, title;
    const struct rq_cel_program *days; /* how far back it looks; or NULL */
    const struct rq_view *views;
    size_t view_count;
    rq_value root; /* as it is written */
    enum rq_sheet_kind sheet;
};

/* A variable that is the same for all records of a state.  Those on which it rests have lower numbers. */
struct rq_constant {
    const struct rq_rule *rule;
    const struct rq_variable *variable;
    struct rq_cel_reads reads; /* what its own expression reads of `records` */
};

struct rq_policy {
    const struct rq_record_kind *const *kinds;
    size_t kind_count;
    const struct rq_rule *const *rules; /* sorted by id */
    size_t rule_count;
    const struct rq_constant *constants;
    size_t constant_count;
    const rq_str *read_fields; /* of records, that rules read */
    size_t read_field_count;
    const struct rq_words *words;
    size_t words_count;
    const struct rq_setting_source *settings; /* in the order in which they are written */
    size_t setting_count;
    rq_value params; /* map */
    const struct rq_param *param_list;
    size_t param_count;
    const struct rq_role *roles; /* in the order of the packs */
    size_t role_count;
    const struct rq_glob *const *exclude;
    size_t exclude_count;
    const struct rq_source *config; /* or NULL */
};

/* Compiles everything, and reads the files by so many threads (0: as many as there are processors).  `functions` are the
 * host's, ended by a row without a name, and live as long as the policy.
 * NULL on failure: the first thing that is wrong, with its place and the nearest name.  In `arena`. */
const struct rq_policy *rq_policy_build(struct rq_arena *arena, const struct rq_config *config,
                                        const struct rq_policy_files *files, size_t file_count,
                                        const struct rq_cel_function *functions, unsigned threads, struct rq_err *err);

/* The rule or kind with this name, or NULL. */
const struct rq_rule *rq_policy_rule(const struct rq_policy *policy, rq_str id);
const struct rq_record_kind *rq_policy_kind(const struct rq_policy *policy, rq_str name);

/* The rule's tests, in the order of the file, which is read again where they were left unread.  In `arena`. */
struct rq_rule_tests {
    const rq_value *items;
    size_t count;
};
struct rq_rule_tests rq_rule_tests(struct rq_arena *arena, const struct rq_rule *rule);

/* The scalar that a program of this form of the rule was compiled from; RQ_ABSENT for other programs and for NULL. */
rq_value rq_rule_written(const struct rq_rule *rule, const struct rq_cel_program *program);

/* The place in the rule's file of the bytes start..end of the program's text; line 0 for other programs. */
rq_pos rq_rule_place(const struct rq_rule *rule, const struct rq_cel_program *program, size_t start, size_t end);

/* The scalar that a program of the view was compiled from, and the place of the bytes start..end of the program's text. */
rq_value rq_view_written(const struct rq_view *view, const struct rq_cel_program *program);
rq_pos rq_view_place(const struct rq_view *view, const struct rq_cel_program *program, size_t start, size_t end);

/* "report", "review" or "handbook": a literal. */
rq_str rq_sheet_kind_name(enum rq_sheet_kind sheet);

/* What an expression asks of history. */
struct rq_asks rq_program_asks(const struct rq_cel_program *program);

/* Compiles a bare expression over the variables of a rule.  On failure `start` and `end` are bytes of the text. */
const struct rq_cel_program *rq_policy_compile(struct rq_arena *arena, rq_str text,
                                               const struct rq_cel_function *functions, bool strict, size_t *start,
                                               size_t *end, struct rq_err *err);

#endif

/*
 * The library as a whole: what each command of the program calls.
 *
 * Every function takes the same options, gives its result in the arena it was given, and fails (false, err filled) where
 * there is no verdict: then the program exits with 2.  Nothing here prints, exits or looks at a clock.
 */
#ifndef REQLINT_REQLINT_H
#define REQLINT_REQLINT_H

#include "reqlint/cel.h"
#include "reqlint/diag.h"
#include "reqlint/sheet.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What to look at and how.  All zero: the working tree around the current directory. */
struct rq_options {
    const char *directory;    /* start of the search for the repository; NULL: "." */
    const char *config;       /* configuration file; NULL: .reqlint.yaml found upward, or the defaults */
    bool staged;              /* the index instead of the working tree */
    const char *revision;     /* a commit instead of the working tree */
    const char *base;         /* report only what this commit does not have */
    const char *const *paths; /* report only on these files and folders; relative to the directory */
    size_t path_count;
    const char *const *rules; /* only these rules */
    size_t rule_count;
    rq_value now;     /* a timestamp */
    bool show_waived; /* waived findings stay in the report, marked */
    unsigned threads; /* at most; 0: as many as there are processors, 8 at most.  The report does not depend on it */
    bool verify;      /* compare each object of git's that is read with its name: what is damaged gives no verdict */
    bool allow_empty; /* no rules in force or no records: a note, not a failure */
    const struct rq_progress *progress; /* NULL: nobody wants to know */
};

/* Lints one state of the tree.  The report is finished: sorted, counted, with fingerprints. */
bool rq_check(struct rq_arena *arena, const struct rq_options *options, struct rq_report *report, struct rq_err *err);

/* A message as it stands in the file that git hands its commit-msg hook. */
struct rq_message_options {
    rq_str text;
    bool edited; /* in an editor, so that git's own comments are in it */
};

/* Lints the message of a commit that is about to be made from the index, by the rules of the index, and nothing else.  What git
 * takes out of the message is not judged, nor is the subject of a "fixup!" and its like. */
bool rq_check_message(struct rq_arena *arena, const struct rq_options *options,
                      const struct rq_message_options *message, struct rq_report *report, struct rq_err *err);

/* What a merge is judged by and with; texts may be empty. */
struct rq_gate_options {
    const char *head;          /* what is to be merged into options->base; NULL: HEAD */
    const char *ref;           /* the ref that is pushed, which may bring no commit; NULL: a merge check */
    bool replaces;             /* head takes the place of base, as in a push, instead of being merged into it */
    bool policy_from_head;     /* the explicit opposite of judging by the base's policy */
    enum rq_level fail_level;  /* what blocks; RQ_LEVEL_OFF: errors */
    rq_str text;               /* title of the merge request, an empty line, its description */
    rq_str title, description; /* used if `text` is empty */
    bool description_cut;      /* the host cut the description short */
    bool no_request;           /* the CI says that there is no merge request, and so no text */
};

/* Lints what merging head into options->base would give, by the base's configuration, rules and waivers.  The report holds
 * only what the base does not have; its lines say what was merged and what would unblock it. */
bool rq_gate(struct rq_arena *arena, const struct rq_options *options, const struct rq_gate_options *gate,
             struct rq_report *report, struct rq_err *err);

enum rq_event_kind {
    RQ_EVENT_OTHER,
    RQ_EVENT_MERGE, /* `head` is to be merged into `base` */
    RQ_EVENT_PUSH   /* `ref` had `base`, and has `head` */
};

/* What a CI is told of.  Texts are empty where there is nothing. */
struct rq_event {
    enum rq_event_kind kind;
    const char *base, *head;    /* commits, 40 digits each; zeros, in a push: nothing */
    const char *target;         /* the branch that a merge goes into, where it may have moved on since */
    const char *ref;            /* that was pushed: "refs/heads/main" */
    const char *default_branch; /* of the repository */
    bool has_text;              /* it is about a merge request */
    rq_str title, description;
};

/* An event that says nothing. */
extern const struct rq_event rq_event_none;

/* Reads the payload of an event of GitHub Actions: a pull request, a merge group or a push.  Fails where it is not JSON, or
 * has a commit, a branch or a text that is none.  In `arena`; `payload` must live as long. */
bool rq_github_event(struct rq_arena *arena, rq_str payload, struct rq_event *event, struct rq_err *err);

/* False, with err filled, where a commit is not there and may lie beyond the end of a shallow clone. */
bool rq_commit_in_reach(struct rq_arena *arena, const struct rq_options *options, const char *commit,
                        struct rq_err *err);

/* True if the repository has a commit of this name. */
bool rq_has_commit(struct rq_arena *arena, const struct rq_options *options, const char *revision);

/* A push that git has not accepted yet, as its pre-receive hook sees it. */
struct rq_push;

/* Opens the repository that is pushed into, together with the objects that the push brings.  NULL on failure.  `options`
 * must live as long.  Owned by the caller: rq_push_close. */
struct rq_push *rq_push_open(const struct rq_options *options, struct rq_err *err);
void rq_push_close(struct rq_push *push); /* NULL is allowed */

/* One ref of a push. */
struct rq_push_ref {
    rq_str name;           /* "refs/heads/main" */
    rq_str old_id, new_id; /* 40 digits each; zeros: there is nothing, before a new ref or after one that is deleted */
};

/* Says that the push has this ref; for each one, before the first is judged. */
void rq_push_announce(struct rq_push *push, const struct rq_push_ref *ref);

enum rq_push_result {
    RQ_PUSH_JUDGED,
    RQ_PUSH_NOTHING, /* there is nothing to judge: the report has a note that says why */
    RQ_PUSH_FAILED   /* there is no verdict: err is filled */
};

/* Judges one ref of a push by the state before the push, whatever its other refs bring; but a tag on a branch of the push
 * is judged with the branch.  Of `gate` the policy's side and the fail level count.  The report, in `arena`, holds only what the
 * ref did not have; its lines say what was judged.  It lives until the next ref is judged, or the push closed. */
enum rq_push_result rq_push_judge(struct rq_push *push, const struct rq_push_ref *ref,
                                  const struct rq_gate_options *gate, struct rq_arena *arena, struct rq_report *report,
                                  struct rq_err *err);

/* What of history is audited. */
struct rq_audit_options {
    const char *range; /* "A..B": what B can reach and A cannot; "A"; "A^!": A alone; NULL: HEAD */
    rq_value since;    /* a timestamp: commits from then on, back to the first that is older; RQ_ABSENT: all */
    bool all_parents;  /* the commits that merges brought too, not the first parents alone */
    bool open;         /* only what is open at the end */
    /* Told of each commit, parents before children: the report that rq_check would give with what is waived, or why there
     * is none.  Both live until it comes back.  NULL: nobody wants to know. */
    void (*judged)(void *host, rq_str commit, const struct rq_report *report, const struct rq_err *why);
    void *host;
    bool any_order; /* `judged` may be called from several threads, and out of order; never twice for one commit */
};

/* Judges each commit of the range as rq_check would at its own time, by its own policy or options->config, and reports for
 * each violation when it came, when it went and with whom (rq_finding.episode).  Fails where there is no verdict on the
 * newest commit, or no commit. */
bool rq_audit(struct rq_arena *arena, const struct rq_options *options, const struct rq_audit_options *audit,
              struct rq_report *report, struct rq_err *err);

/* What a rule's test gives under one key, as it is written in the rule file. */
struct rq_example_part {
    rq_str key, text;
    size_t indent; /* blanks before it where it begins a line of its own, and so at the least before its other lines */
    bool below;    /* it does; otherwise it stands behind its key */
};

/* An example in a rule's tests: all that it gives, but for what it expects. */
struct rq_example {
    rq_str name;
    const struct rq_example_part *parts;
    size_t part_count;
};

/* One form of a rule: what it judges, and by what. */
struct rq_rule_form {
    const rq_str *kinds;
    size_t kind_count;
    bool reads_text;               /* it judges each match of a pattern in the text */
    rq_str when, each, expression; /* CEL source */
};

/* A rule as people see it.  Texts that the rule does not have are empty. */
struct rq_rule_info {
    rq_str id, title, help, why;
    rq_str pack;           /* the pack it comes from; empty: the repository's own */
    rq_str path;           /* the rule's file; inside the binary for a built-in pack */
    enum rq_level level;   /* in force; RQ_LEVEL_OFF if it is switched off */
    enum rq_level written; /* as the rule file has it */
    bool waivable, builtin;
    const rq_str *kinds; /* what its forms judge, each once */
    size_t kind_count;
    const struct rq_rule_form *forms; /* the rule itself, then those of `also` */
    size_t form_count;
    struct rq_example passing, failing; /* the first of each; no parts if there is none */
};

/* All rules, in force or off, in the order of their ids. */
bool rq_rules(struct rq_arena *arena, const struct rq_options *options, const struct rq_rule_info **rules,
              size_t *count, struct rq_err *err);

/* One rule; an unknown id fails and names the nearest one. */
bool rq_rule(struct rq_arena *arena, const struct rq_options *options, rq_str id, struct rq_rule_info *rule,
             struct rq_err *err);

struct rq_field_info {
    rq_str name, type, about; /* nested fields have dotted names: "demand.accounts" */
};

struct rq_kind_info {
    rq_str name;
    rq_str pack, path;   /* as for a rule */
    const rq_str *files; /* patterns */
    size_t file_count;
    const rq_str *links; /* "name -> kind" */
    size_t link_count;
    const struct rq_field_info *fields;
    size_t field_count;
};

/* All kinds in force, in the order of their names. */
bool rq_kinds(struct rq_arena *arena, const struct rq_options *options, const struct rq_kind_info **kinds,
              size_t *count, struct rq_err *err);

/* A JSON Schema (2020-12) of files that people write. */
struct rq_schema {
    rq_str name;         /* a kind; or "config", "rule", "pack" */
    const rq_str *files; /* patterns of the files; captures stand in braces */
    size_t file_count;
    rq_value schema; /* as rq_json_write prints it */
};

/* The schemas of configuration, rule files and packs, then those of the kinds whose records lie in YAML, in the order of
 * their names; or, where `name` has an address, the one of this name, which fails where there is none. */
bool rq_schemas(struct rq_arena *arena, const struct rq_options *options, rq_str name, const struct rq_schema **schemas,
                size_t *count, struct rq_err *err);

/* The outcome of one test inside a rule. */
struct rq_test_result {
    rq_str rule, test;
    bool passed;
    rq_str message;                    /* of one that failed: what was expected */
    const struct rq_finding *findings; /* what the rule found on the test's record */
    size_t finding_count;
    rq_str path; /* where the test is written */
    rq_pos pos;
    const struct rq_source *source;
};

/* A part of a rule that no test has brought to each of its sides.  What counts as a side: docs/policies.md. */
struct rq_gap {
    rq_str key;        /* where in the rule: "when", "variables.late", "also[0].expression" */
    rq_str text;       /* the part as it is written */
    rq_str message;    /* a sentence: "`object.owner == null` was never true" */
    rq_str missing[2]; /* the sides that are missing: "true", "false", "value", "some", "none" */
    size_t missing_count;
    rq_pos pos; /* in the rule's file */
};

/* What the tests of one rule reached in all its forms. */
struct rq_rule_coverage {
    rq_str rule, path;
    const struct rq_source *source;
    size_t sides, reached;
    const struct rq_gap *gaps; /* in the order of the file */
    size_t gap_count;
};

/* How a run of the tests went. */
struct rq_test_report {
    const struct rq_test_result *results; /* by rule, in the order of the files */
    size_t count, failed;
    const struct rq_rule_coverage *rules; /* those that were asked for and have any side, in the order of their ids */
    size_t rule_count;
    size_t sides, reached; /* of all these rules */
};

/* Runs the tests inside the rules, each rule at the level that it was written with: the repository's own rules, or, with
 * `everything`, those of built-in packs too; options->rules and options->paths narrow it down.  With `coverage` it also
 * counts what they reached.  Fails for a test that is not well-formed; a test that fails is a result. */
bool rq_run_tests(struct rq_arena *arena, const struct rq_options *options, bool everything, bool coverage,
                  struct rq_test_report *report, struct rq_err *err);

/* Evaluates an expression; `record` ("kind/id", or NULL) gives it object, refs and the rest, and then a repository is
 * read.  A fault is a value of kind RQ_FAULT: true, with err filled as a failure of the expression fills it. */
bool rq_eval(struct rq_arena *arena, const struct rq_options *options, rq_str expression, const char *record,
             rq_value *value, struct rq_err *err);

/* Runs the cases in the text of a file; fails where a line is not a case.  Results in the order of the lines. */
bool rq_eval_cases(struct rq_arena *arena, rq_str text, const struct rq_case_result **results, size_t *count,
                   struct rq_err *err);

/* A file that a command wants written.  The library writes none itself. */
struct rq_writing {
    rq_str root;   /* an absolute path with a slash at its end, which no symbolic link may lead out of */
    rq_str path;   /* below it; with a slash at its end it is a folder */
    rq_str text;   /* all of it */
    rq_str before; /* the bytes that it replaces; a NULL pointer: the file must not be there yet */
    rq_str aside;  /* the name, in the same folder, that whatever is there gets; empty: nothing is put aside */
    bool executable;
};

/* What a repository without a configuration begins with, by the default policy: `.reqlint.yaml`, the first records, folders,
 * and, with `hook`, git's pre-commit hook.  Fails where any of them is there already. */
bool rq_init(struct rq_arena *arena, const struct rq_options *options, bool hook, const struct rq_writing **files,
             size_t *count, struct rq_err *err);

/* Hooks of git that reqlint has a command for. */
enum rq_hook_name {
    RQ_HOOK_PRE_COMMIT,
    RQ_HOOK_PRE_MERGE_COMMIT,
    RQ_HOOK_COMMIT_MSG,
    RQ_HOOK_PRE_PUSH,
    RQ_HOOK_PRE_RECEIVE,
    RQ_HOOK_COUNT
};

/* A hook as it is, and as `reqlint hook install` makes it. */
struct rq_hook {
    rq_str name;
    bool in_bare;             /* the repository has no working tree */
    bool is_there;            /* something has its name */
    bool is_file;             /* and that is a file, or a symbolic link */
    bool is_ours;             /* it is one that reqlint wrote */
    bool is_changed;          /* and somebody has changed it since */
    rq_str text;              /* its bytes */
    rq_str aside;             /* the name, beside it, of the hook that was there before reqlint's */
    bool is_kept;             /* something has that name */
    bool is_usual;            /* its folder is the one that git has itself, and not another of core.hooksPath */
    struct rq_writing wanted; /* the file to write; it replaces one of ours that is not changed */
};

/* Looks at a hook.  Fails outside of a repository, and where core.hooksPath leads out of it.  In `arena`. */
bool rq_hook_look(struct rq_arena *arena, const struct rq_options *options, enum rq_hook_name name,
                  struct rq_hook *hook, struct rq_err *err);

/* A record to be made; `settings` are "FIELD=VALUE". */
struct rq_new_options {
    const char *kind;
    const char *id; /* NULL: the next number that no branch has */
    const char *const *settings;
    size_t setting_count;
};

/* The file of a new record of any kind that has `fields`, with what the kind knows filled in. */
bool rq_new(struct rq_arena *arena, const struct rq_options *options, const struct rq_new_options *wanted,
            struct rq_writing *file, struct rq_err *err);

/* A decision to be made on a record; the word goes into the field that a kind has for it. */
struct rq_decide_options {
    const char *id, *word;
    bool supersede; /* in place of the decision that there is */
    const char *const *settings;
    size_t setting_count;
};

/* The file of a decision, with what its word asks for.  Fails where the record is unknown or, without `supersede`, is
 * decided. */
bool rq_decide(struct rq_arena *arena, const struct rq_options *options, const struct rq_decide_options *wanted,
               struct rq_writing *file, struct rq_err *err);

/* A waiver to be made; `record` is "KIND/ID". */
struct rq_waive_options {
    const char *rule, *record, *until, *reason, *approver;
};

/* The file of a waiver.  Fails where it would waive nothing: an unknown or unwaivable rule, an unknown record or approver, a
 * day that is over.  `note` is what else there is to say; may be empty. */
bool rq_waive(struct rq_arena *arena, const struct rq_options *options, const struct rq_waive_options *wanted,
              struct rq_writing *file, rq_str *note, struct rq_err *err);

/* The file of a record with what it rests on as it is now, all else in it byte for byte as it was.  Fails where the record is
 * unknown, rests on nothing, or its file cannot be edited safely.  An empty path: it is confirmed already. */
bool rq_confirm(struct rq_arena *arena, const struct rq_options *options, const char *id, struct rq_writing *file,
                struct rq_err *err);

/* The file of the baseline: all that is found in the working tree and not waived.  Entries that are there already keep their
 * day and owner; an empty path: nothing changes.  `count` is what it lists.  Fails where there is nothing to list and no
 * file. */
bool rq_baseline(struct rq_arena *arena, const struct rq_options *options, const char *owner, struct rq_writing *file,
                 size_t *count, struct rq_err *err);

/* The text of a setting of git, such as core.editor, terminated; empty where there is none.  In `arena`. */
rq_str rq_git_setting(struct rq_arena *arena, const struct rq_options *options, const char *name);

/* What to tell of settings. */
struct rq_settings_options {
    const char *key; /* one setting, or those below a key; NULL: all */
    bool suggest;    /* lines for `fold` and `skip` instead */
};

/* The settings that `settings:` finds: how many accounts have each, since when and by which commit; of one of them, each
 * account with its value.  Where history is not there, a note says so.  Fails for a key that nothing has, and where the
 * policy has no `settings:`. */
bool rq_settings_list(struct rq_arena *arena, const struct rq_options *options,
                      const struct rq_settings_options *wanted, struct rq_sheet *sheet, struct rq_err *err);

/* What the packs say of the sheet `name` ("report", "review", "handbook"), filled in from the records and the policy in
 * force.  `since` is a time as rq_parse_time reads it, or a number of days before now ("90d"); NULL: what the pack says.  Fails
 * where no pack has such a sheet, where there are no records and the sheet shows some (but for allow_empty), and where an
 * expression of a pack fails on a record. */
bool rq_sheet_make(struct rq_arena *arena, const struct rq_options *options, rq_str name, const char *since,
                   struct rq_sheet *sheet, struct rq_err *err);

/* A time as people write it: RFC 3339, a date (its midnight in UTC), or "@" and seconds since 1970. */
bool rq_parse_time(rq_str text, rq_value *timestamp, struct rq_err *err);

#ifdef __cplusplus
}
#endif

#endif

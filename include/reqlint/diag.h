/*
 * Findings and reports: what a check says, before any format prints it.
 */
#ifndef REQLINT_DIAG_H
#define REQLINT_DIAG_H

#include "reqlint/value.h"

#ifdef __cplusplus
extern "C" {
#endif

enum rq_level { RQ_LEVEL_OFF, RQ_LEVEL_INFO, RQ_LEVEL_WARNING, RQ_LEVEL_ERROR };

/* A second place that belongs to a finding. */
struct rq_related {
    const struct rq_source *source;
    rq_str path;
    rq_pos pos;
    rq_str message;
};

/* A sub-expression and its value, printed as a CEL literal and (for machines) as the value. */
struct rq_evidence {
    rq_str expression;
    rq_value value;
};

/* What a finding is about, whatever is moved, renamed or put in another order.  Rule and kind go with it. */
struct rq_identity {
    rq_str whose; /* the record's id; where there is none, what stands for it; empty: it is known by `what` alone */
    rq_str where; /* the pointer, with what names an entry of a list in place of its index */
    rq_str what;  /* the value in its normal form; empty: the message */
};

/* A commit that began or ended something. */
struct rq_moment {
    rq_str commit; /* 40 digits */
    int64_t time;  /* the committer's, seconds since 1970 UTC */
    rq_str author, email;
};

/* From when to when a finding was there, in an audit. */
struct rq_episode {
    const struct rq_moment *introduced; /* NULL: it was there before the audit begins */
    const struct rq_moment *fixed;      /* where it was first gone, or waived; NULL: it is open at the end */
    int64_t open_days;                  /* whole days, up to the report's `now` for what is open */
    size_t number;                      /* in the order in which they came */
};

struct rq_finding {
    rq_str rule;
    enum rq_level level;
    rq_str message; /* about this value; one line */
    rq_str help;    /* what to do; may be empty */
    rq_str path;
    rq_pos pos;                     /* line 0: the file as a whole */
    const struct rq_source *source; /* for the excerpt; NULL if the file was not read */
    rq_str kind, id;                /* the record; empty if the file is no record */
    rq_str pointer;                 /* JSON pointer of the field inside the record */
    const struct rq_related *related;
    size_t related_count;
    const struct rq_evidence *values;
    size_t value_count;
    rq_str commit;               /* 40 digits or empty */
    struct rq_identity identity; /* what the fingerprint is made of, beside rule and kind */
    rq_str fingerprint;          /* filled by rq_report_finish */
    rq_str alike;                /* likewise: the fingerprint of the first of those that are about the same */
    bool waived;
    bool ignored;                     /* a comment beside it waives it, which counts only where base has it so too */
    bool fault;                       /* the rule gave no verdict: an expression of it failed, or a limit was hit */
    bool kept;                        /* in an audit: it is the very one that the commit before has */
    const struct rq_episode *episode; /* NULL outside of an audit */
};

/* Commits in a row, the oldest first, on which there is no verdict, all for one reason. */
struct rq_no_verdict {
    struct rq_moment first, last;
    size_t count;
    rq_str reason;
};

/* What an audit has gone through. */
struct rq_audit_course {
    size_t commits;
    const struct rq_no_verdict *unjudged;
    size_t unjudged_count;
};

/* A rule as a report tells of it; texts that the rule does not have are empty. */
struct rq_report_rule {
    rq_str id, title, help, why;
    enum rq_level level; /* in force */
};

/* A line of a verdict; without a label it is the verdict itself. */
struct rq_report_line {
    rq_str label, text;
};

/* One run: what was looked at, and what was found.  Empty texts print as null. */
struct rq_report {
    rq_str mode;       /* "check", "gate", "receive" … */
    rq_str source;     /* "worktree", "index", or the commit */
    rq_str base, head; /* revisions, where there are any */
    rq_value now;      /* timestamp */
    rq_str policy;     /* "sha256:…": digest of the rules and parameters in force */
    size_t files, records, rules;
    size_t errors, warnings, infos, waived, fixed; /* filled by rq_report_finish; levels count what is open */
    struct rq_finding *findings;
    size_t finding_count;
    const struct rq_report_line *lines; /* what a person reads after the summary */
    size_t line_count;
    const rq_str *notes; /* lines for standard error that are no findings */
    size_t note_count;
    const struct rq_audit_course *audit;    /* NULL: it is no audit */
    const struct rq_report_rule *described; /* the rules in force, in the order of their ids; none in an audit */
    size_t described_count;
    const rq_str *paths; /* of the files that hold what was judged, sorted; none in an audit */
    size_t path_count;
    enum rq_level fail_level; /* what makes the exit code 1; RQ_LEVEL_OFF: errors */
};

/* Sorts by path, line, column and rule (then by all else, so that the order is total), drops exact doubles, gives every
 * finding its fingerprint, and counts.  Strings that are made live in `arena`.
 *
 * A fingerprint is the first 32 hexadecimal digits of SHA-256 over rule, kind and the three parts of the identity, each
 * with its length before it.  Of findings with the same, the second and those after it hash their ordinal too.  They
 * count in the report's order, those that are waived last; and where there is a `base`, a finished report, those in
 * files in which base has one of them come first, so that the ones with an ordinal that base does not have are where
 * they were added.  `base` may be NULL. */
void rq_report_finish(struct rq_report *report, const struct rq_report *base, struct rq_arena *arena);

/* Fills `alike`, in `arena`, which says what the finding is about: nothing of that may change afterwards. */
void rq_finding_liken(struct rq_arena *arena, struct rq_finding *finding);

/* Counts again by level, after findings were taken out of a finished report. */
void rq_report_count(struct rq_report *report);

/* Sorts the findings of an audit, whose fingerprints are there already, as rq_report_finish does, and counts. */
void rq_report_sort(struct rq_report *report);

/* The number of the finding in a finished report that is at the place of this one and about the same; finding_count where there is
 * none. */
size_t rq_report_find(const struct rq_report *report, const struct rq_finding *like);

/* True for a finding that counts: it is not waived and, in an audit, open at the end. */
bool rq_finding_counts(const struct rq_finding *finding);

/* True if a finding that counts has this level or a higher one. */
bool rq_report_reaches(const struct rq_report *report, enum rq_level level);

/* "off", "info", "warning" or "error": a literal. */
rq_str rq_level_name(enum rq_level level);

/* The level of that name; false, with `level` left alone, for another word. */
bool rq_level_parse(rq_str name, enum rq_level *level);

/* How text is to look. */
struct rq_style {
    bool color;
    unsigned width; /* columns of the terminal; 0: not a terminal, prose in one row, source lines cut at 200 columns */
    bool quiet;     /* findings only: no summary */
};

/* What a format can do. */
enum rq_format_trait {
    RQ_FORMAT_IS_SPOKEN = 1,   /* it is for people, who are told on standard error why there is no verdict */
    RQ_FORMAT_TELLS_TIMES = 2, /* it says from when to when a finding was there */
    RQ_FORMAT_JOINS = 4        /* several reports one after the other can be read */
};

struct rq_format_info {
    rq_str name, about;
    unsigned traits; /* of enum rq_format_trait */
};

/* The formats that rq_format_print knows, ended by an empty name. */
extern const struct rq_format_info rq_formats[];

/* Prints a finished report in a format.  False, with err filled, for an unknown format.  `out` lives in `arena`. */
bool rq_format_print(struct rq_arena *arena, rq_str format, const struct rq_report *report,
                     const struct rq_style *style, rq_str *out, struct rq_err *err);

/* Prints in a format that there is no verdict, and why; otherwise like rq_format_print. */
bool rq_format_print_failure(struct rq_arena *arena, rq_str format, const struct rq_err *failure, rq_str *out,
                             struct rq_err *err);

/* A note as text: one line "reqlint: note: …" with its line break, or rows of the style's width.  In `arena`. */
rq_str rq_note_print(struct rq_arena *arena, rq_str note, const struct rq_style *style);

/* A sentence about a place as text, each line with its line break: the sentence, the path with line and column, the source
 * line with carets.  In `arena`. */
rq_str rq_place_print(struct rq_arena *arena, rq_str sentence, const struct rq_source *source, rq_pos pos,
                      const struct rq_style *style);

/* A failure as text, each line with its line break: one line "reqlint: …", the excerpt with a caret where it has a place,
 * the hint.  In `arena`. */
rq_str rq_err_print(struct rq_arena *arena, const struct rq_err *err, const struct rq_style *style);

#ifdef __cplusplus
}
#endif

#endif

/*
 * Records that are made of source code: the files in which a name stands, or a comment for reqlint.
 *
 * Every file of a known language is read once, by several threads, and let go at once; only one in which something stands
 * is kept.  So memory grows with what is found, not with the tree.
 */
#ifndef RQ_LOAD_SCAN_H
#define RQ_LOAD_SCAN_H

#include "load/load.h"
#include "settings/settings.h"

struct rq_scan_memory;

struct rq_scan_input {
    const struct rq_policy *policy;
    const struct rq_snapshot *snapshot;
    const struct rq_snapshot *marks; /* whose .gitattributes count */
    const bool *kinds;               /* of which records are made, by their numbers: those with `scan` */
    const struct rq_record *records; /* whose names are searched for */
    size_t record_count;
    const struct rq_settings *settings; /* whose accounts have names too; or NULL */
    unsigned threads;                   /* 0: as many as there are processors */
    struct rq_scan_memory *memory;      /* of other states of the tree; or NULL */
    const struct rq_progress *progress; /* told of "files"; or NULL */
};

/* What was made. */
struct rq_scanned {
    struct rq_record *records; /* in the order of their paths; with ids */
    size_t record_count;
    const rq_str *notes; /* files that were not searched, and why */
    size_t note_count;
};

/* Makes the records of one state.  Left out are files that the policy excludes or reads otherwise, and those that are
 * vendored or generated.  False where the repository cannot give a file, or `progress` gave up.  In `arena`. */
bool rq_scan(struct rq_arena *arena, const struct rq_scan_input *input, struct rq_scanned *out, struct rq_err *err);

/* Remembers files by path and blob, as long as the same names are searched for: of the next state only other files are
 * read.  It and what it remembers live in `arena`, and all that is made with it. */
struct rq_scan_memory *rq_scan_memory_new(struct rq_arena *arena);

#endif

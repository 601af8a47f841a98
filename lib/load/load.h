/*
 * Loading: from one state of the tree to records.
 *
 * Each file that some kind or word list wants is read and parsed once, however many want it; all others are only names.
 */
#ifndef RQ_LOAD_H
#define RQ_LOAD_H

#include "graph/graph.h"
#include "repo/repo.h"

struct rq_load {
    struct rq_record *records; /* in the order of their paths, then of their places in the file */
    size_t record_count;
    const struct rq_word_list *words; /* one per list of the policy */
    size_t word_count;
    rq_value paths;    /* list of all paths of the tree that are valid UTF-8, sorted */
    size_t file_count; /* files that were read */
    const rq_str *notes;
    size_t note_count;
};

/* Reads what the policy wants from a snapshot.  Findings: what is wrong with the YAML of a file.  Failures: a file that
 * cannot be read, a list of words that finds nothing.  All in `arena`. */
bool rq_load(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_snapshot *snapshot,
             struct rq_load *out, struct rq_findings *findings, struct rq_err *err);

#endif

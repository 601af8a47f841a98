/*
 * Loading: from one state of the tree to records.
 *
 * Each file that some kind or word list wants is read and parsed once, however many want it; all others are only names.
 */
#ifndef RQ_LOAD_H
#define RQ_LOAD_H

#include "graph/graph.h"
#include "repo/repo.h"

struct rq_load_entry;

struct rq_load {
    struct rq_record *records; /* in the order of their paths, then of their places in the file */
    size_t record_count;
    const struct rq_word_list *words; /* one per list of the policy */
    size_t word_count;
    rq_value paths;    /* list of all paths of the tree that are valid UTF-8, sorted; of the past none */
    size_t file_count; /* files that were read */
    rq_str *notes;
    size_t note_count;
    const struct rq_snapshot *snapshot;
    const struct rq_load_entry *entries; /* what each entry gave, for another state; NULL if nobody asked to keep it */
};

struct rq_load_input {
    const struct rq_policy *policy;
    const struct rq_snapshot *snapshot;
    unsigned threads; /* 0: as many as there are processors */
    bool keep;        /* another state will be loaded that shares files with this one */
    bool compared;    /* two states are compared: what cannot be read in one of them is a finding, not a note */
    const struct rq_load *known; /* what was loaded, by the same policy, from another state and kept; or NULL */
    const bool *past;            /* the files are of the past: records of these kinds alone, and no words; or NULL */
    const struct rq_progress *progress; /* told of "files", or of "versions" of the past; or NULL */
};

/* Reads what the policy wants from a snapshot.  Findings: what is wrong with the YAML of a file.  Failures: a file that
 * cannot be read, a list of words that finds nothing, `progress` gave up.  All in `arena` and
 * in that of `known`. */
bool rq_load(struct rq_arena *arena, const struct rq_load_input *input, struct rq_load *out,
             struct rq_findings *findings, struct rq_err *err);

/* The paths of a snapshot that are valid UTF-8, as a list.  In `arena`; the texts are those of the snapshot.  `before`: the
 * paths of another one, which may have some of the same texts, or RQ_ABSENT. */
rq_value rq_load_paths(struct rq_arena *arena, const struct rq_snapshot *snapshot, rq_value before);

/* Fails for a list of words that finds nothing; always gives false. */
bool rq_load_fail_no_words(const struct rq_words *words, struct rq_err *err);

/* What one entry of the snapshot gave, where it was asked to keep that. */
struct rq_load_share {
    struct rq_record *records;
    size_t record_count;
    bool unreadable; /* no records, and a finding that says why */
};
struct rq_load_share rq_load_of_entry(const struct rq_load *load, size_t entry);

/* The name of the blob at a path, where it was asked to keep what entries gave; NULL where nobody knows it. */
const unsigned char *rq_load_blob(const struct rq_load *load, rq_str path);

/* True if a file at this path may hold records of the kinds, which are given by their numbers. */
bool rq_load_wants(const struct rq_policy *policy, const bool *kinds, rq_str path);

#endif

/* What one part of the entries gives.  Private to this folder. */
#ifndef RQ_LOAD_TAKE_H
#define RQ_LOAD_TAKE_H

#include "graph/graph.h"
#include "load/file.h"

/* The words that were found for one list. */
struct rq_word_build {
    rq_value *items;
    size_t count, cap;
};

/* Start from {.arena, .scratch, .policy, .past, .snapshot, .findings.arena, .err.arena, .words}. */
struct rq_loader {
    struct rq_arena *arena;   /* for all that is given back; of one thread */
    struct rq_arena *scratch; /* for the lists themselves, which are copied when the parts are put together */
    const struct rq_policy *policy;
    const bool *past; /* as in rq_load_input */
    const struct rq_snapshot *snapshot;
    struct rq_findings findings;
    struct rq_err err;
    struct rq_record *records;
    size_t record_count, record_cap;
    bool compared; /* as in rq_load_input */
    rq_str *notes;
    size_t note_count, note_cap;
    struct rq_word_build *words; /* one per list */
    uint64_t steps;              /* what the searches of a key path may still take in this file */
    size_t file_count;
    bool gave_words;                /* some list of words wanted the last entry */
    const struct rq_source *source; /* of the last entry, if it was read */
};

/* True if a file at this path may hold records of the kinds, which are given by their numbers. */
bool rq_take_wants(const struct rq_policy *policy, const bool *kinds, rq_str path);

/* True if the policy leaves the path out. */
bool rq_take_excludes(const struct rq_policy *policy, rq_str path);

/* Adds what comments for reqlint in a file say, as records of the kinds that are found in comments.  The file is read. */
void rq_take_comments(struct rq_loader *loader, struct rq_file *file);

/* Adds a line for people about what is no finding. */
void rq_load_note(struct rq_loader *loader, rq_str text);

/* Fails because whoever is told how far it is wants no more.  Always false. */
bool rq_load_give_up(struct rq_err *err);

/* True if anything is made of an entry at this path: a record, words, or a note that it is no file. */
bool rq_take_looks_at(const struct rq_policy *policy, rq_str path);

/* Adds what one entry gives.  False on failure. */
bool rq_load_take(struct rq_loader *loader, const struct rq_snapshot_entry *entry);

#endif

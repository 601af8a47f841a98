/*
 * Files of many states of the tree, each read once however many states have it: what a replay of history loads from.
 */
#ifndef RQ_LOAD_STORE_H
#define RQ_LOAD_STORE_H

#include "load/load.h"

/* A word that a file gave to a list. */
struct rq_stored_word {
    size_t list;
    rq_value word;
};

/* What one file gave. */
struct rq_stored_file {
    const struct rq_record *records; /* with ids and link_ids; `shared` is a number plus one that no other record has */
    size_t record_count;
    const struct rq_finding *findings;
    size_t finding_count;
    const struct rq_stored_word *words;
    size_t word_count;
    const rq_str *notes;
    size_t note_count;
    size_t file_count;            /* 1 if it was read */
    const struct rq_err *failure; /* why there is no verdict on a state that has it; or NULL */
};

struct rq_store;

/* An empty store for one policy.  It and all that it gives back live in `arena`.  What is in `known` is taken from there: a
 * store for the same policy to which nothing is added any more, so that stores on several threads may rest on it; or
 * NULL. */
struct rq_store *rq_store_new(struct rq_arena *arena, const struct rq_policy *policy, const struct rq_store *known);
void rq_store_end(struct rq_store *store); /* gives back what is not in the arena */

/* Reads what the policy makes anything of among the entries of a snapshot, by up to so many threads (0: as many as there are
 * processors).  Blobs are known; the order does not matter, and a path may come with several blobs, best one after the other.  False where
 * `progress`, which is told of "versions", or NULL, gave up: then the store is of no use. */
bool rq_store_fill(struct rq_store *store, const struct rq_snapshot *snapshot, unsigned threads,
                   const struct rq_progress *progress);

/* The number of records that are in the store and in what it rests on: their numbers are below it. */
size_t rq_store_records(const struct rq_store *store);

/* What an entry gives, whose blob is known; NULL if the policy makes nothing of a file at its path.  `snapshot` says where it
 * is read from, if it has to be. */
const struct rq_stored_file *rq_store_get(struct rq_store *store, const struct rq_snapshot *snapshot,
                                          const struct rq_snapshot_entry *entry);

/* Puts a state together from its files, in the order of their paths, as rq_load would: records are copies in `arena`.  All
 * but the paths is filled; findings are added.  `is_empty`: the tree has no file at all, and words are not missed.
 * False where one of the files, or a list without a word, is a failure. */
bool rq_store_join(const struct rq_store *store, const struct rq_stored_file *const *files, size_t count, bool is_empty,
                   struct rq_arena *arena, struct rq_load *out, struct rq_findings *findings, struct rq_err *err);

/* The same for the lists of words alone. */
bool rq_store_join_words(const struct rq_store *store, const struct rq_stored_file *const *files, size_t count,
                         bool is_empty, struct rq_arena *arena, struct rq_load *out, struct rq_err *err);

#endif

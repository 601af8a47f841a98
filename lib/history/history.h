/*
 * The history of records: when each came, what it was before, and who brought that, as the commits on the chain of first
 * parents show it.
 *
 * A record is known by its kind and id.  It keeps its history when its file moves, when it moves to another file, and when
 * it comes back after it was gone.  Where the id is made of the file's path, it keeps it too when the file moves as it is, in
 * one step.  Of records that share an id, as they should not, each has its own.
 *
 * A version begins with the commit that changed the record: its file, if it has one of its own, else its value.
 */
#ifndef RQ_HISTORY_H
#define RQ_HISTORY_H

#include "diag/findings.h"
#include "graph/graph.h"
#include "load/load.h"
#include "repo/repo.h"

struct rq_history;
struct rq_life;

struct rq_history_input {
    const struct rq_policy *policy;
    struct rq_repo *repo;
    const char *revision; /* the newest commit that counts; NULL: HEAD, which may have no commit yet */
    const bool *kinds;    /* the records of these kinds, by their numbers */
    const struct rq_load
        *known;       /* what was loaded of a state, and kept: files that it has too are not read again; or NULL */
    bool people;      /* who brought each version: where there are merges, all their parents are walked over */
    unsigned threads; /* 0: as many as there are processors */
    const struct rq_progress *progress; /* told of "commits" and "versions"; or NULL */
    const char *asker;                  /* who needs it, to be told in a shallow clone: "the rule `x`" */
};

/* Reads history: walks over the repository once, and parses each blob once per path that has it, however many commits do.
 * NULL on failure (a shallow clone, missing or corrupt objects).  In `arena`. */
const struct rq_history *rq_history_read(struct rq_arena *arena, const struct rq_history_input *input,
                                         struct rq_err *err);

/* The same, but nothing has happened yet: go on with rq_history_advance. */
struct rq_history *rq_history_open(struct rq_arena *arena, const struct rq_history_input *input, struct rq_err *err);

/* Goes on up to a commit, and with it: the one that is so many first parents before the newest.  From then on the history
 * is as if that one were the newest. */
void rq_history_advance(struct rq_history *history, uint32_t landed);

/* The trailers of a commit: a map from each name to the list of its values.  In `arena`. */
rq_value rq_history_trailers(struct rq_arena *arena, const struct rq_commit *commit);

/* What a version was. */
struct rq_version_facts {
    rq_value object;
    rq_str id, path;
    bool returned; /* it was gone before */
};

/* A version as rules see it, brought by one commit, which is at the place `order` of those that landed; `people` (RQ_ABSENT:
 * those of the commit) are e-mails.  In `arena`. */
rq_value rq_history_version(struct rq_arena *arena, const struct rq_version_facts *facts,
                            const struct rq_commit *commit, int64_t order, rq_value people);

/* When and with whom a record went away, as rules see it.  In `arena`. */
rq_value rq_history_removal(struct rq_arena *arena, const struct rq_commit *commit, int64_t order, rq_value people);

/* The value of `history`: versions, oldest first, and null or a removal.  In `arena`. */
rq_value rq_history_told(struct rq_arena *arena, const rq_value *versions, size_t count, rq_value removed);

/* True if the repository has replace refs or grafts: history is read as it was recorded, without them. */
bool rq_history_is_replaced(const struct rq_history *history);

/* A record of a state that has another id than the newest commit gave it, because its file moved. */
struct rq_history_move {
    const struct rq_life *life;
    const struct rq_record_kind *kind;
    rq_str path, id;
};

/* The state of the tree that is looked at, and how it goes on from the newest commit of a history. */
struct rq_history_state {
    const struct rq_history *history;
    const struct rq_graph *graph; /* of the state, once it is built */
    const struct rq_merge *merge; /* not made yet, whose result the state is: its commits count as brought; or NULL */
    rq_value now;                 /* when that merge would land, or what is not committed yet */
    uint32_t landed;              /* how many first parents before the newest commit of the history the state is */
    const struct rq_history_move *moves; /* to the state, by path and id */
    size_t move_count;
};

/* The value of `history` for a record of the state: {created, changed, versions, removed}.  What is not committed counts
 * as the newest version, with null for its commit and without people; what the merge brings, with the newest of its
 * commits that touched the file and the people of all that did.  In `arena`. */
rq_value rq_history_value(const struct rq_history_state *state, struct rq_arena *arena, const struct rq_record *record);

/* True if the record, as it stands in this state, is committed or comes with the merge. */
bool rq_history_has(const struct rq_history_state *state, const struct rq_record *record);

/* What of the newest commit of a history a state has no more. */
struct rq_history_lost {
    struct rq_record *gone; /* records that may be gone, as history last had them */
    size_t gone_count;
    const struct rq_history_move *moves; /* what is not gone, but has another id */
    size_t move_count;
};

/* Finds records of these kinds that may be gone, each with its id and marked as removed: all that are gone from the newest
 * commit, and those whose file no longer has them as they were.  Whether their id is still there the graph knows.  `load`
 * has the records of the state, in the order of their paths; a file without records that `findings` name counts as if it
 * were as before.  Unless the state is that commit (`committed`) it may have moved files, and records get ids for that.  In
 * `arena`. */
struct rq_history_lost rq_history_find_lost(const struct rq_history *history, const bool *kinds,
                                            const struct rq_load *load, const struct rq_findings *findings,
                                            bool committed, struct rq_arena *arena);

/* The ids that records of a kind have, or had once.  In `arena`. */
const rq_str *rq_history_ids(const struct rq_history *history, const struct rq_record_kind *kind,
                             struct rq_arena *arena, size_t *count);

#endif

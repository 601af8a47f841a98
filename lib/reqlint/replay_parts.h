/* What a replay keeps, for the files that it is made of. */
#ifndef RQ_REQLINT_REPLAY_PARTS_H
#define RQ_REQLINT_REPLAY_PARTS_H

#include "reqlint/listing.h"
#include "reqlint/past.h"
#include "reqlint/patch.h"
#include "reqlint/replay_input.h"

struct era {
    struct rq_arena *arena;
    struct rq_session session;    /* with the policy */
    struct rq_err err;            /* why there is no policy */
    const struct rq_glob **globs; /* of rule files */
    size_t glob_count;
    struct rq_store *store;
    struct rq_scan_memory *scan_memory;
    struct rq_past_wish wish;
    struct rq_history *history;
    bool alone;                          /* history cannot be read as a whole */
    struct rq_listing listing;           /* files that the policy looks at */
    struct rq_stored_settings settings;  /* of the last state, */
    struct rq_arena *settings_arenas[2]; /* in the one whose turn it is */
    unsigned settings_turn;
    bool settings_changed;      /* a file of theirs has, since */
    bool scans;                 /* a rule judges source code */
    struct rq_file_edits edits; /* since the last state */
    uint32_t *numbers;          /* per record of the store: what it was in the last state, plus one */
    size_t number_count;
};

struct rq_replay {
    struct rq_arena *arena;
    struct rq_replay_input input;
    struct rq_options options; /* with the time of the commit */
    struct rq_listing tree;    /* all files */
    size_t next;               /* commit whose changes are to be applied */
    struct era era;            /* without an arena: none has begun, or it has ended */
    struct rq_arena *paths_arenas[2], *states[2];
    size_t whole; /* bytes of the first state in the arena whose turn it is */
    bool paths_changed;
    unsigned paths_turn, turn;
    rq_value paths;
    struct rq_state *last;   /* the state before, if it was judged, */
    struct rq_report report; /* and the report on it */
    size_t weighed;          /* number plus one of the commit for which was found out whether the state stays; */
    bool stays;              /* it does */
    bool stayed;             /* the last report is the one before it, all over */
};

/* All files of the commit that the replay is at. */
struct rq_snapshot rq_replay_tree(const struct rq_replay *replay);

/* True if the policy might be another one where the file at this path is. */
bool rq_replay_is_policy(const struct rq_replay *replay, rq_str path);

/* Goes to a commit, by its number, unless the replay is there already: its files are those of the tree then.  An era ends
 * where a commit on the way changes the policy.  False on failure. */
bool rq_replay_go_to(struct rq_replay *replay, size_t number, struct rq_err *err);

/* The state of that commit, of which nothing is loaded yet.  In `arena`. */
struct rq_state *rq_replay_state(struct rq_replay *replay, struct rq_arena *arena, size_t number);

/* Goes to a commit for which rq_replay_stays was true: the report is the last one, at another time and commit. */
void rq_replay_stay(struct rq_replay *replay, size_t number, struct rq_report *report);

#endif

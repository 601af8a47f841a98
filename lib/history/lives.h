/* What the files of this module share.  No other module includes this. */
#ifndef RQ_HISTORY_LIVES_H
#define RQ_HISTORY_LIVES_H

#include "base/shelf.h"
#include "history/history.h"
#include "repo/walk.h"

/* No path. */
#define RQ_NOWHERE UINT32_MAX

/* What happened to a record at one commit. */
struct rq_life_event {
    const struct rq_record *record; /* NULL: it went away */
    uint32_t commit;                /* its number in the walk */
    uint32_t path, from;            /* where it is then, and where it was before (the same for a new one) */
    bool changed;                   /* else it only moved */
};

/* One record through time. */
struct rq_life {
    const struct rq_record_kind *kind;
    rq_str id;
    struct rq_life_event *events; /* oldest first; none: it goes on under another id */
    size_t count, cap;
    const struct rq_record *last; /* as it was seen last, */
    uint32_t entry;               /* in the file with this entry in `load` */
    uint32_t path;                /* where it is; RQ_NOWHERE if it is gone */
    uint32_t was;                 /* where it was before it left the last time */
    uint32_t below;               /* gone: number plus one of the one that left before it */
    uint32_t next;                /* number plus one of the next life with the same kind and id */
    uint32_t beside;              /* number plus one of the next life at the same path */
    uint32_t seen, left;          /* number plus one of the commit at which it was seen, or left, last */
    /* The first with a kind and id knows of all of them, so that it makes no difference how many there are: */
    uint32_t newest;                 /* number plus one of the last of them */
    uint32_t gone;                   /* number plus one of the one that left last of those that are gone */
    uint32_t asked, asked_at, going; /* commit (plus one) and path at which they are met, and which is the next */
};

/* Who came with a commit, and what it says, as values. */
struct rq_landing {
    rq_value commit, order, time, author, committer, message, trailers;
    const rq_str *emails; /* of author, committer and trailers, each once */
    size_t email_count;
};

/* Commits that a merge brought to a path. */
struct rq_brought {
    uint32_t landed, path; /* as rq_walk_commit.landed, and the number of the path in the first walk */
    uint32_t commit;       /* number in the second walk */
};

struct rq_history {
    struct rq_arena *arena;
    const struct rq_policy *policy;
    struct rq_walk walk;               /* along first parents */
    const struct rq_landing *landings; /* one per commit of it */
    const uint32_t *entries;           /* per change: the number plus one of its file's entry in `load`; 0: no file */
    struct rq_load load;               /* each blob at each path */
    struct rq_shelf lives;             /* struct rq_life: rq_life_at */
    uint32_t *index; /* open addressing over numbers of lives plus one: the first with a kind and id */
    uint32_t index_mask;
    uint32_t *by_object; /* open addressing over numbers of lives plus one, by their last version; NULL: it goes on */
    uint32_t object_mask;
    bool people;
    const struct rq_landing *others;  /* people: one per commit of the walk over all parents */
    const struct rq_brought *brought; /* sorted by landed, path, commit */
    size_t brought_count;
    struct rq_setting_past *settings; /* since when accounts have settings (settings.c); NULL: nobody asked */
    struct rq_lives_replay *replay;   /* how far lives.c is; NULL before the first commit */
};

static inline struct rq_life *rq_life_at(const struct rq_history *history, uint32_t number)
{
    return rq_shelf_at(&history->lives, number);
}

/* True for one whose file moved so that it has another id now: another life goes on with its events. */
static inline bool rq_life_is_renamed(const struct rq_life *life)
{
    return life->count == 0;
}

/* True if a record, one of `count` in the order of their files, has its file for itself. */
bool rq_history_is_alone(const struct rq_record *records, size_t count, const struct rq_record *record);

/* Whether two versions of a record are the same: their files, if both have one of their own, else their values.  A record
 * of format path is there or not, and always the same. */
bool rq_history_is_same(const struct rq_record *a, const struct rq_record *b, bool alone);

/* The first life with this kind and id, by its number plus one; 0 if there is none. */
uint32_t rq_history_find(const struct rq_history *history, const struct rq_record_kind *kind, rq_str id);

/* For a history that does not go on: finds lives by their last versions from now on. */
void rq_history_index_objects(struct rq_history *history);

/* The life whose last version is a record, or is taken over for one of a state that has the same file; NULL where nobody
 * can tell so. */
const struct rq_life *rq_history_find_object(const struct rq_history *history, const struct rq_record *record);

/* A record that one step took from its place, or put at one, and the blob of its file. */
struct rq_move_end {
    const unsigned char *blob;
    const struct rq_record *record;
    uint32_t number; /* of two in one file the older has the lower one */
};

/* Numbers of two ends. */
struct rq_move {
    uint32_t gone, came;
};

/* moves.c: which of those that are gone came elsewhere with the bytes that they had; sorts both.  In `arena`. */
struct rq_move *rq_history_pair(struct rq_move_end *gone, size_t gone_count, struct rq_move_end *came,
                                size_t came_count, struct rq_arena *arena, size_t *count);

/* A life that a state may not go on with. */
struct rq_missing {
    const struct rq_life *life;
    uint32_t chain; /* number plus one of the first with its kind and id */
    bool held;      /* one with its kind and id is where it was */
    bool moved;     /* it is there under another id */
};

/* moves.c: which of those that are missing are among the records of a state under another id with the bytes that they had;
 * marks them as moved.  Sorted by path, then by id.  In `arena`. */
const struct rq_history_move *rq_history_find_moves(const struct rq_history *history, struct rq_missing *missing,
                                                    size_t missing_count, const struct rq_load *load,
                                                    struct rq_arena *arena, size_t *count);

/* The life that a record goes on with whose id nobody had; NULL: none. */
const struct rq_life *rq_history_moved_life(const struct rq_history_state *state, const struct rq_record *record);

/* landings.c: what the commits of a walk with texts say, as values.  NULL on failure.  In `arena`. */
const struct rq_landing *rq_history_landings(const struct rq_walk *walk, struct rq_arena *arena, unsigned threads,
                                             struct rq_err *err);

/* The same for one commit, or for what is none yet and has no oid; `order` is its place among those that landed. */
struct rq_landing rq_history_landing(const struct rq_commit *commit, int64_t order, struct rq_arena *arena);

/* The place of a first parent on the chain, by its number in the walk: 1 for the oldest. */
int64_t rq_history_order(const struct rq_walk *walk, uint32_t landed);

/* people.c: finds which commits merges brought.  False on failure. */
bool rq_history_find_people(struct rq_history *history, const struct rq_history_input *input,
                            const struct rq_walk_input *walk, struct rq_err *err);

/* A list of e-mails, each once; in the arena. */
struct rq_emails {
    struct rq_arena *arena;
    rq_value *items;
    size_t count, cap;
};
void rq_emails_add(struct rq_emails *emails, const struct rq_landing *landing);

/* The e-mails of who came with a landing that touched a path: those of the landing first.  In `arena`. */
rq_value rq_history_people(const struct rq_history *history, uint32_t commit, uint32_t path, uint32_t from,
                           struct rq_arena *arena);

#endif

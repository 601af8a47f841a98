/*
 * The parts of a walk.  Private to this folder.
 *
 *   steps (read commits)  ->  way (which of them may have changed something)  ->  changes (what they changed)
 *
 * The first two run side by side if there are two processors (pump.c), then the last one uses both.
 */
#ifndef RQ_REPO_WALKER_H
#define RQ_REPO_WALKER_H

#include "base/shelf.h"
#include "repo/compare.h"

/* The objects for one part of a walk.  libgit2 keeps those that others are stored as differences from, up to 16 MB for each
 * pack, and no option of its makes that less; a walk over a long history comes by nearly all of them once.  So a database of
 * its own is opened anew now and then, and what was kept is free. */
struct rq_objects {
    struct rq_repo *repo;
    enum rq_reads reads;
    git_odb *odb; /* NULL where it could not be opened */
    size_t asked; /* for commits */
};

/* The database to read the next commit, or its tree, from; that of the repository where no own one can be opened. */
git_odb *rq_objects_next(struct rq_objects *objects);

/* A commit on the way. */
struct rq_step {
    git_oid oid;
    git_odb_object *object; /* freed by whom the step is handed to */
    struct rq_commit_header header;
    bool cut;             /* its parents are missing from a shallow clone; then it has none here */
    bool bound;           /* first parents: the way ends with this commit, which is not part of it */
    uint32_t number;      /* all parents: of the commit, in the order in which commits are heard of */
    uint32_t near[2];     /* all parents: the numbers of the first two, */
    const uint32_t *rest; /* and of the others: rq_step_parent */
};

static inline uint32_t rq_step_parent(const struct rq_step *step, size_t index)
{
    return index < 2 ? step->near[index] : step->rest[index - 2];
}

/* The most that a note has room for: more commits than there is memory for. */
enum { RQ_NOTE_LANDED = (1 << 29) - 1 };

/* What is found out about a commit over all parents, when all have been read. */
struct rq_note {
    uint32_t link;         /* children that are not in the order yet; of the chain of first parents the child in it */
    unsigned landed : 29;  /* plus one; 0: not known yet */
    unsigned chain : 1;    /* it is part of that chain */
    unsigned left_out : 1; /* it is not wanted, */
    unsigned bound : 1;    /* but what is wanted comes from it */
};

/* Reads commits, one after the other, in an order that reads quickly: a parent right after its child. */
struct rq_steps {
    struct rq_repo *repo;
    struct rq_objects *objects; /* where commits are read; NULL: from the repository's own database */
    struct rq_arena *arena;
    struct rq_cuts cuts;
    bool first_parents;
    bool bounded; /* first parents: the way ends at this commit: */
    git_oid bound;
    git_oid next;          /* first parents: the commit that is to be read */
    struct rq_shelf heard; /* all parents: the commits that were heard of, by their numbers, and a table of them */
    uint32_t half;         /* of the table, which grows as they do */
    struct rq_shelf stack; /* all parents: numbers of commits that are still to be read */
    bool waits;            /* first parents: there is a next one */
    size_t seen;           /* commits that were read */
    git_oid checkpoint;    /* one of the commits that were seen: to come to it again is to go in a circle */
    struct rq_err *err;
};

/* Starts at a commit, whose number it gives: 0 for the first.  Start from {.repo, .arena, .cuts, .first_parents, .err}.  Over all
 * parents there may be several. */
uint32_t rq_steps_start(struct rq_steps *steps, const git_oid *start);

/* Ends the way along the first parents of `start` before the first commit that `until` can reach, if there is one.  False
 * on failure. */
bool rq_steps_end_at(struct rq_steps *steps, const git_oid *start, const git_oid *until);

/* All parents: the name of a commit, by its number. */
git_oid rq_steps_oid(const struct rq_steps *steps, uint32_t number);

/* All parents, when all commits have been read: a note for each, by its number, which is empty at first.  From the first of
 * these calls on no commit is found by its name. */
void rq_steps_begin_notes(struct rq_steps *steps);
struct rq_note *rq_steps_note(const struct rq_steps *steps, uint32_t number);

/* True if the way over all parents has come to a commit, or to a child of it. */
bool rq_steps_heard(const struct rq_steps *steps, const git_oid *oid);

/* Reads the next commit.  False at the end and on failure. */
bool rq_steps_next(struct rq_steps *steps, struct rq_step *step);

/* Fails for a history that leads in a circle.  Always gives false. */
bool rq_steps_circle(struct rq_err *err);

/* A commit that may have changed something that is watched. */
struct rq_candidate {
    git_oid oid;
    uint32_t landed;
    bool cut, before;
    const git_oid *parents;
    uint32_t parent_count;
    uint32_t state_count;
    const git_oid *states; /* of its tree, then of those that it is compared with */
    rq_str text;           /* the commit object, if it is kept, */
    int64_t time;          /* and its time then */
};

enum {
    /* Commits whose texts are kept before it is known whether anybody will want them.  Of longer histories the others are
     * read a second time, so that memory does not grow with all commits. */
    RQ_WALKER_TEXTS = 8192
};

struct rq_walker {
    struct rq_arena *arena;
    struct rq_watch *watch;
    struct rq_tree_reader reader;
    struct rq_objects *objects; /* where the reader reads; NULL: from the repository's own database */
    bool every;                 /* all commits are candidates */
    bool texts;                 /* are wanted in the end */
    struct rq_candidate *candidates;
    size_t count, cap;
    struct rq_changes *changes; /* is told of each candidate */
};

/* The state of a commit's tree.  False on failure. */
bool rq_walker_state(struct rq_walker *walker, const struct rq_step *step, git_oid *state);

/* The commit object, if it is wanted and its number one of the first RQ_WALKER_TEXTS; else empty.  In the walker's arena. */
rq_str rq_walker_text(const struct rq_walker *walker, const struct rq_step *step, uint32_t number);

/* Adds a commit, unless it has the state of one of those that it is compared with. */
void rq_walker_add(struct rq_walker *walker, const struct rq_candidate *candidate);

/* One way to put commits together: hand over each step, then finish, which leaves the candidates in the order of the result.
 * Both give false on failure. */
struct rq_way {
    bool (*take)(void *host, struct rq_step *step);
    bool (*finish)(void *host);
    void *host;
};

/* The ways through history; the one over all parents asks `steps` for names when all have been handed over.  In the walker's
 * arena. */
struct rq_way rq_way_of_first_parents(struct rq_walker *walker);
struct rq_way rq_way_of_all_parents(struct rq_walker *walker, struct rq_steps *steps);

/* All parents: leaves out what this commit, by its number, can reach. */
void rq_way_leave_out(const struct rq_way *way, uint32_t until);

/* Fails because nobody waits for the walk any more.  Always gives false. */
bool rq_walk_give_up(struct rq_err *err);

/* Candidates whose changes one thread finds alone: a second one takes its time to start. */
enum { RQ_CHANGES_ALONE = 256 };

/* What the candidates of a walker changed.  `beside`: a second thread, which reads there, begins as soon as there are some: the
 * newest have to come first, and all that is watched to be watched whole; NULL: all have to be there before.  In the
 * walker's arena; rq_changes_free gives back what is not, and ends the thread. */
struct rq_changes *rq_changes_new(const struct rq_walker *walker, const struct rq_walk_input *input,
                                  struct rq_objects *beside);
void rq_changes_free(struct rq_changes *changes); /* NULL is allowed */

/* Tells of a candidate that has come. */
void rq_changes_take(struct rq_changes *changes, const struct rq_candidate *candidate);

/* All candidates are there, the oldest first: finds what they changed, in one or two threads, which read from a database each.
 * False on failure.  In `arena`. */
bool rq_changes_find(struct rq_changes *changes, git_odb *const *odbs, unsigned threads, struct rq_arena *arena,
                     struct rq_walk *walk, struct rq_err *err);

#endif

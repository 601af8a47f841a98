/* A state of a replay, made from the one before it by the change of a few files. */
#ifndef RQ_REQLINT_PATCH_H
#define RQ_REQLINT_PATCH_H

#include "reqlint/session.h"

/* What a file gave and gives; NULL where there was, or is, none. */
struct rq_file_edit {
    rq_str path;
    const struct rq_stored_file *before, *after;
};

/* With more edits a state is made as a whole. */
enum { RQ_FILE_EDITS_MOST = 64 };

/* Edits since a state. */
struct rq_file_edits {
    struct rq_file_edit items[RQ_FILE_EDITS_MOST];
    size_t count;
    bool too_many;
    rq_str paths[RQ_FILE_EDITS_MOST]; /* that went or came, be they looked at or not */
    size_t path_count;
    bool too_many_paths;
};

/* Notes that a file gives something else than it gave.  Of edits at one path the first `before` and the last `after` stay. */
void rq_file_edits_note(struct rq_file_edits *edits, struct rq_file_edit edit);

/* None since the state that is at hand now. */
void rq_file_edits_clear(struct rq_file_edits *edits);

/* Notes that a path went or came. */
void rq_file_edits_move(struct rq_file_edits *edits, rq_str path);

/* True if as many records as there were go by the names that they had: then no record is gone, came back or has another's
 * past. */
bool rq_file_edits_keep_ids(const struct rq_file_edits *edits);

/* Fills load, graph and findings of a state that goes on from `last`, which was judged and of which only what lint knows is
 * left then; false, and nothing has changed, where the state has to be made as a whole.  Edits are sorted. */
bool rq_state_patch(struct rq_session *session, struct rq_state *state, const struct rq_state *last,
                    struct rq_file_edits *edits);

#endif

/*
 * A new record on its way to a file: what `new`, `decide`, `waive` and `init` share.
 *
 * start -> put and set what is known -> name (its id and path) -> file (the rest filled in, the text, read back).
 */
#ifndef RQ_REQLINT_FRESH_H
#define RQ_REQLINT_FRESH_H

#include "draft/draft.h"
#include "reqlint/session.h"

struct rq_fresh {
    struct rq_session *session;
    const struct rq_graph *graph; /* of the tree that the record comes into */
    const struct rq_record_kind *kind;
    struct rq_draft draft;
    rq_str id, path;                /* once it is named */
    const struct rq_record *record; /* once there is a file */
    const rq_str *ids;              /* of the kind, in all branches, the index and the working tree; sorted */
    size_t id_count;
};

/* Opens a session on a working tree that can be written into, with the policy of that tree or without any.  Close it also
 * after a failure. */
bool rq_fresh_open(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                   struct rq_err *err);
bool rq_fresh_open_tree(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                        struct rq_err *err);

/* Loads the working tree, together with records that are not written yet.  NULL on failure. */
const struct rq_graph *rq_fresh_graph(struct rq_session *session, const struct rq_record *extra, size_t extra_count,
                                      struct rq_err *err);

/* The kind of this name; fails with the nearest one where there is none.  NULL on failure. */
const struct rq_record_kind *rq_fresh_kind(const struct rq_session *session, rq_str name, struct rq_err *err);

/* True if a record of the kind with this id is in force; fails with the nearest id where there is none. */
bool rq_fresh_exists(const struct rq_graph *graph, const struct rq_record_kind *kind, rq_str id, struct rq_arena *arena,
                     struct rq_err *err);

/* Starts a record of a kind.  False where its files and fields do not say enough, and where a branch cannot be read. */
bool rq_fresh_start(struct rq_fresh *fresh, struct rq_session *session, const struct rq_graph *graph,
                    const struct rq_record_kind *kind, struct rq_err *err);

/* Applies --set. */
bool rq_fresh_set(struct rq_fresh *fresh, const char *const *settings, size_t count, struct rq_err *err);

/* Puts a value where an expression of the kind, such as one of `waives`, looks for it.  False where that is no field of its
 * own; `what` names it. */
bool rq_fresh_put(struct rq_fresh *fresh, const struct rq_cel_program *program, const char *what, rq_value value,
                  struct rq_err *err);

/* The field of the record in which an expression of the kind looks; empty where it is none.  A view. */
rq_str rq_fresh_field(const struct rq_fresh *fresh, const struct rq_cel_program *program);

/* True if no branch has a record of the kind with this id. */
bool rq_fresh_is_free(const struct rq_fresh *fresh, rq_str id);

/* The next number, or what the kind has for an id of its own; empty where people choose ids. */
bool rq_fresh_choose_id(struct rq_fresh *fresh, rq_str *id, struct rq_err *err);

/* Gives the record its id and path; fails where that id is empty, no name for a file, or taken. */
bool rq_fresh_name(struct rq_fresh *fresh, rq_str id, struct rq_err *err);

/* Fills in what the kind knows, and gives the file, and in fresh->record what it holds.  In the session's arena. */
bool rq_fresh_file(struct rq_fresh *fresh, struct rq_writing *file, struct rq_err *err);

/* What fresh.c and fresh_file.c share. */

/* A record that has these fields and stands in this file. */
struct rq_record rq_fresh_record(const struct rq_fresh *fresh, rq_str path, rq_value object);

/* An expression of a field, on the record as it is known so far.  False, with err filled, where it fails. */
bool rq_fresh_evaluate(struct rq_fresh *fresh, const struct rq_draft_node *node, const struct rq_cel_program *program,
                       rq_value *value, struct rq_err *err);

/* True if all records of the kind stand in one file, as entries of the list under `key`. */
bool rq_fresh_shares_file(const struct rq_fresh *fresh, rq_str *path, rq_str *key);

#endif

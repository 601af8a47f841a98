/* History for the rules that ask for it. */
#ifndef RQ_REQLINT_PAST_H
#define RQ_REQLINT_PAST_H

#include "reqlint/session.h"

/* Whose history is asked for, and by whom. */
struct rq_past_wish {
    bool *kinds;   /* by their numbers */
    bool *removed; /* those whose removed records are judged */
    bool any, people;
    rq_str asker; /* for a message: "the rule `x`" */
};

/* What the rules ask that are in force and that the options want. */
struct rq_past_wish rq_past_of_rules(const struct rq_session *session);

/* What the views of a sheet ask, with the rules that find records to be alike. */
struct rq_past_wish rq_past_of_sheet(const struct rq_session *session, enum rq_sheet_kind sheet);

/* What an expression asks for a record of this kind. */
struct rq_past_wish rq_past_of_program(const struct rq_session *session, const struct rq_cel_program *program,
                                       const struct rq_record_kind *kind);

/* The history of settings, for a command. */
struct rq_past_wish rq_past_of_settings(const struct rq_session *session, rq_str asker);

/* The graph of a state: loads its records, reads their history, if it is asked for and there is a repository, into
 * state->past, and builds the graph.  A merge goes on from the history of its base.  NULL on failure, such as in a shallow
 * clone. */
const struct rq_graph *rq_past_graph(struct rq_session *session, const struct rq_past_wish *wish,
                                     struct rq_state *state, struct rq_err *err);

/* What lint may ask of a state whose graph is built; NULL where no history was read.  Lives as long as the state. */
const struct rq_lint_past *rq_past_of(struct rq_session *session, struct rq_state *state);

#endif

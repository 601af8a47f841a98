/* Judging states of a tree, and narrowing down what was found. */
#ifndef RQ_REQLINT_VERDICT_H
#define RQ_REQLINT_VERDICT_H

#include "reqlint/session.h"

/* Loads and lints one state: fills its load, graph and findings (only of the rules that the options want). */
bool rq_verdict_judge(struct rq_session *session, struct rq_state *state, struct rq_err *err);

/* Those findings of a judged state anew that may show what they showed at an earlier time, as of the time of its memory; in the
 * findings' arena, and as many as the rules find, whatever the options want. */
void rq_verdict_show(struct rq_session *session, struct rq_state *state, struct rq_findings *findings);

/* Fills a report from a judged state: scope, counts of files and the records in them, notes (added), findings. */
void rq_verdict_describe(struct rq_session *session, const struct rq_state *state, struct rq_report *report);

/* Fills what a report says about the rules in force and the files that were judged. */
void rq_verdict_tell(struct rq_session *session, const struct rq_state *state, struct rq_report *report);

/* Nothing to judge, or nothing to judge it by, is no verdict: fails, or, with allow_empty, adds a note. */
bool rq_verdict_not_empty(struct rq_session *session, const struct rq_state *state, struct rq_report *report,
                          struct rq_err *err);

/* All of it for one state: judges, describes, and finishes the report, in which what is waived is marked.  `known` is the
 * finished report of the base, or an empty one.  False where there is no verdict. */
bool rq_verdict_report(struct rq_session *session, struct rq_state *state, const struct rq_report *known,
                       struct rq_report *report, struct rq_err *err);

/* Counts, and takes waived findings out unless the options want to see them. */
void rq_verdict_hide_waived(const struct rq_session *session, struct rq_report *report);

/* Adds a line for standard error. */
void rq_verdict_note(struct rq_session *session, struct rq_report *report, rq_str text);

#endif

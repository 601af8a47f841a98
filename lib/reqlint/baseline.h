/* Findings that a baseline lists: they were there when the rules came. */
#ifndef RQ_REQLINT_BASELINE_H
#define RQ_REQLINT_BASELINE_H

#include "reqlint/session.h"

struct rq_baseline_entry {
    rq_str fingerprint;
    const struct rq_record *record;
    bool used;
};

struct rq_baseline {
    struct rq_baseline_entry *items; /* sorted by fingerprint */
    size_t count;
};

/* The valid entries of a state.  In the session's arena. */
struct rq_baseline rq_baseline_read(const struct rq_session *session, const struct rq_graph *graph);

/* The entry with this fingerprint, or NULL. */
struct rq_baseline_entry *rq_baseline_find(const struct rq_baseline *baseline, rq_str fingerprint);

/* What an entry (or NULL) says under a key, or `otherwise`.  May live in `arena`. */
rq_str rq_baseline_says(struct rq_arena *arena, const struct rq_baseline_entry *entry, const char *key,
                        rq_str otherwise);

/* Marks what the state's own baseline lists as waived, and, with `all`, adds a finding for each entry that lists nothing any
 * more: not where only some rules were asked for.  `report` holds all findings of the state and is not finished yet; `known` is the
 * finished report of a base, or empty. */
void rq_baseline_apply(const struct rq_session *session, const struct rq_state *state, bool all,
                       struct rq_report *report, const struct rq_report *known);

#endif

/* The files of settings: read for all states that have them, and counted for each state. */
#ifndef RQ_LOAD_SETTINGS_H
#define RQ_LOAD_SETTINGS_H

#include "graph/graph.h"
#include "repo/repo.h"
#include "settings/settings.h"

/* Files by path and blob, and what the locators of some sources found in them. */
struct rq_setting_files;

/* No files yet.  They and all that they give live in `arena`, as long as the policy and the sources do.  `threads` read them
 * (0: as many as there are processors), which makes no difference to what is found.  `progress` is told of "files"; or NULL. */
struct rq_setting_files *rq_setting_files_new(struct rq_arena *arena, const struct rq_policy *policy,
                                              const struct rq_setting_source *sources, size_t source_count,
                                              unsigned threads, const struct rq_progress *progress);

/* True if some source of the policy wants a file at this path, and the policy does not leave it out. */
bool rq_settings_want(const struct rq_policy *policy, rq_str path);

/* The settings of one state. */
struct rq_setting_load {
    const struct rq_settings *table; /* NULL: there are no sources */
    struct rq_record *comments;      /* records in comments of files that nobody else reads */
    size_t comment_count;
    struct rq_findings findings; /* files that cannot be read, sources of the configuration that find nothing */
    size_t unread_count;         /* files with which something is wrong */
    size_t file_count;           /* files that were read */
};

/* Reads what the settings of a state need and counts them, in `arena`.  False on failure: an object that the repository does
 * not have, a join of too many rows, `progress` gave up. */
bool rq_setting_files_load(struct rq_setting_files *files, const struct rq_snapshot *snapshot, struct rq_arena *arena,
                           struct rq_setting_load *out, struct rq_err *err);

/* settings_found.c: adds a finding for each source of the configuration, and each of its `defaults`, that finds nothing. */
void rq_settings_report_not_found(const struct rq_settings *table, size_t source_count, struct rq_findings *findings);

/* The kind whose records are made of settings; NULL if the policy has none. */
const struct rq_record_kind *rq_setting_kind(const struct rq_policy *policy);

/* setting_records.c: a record for each key of a table, with its id, sorted by set and key; none without such a kind, or
 * without a table.  In `arena`. */
struct rq_record *rq_setting_records(struct rq_arena *arena, const struct rq_policy *policy,
                                     const struct rq_settings *table, size_t *count);

#endif

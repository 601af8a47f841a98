/*
 * A session: one state of a repository and the policy in force on it.  What every command starts from.
 */
#ifndef RQ_SESSION_H
#define RQ_SESSION_H

#include "history/history.h"
#include "lint/pass.h"
#include "load/scan.h"
#include "load/settings.h"
#include "load/store.h"
#include "reqlint/reqlint.h"

struct rq_session {
    struct rq_arena *arena;
    const struct rq_options *options;
    struct rq_repo *repo; /* NULL outside of a repository */
    const struct rq_snapshot *snapshot;
    const struct rq_config *config; /* that the policy was built from */
    const struct rq_policy *policy;
    rq_str digest;              /* "sha256:…" over configuration, packs and rule files */
    const rq_str *policy_paths; /* of the tree: the configuration and the files of packs and rules */
    size_t policy_path_count;
    struct rq_setting_files *setting_files; /* of all its states; NULL until the first is loaded */
    const struct rq_session *fixed; /* by whose policy each state is judged, whatever configuration it has; or NULL */
};

/* Opens the repository that the options name, as they want it read.  NULL on failure.  Owned by the caller: rq_repo_close. */
struct rq_repo *rq_session_repo(const struct rq_options *options, struct rq_err *err);

/* Opens the repository, lists the state that the options name and builds the policy from it.  Close it also after a
 * failure.  All but the repository's handle lives in `arena`. */
bool rq_session_open(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                     struct rq_err *err);

/* The same without a policy. */
bool rq_session_open_tree(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                          struct rq_err *err);

/* Builds the policy alone: from the repository if there is one, else from the built-in packs. */
bool rq_session_open_policy(struct rq_session *session, struct rq_arena *arena, const struct rq_options *options,
                            struct rq_err *err);

/* Builds the policy of session->snapshot: by its own configuration, or by --config.  Takes over that of session->fixed. */
bool rq_session_build_policy(struct rq_session *session, struct rq_err *err);

/* Gives back the repository's handle. */
void rq_session_close(struct rq_session *session);

/* The settings of a state, and their records. */
struct rq_stored_settings {
    struct rq_setting_load load;
    struct rq_record *records;
    size_t record_count;
};

/* The files of a state whose records come from a store. */
struct rq_stored_state {
    const struct rq_store *store;
    const struct rq_snapshot_entry *entries;   /* in the order of their paths */
    const struct rq_stored_file *const *files; /* and what each of them gave */
    size_t count;
    rq_value paths; /* of the whole tree */
    const struct rq_stored_settings *settings;
    const uint32_t *numbers; /* per record of the store: its number plus one in the state that is known, if it has it */
};

/* One state of the tree: start from {.snapshot = …}. */
struct rq_state {
    const struct rq_snapshot *snapshot;
    const struct rq_record *extra; /* records that no file has: commits, a merge */
    size_t extra_count;
    const struct rq_state *base;          /* what oldObject is taken from, judged before and kept; or NULL */
    const struct rq_stored_state *stored; /* where its records come from; NULL: they are loaded */
    const struct rq_lint_memory *known;   /* of a state whose records `stored` numbers; or NULL */
    bool scan;                            /* source code is searched, where a rule asks */
    struct rq_scan_memory *scan_memory;   /* of other states, by the same policy; or NULL */
    bool keep;                            /* another state will want to know what this one gave */
    const struct rq_state *waivers;       /* whose waivers count; NULL: its own */
    const struct rq_merge *merge;         /* into `base`, not made yet, whose result this is; or NULL */
    struct rq_history_state past;         /* without a history where none was read */
    const bool *removed_kinds;            /* whose removed records are judged, by their numbers */
    struct rq_load load;
    struct rq_stored_settings settings;
    size_t first_setting;      /* the number of the first record of settings in the graph */
    struct rq_scanned scanned; /* records of source code */
    const struct rq_graph *graph;
    const struct rq_graph_change *change; /* by which it was made from that of `known`; NULL: it is built anew */
    struct rq_lint_memory memory;
    struct rq_findings early; /* those that are no rule's, of a state with `stored` */
    bool early_known;         /* they are those of the state before */
    const struct rq_report
        *before; /* the finished report on that; NULL: there is none, or findings need not be like it */
    struct rq_findings findings;
    bool same; /* they are those of `before`, as they were reported */
};

/* Loads the records of a state; findings are added.  `has_history`: its history will be read, and shares files with it.
 * False on failure. */
bool rq_session_load(struct rq_session *session, struct rq_state *state, bool has_history, struct rq_err *err);

/* Counts the settings of a state and makes their records, in `arena`.  False on failure. */
bool rq_session_load_settings(struct rq_session *session, const struct rq_snapshot *snapshot, struct rq_arena *arena,
                              struct rq_stored_settings *settings, struct rq_err *err);

/* True if some rule in force judges source code. */
bool rq_session_scans(const struct rq_session *session);

/* Searches the source code of a state with `stored`, which has the settings of `last`, and unless it is `edited` all other
 * records too.  True if that gives the very records and notes that it gave there; else it has to be searched again. */
bool rq_session_scans_same(struct rq_session *session, struct rq_state *state, const struct rq_state *last,
                           bool edited);

/* Builds the graph of a state that is loaded, and whose history is read, if it is to be; findings are added. */
const struct rq_graph *rq_session_graph(struct rq_session *session, struct rq_state *state);

/* The policy that a configuration makes (NULL: the defaults); `files` is where its packs and rule files are read from
 * (NULL: built-in packs only). */
bool rq_session_build(struct rq_session *session, const struct rq_source *config, const struct rq_snapshot *files,
                      struct rq_err *err);

/* Fails for a rule that does not exist, naming the nearest one. */
bool rq_session_check_rules(const struct rq_session *session, struct rq_err *err);

/* True if options->rules is empty or names this rule. */
bool rq_session_wants(const struct rq_session *session, rq_str rule);

#endif

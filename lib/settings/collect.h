/* What all sources of one set found, before it is counted. */
#ifndef RQ_SETTINGS_COLLECT_H
#define RQ_SETTINGS_COLLECT_H

#include "base/intern.h"
#include "settings/tree.h"

/* One row: an account has a value at a node of the tree. */
struct rq_settings_fact {
    uint32_t node, account;
    uint32_t file;
    rq_value value;
};

struct rq_settings_facts {
    struct rq_settings_fact *items;
    size_t count, cap;
};

struct rq_settings_collection {
    struct rq_arena *arena, *scratch;
    const struct rq_settings_files *files;
    rq_str name;
    const struct rq_setting_source *first;
    struct rq_settings_tree *tree;
    struct rq_intern accounts, ignored;
    struct rq_settings_facts facts;    /* of accounts */
    struct rq_settings_facts defaults; /* of everybody: `account` says nothing */
    bool *unread;                      /* of the files: what was found may not be all there is */
    struct rq_err *err;
};

/* Adds what one source finds, and says how far it got.  False on failure. */
bool rq_settings_collect(struct rq_settings_collection *collection, const struct rq_setting_source *source,
                         struct rq_settings_yield *yield);

#endif

/*
 * Settings: which accounts have which of them.
 *
 * This module owns the counting: from the rows that the locators of `settings:` find, it makes the table of accounts and
 * settings of each set, and says which exist for one account only.  It knows no files: it is given their paths, and asks for
 * the rows of those that a join can still need.  docs/settings.md describes what is counted how.
 */
#ifndef RQ_SETTINGS_H
#define RQ_SETTINGS_H

#include "locate/join.h"
#include "policy/policy.h"

/* The files that settings are looked for in. */
struct rq_settings_files {
    void *host;
    const rq_str *paths; /* sorted */
    size_t count;
    /* Says that of these files the rows of the locator will be asked for; may be NULL. */
    void (*prepare)(void *host, const struct rq_setting_source *source, const struct rq_locator *locator,
                    const size_t *files, size_t count);
    /* Fills `rows` with what a locator with key paths finds in the documents of file number `file`, for the captures of its
     * path: rq_locator_find for each, with the options of the source.  They are `exhausted` for a file that cannot be read in
     * full, about which the host says what there is to say.  Asked once for a locator and a file at most; a locator is
     * told by its address, which is in the source.  Rows and their values must live as long as what is made of them.
     * False on failure. */
    bool (*rows)(void *host, const struct rq_setting_source *source, const struct rq_locator *locator, size_t file,
                 const struct rq_captures *captures, struct rq_rows *rows, struct rq_err *err);
};

/* True if some source has a locator that may want a file at this path.  The policy's `exclude` is the host's affair. */
bool rq_settings_wants(const struct rq_setting_source *sources, size_t source_count, rq_str path);

/* The rows that a host gives for a file with these documents.  `exhausted` is set where a limit was hit.  In `arena`. */
struct rq_rows rq_settings_rows(const struct rq_setting_source *source, const struct rq_locator *locator,
                                const rq_value *documents, size_t document_count, const struct rq_captures *captures,
                                struct rq_arena *arena);

/* One place where an account has a setting. */
struct rq_setting_use {
    uint32_t account; /* its number in the set */
    uint32_t file;
    rq_value value; /* what stands there; RQ_ABSENT where the file itself is what was found */
};

/* A way at which some account has a value. */
struct rq_setting {
    rq_str key; /* its way, printed: unique in the set */
    struct rq_keys keys;
    const struct rq_setting_use *uses; /* sorted by account, and for one account in the order of paths and lines */
    size_t use_count;
    const struct rq_setting_use *defaults; /* where everybody has it from; `account` says nothing */
    size_t default_count;
    const uint32_t *accounts; /* numbers, sorted, of those that have it or anything below it */
    size_t account_count;
    uint32_t node; /* of the set's tree */
};

/* What exists for one account only: the highest key that no other account has anything at or below. */
struct rq_setting_single {
    rq_str key;
    struct rq_keys keys;
    uint32_t account;
    size_t setting_count;               /* settings at it and below */
    const struct rq_setting *first;     /* one of them, which stands first: */
    const struct rq_setting_use *place; /* there */
    uint32_t node;                      /* of the set's tree */
};

struct rq_settings_set {
    rq_str name;
    const struct rq_setting_source *source; /* its first */
    const rq_str *accounts;                 /* sorted */
    size_t account_count;
    const rq_str *ignored; /* accounts that do not count, sorted */
    size_t ignored_count;
    const struct rq_setting *settings; /* sorted by key */
    size_t setting_count;
    const struct rq_setting_single *singles; /* sorted by key */
    size_t single_count;
    size_t one_account;                  /* settings with one account */
    size_t unread_count;                 /* files that could not be read in full: others may have what seems single */
    const struct rq_settings_tree *tree; /* for rq_setting_near */
};

/* How far a source got. */
struct rq_settings_yield {
    const struct rq_setting_source *source;
    const struct rq_join_yield *own;      /* of its locator, and of each of `with` */
    size_t joined_count;                  /* rows that they have together */
    const struct rq_join_yield *defaults; /* of each of `defaults` */
};

struct rq_settings {
    const rq_str *paths;                /* those that were given */
    const struct rq_settings_set *sets; /* in the order in which the configuration first names them */
    size_t set_count;
    const struct rq_settings_yield *yields; /* one for each source, in their order */
};

/* Counts the settings of all sources.  NULL on failure: one of the host's, or a join of too many rows.  In `arena`, as far as
 * it is not the host's. */
const struct rq_settings *rq_settings_build(struct rq_arena *arena, const struct rq_setting_source *sources,
                                            size_t source_count, const struct rq_settings_files *files,
                                            struct rq_err *err);

/* The setting with this key, or NULL. */
const struct rq_setting *rq_setting_find(const struct rq_settings_set *set, rq_str key);

/* The key that other accounts have and that a single one may be a slip of: the same letters in another case or with other
 * signs between them, a letter or two changed, or the same key at another level.  The empty text if there is none.  In
 * `arena`, or as long as the set. */
rq_str rq_setting_near(const struct rq_settings_set *set, const struct rq_setting_single *single,
                       struct rq_arena *arena);

#endif

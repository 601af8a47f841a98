/* What is searched for in source code.  Private to this folder. */
#ifndef RQ_LOAD_SCAN_WORDS_H
#define RQ_LOAD_SCAN_WORDS_H

#include "code/code.h"
#include "graph/graph.h"
#include "settings/settings.h"

/* Whose name it is. */
struct rq_scan_owner {
    const struct rq_scan_names *names;
    rq_str id; /* of the record, or of the account that settings name */
};

/* Who has names. */
struct rq_scan_named {
    const struct rq_policy *policy;
    const struct rq_record *records;
    size_t record_count;
    const struct rq_settings *settings; /* or NULL */
};

/* One of the ways in which a text is a name, and those who have it so. */
struct rq_scan_meaning {
    const struct rq_scan_names *names;
    rq_value ids; /* a list */
};

struct rq_scan_meanings {
    const struct rq_scan_meaning *items;
    size_t count;
};

/* The names and words of one kind with `scan`. */
struct rq_scan_words {
    const struct rq_code_names *names;
    struct rq_code_words words;
    rq_str *texts; /* of the names */
    struct rq_scan_owner *owners;
    bool *inside; /* it is also searched for inside of identifiers */
    size_t count, cap, owner_cap, inside_cap;
    const struct rq_scan_meanings *meanings; /* per name; of equal ones, those of all of them at the first */
};

/* Evaluates what the kind says, on the records of a state; and on the accounts that its settings name, as far as they are no
 * record's id or name.  In `arena`. */
void rq_scan_words_make(struct rq_arena *arena, const struct rq_record_kind *kind, const struct rq_scan_named *named,
                        struct rq_scan_words *words);

/* True if the same is searched for. */
bool rq_scan_words_equal(const struct rq_scan_words *a, const struct rq_scan_words *b);

/* A file in which something was found. */
struct rq_scan_seen {
    const struct rq_code_language *language;
    const struct rq_source *source; /* what is kept of it: rq_scan_keep */
    const struct rq_code_facts *facts;
    rq_str whole; /* its text */
    bool sanctioned;
};

/* The record of a file in which something was found.  In `arena`; the source must live as long. */
rq_value rq_scan_object(struct rq_arena *arena, const struct rq_scan_words *words, const struct rq_scan_seen *seen);

#endif

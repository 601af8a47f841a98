/*
 * Drafts: new records as text, before there is a file.
 *
 * A draft starts as a form with all fields of a kind; what is known is filled in, and the rest is left for people, each field
 * below a comment that says what belongs there.  Pure: nothing here knows a repository or writes a file.
 */
#ifndef RQ_DRAFT_H
#define RQ_DRAFT_H

#include "policy/policy.h"

struct rq_draft_node {
    rq_str name;
    const struct rq_field *field; /* NULL: a key of a mapping that knows none */
    rq_value value;               /* a scalar or a list of them; RQ_ABSENT: not known, or in `inner` */
    bool left_out;                /* a new record does not have it */
    bool asked_for;               /* somebody set it, or something in it */
    struct rq_draft_node *inner;  /* of a mapping; of a list of mappings, those of its one entry */
    size_t inner_count, inner_cap;
};

struct rq_draft {
    struct rq_arena *arena;
    const struct rq_record_kind *kind;
    struct rq_draft_node root; /* its `inner` are the fields */
};

/* The empty form of a kind that has fields.  In `arena`. */
struct rq_draft rq_draft_new(struct rq_arena *arena, const struct rq_record_kind *kind);

/* Fills in a field of the record itself; the name must be one.  The value is shared. */
void rq_draft_put(struct rq_draft *draft, rq_str name, rq_value value);

/* The field of the record itself, or NULL.  Lives as long as the draft. */
struct rq_draft_node *rq_draft_find(const struct rq_draft *draft, rq_str name);

/* Fills in a field from "NAME=VALUE" as people type it: NAME may go into mappings ("demand.label"), VALUE is read by the
 * field's type, and each further one for a list adds an item.  False, with err filled, where there is no such field (the
 * nearest is named) or the value does not suit it. */
bool rq_draft_set(struct rq_draft *draft, rq_str assignment, struct rq_err *err);

/* False, with err filled, where a field (or the items of one, which have no name) has words and this is none of them. */
bool rq_draft_check_word(struct rq_arena *arena, const struct rq_field *field, rq_str word, struct rq_err *err);

/* The record as it would be read from the draft's text: what is not known is null, {} or [].  In the draft's arena. */
rq_value rq_draft_object(const struct rq_draft *draft);

/* The fields as YAML; of an entry of a list, behind a dash at column `indent`.  In the draft's arena. */
rq_str rq_draft_text(const struct rq_draft *draft);
rq_str rq_draft_entry(const struct rq_draft *draft, size_t indent);

/* The next id after those of a kind: the number at the end of most of them, counted up past all of their form, as wide as
 * that of the greatest.  `first` is the one to begin with; where it is empty, only ids that all have one form, such as
 * ASK-7, are counted.  Empty where ids are no numbers.  In `arena`. */
rq_str rq_draft_next_id(struct rq_arena *arena, const rq_str *ids, size_t count, rq_str first);

/* True if two ids have one form and the same number, with or without zeros before it. */
bool rq_draft_same_number(rq_str a, rq_str b);

#endif

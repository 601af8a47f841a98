/* The types of what a policy defines: objects of kinds, links, parameters, words. */
#ifndef RQ_POLICY_TYPES_H
#define RQ_POLICY_TYPES_H

#include "cel/check.h"
#include "policy/build.h"

enum { RQ_TYPES_CHOICES = 2 };

struct rq_kind_types {
    const struct rq_cel_type *object; /* a record of the kind */
    const struct rq_cel_type *refs;
    const struct rq_cel_type *link; /* what link() gives, or null */
};

struct rq_types {
    struct rq_arena *arena;
    const struct rq_policy_build *build;
    struct rq_kind_types *kinds; /* by the kind's number */
    bool open;                   /* records may have fields that their kind does not know */
    const struct rq_cel_type *record, *backrefs, *records, *words, *params, *history, *author;
    const struct rq_cel_fields *levels; /* the names that there are */
    struct rq_cel_choice
        choices[RQ_TYPES_CHOICES]; /* functions that take the name of a kind, and what each gives for it */
};

/* All types but those of links, whose expressions must be checked before it is known whether they give lists.  Everything
 * lives in `arena`. */
struct rq_types rq_types_new(struct rq_arena *arena, const struct rq_policy_build *build);

/* Takes notice of the types that the links' expressions of a kind give, in the order of the kind's links. */
void rq_types_of_links(struct rq_types *types, const struct rq_record_kind *kind, const struct rq_cel_type *const *ids);

/* After the links of all kinds: what link() gives for each of them. */
void rq_types_finish(struct rq_types *types);

/* Or null. */
const struct rq_cel_type *rq_types_nullable(struct rq_types *types, const struct rq_cel_type *type);

/* found, for a rule with this `find`. */
const struct rq_cel_type *rq_types_of_found(struct rq_types *types, const struct rq_find *find);

/* What one element is, for what `each` gives. */
const struct rq_cel_type *rq_types_of_item(struct rq_types *types, const struct rq_cel_type *each);

/* Nothing, with what to say to who uses it. */
const struct rq_cel_type *rq_types_without(struct rq_types *types, const char *instead);

#endif

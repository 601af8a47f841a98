/*
 * Types, as far as they are known before anything runs.
 *
 * A type is what a value may be, never what it must be: a set of kinds, and for lists, maps and optionals what is in them.
 * A NULL pointer stands for anything.  So what no type allows is certain to fail, and what is not known passes.
 */
#ifndef RQ_CEL_TYPE_H
#define RQ_CEL_TYPE_H

#include "base/arena.h"
#include "reqlint/value.h"

#define RQ_CEL_BIT(kind) (UINT32_C(1) << (kind))
#define RQ_CEL_ANY_KIND  (RQ_CEL_BIT(RQ_FAULT) - RQ_CEL_BIT(RQ_NULL))

struct rq_cel_field {
    rq_str name;
    const struct rq_cel_type *type;
};

/* The keys of a map, all that there may be. */
struct rq_cel_fields {
    rq_str owner;     /* who has them, "the kind `request`"; empty where they are things that there are or are not */
    const char *noun; /* "field", "parameter" … */
    const struct rq_cel_field *items; /* sorted: rq_cel_fields_sort */
    size_t count;
    bool written; /* in the expression itself: to ask for another key is no mistake */
    bool open;    /* there may be others, with anything in them */
};

struct rq_cel_type {
    uint32_t kinds;                          /* bit k for enum rq_kind k */
    const struct rq_cel_type *inner;         /* elements of a list, values of a map without `maps`, of an optional */
    const struct rq_cel_fields *const *maps; /* a map is one of these; none: it may have any keys */
    size_t map_count;
    bool wild;      /* in a map without `maps` is anything, and not `inner` */
    rq_str instead; /* what to write where a field of it is asked for, or where it has no kind at all; may be empty */
};

/* A value of one kind; of lists and the like, with anything in it. */
const struct rq_cel_type *rq_cel_type_of(enum rq_kind kind);

/* A value of one of these kinds; in `arena`. */
const struct rq_cel_type *rq_cel_type_of_kinds(struct rq_arena *arena, uint32_t kinds);

/* No value: the elements of []. */
const struct rq_cel_type *rq_cel_type_nothing(void);

/* A list or an optional with such values in it; in `arena`, as for all that follow. */
const struct rq_cel_type *rq_cel_type_around(struct rq_arena *arena, enum rq_kind kind,
                                             const struct rq_cel_type *inner);

/* Brings fields into the order in which they are looked for: by their names' bytes. */
void rq_cel_fields_sort(struct rq_cel_field *items, size_t count);

/* The field with this name, or NULL. */
const struct rq_cel_field *rq_cel_field_find(const struct rq_cel_fields *fields, rq_str name);

/* A map with these fields, which are sorted. */
const struct rq_cel_type *rq_cel_type_map(struct rq_arena *arena, const struct rq_cel_fields *fields);

/* One or the other. */
const struct rq_cel_type *rq_cel_type_either(struct rq_arena *arena, const struct rq_cel_type *a,
                                             const struct rq_cel_type *b);

/* The same, but the value may be whatever a file can hold; what is known of its fields and elements stays. */
const struct rq_cel_type *rq_cel_type_loose(struct rq_arena *arena, const struct rq_cel_type *type);

/* The same where the value is of one of these kinds. */
const struct rq_cel_type *rq_cel_type_among(struct rq_arena *arena, const struct rq_cel_type *type, uint32_t kinds);

/* What a value of this type may be; anything, where there is none: of nothing nothing is certain. */
uint32_t rq_cel_type_kinds(const struct rq_cel_type *type);

/* What is in a list or an optional; and in a map without known fields. */
const struct rq_cel_type *rq_cel_type_inner(const struct rq_cel_type *type);
const struct rq_cel_type *rq_cel_type_entry(const struct rq_cel_type *type);

/* "string", "int or string", "value": for messages.  Null is left out where there is something else, and uint beside int,
 * which only very large numbers of a file are. */
rq_str rq_cel_type_name(struct rq_arena *arena, const struct rq_cel_type *type);

#endif

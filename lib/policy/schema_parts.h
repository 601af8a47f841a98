/* Pieces of JSON Schema. */
#ifndef RQ_POLICY_SCHEMA_PARTS_H
#define RQ_POLICY_SCHEMA_PARTS_H

#include "value/value.h"

/* Types, as bits; null is always among them: it counts as absent wherever something is read. */
enum {
    RQ_SCHEMA_STRING = 1,
    RQ_SCHEMA_INTEGER = 2,
    RQ_SCHEMA_NUMBER = 4,
    RQ_SCHEMA_BOOLEAN = 8,
    RQ_SCHEMA_LIST = 16,
    RQ_SCHEMA_OBJECT = 32,
    RQ_SCHEMA_SCALAR = RQ_SCHEMA_STRING | RQ_SCHEMA_NUMBER | RQ_SCHEMA_BOOLEAN
};

/* Adds a key with its value, or a text unless it is empty; the key must be new and a literal. */
void rq_schema_put(struct rq_map_build *build, const char *key, rq_value value);
void rq_schema_put_text(struct rq_map_build *build, const char *key, rq_str text);

/* Adds `type`. */
void rq_schema_put_types(struct rq_map_build *build, unsigned types);

/* {"type": …} alone. */
rq_value rq_schema_type(struct rq_arena *arena, unsigned types);

/* {"$ref": "#/$defs/NAME"} */
rq_value rq_schema_ref(struct rq_arena *arena, rq_str name);

/* Adds `$schema` and `title`. */
void rq_schema_put_head(struct rq_map_build *build, rq_str title);

#endif

/* JSON Schema (2020-12) of what people write, from the tables that read it and the fields of kinds. */
#ifndef RQ_POLICY_SCHEMA_H
#define RQ_POLICY_SCHEMA_H

#include "policy/shape.h"

/* The schema of a file that is read by a table.  What only the policy in force knows (rules, parameters, kinds) is named in
 * it; `tests` is the table that reads a rule's tests.  In `arena`. */
rq_value rq_schema_of_keys(struct rq_arena *arena, rq_str title, const struct rq_shape_key *keys,
                           const struct rq_policy *policy, const struct rq_shape_key *tests);

/* The schema of a file with records of a kind, where they lie first; `$defs/record` is one record.  Where the key path is
 * more than the name of a list, any file will do.  In `arena`. */
rq_value rq_schema_of_kind(struct rq_arena *arena, const struct rq_record_kind *kind);

#endif

/* What the policy in force says, as tables of a sheet. */
#ifndef RQ_POLICY_TABLES_H
#define RQ_POLICY_TABLES_H

#include "policy/policy.h"
#include "reqlint/sheet.h"

/* What the packs say of a sheet, one after the other, from *at 0 on; NULL after the last. */
const struct rq_role *rq_next_role(const struct rq_policy *policy, enum rq_sheet_kind sheet, size_t *at);

/* The rules of a view that are on; with `other_rules` also those that no view of the sheet names.  In `arena`. */
struct rq_sheet_table rq_rules_table(struct rq_arena *arena, const struct rq_policy *policy, enum rq_sheet_kind sheet,
                                     const struct rq_view *view);

/* The parameters of a view, likewise.  In `arena`. */
struct rq_sheet_table rq_params_table(struct rq_arena *arena, const struct rq_policy *policy, enum rq_sheet_kind sheet,
                                      const struct rq_view *view);

/* The fields of a view, with their words.  In `arena`. */
struct rq_sheet_table rq_fields_table(struct rq_arena *arena, const struct rq_view *view);

#endif

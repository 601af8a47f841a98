/* Kinds whose records suppress findings. */
#include "policy/build.h"

struct waives_draft {
    rq_value rule, record, fingerprint, valid, until, reason, approver, longest;
    rq_str unused;
};

const struct rq_shape_key rq_waives_keys[] = {
    {"rule", RQ_SHAPE_CODE, offsetof(struct waives_draft, rule), .about = "an expression: the rule"},
    {"record", RQ_SHAPE_CODE, offsetof(struct waives_draft, record), .about = "an expression: the record, as kind/id"},
    {"fingerprint", RQ_SHAPE_CODE, offsetof(struct waives_draft, fingerprint),
     .about = "an expression: the fingerprint of one finding, in place of rule and record"},
    {"valid", RQ_SHAPE_CODE, offsetof(struct waives_draft, valid), .about = "an expression: whether it counts"},
    {"until", RQ_SHAPE_CODE, offsetof(struct waives_draft, until), .about = "an expression: its last day"},
    {"reason", RQ_SHAPE_CODE, offsetof(struct waives_draft, reason), .about = "an expression: why"},
    {"approver", RQ_SHAPE_CODE, offsetof(struct waives_draft, approver), .about = "an expression: who allows it"},
    {"longest", RQ_SHAPE_CODE, offsetof(struct waives_draft, longest),
     .about = "an expression: the days that one may last"},
    {"unused", RQ_SHAPE_TEXT, offsetof(struct waives_draft, unused),
     .about = "the rule that reports one with nothing to waive"},
    {0},
};

bool rq_build_waives(struct rq_policy_build *build, struct rq_scope *scope, rq_value map,
                     const struct rq_waives **waives)
{
    if (map.kind == RQ_ABSENT)
        return true;
    struct waives_draft draft = {0};
    struct rq_waives *made = RQ_NEW(build->arena, struct rq_waives);
    if (!rq_shape_read(build->arena, map, rq_waives_keys, "`waives`", &draft, build->err))
        return false;
    made->rule = rq_scope_compile(scope, draft.rule);
    made->record = rq_scope_compile(scope, draft.record);
    made->fingerprint = rq_scope_compile(scope, draft.fingerprint);
    made->valid = rq_scope_compile(scope, draft.valid);
    made->until = rq_scope_compile(scope, draft.until);
    made->reason = rq_scope_compile(scope, draft.reason);
    made->approver = rq_scope_compile(scope, draft.approver);
    made->longest = rq_scope_compile(scope, draft.longest);
    made->unused = draft.unused;
    if (build->err->failed)
        return false;
    bool names = made->rule != NULL && made->record != NULL;
    if (made->valid == NULL || names == (made->fingerprint != NULL))
        return rq_shape_fail(
            build->err, map,
            "`waives` needs the expressions `rule`, `record` and `valid`, or `fingerprint` and `valid`");
    *waives = made;
    return true;
}

/* `confirms:` of a kind: what `confirm` writes into its records is what a rule computes, so that the two cannot differ. */
#include "policy/build.h"

struct confirms_draft {
    rq_value rule, variable;
    rq_str field;
};

const struct rq_shape_key rq_confirms_keys[] = {
    {"rule", RQ_SHAPE_CODE, offsetof(struct confirms_draft, rule), .about = "the rule that judges each part"},
    {"variable", RQ_SHAPE_CODE, offsetof(struct confirms_draft, variable),
     .about = "the variable of the rule that gives the text"},
    {"field", RQ_SHAPE_TEXT, offsetof(struct confirms_draft, field), .about = "the field of each part that gets it"},
    {0},
};

static const struct rq_variable *find_variable(struct rq_policy_build *build, const struct rq_rule *rule, rq_value name)
{
    rq_str *names = RQ_NEW_ARRAY(build->arena, rq_str, rule->variable_count);
    for (size_t i = 0; i < rule->variable_count; i++)
        names[i] = rule->variables[i].name;
    rq_str what = rq_arena_format(build->arena, "the rule `%.*s` has no variable", RQ_ARG(rule->id));
    size_t at = rq_shape_find(name, names, rule->variable_count, what, build->err);
    return at == RQ_NOT_FOUND ? NULL : &rule->variables[at];
}

static bool judges(const struct rq_rule *rule, const struct rq_record_kind *kind)
{
    for (size_t i = 0; i < rule->match_count; i++)
        if (rule->match[i] == kind)
            return rule->each != NULL;
    return false;
}

static bool read_confirms(struct rq_policy_build *build, rq_value map, struct rq_record_kind *kind)
{
    struct confirms_draft draft = {0};
    struct rq_confirms *made = RQ_NEW(build->arena, struct rq_confirms);
    if (!rq_shape_read(build->arena, map, rq_confirms_keys, "`confirms`", &draft, build->err))
        return false;
    if (draft.rule.kind == RQ_ABSENT || draft.variable.kind == RQ_ABSENT || draft.field.len == 0)
        return rq_shape_fail(build->err, map, "`confirms` needs a `rule`, one of its variables, and a `field`");
    made->field = draft.field;
    made->rule = rq_build_rule(build, draft.rule);
    made->variable = made->rule == NULL ? NULL : find_variable(build, made->rule, draft.variable);
    if (made->variable == NULL)
        return false;
    if (!judges(made->rule, kind))
        return rq_shape_fail(build->err, draft.rule, "the rule `%.*s` does not judge parts (`each`) of the kind `%.*s`",
                             RQ_ARG(made->rule->id), RQ_ARG(kind->name));
    kind->confirms = made;
    return true;
}

bool rq_build_confirms(struct rq_policy_build *build)
{
    for (size_t i = 0; i < build->kind_count; i++)
        if (build->kinds[i].confirms.kind != RQ_ABSENT &&
            !read_confirms(build, build->kinds[i].confirms, build->finished[i]))
            return false;
    return true;
}

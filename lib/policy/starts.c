/* How records of a kind come about: `new:`, and for those that decide about others, `decides:`. */
#include "policy/build.h"

const struct rq_shape_key rq_start_keys[] = {
    {"first", RQ_SHAPE_TEXT, offsetof(struct rq_start, first),
     .about = "the id of the first record, from which others count on"},
    {"body", RQ_SHAPE_TEXT, offsetof(struct rq_start, body), .about = "what stands below the front matter"},
    {"init", RQ_SHAPE_FLAG, offsetof(struct rq_start, init), .about = "true: a new repository gets a first one"},
    {0},
};

struct decides_draft {
    rq_value link, field;
};

const struct rq_shape_key rq_decides_keys[] = {
    {"link", RQ_SHAPE_CODE, offsetof(struct decides_draft, link), .about = "the link to what is decided"},
    {"field", RQ_SHAPE_CODE, offsetof(struct decides_draft, field), .about = "the field where the word stands"},
    {0},
};

static rq_str lacks(const struct rq_policy_build *build, const struct rq_record_kind *kind, const char *what)
{
    return rq_arena_format(build->arena, "the kind `%.*s` has no %s", RQ_ARG(kind->name), what);
}

static const struct rq_link *find_link(struct rq_policy_build *build, const struct rq_record_kind *kind, rq_value name)
{
    rq_str *names = RQ_NEW_ARRAY(build->arena, rq_str, kind->link_count);
    for (size_t i = 0; i < kind->link_count; i++)
        names[i] = kind->links[i].name;
    size_t at = rq_shape_find(name, names, kind->link_count, lacks(build, kind, "link"), build->err);
    return at == RQ_NOT_FOUND ? NULL : &kind->links[at];
}

static bool read_decides(struct rq_policy_build *build, rq_value map, struct rq_record_kind *kind)
{
    struct decides_draft draft = {0};
    struct rq_decides *made = RQ_NEW(build->arena, struct rq_decides);
    if (!rq_shape_read(build->arena, map, rq_decides_keys, "`decides`", &draft, build->err))
        return false;
    if (draft.link.kind == RQ_ABSENT || draft.field.kind == RQ_ABSENT)
        return rq_shape_fail(build->err, map, "`decides` needs the names of a `link` and of a `field`");
    made->link = find_link(build, kind, draft.link);
    if (made->link == NULL)
        return false;
    made->field = rq_build_field(build, draft.field, kind->fields, kind->field_count, lacks(build, kind, "field"));
    if (made->field == NULL)
        return false;
    if (rq_kind_is_body(kind, made->field->name))
        return rq_shape_fail(build->err, draft.field,
                             "`%.*s` is what stands below the front matter: a word has no place there",
                             RQ_ARG(made->field->name));
    if (made->field->words.count == 0)
        return rq_shape_fail(build->err, draft.field, "the field `%.*s` has no `enum` to choose from",
                             RQ_ARG(made->field->name));
    kind->decides = made;
    return true;
}

bool rq_build_starts(struct rq_policy_build *build, const struct rq_kind_draft *draft, struct rq_record_kind *kind)
{
    if (draft->start.kind != RQ_ABSENT &&
        !rq_shape_read(build->arena, draft->start, rq_start_keys, "`new`", &kind->start, build->err))
        return false;
    return draft->decides.kind == RQ_ABSENT || read_decides(build, draft->decides, kind);
}

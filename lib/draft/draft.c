/* The form itself: a tree of the kind's fields, and the record that it stands for. */
#include "draft/draft.h"

#include "value/value.h"

/* The fields that are written one below the other: those of a mapping, or of the entries of a list of mappings. */
static void fields_of(const struct rq_field *field, const struct rq_field **fields, size_t *count)
{
    const struct rq_field *owner = field->type == RQ_FIELD_LIST ? field->items : field;
    bool known = owner != NULL && owner->type == RQ_FIELD_MAP;
    *fields = known ? owner->fields : NULL;
    *count = known ? owner->field_count : 0;
}

static void add_fields(struct rq_arena *arena, struct rq_draft_node *node, const struct rq_field *fields, size_t count)
{
    node->inner = RQ_NEW_ARRAY(arena, struct rq_draft_node, count);
    node->inner_cap = count;
    for (size_t i = 0; i < count; i++) {
        const struct rq_field *field = &fields[i], *inner;
        size_t inner_count;
        struct rq_draft_node *added = &node->inner[node->inner_count++];
        *added = (struct rq_draft_node){.name = field->name, .field = field};
        fields_of(field, &inner, &inner_count);
        add_fields(arena, added, inner, inner_count);
    }
}

/* What stands below the front matter is no field of it. */
struct rq_draft rq_draft_new(struct rq_arena *arena, const struct rq_record_kind *kind)
{
    struct rq_draft draft = {.arena = arena, .kind = kind};
    struct rq_draft_node *root = &draft.root;
    size_t kept = 0;
    add_fields(arena, root, kind->fields, kind->field_count);
    for (size_t i = 0; i < root->inner_count; i++)
        if (!rq_kind_is_body(kind, root->inner[i].name))
            root->inner[kept++] = root->inner[i];
    root->inner_count = kept;
    return draft;
}

struct rq_draft_node *rq_draft_find(const struct rq_draft *draft, rq_str name)
{
    for (size_t i = 0; i < draft->root.inner_count; i++)
        if (rq_str_equal(draft->root.inner[i].name, name))
            return &draft->root.inner[i];
    return NULL;
}

void rq_draft_put(struct rq_draft *draft, rq_str name, rq_value value)
{
    rq_draft_find(draft, name)->value = value;
}

static rq_value object_of(const struct rq_draft *draft, const struct rq_draft_node *node);

static rq_value value_of(const struct rq_draft *draft, const struct rq_draft_node *node)
{
    enum rq_field_type type = node->field == NULL ? RQ_FIELD_ANY : node->field->type;
    if (node->value.kind != RQ_ABSENT)
        return node->value;
    if (type == RQ_FIELD_MAP)
        return object_of(draft, node);
    if (type != RQ_FIELD_LIST)
        return rq_null();
    rq_value *entry = RQ_NEW(draft->arena, rq_value);
    *entry = object_of(draft, node);
    return rq_list_over(draft->arena, entry, entry->as.map->count > 0);
}

static rq_value object_of(const struct rq_draft *draft, const struct rq_draft_node *node)
{
    struct rq_map_build map = {.arena = draft->arena};
    for (size_t i = 0; i < node->inner_count; i++)
        if (!node->inner[i].left_out)
            rq_map_build_put(&map, node->inner[i].name, value_of(draft, &node->inner[i]));
    return rq_map_build_done(&map);
}

rq_value rq_draft_object(const struct rq_draft *draft)
{
    return object_of(draft, &draft->root);
}

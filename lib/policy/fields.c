/* The known fields of a kind: their types, what may be in lists and maps, help text. */
#include "base/err.h"
#include "base/limits.h"
#include "policy/build.h"

struct field_draft {
    rq_value type, items, fields, initial, when;
    rq_str about;
    struct rq_texts words, key;
};

enum { TYPES = RQ_FIELD_MAP + 1 };

static const rq_str type_names[] = {
    [RQ_FIELD_ANY] = {"any", 3},       [RQ_FIELD_STRING] = {"string", 6},
    [RQ_FIELD_TEXT] = {"text", 4},     [RQ_FIELD_INT] = {"int", 3},
    [RQ_FIELD_NUMBER] = {"number", 6}, [RQ_FIELD_BOOL] = {"bool", 4},
    [RQ_FIELD_DATE] = {"date", 4},     [RQ_FIELD_LIST] = {"list", 4},
    [RQ_FIELD_MAP] = {"map", 3},       [TYPES] = {"", 0},
};

const struct rq_shape_key rq_field_keys[] = {
    {"type", RQ_SHAPE_CODE, offsetof(struct field_draft, type), .about = "what the field holds; any if left out",
     .words = type_names},
    {"about", RQ_SHAPE_TEXT, offsetof(struct field_draft, about), .about = "what belongs there"},
    {"enum", RQ_SHAPE_TEXTS, offsetof(struct field_draft, words), .about = "the words that it may be"},
    {"key", RQ_SHAPE_TEXTS, offsetof(struct field_draft, key),
     .about = "in a list of mappings, the fields that tell its entries apart"},
    {"items", RQ_SHAPE_MAP, offsetof(struct field_draft, items), .about = "what each item of a list is",
     .keys = rq_field_keys},
    {"fields", RQ_SHAPE_MAP, offsetof(struct field_draft, fields),
     .about = "the fields of a mapping; without them it may have any", .each = rq_field_keys},
    {"initial", RQ_SHAPE_CODE, offsetof(struct field_draft, initial),
     .about = "an expression: what a new record has there"},
    {"when", RQ_SHAPE_CODE, offsetof(struct field_draft, when),
     .about = "an expression: whether a new record has the field at all"},
    {0},
};

rq_str rq_field_type_name(enum rq_field_type type)
{
    return type_names[type];
}

static bool read_type(struct rq_policy_build *build, rq_value type, enum rq_field_type *found)
{
    rq_str name = rq_value_text(type);
    for (size_t i = 0; i < TYPES; i++) {
        if (rq_str_equal(name, type_names[i])) {
            *found = (enum rq_field_type)i;
            return true;
        }
    }
    rq_shape_fail(build->err, type, "`%.*s` is no type of a field", RQ_ARG(name));
    rq_shape_suggest(build->err, name, type_names, TYPES);
    return false;
}

const struct rq_field *rq_build_field(struct rq_policy_build *build, rq_value name, const struct rq_field *fields,
                                      size_t count, rq_str what)
{
    rq_str *names = RQ_NEW_ARRAY(build->arena, rq_str, count);
    for (size_t i = 0; i < count; i++)
        names[i] = fields[i].name;
    size_t at = rq_shape_find(name, names, count, what, build->err);
    return at == RQ_NOT_FOUND ? NULL : &fields[at];
}

/* `key` of a list of mappings: each must be a field of the items. */
static bool check_key(struct rq_policy_build *build, const struct rq_field *field)
{
    const struct rq_field *items = field->items, none = {.field_count = 0};
    items = items == NULL ? &none : items;
    for (size_t i = 0; i < field->key.count; i++)
        if (rq_build_field(build, field->key.items[i], items->fields, items->field_count,
                           RQ_STR("the items of this list have no field")) == NULL)
            return false;
    return true;
}

/* `owner: string`; always false. */
static bool refuse_short_form(struct rq_policy_build *build, rq_value scalar)
{
    rq_str typed = rq_value_source_text(build->arena, scalar);
    rq_str type = rq_nearest(typed, type_names, TYPES);
    rq_shape_fail(build->err, scalar, "a field must be a mapping");
    return type.len > 0 && rq_fail_hint(build->err, "write { type: %.*s }", RQ_ARG(type));
}

/* What a new record has there, and whether it has it. */
static bool compile_start(struct rq_policy_build *build, const struct field_draft *draft, struct rq_field *field)
{
    struct rq_scope scope = rq_build_scope(build);
    field->initial = rq_scope_compile(&scope, draft->initial);
    field->when = rq_scope_compile(&scope, draft->when);
    return !build->err->failed;
}

static bool read_field(struct rq_policy_build *build, rq_value map, struct rq_field *field, unsigned depth)
{
    struct field_draft draft = {0};
    if (depth > RQ_LIMIT_FIELD_DEPTH)
        return rq_shape_fail(build->err, map, "fields are nested more than %d deep", RQ_LIMIT_FIELD_DEPTH);
    if (map.kind == RQ_STRING)
        return refuse_short_form(build, map);
    if (!rq_shape_read(build->arena, map, rq_field_keys, "a field", &draft, build->err) ||
        (draft.type.kind != RQ_ABSENT && !read_type(build, draft.type, &field->type)) ||
        !compile_start(build, &draft, field))
        return false;
    field->written = map;
    field->about = draft.about;
    field->words = draft.words;
    field->key = draft.key;
    if (draft.items.kind == RQ_MAP) {
        struct rq_field *items = RQ_NEW(build->arena, struct rq_field);
        if (!read_field(build, draft.items, items, depth + 1))
            return false;
        field->items = items;
    }
    return check_key(build, field) &&
           (draft.fields.kind != RQ_MAP ||
            rq_build_fields(build, draft.fields, &field->fields, &field->field_count, depth + 1));
}

bool rq_build_fields(struct rq_policy_build *build, rq_value map, const struct rq_field **fields, size_t *count,
                     unsigned depth)
{
    struct rq_field *read = RQ_NEW_ARRAY(build->arena, struct rq_field, map.as.map->count);
    for (uint32_t i = 0; i < map.as.map->count; i++) {
        const struct rq_entry *entry = &map.as.map->entries[i];
        read[i].name = rq_value_source_text(build->arena, entry->key);
        if (!read_field(build, entry->value, &read[i], depth))
            return false;
    }
    *fields = read;
    *count = map.as.map->count;
    return true;
}

/* The schema of a kind: what its fields say of types and words.  What rules ask of them is the rules' business. */
#include "policy/schema.h"

#include "policy/schema_parts.h"

static const unsigned types_of[] = {
    [RQ_FIELD_STRING] = RQ_SCHEMA_STRING, [RQ_FIELD_TEXT] = RQ_SCHEMA_SCALAR,  [RQ_FIELD_INT] = RQ_SCHEMA_INTEGER,
    [RQ_FIELD_NUMBER] = RQ_SCHEMA_NUMBER, [RQ_FIELD_BOOL] = RQ_SCHEMA_BOOLEAN, [RQ_FIELD_DATE] = RQ_SCHEMA_STRING,
    [RQ_FIELD_LIST] = RQ_SCHEMA_LIST,     [RQ_FIELD_MAP] = RQ_SCHEMA_OBJECT,
};

/* A word that YAML takes for a number or a truth value may stand with and without quotes. */
static rq_value words_of(struct rq_arena *arena, const struct rq_texts *words)
{
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, 2 * words->count + 1);
    size_t count = 0;
    for (size_t i = 0; i < words->count; i++) {
        items[count++] = rq_string(rq_value_source_text(arena, words->items[i]));
        if (words->items[i].kind != RQ_STRING)
            items[count++] = words->items[i];
    }
    items[count++] = rq_null();
    return rq_list_over(arena, items, count);
}

static void put_fields(struct rq_map_build *build, const struct rq_field *fields, size_t count);

static rq_value schema_of_field(struct rq_arena *arena, const struct rq_field *field)
{
    struct rq_map_build build = {.arena = arena};
    rq_schema_put_text(&build, "description", field->about);
    if (field->type != RQ_FIELD_ANY)
        rq_schema_put_types(&build, types_of[field->type]);
    if (field->type == RQ_FIELD_DATE)
        rq_schema_put(&build, "pattern", rq_string(RQ_STR("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")));
    if (field->words.count > 0)
        rq_schema_put(&build, "enum", words_of(arena, &field->words));
    if (field->items != NULL)
        rq_schema_put(&build, "items", schema_of_field(arena, field->items));
    put_fields(&build, field->fields, field->field_count);
    return rq_map_build_done(&build);
}

/* Without any field all are known. */
static void put_fields(struct rq_map_build *build, const struct rq_field *fields, size_t count)
{
    struct rq_map_build properties = {.arena = build->arena};
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        rq_map_build_put(&properties, fields[i].name, schema_of_field(build->arena, &fields[i]));
    rq_schema_put(build, "properties", rq_map_build_done(&properties));
    rq_schema_put(build, "additionalProperties", rq_bool(false));
}

static rq_value schema_of_record(struct rq_arena *arena, const struct rq_record_kind *kind)
{
    struct rq_map_build build = {.arena = arena};
    rq_schema_put_types(&build, RQ_SCHEMA_OBJECT);
    put_fields(&build, kind->fields, kind->field_count);
    return rq_map_build_done(&build);
}

/* Adds what a file is: a record, or a mapping with a list of them beside whatever else. */
static void put_file(struct rq_map_build *build, const struct rq_locator *where)
{
    rq_str key;
    if (where->at_count == 0) {
        rq_schema_put(build, "$ref", rq_string(RQ_STR("#/$defs/record")));
        return;
    }
    if (where->at_count > 1 || !rq_keypath_is_list(where->at[0], &key))
        return;
    struct rq_map_build list = {.arena = build->arena}, properties = {.arena = build->arena};
    rq_schema_put_types(&list, RQ_SCHEMA_LIST);
    rq_schema_put(&list, "items", rq_schema_ref(build->arena, RQ_STR("record")));
    rq_map_build_put(&properties, key, rq_map_build_done(&list));
    rq_schema_put_types(build, RQ_SCHEMA_OBJECT);
    rq_schema_put(build, "properties", rq_map_build_done(&properties));
}

rq_value rq_schema_of_kind(struct rq_arena *arena, const struct rq_record_kind *kind)
{
    struct rq_map_build build = {.arena = arena}, definitions = {.arena = arena};
    rq_schema_put_head(&build, kind->name);
    put_file(&build, &kind->places[0].where);
    rq_map_build_put(&definitions, RQ_STR("record"), schema_of_record(arena, kind));
    rq_schema_put(&build, "$defs", rq_map_build_done(&definitions));
    return rq_map_build_done(&build);
}

/*
 * From a kind's fields to types.
 *
 * A field of type text holds any scalar, and rules treat it as text: what YAML reads as a number in it is nothing to
 * calculate with.  Each field may be null or missing.  A map is closed where the kind names its fields, else anything may
 * be in it.  Kinds lead to each other through links, in circles: so each kind's types are made once and pointed at.
 */
#include "policy/types.h"

#include "base/ascii.h"

#include <string.h>

static const struct rq_cel_type *either(struct rq_types *types, const struct rq_cel_type *a,
                                        const struct rq_cel_type *b)
{
    return rq_cel_type_either(types->arena, a, b);
}

const struct rq_cel_type *rq_types_nullable(struct rq_types *types, const struct rq_cel_type *type)
{
    return either(types, type, rq_cel_type_of(RQ_NULL));
}

const struct rq_cel_type *rq_types_without(struct rq_types *types, const char *instead)
{
    struct rq_cel_type *type = RQ_NEW(types->arena, struct rq_cel_type);
    type->instead = rq_str_from(instead);
    return type;
}

/* Fields that are being put together; there is room for as many as were announced. */
struct fields {
    struct rq_cel_fields *all;
    struct rq_cel_field *items;
};

static struct fields fields_new(struct rq_types *types, rq_str owner, const char *noun, size_t count)
{
    struct fields fields = {RQ_NEW(types->arena, struct rq_cel_fields),
                            RQ_NEW_ARRAY(types->arena, struct rq_cel_field, count)};
    *fields.all = (struct rq_cel_fields){.owner = owner, .noun = noun, .items = fields.items};
    return fields;
}

static void put(struct fields *fields, rq_str name, const struct rq_cel_type *type)
{
    fields->items[fields->all->count++] = (struct rq_cel_field){name, type};
}

static const struct rq_cel_type *map_of(struct rq_types *types, const struct fields *fields)
{
    rq_cel_fields_sort(fields->items, fields->all->count);
    return rq_cel_type_map(types->arena, fields->all);
}

/* Fields of a kind, or of a map in it at a path such as "demand"; the path is empty for the kind itself. */
struct place {
    const struct rq_record_kind *kind;
    rq_str path;
};

static const struct rq_cel_type *type_of_fields(struct rq_types *types, const struct place *place,
                                                const struct rq_field *fields, size_t count);

static const struct rq_cel_type *type_of_items(struct rq_types *types, const struct place *place,
                                               const struct rq_field *field);

static const struct rq_cel_type *type_of_map(struct rq_types *types, const struct place *place,
                                             const struct rq_field *field)
{
    if (field->field_count == 0)
        return rq_cel_type_of(RQ_MAP);
    return type_of_fields(types, place, field->fields, field->field_count);
}

static const struct rq_cel_type *type_of_field(struct rq_types *types, const struct place *place,
                                               const struct rq_field *field)
{
    switch (field->type) {
    case RQ_FIELD_STRING:
    case RQ_FIELD_TEXT:
    case RQ_FIELD_DATE:
        return rq_cel_type_of(RQ_STRING);
    case RQ_FIELD_INT:
        return either(types, rq_cel_type_of(RQ_INT), rq_cel_type_of(RQ_UINT));
    case RQ_FIELD_NUMBER:
        return rq_cel_type_of_kinds(types->arena, RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_UINT) | RQ_CEL_BIT(RQ_DOUBLE));
    case RQ_FIELD_BOOL:
        return rq_cel_type_of(RQ_BOOL);
    case RQ_FIELD_LIST:
        return type_of_items(types, place, field);
    case RQ_FIELD_MAP:
        return type_of_map(types, place, field);
    case RQ_FIELD_ANY:
        break;
    }
    return field->field_count == 0 ? NULL : rq_cel_type_loose(types->arena, type_of_map(types, place, field));
}

static const struct rq_cel_type *type_of_items(struct rq_types *types, const struct place *place,
                                               const struct rq_field *field)
{
    if (field->items == NULL)
        return rq_cel_type_of(RQ_LIST);
    struct place items = {place->kind, rq_arena_format(types->arena, "%.*s[]", RQ_ARG(place->path))};
    const struct rq_cel_type *inner = type_of_field(types, &items, field->items);
    return rq_cel_type_around(types->arena, RQ_LIST, inner == NULL ? NULL : rq_types_nullable(types, inner));
}

static rq_str owner_of(struct rq_types *types, const struct place *place)
{
    if (place->path.len == 0)
        return rq_arena_format(types->arena, "the kind `%.*s`", RQ_ARG(place->kind->name));
    return rq_arena_format(types->arena, "`%.*s` of the kind `%.*s`", RQ_ARG(place->path), RQ_ARG(place->kind->name));
}

static bool is_name(rq_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c != '_' && !rq_ascii_is_alnum(c))
            return false;
    }
    return true;
}

/* True if a link's expression is just this field, in whichever way it is written. */
static bool is_field(const struct rq_link *link, rq_str field)
{
    rq_str code = rq_str_trim(rq_cel_text(link->id));
    if (!rq_str_starts(code, RQ_STR("object")))
        return false;
    code = rq_str_slice(code, 6, code.len);
    while (code.len > 0 && memchr(".[\"'`", code.ptr[0], 5) != NULL)
        code = rq_str_slice(code, 1, code.len);
    while (code.len > 0 && memchr("]\"'`", code.ptr[code.len - 1], 4) != NULL)
        code.len--;
    return rq_str_equal(code, field);
}

/* A field that names another record: who selects from it means that record. */
static const struct rq_cel_type *with_link(struct rq_types *types, const struct rq_record_kind *kind, rq_str field,
                                           const struct rq_cel_type *type)
{
    for (size_t i = 0; type != NULL && i < kind->link_count; i++) {
        rq_str name = kind->links[i].name;
        if (!is_field(&kind->links[i], field))
            continue;
        struct rq_cel_type *named = RQ_NEW(types->arena, struct rq_cel_type);
        *named = *type;
        named->instead = rq_arena_format(types->arena,
                                         is_name(name) ? "the record that it names is refs.%.*s"
                                                       : "the record that it names is refs.`%.*s`",
                                         RQ_ARG(name));
        return named;
    }
    return type;
}

static const struct rq_cel_type *type_of_fields(struct rq_types *types, const struct place *place,
                                                const struct rq_field *fields, size_t count)
{
    struct fields known = fields_new(types, owner_of(types, place), "field", count);
    known.all->open = types->open;
    for (size_t i = 0; i < count; i++) {
        bool top = place->path.len == 0;
        struct place at = {
            place->kind, top ? fields[i].name
                             : rq_arena_format(types->arena, "%.*s.%.*s", RQ_ARG(place->path), RQ_ARG(fields[i].name))};
        const struct rq_cel_type *type = type_of_field(types, &at, &fields[i]);
        type = top ? with_link(types, place->kind, fields[i].name, type) : type;
        put(&known, fields[i].name, type == NULL ? NULL : rq_types_nullable(types, type));
    }
    return map_of(types, &known);
}

static const struct rq_cel_type *type_of_object(struct rq_types *types, const struct rq_record_kind *kind)
{
    struct place place = {kind, RQ_STR("")};
    if (kind->field_count == 0)
        return rq_cel_type_of(RQ_MAP);
    return type_of_fields(types, &place, kind->fields, kind->field_count);
}

static const struct rq_cel_type *type_of_record(struct rq_types *types)
{
    static const char *const texts[] = {"kind", "id", "path", "stem"};
    struct fields fields = fields_new(types, RQ_STR("`record`"), "field", 6);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        put(&fields, rq_str_from(texts[i]), rq_cel_type_of(RQ_STRING));
    put(&fields, RQ_STR("line"), rq_cel_type_of(RQ_INT));
    put(&fields, RQ_STR("captures"), rq_cel_type_around(types->arena, RQ_MAP, rq_cel_type_of(RQ_STRING)));
    return map_of(types, &fields);
}

/* A map from each kind's name to `wrap` around its objects. */
static const struct rq_cel_type *type_of_kinds(struct rq_types *types, enum rq_kind wrap)
{
    struct fields fields = fields_new(types, RQ_STR(""), "kind", types->build->kind_count);
    for (size_t i = 0; i < types->build->kind_count; i++)
        put(&fields, types->build->kinds[i].name, rq_cel_type_around(types->arena, wrap, types->kinds[i].object));
    return map_of(types, &fields);
}

static const struct rq_cel_type *type_of_person(struct rq_types *types, rq_str who)
{
    struct fields fields = fields_new(types, who, "field", 2);
    put(&fields, RQ_STR("name"), rq_cel_type_of(RQ_STRING));
    put(&fields, RQ_STR("email"), rq_cel_type_of(RQ_STRING));
    return map_of(types, &fields);
}

/* The fields of a commit that a version, or a removal, came with. */
static void put_landing(struct rq_types *types, struct fields *fields)
{
    const struct rq_cel_type *texts = rq_cel_type_around(types->arena, RQ_LIST, rq_cel_type_of(RQ_STRING));
    const struct rq_cel_type *person = type_of_person(types, RQ_STR("a person of history"));
    put(fields, RQ_STR("commit"), rq_types_nullable(types, rq_cel_type_of(RQ_STRING)));
    put(fields, RQ_STR("order"), rq_cel_type_of(RQ_INT));
    put(fields, RQ_STR("time"), rq_cel_type_of(RQ_TIMESTAMP));
    put(fields, RQ_STR("author"), person);
    put(fields, RQ_STR("committer"), person);
    put(fields, RQ_STR("message"), rq_cel_type_of(RQ_STRING));
    put(fields, RQ_STR("trailers"), rq_cel_type_around(types->arena, RQ_MAP, texts));
    put(fields, RQ_STR("people"), texts);
}

/* Of what a record was before nothing is known: its kind may have had other fields then. */
static const struct rq_cel_type *type_of_history(struct rq_types *types)
{
    struct fields version = fields_new(types, RQ_STR("a version"), "field", 12);
    struct fields removal = fields_new(types, RQ_STR("`history.removed`"), "field", 8);
    struct fields fields = fields_new(types, RQ_STR("`history`"), "field", 4);
    put(&version, RQ_STR("object"), rq_cel_type_of(RQ_MAP));
    put(&version, RQ_STR("id"), rq_cel_type_of(RQ_STRING));
    put(&version, RQ_STR("path"), rq_cel_type_of(RQ_STRING));
    put(&version, RQ_STR("returned"), rq_cel_type_of(RQ_BOOL));
    put_landing(types, &version);
    put_landing(types, &removal);
    put(&fields, RQ_STR("created"), rq_cel_type_of(RQ_TIMESTAMP));
    put(&fields, RQ_STR("changed"), rq_cel_type_of(RQ_TIMESTAMP));
    put(&fields, RQ_STR("versions"), rq_cel_type_around(types->arena, RQ_LIST, map_of(types, &version)));
    put(&fields, RQ_STR("removed"), rq_types_nullable(types, map_of(types, &removal)));
    return map_of(types, &fields);
}

static const struct rq_cel_type *type_of_words(struct rq_types *types)
{
    struct fields fields = fields_new(types, RQ_STR(""), "list of words", types->build->words_count);
    for (size_t i = 0; i < types->build->words_count; i++)
        put(&fields, types->build->words[i].name, rq_cel_type_of(RQ_LIST));
    return map_of(types, &fields);
}

/* The configuration may give a number of another type, and lists and maps with something else in them. */
static const struct rq_cel_type *type_of_param(struct rq_types *types, rq_value fallback)
{
    const uint32_t numbers = RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_UINT) | RQ_CEL_BIT(RQ_DOUBLE);
    if (fallback.kind == RQ_ABSENT || fallback.kind == RQ_NULL)
        return NULL;
    bool number = RQ_CEL_BIT(fallback.kind) & numbers;
    return number ? rq_cel_type_of_kinds(types->arena, numbers) : rq_cel_type_of(fallback.kind);
}

static const struct rq_cel_type *type_of_params(struct rq_types *types)
{
    struct fields fields = fields_new(types, RQ_STR(""), "parameter", types->build->param_count);
    for (size_t i = 0; i < types->build->param_count; i++)
        put(&fields, types->build->params[i].name, type_of_param(types, types->build->params[i].fallback));
    return map_of(types, &fields);
}

/* {object, id, path, refs, backrefs}, or null.  The type of refs is not known yet: its place is. */
static const struct rq_cel_type *type_of_link(struct rq_types *types, const struct rq_kind_types *kind)
{
    struct fields fields = fields_new(types, RQ_STR("what link() gives"), "field", 5);
    put(&fields, RQ_STR("object"), kind->object);
    put(&fields, RQ_STR("id"), rq_cel_type_of(RQ_STRING));
    put(&fields, RQ_STR("path"), rq_cel_type_of(RQ_STRING));
    put(&fields, RQ_STR("refs"), kind->refs);
    put(&fields, RQ_STR("backrefs"), types->backrefs);
    return rq_types_nullable(types, map_of(types, &fields));
}

/* What a function gives that takes the name of a kind: `same` for all kinds, or what link() gives. */
static struct rq_cel_choice choice_of_kind(struct rq_types *types, rq_str function, const struct rq_cel_type *same)
{
    struct fields fields = fields_new(types, RQ_STR(""), "kind", types->build->kind_count);
    for (size_t i = 0; i < types->build->kind_count; i++)
        put(&fields, types->build->kinds[i].name, same != NULL ? same : types->kinds[i].link);
    rq_cel_fields_sort(fields.items, fields.all->count);
    return (struct rq_cel_choice){function, fields.all};
}

static const struct rq_cel_fields *level_names(struct rq_types *types)
{
    static const enum rq_level levels[] = {RQ_LEVEL_OFF, RQ_LEVEL_INFO, RQ_LEVEL_WARNING, RQ_LEVEL_ERROR};
    const size_t count = sizeof levels / sizeof *levels;
    struct fields fields = fields_new(types, RQ_STR(""), "level", count);
    for (size_t i = 0; i < count; i++)
        put(&fields, rq_level_name(levels[i]), NULL);
    rq_cel_fields_sort(fields.items, fields.all->count);
    return fields.all;
}

/* Whoever switches the rule on unknown fields off says that the fields of kinds are not all there are. */
static bool allows_unknown_fields(const struct rq_policy_build *build)
{
    for (size_t i = 0; i < build->rule_count; i++)
        if (rq_str_equal(build->rules[i]->id, RQ_STR("unknown-field")))
            return build->rules[i]->level == RQ_LEVEL_OFF;
    return false;
}

struct rq_types rq_types_new(struct rq_arena *arena, const struct rq_policy_build *build)
{
    struct rq_types types = {.arena = arena, .build = build, .open = allows_unknown_fields(build)};
    types.kinds = RQ_NEW_ARRAY(arena, struct rq_kind_types, build->kind_count);
    for (size_t i = 0; i < build->kind_count; i++)
        types.kinds[i].object = type_of_object(&types, build->finished[i]);
    types.record = type_of_record(&types);
    types.backrefs = type_of_kinds(&types, RQ_LIST);
    types.records = type_of_kinds(&types, RQ_MAP);
    types.words = type_of_words(&types);
    types.params = type_of_params(&types);
    types.levels = level_names(&types);
    types.history = type_of_history(&types);
    types.author = type_of_person(&types, RQ_STR("`author`"));
    return types;
}

/* A list of records where the expression may give a list, one record where it may give something else. */
static const struct rq_cel_type *type_of_ref(struct rq_types *types, const struct rq_cel_type *object,
                                             const struct rq_cel_type *id)
{
    const uint32_t list = RQ_CEL_BIT(RQ_LIST), optional = RQ_CEL_BIT(RQ_OPTIONAL);
    const struct rq_cel_type *one = rq_types_nullable(types, object);
    uint32_t kinds = rq_cel_type_kinds(id);
    if (kinds & optional)
        kinds |= rq_cel_type_kinds(rq_cel_type_inner(id));
    if ((kinds & list) == 0)
        return one;
    const struct rq_cel_type *many = rq_cel_type_around(types->arena, RQ_LIST, one);
    return (kinds & ~list & ~optional) == 0 ? many : either(types, one, many);
}

void rq_types_of_links(struct rq_types *types, const struct rq_record_kind *kind, const struct rq_cel_type *const *ids)
{
    struct rq_kind_types *made = &types->kinds[kind->number];
    rq_str owner = rq_arena_format(types->arena, "the kind `%.*s`", RQ_ARG(kind->name));
    struct fields fields = fields_new(types, owner, "link", kind->link_count);
    for (size_t i = 0; i < kind->link_count; i++)
        put(&fields, kind->links[i].name,
            type_of_ref(types, types->kinds[kind->links[i].target->number].object, ids[i]));
    made->refs = map_of(types, &fields);
    made->link = type_of_link(types, made);
}

void rq_types_finish(struct rq_types *types)
{
    types->choices[0] = choice_of_kind(types, RQ_STR("link"), NULL);
    types->choices[1] =
        choice_of_kind(types, RQ_STR("mentions"), rq_cel_type_around(types->arena, RQ_LIST, rq_cel_type_of(RQ_STRING)));
}

static const struct rq_cel_type *type_of_groups(struct rq_types *types, const struct rq_regex *pattern)
{
    uint32_t count = rq_regex_group_count(pattern);
    struct fields groups = fields_new(types, RQ_STR("the pattern of `find`"), "named group", count);
    for (uint32_t i = 1; i <= count; i++)
        if (rq_regex_group_name(pattern, i).len > 0)
            put(&groups, rq_regex_group_name(pattern, i), rq_cel_type_of(RQ_STRING));
    return map_of(types, &groups);
}

const struct rq_cel_type *rq_types_of_found(struct rq_types *types, const struct rq_find *find)
{
    static const rq_str of_prose[] = {{"sentence", 8}, {"before", 6}, {"after", 5}, {"lead", 4}, {"around", 6}};
    size_t prose = sizeof of_prose / sizeof *of_prose;
    struct fields fields = fields_new(types, RQ_STR("`found`"), "field", prose + 4);
    put(&fields, RQ_STR("text"), rq_cel_type_of(RQ_STRING));
    put(&fields, RQ_STR("line"), rq_cel_type_of(RQ_INT));
    if (find->pattern != NULL)
        put(&fields, RQ_STR("groups"), type_of_groups(types, find->pattern));
    for (size_t i = 0; i < prose && find->in != RQ_FIND_IN_TEXT; i++)
        put(&fields, of_prose[i], rq_cel_type_of(RQ_STRING));
    if (find->in == RQ_FIND_MENTIONS)
        put(&fields, RQ_STR("id"), rq_cel_type_of(RQ_STRING));
    return map_of(types, &fields);
}

/* The elements of a list, the values of a map, what is in an optional, and anything else itself. */
const struct rq_cel_type *rq_types_of_item(struct rq_types *types, const struct rq_cel_type *each)
{
    const uint32_t list = RQ_CEL_BIT(RQ_LIST), map = RQ_CEL_BIT(RQ_MAP), optional = RQ_CEL_BIT(RQ_OPTIONAL);
    uint32_t kinds = rq_cel_type_kinds(each);
    if (kinds & optional)
        return kinds == optional && rq_cel_type_inner(each) != NULL ? rq_types_of_item(types, rq_cel_type_inner(each))
                                                                    : NULL;
    if (kinds & map)
        return each != NULL && kinds == map && each->map_count == 0 ? rq_cel_type_entry(each) : NULL;
    const struct rq_cel_type *item = kinds & list ? rq_cel_type_inner(each) : rq_cel_type_nothing();
    uint32_t others = kinds & ~list & ~RQ_CEL_BIT(RQ_NULL);
    return others == 0 ? item : either(types, item, rq_cel_type_of_kinds(types->arena, others));
}

/*
 * Schemas of the files that make a policy, from the tables by which they are read: so an editor knows every key that there
 * is, and none that there is not.
 *
 * Each table that a key leads to becomes a definition under `$defs`, named after the first key that leads there.  Tables may
 * lead to themselves: a table is on the list before its keys are looked at.
 *
 * Read rq_schema_of_keys, then schema_of_key.
 */
#include "policy/schema.h"

#include "policy/schema_parts.h"

#include "base/text.h"

struct definition {
    rq_str name;
    const struct rq_shape_key *keys;
};

struct maker {
    struct rq_arena *arena;
    const struct rq_policy *policy;
    const struct rq_shape_key *tests;
    struct definition *definitions;
    size_t count, cap;
};

static bool has_name(const struct maker *maker, rq_str name)
{
    for (size_t i = 0; i < maker->count; i++)
        if (rq_str_equal(maker->definitions[i].name, name))
            return true;
    return false;
}

/* A reference to the definition of a table, which is made if it is new. */
static rq_value refer(struct maker *maker, const struct rq_shape_key *keys, const char *name)
{
    for (size_t i = 0; i < maker->count; i++)
        if (maker->definitions[i].keys == keys)
            return rq_schema_ref(maker->arena, maker->definitions[i].name);
    rq_str unique = rq_str_from(name);
    for (unsigned number = 2; has_name(maker, unique); number++)
        unique = rq_arena_format(maker->arena, "%s-%u", name, number);
    maker->definitions =
        rq_grow(maker->arena, maker->definitions, maker->count, &maker->cap, sizeof *maker->definitions);
    maker->definitions[maker->count++] = (struct definition){unique, keys};
    return rq_schema_ref(maker->arena, unique);
}

/* These words, and nothing. */
static rq_value words_and_null(struct rq_arena *arena, const rq_str *words)
{
    size_t count = 0;
    while (words[count].len > 0)
        count++;
    rq_value *items = RQ_NEW_ARRAY(arena, rq_value, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = rq_string(words[i]);
    items[count] = rq_null();
    return rq_list_over(arena, items, count + 1);
}

static rq_value levels(struct rq_arena *arena)
{
    rq_str names[RQ_LEVEL_ERROR + 2] = {{0}};
    for (unsigned level = RQ_LEVEL_OFF; level <= RQ_LEVEL_ERROR; level++)
        names[level] = rq_level_name((enum rq_level)level);
    return words_and_null(arena, names);
}

/* Each rule by its id: its title, and the levels that it may have. */
static rq_value rules_of(const struct maker *maker)
{
    struct rq_map_build properties = {.arena = maker->arena};
    for (size_t i = 0; i < maker->policy->rule_count; i++) {
        struct rq_map_build rule = {.arena = maker->arena};
        rq_schema_put_text(&rule, "description", maker->policy->rules[i]->title);
        rq_schema_put(&rule, "enum", levels(maker->arena));
        rq_map_build_put(&properties, maker->policy->rules[i]->id, rq_map_build_done(&rule));
    }
    return rq_map_build_done(&properties);
}

static unsigned types_like(rq_value value)
{
    switch (value.kind) {
    case RQ_BOOL:
        return RQ_SCHEMA_BOOLEAN;
    case RQ_INT:
    case RQ_UINT:
    case RQ_DOUBLE:
        return RQ_SCHEMA_NUMBER;
    case RQ_LIST:
        return RQ_SCHEMA_LIST;
    case RQ_MAP:
        return RQ_SCHEMA_OBJECT;
    default:
        return RQ_SCHEMA_STRING;
    }
}

static rq_value params_of(const struct maker *maker)
{
    struct rq_map_build properties = {.arena = maker->arena};
    for (size_t i = 0; i < maker->policy->param_count; i++) {
        const struct rq_param *param = &maker->policy->param_list[i];
        struct rq_map_build schema = {.arena = maker->arena};
        rq_schema_put_text(&schema, "description", param->about);
        rq_schema_put_types(&schema, types_like(param->fallback));
        rq_schema_put(&schema, "default", param->fallback);
        rq_map_build_put(&properties, param->name, rq_map_build_done(&schema));
    }
    return rq_map_build_done(&properties);
}

static rq_value kinds_of(struct maker *maker)
{
    struct rq_map_build properties = {.arena = maker->arena};
    for (size_t i = 0; i < maker->policy->kind_count; i++)
        rq_map_build_put(&properties, maker->policy->kinds[i]->name, refer(maker, rq_kind_keys, "kinds"));
    return rq_map_build_done(&properties);
}

/* Adds what each value of a mapping, or each item of a list, is. */
static void put_each(struct maker *maker, struct rq_map_build *build, const struct rq_shape_key *key, const char *name)
{
    rq_value scalar = rq_schema_type(maker->arena, RQ_SCHEMA_SCALAR);
    if (key->each == NULL && key->or_text)
        rq_schema_put(build, name, scalar);
    if (key->each == NULL)
        return;
    rq_value each = refer(maker, key->each, key->name);
    if (key->or_text) {
        struct rq_map_build either = {.arena = maker->arena};
        rq_value *both = RQ_NEW_ARRAY(maker->arena, rq_value, 2);
        both[0] = scalar;
        both[1] = each;
        rq_schema_put(&either, "anyOf", rq_list_over(maker->arena, both, 2));
        each = rq_map_build_done(&either);
    }
    rq_schema_put(build, name, each);
}

static void put_map(struct maker *maker, struct rq_map_build *build, const struct rq_shape_key *key)
{
    if (key->keys != NULL) {
        rq_schema_put(build, "$ref", *rq_value_field(refer(maker, key->keys, key->name), RQ_STR("$ref")));
        return;
    }
    rq_schema_put_types(build, RQ_SCHEMA_OBJECT);
    if (key->known == RQ_KNOWN_KINDS)
        rq_schema_put(build, "properties", kinds_of(maker));
    if (key->known == RQ_KNOWN_RULES)
        rq_schema_put(build, "properties", rules_of(maker));
    if (key->known == RQ_KNOWN_PARAMS)
        rq_schema_put(build, "properties", params_of(maker));
    if (key->known == RQ_KNOWN_RULES || key->known == RQ_KNOWN_PARAMS)
        rq_schema_put(build, "additionalProperties", rq_bool(false));
    put_each(maker, build, key, "additionalProperties");
}

static void put_list(struct maker *maker, struct rq_map_build *build, const struct rq_shape_key *key)
{
    rq_schema_put_types(build, RQ_SCHEMA_LIST);
    if (key->known == RQ_KNOWN_TESTS)
        rq_schema_put(build, "items", refer(maker, maker->tests, key->name));
    put_each(maker, build, key, "items");
}

static void put_texts(struct rq_map_build *build, unsigned types)
{
    rq_schema_put_types(build, RQ_SCHEMA_SCALAR | types);
    if (types & RQ_SCHEMA_LIST)
        rq_schema_put(build, "items", rq_schema_type(build->arena, RQ_SCHEMA_SCALAR));
}

/* What may be written in several ways: a mapping, a list of them, a text, one of a few words. */
static void put_choices(struct maker *maker, struct rq_map_build *build, const struct rq_shape_key *key)
{
    enum { MOST = 4 };
    rq_value *ways = RQ_NEW_ARRAY(maker->arena, rq_value, MOST);
    size_t count = 0;
    if (key->or_text || key->or_texts) {
        struct rq_map_build texts = {.arena = maker->arena};
        put_texts(&texts, key->or_texts ? RQ_SCHEMA_LIST : 0);
        ways[count++] = rq_map_build_done(&texts);
    }
    if (key->words != NULL) {
        struct rq_map_build words = {.arena = maker->arena};
        rq_schema_put(&words, "enum", words_and_null(maker->arena, key->words));
        ways[count++] = rq_map_build_done(&words);
    }
    if (key->each != NULL) {
        struct rq_map_build list = {.arena = maker->arena};
        put_list(maker, &list, key);
        ways[count++] = rq_map_build_done(&list);
    }
    if (key->keys != NULL)
        ways[count++] = refer(maker, key->keys, key->name);
    if (count > 0)
        rq_schema_put(build, "anyOf", rq_list_over(maker->arena, ways, count));
}

static rq_value schema_of_key(struct maker *maker, const struct rq_shape_key *key)
{
    struct rq_map_build build = {.arena = maker->arena};
    rq_schema_put_text(&build, "description", rq_str_from(key->about));
    switch (key->shape) {
    case RQ_SHAPE_TEXT:
    case RQ_SHAPE_CODE:
    case RQ_SHAPE_WORD:
        rq_schema_put_types(&build, RQ_SCHEMA_SCALAR);
        if (key->words != NULL)
            rq_schema_put(&build, "enum", words_and_null(maker->arena, key->words));
        break;
    case RQ_SHAPE_FLAG:
        rq_schema_put_types(&build, RQ_SCHEMA_BOOLEAN);
        break;
    case RQ_SHAPE_TEXTS:
        put_texts(&build, RQ_SCHEMA_LIST);
        break;
    case RQ_SHAPE_LEVEL:
        rq_schema_put(&build, "enum", levels(maker->arena));
        break;
    case RQ_SHAPE_LIST:
        put_list(maker, &build, key);
        break;
    case RQ_SHAPE_MAP:
        put_map(maker, &build, key);
        break;
    case RQ_SHAPE_VALUE:
        put_choices(maker, &build, key);
        break;
    }
    return rq_map_build_done(&build);
}

/* Adds what a mapping of this table is. */
static void put_table(struct maker *maker, struct rq_map_build *build, const struct rq_shape_key *keys)
{
    struct rq_map_build properties = {.arena = maker->arena};
    for (; keys->name != NULL; keys++)
        rq_map_build_put(&properties, rq_str_from(keys->name), schema_of_key(maker, keys));
    rq_schema_put_types(build, RQ_SCHEMA_OBJECT);
    rq_schema_put(build, "properties", rq_map_build_done(&properties));
    rq_schema_put(build, "additionalProperties", rq_bool(false));
}

rq_value rq_schema_of_keys(struct rq_arena *arena, rq_str title, const struct rq_shape_key *keys,
                           const struct rq_policy *policy, const struct rq_shape_key *tests)
{
    struct maker maker = {.arena = arena, .policy = policy, .tests = tests};
    struct rq_map_build build = {.arena = arena}, definitions = {.arena = arena};
    rq_schema_put_head(&build, title);
    put_table(&maker, &build, keys);
    for (size_t i = 0; i < maker.count; i++) {
        struct rq_map_build definition = {.arena = arena};
        put_table(&maker, &definition, maker.definitions[i].keys);
        rq_map_build_put(&definitions, maker.definitions[i].name, rq_map_build_done(&definition));
    }
    rq_schema_put(&build, "$defs", rq_map_build_done(&definitions));
    return rq_map_build_done(&build);
}

/* Pieces of JSON Schema, each of a line or two, that schemas of tables and of kinds share. */
#include "policy/schema_parts.h"

#include "base/text.h"

void rq_schema_put(struct rq_map_build *build, const char *key, rq_value value)
{
    rq_map_build_put(build, rq_str_from(key), value);
}

void rq_schema_put_text(struct rq_map_build *build, const char *key, rq_str text)
{
    if (text.len > 0)
        rq_schema_put(build, key, rq_string(text));
}

void rq_schema_put_types(struct rq_map_build *build, unsigned types)
{
    static const rq_str names[] = {{"string", 6},  {"integer", 7}, {"number", 6},
                                   {"boolean", 7}, {"array", 5},   {"object", 6}};
    enum { NAMES = sizeof names / sizeof *names };
    rq_value *items = RQ_NEW_ARRAY(build->arena, rq_value, NAMES + 1);
    size_t count = 0;
    for (unsigned i = 0; i < NAMES; i++)
        if (types >> i & 1)
            items[count++] = rq_string(names[i]);
    items[count++] = rq_string(RQ_STR("null"));
    rq_schema_put(build, "type", rq_list_over(build->arena, items, count));
}

rq_value rq_schema_type(struct rq_arena *arena, unsigned types)
{
    struct rq_map_build build = {.arena = arena};
    rq_schema_put_types(&build, types);
    return rq_map_build_done(&build);
}

rq_value rq_schema_ref(struct rq_arena *arena, rq_str name)
{
    struct rq_map_build build = {.arena = arena};
    rq_schema_put(&build, "$ref", rq_string(rq_arena_format(arena, "#/$defs/%.*s", RQ_ARG(name))));
    return rq_map_build_done(&build);
}

void rq_schema_put_head(struct rq_map_build *build, rq_str title)
{
    rq_schema_put(build, "$schema", rq_string(RQ_STR("https://json-schema.org/draft/2020-12/schema")));
    rq_schema_put(build, "title", rq_string(title));
}

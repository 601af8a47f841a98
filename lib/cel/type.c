/*
 * Types: sets of kinds, joined where a value may come from two sides.
 *
 * Joining never loses a possibility and may forget what it knows: of too many kinds of maps, or too deep, it says
 * "anything".  What is in a list and what is in an optional is not kept apart; who asks knows which one it is.
 */
#include "cel/type.h"

#include "base/text.h"
#include "cel/signature.h"

#include <stdlib.h>

/* A map of more kinds than this is any map; values nested deeper than this are any values. */
enum { MOST_MAPS = 16, DEEPEST = 16 };

const struct rq_cel_type *rq_cel_type_of(enum rq_kind kind)
{
    static const struct rq_cel_type types[] = {
        [RQ_NULL] = {.kinds = RQ_CEL_BIT(RQ_NULL)},
        [RQ_BOOL] = {.kinds = RQ_CEL_BIT(RQ_BOOL)},
        [RQ_INT] = {.kinds = RQ_CEL_BIT(RQ_INT)},
        [RQ_UINT] = {.kinds = RQ_CEL_BIT(RQ_UINT)},
        [RQ_DOUBLE] = {.kinds = RQ_CEL_BIT(RQ_DOUBLE)},
        [RQ_STRING] = {.kinds = RQ_CEL_BIT(RQ_STRING)},
        [RQ_BYTES] = {.kinds = RQ_CEL_BIT(RQ_BYTES)},
        [RQ_LIST] = {.kinds = RQ_CEL_BIT(RQ_LIST)},
        [RQ_MAP] = {.kinds = RQ_CEL_BIT(RQ_MAP)},
        [RQ_TYPE] = {.kinds = RQ_CEL_BIT(RQ_TYPE)},
        [RQ_TIMESTAMP] = {.kinds = RQ_CEL_BIT(RQ_TIMESTAMP)},
        [RQ_DURATION] = {.kinds = RQ_CEL_BIT(RQ_DURATION)},
        [RQ_OPTIONAL] = {.kinds = RQ_CEL_BIT(RQ_OPTIONAL)},
    };
    return &types[kind];
}

const struct rq_cel_type *rq_cel_type_of_kinds(struct rq_arena *arena, uint32_t kinds)
{
    struct rq_cel_type *type = RQ_NEW(arena, struct rq_cel_type);
    *type = (struct rq_cel_type){.kinds = kinds};
    return type;
}

const struct rq_cel_type *rq_cel_type_nothing(void)
{
    static const struct rq_cel_type nothing = {0};
    return &nothing;
}

const struct rq_cel_type *rq_cel_type_around(struct rq_arena *arena, enum rq_kind kind, const struct rq_cel_type *inner)
{
    struct rq_cel_type *type = RQ_NEW(arena, struct rq_cel_type);
    *type = (struct rq_cel_type){.kinds = RQ_CEL_BIT(kind), .inner = inner};
    return type;
}

static int by_name(const void *a, const void *b)
{
    const struct rq_cel_field *left = a, *right = b;
    return rq_str_compare(left->name, right->name);
}

void rq_cel_fields_sort(struct rq_cel_field *items, size_t count)
{
    if (count > 0)
        qsort(items, count, sizeof *items, by_name);
}

const struct rq_cel_field *rq_cel_field_find(const struct rq_cel_fields *fields, rq_str name)
{
    const struct rq_cel_field key = {.name = name};
    return fields->count == 0 ? NULL : bsearch(&key, fields->items, fields->count, sizeof key, by_name);
}

const struct rq_cel_type *rq_cel_type_map(struct rq_arena *arena, const struct rq_cel_fields *fields)
{
    const struct rq_cel_fields **maps = RQ_NEW(arena, const struct rq_cel_fields *);
    struct rq_cel_type *type = RQ_NEW(arena, struct rq_cel_type);
    *maps = fields;
    *type = (struct rq_cel_type){.kinds = RQ_CEL_BIT(RQ_MAP), .maps = maps, .map_count = 1};
    return type;
}

uint32_t rq_cel_type_kinds(const struct rq_cel_type *type)
{
    return type == NULL || type->kinds == 0 ? RQ_CEL_ANY_KIND : type->kinds;
}

static bool has(const struct rq_cel_type *type, enum rq_kind kind)
{
    return type == NULL || (type->kinds & RQ_CEL_BIT(kind));
}

static bool is_open_map(const struct rq_cel_type *type)
{
    return has(type, RQ_MAP) && (type == NULL || type->map_count == 0);
}

static const struct rq_cel_type *contents(const struct rq_cel_type *type)
{
    if (type == NULL)
        return NULL;
    return has(type, RQ_LIST) || has(type, RQ_OPTIONAL) || is_open_map(type) ? type->inner : rq_cel_type_nothing();
}

const struct rq_cel_type *rq_cel_type_inner(const struct rq_cel_type *type)
{
    const struct rq_cel_type *inner = contents(type);
    return inner == NULL || inner->kinds == 0 ? NULL : inner;
}

const struct rq_cel_type *rq_cel_type_entry(const struct rq_cel_type *type)
{
    return type == NULL || type->wild ? NULL : rq_cel_type_inner(type);
}

static bool holds(const struct rq_cel_fields *const *maps, size_t count, const struct rq_cel_fields *fields)
{
    for (size_t i = 0; i < count; i++)
        if (maps[i] == fields)
            return true;
    return false;
}

/* The maps of both; any map with anything in it where only one of them is known, or there are too many. */
static void join_maps(struct rq_arena *arena, struct rq_cel_type *joined, const struct rq_cel_type *a,
                      const struct rq_cel_type *b)
{
    joined->wild = a->wild || b->wild;
    if (is_open_map(a) || is_open_map(b)) {
        joined->wild = joined->wild || a->map_count + b->map_count > 0;
        return;
    }
    const struct rq_cel_fields **maps = RQ_NEW_ARRAY(arena, const struct rq_cel_fields *, a->map_count + b->map_count);
    size_t count = 0;
    for (size_t i = 0; i < a->map_count; i++)
        maps[count++] = a->maps[i];
    for (size_t i = 0; i < b->map_count; i++)
        if (!holds(maps, count, b->maps[i]))
            maps[count++] = b->maps[i];
    joined->maps = maps;
    joined->map_count = count > MOST_MAPS ? 0 : count;
    joined->wild = joined->wild || count > MOST_MAPS;
}

static const struct rq_cel_type *either(struct rq_arena *arena, const struct rq_cel_type *a,
                                        const struct rq_cel_type *b, unsigned depth);

static bool is_plain(const struct rq_cel_type *type)
{
    const uint32_t containers = RQ_CEL_BIT(RQ_LIST) | RQ_CEL_BIT(RQ_MAP) | RQ_CEL_BIT(RQ_OPTIONAL);
    return (type->kinds & containers) == 0 && type->instead.len == 0;
}

static const struct rq_cel_type *either(struct rq_arena *arena, const struct rq_cel_type *a,
                                        const struct rq_cel_type *b, unsigned depth)
{
    if (a == NULL || b == NULL || depth > DEEPEST)
        return NULL;
    if (a == b || (is_plain(b) && (b->kinds & ~a->kinds) == 0))
        return a;
    if (is_plain(a) && (a->kinds & ~b->kinds) == 0)
        return b;
    struct rq_cel_type *joined = RQ_NEW(arena, struct rq_cel_type);
    joined->kinds = a->kinds | b->kinds;
    joined->inner = either(arena, contents(a), contents(b), depth + 1);
    joined->instead = a->instead.len > 0 ? a->instead : b->instead;
    join_maps(arena, joined, a, b);
    return joined;
}

const struct rq_cel_type *rq_cel_type_either(struct rq_arena *arena, const struct rq_cel_type *a,
                                             const struct rq_cel_type *b)
{
    return either(arena, a, b, 0);
}

const struct rq_cel_type *rq_cel_type_loose(struct rq_arena *arena, const struct rq_cel_type *type)
{
    const uint32_t of_files = RQ_CEL_BIT(RQ_NULL) | RQ_CEL_BIT(RQ_BOOL) | RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_UINT) |
                              RQ_CEL_BIT(RQ_DOUBLE) | RQ_CEL_BIT(RQ_STRING) | RQ_CEL_BIT(RQ_LIST) | RQ_CEL_BIT(RQ_MAP);
    if (type == NULL)
        return NULL;
    struct rq_cel_type *loose = RQ_NEW(arena, struct rq_cel_type);
    *loose = *type;
    loose->kinds |= of_files;
    loose->inner = rq_cel_type_inner(type);
    loose->wild = true;
    return loose;
}

const struct rq_cel_type *rq_cel_type_among(struct rq_arena *arena, const struct rq_cel_type *type, uint32_t kinds)
{
    if ((rq_cel_type_kinds(type) & ~kinds) == 0)
        return type;
    struct rq_cel_type *among = RQ_NEW(arena, struct rq_cel_type);
    if (type != NULL)
        *among = *type;
    among->kinds = rq_cel_type_kinds(type) & kinds;
    return among;
}

static void add_name(struct rq_buf *buf, rq_str name, bool last)
{
    if (buf->len > 0)
        rq_buf_add(buf, last ? RQ_STR(" or ") : RQ_STR(", "));
    rq_buf_add(buf, name);
}

rq_str rq_cel_type_name(struct rq_arena *arena, const struct rq_cel_type *type)
{
    static const struct {
        rq_str name;
        char letter; /* as in a signature */
    } names[] = {
        {{"number", 6}, '#'}, {{"int", 3}, 'i'},       {{"uint", 4}, 'u'},     {{"double", 6}, 'd'},
        {{"bool", 4}, 'b'},   {{"string", 6}, 's'},    {{"bytes", 5}, 'y'},    {{"list", 4}, 'l'},
        {{"map", 3}, 'm'},    {{"timestamp", 9}, 't'}, {{"duration", 8}, 'p'}, {{"optional", 8}, 'o'},
        {{"type", 4}, 'T'},   {{"null", 4}, 'n'},
    };
    uint32_t left = rq_cel_type_kinds(type), null = RQ_CEL_BIT(RQ_NULL);
    struct rq_buf buf = {.arena = arena};
    if (left == RQ_CEL_ANY_KIND)
        return RQ_STR("value");
    if (left != null)
        left &= ~null;
    if (left & RQ_CEL_BIT(RQ_INT) && (left & RQ_CEL_BIT(RQ_DOUBLE)) == 0)
        left &= ~RQ_CEL_BIT(RQ_UINT);
    for (size_t i = 0; i < sizeof names / sizeof *names && left != 0; i++) {
        uint32_t kinds = rq_cel_letter_kinds(names[i].letter);
        if ((left & kinds) != kinds)
            continue;
        left &= ~kinds;
        add_name(&buf, names[i].name, left == 0);
    }
    return rq_buf_text(&buf);
}

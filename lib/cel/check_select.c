/*
 * Fields and elements.
 *
 * A field is looked for in every map that the value may be; only where none of them has it is it unknown.  So a rule for
 * two kinds may name what one of them has.
 */
#include "base/text.h"
#include "cel/advice.h"
#include "cel/checker.h"

static const uint32_t number_kinds = RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_UINT) | RQ_CEL_BIT(RQ_DOUBLE);

/* A field that is asked for; `asks`: by has() or .?, which tell whether it is there. */
struct wanted {
    struct rq_cel_checker *checker;
    const struct rq_cel_type *from;
    rq_str key;
    bool asks;
};

static bool find_in_maps(const struct wanted *wanted, const struct rq_cel_type *from, const struct rq_cel_type **type)
{
    bool found = false;
    for (size_t i = 0; i < from->map_count; i++) {
        const struct rq_cel_field *field = rq_cel_field_find(from->maps[i], wanted->key);
        bool open = from->maps[i]->open;
        found = found || field != NULL || open || (wanted->asks && from->maps[i]->written);
        if (field != NULL || open)
            *type = rq_cel_type_either(wanted->checker->arena, *type, field == NULL ? NULL : field->type);
    }
    return found;
}

/* What a field may be: where a map has it, and where the map is an optional's value. */
struct found {
    bool any;
    const struct rq_cel_type *plain, *inside;
};

static const struct rq_cel_type *selected(struct rq_arena *arena, const struct found *found)
{
    if (found->inside == rq_cel_type_nothing())
        return found->plain;
    return rq_cel_type_either(arena, found->plain, rq_cel_type_around(arena, RQ_OPTIONAL, found->inside));
}

static const struct rq_cel_type *selected_optional(struct rq_arena *arena, const struct found *found)
{
    return rq_cel_type_around(arena, RQ_OPTIONAL, rq_cel_type_either(arena, found->plain, found->inside));
}

/* False if no value of the type has such a field. */
static bool find(const struct wanted *wanted, const struct rq_cel_type *from, struct found *found)
{
    struct found deeper;
    *found = (struct found){true, NULL, NULL};
    if (from == NULL || from->kinds == 0)
        return true;
    *found = (struct found){false, rq_cel_type_nothing(), rq_cel_type_nothing()};
    if (from->map_count > 0)
        found->any = find_in_maps(wanted, from, &found->plain);
    else if (from->kinds & RQ_CEL_BIT(RQ_MAP))
        *found = (struct found){true, rq_cel_type_entry(from), rq_cel_type_nothing()};
    if ((from->kinds & RQ_CEL_BIT(RQ_OPTIONAL)) && find(wanted, rq_cel_type_inner(from), &deeper)) {
        found->inside = selected(wanted->checker->arena, &deeper);
        found->any = true;
    }
    return found->any;
}

/* Names of all maps that were looked into, and who they belong to: "neither the kind `a` nor the kind `b`". */
struct lacking {
    struct rq_arena *arena;
    rq_str *names, *owners;
    size_t count, cap, owner_count, owner_cap;
    const char *noun;
};

static void add_lacking(struct lacking *lacking, const struct rq_cel_fields *fields)
{
    for (size_t i = 0; i < lacking->owner_count; i++)
        if (rq_str_equal(lacking->owners[i], fields->owner))
            return;
    lacking->noun = fields->noun;
    lacking->owners =
        rq_grow(lacking->arena, lacking->owners, lacking->owner_count, &lacking->owner_cap, sizeof *lacking->owners);
    lacking->owners[lacking->owner_count++] = fields->owner;
    for (size_t i = 0; i < fields->count; i++) {
        lacking->names = rq_grow(lacking->arena, lacking->names, lacking->count, &lacking->cap, sizeof *lacking->names);
        lacking->names[lacking->count++] = fields->items[i].name;
    }
}

static void collect_lacking(struct lacking *lacking, const struct rq_cel_type *type)
{
    for (; type != NULL; type = rq_cel_type_inner(type)) {
        for (size_t i = 0; i < type->map_count; i++)
            add_lacking(lacking, type->maps[i]);
        if ((type->kinds & RQ_CEL_BIT(RQ_OPTIONAL)) == 0)
            return;
    }
}

static rq_str unknown_message(const struct lacking *lacking, rq_str key)
{
    struct rq_arena *arena = lacking->arena;
    rq_str first = lacking->owners[0];
    if (first.len == 0)
        return rq_arena_format(arena, "there is no %s `%.*s`", lacking->noun, RQ_ARG(key));
    if (lacking->owner_count == 1)
        return rq_arena_format(arena, "%.*s has no %s `%.*s`", RQ_ARG(first), lacking->noun, RQ_ARG(key));
    struct rq_buf others = {.arena = arena};
    for (size_t i = 1; i < lacking->owner_count; i++)
        rq_buf_format(&others, " nor %.*s", RQ_ARG(lacking->owners[i]));
    rq_str listed = rq_buf_text(&others);
    return rq_arena_format(arena, "neither %.*s%.*s has a %s `%.*s`", RQ_ARG(first), RQ_ARG(listed), lacking->noun,
                           RQ_ARG(key));
}

static void refuse_unknown(const struct wanted *wanted, uint32_t start, uint32_t end)
{
    struct rq_cel_checker *checker = wanted->checker;
    struct lacking lacking = {.arena = checker->arena};
    collect_lacking(&lacking, wanted->from);
    rq_str advice =
        rq_cel_field_advice(checker->arena, checker->compiler->text, end, wanted->key, lacking.names, lacking.count);
    rq_cel_refuse(checker, start, end, advice, "%.*s", RQ_ARG(unknown_message(&lacking, wanted->key)));
}

/* Selecting from what has no fields at all. */
static void refuse_scalar(const struct wanted *wanted, const struct rq_cel_node *node, const struct rq_cel_step *step)
{
    struct rq_cel_checker *checker = wanted->checker;
    rq_str from = rq_cel_selected_from(checker->arena, checker->compiler->text, node, step);
    rq_str type = rq_cel_type_name(checker->arena, wanted->from);
    rq_str advice = rq_cel_size_advice(checker->arena, wanted->from->kinds, wanted->key, from);
    if (advice.len == 0)
        advice = wanted->from->instead;
    rq_cel_refuse(checker, node->start, step->end, advice, "%.*s is %s%.*s and has no field `%.*s`", RQ_ARG(from),
                  wanted->from->kinds == RQ_CEL_BIT(RQ_NULL) ? "" : "of type ", RQ_ARG(type), RQ_ARG(wanted->key));
}

/* Looks for from.key, where the key's step is one of a node's; refuses it where it cannot be. */
static struct found find_step(struct rq_cel_checker *checker, const struct rq_cel_node *node,
                              const struct rq_cel_step *step, const struct rq_cel_type *from, bool asks)
{
    const uint32_t with_fields = RQ_CEL_BIT(RQ_MAP) | RQ_CEL_BIT(RQ_OPTIONAL);
    struct wanted wanted = {checker, from, step->key, asks};
    struct found found;
    if (find(&wanted, from, &found))
        return found;
    if (from->kinds & with_fields)
        refuse_unknown(&wanted, step->start, step->end);
    else
        refuse_scalar(&wanted, node, step);
    return (struct found){0};
}

const struct rq_cel_type *rq_cel_type_of_select(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *type = rq_cel_type_of_node(checker, node->kid[0]);
    for (uint32_t i = 0; i < node->as.steps.count; i++) {
        struct found found = find_step(checker, node, &node->as.steps.items[i], type, false);
        type = rq_cel_type_if_asked(checker, node, i + 1, selected(checker->arena, &found));
    }
    return type;
}

const struct rq_cel_type *rq_cel_type_of_opt_select(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *from = rq_cel_type_of_node(checker, node->kid[0]);
    struct found found = find_step(checker, node, &node->as.steps.items[0], from, true);
    return selected_optional(checker->arena, &found);
}

const struct rq_cel_type *rq_cel_type_of_has(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    find_step(checker, node, &node->as.steps.items[0], rq_cel_type_of_node(checker, node->kid[0]), true);
    return rq_cel_type_of(RQ_BOOL);
}

/* x["key"]: a field like x.key. */
static const struct rq_cel_type *type_at_name(struct rq_cel_checker *checker, const struct rq_cel_node *node,
                                              const struct rq_cel_type *from)
{
    const struct rq_cel_node *key = node->kid[1];
    bool optional = node->kind == RQ_NODE_OPT_INDEX;
    struct wanted wanted = {checker, from, rq_value_text(key->as.constant), optional};
    struct found found;
    if (!find(&wanted, from, &found)) {
        refuse_unknown(&wanted, key->start, key->end);
        return NULL;
    }
    return optional ? selected_optional(checker->arena, &found) : selected(checker->arena, &found);
}

/* Any of the values of a map whose keys are known; of a map with very many of them, anything. */
static const struct rq_cel_type *any_field(struct rq_arena *arena, const struct rq_cel_type *from)
{
    const struct rq_cel_type *type = rq_cel_type_nothing();
    enum { MOST_FIELDS = 64 };
    for (size_t m = 0; m < from->map_count; m++) {
        if (from->maps[m]->open || from->maps[m]->count > MOST_FIELDS)
            return NULL;
        for (size_t i = 0; i < from->maps[m]->count; i++)
            type = rq_cel_type_either(arena, type, from->maps[m]->items[i].type);
    }
    return type;
}

/* x[i] with a key of some kinds; false if no value of x has such an element. */
static bool find_element(struct rq_arena *arena, const struct rq_cel_type *from, uint32_t key,
                         const struct rq_cel_type **type)
{
    const uint32_t keys = number_kinds | RQ_CEL_BIT(RQ_STRING) | RQ_CEL_BIT(RQ_BOOL);
    uint32_t kinds = rq_cel_type_kinds(from);
    bool in_list = (kinds & RQ_CEL_BIT(RQ_LIST)) && (key & number_kinds);
    bool in_map = (kinds & RQ_CEL_BIT(RQ_MAP)) && (key & keys);
    bool in_optional = kinds & RQ_CEL_BIT(RQ_OPTIONAL);
    *type = in_list ? rq_cel_type_inner(from) : rq_cel_type_nothing();
    if (in_map && from != NULL)
        *type =
            rq_cel_type_either(arena, *type, from->map_count > 0 ? any_field(arena, from) : rq_cel_type_entry(from));
    if (in_optional)
        *type = NULL;
    return in_list || in_map || in_optional;
}

static void refuse_index(struct rq_cel_checker *checker, const struct rq_cel_node *node, const struct rq_cel_type *from,
                         const struct rq_cel_type *key)
{
    rq_str name = rq_cel_type_name(checker->arena, key);
    const struct rq_cel_node *at = node->kid[1];
    if (from->kinds & RQ_CEL_BIT(RQ_MAP))
        rq_cel_refuse(checker, at->start, at->end, (rq_str){0}, "%.*s is not a type of keys", RQ_ARG(name));
    else if (from->kinds & RQ_CEL_BIT(RQ_LIST))
        rq_cel_refuse(checker, at->start, at->end, (rq_str){0}, "a list is indexed by a number, not by %.*s",
                      RQ_ARG(name));
    else
        rq_cel_refuse(checker, node->start, node->end, (rq_str){0}, "%.*s has no elements to index",
                      RQ_ARG(rq_cel_type_name(checker->arena, from)));
}

const struct rq_cel_type *rq_cel_type_of_index(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *from = rq_cel_type_of_node(checker, node->kid[0]);
    const struct rq_cel_type *key = rq_cel_type_of_node(checker, node->kid[1]), *type;
    const struct rq_cel_node *at = node->kid[1];
    bool named = at->kind == RQ_NODE_CONSTANT && at->as.constant.kind == RQ_STRING;
    if (named && (rq_cel_type_kinds(from) & (RQ_CEL_BIT(RQ_MAP) | RQ_CEL_BIT(RQ_OPTIONAL))))
        return type_at_name(checker, node, from);
    if (!find_element(checker->arena, from, rq_cel_type_kinds(key), &type))
        refuse_index(checker, node, from, key);
    return node->kind == RQ_NODE_OPT_INDEX ? rq_cel_type_around(checker->arena, RQ_OPTIONAL, type) : type;
}

void rq_cel_check_key(struct rq_cel_checker *checker, const struct rq_cel_node *key, const struct rq_cel_type *map)
{
    if (key->kind != RQ_NODE_CONSTANT || key->as.constant.kind != RQ_STRING || map == NULL ||
        (map->kinds & RQ_CEL_BIT(RQ_LIST)))
        return;
    for (size_t i = 0; i < map->map_count; i++)
        if (map->maps[i]->owner.len == 0)
            return;
    struct wanted wanted = {checker, map, rq_value_text(key->as.constant), true};
    struct found found;
    if (!find(&wanted, map, &found))
        refuse_unknown(&wanted, key->start, key->end);
}

void rq_cel_check_choice(struct rq_cel_checker *checker, const struct rq_cel_fields *choices,
                         const struct rq_cel_node *name, const struct rq_cel_type **type)
{
    if (name->kind != RQ_NODE_CONSTANT || name->as.constant.kind != RQ_STRING)
        return;
    struct wanted wanted = {checker, rq_cel_type_map(checker->arena, choices), rq_value_text(name->as.constant), false};
    const struct rq_cel_field *field = rq_cel_field_find(choices, wanted.key);
    if (field == NULL)
        refuse_unknown(&wanted, name->start, name->end);
    else
        *type = field->type;
}

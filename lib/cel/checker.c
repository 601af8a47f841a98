/*
 * The checker: a walk over the tree that asks of each node what its value may be.
 *
 * Read rq_cel_type_of_node first.  Each node's type follows from those of its operands; where no value that the operands
 * may have lets the node come out, the expression is refused.  check_select.c has fields and elements, check_call.c
 * functions and operators, check_constant.c constants, asked.c what is known to be of another type.
 */
#include "cel/check.h"

#include "base/err.h"
#include "base/text.h"
#include "cel/advice.h"
#include "cel/checker.h"

struct rq_cel_piece rq_cel_piece(const struct rq_cel_checker *checker, const struct rq_cel_node *node,
                                 const struct rq_cel_type *type)
{
    return (struct rq_cel_piece){rq_cel_checker_text(checker, node), rq_cel_type_kinds(type)};
}

rq_str rq_cel_checker_text(const struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    return rq_str_slice(checker->compiler->text, node->start, node->end);
}

void rq_cel_refuse(struct rq_cel_checker *checker, uint32_t start, uint32_t end, rq_str advice, const char *format, ...)
{
    if (checker->compiler->err->failed)
        return;
    va_list arguments;
    va_start(arguments, format);
    rq_str message = rq_arena_format_list(checker->arena, format, arguments);
    va_end(arguments);
    rq_cel_reject(checker->compiler, start, end, "%.*s", RQ_ARG(message));
    if (advice.len > 0)
        rq_fail_hint(checker->compiler->err, "%.*s", RQ_ARG(advice));
}

void rq_cel_draft_asked(struct rq_arena *arena, const struct rq_cel_program *draft, struct rq_cel_asked *asked)
{
    rq_cel_collect_asked(arena, draft->text, draft->root, asked);
}

static const struct rq_cel_type *type_of_slot(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *type = checker->facts->slots[node->as.slot];
    if (type != NULL && type->kinds == 0) {
        rq_str name = rq_cel_checker_text(checker, node);
        rq_cel_refuse(checker, node->start, node->end, type->instead, "`%.*s` has no value here", RQ_ARG(name));
        return NULL;
    }
    return node->flags & RQ_FLAG_PRESENCE ? rq_cel_type_of(RQ_BOOL) : type;
}

/* A bool is needed here; `&&` and `||` take any other value for a fault. */
static void need_bool(struct rq_cel_checker *checker, const struct rq_cel_node *node, const char *who)
{
    const struct rq_cel_type *type = rq_cel_type_of_node(checker, node);
    if (rq_cel_type_kinds(type) & RQ_CEL_BIT(RQ_BOOL))
        return;
    rq_str name = rq_cel_type_name(checker->arena, type);
    rq_cel_refuse(checker, node->start, node->end,
                  rq_cel_piece_advice(checker->arena, rq_cel_piece(checker, node, type), RQ_CEL_BIT(RQ_BOOL)),
                  "%s needs true or false, not %.*s", who, RQ_ARG(name));
}

static const struct rq_cel_type *type_of_junction(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    for (uint32_t i = 0; i < node->count; i++)
        need_bool(checker, node->kid[i], node->kind == RQ_NODE_AND ? "`&&`" : "`||`");
    return rq_cel_type_of(RQ_BOOL);
}

static const struct rq_cel_type *type_of_conditional(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    need_bool(checker, node->kid[0], "`?`");
    const struct rq_cel_type *chosen = rq_cel_type_of_node(checker, node->kid[1]);
    return rq_cel_type_either(checker->arena, chosen, rq_cel_type_of_node(checker, node->kid[2]));
}

static bool is_optional(const struct rq_cel_node *node, uint32_t i)
{
    return (node->flags & RQ_FLAG_OPTIONAL) && node->as.optional[i];
}

/* What element i of a list or map literal puts into it. */
static const struct rq_cel_type *type_of_element(struct rq_cel_checker *checker, const struct rq_cel_node *node,
                                                 uint32_t i, const struct rq_cel_node *body)
{
    const struct rq_cel_type *type = rq_cel_type_of_node(checker, body);
    if (!is_optional(node, i))
        return type;
    if ((rq_cel_type_kinds(type) & RQ_CEL_BIT(RQ_OPTIONAL)) == 0)
        rq_cel_refuse(checker, body->start, body->end, (rq_str){0}, "an optional is needed after `?`, not %.*s",
                      RQ_ARG(rq_cel_type_name(checker->arena, type)));
    return rq_cel_type_inner(type);
}

static const struct rq_cel_type *type_of_list(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *inner = rq_cel_type_nothing();
    for (uint32_t i = 0; i < node->count; i++)
        inner = rq_cel_type_either(checker->arena, inner, type_of_element(checker, node, i, node->kid[i]));
    return rq_cel_type_around(checker->arena, RQ_LIST, inner);
}

static const struct rq_cel_type *type_of_map(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    static const uint32_t keys = RQ_CEL_BIT(RQ_BOOL) | RQ_CEL_BIT(RQ_INT) | RQ_CEL_BIT(RQ_UINT) | RQ_CEL_BIT(RQ_STRING);
    const struct rq_cel_type *inner = rq_cel_type_nothing();
    struct rq_cel_fields *fields = RQ_NEW(checker->arena, struct rq_cel_fields);
    struct rq_cel_field *items = RQ_NEW_ARRAY(checker->arena, struct rq_cel_field, node->count / 2);
    for (uint32_t i = 0; i < node->count / 2; i++) {
        const struct rq_cel_node *key = node->kid[2 * i];
        const struct rq_cel_type *key_type = rq_cel_type_of_node(checker, key);
        const struct rq_cel_type *type = type_of_element(checker, node, i, node->kid[2 * i + 1]);
        if ((rq_cel_type_kinds(key_type) & keys) == 0)
            rq_cel_refuse(checker, key->start, key->end, (rq_str){0},
                          "%.*s cannot be a key; keys are bool, int, uint or string",
                          RQ_ARG(rq_cel_type_name(checker->arena, key_type)));
        if (key->kind == RQ_NODE_CONSTANT && key->as.constant.kind == RQ_STRING)
            items[fields->count++] = (struct rq_cel_field){rq_value_text(key->as.constant), type};
        inner = rq_cel_type_either(checker->arena, inner, type);
    }
    if (fields->count < node->count / 2)
        return rq_cel_type_around(checker->arena, RQ_MAP, inner);
    rq_cel_fields_sort(items, fields->count);
    fields->owner = RQ_STR("this map");
    fields->noun = "key";
    fields->items = items;
    fields->written = true;
    return rq_cel_type_map(checker->arena, fields);
}

static const struct rq_cel_type *type_of_keys(const struct rq_cel_type *map)
{
    return map != NULL && map->map_count > 0 && !map->wild ? rq_cel_type_of(RQ_STRING) : NULL;
}

/* What the first and second variable of a macro over this range stand for. */
static void set_elements(struct rq_cel_checker *checker, const struct rq_cel_fold *fold,
                         const struct rq_cel_type *range)
{
    const struct rq_cel_type **locals = checker->locals + fold->slot;
    bool list = rq_cel_type_kinds(range) & RQ_CEL_BIT(RQ_LIST), map = rq_cel_type_kinds(range) & RQ_CEL_BIT(RQ_MAP);
    const struct rq_cel_type *keys = map ? type_of_keys(range) : rq_cel_type_nothing();
    const struct rq_cel_type *items = list ? rq_cel_type_inner(range) : rq_cel_type_nothing();
    if (fold->variables == 1) {
        locals[0] = rq_cel_type_either(checker->arena, items, keys);
        return;
    }
    const struct rq_cel_type *positions = list ? rq_cel_type_of(RQ_INT) : rq_cel_type_nothing();
    locals[0] = rq_cel_type_either(checker->arena, positions, keys);
    bool known = map && range != NULL && range->map_count > 0;
    locals[1] = known ? NULL : rq_cel_type_either(checker->arena, items, map ? rq_cel_type_entry(range) : items);
}

static const struct rq_cel_type *type_of_range(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *range = rq_cel_type_of_node(checker, node->kid[0]);
    bool sorts = node->as.fold.shape == RQ_FOLD_SORT;
    uint32_t wanted = RQ_CEL_BIT(RQ_LIST) | (sorts ? 0 : RQ_CEL_BIT(RQ_MAP));
    if (range != NULL && (range->kinds & wanted) == 0)
        rq_cel_refuse(checker, node->kid[0]->start, node->kid[0]->end,
                      rq_cel_piece_advice(checker->arena, rq_cel_piece(checker, node->kid[0], range), wanted),
                      "a %s is needed here, not %.*s", sorts ? "list" : "list or map",
                      RQ_ARG(rq_cel_type_name(checker->arena, range)));
    return range;
}

/* The variable itself, as the body sees it: of any kind where the body asks for its type. */
static const struct rq_cel_type *type_of_variable(struct rq_cel_checker *checker, const struct rq_cel_fold *fold)
{
    const struct rq_cel_type *type = checker->locals[fold->slot];
    return rq_cel_is_asked(&checker->facts->asked, fold->names[0]) ? rq_cel_type_loose(checker->arena, type) : type;
}

static const struct rq_cel_type *type_of_fold(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_fold *fold = &node->as.fold;
    const struct rq_cel_type *range = type_of_range(checker, node), *body = NULL;
    set_elements(checker, fold, range);
    if (fold->shape <= RQ_FOLD_FILTER || node->count == 3)
        need_bool(checker, node->kid[1], "the condition of this macro");
    if (fold->shape > RQ_FOLD_FILTER)
        body = rq_cel_type_of_node(checker, node->kid[node->count - 1]);
    switch ((enum rq_cel_shape)fold->shape) {
    case RQ_FOLD_ALL:
    case RQ_FOLD_EXISTS:
    case RQ_FOLD_EXISTS_ONE:
        return rq_cel_type_of(RQ_BOOL);
    case RQ_FOLD_FILTER:
        return rq_cel_type_around(checker->arena, RQ_LIST, type_of_variable(checker, fold));
    case RQ_FOLD_LIST:
        return rq_cel_type_around(checker->arena, RQ_LIST, body);
    case RQ_FOLD_MAP:
        return rq_cel_type_around(checker->arena, RQ_MAP, body);
    case RQ_FOLD_MAP_OF_ENTRIES:
        return rq_cel_type_of(RQ_MAP);
    case RQ_FOLD_SORT:
        return range;
    }
    return NULL;
}

static const struct rq_cel_type *type_of_bind(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    checker->locals[node->as.fold.slot] = rq_cel_type_of_node(checker, node->kid[0]);
    return rq_cel_type_of_node(checker, node->kid[1]);
}

static const struct rq_cel_type *type_of_opt_map(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *target = rq_cel_type_of_node(checker, node->kid[0]);
    if ((rq_cel_type_kinds(target) & RQ_CEL_BIT(RQ_OPTIONAL)) == 0)
        rq_cel_refuse(checker, node->kid[0]->start, node->kid[0]->end, (rq_str){0},
                      "an optional is needed here, not %.*s", RQ_ARG(rq_cel_type_name(checker->arena, target)));
    checker->locals[node->as.fold.slot] = rq_cel_type_inner(target);
    const struct rq_cel_type *body = rq_cel_type_of_node(checker, node->kid[1]);
    return node->kind == RQ_NODE_OPT_FLAT_MAP ? body : rq_cel_type_around(checker->arena, RQ_OPTIONAL, body);
}

static const struct rq_cel_type *dispatch(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    switch ((enum rq_cel_kind)node->kind) {
    case RQ_NODE_CONSTANT:
        return rq_cel_type_of(node->as.constant.kind);
    case RQ_NODE_SLOT:
        return type_of_slot(checker, node);
    case RQ_NODE_LOCAL:
        return checker->locals[node->as.slot];
    case RQ_NODE_SELECT:
        return rq_cel_type_of_select(checker, node);
    case RQ_NODE_OPT_SELECT:
        return rq_cel_type_of_opt_select(checker, node);
    case RQ_NODE_HAS:
        return rq_cel_type_of_has(checker, node);
    case RQ_NODE_INDEX:
    case RQ_NODE_OPT_INDEX:
        return rq_cel_type_of_index(checker, node);
    case RQ_NODE_AND:
    case RQ_NODE_OR:
        return type_of_junction(checker, node);
    case RQ_NODE_CONDITIONAL:
        return type_of_conditional(checker, node);
    case RQ_NODE_CALL:
        return rq_cel_type_of_call(checker, node);
    case RQ_NODE_LIST:
        return type_of_list(checker, node);
    case RQ_NODE_MAP:
        return type_of_map(checker, node);
    case RQ_NODE_FOLD:
        return type_of_fold(checker, node);
    case RQ_NODE_BIND:
        return type_of_bind(checker, node);
    case RQ_NODE_OPT_MAP:
    case RQ_NODE_OPT_FLAT_MAP:
        return type_of_opt_map(checker, node);
    case RQ_NODE_IDENT:
    case RQ_NODE_UNDECLARED:
        return NULL;
    default:
        return rq_cel_type_of_operator(checker, node);
    }
}

const struct rq_cel_type *rq_cel_type_of_node(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    return rq_cel_type_if_asked(checker, node, UINT32_MAX, dispatch(checker, node));
}

/* The constants that the expression may give. */
static void check_results(struct rq_cel_checker *checker, const struct rq_cel_node *node)
{
    const struct rq_cel_type *ignored;
    if (node->kind == RQ_NODE_CONDITIONAL) {
        check_results(checker, node->kid[1]);
        check_results(checker, node->kid[2]);
    } else {
        rq_cel_check_choice(checker, checker->facts->results, node, &ignored);
    }
}

const struct rq_cel_type *rq_cel_check(struct rq_arena *arena, const struct rq_cel_program *draft,
                                       const struct rq_cel_facts *facts, size_t *start, size_t *end, struct rq_err *err)
{
    struct rq_cel_compiler compiler = {.arena = arena, .env = &draft->env, .text = draft->text, .err = err};
    struct rq_cel_checker checker = {.compiler = &compiler, .arena = arena, .facts = facts};
    checker.locals = RQ_NEW_ARRAY(arena, const struct rq_cel_type *, draft->local_count);
    const struct rq_cel_type *type = rq_cel_type_of_node(&checker, draft->root);
    if (facts->results != NULL)
        check_results(&checker, draft->root);
    *start = compiler.error_start;
    *end = compiler.error_end;
    return type;
}

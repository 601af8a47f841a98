/*
 * Macros: calls that are syntax (language definition, "Macros", and the extensions of two variables, cel.bind and
 * optMap).
 *
 * The parser hands over every call.  A name with the right receiver and number of arguments becomes a node of its own;
 * anything else stays a call.  Variables are still plain names here: name resolution finds them by the names that the
 * fold declares.
 */
#include "base/err.h"
#include "base/text.h"
#include "cel/compiler.h"
#include "cel/hint.h"

struct macro {
    const char *name;
    uint8_t arguments; /* without the receiver */
    uint8_t variables; /* how many of them, from the first, declare names */
    uint8_t kind;      /* enum rq_cel_kind */
    uint8_t shape;     /* enum rq_cel_shape */
};

static const struct macro macros[] = {
    {"all", 2, 1, RQ_NODE_FOLD, RQ_FOLD_ALL},
    {"all", 3, 2, RQ_NODE_FOLD, RQ_FOLD_ALL},
    {"exists", 2, 1, RQ_NODE_FOLD, RQ_FOLD_EXISTS},
    {"exists", 3, 2, RQ_NODE_FOLD, RQ_FOLD_EXISTS},
    {"exists_one", 2, 1, RQ_NODE_FOLD, RQ_FOLD_EXISTS_ONE},
    {"exists_one", 3, 2, RQ_NODE_FOLD, RQ_FOLD_EXISTS_ONE},
    {"existsOne", 2, 1, RQ_NODE_FOLD, RQ_FOLD_EXISTS_ONE},
    {"existsOne", 3, 2, RQ_NODE_FOLD, RQ_FOLD_EXISTS_ONE},
    {"filter", 2, 1, RQ_NODE_FOLD, RQ_FOLD_FILTER},
    {"map", 2, 1, RQ_NODE_FOLD, RQ_FOLD_LIST},
    {"map", 3, 1, RQ_NODE_FOLD, RQ_FOLD_LIST},
    {"transformList", 3, 2, RQ_NODE_FOLD, RQ_FOLD_LIST},
    {"transformList", 4, 2, RQ_NODE_FOLD, RQ_FOLD_LIST},
    {"transformMap", 3, 2, RQ_NODE_FOLD, RQ_FOLD_MAP},
    {"transformMap", 4, 2, RQ_NODE_FOLD, RQ_FOLD_MAP},
    {"transformMapEntry", 3, 2, RQ_NODE_FOLD, RQ_FOLD_MAP_OF_ENTRIES},
    {"transformMapEntry", 4, 2, RQ_NODE_FOLD, RQ_FOLD_MAP_OF_ENTRIES},
    {"sortBy", 2, 1, RQ_NODE_FOLD, RQ_FOLD_SORT},
    {"optMap", 2, 1, RQ_NODE_OPT_MAP, 0},
    {"optFlatMap", 2, 1, RQ_NODE_OPT_FLAT_MAP, 0},
};

static bool simple_name(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_IDENT && !(node->flags & RQ_FLAG_ROOT);
}

/* The names that the first `count` arguments declare, or NULL where one is no plain name or stands twice. */
static const rq_str *declared(struct rq_cel_compiler *c, struct rq_cel_node *const *arguments, size_t count,
                              rq_str macro)
{
    rq_str *names = RQ_NEW_ARRAY(c->arena, rq_str, count);
    for (size_t i = 0; i < count; i++) {
        const struct rq_cel_node *argument = arguments[i];
        if (!simple_name(argument)) {
            rq_cel_reject(c, argument->start, argument->end, "%s argument of `%.*s` must be a plain name",
                          i == 0 ? "the first" : "the second", RQ_ARG(macro));
            rq_fail_hint(c->err, "it names the element that the next argument is about: list.exists(x, x > 0)");
            return NULL;
        }
        names[i] = argument->as.name;
    }
    if (count == 2 && rq_str_equal(names[0], names[1])) {
        rq_cel_reject(c, arguments[1]->start, arguments[1]->end, "`%.*s` names two variables at once",
                      RQ_ARG(names[1]));
        return NULL;
    }
    return names;
}

/* A node over the range (or value) and the bodies, which follow the declared names. */
static struct rq_cel_node *scoped(struct rq_cel_compiler *c, const struct rq_cel_node *call, const struct macro *macro,
                                  struct rq_cel_node *range, struct rq_cel_node *const *arguments, size_t count)
{
    const rq_str *names = declared(c, arguments, macro->variables, call->as.call.name);
    if (!names)
        return NULL;
    size_t mark = c->operand_count;
    rq_cel_push(c, range);
    for (size_t i = macro->variables; i < count; i++)
        rq_cel_push(c, arguments[i]);
    struct rq_cel_node *node = rq_cel_make(c, macro->kind, call->start, call->end, mark);
    if (node)
        node->as.fold = (struct rq_cel_fold){.names = names, .variables = macro->variables, .shape = macro->shape};
    return node;
}

/* has(operand.key): the selection loses its last step, which becomes the question. */
static struct rq_cel_node *has(struct rq_cel_compiler *c, struct rq_cel_node *call)
{
    struct rq_cel_node *argument = call->kid[0];
    if (argument->kind != RQ_NODE_SELECT)
        return rq_cel_not_a_field(c, argument);
    struct rq_cel_steps *steps = &argument->as.steps;
    struct rq_cel_step *last = &steps->items[--steps->count];
    if (steps->count > 0) {
        argument->end = steps->items[steps->count - 1].end;
    } else {
        call->kid[0] = argument->kid[0];
    }
    call->kind = RQ_NODE_HAS;
    call->flags = 0;
    call->as.steps = (struct rq_cel_steps){.items = last, .count = 1};
    return call;
}

/* cel.bind(name, value, body) */
static bool is_bind(const struct rq_cel_node *call)
{
    return (call->flags & RQ_FLAG_METHOD) && call->count == 4 && simple_name(call->kid[0]) &&
           rq_str_equal(call->kid[0]->as.name, RQ_STR("cel")) && rq_str_equal(call->as.call.name, RQ_STR("bind"));
}

static struct rq_cel_node *bind(struct rq_cel_compiler *c, struct rq_cel_node *call)
{
    const rq_str *names = declared(c, call->kid + 1, 1, RQ_STR("cel.bind"));
    if (!names)
        return NULL;
    call->kind = RQ_NODE_BIND;
    call->flags = 0;
    call->as.fold = (struct rq_cel_fold){.names = names, .variables = 1};
    call->kid[0] = call->kid[2];
    call->kid[1] = call->kid[3];
    call->count = 2;
    return call;
}

struct rq_cel_node *rq_cel_expand(struct rq_cel_compiler *c, struct rq_cel_node *call)
{
    rq_str name = call->as.call.name;
    if (!(call->flags & RQ_FLAG_METHOD))
        return call->count == 1 && rq_str_equal(name, RQ_STR("has")) ? has(c, call) : call;
    if (is_bind(call))
        return bind(c, call);
    for (size_t i = 0; i < sizeof macros / sizeof macros[0]; i++)
        if (macros[i].arguments == call->count - 1 && rq_str_equal(name, rq_str_from(macros[i].name)))
            return scoped(c, call, &macros[i], call->kid[0], call->kid + 1, call->count - 1);
    return call;
}

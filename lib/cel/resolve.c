/*
 * Name resolution (language definition, "Name Resolution").
 *
 * A name is looked for in this order: a variable of a macro around it (unless it is written with a leading dot); then, for
 * a chain a.b.c, the longest beginning that names something, and for each beginning the innermost name space first: in the
 * container A.B, A.B.a, then A.a, then a.  Variables win over types.  What is found becomes a slot, a local or a constant
 * in place; nothing is looked up by name when the expression runs.
 *
 * The tree is walked with recursion, which the height of the tree bounds.
 */
#include "base/text.h"
#include "cel/compiler.h"
#include "cel/hint.h"
#include "cel/library.h"

/* The variables of one macro; `outer` is the macro around it. */
struct scope {
    const struct scope *outer;
    const rq_str *names;
    uint32_t count, slot;
};

static const rq_str types[] = {
    {"bool", 4},
    {"bytes", 5},
    {"double", 6},
    {"int", 3},
    {"list", 4},
    {"map", 3},
    {"null_type", 9},
    {"string", 6},
    {"type", 4},
    {"uint", 4},
    {"optional_type", 13},
    {"google.protobuf.Timestamp", 25},
    {"google.protobuf.Duration", 24},
};

static bool resolve(struct rq_cel_compiler *c, struct rq_cel_node *node, const struct scope *scope);

static bool find_local(const struct scope *scope, rq_str name, uint32_t *slot)
{
    for (; scope; scope = scope->outer)
        for (uint32_t i = 0; i < scope->count; i++)
            if (rq_str_equal(scope->names[i], name)) {
                *slot = scope->slot + i;
                return true;
            }
    return false;
}

/* The name spaces of a container from the inside out: A.B, A, none. */
struct spaces {
    rq_str container;
    bool more;
};

static struct spaces spaces_of(const struct rq_cel_compiler *c, const struct rq_cel_node *name)
{
    rq_str none = {NULL, 0};
    return (struct spaces){name->flags & RQ_FLAG_ROOT ? none : c->env->container, true};
}

static bool next_space(struct spaces *spaces, rq_str *space)
{
    if (!spaces->more)
        return false;
    *space = spaces->container;
    spaces->more = space->len > 0;
    size_t dot = space->len;
    while (dot > 0 && spaces->container.ptr[dot - 1] != '.')
        dot--;
    spaces->container = rq_str_slice(spaces->container, 0, dot > 0 ? dot - 1 : 0);
    return true;
}

/* What a dotted name was found to be, and how many of the fields after its first name belong to it. */
struct meaning {
    bool found, is_type;
    uint32_t slot;
    rq_str type;
    size_t fields;
};

/* What tells most names from a path that begins with this piece. */
static bool may_begin(rq_str name, rq_str first)
{
    return name.len >= first.len && name.ptr[0] == first.ptr[0];
}

static void look_among_variables(const struct rq_cel_compiler *c, const struct rq_cel_path *path, rq_str first,
                                 struct meaning *meaning)
{
    size_t fields;
    for (size_t i = 0; i < c->env->variable_count; i++)
        if (may_begin(c->env->variables[i], first) && rq_cel_path_begins(path, c->env->variables[i], &fields) &&
            (!meaning->found || fields > meaning->fields))
            *meaning = (struct meaning){.found = true, .slot = (uint32_t)i, .fields = fields};
}

static void look_among_types(const struct rq_cel_path *path, rq_str first, struct meaning *meaning)
{
    size_t fields;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (may_begin(types[i], first) && rq_cel_path_begins(path, types[i], &fields) &&
            (!meaning->found || fields > meaning->fields))
            *meaning = (struct meaning){.found = true, .is_type = true, .type = types[i], .fields = fields};
}

/* Steps that may belong to a dotted name: those before the first one in back quotes. */
static size_t plain_steps(const struct rq_cel_steps *steps)
{
    size_t count = 0;
    while (count < steps->count && !steps->items[count].escaped)
        count++;
    return count;
}

/* Looks up the longest beginning of root + steps.  Of two that are equally long, the one in the inner name space wins,
 * and a variable before a type. */
static struct meaning meaning_of(const struct rq_cel_compiler *c, const struct rq_cel_node *root,
                                 const struct rq_cel_steps *steps)
{
    struct meaning meaning = {0};
    struct spaces spaces = spaces_of(c, root);
    struct rq_cel_path path = {.root = root->as.name, .steps = steps->items, .count = plain_steps(steps)};
    while (next_space(&spaces, &path.space)) {
        rq_str first = path.space.len > 0 ? path.space : path.root;
        look_among_variables(c, &path, first, &meaning);
        look_among_types(&path, first, &meaning);
    }
    return meaning;
}

static void use_slot(struct rq_cel_compiler *c, struct rq_cel_node *node, uint32_t slot)
{
    node->kind = RQ_NODE_SLOT;
    node->as.slot = slot;
    c->used[slot / 64] |= UINT64_C(1) << (slot % 64);
}

static void become(struct rq_cel_compiler *c, struct rq_cel_node *node, const struct meaning *meaning)
{
    node->flags = 0;
    node->count = 0;
    if (!meaning->is_type) {
        use_slot(c, node, meaning->slot);
        return;
    }
    node->kind = RQ_NODE_CONSTANT;
    node->as.constant = rq_type(meaning->type);
}

/* The name for the message: with its first field where dotted variables start like this ("variables.ownr"). */
static rq_str unknown_name(struct rq_cel_compiler *c, struct rq_cel_node *root, const struct rq_cel_steps *steps)
{
    rq_str name = root->as.name;
    if (plain_steps(steps) == 0)
        return name;
    for (size_t i = 0; i < c->env->variable_count; i++) {
        rq_str known = c->env->variables[i];
        if (known.len <= name.len || !rq_str_starts(known, name) || known.ptr[name.len] != '.')
            continue;
        root->end = steps->items[0].end;
        return rq_arena_format(c->arena, "%.*s.%.*s", RQ_ARG(name), RQ_ARG(steps->items[0].key));
    }
    return name;
}

static bool undeclared(struct rq_cel_compiler *c, struct rq_cel_node *root, const struct rq_cel_steps *steps,
                       const struct scope *scope)
{
    rq_str name = unknown_name(c, root, steps), *locals = NULL;
    size_t count = 0, cap = 0;
    root->kind = RQ_NODE_UNDECLARED;
    root->as.name = name;
    if (!c->env->strict)
        return true;
    for (; scope; scope = scope->outer)
        for (uint32_t i = 0; i < scope->count; i++) {
            locals = rq_grow(c->arena, locals, count, &cap, sizeof *locals);
            locals[count++] = scope->names[i];
        }
    return rq_cel_unknown_variable(c, root, name, locals, count);
}

/* A name with the steps that follow it.  `used`: how many of them turned out to belong to the name. */
static bool resolve_name(struct rq_cel_compiler *c, struct rq_cel_node *root, const struct rq_cel_steps *steps,
                         const struct scope *scope, size_t *used)
{
    uint32_t slot;
    *used = 0;
    if (!(root->flags & RQ_FLAG_ROOT) && find_local(scope, root->as.name, &slot)) {
        root->kind = RQ_NODE_LOCAL;
        root->as.slot = slot;
        return true;
    }
    struct meaning meaning = meaning_of(c, root, steps);
    if (!meaning.found)
        return undeclared(c, root, steps, scope);
    become(c, root, &meaning);
    *used = meaning.fields;
    if (*used > 0)
        root->end = steps->items[*used - 1].end;
    return true;
}

static bool resolve_select(struct rq_cel_compiler *c, struct rq_cel_node *node, const struct scope *scope)
{
    struct rq_cel_node *root = node->kid[0];
    size_t used;
    if (root->kind != RQ_NODE_IDENT)
        return resolve(c, root, scope);
    if (!resolve_name(c, root, &node->as.steps, scope, &used))
        return false;
    node->as.steps.items += used;
    node->as.steps.count -= (uint32_t)used;
    if (node->as.steps.count == 0) {
        uint32_t id = node->id;
        *node = *root;
        node->id = id;
    }
    return true;
}

/* has(variables.owner): the whole argument may be one dotted variable.  The step that is asked for stands behind those of
 * the operand, from which the parser took it. */
static bool resolve_has(struct rq_cel_compiler *c, struct rq_cel_node *node, const struct scope *scope)
{
    struct rq_cel_node *operand = node->kid[0];
    bool chain = operand->kind == RQ_NODE_SELECT;
    const struct rq_cel_node *root = chain ? operand->kid[0] : operand;
    struct rq_cel_steps whole = {.items = chain ? operand->as.steps.items : node->as.steps.items,
                                 .count = chain ? operand->as.steps.count + 1 : 1};
    uint32_t slot;
    if (root->kind == RQ_NODE_IDENT && !find_local(scope, root->as.name, &slot)) {
        struct meaning meaning = meaning_of(c, root, &whole);
        if (meaning.found && !meaning.is_type && meaning.fields == whole.count) {
            become(c, node, &meaning);
            node->flags = RQ_FLAG_PRESENCE;
            return true;
        }
    }
    return resolve(c, operand, scope);
}

static bool resolve_kids(struct rq_cel_compiler *c, struct rq_cel_node *node, uint32_t first, const struct scope *scope)
{
    for (uint32_t i = first; i < node->count; i++)
        if (!resolve(c, node->kid[i], scope))
            return false;
    return true;
}

/* The bodies see the node's variables; the range does not. */
static bool resolve_scoped(struct rq_cel_compiler *c, struct rq_cel_node *node, const struct scope *outer)
{
    struct rq_cel_fold *fold = &node->as.fold;
    fold->slot = outer ? outer->slot + outer->count : 0;
    struct scope scope = {outer, fold->names, fold->variables, fold->slot};
    if (fold->slot + fold->variables > c->local_count)
        c->local_count = fold->slot + fold->variables;
    return resolve(c, node->kid[0], outer) && resolve_kids(c, node, 1, &scope);
}

static bool find_function(struct rq_cel_compiler *c, struct rq_cel_node *call, const struct rq_cel_node *named,
                          struct rq_cel_path *path, enum rq_cel_style style, uint32_t count)
{
    struct spaces spaces = spaces_of(c, named);
    while (next_space(&spaces, &path->space))
        if (rq_cel_function_find(c->arena, c->index, path, style, count, &call->as.call))
            return true;
    return false;
}

/* math.greatest(a, b) parses as a method of `math`: where a function has the dotted name, the receiver is part of it. */
static bool qualified(struct rq_cel_compiler *c, struct rq_cel_node *call, const struct scope *scope)
{
    const struct rq_cel_node *receiver = call->kid[0];
    bool chain = receiver->kind == RQ_NODE_SELECT;
    const struct rq_cel_node *root = chain ? receiver->kid[0] : receiver;
    uint32_t slot;
    if (root->kind != RQ_NODE_IDENT || (chain && plain_steps(&receiver->as.steps) < receiver->as.steps.count))
        return false;
    if (!(root->flags & RQ_FLAG_ROOT) && find_local(scope, root->as.name, &slot))
        return false;
    struct rq_cel_path path = {.root = root->as.name, .last = call->as.call.name};
    path.steps = chain ? receiver->as.steps.items : NULL;
    path.count = chain ? receiver->as.steps.count : 0;
    if (!find_function(c, call, root, &path, RQ_CEL_GLOBAL, call->count - 1))
        return false;
    call->as.call.name = rq_str_from(call->as.call.rows[0]->name);
    call->flags = 0;
    call->count--;
    for (uint32_t i = 0; i < call->count; i++)
        call->kid[i] = call->kid[i + 1];
    return true;
}

/* True for `math` of math.max(a, b): the beginning of names of functions, and no variable. */
static bool names_library(const struct rq_cel_compiler *c, const struct rq_cel_node *receiver,
                          const struct scope *scope)
{
    const struct rq_cel_steps none = {0};
    uint32_t slot;
    return receiver->kind == RQ_NODE_IDENT && !find_local(scope, receiver->as.name, &slot) &&
           !meaning_of(c, receiver, &none).found && rq_cel_is_library(c->env, receiver->as.name);
}

static bool resolve_call(struct rq_cel_compiler *c, struct rq_cel_node *call, const struct scope *scope)
{
    bool method = call->flags & RQ_FLAG_METHOD;
    struct rq_cel_path path = {.root = call->as.call.name};
    bool found = method && qualified(c, call, scope);
    if (!found && method)
        found = rq_cel_function_find(c->arena, c->index, &path, RQ_CEL_METHOD, call->count, &call->as.call);
    else if (!found)
        found = find_function(c, call, call, &path, RQ_CEL_GLOBAL, call->count);
    if (!found && c->env->strict)
        return method && names_library(c, call->kid[0], scope) ? rq_cel_unknown_in_library(c, call)
                                                               : rq_cel_unknown_function(c, call);
    if (found && (call->as.call.rows[0]->style & RQ_CEL_LAZY_METHOD) == RQ_CEL_LAZY_METHOD)
        call->flags |= RQ_FLAG_LAZY;
    return resolve_kids(c, call, 0, scope);
}

static bool resolve(struct rq_cel_compiler *c, struct rq_cel_node *node, const struct scope *scope)
{
    struct rq_cel_steps none = {0};
    size_t used;
    switch (node->kind) {
    case RQ_NODE_IDENT:
        return resolve_name(c, node, &none, scope, &used);
    case RQ_NODE_SELECT:
        return resolve_select(c, node, scope);
    case RQ_NODE_HAS:
        return resolve_has(c, node, scope);
    case RQ_NODE_CALL:
        return resolve_call(c, node, scope);
    case RQ_NODE_IN:
        return resolve_kids(c, node, 0, scope) && (!c->env->strict || rq_cel_check_in(c, node));
    case RQ_NODE_FOLD:
    case RQ_NODE_BIND:
    case RQ_NODE_OPT_MAP:
    case RQ_NODE_OPT_FLAT_MAP:
        return resolve_scoped(c, node, scope);
    default:
        return resolve_kids(c, node, 0, scope);
    }
}

bool rq_cel_resolve(struct rq_cel_compiler *c, struct rq_cel_node *root)
{
    return resolve(c, root, NULL);
}

/*
 * Probes: nodes that hand on the value of their one operand and note what it was.
 *
 * The evaluator stays as it is: an expression that is watched is another program, compiled anew from the same text, with
 * these nodes in its tree.  `visit` walks the tree with the role that each part has.  Costs are those of the expression
 * without probes, and a probe adds nothing to the height of the tree, so that what compiles without them compiles with
 * them.
 */
#include "cel/probe.h"

#include "base/text.h"
#include "cel/library.h"
#include "cel/machine.h"

static uint8_t seen(rq_value value)
{
    if (value.kind == RQ_BOOL)
        return value.as.boolean ? RQ_CEL_SEEN_TRUE : RQ_CEL_SEEN_FALSE;
    return value.kind == RQ_FAULT ? RQ_CEL_SEEN_FAULT : RQ_CEL_SEEN_VALUE;
}

const rq_value *rq_cel_run_probe(struct rq_cel_machine *m, const struct rq_cel_node *node, rq_value *room)
{
    const rq_value *value = rq_cel_see(m, node->kid[0], room);
    if (m->activation->seen)
        m->activation->seen[node->as.slot] |= seen(*value);
    return value;
}

struct walk {
    struct rq_cel_compiler *compiler;
    struct rq_cel_probes *probes;
};

static void visit(struct walk *walk, struct rq_cel_node **place, enum rq_cel_role role, uint32_t locals);

static void add_probe(struct walk *walk, struct rq_cel_node **place, bool condition)
{
    struct rq_cel_probes *probes = walk->probes;
    struct rq_arena *arena = walk->compiler->arena;
    struct rq_cel_node *node = *place, *probe = rq_arena_alloc(arena, sizeof *probe + sizeof probe->kid[0]);
    probe->kind = RQ_NODE_PROBE;
    probe->height = node->height;
    probe->id = walk->compiler->node_count++;
    probe->start = node->start;
    probe->end = node->end;
    probe->count = 1;
    probe->as.slot = (uint32_t)probes->count;
    probe->kid[0] = node;
    *place = probe;
    probes->items = rq_grow(arena, probes->items, probes->count, &probes->cap, sizeof *probes->items);
    probes->items[probes->count++] = (struct rq_cel_probe){node->start, node->end, condition};
}

/* True where nothing outside of the node can change its value.  `locals`: how many variables of macros are set outside. */
static bool is_fixed(const struct rq_cel_env *env, const struct rq_cel_node *node, uint32_t locals)
{
    if (node->kind == RQ_NODE_SLOT || node->kind == RQ_NODE_UNDECLARED ||
        (node->kind == RQ_NODE_LOCAL && node->as.slot < locals) ||
        (node->kind == RQ_NODE_CALL && rq_cel_callee_is_host(env, &node->as.call)))
        return false;
    for (uint32_t i = 0; i < node->count; i++)
        if (!is_fixed(env, node->kid[i], locals))
            return false;
    return true;
}

bool rq_cel_is_fixed(const struct rq_cel_program *program)
{
    return is_fixed(&program->env, program->root, 0);
}

/* True where the node is fixed, and is this bool. */
static bool is_always(struct rq_cel_compiler *c, struct rq_cel_node *node, bool boolean, uint32_t locals)
{
    if (!is_fixed(c->env, node, locals))
        return false;
    rq_cel_plan(c, node);
    struct rq_cel_program program = {
        .text = c->text, .env = *c->env, .root = node, .node_count = c->node_count, .local_count = c->local_count};
    struct rq_cel_activation nothing = {0};
    struct rq_arena_mark mark = rq_arena_mark(c->arena);
    rq_value value = rq_cel_eval(&program, &nothing, c->arena);
    rq_arena_release(c->arena, mark);
    return value.kind == RQ_BOOL && value.as.boolean == boolean;
}

/* Operands behind one that always decides are never evaluated. */
static void visit_junction(struct walk *walk, struct rq_cel_node *node, uint32_t locals)
{
    bool decisive = node->kind == RQ_NODE_OR;
    for (uint32_t i = 0; i < node->count && !is_always(walk->compiler, node->kid[i], decisive, locals); i++)
        visit(walk, &node->kid[i], RQ_CEL_CONDITION, locals);
}

static void visit_conditional(struct walk *walk, struct rq_cel_node *node, enum rq_cel_role role, uint32_t locals)
{
    bool never[2] = {is_always(walk->compiler, node->kid[0], false, locals),
                     is_always(walk->compiler, node->kid[0], true, locals)};
    visit(walk, &node->kid[0], RQ_CEL_CONDITION, locals);
    for (int arm = 0; arm < 2; arm++)
        if (!never[arm])
            visit(walk, &node->kid[1 + arm], role, locals);
}

/* The role of a macro's body: only in a fold are there predicates. */
static enum rq_cel_role body_role(const struct rq_cel_node *node, uint32_t kid)
{
    bool decides = node->as.fold.shape <= RQ_FOLD_FILTER || (node->count == 3 && kid == 1);
    return node->kind == RQ_NODE_FOLD && decides ? RQ_CEL_CONDITION : RQ_CEL_RESULT;
}

static bool has_variables(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_FOLD || node->kind == RQ_NODE_OPT_MAP || node->kind == RQ_NODE_OPT_FLAT_MAP;
}

/* What is inside a node that is no compound. */
static void visit_parts(struct walk *walk, struct rq_cel_node *node, uint32_t locals)
{
    bool scoped = has_variables(node);
    uint32_t inner = scoped ? node->as.fold.slot + node->as.fold.variables : locals;
    for (uint32_t i = 0; i < node->count; i++)
        if (scoped && i > 0)
            visit(walk, &node->kid[i], body_role(node, i), inner);
        else
            visit(walk, &node->kid[i], RQ_CEL_UNWATCHED, locals);
}

/* True for a node whose role falls to its parts: a condition that is made of others, and cel.bind. */
static bool is_compound(const struct rq_cel_node *node)
{
    while (node->kind == RQ_NODE_NOT)
        node = node->kid[0];
    return node->kind == RQ_NODE_AND || node->kind == RQ_NODE_OR || node->kind == RQ_NODE_CONDITIONAL ||
           node->kind == RQ_NODE_BIND;
}

static void visit_compound(struct walk *walk, struct rq_cel_node *node, enum rq_cel_role role, uint32_t locals)
{
    switch (node->kind) {
    case RQ_NODE_CONDITIONAL:
        visit_conditional(walk, node, role, locals);
        break;
    case RQ_NODE_BIND:
        visit(walk, &node->kid[0], RQ_CEL_UNWATCHED, locals);
        visit(walk, &node->kid[1], role, node->as.fold.slot + node->as.fold.variables);
        break;
    case RQ_NODE_NOT:
        visit(walk, &node->kid[0], role, locals);
        break;
    default:
        visit_junction(walk, node, locals);
        break;
    }
}

static void visit(struct walk *walk, struct rq_cel_node **place, enum rq_cel_role role, uint32_t locals)
{
    struct rq_cel_node *node = *place;
    if (is_fixed(walk->compiler->env, node, locals))
        return;
    bool compound = is_compound(node), condition = role == RQ_CEL_CONDITION;
    if (compound)
        visit_compound(walk, node, condition ? role : RQ_CEL_UNWATCHED, locals);
    else
        visit_parts(walk, node, locals);
    if (role == RQ_CEL_RESULT || (condition && !compound))
        add_probe(walk, place, condition);
}

struct rq_cel_node *rq_cel_add_probes(struct rq_cel_compiler *compiler, struct rq_cel_node *root, enum rq_cel_role role,
                                      struct rq_cel_probes *probes)
{
    struct walk walk = {compiler, probes};
    visit(&walk, &root, role, 0);
    return root;
}

/*
 * What an expression reads of a variable such as `records`, from its tree.
 *
 * A group (records.note) is most often what a macro goes over, and the macro's variable is an element of it; of that, single
 * fields are selected.  So the walk knows for each variable of a macro of which group it is an element.  What is no such
 * shape counts as reading more than it does, never as less.
 */
#include "cel/reads.h"

#include "base/text.h"
#include "cel/ast.h"

struct reader {
    struct rq_arena *arena;
    uint32_t slot;
    const rq_str **groups; /* per variable of a macro: the group of which it is an element; NULL: none */
    struct rq_cel_read *items;
    size_t count, cap;
    bool lost;           /* the variable is used as a whole */
    const rq_str *whole; /* the group that the outermost macro goes over; NULL: none */
    bool others;         /* something is read that is not of the element at hand of that group */
};

static void visit(struct reader *reader, const struct rq_cel_node *node);

static void add(struct reader *reader, const rq_str *group, enum rq_cel_read_of what, rq_str field)
{
    reader->items = rq_grow(reader->arena, reader->items, reader->count, &reader->cap, sizeof *reader->items);
    reader->items[reader->count++] = (struct rq_cel_read){*group, field, what};
    reader->others = reader->others || group != reader->whole;
}

static bool is_text(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_CONSTANT && node->as.constant.kind == RQ_STRING;
}

static bool indexes(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_INDEX || node->kind == RQ_NODE_OPT_INDEX;
}

static bool is_variable(const struct reader *reader, const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_SLOT && node->as.slot == reader->slot;
}

/* The name of the group that a node is, or NULL. */
static const rq_str *group_of(const struct reader *reader, const struct rq_cel_node *node)
{
    bool selects = node->kind == RQ_NODE_SELECT && node->as.steps.count == 1;
    return selects && is_variable(reader, node->kid[0]) ? &node->as.steps.items[0].key : NULL;
}

/* The name of the group of which a node is an element, or NULL; what else the node reads is visited. */
static const rq_str *element_of(struct reader *reader, const struct rq_cel_node *node)
{
    if (node->kind == RQ_NODE_LOCAL)
        return reader->groups[node->as.slot];
    const rq_str *group = indexes(node) ? group_of(reader, node->kid[0]) : NULL;
    if (group != NULL)
        visit(reader, node->kid[1]);
    return group;
}

/* Fields of elements: kep.title, kep.?title, has(kep.title), kep["title"]. */
static bool reads_field(struct reader *reader, const struct rq_cel_node *node)
{
    bool selects = node->kind == RQ_NODE_SELECT || node->kind == RQ_NODE_OPT_SELECT || node->kind == RQ_NODE_HAS;
    selects = selects && node->count > 0 && node->as.steps.count > 0;
    if (!selects && !(indexes(node) && is_text(node->kid[1])))
        return false;
    const rq_str *group = element_of(reader, node->kid[0]);
    if (group != NULL)
        add(reader, group, RQ_CEL_READ_FIELD,
            selects ? node->as.steps.items[0].key : rq_value_text(node->kid[1]->as.constant));
    return group != NULL;
}

/* The operand that is a group of which only the keys matter: key in records.note, size(records.note). */
static const struct rq_cel_node *keys_of(const struct reader *reader, const struct rq_cel_node *node)
{
    bool sizes = node->kind == RQ_NODE_CALL && node->count == 1 && rq_str_equal(node->as.call.name, RQ_STR("size"));
    bool searches = node->kind == RQ_NODE_IN && node->count == 2;
    if (!sizes && !searches)
        return NULL;
    const struct rq_cel_node *group = node->kid[node->count - 1];
    return group_of(reader, group) != NULL ? group : NULL;
}

static bool has_variables(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_FOLD || node->kind == RQ_NODE_BIND || node->kind == RQ_NODE_OPT_MAP ||
           node->kind == RQ_NODE_OPT_FLAT_MAP;
}

/* Of two variables over a map the second is the element; one alone is the key. */
static void visit_bodies(struct reader *reader, const struct rq_cel_node *node)
{
    const struct rq_cel_fold *fold = &node->as.fold;
    const rq_str *group = node->kind == RQ_NODE_FOLD ? group_of(reader, node->kid[0]) : NULL;
    if (group == NULL)
        visit(reader, node->kid[0]);
    else
        add(reader, group, RQ_CEL_READ_KEYS, RQ_STR(""));
    for (uint32_t i = 0; i < fold->variables; i++)
        reader->groups[fold->slot + i] = i == 1 ? group : NULL;
    for (uint32_t i = 1; i < node->count; i++)
        visit(reader, node->kid[i]);
}

/* What is left of the shapes is read as a whole. */
static void visit_whole(struct reader *reader, const struct rq_cel_node *node, const rq_str *group)
{
    bool selects = node->kind == RQ_NODE_SELECT && is_variable(reader, node->kid[0]);
    if (selects && node->as.steps.count > 0)
        group = &node->as.steps.items[0].key;
    if (group != NULL) {
        add(reader, group, RQ_CEL_READ_ALL, RQ_STR(""));
        return;
    }
    reader->lost |= is_variable(reader, node);
    for (uint32_t i = 0; i < node->count; i++)
        visit(reader, node->kid[i]);
}

static void visit(struct reader *reader, const struct rq_cel_node *node)
{
    const struct rq_cel_node *keys = keys_of(reader, node);
    if (keys != NULL)
        add(reader, group_of(reader, keys), RQ_CEL_READ_KEYS, RQ_STR(""));
    for (uint32_t i = 0; keys != NULL && i + 1 < node->count; i++)
        visit(reader, node->kid[i]);
    if (keys != NULL || reads_field(reader, node))
        return;
    if (has_variables(node))
        visit_bodies(reader, node);
    else
        visit_whole(reader, node, element_of(reader, node));
}

/* The group that a macro makes a map of, key by key; or NULL. */
static const rq_str *mapped(const struct reader *reader, const struct rq_cel_node *root)
{
    bool maps = root->kind == RQ_NODE_FOLD && root->as.fold.shape == RQ_FOLD_MAP && root->as.fold.variables == 2;
    return maps ? group_of(reader, root->kid[0]) : NULL;
}

struct rq_cel_reads rq_cel_reads(struct rq_arena *arena, const struct rq_cel_program *program, uint32_t slot)
{
    struct reader reader = {
        .arena = arena, .slot = slot, .groups = RQ_NEW_ARRAY(arena, const rq_str *, program->local_count)};
    reader.whole = mapped(&reader, program->root);
    visit(&reader, program->root);
    return (struct rq_cel_reads){.bounded = !reader.lost,
                                 .by_elements = reader.whole != NULL && !reader.lost && !reader.others,
                                 .items = reader.items,
                                 .count = reader.count};
}

static const rq_value *text_of(const struct rq_cel_node *node)
{
    return is_text(node) ? &node->as.constant : NULL;
}

static bool is_slot(const struct rq_cel_node *node, uint32_t slot)
{
    return node->kind == RQ_NODE_SLOT && node->as.slot == slot;
}

/* True if a node reads one field of a variable and nothing else of it: object.title, object.?title, has(object.title),
 * object["title"], "title" in object. */
static bool reads_one(const struct rq_cel_node *node, uint32_t slot, rq_str *field)
{
    bool selects = node->kind == RQ_NODE_SELECT || node->kind == RQ_NODE_OPT_SELECT || node->kind == RQ_NODE_HAS;
    const rq_value *key = NULL;
    if (selects && node->count == 1 && node->as.steps.count > 0 && is_slot(node->kid[0], slot)) {
        *field = node->as.steps.items[0].key;
        return true;
    }
    if (indexes(node) && is_slot(node->kid[0], slot))
        key = text_of(node->kid[1]);
    else if (node->kind == RQ_NODE_IN && node->count == 2 && is_slot(node->kid[1], slot))
        key = text_of(node->kid[0]);
    if (key != NULL)
        *field = rq_value_text(*key);
    return key != NULL;
}

static bool visit_fields(const struct rq_cel_node *node, uint32_t slot, rq_cel_field_fn *tell, void *host)
{
    rq_str field;
    if (reads_one(node, slot, &field)) {
        tell(host, field);
        return true;
    }
    bool known = !is_slot(node, slot);
    for (uint32_t i = 0; known && i < node->count; i++)
        known = visit_fields(node->kid[i], slot, tell, host);
    return known;
}

bool rq_cel_reads_fields(const struct rq_cel_program *program, uint32_t slot, rq_cel_field_fn *tell, void *host)
{
    return visit_fields(program->root, slot, tell, host);
}

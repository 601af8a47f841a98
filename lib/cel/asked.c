/*
 * Whose type an expression asks for: type(object.owner) says that owner may be of another type than its kind has it.
 *
 * What is asked for is a chain of names, written with dots, brackets or as an optional; it is kept as one text, the names
 * joined by dots.  A chain that is very long counts as asked for, so that no time goes into comparing such.
 */
#include "base/text.h"
#include "cel/checker.h"

enum { LONGEST_PATH = 256 };

static bool is_unwrapped(const struct rq_cel_node *node)
{
    return node->kind == RQ_NODE_CALL && (node->flags & RQ_FLAG_METHOD) &&
           (rq_str_equal(node->as.call.name, RQ_STR("orValue")) || rq_str_equal(node->as.call.name, RQ_STR("value")));
}

static void add_name(struct rq_buf *buf, rq_str name)
{
    if (buf->len > LONGEST_PATH)
        return;
    if (buf->len > 0)
        rq_buf_byte(buf, '.');
    rq_buf_add(buf, rq_str_slice(name, 0, LONGEST_PATH));
}

/* Adds the names of a chain, with so many of the node's own steps; false for any other node.  object.?owner.orValue("") is
 * about object.owner too. */
static bool add_path(struct rq_buf *buf, rq_str text, const struct rq_cel_node *node, uint32_t steps)
{
    bool selects = node->kind == RQ_NODE_SELECT || node->kind == RQ_NODE_OPT_SELECT;
    bool indexes = (node->kind == RQ_NODE_INDEX || node->kind == RQ_NODE_OPT_INDEX) &&
                   node->kid[1]->kind == RQ_NODE_CONSTANT && node->kid[1]->as.constant.kind == RQ_STRING;
    if (node->kind == RQ_NODE_SLOT || node->kind == RQ_NODE_LOCAL) {
        add_name(buf, rq_str_slice(text, node->start, node->end));
        return true;
    }
    if ((!selects && !indexes && !is_unwrapped(node)) || !add_path(buf, text, node->kid[0], UINT32_MAX))
        return false;
    for (uint32_t i = 0; selects && i < node->as.steps.count && i < steps && buf->len <= LONGEST_PATH; i++)
        add_name(buf, node->as.steps.items[i].key);
    if (indexes)
        add_name(buf, rq_value_text(node->kid[1]->as.constant));
    return true;
}

static rq_str path_of(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node, uint32_t steps)
{
    struct rq_buf buf = {.arena = arena};
    return add_path(&buf, text, node, steps) ? rq_buf_text(&buf) : (rq_str){0};
}

void rq_cel_collect_asked(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node,
                          struct rq_cel_asked *asked)
{
    if (node->kind == RQ_NODE_CALL && node->count == 1 && rq_str_equal(node->as.call.name, RQ_STR("type"))) {
        rq_str path = path_of(arena, text, node->kid[0], UINT32_MAX);
        asked->items = rq_grow(arena, asked->items, asked->count, &asked->cap, sizeof *asked->items);
        asked->items[asked->count] = path;
        asked->count += path.len > 0;
    }
    for (uint32_t i = 0; i < node->count; i++)
        rq_cel_collect_asked(arena, text, node->kid[i], asked);
}

void rq_cel_asked_sort(struct rq_cel_asked *asked)
{
    rq_str_sort(asked->items, asked->count);
}

bool rq_cel_is_asked(const struct rq_cel_asked *asked, rq_str path)
{
    if (asked->count == 0 || path.len == 0)
        return false;
    return path.len > LONGEST_PATH || rq_str_among(path, asked->items, asked->count);
}

const struct rq_cel_type *rq_cel_type_if_asked(struct rq_cel_checker *checker, const struct rq_cel_node *node,
                                               uint32_t steps, const struct rq_cel_type *type)
{
    const struct rq_cel_asked *asked = &checker->facts->asked;
    if (asked->count == 0 || type == NULL || type->kinds == 0)
        return type;
    rq_str path = path_of(checker->arena, checker->compiler->text, node, steps);
    return rq_cel_is_asked(asked, path) ? rq_cel_type_loose(checker->arena, type) : type;
}

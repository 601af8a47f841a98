/*
 * Searching one value for many places.  A record of a mebibyte may have a finding at each of a hundred thousand keys, and a search
 * through all of it for each of them would take minutes.  So after a few searches everything in the value is numbered, in the
 * order in which pointer.c searches, and found by its place.
 */
#include "base/limits.h"
#include "value/value.h"

enum {
    /* Searches that cost less than an index. */
    FEW = 4,
    NOWHERE = 0 /* the number of the value itself, which is below nothing */
};

/* Something that stands in the value: a key, what stands under it, an item of a list. */
struct node {
    const rq_value *written;      /* the key or the value */
    const struct rq_entry *entry; /* of a mapping; NULL for an item */
    uint32_t above, index;        /* the list or mapping that it is in, and where in a list */
};

struct rq_trace_index {
    struct node *nodes;
    size_t count, cap;
    uint32_t *slots; /* open addressing over numbers plus one of the first at each place */
    uint32_t mask;
};

static uint32_t *slot_of(const struct rq_trace_index *index, struct rq_origin origin)
{
    const uint32_t place[] = {origin.start, origin.end};
    uint32_t at = rq_str_hash((rq_str){(const char *)place, sizeof place}) & index->mask;
    while (index->slots[at] != 0 &&
           !rq_origin_equal(rq_value_origin(*index->nodes[index->slots[at] - 1].written), origin))
        at = (at + 1) & index->mask;
    return &index->slots[at];
}

static uint32_t add_node(struct rq_arena *arena, struct rq_trace_index *index, struct node node)
{
    index->nodes = rq_grow(arena, index->nodes, index->count, &index->cap, sizeof *index->nodes);
    index->nodes[index->count] = node;
    return (uint32_t)index->count++;
}

static void add_inner(struct rq_arena *arena, struct rq_trace_index *index, uint32_t number, unsigned depth)
{
    const rq_value *value = index->nodes[number].written;
    for (uint32_t i = 0; depth > 0 && value->kind == RQ_MAP && i < value->as.map->count; i++) {
        const struct rq_entry *entry = &value->as.map->entries[i];
        add_node(arena, index, (struct node){&entry->key, entry, number, 0});
        add_inner(arena, index, add_node(arena, index, (struct node){&entry->value, entry, number, 0}), depth - 1);
    }
    for (uint32_t i = 0; depth > 0 && value->kind == RQ_LIST && i < value->as.list->count; i++) {
        struct node item = {&value->as.list->items[i], NULL, number, i};
        add_inner(arena, index, add_node(arena, index, item), depth - 1);
    }
}

static const struct rq_trace_index *make_index(struct rq_arena *arena, rq_value root)
{
    struct rq_trace_index *index = RQ_NEW(arena, struct rq_trace_index);
    rq_value *whole = RQ_NEW(arena, rq_value);
    *whole = root;
    add_inner(arena, index, add_node(arena, index, (struct node){.written = whole}), RQ_LIMIT_VALUE_DEPTH);
    index->mask = 15;
    while (index->mask < 2 * index->count)
        index->mask = index->mask * 2 + 1;
    index->slots = RQ_NEW_ARRAY(arena, uint32_t, (size_t)index->mask + 1);
    for (size_t i = 0; i < index->count; i++) {
        struct rq_origin origin = rq_value_origin(*index->nodes[i].written);
        uint32_t *slot = origin.source == NULL ? NULL : slot_of(index, origin);
        if (slot != NULL && *slot == 0)
            *slot = (uint32_t)i + 1;
    }
    return index;
}

/* The pointer, from its end to its start. */
static void add_steps(const struct rq_trace_index *index, uint32_t number, struct rq_buf *pointer)
{
    uint32_t way[RQ_LIMIT_VALUE_DEPTH + 1];
    size_t count = 0;
    for (; number != NOWHERE; number = index->nodes[number].above)
        way[count++] = number;
    while (count-- > 0) {
        const struct node *node = &index->nodes[way[count]];
        rq_value_pointer_add(pointer, node->entry != NULL ? rq_value_source_text(pointer->arena, node->entry->key)
                                                          : rq_arena_format(pointer->arena, "%u", node->index));
    }
}

static void describe(const struct rq_trace_index *index, uint32_t number, struct rq_arena *arena,
                     struct rq_trace *trace)
{
    const struct node *node = &index->nodes[number];
    bool is_key = node->entry != NULL && node->written == &node->entry->key;
    struct rq_buf pointer = {.arena = arena};
    add_steps(index, number, &pointer);
    trace->pointer = rq_buf_text(&pointer);
    trace->value = is_key ? node->entry->value : *node->written;
    trace->in_list = number != NOWHERE && node->entry == NULL;
    while (number != NOWHERE && index->nodes[number].entry == NULL)
        number = index->nodes[number].above;
    if (number != NOWHERE)
        trace->key = index->nodes[number].entry->key;
}

bool rq_tracer_find(struct rq_tracer *tracer, struct rq_arena *arena, rq_value root, struct rq_origin origin,
                    struct rq_trace *trace)
{
    bool other = tracer->root.kind != root.kind || tracer->root.as.map != root.as.map;
    if (other || root.kind != RQ_MAP)
        *tracer = (struct rq_tracer){.arena = tracer->arena, .root = root};
    if (tracer->arena == NULL || tracer->searches++ < FEW)
        return rq_value_trace(arena, root, origin, trace);
    if (tracer->index == NULL)
        tracer->index = make_index(tracer->arena, root);
    *trace = (struct rq_trace){.pointer = RQ_STR("")};
    uint32_t number = origin.source == NULL ? 0 : *slot_of(tracer->index, origin);
    if (number > 0)
        describe(tracer->index, number - 1, arena, trace);
    return number > 0;
}

/*
 * The steps that end a key path.  Each of them looks at a node and gives rows: the leaves below it, or its scalars that
 * have a text, any text, or a part that a pattern matches.
 */
#include "base/text.h"
#include "locate/quoted.h"
#include "locate/walk.h"

#include <string.h>

static bool is_list_of_maps(const rq_value *node)
{
    bool all = node->kind == RQ_LIST && node->as.list->count > 0;
    for (uint32_t i = 0; all && i < node->as.list->count; i++)
        all = node->as.list->items[i].kind == RQ_MAP;
    return all;
}

struct leaf_search {
    struct walker *walker;
    rq_str name;
    const struct binding *bindings;
    struct rq_buf path;  /* printed, */
    struct rq_key *keys; /* and key by key */
    size_t depth, cap;
};

static void leaves(struct leaf_search *search, const rq_value *node, unsigned depth);

static void push(struct leaf_search *search, struct rq_key key)
{
    search->keys = rq_grow(search->walker->arena, search->keys, search->depth, &search->cap, sizeof *search->keys);
    search->keys[search->depth++] = key;
}

static void map_leaves(struct leaf_search *search, const struct rq_map *map, unsigned depth)
{
    size_t length = search->path.len;
    for (uint32_t i = 0; i < map->count; i++) {
        rq_str key = rq_walk_text(search->walker, map->entries[i].key);
        rq_quoted_add(&search->path, key);
        push(search, (struct rq_key){.text = key});
        leaves(search, &map->entries[i].value, depth);
        search->path.len = length;
        search->depth--;
    }
}

static void list_leaves(struct leaf_search *search, const struct rq_list *list, unsigned depth)
{
    size_t length = search->path.len;
    rq_buf_add(&search->path, RQ_STR("[]"));
    push(search, (struct rq_key){.items = true});
    for (uint32_t i = 0; i < list->count; i++)
        leaves(search, &list->items[i], depth);
    search->path.len = length;
    search->depth--;
}

/* The name may be bound already; if not, the binding needs to live no longer than the row takes to be made. */
static void leaf(struct leaf_search *search, const rq_value *node)
{
    struct walker *walker = search->walker;
    rq_str path = rq_buf_text(&search->path);
    const struct binding *bound = rq_walk_bound(search->bindings, search->name);
    if (path.len == 0 || (bound != NULL && !rq_str_equal(bound->capture.text, path)))
        return;
    struct rq_capture capture = {search->name, bound != NULL ? path : rq_arena_copy(walker->arena, path), true};
    struct binding binding = {search->bindings, capture, 0};
    rq_walk_emit(walker, *node, bound != NULL ? search->bindings : &binding);
    walker->last = NULL;
}

/* A scalar, an empty map, what is opaque and (unless lists are walked) a list is a leaf; the root is none. */
static void leaves(struct leaf_search *search, const rq_value *node, unsigned depth)
{
    const struct rq_keypath_options *options = &search->walker->options;
    if (!rq_walk_take(search->walker, 1))
        return;
    bool opaque = depth == 0 || (search->depth > 0 && options->opaque.count > 0 &&
                                 rq_key_patterns_match(options->opaque, (struct rq_keys){search->keys, search->depth}));
    if (!opaque && node->kind == RQ_MAP && node->as.map->count > 0)
        map_leaves(search, node->as.map, depth - 1);
    else if (!opaque && options->walk_lists && is_list_of_maps(node))
        list_leaves(search, node->as.list, depth - 1);
    else
        leaf(search, node);
}

void rq_end_leaves(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                   unsigned depth)
{
    struct leaf_search search = {
        .walker = walker, .name = walker->path->steps[step].text, .bindings = bindings, .path.arena = walker->arena};
    leaves(&search, node, depth);
}

void rq_end_equal(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                  unsigned depth)
{
    (void)depth;
    const rq_value *scalar;
    for (uint32_t i = 0; (scalar = rq_walk_scalar(node, &i)) != NULL;)
        if (rq_str_equal(rq_walk_text(walker, *scalar), walker->path->steps[step].text))
            rq_walk_emit(walker, *scalar, bindings);
}

/* A captured text, whole or in pieces. */
struct pieces {
    rq_str rest;
    bool split, done;
};

static bool is_cut(char byte)
{
    return byte != '\0' && strchr(" \t\r\n\f\v,\"'[]", byte) != NULL;
}

static bool next_piece(struct pieces *pieces, rq_str *piece)
{
    rq_str rest = pieces->rest;
    size_t start = 0, end = rest.len;
    if (pieces->split) {
        while (start < rest.len && is_cut(rest.ptr[start]))
            start++;
        for (end = start; end < rest.len && !is_cut(rest.ptr[end]);)
            end++;
    }
    bool found = !pieces->done && (end > start || !pieces->split);
    *piece = rq_str_slice(rest, start, end);
    pieces->rest = rq_str_slice(rest, end, rest.len);
    pieces->done = end == rest.len;
    return found;
}

void rq_end_capture(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                    unsigned depth)
{
    (void)depth;
    const rq_value *scalar;
    for (uint32_t i = 0; (scalar = rq_walk_scalar(node, &i)) != NULL;) {
        if (scalar->kind == RQ_NULL)
            continue;
        struct pieces pieces = {.rest = rq_walk_text(walker, *scalar), .split = walker->options.split};
        for (rq_str piece; next_piece(&pieces, &piece);) {
            const struct binding *more = bindings;
            if (rq_walk_bind(walker, &more, (struct rq_capture){walker->path->steps[step].text, piece, false}))
                rq_walk_emit(walker, *scalar, more);
        }
    }
}

/* One match of a pattern in the text of a scalar. */
struct found {
    const rq_value *scalar;
    rq_str text;
    const struct rq_regex *regex;
    struct rq_regex_match match;
};

/* Binds the named groups from `group` on; one that is cut in pieces goes on once for each.  Recursion is as deep as the
 * pattern has groups, which its length bounds. */
static void bind_groups(struct walker *walker, const struct found *found, uint32_t group,
                        const struct binding *bindings)
{
    if (!rq_walk_take(walker, 1))
        return;
    while (group < found->match.count &&
           (rq_regex_group_name(found->regex, group).len == 0 || found->match.spans[group].start == RQ_NOT_FOUND))
        group++;
    if (group == found->match.count) {
        rq_walk_emit(walker, *found->scalar, bindings);
        return;
    }
    struct rq_regex_span span = found->match.spans[group];
    struct pieces pieces = {.rest = rq_str_slice(found->text, span.start, span.end), .split = walker->options.split};
    for (rq_str piece; next_piece(&pieces, &piece);) {
        const struct binding *more = bindings;
        if (rq_walk_bind(walker, &more, (struct rq_capture){rq_regex_group_name(found->regex, group), piece, false}))
            bind_groups(walker, found, group + 1, more);
    }
}

/* All matches in one scalar; an empty match moves on by a character. */
static void match_scalar(struct walker *walker, const rq_value *scalar, const struct rq_regex *regex,
                         const struct binding *bindings)
{
    struct found found = {.scalar = scalar, .text = rq_walk_text(walker, *scalar), .regex = regex};
    size_t from = 0;
    while (from <= found.text.len) {
        enum rq_regex_result result =
            rq_regex_search(regex, found.text, from, walker->options.steps, walker->arena, &found.match);
        walker->exhausted = walker->exhausted || result == RQ_REGEX_LIMIT;
        if (result != RQ_REGEX_YES)
            return;
        bind_groups(walker, &found, 1, bindings);
        struct rq_regex_span whole = found.match.spans[0];
        from = whole.end;
        if (whole.start == whole.end && from < found.text.len)
            rq_utf8_next(found.text, &from);
        else if (whole.start == whole.end)
            return;
    }
}

void rq_end_match(struct walker *walker, const rq_value *node, size_t step, const struct binding *bindings,
                  unsigned depth)
{
    (void)depth;
    const rq_value *scalar;
    for (uint32_t i = 0; (scalar = rq_walk_scalar(node, &i)) != NULL;)
        if (scalar->kind != RQ_NULL)
            match_scalar(walker, scalar, walker->path->steps[step].regex, bindings);
}

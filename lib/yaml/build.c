/*
 * From events to values, on a stack.
 *
 * Finished nodes wait in `items`; an open collection is a frame that knows where its children begin there.  When it is
 * closed its children are taken off and the list or map is put in their place.  Each node counts, an alias as all the
 * nodes it stands for, so that neither memory nor the time of those who walk the value can explode.  Read rq_yaml_take
 * first.
 */
#include "yaml/reader.h"
#include "yaml/walk.h"

#include <string.h>

/* How much of a name a message shows. */
enum { SHOWN = 60 };

static rq_str shown(rq_str text)
{
    return rq_str_slice(text, 0, text.len <= SHOWN ? text.len : rq_utf8_offset(text, SHOWN));
}

static rq_pos place(const struct rq_yaml_reader *reader, const struct rq_yaml_node *node)
{
    return rq_yaml_place(reader->text, node->start, node->end);
}

/* For limits: one character, since the node may be most of the file. */
static rq_pos first_character(const struct rq_yaml_reader *reader, const struct rq_yaml_node *node)
{
    return rq_yaml_place(reader->text, node->start, node->start.offset + (node->end > node->start.offset ? 1 : 0));
}

static void stop(struct rq_yaml_reader *reader)
{
    reader->stopped = true;
}

static bool count_nodes(struct rq_yaml_reader *reader, const struct rq_yaml_node *node, uint32_t nodes, bool alias)
{
    reader->nodes += nodes;
    if (reader->nodes <= RQ_LIMIT_YAML_NODES)
        return true;
    if (alias)
        rq_yaml_issue(reader, "yaml-alias-bomb", first_character(reader, node),
                      "with its aliases written out this file has more than %d values", RQ_LIMIT_YAML_NODES);
    else
        rq_yaml_issue(reader, "yaml-too-large", first_character(reader, node),
                      "this file has more than %d values; split it", RQ_LIMIT_YAML_NODES);
    stop(reader);
    return false;
}

/* `below`: levels of collections that the node brings with it. */
static bool check_depth(struct rq_yaml_reader *reader, const struct rq_yaml_node *node, size_t below)
{
    if (reader->depth + below <= RQ_LIMIT_YAML_DEPTH)
        return true;
    rq_yaml_issue(reader, "yaml-too-deep", first_character(reader, node),
                  "lists and mappings are nested more than %d levels deep here", RQ_LIMIT_YAML_DEPTH);
    stop(reader);
    return false;
}

/* Puts a finished node where it belongs: into the open collection, or as the root of the document. */
static void put(struct rq_yaml_reader *reader, rq_value value, const struct rq_yaml_cursor *start, size_t end,
                uint32_t height)
{
    if (reader->depth == 0) {
        reader->root = value;
        return;
    }
    struct rq_yaml_frame *frame = &reader->frames[reader->depth - 1];
    reader->items =
        rq_grow(reader->scratch, reader->items, reader->item_count, &reader->item_cap, sizeof *reader->items);
    reader->items[reader->item_count++] = (struct rq_yaml_item){value, start->line, start->column};
    frame->last_end = (uint32_t)end;
    if (frame->height < height + 1)
        frame->height = height + 1;
}

static bool is_key_place(const struct rq_yaml_reader *reader)
{
    if (reader->depth == 0)
        return false;
    const struct rq_yaml_frame *frame = &reader->frames[reader->depth - 1];
    return frame->map && (reader->item_count - frame->first) % 2 == 0;
}

static rq_value anchor_name(const yaml_char_t *name)
{
    return rq_string(rq_str_from((const char *)name));
}

/* Starts the definition of an anchor, its newest from now on; RQ_NOT_FOUND where the node has none. */
static size_t define(struct rq_yaml_reader *reader, const yaml_char_t *name)
{
    if (name == NULL)
        return RQ_NOT_FOUND;
    rq_value key = anchor_name(name);
    size_t index = rq_yaml_set_find(&reader->anchor_names, key);
    if (index == RQ_NOT_FOUND) {
        size_t count = reader->anchor_names.count;
        key = rq_string(rq_arena_copy(reader->scratch, rq_value_text(key)));
        reader->anchors =
            rq_grow(reader->scratch, reader->anchors, count, &reader->anchor_cap, sizeof *reader->anchors);
        index = rq_yaml_set_add(&reader->anchor_names, key);
    }
    reader->anchors[index] = (struct rq_yaml_anchor){
        .value = {.kind = RQ_ABSENT}, .serial = ++reader->serial, .document = (uint32_t)reader->document_count};
    return index;
}

/* Gives an anchor its node, unless the anchor was defined again inside it. */
static void settle(struct rq_yaml_reader *reader, size_t index, uint32_t serial, struct rq_yaml_anchor node)
{
    if (index == RQ_NOT_FOUND || reader->anchors[index].serial != serial)
        return;
    node.serial = serial;
    node.document = reader->anchors[index].document;
    reader->anchors[index] = node;
}

static void unknown_tag(struct rq_yaml_reader *reader, const struct rq_yaml_node *node, bool known)
{
    struct rq_yaml_cursor start = reader->cursor;
    rq_yaml_seek_offset(reader->text, &start, node->tag_start);
    rq_str tag = rq_str_slice(reader->text, node->tag_start, node->tag_end);
    rq_yaml_issue(reader, "yaml-unknown-tag", rq_yaml_place(reader->text, start, node->tag_end),
                  known
                      ? "the tag `%.*s` does not fit this value"
                      : "the tag `%.*s` is not known; use !!str, !!int, !!float, !!bool, !!null, !!map, !!seq or none",
                  RQ_ARG(shown(tag)));
}

/* The end of a block scalar's last line with something on it: libyaml goes on to the next token. */
static size_t block_end(rq_str text, size_t start, size_t end)
{
    size_t last = end;
    while (last > start && strchr(" \t\r\n", text.ptr[last - 1]) != NULL)
        last--;
    while (last < end && text.ptr[last] != '\n' && text.ptr[last] != '\r')
        last++;
    return last;
}

static void add_piece(void *host, size_t start, size_t end, rq_str decoded)
{
    (void)start;
    (void)end;
    rq_buf_add(host, decoded);
}

static bool is_high(uint32_t unit)
{
    return unit < 0xDC00;
}

/* Halves of surrogate pairs without the other half, in a double-quoted scalar. */
static void check_surrogates(struct rq_yaml_reader *reader, const struct rq_yaml_node *node)
{
    struct rq_yaml_cursor cursor = node->start;
    rq_str text = rq_str_slice(reader->text, 0, node->end);
    uint32_t unit, low;
    for (size_t at = node->start.offset; at < node->end; at++) {
        if (text.ptr[at] != '\\')
            continue;
        bool surrogate = rq_yaml_surrogate_at(text, at, &unit);
        if (surrogate && is_high(unit) && rq_yaml_surrogate_at(text, at + 6, &low) && !is_high(low)) {
            at += 11;
        } else if (surrogate) {
            rq_yaml_seek_offset(text, &cursor, at);
            rq_yaml_issue(reader, "yaml-encoding", rq_yaml_place(text, cursor, at + 6),
                          "`%.6s` is half a character: write both halves of the surrogate pair", text.ptr + at);
            at += 5;
        } else {
            at++;
        }
    }
}

static bool has_surrogate(const struct rq_yaml_reader *reader, const struct rq_yaml_node *node)
{
    uint32_t unit;
    for (size_t at = node->start.offset; at < node->end; at++) {
        if (rq_yaml_surrogate_at(reader->text, at, &unit))
            return true;
    }
    return false;
}

/* The decoded text: a view into the source where that is the same bytes, else good until the event is deleted. */
static rq_str scalar_text(struct rq_yaml_reader *reader, const struct rq_yaml_node *node, const yaml_event_t *event)
{
    rq_str decoded = {(const char *)event->data.scalar.value, event->data.scalar.length};
    yaml_scalar_style_t style = event->data.scalar.style;
    bool plain = style == YAML_PLAIN_SCALAR_STYLE;
    rq_str written = rq_str_slice(reader->text, node->start.offset, node->end);
    if (!plain && written.len >= 2)
        written = rq_str_slice(written, 1, written.len - 1);
    if (rq_str_equal(written, decoded))
        return written;
    if (!reader->masked || !has_surrogate(reader, node))
        return decoded;
    if (style == YAML_DOUBLE_QUOTED_SCALAR_STYLE)
        check_surrogates(reader, node);
    struct rq_buf buf = {.arena = reader->scratch};
    rq_yaml_walk(reader->text, node->start.offset, node->end, plain, decoded, add_piece, &buf);
    return rq_buf_text(&buf);
}

/* What the text is under its tag; RQ_ABSENT where that does not say, or does not fit, which is reported. */
static rq_value tagged_value(struct rq_yaml_reader *reader, const struct rq_yaml_node *node, rq_str tag, rq_str text)
{
    bool known;
    if (tag.len == 0 || rq_str_equal(tag, RQ_STR("!")))
        return (rq_value){0};
    rq_value value = rq_yaml_tagged(reader->scratch, tag, text, &known);
    if (value.kind == RQ_ABSENT)
        unknown_tag(reader, node, known);
    return value;
}

static rq_value scalar_value(struct rq_yaml_reader *reader, const struct rq_yaml_node *node, const yaml_event_t *event,
                             rq_str text)
{
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE, not_specific = false;
    if (event->data.scalar.tag != NULL) {
        rq_str tag = rq_str_from((const char *)event->data.scalar.tag);
        rq_value value = tagged_value(reader, node, tag, text);
        not_specific = rq_str_equal(tag, RQ_STR("!"));
        if (value.kind != RQ_ABSENT)
            return value;
    }
    if (!plain || not_specific)
        return rq_string(text);
    rq_value value = rq_yaml_plain(reader->scratch, text);
    if (value.kind != RQ_ABSENT)
        return value;
    rq_yaml_issue(reader, "yaml-number", place(reader, node),
                  "%.*s is beyond the largest number; put it in quotes if it is text", RQ_ARG(shown(text)));
    return rq_string(text);
}

static void take_scalar(struct rq_yaml_reader *reader, const yaml_event_t *event)
{
    struct rq_yaml_node node = rq_yaml_node_of(reader, event);
    yaml_scalar_style_t style = event->data.scalar.style;
    if (!count_nodes(reader, &node, 1, false))
        return;
    rq_str text = scalar_text(reader, &node, event);
    if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE)
        node.end = block_end(reader->text, node.start.offset, node.end);
    rq_value value = rq_value_at(reader->arena, scalar_value(reader, &node, event, text),
                                 rq_yaml_origin(reader, &node.start, node.end));
    value.plain = style == YAML_PLAIN_SCALAR_STYLE;
    if (node.end > node.start.offset) {
        reader->last = node;
        reader->has_last = true;
        reader->last_quoted = style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE;
    }
    if (event->data.scalar.anchor != NULL) {
        size_t anchor = define(reader, event->data.scalar.anchor);
        settle(reader, anchor, reader->serial, (struct rq_yaml_anchor){.value = value, .nodes = 1});
    }
    put(reader, value, &node.start, node.end, 0);
}

static const struct rq_yaml_anchor *find_anchor(struct rq_yaml_reader *reader, const struct rq_yaml_node *node,
                                                const yaml_char_t *name)
{
    rq_value key = anchor_name(name);
    size_t index = rq_yaml_set_find(&reader->anchor_names, key);
    const struct rq_yaml_anchor *anchor = index == RQ_NOT_FOUND ? NULL : &reader->anchors[index];
    if (anchor != NULL && anchor->document == reader->document_count && anchor->value.kind != RQ_ABSENT)
        return anchor;
    bool open = anchor != NULL && anchor->document == reader->document_count;
    rq_yaml_issue(reader, "yaml-undefined-alias", place(reader, node),
                  open ? "the alias `*%.*s` stands inside the value that it names"
                       : "nothing before this alias has the anchor `&%.*s`",
                  RQ_ARG(shown(rq_value_text(key))));
    return NULL;
}

static void take_alias(struct rq_yaml_reader *reader, const yaml_event_t *event)
{
    struct rq_yaml_node node = rq_yaml_node_of(reader, event);
    const struct rq_yaml_anchor *anchor = find_anchor(reader, &node, event->data.alias.anchor);
    struct rq_yaml_anchor found = {.value = rq_null(), .nodes = 1};
    if (anchor != NULL)
        found = *anchor;
    if (!count_nodes(reader, &node, found.nodes, true) || !check_depth(reader, &node, found.height))
        return;
    if (anchor == NULL || is_key_place(reader)) {
        found.value = rq_value_at(reader->arena, found.value, rq_yaml_origin(reader, &node.start, node.end));
        found.value.plain = false;
    }
    put(reader, found.value, &node.start, node.end, found.height);
}

static void check_collection_tag(struct rq_yaml_reader *reader, const struct rq_yaml_node *node,
                                 const yaml_char_t *name, const char *fitting)
{
    rq_str tag = rq_str_from((const char *)name);
    bool known;
    if (tag.len == 0 || rq_str_equal(tag, RQ_STR("!")) || rq_str_equal(tag, rq_str_from(fitting)))
        return;
    rq_yaml_tagged(reader->scratch, tag, RQ_STR(""), &known);
    unknown_tag(reader, node, known);
}

static void take_start(struct rq_yaml_reader *reader, const yaml_event_t *event)
{
    struct rq_yaml_node node = rq_yaml_node_of(reader, event);
    bool map = event->type == YAML_MAPPING_START_EVENT;
    const yaml_char_t *anchor = map ? event->data.mapping_start.anchor : event->data.sequence_start.anchor;
    if (!check_depth(reader, &node, 1) || !count_nodes(reader, &node, 1, false))
        return;
    check_collection_tag(reader, &node, map ? event->data.mapping_start.tag : event->data.sequence_start.tag,
                         map ? YAML_MAP_TAG : YAML_SEQ_TAG);
    reader->frames =
        rq_grow(reader->scratch, reader->frames, reader->depth, &reader->frame_cap, sizeof *reader->frames);
    reader->frames[reader->depth++] = (struct rq_yaml_frame){
        .map = map,
        .flow = map ? event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
                    : event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
        .first = reader->item_count,
        .nodes = reader->nodes - 1,
        .height = 1,
        .last_end = (uint32_t)node.start.offset,
        .anchor = define(reader, anchor),
        .serial = reader->serial,
        .start = node.start,
    };
}

static rq_value list_of(struct rq_yaml_reader *reader, const struct rq_yaml_item *items, size_t count)
{
    rq_value *kept = RQ_NEW_ARRAY(reader->arena, rq_value, count);
    for (size_t i = 0; i < count; i++)
        kept[i] = items[i].value;
    return rq_list_over(reader->arena, kept, count);
}

static void take_end(struct rq_yaml_reader *reader, const yaml_event_t *event)
{
    struct rq_yaml_frame frame = reader->frames[--reader->depth];
    size_t count = reader->item_count - frame.first;
    const struct rq_yaml_item *items = count > 0 ? reader->items + frame.first : NULL;
    rq_value value = frame.map ? rq_yaml_map(reader, items, count) : list_of(reader, items, count);
    /* A block, and a pair without braces, end with no token of their own: with their last child then. */
    bool bracket = frame.flow && event->end_mark.index > event->start_mark.index;
    size_t end = bracket ? rq_yaml_node_of(reader, event).end : frame.last_end;
    value = rq_value_at(reader->arena, value, rq_yaml_origin(reader, &frame.start, end));
    reader->item_count = frame.first;
    uint32_t nodes = (uint32_t)(reader->nodes - frame.nodes);
    settle(reader, frame.anchor, frame.serial,
           (struct rq_yaml_anchor){.value = value, .nodes = nodes, .height = frame.height});
    put(reader, value, &frame.start, end, frame.height);
}

static void take_document_end(struct rq_yaml_reader *reader)
{
    reader->documents = rq_grow(reader->scratch, reader->documents, reader->document_count, &reader->document_cap,
                                sizeof *reader->documents);
    reader->documents[reader->document_count++] = reader->root;
}

void rq_yaml_take(struct rq_yaml_reader *reader, const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        take_scalar(reader, event);
        break;
    case YAML_ALIAS_EVENT:
        take_alias(reader, event);
        break;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        take_start(reader, event);
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        take_end(reader, event);
        break;
    case YAML_DOCUMENT_END_EVENT:
        take_document_end(reader);
        break;
    default:
        break;
    }
}

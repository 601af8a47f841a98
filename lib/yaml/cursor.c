/*
 * Places: from libyaml's marks to bytes, lines and columns.
 *
 * libyaml counts characters, and lines by YAML 1.1's idea of a line break (also a lone CR, NEL, LS, PS); we count bytes,
 * and lines as rq_source does.  In plain ASCII, almost every file, that is the same.  Else only a mark's index is used: a
 * cursor walks forward through the text as the events come, in all once over the text for the starts and once over the
 * scalars for their ends.
 */
#include "yaml/reader.h"

static size_t width_of(char lead)
{
    unsigned char byte = (unsigned char)lead;
    return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

static void step(rq_str text, struct rq_yaml_cursor *cursor)
{
    char byte = text.ptr[cursor->offset];
    cursor->offset += width_of(byte);
    cursor->index++;
    cursor->column++;
    if (byte == '\n') {
        cursor->line++;
        cursor->column = 1;
    }
}

void rq_yaml_seek(const struct rq_yaml_reader *reader, struct rq_yaml_cursor *cursor, const yaml_mark_t *mark)
{
    const struct rq_yaml_cursor *first = &reader->first;
    if (reader->simple) {
        *cursor = (struct rq_yaml_cursor){mark->index, first->offset + mark->index, first->line + (uint32_t)mark->line,
                                          (uint32_t)mark->column + 1};
        return;
    }
    if (mark->index < cursor->index)
        *cursor = *first;
    while (cursor->index < mark->index && cursor->offset < reader->text.len)
        step(reader->text, cursor);
}

void rq_yaml_seek_offset(rq_str text, struct rq_yaml_cursor *cursor, size_t offset)
{
    while (cursor->offset < offset && cursor->offset < text.len)
        step(text, cursor);
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Blanks, line breaks and comments between a node's properties and its content. */
static size_t skip_gap(rq_str text, size_t at, size_t end)
{
    while (at < end && (is_space(text.ptr[at]) || text.ptr[at] == '#')) {
        if (text.ptr[at] == '#') {
            size_t newline = rq_str_find_byte(text, '\n', at);
            at = newline < end ? newline : end;
        } else {
            at++;
        }
    }
    return at;
}

/* properties = { ( "&" name | "!" tag ) gap } */
static void skip_properties(rq_str text, struct rq_yaml_node *node)
{
    size_t at = node->start.offset;
    while (at < node->end && (text.ptr[at] == '&' || text.ptr[at] == '!')) {
        size_t start = at;
        while (at < node->end && !is_space(text.ptr[at]))
            at++;
        if (text.ptr[start] == '!') {
            node->tag_start = start;
            node->tag_end = at;
        }
        at = skip_gap(text, at, node->end);
    }
    rq_yaml_seek_offset(text, &node->start, at);
}

/* Where a mark leads that does not lie before the cursor. */
static size_t offset_of(const struct rq_yaml_reader *reader, const yaml_mark_t *mark)
{
    if (reader->simple)
        return reader->first.offset + mark->index;
    struct rq_yaml_cursor cursor = reader->cursor;
    rq_yaml_seek(reader, &cursor, mark);
    return cursor.offset;
}

struct rq_yaml_node rq_yaml_node_of(struct rq_yaml_reader *reader, const yaml_event_t *event)
{
    rq_yaml_seek(reader, &reader->cursor, &event->start_mark);
    struct rq_yaml_node node = {.start = reader->cursor, .end = offset_of(reader, &event->end_mark)};
    char first = node.start.offset < node.end ? reader->text.ptr[node.start.offset] : ' ';
    if ((first == '&' || first == '!') && event->type != YAML_ALIAS_EVENT)
        skip_properties(reader->text, &node);
    return node;
}

struct rq_origin rq_yaml_origin(const struct rq_yaml_reader *reader, const struct rq_yaml_cursor *start, size_t end)
{
    return (struct rq_origin){reader->source, (uint32_t)start->offset, (uint32_t)end};
}

rq_pos rq_yaml_place(rq_str text, struct rq_yaml_cursor start, size_t end)
{
    rq_pos pos = {.line = start.line, .column = start.column};
    rq_yaml_seek_offset(text, &start, end);
    pos.end_line = start.line;
    pos.end_column = start.column;
    return pos;
}

rq_pos rq_yaml_place_of(const struct rq_yaml_reader *reader, const struct rq_yaml_item *item)
{
    struct rq_origin origin = rq_value_origin(item->value);
    struct rq_yaml_cursor start = {.offset = origin.start, .line = item->line, .column = item->column};
    return rq_yaml_place(reader->text, start, origin.end);
}

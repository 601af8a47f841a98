/*
 * The reader: from a file's bytes to values that know where they were written.
 *
 * check.c looks at the encoding, libyaml's scanner and parser give events, build.c makes values of them on a stack (no
 * recursion), map.c closes a mapping, scalar.c knows the core schema, cursor.c turns libyaml's marks into bytes, lines and
 * columns, problem.c puts libyaml's errors into words.  walk.c decodes a scalar a second time, with places; locate.c asks it
 * where in the file a byte of the decoded text stands.  Read rq_yaml_read_part below, then build.c.
 *
 * Strings are views into the source wherever the decoded text is what stands there.  libyaml allocates for itself; what
 * it gave is freed after each event.
 *
 * Issues.  Those with * end the reading; the documents before them are given all the same.
 *   yaml-syntax *           not YAML
 *   yaml-tab *              a tab where YAML wants spaces
 *   yaml-encoding *         not UTF-8, or a character that YAML forbids; half a surrogate pair (does not end the reading)
 *   yaml-binary *           no text at all
 *   yaml-too-deep *         nested deeper than RQ_LIMIT_YAML_DEPTH, aliases counted
 *   yaml-too-large *        more nodes than RQ_LIMIT_YAML_NODES, too many %TAG lines, or libyaml is out of memory
 *   yaml-alias-bomb *       more nodes than that only because aliases repeat them
 *   yaml-empty              no document
 *   yaml-duplicate-key      a key twice in a mapping; the first one counts
 *   yaml-key                a key that no map can have: null, a float, a list, a mapping, an alias of a long text
 *   yaml-unknown-tag        a tag outside the core schema, or one that does not fit its node; read as without it
 *                           (a tag with an undeclared prefix ends the reading)
 *   yaml-undefined-alias    an alias without an anchor before it, or inside its own anchor's node; read as null
 *   yaml-merge              `<<` with something that is no mapping
 *   yaml-number             a number that no type holds; read as text
 */
#include "yaml/reader.h"

#include <string.h>

struct rq_yaml_issue *rq_yaml_issue(struct rq_yaml_reader *reader, const char *rule, rq_pos pos, const char *format,
                                    ...)
{
    reader->issues =
        rq_grow(reader->arena, reader->issues, reader->issue_count, &reader->issue_cap, sizeof *reader->issues);
    struct rq_yaml_issue *issue = &reader->issues[reader->issue_count++];
    *issue = (struct rq_yaml_issue){.rule = rq_str_from(rule), .pos = pos};
    va_list arguments;
    va_start(arguments, format);
    issue->message = rq_arena_format_list(reader->arena, format, arguments);
    va_end(arguments);
    return issue;
}

static void read_events(struct rq_yaml_reader *reader, yaml_parser_t *parser)
{
    for (bool done = false; !done && !reader->stopped;) {
        yaml_event_t event;
        if (!yaml_parser_parse(parser, &event)) {
            rq_yaml_problem(reader, parser);
            return;
        }
        done = event.type == YAML_STREAM_END_EVENT;
        rq_yaml_take(reader, &event);
        yaml_event_delete(&event);
    }
}

static void read_input(struct rq_yaml_reader *reader)
{
    yaml_parser_t parser;
    rq_pos start = rq_source_pos(reader->source, reader->first.offset, reader->first.offset);
    if (!yaml_parser_initialize(&parser)) {
        rq_yaml_issue(reader, "yaml-too-large", start, "there is not enough memory to read this file");
        reader->stopped = true;
        return;
    }
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    /* libyaml wants a pointer also for the empty text. */
    const char *input = reader->input.len > 0 ? reader->input.ptr : "";
    yaml_parser_set_input_string(&parser, (const unsigned char *)input, reader->input.len);
    read_events(reader, &parser);
    yaml_parser_delete(&parser);
    if (reader->document_count == 0 && reader->issue_count == 0)
        rq_yaml_issue(reader, "yaml-empty", start, "the file is empty");
}

static struct rq_yaml finish(const struct rq_yaml_reader *reader)
{
    rq_value *documents = RQ_NEW_ARRAY(reader->arena, rq_value, reader->document_count);
    if (reader->document_count > 0)
        memcpy(documents, reader->documents, reader->document_count * sizeof *documents);
    return (struct rq_yaml){documents, reader->document_count, reader->issues, reader->issue_count, reader->stopped};
}

static struct rq_yaml read_part(struct rq_arena *arena, const struct rq_source *source, rq_str part, bool last)
{
    rq_str text = rq_source_text(source);
    size_t start = part.len == 0 ? 0 : (size_t)(part.ptr - text.ptr);
    struct rq_arena *scratch = rq_arena_new();
    struct rq_yaml_reader *reader = RQ_NEW(scratch, struct rq_yaml_reader);
    reader->arena = arena;
    reader->scratch = scratch;
    reader->source = source;
    reader->last_key = last;
    reader->text = rq_str_slice(text, 0, start + part.len);
    reader->anchor_names.arena = scratch;
    if (start == 0 && rq_str_starts(part, RQ_STR("\xEF\xBB\xBF"))) {
        start = 3;
        part = rq_str_slice(part, 3, part.len);
    }
    rq_pos pos = rq_source_pos(source, start, start);
    reader->first = reader->cursor = (struct rq_yaml_cursor){.offset = start, .line = pos.line, .column = pos.column};
    reader->stopped = !rq_yaml_check(reader, part);
    if (!reader->stopped) {
        rq_yaml_mask(reader, part);
        read_input(reader);
    }
    struct rq_yaml result = finish(reader);
    rq_arena_free(scratch);
    return result;
}

struct rq_yaml rq_yaml_read_part(struct rq_arena *arena, const struct rq_source *source, rq_str part)
{
    return read_part(arena, source, part, false);
}

struct rq_yaml rq_yaml_read(struct rq_arena *arena, const struct rq_source *source)
{
    return read_part(arena, source, rq_source_text(source), false);
}

struct rq_yaml rq_yaml_read_last(struct rq_arena *arena, const struct rq_source *source)
{
    return read_part(arena, source, rq_source_text(source), true);
}

/*
 * Comments for reqlint.
 *
 *   comment = opener "reqlint:" "ignore" [ "[" rule { "," rule } "]" ] { key "=" value } [ "--" reason ] closer
 *
 * The text is searched for "reqlint:", which few files have; only then is looked at what stands before it.  What is meant
 * for reqlint and is not right is read as far as it goes: the rules about waivers say what is missing.
 */
#include "load/comments.h"

#include "base/limits.h"
#include "base/source.h"

#include <string.h>

struct reader {
    const struct rq_file *file;
    rq_str text; /* of the whole file */
    struct rq_comments *out;
    size_t line;  /* the start of the first line that was not looked at for a fence */
    bool in_code; /* that line stands in fenced code */
    struct rq_origin comment;
};

static rq_value placed(const struct reader *reader, rq_str part)
{
    size_t start = (size_t)(part.ptr - reader->text.ptr);
    struct rq_origin origin = {reader->file->source, (uint32_t)start, (uint32_t)(start + part.len)};
    return rq_value_at(reader->file->arena, rq_string(part), origin);
}

static rq_str line_around(rq_str text, size_t offset)
{
    size_t start = offset, end = rq_str_find_byte(text, '\n', offset);
    while (start > 0 && text.ptr[start - 1] != '\n')
        start--;
    return rq_str_slice(text, start, end);
}

/* True if a scalar below the value reaches over the offset: there `#` is no comment. */
static bool inside_scalar(const rq_value *value, const struct rq_source *source, size_t offset)
{
    if (value->kind == RQ_LIST) {
        for (uint32_t i = 0; i < value->as.list->count; i++)
            if (inside_scalar(&value->as.list->items[i], source, offset))
                return true;
        return false;
    }
    if (value->kind == RQ_MAP) {
        for (uint32_t i = 0; i < value->as.map->count; i++)
            if (inside_scalar(&value->as.map->entries[i].key, source, offset) ||
                inside_scalar(&value->as.map->entries[i].value, source, offset))
                return true;
        return false;
    }
    struct rq_origin origin = rq_value_origin(*value);
    return origin.source == source && origin.start <= offset && offset < origin.end;
}

static bool in_yaml(const struct reader *reader, size_t offset)
{
    const struct rq_file *file = reader->file;
    for (size_t i = 0; i < file->document_count; i++)
        if (inside_scalar(&file->documents[i], file->source, offset))
            return false;
    return true;
}

/* True if the offset lies between fences (three backticks or tildes), or behind an odd number of backticks in its line.
 * Offsets come in their order. */
static bool inside_code(struct reader *reader, size_t offset)
{
    rq_str line = line_around(reader->text, offset);
    size_t start = (size_t)(line.ptr - reader->text.ptr), ticks = 0;
    while (reader->line < start) {
        size_t end = rq_str_find_byte(reader->text, '\n', reader->line);
        rq_str other = rq_str_trim(rq_str_slice(reader->text, reader->line, end));
        reader->in_code ^= rq_str_starts(other, RQ_STR("```")) || rq_str_starts(other, RQ_STR("~~~"));
        reader->line = end + 1;
    }
    for (size_t i = start; i < offset; i++)
        ticks += reader->text.ptr[i] == '`';
    return reader->in_code || ticks % 2 == 1;
}

static bool ends_with_one(rq_str before, const rq_str *openers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rq_str_ends(before, openers[i]))
            return true;
    return false;
}

/* Front matter is YAML.  Its end is where the text of the body starts. */
static bool in_markdown(struct reader *reader, rq_str before, size_t offset)
{
    static const rq_str opener = {"<!--", 4};
    const rq_value *body =
        reader->file->document_count > 0 ? rq_value_field(reader->file->documents[0], RQ_STR("text")) : NULL;
    if (body != NULL && offset < rq_value_origin(*body).start)
        return rq_str_ends(before, RQ_STR("#")) && in_yaml(reader, offset);
    return rq_str_ends(before, opener) && !inside_code(reader, offset);
}

/* True if the offset, where "reqlint:" stands, is the start of a comment. */
static bool opens_comment(struct reader *reader, size_t offset)
{
    static const rq_str openers[] = {{"#", 1},  {"//", 2}, {"/*", 2}, {"<!--", 4},
                                     {"--", 2}, {";", 1},  {"%", 1},  {"*", 1}};
    rq_str line = line_around(reader->text, offset);
    rq_str before = rq_str_trim(rq_str_slice(line, 0, (size_t)(reader->text.ptr + offset - line.ptr)));
    if (reader->file->format == RQ_FORMAT_YAML)
        return rq_str_ends(before, RQ_STR("#")) && in_yaml(reader, offset);
    if (reader->file->format == RQ_FORMAT_MARKDOWN)
        return in_markdown(reader, before, offset);
    return ends_with_one(before, openers, sizeof openers / sizeof *openers);
}

/* The comment without what closes it. */
static rq_str without_closer(rq_str comment)
{
    size_t end = rq_str_find(comment, RQ_STR("-->"), 0), other = rq_str_find(comment, RQ_STR("*/"), 0);
    return rq_str_trim(rq_str_slice(comment, 0, end < other ? end : other));
}

static rq_str take_word(rq_str *rest)
{
    size_t end = 0;
    *rest = rq_str_trim(*rest);
    while (end < rest->len && rest->ptr[end] != ' ' && rest->ptr[end] != '\t')
        end++;
    rq_str word = rq_str_slice(*rest, 0, end);
    *rest = rq_str_slice(*rest, end, rest->len);
    return word;
}

/* The first key stands where the comment does, so that the record does. */
static void put(const struct reader *reader, struct rq_map_build *map, rq_str key, rq_str value)
{
    rq_map_build_put(map, key, placed(reader, value));
    if (map->count == 1)
        map->entries[0].key = rq_value_at(reader->file->arena, map->entries[0].key, reader->comment);
}

static bool has_key(const struct rq_map_build *map, rq_str key)
{
    for (size_t i = 0; i < map->count; i++)
        if (rq_str_equal(rq_value_text(map->entries[i].key), key))
            return true;
    return false;
}

/* { key "=" value } [ "--" reason ]: what is neither is left out, and what it was meant to say is missing. */
static void read_words(const struct reader *reader, struct rq_map_build *map, rq_str rest)
{
    while (rest.len > 0) {
        rq_str word = take_word(&rest);
        size_t equals = rq_str_find_byte(word, '=', 0);
        if (rq_str_equal(word, RQ_STR("--"))) {
            rq_str reason = rq_str_trim(rest);
            if (reason.len > 0 && !has_key(map, RQ_STR("reason")))
                put(reader, map, RQ_STR("reason"), reason);
            return;
        }
        rq_str key = rq_str_slice(word, 0, equals);
        if (equals != RQ_NOT_FOUND && key.len > 0 && !has_key(map, key))
            put(reader, map, key, rq_str_slice(word, equals + 1, word.len));
    }
}

static rq_str name_of(const struct reader *reader, rq_str rule)
{
    const struct rq_comments *out = reader->out;
    size_t before = 0;
    for (size_t i = 0; i < out->count; i++) {
        const rq_value *other = rq_value_field(out->items[i].object, RQ_STR("rule"));
        before += rq_str_equal(other == NULL ? RQ_STR("") : rq_value_text(*other), rule);
    }
    return before == 0 ? rule : rq_arena_format(reader->file->arena, "%.*s %zu", RQ_ARG(rule), before + 1);
}

static void add(const struct reader *reader, rq_str rule, rq_str words)
{
    struct rq_comments *out = reader->out;
    struct rq_map_build map = {.arena = reader->file->arena};
    if (rule.len > 0)
        put(reader, &map, RQ_STR("rule"), rule);
    read_words(reader, &map, words);
    rq_value object = rq_value_at(reader->file->arena, rq_map_build_done(&map), reader->comment);
    out->items = rq_grow(reader->file->arena, out->items, out->count, &out->cap, sizeof *out->items);
    out->items[out->count] = (struct rq_comment){object, name_of(reader, rule)};
    out->count++;
}

/* "ignore" [ "[" rule { "," rule } "]" ] words */
static void read_ignore(const struct reader *reader, rq_str rest)
{
    rest = rq_str_trim(rest);
    size_t close = rq_str_starts(rest, RQ_STR("[")) ? rq_str_find_byte(rest, ']', 0) : RQ_NOT_FOUND;
    if (close == RQ_NOT_FOUND) {
        add(reader, RQ_STR(""), rest);
        return;
    }
    rq_str words = rq_str_slice(rest, close + 1, rest.len);
    for (size_t at = 1; at <= close; at++) {
        size_t comma = rq_str_find_byte(rest, ',', at), end = comma < close ? comma : close;
        add(reader, rq_str_trim(rq_str_slice(rest, at, end)), words);
        at = end;
    }
}

/* Goes past a word that stands first; false if another does. */
static bool take_verb(rq_str *rest, rq_str verb)
{
    rq_str text = rq_str_trim(*rest);
    bool ends = text.len == verb.len || (text.len > verb.len && strchr(" \t[", text.ptr[verb.len]) != NULL);
    if (!rq_str_starts(text, verb) || !ends)
        return false;
    *rest = rq_str_slice(text, verb.len, text.len);
    return true;
}

void rq_comments_read(const struct rq_file *file, struct rq_comments *comments)
{
    struct reader reader = {.file = file, .text = rq_source_text(file->source), .out = comments};
    const rq_str mark = RQ_STR("reqlint:");
    for (size_t at = rq_str_find(reader.text, mark, 0); at != RQ_NOT_FOUND; at = rq_str_find(reader.text, mark, at)) {
        rq_str line = line_around(reader.text, at);
        rq_str comment = without_closer(rq_str_slice(line, (size_t)(reader.text.ptr + at - line.ptr), line.len));
        rq_str rest = rq_str_slice(comment, mark.len, comment.len);
        if (take_verb(&rest, RQ_STR("ignore")) && opens_comment(&reader, at)) {
            comments->more = comments->count >= RQ_LIMIT_COMMENTS;
            if (comments->more)
                return;
            reader.comment = rq_value_origin(placed(&reader, comment));
            read_ignore(&reader, rest);
        }
        at += mark.len;
    }
}

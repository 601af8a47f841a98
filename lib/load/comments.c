/*
 * Comments for reqlint.
 *
 *   comment = opener "reqlint:" "ignore" [ "[" rule { "," rule } "]" ] { key "=" value } [ "--" reason ] closer
 *
 * The text is searched for "reqlint:" and "ignore", which few files have; only then is looked at what stands before it.  What
 * is meant for reqlint and is not right is read as far as it goes: the rules about waivers say what is missing.
 *
 * A stranger may fill a file with what looks like comments.  So the text, its lines and its scalars are gone through once,
 * whatever their number, and a comment is short.
 */
#include "load/comments.h"

#include "base/limits.h"
#include "base/source.h"

#include <stdlib.h>
#include <string.h>

struct reader {
    struct rq_file *file;
    rq_str text; /* of the whole file */
    struct rq_comments *out;
    size_t start, end; /* of the line that was looked at last */
    size_t ticks_end;  /* how far backticks of that line are counted */
    bool in_ticks;     /* an odd number of them */
    char fence;        /* of the code that the line stands in, or NUL */
    size_t fence_length;
    struct rq_origin *scalars; /* of the documents, in their order */
    size_t scalar_count, scalar_cap;
    struct rq_origin comment;
};

static rq_value placed(const struct reader *reader, rq_str part)
{
    size_t start = (size_t)(part.ptr - reader->text.ptr);
    struct rq_origin origin = {reader->file->source, (uint32_t)start, (uint32_t)(start + part.len)};
    return rq_value_at(reader->file->arena, rq_string(part), origin);
}

static void list_scalars(struct reader *reader, const rq_value *value)
{
    if (value->kind == RQ_LIST) {
        for (uint32_t i = 0; i < value->as.list->count; i++)
            list_scalars(reader, &value->as.list->items[i]);
        return;
    }
    if (value->kind == RQ_MAP) {
        for (uint32_t i = 0; i < value->as.map->count; i++) {
            list_scalars(reader, &value->as.map->entries[i].key);
            list_scalars(reader, &value->as.map->entries[i].value);
        }
        return;
    }
    struct rq_origin origin = rq_value_origin(*value);
    if (origin.source != reader->file->source)
        return;
    reader->scalars = rq_grow(reader->file->arena, reader->scalars, reader->scalar_count, &reader->scalar_cap,
                              sizeof *reader->scalars);
    reader->scalars[reader->scalar_count++] = origin;
}

static int compare_origins(const void *left, const void *right)
{
    const struct rq_origin *a = left, *b = right;
    int order = (a->start > b->start) - (a->start < b->start);
    return order != 0 ? order : (a->end > b->end) - (a->end < b->end);
}

/* What is text in one of the formats that the file is read in is text: so comments are told apart in the strictest. */
static void prepare(struct reader *reader)
{
    struct rq_file *file = reader->file;
    struct rq_findings known = {.arena = file->arena};
    struct rq_err none = {.arena = file->arena};
    enum rq_format format = file->formats & 1U << RQ_FORMAT_YAML       ? RQ_FORMAT_YAML
                            : file->formats & 1U << RQ_FORMAT_MARKDOWN ? RQ_FORMAT_MARKDOWN
                                                                       : RQ_FORMAT_TEXT;
    rq_file_read(file, format, &known, &none);
    for (size_t i = 0; format != RQ_FORMAT_TEXT && i < file->document_count; i++)
        list_scalars(reader, &file->documents[i]);
    if (reader->scalar_count > 0)
        qsort(reader->scalars, reader->scalar_count, sizeof *reader->scalars, compare_origins);
}

/* True if the last scalar that begins at the offset or before it ends there or before: in a scalar `#` is no comment. */
static bool outside_scalars(const struct reader *reader, size_t offset)
{
    size_t low = 0, high = reader->scalar_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (reader->scalars[middle].start <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    return low == 0 || reader->scalars[low - 1].end <= offset;
}

/* A fence is closed by one of its own kind that is as long and stands alone; one of backticks has none behind it. */
static void pass_line(struct reader *reader)
{
    rq_str line = rq_str_trim(rq_str_slice(reader->text, reader->start, reader->end));
    char byte = line.len > 0 ? line.ptr[0] : '\0';
    size_t length = 0;
    while ((byte == '`' || byte == '~') && length < line.len && line.ptr[length] == byte)
        length++;
    bool opens = length >= 3 && (byte == '~' || rq_str_find_byte(line, '`', length) == RQ_NOT_FOUND);
    if (reader->fence == byte && length >= reader->fence_length && length == line.len)
        reader->fence = '\0';
    else if (reader->fence == '\0' && opens) {
        reader->fence = byte;
        reader->fence_length = length;
    }
    reader->ticks_end = reader->start = reader->end + 1;
    reader->in_ticks = false;
}

static void find_end(struct reader *reader)
{
    size_t end = rq_str_find_byte(reader->text, '\n', reader->start);
    reader->end = end == RQ_NOT_FOUND ? reader->text.len : end;
}

/* Goes on to the line of an offset; offsets come in their order. */
static void go_to(struct reader *reader, size_t offset)
{
    while (reader->end <= offset) {
        pass_line(reader);
        find_end(reader);
    }
    for (; reader->ticks_end < offset; reader->ticks_end++)
        reader->in_ticks ^= reader->text.ptr[reader->ticks_end] == '`';
}

/* Front matter is YAML.  Its end is where the text of the body starts. */
static bool in_markdown(const struct reader *reader, rq_str before, size_t offset)
{
    static const rq_str opener = {"<!--", 4};
    const struct rq_file *file = reader->file;
    const rq_value *body = file->document_count > 0 ? rq_value_field(file->documents[0], RQ_STR("text")) : NULL;
    if (body != NULL && offset < rq_value_origin(*body).start)
        return rq_str_ends(before, RQ_STR("#")) && outside_scalars(reader, offset);
    return rq_str_ends(before, opener) && reader->fence == '\0' && !reader->in_ticks;
}

static bool ends_with_one(rq_str before, const rq_str *openers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (rq_str_ends(before, openers[i]))
            return true;
    return false;
}

/* True if the offset, where "reqlint:" stands in the line that was gone to, is the start of a comment. */
static bool opens_comment(const struct reader *reader, size_t offset)
{
    static const rq_str openers[] = {{"#", 1},  {"//", 2}, {"/*", 2}, {"<!--", 4},
                                     {"--", 2}, {";", 1},  {"%", 1},  {"*", 1}};
    size_t end = offset;
    while (end > reader->start && (reader->text.ptr[end - 1] == ' ' || reader->text.ptr[end - 1] == '\t'))
        end--;
    rq_str before = rq_str_slice(reader->text, reader->start, end);
    if (reader->file->format == RQ_FORMAT_YAML)
        return rq_str_ends(before, RQ_STR("#")) && outside_scalars(reader, offset);
    if (reader->file->format == RQ_FORMAT_MARKDOWN)
        return in_markdown(reader, before, offset);
    return ends_with_one(before, openers, sizeof openers / sizeof *openers);
}

/* The comment that starts at an offset, without what closes it; NULL, 0 if it is too long. */
static rq_str comment_at(const struct reader *reader, size_t offset)
{
    size_t most = offset + RQ_LIMIT_COMMENT_BYTES;
    rq_str text = rq_str_slice(reader->text, offset, most < reader->end ? most : reader->end);
    size_t end = rq_str_find(text, RQ_STR("-->"), 0), other = rq_str_find(text, RQ_STR("*/"), 0);
    end = end < other ? end : other;
    if (end == RQ_NOT_FOUND && most < reader->end)
        return (rq_str){NULL, 0};
    return rq_str_trim(rq_str_slice(text, 0, end));
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
    out->more = out->count >= RQ_LIMIT_COMMENTS;
    if (out->more)
        return;
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

/* The offset after "ignore" where that word follows, else RQ_NOT_FOUND. */
static size_t after_verb(rq_str text, size_t at)
{
    const rq_str verb = RQ_STR("ignore");
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        at++;
    if (!rq_str_equal(rq_str_slice(text, at, at + verb.len), verb))
        return RQ_NOT_FOUND;
    at += verb.len;
    return at == text.len || (text.ptr[at] != '\0' && strchr(" \t\r\n[", text.ptr[at]) != NULL) ? at : RQ_NOT_FOUND;
}

static void read_comment(struct reader *reader, size_t at, size_t verb_end)
{
    rq_str comment = comment_at(reader, at);
    if (comment.ptr == NULL) {
        reader->out->longer = true;
        return;
    }
    reader->comment = rq_value_origin(placed(reader, comment));
    read_ignore(reader, rq_str_slice(comment, verb_end - at, comment.len));
}

void rq_comments_read(struct rq_file *file, struct rq_comments *comments)
{
    struct reader reader = {.file = file, .text = rq_source_text(file->source), .out = comments};
    const rq_str mark = RQ_STR("reqlint:");
    bool prepared = false;
    for (size_t at = rq_str_find(reader.text, mark, 0); at != RQ_NOT_FOUND && !comments->more;
         at = rq_str_find(reader.text, mark, at + mark.len)) {
        size_t verb_end = after_verb(reader.text, at + mark.len);
        if (verb_end == RQ_NOT_FOUND)
            continue;
        if (!prepared) {
            prepare(&reader);
            find_end(&reader);
        }
        prepared = true;
        go_to(&reader, at);
        if (opens_comment(&reader, at))
            read_comment(&reader, at, verb_end);
    }
}

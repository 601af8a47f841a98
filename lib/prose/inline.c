/*
 * The text of one block.  Its pieces are put together first (`raw`, a line break between two), so that markup may span lines;
 * then one pass takes out what is not shown.
 *
 * Only what CommonMark takes for markup is taken out: a link whose target has blanks, a tag with a comma in it, a comment that
 * does not end in its block are shown as they are, and so are words like any others.  A search for the end of something
 * that may not end goes a bounded way, or is not made twice: the pass is linear.
 */
#include "prose/inline.h"

#include "base/ascii.h"
#include "base/limits.h"
#include "cel/unicode.h"
#include "prose/character.h"

#include <stdlib.h>
#include <string.h>

enum {
    /* Bytes of a tag or of a link's target: what is longer counts as text and is judged. */
    MARKUP_MOST = 4000
};

struct inliner {
    struct rq_arena *arena;
    const struct rq_blocks *blocks;
    rq_str raw;
    const uint32_t *origin; /* of each byte of raw, and of its end */
    rq_str source;
    bool markdown, row;
    bool no_comment_end, no_strike_end; /* none from here on */
    size_t label;                       /* where the last "[" was, in raw */
    size_t *label_bytes;                /* of the whole text */
    struct rq_block_text out;
};

static void put_byte(struct rq_reading *reading, char byte, struct rq_prose_span span)
{
    reading->text = rq_grow(reading->arena, reading->text, reading->len, &reading->cap, sizeof *reading->text);
    reading->spans = rq_grow(reading->arena, reading->spans, reading->len, &reading->span_cap, sizeof *reading->spans);
    reading->text[reading->len] = byte;
    reading->spans[reading->len++] = span;
}

/* One character as it is seen; white space becomes one blank, none at the start. */
static void put(struct rq_reading *reading, uint32_t code_point, struct rq_prose_span span)
{
    char bytes[4];
    uint32_t plain = rq_prose_plain(code_point);
    if (rq_cel_is_space(code_point)) {
        if (reading->len > 0 && reading->text[reading->len - 1] != ' ')
            put_byte(reading, ' ', span);
        return;
    }
    if (plain == 0)
        return;
    reading->has_look_alike = reading->has_look_alike || rq_prose_look_alike(plain) != '\0';
    size_t length = rq_utf8_encode(plain, bytes);
    for (size_t i = 0; i < length; i++)
        put_byte(reading, bytes[i], span);
}

static struct rq_prose_span span_of(const struct inliner *in, size_t start, size_t end)
{
    return (struct rq_prose_span){in->origin[start], in->origin[end - 1] + 1};
}

/* The character at `at` as it is; gives what is behind it. */
static size_t put_next(struct inliner *in, struct rq_reading *reading, size_t at)
{
    size_t end = at;
    uint32_t code_point = rq_utf8_next(in->raw, &end);
    put(reading, code_point, span_of(in, at, end));
    return end;
}

/* Cyrillic and Greek letters among ASCII ones, in one run of letters, digits and hyphens, become what they look like. */
static bool is_token_byte(char byte)
{
    return (unsigned char)byte >= 0x80 || byte == '-' || byte == '_' || rq_cel_is_word((unsigned char)byte);
}

static void fold_token(struct rq_reading *reading, size_t start, size_t end, struct rq_reading *folded)
{
    rq_str text = {reading->text, end};
    bool has_ascii = false;
    for (size_t at = start; at < end && !has_ascii; at++)
        has_ascii = (unsigned char)text.ptr[at] < 0x80 && rq_cel_is_word((unsigned char)text.ptr[at]);
    for (size_t at = start; at < end;) {
        size_t before = at;
        char letter = rq_prose_look_alike(rq_utf8_next(text, &at));
        if (has_ascii && letter != '\0')
            put_byte(folded, letter, reading->spans[before]);
        else
            for (size_t i = before; i < at; i++)
                put_byte(folded, text.ptr[i], reading->spans[i]);
    }
}

static void fold_look_alikes(struct rq_reading *reading)
{
    struct rq_reading folded = {.arena = reading->arena};
    for (size_t at = 0; at < reading->len;) {
        size_t end = at;
        while (end < reading->len && is_token_byte(reading->text[end]))
            end++;
        fold_token(reading, at, end, &folded);
        if (end < reading->len) {
            put_byte(&folded, reading->text[end], reading->spans[end]);
            end++;
        }
        at = end;
    }
    *reading = folded;
}

static struct rq_prose_text finish_reading(struct rq_reading *reading)
{
    if (reading->has_look_alike)
        fold_look_alikes(reading);
    return (struct rq_prose_text){{reading->text, reading->len}, reading->spans};
}

static void add_target(struct inliner *in, struct rq_reading *reading)
{
    struct rq_block_text *out = &in->out;
    out->targets = rq_grow(in->arena, out->targets, out->target_count, &out->target_cap, sizeof *out->targets);
    out->targets[out->target_count++] = (struct rq_prose_target){finish_reading(reading), out->reading.len};
}

static void add_raw_target(struct inliner *in, size_t start, size_t end)
{
    struct rq_reading reading = {.arena = in->arena};
    for (size_t at = start; at < end;)
        at = put_next(in, &reading, at);
    add_target(in, &reading);
}

static int by_label(const void *label, const void *definition)
{
    return rq_str_compare(*(const rq_str *)label, ((const struct rq_definition *)definition)->label);
}

/* Adds the target that a label stands for, if it is defined anywhere; it counts as written where the label is. */
static void add_labelled_target(struct inliner *in, rq_str label, size_t place)
{
    const struct rq_blocks *blocks = in->blocks;
    if (blocks->definition_count == 0 || label.len == 0 || label.len > MARKUP_MOST)
        return;
    rq_str wanted = rq_prose_label(in->arena, label);
    const struct rq_definition *found =
        bsearch(&wanted, blocks->definitions, blocks->definition_count, sizeof *blocks->definitions, by_label);
    if (found == NULL)
        return;
    struct rq_reading reading = {.arena = in->arena};
    struct rq_prose_span here = span_of(in, place, place + 1);
    rq_str target = rq_str_slice(in->source, found->target.start, found->target.end);
    rq_str text = rq_str_slice(target, 0, rq_utf8_floor(target, MARKUP_MOST));
    *in->label_bytes += text.len;
    if (*in->label_bytes > RQ_LIMIT_LABEL_BYTES)
        return;
    for (size_t at = 0; at < text.len;)
        put(&reading, rq_utf8_next(text, &at), here);
    add_target(in, &reading);
}

static char at_byte(const struct inliner *in, size_t at)
{
    return at < in->raw.len ? in->raw.ptr[at] : '\0';
}

static bool is_space_byte(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t skip_space(const struct inliner *in, size_t at)
{
    while (is_space_byte(at_byte(in, at)))
        at++;
    return at;
}

static bool is_punctuation(char byte)
{
    return byte > ' ' && byte < 0x7F && !rq_cel_is_word((unsigned char)byte);
}

/* The first of a byte at or after `at`, in at most MARKUP_MOST bytes; RQ_NOT_FOUND if there is none. */
static size_t find_near(const struct inliner *in, char byte, size_t at)
{
    return rq_str_find_byte(rq_str_slice(in->raw, 0, at + MARKUP_MOST), byte, at);
}

/* value = '"' … '"' | "'" … "'" | characters without blanks and any of "'=<>` ; what is behind it, or 0. */
static size_t skip_value(const struct inliner *in, size_t at)
{
    char quote = at_byte(in, at);
    size_t start = at;
    if (quote == '"' || quote == '\'') {
        size_t end = find_near(in, quote, at + 1);
        return end == RQ_NOT_FOUND ? 0 : end + 1;
    }
    while (at < in->raw.len && !is_space_byte(in->raw.ptr[at]) && memchr("\"'=<>`", in->raw.ptr[at], 6) == NULL)
        at++;
    return at > start ? at : 0;
}

/* attribute = name [ "=" value ] ; what is behind it, or 0. */
static size_t skip_attribute(const struct inliner *in, size_t at)
{
    if (!rq_ascii_is_letter(at_byte(in, at)) && at_byte(in, at) != '_' && at_byte(in, at) != ':')
        return 0;
    while (rq_cel_is_word((unsigned char)at_byte(in, at)) || memchr("_.:-", at_byte(in, at), 4) != NULL)
        at++;
    size_t sign = skip_space(in, at);
    return at_byte(in, sign) == '=' ? skip_value(in, skip_space(in, sign + 1)) : at;
}

/* tag = "<" name { blank attribute } [ "/" ] ">" | "</" name ">" | "<?" … ">" | "<!" letter … ">" ; what is behind it, or 0. */
static size_t skip_tag(const struct inliner *in, size_t at)
{
    size_t start = at++;
    if (at_byte(in, at) == '?' || (at_byte(in, at) == '!' && rq_ascii_is_letter(at_byte(in, at + 1)))) {
        size_t end = find_near(in, '>', at);
        return end == RQ_NOT_FOUND ? 0 : end + 1;
    }
    bool closing = at_byte(in, at) == '/';
    at += closing;
    if (!rq_ascii_is_letter(at_byte(in, at)))
        return 0;
    while (rq_cel_is_word((unsigned char)at_byte(in, at)) || at_byte(in, at) == '-')
        at++;
    while (at - start < MARKUP_MOST) {
        size_t next = skip_space(in, at);
        char byte = at_byte(in, next);
        if (byte == '>')
            return next + 1;
        if (byte == '/' && at_byte(in, next + 1) == '>' && !closing)
            return next + 2;
        size_t behind = next > at && !closing ? skip_attribute(in, next) : 0;
        if (behind == 0)
            return 0;
        at = behind;
    }
    return 0;
}

/* autolink = "<" scheme ":" … ">" | "<" … "@" … ">" without blanks; what is behind it, or 0. */
static size_t skip_autolink(const struct inliner *in, size_t at)
{
    size_t end = find_near(in, '>', at);
    rq_str inside = end == RQ_NOT_FOUND ? (rq_str){0} : rq_str_slice(in->raw, at + 1, end);
    bool address = rq_str_find_byte(inside, ':', 0) != RQ_NOT_FOUND || rq_str_find_byte(inside, '@', 0) != RQ_NOT_FOUND;
    for (size_t i = 0; i < inside.len; i++)
        if (is_space_byte(inside.ptr[i]) || inside.ptr[i] == '<')
            return 0;
    return address && rq_ascii_is_letter(inside.ptr[0]) ? end + 1 : 0;
}

/* Tags that only change how letters look part no words; all others do. */
static bool parts_words(rq_str tag)
{
    static const char *const inside[] = {"a",    "abbr",  "b",    "code",   "em",  "font", "i", "ins", "kbd",
                                         "mark", "small", "span", "strong", "sub", "sup",  "u", "wbr"};
    size_t start = rq_str_starts(tag, RQ_STR("</")) ? 2 : 1, end = start;
    while (end < tag.len && rq_cel_is_word((unsigned char)tag.ptr[end]))
        end++;
    for (size_t i = 0; i < sizeof inside / sizeof *inside; i++)
        if (rq_str_equal(rq_str_slice(tag, start, end), rq_str_from(inside[i])))
            return false;
    return true;
}

static size_t read_angle(struct inliner *in, size_t at)
{
    size_t end;
    if (!in->no_comment_end && rq_str_starts(rq_str_slice(in->raw, at, in->raw.len), RQ_STR("<!--"))) {
        end = rq_str_find(in->raw, RQ_STR("-->"), at + 2);
        in->no_comment_end = end == RQ_NOT_FOUND;
        if (end != RQ_NOT_FOUND)
            return end + 3;
    }
    end = skip_autolink(in, at);
    if (end > 0) {
        for (size_t i = at + 1; i < end - 1;)
            i = put_next(in, &in->out.reading, i);
        return end;
    }
    end = skip_tag(in, at);
    if (end == 0)
        return put_next(in, &in->out.reading, at);
    rq_str tag = rq_str_slice(in->raw, at, end);
    if (parts_words(tag))
        put(&in->out.reading, ' ', span_of(in, at, end));
    if (rq_str_find_byte(tag, '=', 0) != RQ_NOT_FOUND)
        add_raw_target(in, at + 1, end - 1);
    return end;
}

/* inside = [ blanks ] ( "<" … ">" | target without blanks, brackets in pairs ) [ blanks title ] [ blanks ] ")" ; the end
 * of the target, and what is behind the bracket; false if it is no such thing. */
static bool find_target(const struct inliner *in, size_t at, size_t *target_end, size_t *end)
{
    size_t limit = at + MARKUP_MOST, depth = 0, start = skip_space(in, at);
    bool angled = at_byte(in, start) == '<';
    for (at = start; at < in->raw.len && at < limit; at++) {
        char byte = in->raw.ptr[at];
        if (byte == '\\')
            at++;
        else if (angled ? byte == '>' : is_space_byte(byte) || (byte == ')' && depth == 0))
            break;
        else if (byte == '(' || byte == ')')
            depth = byte == '(' ? depth + 1 : depth - (depth > 0);
    }
    *target_end = at += angled;
    at = skip_space(in, at);
    char quote = at_byte(in, at);
    if (quote == '"' || quote == '\'' || quote == '(') {
        size_t close = find_near(in, quote == '(' ? ')' : quote, at + 1);
        at = close == RQ_NOT_FOUND ? in->raw.len : skip_space(in, close + 1);
    }
    *end = at + 1;
    return at_byte(in, at) == ')';
}

/* What follows a "]": "(target)", "[label]", or nothing, and then what stands in the brackets is a label. */
static size_t read_link(struct inliner *in, size_t at)
{
    size_t target_end, end;
    rq_str label = rq_str_slice(in->raw, in->label, at);
    in->label = at + 1;
    if (at_byte(in, at + 1) == '(' && find_target(in, at + 2, &target_end, &end)) {
        add_raw_target(in, at + 2, target_end);
        return end;
    }
    if (at_byte(in, at + 1) == '[') {
        size_t close = find_near(in, ']', at + 2);
        if (close != RQ_NOT_FOUND && close > at + 2)
            label = rq_str_slice(in->raw, at + 2, close);
        add_labelled_target(in, label, at);
        return close == RQ_NOT_FOUND ? at + 1 : close + 1;
    }
    add_labelled_target(in, label, at);
    return at + 1;
}

/* What is struck out is taken back. */
static size_t read_strike(struct inliner *in, size_t at)
{
    if (at_byte(in, at + 1) != '~')
        return put_next(in, &in->out.reading, at);
    size_t end = in->no_strike_end || is_space_byte(at_byte(in, at + 2)) ? RQ_NOT_FOUND
                                                                         : rq_str_find(in->raw, RQ_STR("~~"), at + 2);
    in->no_strike_end = in->no_strike_end || (end == RQ_NOT_FOUND && !is_space_byte(at_byte(in, at + 2)));
    return end == RQ_NOT_FOUND ? at + 2 : end + 2;
}

static size_t read_underscore(struct inliner *in, size_t at)
{
    bool inside = at > 0 && rq_cel_is_word((unsigned char)in->raw.ptr[at - 1]) &&
                  rq_cel_is_word((unsigned char)at_byte(in, at + 1));
    return inside ? put_next(in, &in->out.reading, at) : at + 1;
}

static size_t read_bar(struct inliner *in, size_t at)
{
    if (!in->row)
        return put_next(in, &in->out.reading, at);
    struct rq_prose_span span = span_of(in, at, at + 1);
    put(&in->out.reading, ' ', span);
    put(&in->out.reading, '|', span);
    put(&in->out.reading, ' ', span);
    return at + 1;
}

static size_t read_entity(struct inliner *in, size_t at)
{
    uint32_t code_point;
    size_t end;
    if (!rq_prose_entity(in->raw, at, &code_point, &end))
        return put_next(in, &in->out.reading, at);
    put(&in->out.reading, code_point, span_of(in, at, end));
    return end;
}

/* Markup of Markdown alone; gives `at` where there is none. */
static size_t read_markdown(struct inliner *in, size_t at)
{
    switch (in->raw.ptr[at]) {
    case '\\':
        return is_punctuation(at_byte(in, at + 1)) ? put_next(in, &in->out.reading, at + 1) : at;
    case '&':
        return read_entity(in, at);
    case '<':
        return read_angle(in, at);
    case '~':
        return read_strike(in, at);
    case '!':
        return at_byte(in, at + 1) == '[' ? at + 1 : at;
    case '[':
        in->label = at + 1;
        return at + 1;
    case ']':
        return read_link(in, at);
    default:
        return at;
    }
}

static size_t read_next(struct inliner *in, size_t at)
{
    size_t next = in->markdown ? read_markdown(in, at) : at;
    if (next != at)
        return next;
    switch (in->raw.ptr[at]) {
    case '`':
    case '*':
        return at + 1;
    case '_':
        return read_underscore(in, at);
    case '|':
        return read_bar(in, at);
    default:
        return put_next(in, &in->out.reading, at);
    }
}

static void join_pieces(struct inliner *in, const struct rq_block *block)
{
    size_t length = 0, at = 0;
    const struct rq_prose_span *pieces = block->count > 0 ? &in->blocks->pieces[block->first] : NULL;
    for (size_t i = 0; i < block->count; i++)
        length += pieces[i].end - pieces[i].start + 1;
    char *raw = rq_arena_raw(in->arena, length);
    uint32_t *origin = rq_arena_raw(in->arena, (length + 1) * sizeof *origin);
    for (size_t i = 0; i < block->count; i++) {
        for (uint32_t from = pieces[i].start; from < pieces[i].end; from++) {
            raw[at] = in->source.ptr[from];
            origin[at++] = from;
        }
        raw[at] = '\n';
        origin[at++] = pieces[i].end;
    }
    origin[at] = at == 0 ? 0 : origin[at - 1];
    in->raw = (rq_str){raw, at};
    in->origin = origin;
}

struct rq_block_text rq_prose_inline(struct rq_arena *arena, rq_str source, const struct rq_blocks *blocks,
                                     const struct rq_block *block, enum rq_prose_format format, size_t *label_bytes)
{
    struct inliner in = {
        .arena = arena,
        .blocks = blocks,
        .source = source,
        .label_bytes = label_bytes,
        .markdown = format == RQ_PROSE_MARKDOWN,
        .row = block->kind == RQ_BLOCK_ROW || block->kind == RQ_BLOCK_HEAD,
        .out.reading.arena = arena,
    };
    join_pieces(&in, block);
    for (size_t at = 0; at < in.raw.len;)
        at = read_next(&in, at);
    if (in.out.reading.len > 0 && in.out.reading.text[in.out.reading.len - 1] == ' ')
        in.out.reading.len--;
    finish_reading(&in.out.reading);
    if (in.out.reading.len == 0)
        in.out.reading = (struct rq_reading){
            .arena = arena, .text = rq_arena_alloc(arena, 1), .spans = RQ_NEW(arena, struct rq_prose_span)};
    return in.out;
}

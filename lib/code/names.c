/*
 * Searching for many names at once.
 *
 * A name counts only as a whole literal, so it starts behind a quote or, where words need none (numbers; keys; all of a
 * shell's), behind what is no part of a word.  A table of pairs of bytes, asked for each byte, leaves those places; a bit map over
 * the first four bytes of the names leaves few of them; there the literal is read to its end and looked up as a whole.  So
 * the time does not depend on how many names there are, nor on how alike they are.  What other searches were measured
 * against is in docs/decisions/0018-names-behind-quotes.md.
 */
#include "code/names.h"

#include "base/limits.h"
#include "code/plain.h"

#include <string.h>

/* What a byte is to the name behind it. */
enum {
    QUOTE = 1, /* opens a literal of any text, or anchors a regular expression */
    BREAK = 2, /* is no part of a word */
    FIELD = 4  /* may stand before a key */
};

/* Where a language may have a name. */
enum {
    QUOTED = 1, /* in quotes only, but for numbers */
    KEYED = 2,  /* or as a key */
    BARE = 4,   /* or anywhere */
    INSIDE = 8  /* inside of an identifier (inside.c) */
};

enum { MOST_ESCAPES = 32 /* bytes by which escapes make a name longer */ };

static uint32_t hash_of(rq_str text)
{
    uint32_t hash = RQ_CODE_HASH_START;
    for (size_t i = 0; i < text.len; i++)
        hash = rq_code_hash_byte(hash, text.ptr[i]);
    return rq_code_hash_end(hash);
}

static void set_bit(uint8_t *bits, uint32_t number)
{
    bits[number / 8] |= (uint8_t)(1U << number % 8);
}

/* hp\.example: a dot may be escaped. */
static void add_escaped_head(struct rq_code_heads *heads, rq_str text)
{
    char head[RQ_CODE_HEAD_BYTES];
    size_t length = 0;
    for (size_t i = 0; i < text.len && length < sizeof head; i++) {
        if (text.ptr[i] == '.')
            head[length++] = '\\';
        if (length < sizeof head)
            head[length++] = text.ptr[i];
    }
    if (length == sizeof head)
        set_bit(heads->heads, rq_code_head(head));
}

/* A name of one byte is followed by any. */
void rq_code_heads_add(struct rq_code_heads *heads, rq_str text)
{
    heads->has_short = heads->has_short || text.len < RQ_CODE_HEAD_BYTES;
    if (text.len >= RQ_CODE_HEAD_BYTES)
        set_bit(heads->heads, rq_code_head(text.ptr));
    else if (text.len > 1)
        set_bit(heads->shorts, rq_code_short_head(text.ptr[0], text.ptr[1]));
    for (int second = 0; text.len == 1 && second < 256; second++)
        set_bit(heads->shorts, rq_code_short_head(text.ptr[0], (char)second));
}

static uint16_t pair_at(const char *at)
{
    uint16_t pair;
    memcpy(&pair, at, sizeof pair);
    return pair;
}

static char upper(char byte)
{
    return rq_ascii_is_lower(byte) ? (char)(byte - 'a' + 'A') : byte;
}

/* A name may start with this byte. */
static void allow(struct rq_code_names *names, char second, uint8_t quoted, uint8_t keyed, uint8_t bare)
{
    for (unsigned first = 0; first < 256; first++) {
        const char bytes[] = {(char)first, second};
        uint8_t opens = names->opens[first];
        names->pairs[pair_at(bytes)] |=
            (uint8_t)(((opens & quoted) != 0 ? QUOTED : 0) | ((opens & keyed) != 0 ? KEYED : 0) |
                      ((opens & bare) != 0 ? BARE : 0));
    }
}

static void allow_name(struct rq_code_names *names, char byte)
{
    bool number = rq_ascii_is_digit(byte);
    char first = rq_ascii_lower(byte);
    uint8_t quoted = number ? QUOTE | BREAK : QUOTE, keyed = number ? QUOTE | BREAK : QUOTE | FIELD;
    allow(names, first, quoted, keyed, QUOTE | BREAK);
    if (rq_ascii_is_lower(first))
        allow(names, upper(first), quoted, keyed, QUOTE | BREAK);
}

/* Which bytes may stand before a word of an identifier: a small letter none that is one too, a capital one any. */
static void allow_inside(struct rq_code_names *names, char byte)
{
    char first = rq_ascii_lower(byte);
    for (unsigned before = 0; before < 256; before++) {
        const char small[] = {(char)before, first}, capital[] = {(char)before, upper(first)};
        bool begins =
            names->opens[before] != 0 || before == '_' || rq_ascii_is_digit((char)before) != rq_ascii_is_digit(first);
        names->pairs[pair_at(small)] |= begins ? INSIDE : 0;
        names->pairs[pair_at(capital)] |= begins || rq_ascii_is_lower(first) ? INSIDE : 0;
    }
}

static uint32_t slot_of(const struct rq_code_names *names, rq_str text)
{
    uint32_t at = hash_of(text) & names->mask;
    while (names->index[at] != 0 && !rq_ascii_equal(names->texts[names->index[at] - 1], text))
        at = (at + 1) & names->mask;
    return at;
}

static bool is_searchable(rq_str text)
{
    return text.len > 0 && text.len <= RQ_LIMIT_NAME_BYTES && rq_str_find_byte(text, '\n', 0) == RQ_NOT_FOUND;
}

static void add_name(struct rq_code_names *names, uint32_t *last, bool firsts[256], size_t number)
{
    rq_str text = names->texts[number];
    uint32_t slot = slot_of(names, text);
    if (names->index[slot] == 0)
        names->index[slot] = (uint32_t)number + 1;
    else
        names->next[last[slot] - 1] = (uint32_t)number + 1;
    last[slot] = (uint32_t)number + 1;
    names->longest = text.len > names->longest ? text.len : names->longest;
    add_escaped_head(&names->heads, text);
    rq_code_heads_add(&names->heads, text);
    firsts[(unsigned char)text.ptr[0]] = true;
}

const struct rq_code_names *rq_code_names_new(struct rq_arena *arena, const rq_str *texts, const bool *inside,
                                              size_t count)
{
    struct rq_code_names *names = RQ_NEW(arena, struct rq_code_names);
    names->mask = 15;
    while (names->mask < count * 2)
        names->mask = names->mask * 2 + 1;
    names->texts = RQ_NEW_ARRAY(arena, rq_str, count);
    names->index = RQ_NEW_ARRAY(arena, uint32_t, names->mask + 1);
    names->next = RQ_NEW_ARRAY(arena, uint32_t, count);
    bool firsts[256] = {false};
    uint32_t *last = RQ_NEW_ARRAY(arena, uint32_t, names->mask + 1);
    for (unsigned byte = 0; byte < 256; byte++) {
        names->opens[byte] = rq_code_is_word((char)byte) || byte >= 0x80 ? 0 : BREAK;
        names->opens[byte] |= byte == '"' || byte == '\'' || byte == '`' || byte == '^' ? QUOTE : 0;
        names->opens[byte] |= byte != '\0' && strchr(" \t\r\n{,(/", (int)byte) != NULL ? FIELD : 0;
    }
    for (size_t i = 0; i < count; i++) {
        names->texts[i] = texts[i];
        if (is_searchable(texts[i]))
            add_name(names, last, firsts, i);
    }
    for (size_t byte = 0; byte < sizeof firsts / sizeof *firsts; byte++)
        if (firsts[byte])
            allow_name(names, (char)byte);
    if (inside != NULL)
        rq_code_inside_make(arena, names, inside, count);
    for (size_t i = 0; i < count && names->inside.longest > 0; i++)
        if (inside[i] && texts[i].len > 0)
            allow_inside(names, texts[i].ptr[0]);
    /* The mark of a comment is looked for along with the names. */
    rq_code_heads_add(&names->heads, RQ_STR(RQ_CODE_MARK));
    allow(names, RQ_CODE_MARK[0], BREAK, BREAK, BREAK);
    return names;
}

size_t rq_code_names_find(const struct rq_code_names *names, rq_str text)
{
    uint32_t number = text.len == 0 || text.len > names->longest ? 0 : names->index[slot_of(names, text)];
    return number == 0 ? RQ_NOT_FOUND : number - 1;
}

size_t rq_code_names_next(const struct rq_code_names *names, size_t name)
{
    return names->next[name] == 0 ? RQ_NOT_FOUND : names->next[name] - 1;
}

static bool is_name(const struct rq_code_names *names, rq_str text, size_t start, size_t end)
{
    return rq_code_names_find(names, rq_str_slice(text, start, end)) != RQ_NOT_FOUND;
}

/* acme\.example */
static bool is_escaped(const struct rq_code_names *names, rq_str text, size_t start, size_t end, char close)
{
    char room[RQ_LIMIT_NAME_BYTES];
    size_t most = end + MOST_ESCAPES < text.len ? end + MOST_ESCAPES : text.len;
    while (end < most && text.ptr[end] != close && text.ptr[end] != '\n')
        end++;
    return rq_code_names_find(names, rq_code_plain(rq_str_slice(text, start, end), room)) != RQ_NOT_FOUND;
}

/* True if a name, or the mark of a comment, stands at `at` as a whole. */
static bool stands_at(const struct rq_code_names *names, rq_str text, size_t at)
{
    static const char *const parts[] = {"", "-.",
                                        "-./@:%+,"}; /* of words, beside letters, in one language or another */
    char open = at == 0 ? '\n' : text.ptr[at - 1], close = open == '^' ? '$' : rq_code_closer(open);
    size_t most = at + names->longest + 1 < text.len ? at + names->longest + 1 : text.len, end = at;
    if (rq_str_starts(rq_str_slice(text, at, text.len), RQ_STR(RQ_CODE_MARK)))
        return true;
    while (end < most && text.ptr[end] != close && text.ptr[end] != '\n')
        end++;
    if (end < most && text.ptr[end] == close && is_name(names, text, at, end))
        return true;
    if (memchr(text.ptr + at, '\\', end - at) != NULL && is_escaped(names, text, at, end, close))
        return true;
    end = at;
    while (end < most && rq_ascii_is_digit(text.ptr[end]))
        end++;
    if (is_name(names, text, at, end))
        return true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        while (end < most && (rq_code_is_word(text.ptr[end]) || (unsigned char)text.ptr[end] >= 0x80 ||
                              (text.ptr[end] != '\0' && strchr(parts[i], text.ptr[end]) != NULL)))
            end++;
        if (is_name(names, text, at, end))
            return true;
    }
    return false;
}

/* \Aacme\z: the mark that opens it is a letter. */
static bool may_hold_anchored(const struct rq_code_names *names, rq_str text)
{
    const rq_str anchor = RQ_STR("\\A");
    for (size_t at = rq_str_find(text, anchor, 0); at != RQ_NOT_FOUND; at = rq_str_find(text, anchor, at + 1))
        if (at + anchor.len < text.len && rq_code_heads_have(&names->heads, text, at + anchor.len) &&
            stands_at(names, text, at + anchor.len))
            return true;
    return false;
}

static uint8_t kind_of(const struct rq_code_language *language)
{
    uint8_t inside = rq_code_has_identifiers(language) ? INSIDE : 0;
    if (rq_code_has(language, RQ_CODE_BARE_KEYS))
        return KEYED | inside;
    return (rq_code_has_bare_names(language) || rq_code_has(language, RQ_CODE_RAW_PARENS) ? BARE : QUOTED) | inside;
}

bool rq_code_names_inside(const struct rq_code_names *names, rq_str text, size_t at)
{
    return (at == 0 || (names->pairs[pair_at(text.ptr + at - 1)] & INSIDE) != 0) &&
           rq_code_inside_begins(&names->inside, text, at);
}

static bool holds_inside(const struct rq_code_names *names, rq_str text, size_t at)
{
    size_t stop;
    return rq_code_inside_begins(&names->inside, text, at) &&
           rq_code_inside_find(&names->inside, text, at, text.len, &stop) != RQ_NOT_FOUND;
}

/* What the pair of bytes leaves of the ways in which a name may start at `at`. */
static inline bool may_start(const struct rq_code_names *names, uint8_t ways, rq_str text, size_t at)
{
    if ((ways & ~INSIDE) != 0 && rq_code_heads_have(&names->heads, text, at) && stands_at(names, text, at))
        return true;
    return (ways & INSIDE) != 0 && rq_code_inside_may(&names->inside, text, at) && holds_inside(names, text, at);
}

bool rq_code_may_hold(const struct rq_code_names *names, const struct rq_code_language *language, rq_str text)
{
    uint8_t kind = kind_of(language), ways;
    /* As if a line break stood before the text. */
    const char first[] = {'\n', text.len > 0 ? text.ptr[0] : '\n'};
    if (text.len > 0 && may_start(names, names->pairs[pair_at(first)] & kind, text, 0))
        return true;
    for (size_t i = 1; i < text.len; i++)
        if ((ways = names->pairs[pair_at(text.ptr + i - 1)] & kind) != 0 && may_start(names, ways, text, i))
            return true;
    return rq_code_has(language, RQ_CODE_PATTERNS) && may_hold_anchored(names, text);
}

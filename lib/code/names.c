/*
 * Searching for many names at once.
 *
 * A name counts only as a whole literal, so it starts behind a quote or, where words need none (numbers; keys; all of a
 * shell's), behind what is no part of a word.  A table of pairs of bytes, asked for each byte, leaves those places; a bit map over
 * the first four bytes of the names leaves few of them; there the literal is read to its end and looked up as a whole.  So
 * the time does not depend on how many names there are, nor on how alike they are.  What other searches were measured
 * against is in docs/decisions/0018-names-behind-quotes.md.
 */
#include "base/limits.h"
#include "code/token.h"

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
    BARE = 4    /* or anywhere */
};

enum { HEADS = 1 << 16, PAIRS = 1 << 16 };

struct rq_code_names {
    rq_str *texts;
    uint32_t *index; /* open addressing over numbers plus one of the first of equal names */
    uint32_t mask;
    uint32_t *next; /* per name: the next equal one plus one */
    size_t longest;
    bool has_short;            /* a name that has no four bytes */
    uint8_t heads[HEADS / 8];  /* by four bytes */
    uint8_t shorts[HEADS / 8]; /* by two bytes, of names that have no four */
    uint8_t opens[256];
    uint8_t pairs[PAIRS]; /* in which languages a name may start with the second byte, behind the first */
};

static unsigned char fold(char byte)
{
    return (unsigned char)rq_ascii_lower(byte);
}

static uint32_t hash_of(rq_str text)
{
    uint32_t hash = 2166136261U;
    for (size_t i = 0; i < text.len; i++)
        hash = (hash ^ fold(text.ptr[i])) * 16777619U;
    return hash ^ hash >> 15;
}

static bool has_bit(const uint8_t *bits, uint32_t number)
{
    return (bits[number / 8] >> number % 8 & 1) != 0;
}

static void set_bit(uint8_t *bits, uint32_t number)
{
    bits[number / 8] |= (uint8_t)(1U << number % 8);
}

/* Four bytes as a number below HEADS.  Setting the bit in which small and capital letters differ makes some signs alike
 * too, which does no harm. */
static uint32_t head_at(const char *at)
{
    uint32_t bytes;
    memcpy(&bytes, at, sizeof bytes);
    return (bytes | 0x20202020U) * 0x9E3779B1U >> 16;
}

static uint32_t short_of(unsigned char first, unsigned char second)
{
    return (uint32_t)first << 8 | second;
}

/* hp\.example: a dot may be escaped. */
static void add_escaped_head(struct rq_code_names *names, rq_str text)
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
        set_bit(names->heads, head_at(head));
}

/* A name of one byte is followed by any. */
static void add_head(struct rq_code_names *names, rq_str text)
{
    add_escaped_head(names, text);
    if (text.len >= RQ_CODE_HEAD_BYTES)
        set_bit(names->heads, head_at(text.ptr));
    else if (text.len > 1)
        set_bit(names->shorts, short_of(fold(text.ptr[0]), fold(text.ptr[1])));
    for (unsigned second = 0; text.len == 1 && second < 256; second++)
        set_bit(names->shorts, short_of(fold(text.ptr[0]), (unsigned char)second));
}

static bool has_head(const struct rq_code_names *names, rq_str text, size_t at)
{
    if (at + RQ_CODE_HEAD_BYTES <= text.len && has_bit(names->heads, head_at(text.ptr + at)))
        return true;
    if (!names->has_short)
        return false;
    unsigned char second = at + 1 < text.len ? fold(text.ptr[at + 1]) : 0;
    return has_bit(names->shorts, short_of(fold(text.ptr[at]), second));
}

static uint16_t pair_at(const char *at)
{
    uint16_t pair;
    memcpy(&pair, at, sizeof pair);
    return pair;
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
    unsigned char first = fold(byte);
    uint8_t quoted = number ? QUOTE | BREAK : QUOTE, keyed = number ? QUOTE | BREAK : QUOTE | FIELD;
    allow(names, (char)first, quoted, keyed, QUOTE | BREAK);
    if (rq_ascii_is_lower((char)first))
        allow(names, (char)(first - 'a' + 'A'), quoted, keyed, QUOTE | BREAK);
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
    names->has_short = names->has_short || text.len < RQ_CODE_HEAD_BYTES;
    add_head(names, text);
    firsts[(unsigned char)text.ptr[0]] = true;
}

const struct rq_code_names *rq_code_names_new(struct rq_arena *arena, const rq_str *texts, size_t count)
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
    /* The mark of a comment is looked for along with the names. */
    add_head(names, RQ_STR(RQ_CODE_MARK));
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
    /* Escapes are decoded where it is read closely: acme\.example. */
    if (memchr(text.ptr + at, '\\', end - at) != NULL ||
        (end < most && text.ptr[end] == close && is_name(names, text, at, end)))
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
        if (at + anchor.len < text.len && has_head(names, text, at + anchor.len) &&
            stands_at(names, text, at + anchor.len))
            return true;
    return false;
}

static uint8_t kind_of(const struct rq_code_language *language)
{
    if (rq_code_has(language, RQ_CODE_BARE_KEYS))
        return KEYED;
    return rq_code_has_bare_names(language) || rq_code_has(language, RQ_CODE_RAW_PARENS) ? BARE : QUOTED;
}

/* As if a line break stood before the text. */
static bool may_start(const struct rq_code_names *names, uint8_t kind, rq_str text)
{
    const char bytes[] = {'\n', text.ptr[0]};
    return (names->pairs[pair_at(bytes)] & kind) != 0 && has_head(names, text, 0) && stands_at(names, text, 0);
}

bool rq_code_may_hold(const struct rq_code_names *names, const struct rq_code_language *language, rq_str text)
{
    uint8_t kind = kind_of(language);
    if (text.len > 0 && may_start(names, kind, text))
        return true;
    for (size_t i = 1; i < text.len; i++)
        if ((names->pairs[pair_at(text.ptr + i - 1)] & kind) != 0 && has_head(names, text, i) &&
            stands_at(names, text, i))
            return true;
    return rq_code_has(language, RQ_CODE_PATTERNS) && may_hold_anchored(names, text);
}

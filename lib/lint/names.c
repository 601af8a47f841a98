/*
 * Searching for ids and names.  Each has a key, in which all that does not count is gone; the keys are sorted.  From
 * each start of a word the text is read as a key too, character by character, while the range of keys that begin alike
 * gets narrower; the longest key that ends where the text may end wins.
 */
#include "lint/names.h"

#include "cel/unicode.h"

#include <stdlib.h>

struct name {
    rq_str key;
    const struct rq_record *record;
    bool plain; /* it could be any word or number */
    bool given; /* not the id, but a name that the kind gives the record */
};

struct rq_names {
    rq_str kind;
    struct name *items; /* sorted by key, then by id; each record once for a key */
    size_t count, cap;
    const struct rq_record **records; /* of each item */
};

enum last { AT_START, AFTER_LETTER, AFTER_DIGIT, AFTER_OTHER };

/* Reads a text as a key. */
struct key_reader {
    rq_str text;
    size_t at;
    enum last last;
    size_t capitals; /* letters so far, if all of them are capital ones */
    bool small;      /* some letter is not */
};

static bool is_digit(uint32_t code_point)
{
    return code_point >= '0' && code_point <= '9';
}

/* The character at `at`, NUL at the end of the text. */
static uint32_t peek(rq_str text, size_t at)
{
    return at < text.len ? rq_utf8_next(text, &at) : 0;
}

/* True for a sign between letters and digits: REQ-12, REQ_12; a blank only behind capitals, for "in 5 days" names no IN-5. */
static bool joins(const struct key_reader *reader, uint32_t code_point)
{
    return code_point == '-' || code_point == '_' || (code_point == ' ' && !reader->small && reader->capitals > 1);
}

/* The next character of the key; NUL at the end. */
static uint32_t next_key(struct key_reader *reader)
{
    if (reader->at >= reader->text.len)
        return 0;
    uint32_t code_point = rq_utf8_next(reader->text, &reader->at);
    if (reader->last == AFTER_LETTER && joins(reader, code_point) && is_digit(peek(reader->text, reader->at)))
        code_point = rq_utf8_next(reader->text, &reader->at);
    while (code_point == '0' && reader->last != AFTER_DIGIT && is_digit(peek(reader->text, reader->at)))
        code_point = rq_utf8_next(reader->text, &reader->at);
    bool letter = rq_cel_is_word(code_point) && !is_digit(code_point);
    reader->last = is_digit(code_point) ? AFTER_DIGIT : letter ? AFTER_LETTER : AFTER_OTHER;
    reader->capitals += letter;
    reader->small = reader->small || (letter && (code_point < 'A' || code_point > 'Z'));
    return rq_cel_lower(code_point);
}

static rq_str make_key(struct rq_arena *arena, rq_str id)
{
    struct rq_buf buf = {.arena = arena};
    struct key_reader reader = {.text = id};
    for (uint32_t code_point; (code_point = next_key(&reader)) != 0;) {
        char bytes[4];
        rq_buf_add(&buf, (rq_str){bytes, rq_utf8_encode(code_point, bytes)});
    }
    return rq_buf_text(&buf);
}

/* Only letters and blanks, or only digits and what stands between them in numbers and dates. */
static bool is_plain(rq_str key)
{
    bool letters = false, digits = false, others = false, signs = false;
    for (size_t at = 0; at < key.len;) {
        uint32_t code_point = rq_utf8_next(key, &at);
        if (is_digit(code_point))
            digits = true;
        else if (rq_cel_is_word(code_point))
            letters = true;
        else if (code_point == '.' || code_point == '-' || code_point == '/' || code_point == ',')
            signs = true;
        else
            others = others || code_point != ' ';
    }
    return !others && (letters ? !digits && !signs : digits || signs);
}

static int by_key(const void *a, const void *b)
{
    const struct name *left = a, *right = b;
    int order = rq_str_compare(left->key, right->key);
    return order != 0 ? order : rq_str_compare(left->record->id, right->record->id);
}

static void add_name(struct rq_arena *arena, struct rq_names *names, const struct rq_record *record, rq_str text,
                     bool given)
{
    rq_str key = make_key(arena, text);
    if (key.len == 0)
        return;
    names->items = rq_grow(arena, names->items, names->count, &names->cap, sizeof *names->items);
    names->items[names->count++] = (struct name){key, record, !given && is_plain(key), given};
}

static void add_given(struct rq_arena *arena, struct rq_names *names, const struct rq_record *record, rq_value value)
{
    rq_str text = rq_str_trim(rq_value_text(value));
    struct rq_buf hyphened = {.arena = arena};
    if (value.kind != RQ_STRING)
        return;
    for (size_t i = 0; i < text.len; i++)
        rq_buf_byte(&hyphened, text.ptr[i] == ' ' ? '-' : text.ptr[i]);
    add_name(arena, names, record, text, true);
    add_name(arena, names, record, rq_buf_text(&hyphened), true);
}

/* What the kind's `names` gives: a text or a list of texts.  Anything else gives no name. */
static void add_all_given(struct rq_arena *arena, struct rq_names *names, const struct rq_graph *graph,
                          const struct rq_record *record)
{
    if (record->kind->names == NULL)
        return;
    rq_value given = rq_graph_eval(arena, graph->policy, record, record->kind->names);
    if (given.kind == RQ_OPTIONAL)
        given = given.as.inner == NULL ? rq_null() : *given.as.inner;
    if (given.kind != RQ_LIST)
        add_given(arena, names, record, given);
    for (uint32_t i = 0; given.kind == RQ_LIST && i < given.as.list->count; i++)
        add_given(arena, names, record, given.as.list->items[i]);
}

/* An id that is also a given name counts as the name. */
static void sort_names(struct rq_names *names)
{
    size_t kept = 0;
    if (names->count > 0)
        qsort(names->items, names->count, sizeof *names->items, by_key);
    for (size_t i = 0; i < names->count; i++) {
        struct name *last = kept == 0 ? NULL : &names->items[kept - 1];
        if (last == NULL || by_key(last, &names->items[i]) != 0) {
            names->items[kept++] = names->items[i];
            continue;
        }
        last->plain = last->plain && names->items[i].plain;
        last->given = last->given || names->items[i].given;
    }
    names->count = kept;
}

const struct rq_names *rq_names_new(struct rq_arena *arena, const struct rq_graph *graph,
                                    const struct rq_record_kind *kind)
{
    struct rq_names *names = RQ_NEW(arena, struct rq_names);
    names->kind = kind->name;
    for (size_t i = 0; i < graph->record_count; i++) {
        const struct rq_record *record = &graph->records[i];
        if (record->kind != kind || rq_graph_find(graph, kind, record->id) != record)
            continue;
        add_name(arena, names, record, record->id, false);
        add_all_given(arena, names, graph, record);
    }
    sort_names(names);
    names->records = RQ_NEW_ARRAY(arena, const struct rq_record *, names->count);
    for (size_t i = 0; i < names->count; i++)
        names->records[i] = names->items[i].record;
    return names;
}

/* Keys that begin alike, up to `depth`. */
struct range {
    size_t low, high, depth;
};

/* The first of the range whose next byte is at least `byte`. */
static size_t first_from(const struct rq_names *names, const struct range *range, unsigned byte)
{
    size_t low = range->low, high = range->high;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        rq_str key = names->items[middle].key;
        if (key.len > range->depth && (unsigned char)key.ptr[range->depth] >= byte)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static bool narrow(const struct rq_names *names, struct range *range, uint32_t code_point)
{
    char bytes[4];
    size_t length = rq_utf8_encode(code_point, bytes);
    for (size_t i = 0; i < length && range->low < range->high; i++) {
        size_t low = first_from(names, range, (unsigned char)bytes[i]);
        size_t high = first_from(names, range, (unsigned char)bytes[i] + 1U);
        *range = (struct range){low, high, range->depth + 1};
    }
    return range->low < range->high;
}

/* True where a word starts; `joined`: it goes on from another one, as in "pre-audit". */
static bool starts_word(rq_str text, size_t at, bool *joined)
{
    size_t before = at == 0 ? 0 : rq_utf8_floor(text, at - 1);
    uint32_t previous = at == 0 ? ' ' : peek(text, before);
    uint32_t earlier = before == 0 ? ' ' : peek(text, rq_utf8_floor(text, before - 1));
    *joined = (previous == '-' || previous == '_') && rq_cel_is_word(earlier);
    return !rq_cel_is_word(previous) && text.ptr[at] != ' ';
}

/* True where the word may end: "REQ-1-based" names REQ-1, "REQ-1-2" and "audit-x" do not name REQ-1 and `audit`; `loose`
 * lets a word follow a hyphen. */
static bool ends_word(rq_str text, size_t at, bool loose)
{
    uint32_t next = peek(text, at);
    if (rq_cel_is_word(next))
        return false;
    uint32_t behind = next == '-' || next == '_' ? peek(text, at + 1) : 0;
    return !rq_cel_is_word(behind) || (loose && next == '-' && !is_digit(behind));
}

static bool is_pair(char before, char after)
{
    static const char pairs[][2] = {{'`', '`'}, {'"', '"'}, {'\'', '\''}, {'[', ']'}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (before == pairs[i][0] && after == pairs[i][1])
            return true;
    return false;
}

static char byte_at(rq_str text, size_t at)
{
    return at < text.len ? text.ptr[at] : '\0';
}

static bool is_same_word(rq_str word, rq_str name)
{
    size_t at = 0, other = 0;
    while (at < word.len && other < name.len)
        if (rq_cel_lower(rq_utf8_next(word, &at)) != rq_utf8_next(name, &other))
            return false;
    rq_str rest = rq_str_slice(word, at, word.len);
    return other == name.len && (rest.len == 0 || rq_str_equal(rest, RQ_STR("s")));
}

/* True if the word before or behind is the name of the kind: "request exports", "the exports request". */
static bool is_beside_kind(rq_str text, size_t start, size_t end, rq_str kind)
{
    size_t stop = start, behind = end;
    while (stop > 0 && rq_str_find_byte(RQ_STR(" #:"), text.ptr[stop - 1], 0) != RQ_NOT_FOUND)
        stop--;
    size_t first = stop;
    while (first > 0 && rq_cel_is_word((unsigned char)text.ptr[first - 1]))
        first--;
    if (stop < start && is_same_word(rq_str_slice(text, first, stop), kind))
        return true;
    while (byte_at(text, behind) == ' ')
        behind++;
    size_t last = behind;
    while (last < text.len && rq_cel_is_word((unsigned char)text.ptr[last]))
        last++;
    return behind > end && is_same_word(rq_str_slice(text, behind, last), kind);
}

/* What makes a plain word the name of a record. */
static bool is_marked(const struct rq_names *names, const struct rq_prose_text *text, rq_str source, size_t start,
                      size_t end)
{
    rq_str read = text->text;
    char before = start > 0 ? read.ptr[start - 1] : '\0', after = byte_at(read, end);
    if (is_pair(before, after) || before == '#' || is_beside_kind(read, start, end, names->kind))
        return true;
    if (before == '/' && after == '.' && rq_cel_is_word((unsigned char)byte_at(read, end + 1)))
        return true;
    if (text->spans == NULL)
        return false;
    uint32_t from = text->spans[start].start, to = text->spans[end - 1].end;
    return is_pair(from > 0 ? source.ptr[from - 1] : '\0', byte_at(source, to));
}

/* The first of the keys that are whole at this depth, and how many; 0 where none may count here. */
static size_t whole_keys(const struct rq_names *names, const struct range *range)
{
    size_t count = 0;
    while (range->low + count < range->high && names->items[range->low + count].key.len == range->depth)
        count++;
    return count;
}

static void take(const struct rq_names *names, const struct rq_prose_text *text, struct rq_mention *mention,
                 size_t first, size_t count)
{
    rq_str written = rq_str_slice(text->text, mention->start, mention->end);
    mention->records = names->records + first;
    mention->count = count;
    for (size_t i = first; i < first + count; i++) {
        if (!rq_str_equal(names->items[i].record->id, written))
            continue;
        mention->records = names->records + i;
        mention->count = 1;
        return;
    }
}

/* True if the words from `start` to `end`, which are a whole key, name its record there. */
static bool counts(const struct rq_names *names, const struct name *name, const struct rq_prose_text *text,
                   rq_str source, size_t start, size_t end)
{
    bool joined, digits = is_digit(peek(text->text, rq_utf8_floor(text->text, end - 1)));
    (void)starts_word(text->text, start, &joined);
    if (!ends_word(text->text, end, name->given || digits) || (joined && !name->given && !digits))
        return false;
    return !name->plain || is_marked(names, text, source, start, end);
}

/* The longest id or name that the word at `start` begins with. */
static bool match_at(const struct rq_names *names, const struct rq_prose_text *text, rq_str source, size_t start,
                     struct rq_mention *mention)
{
    struct range range = {0, names->count, 0};
    struct key_reader reader = {.text = text->text, .at = start};
    bool found = false;
    for (uint32_t code_point; (code_point = next_key(&reader)) != 0 && narrow(names, &range, code_point);) {
        size_t count = whole_keys(names, &range);
        if (count == 0 || !counts(names, &names->items[range.low], text, source, start, reader.at))
            continue;
        found = true;
        mention->start = start;
        mention->end = reader.at;
        take(names, text, mention, range.low, count);
    }
    return found;
}

bool rq_names_next(const struct rq_names *names, const struct rq_prose_text *text, rq_str source, size_t *at,
                   struct rq_mention *mention)
{
    bool joined;
    while (*at < text->text.len) {
        if (starts_word(text->text, *at, &joined) && match_at(names, text, source, *at, mention)) {
            *at = mention->end;
            return true;
        }
        (void)rq_utf8_next(text->text, at);
    }
    return false;
}

struct rq_names_cache {
    struct rq_arena *arena;
    struct entry {
        const struct rq_record_kind *kind;
        const struct rq_names *names;
    } * items;
    size_t count, cap;
};

struct rq_names_cache *rq_names_cache_new(void)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_names_cache *cache = RQ_NEW(arena, struct rq_names_cache);
    cache->arena = arena;
    return cache;
}

void rq_names_cache_free(struct rq_names_cache *cache)
{
    if (cache != NULL)
        rq_arena_free(cache->arena);
}

const struct rq_names *rq_names_get(struct rq_names_cache *cache, const struct rq_graph *graph,
                                    const struct rq_record_kind *kind)
{
    for (size_t i = 0; i < cache->count; i++)
        if (cache->items[i].kind == kind)
            return cache->items[i].names;
    const struct rq_names *names = rq_names_new(cache->arena, graph, kind);
    cache->items = rq_grow(cache->arena, cache->items, cache->count, &cache->cap, sizeof *cache->items);
    cache->items[cache->count++] = (struct entry){kind, names};
    return names;
}

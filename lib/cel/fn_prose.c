/*
 * Prose: the words of a text, how many sentences it has, and how alike two texts are.
 *
 * A sentence ends at a run of "." "!" "?" (with closing quotes and brackets) that is followed by white space or the end of
 * the text; within numbers and versions none follows, so that they need no rule.  A single "." ends none behind an
 * abbreviation that calls for more ("e.g.", "approx."); behind one that may also stand last ("etc.", "U.S.") it ends none
 * where a small letter or a digit follows.  A sentence has at least one letter, so that the number of a list item is none;
 * what stands behind the last end mark counts too.
 */
#include "base/ascii.h"
#include "cel/args.h"
#include "cel/prose.h"
#include "cel/unicode.h"

/* The longest abbreviation in the lists below. */
enum { LONGEST_ABBREVIATION = 6 };

static const char call_for_more[] = " e.g i.e eg ie vs approx cf ca resp incl excl fig figs pp vol dr mr mrs ms prof ";
static const char may_stand_last[] = " etc inc ltd co corp max min no nos sec hrs ";

static void add_lower(struct rq_buf *buf, uint32_t code_point)
{
    char bytes[4];
    rq_buf_add(buf, (rq_str){bytes, rq_utf8_encode(rq_cel_lower(code_point), bytes)});
}

static bool is_small(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

/* The word that begins at `start`, if it is small ASCII letters and digits alone: nearly every word, and no copy. */
static rq_str small_word(rq_str text, size_t start)
{
    size_t end = start;
    while (end < text.len && is_small(text.ptr[end]))
        end++;
    char next = end < text.len ? text.ptr[end] : ' ';
    bool ends = (unsigned char)next < 0x80 && next != '\'' && !rq_cel_is_word((unsigned char)next);
    return ends ? rq_str_slice(text, start, end) : RQ_STR("");
}

static size_t skip_to_word(rq_str text, size_t at)
{
    while (at < text.len) {
        size_t after = at;
        if (is_small(text.ptr[at]) || rq_cel_is_word(rq_utf8_next(text, &after)))
            break;
        at = after;
    }
    return at;
}

rq_str rq_cel_next_word(struct rq_arena *arena, rq_str text, size_t *at)
{
    struct rq_buf buf = {.arena = arena};
    *at = skip_to_word(text, *at);
    rq_str word = small_word(text, *at);
    if (word.len > 0) {
        *at += word.len;
        return word;
    }
    while (*at < text.len) {
        size_t after = *at, beyond;
        uint32_t code_point = rq_utf8_next(text, &after);
        beyond = after;
        bool joins = (code_point == '\'' || code_point == 0x2019) && buf.len > 0 && after < text.len &&
                     rq_cel_is_word(rq_utf8_next(text, &beyond));
        if (!joins && !rq_cel_is_word(code_point))
            break;
        add_lower(&buf, joins ? '\'' : code_point);
        *at = after;
    }
    return rq_buf_text(&buf);
}

static rq_value words(struct rq_cel_call *call)
{
    rq_str text = rq_cel_text_arg(call, 0);
    struct rq_cel_items items = {.arena = call->arena};
    rq_str word;
    if (!rq_cel_charge_bytes(call, text.len))
        return rq_cel_exhausted(call);
    for (size_t at = 0; (word = rq_cel_next_word(call->arena, text, &at)).len > 0;) {
        if (!rq_cel_charge(call, 1))
            return rq_cel_exhausted(call);
        rq_cel_items_add(&items, rq_string(word));
    }
    return rq_cel_items_done(&items);
}

static bool is_end_mark(char byte)
{
    return byte == '.' || byte == '!' || byte == '?';
}

static bool is_closing(uint32_t code_point)
{
    return code_point == '"' || code_point == '\'' || code_point == ')' || code_point == ']' || code_point == 0x2019 ||
           code_point == 0x201D || code_point == 0xBB;
}

/* The letters and inner dots that end at `end`: "e.g" of "(e.g.". */
static rq_str word_before(rq_str text, size_t end)
{
    size_t start = end;
    while (start > 0) {
        char byte = text.ptr[start - 1];
        bool letter = rq_ascii_is_letter(byte) || (unsigned char)byte >= 0x80;
        if (!letter && byte != '.')
            break;
        start--;
    }
    return rq_str_slice(text, start, end);
}

static bool is_listed(rq_str word, rq_str list)
{
    char wanted[LONGEST_ABBREVIATION + 2];
    if (word.len > LONGEST_ABBREVIATION || word.len == 0)
        return false;
    wanted[0] = ' ';
    for (size_t i = 0; i < word.len; i++)
        wanted[i + 1] = rq_ascii_lower(word.ptr[i]);
    wanted[word.len + 1] = ' ';
    return rq_str_find(list, (rq_str){wanted, word.len + 2}, 0) != RQ_NOT_FOUND;
}

static bool goes_on(uint32_t code_point)
{
    return (code_point >= '0' && code_point <= '9') ||
           (rq_cel_is_word(code_point) && code_point < 0x250 && rq_cel_lower(code_point) == code_point);
}

/* True for the dot at `dot` if the text goes on in the same sentence behind it; `next` is where it goes on. */
static bool is_inner_dot(rq_str text, size_t dot, size_t next)
{
    rq_str word = word_before(text, dot);
    if (next == text.len)
        return false;
    if (is_listed(word, RQ_STR(call_for_more)))
        return true;
    bool dotted = rq_str_find_byte(word, '.', 0) != RQ_NOT_FOUND;
    return (dotted || is_listed(word, RQ_STR(may_stand_last))) && goes_on(rq_utf8_next(text, &next));
}

static size_t skip_marks(rq_str text, size_t at)
{
    while (at < text.len) {
        size_t after = at;
        uint32_t code_point = rq_utf8_next(text, &after);
        if (!is_closing(code_point) && !is_end_mark((char)(code_point < 0x80 ? code_point : 0)))
            break;
        at = after;
    }
    return at;
}

static size_t skip_space(rq_str text, size_t at)
{
    while (at < text.len) {
        size_t after = at;
        if (!rq_cel_is_space(rq_utf8_next(text, &after)))
            break;
        at = after;
    }
    return at;
}

bool rq_cel_ends_sentence(rq_str text, size_t at, size_t *next)
{
    *next = at + 1;
    if (!is_end_mark(text.ptr[at]))
        return false;
    size_t marks = skip_marks(text, at), behind = skip_space(text, marks);
    *next = behind;
    if (behind == marks && behind < text.len)
        return false;
    return !(text.ptr[at] == '.' && marks == at + 1 && is_inner_dot(text, at, behind));
}

static int64_t count_sentences(rq_str text)
{
    int64_t count = 0;
    bool has_letter = false;
    for (size_t at = 0; at < text.len;) {
        if (is_end_mark(text.ptr[at])) {
            if (rq_cel_ends_sentence(text, at, &at) && has_letter) {
                count++;
                has_letter = false;
            }
            continue;
        }
        uint32_t code_point = rq_utf8_next(text, &at);
        has_letter = has_letter || (rq_cel_is_word(code_point) && !(code_point >= '0' && code_point <= '9'));
    }
    return count + has_letter;
}

static rq_value sentences(struct rq_cel_call *call)
{
    if (!rq_cel_charge_bytes(call, call->args[0].extent))
        return rq_cel_exhausted(call);
    return rq_int(count_sentences(rq_cel_text_arg(call, 0)));
}

/* The words of a text in their order, each once. */
struct word_set {
    rq_str *words;
    size_t count, cap;
};

/* False when the budget is gone: sorting takes a step for each word and each halving of them. */
static bool read_set(struct rq_cel_call *call, uint32_t argument, struct word_set *set)
{
    rq_str text = rq_cel_text_arg(call, argument), word;
    if (!rq_cel_charge_bytes(call, text.len))
        return false;
    for (size_t at = 0; (word = rq_cel_next_word(call->arena, text, &at)).len > 0;) {
        set->words = rq_grow(call->arena, set->words, set->count, &set->cap, sizeof *set->words);
        set->words[set->count++] = word;
    }
    uint64_t cost = set->count;
    for (size_t left = set->count; left > 1; left /= 2)
        cost += set->count;
    if (!rq_cel_charge(call, cost))
        return false;
    rq_str_sort(set->words, set->count);
    size_t kept = 0;
    for (size_t i = 0; i < set->count; i++)
        if (kept == 0 || !rq_str_equal(set->words[i], set->words[kept - 1]))
            set->words[kept++] = set->words[i];
    set->count = kept;
    return true;
}

static size_t common_words(const struct word_set *a, const struct word_set *b)
{
    size_t common = 0;
    for (size_t i = 0, j = 0; i < a->count && j < b->count;) {
        int order = rq_str_compare(a->words[i], b->words[j]);
        common += order == 0;
        i += order <= 0;
        j += order >= 0;
    }
    return common;
}

/* Jaccard's measure: common words over all words of the two texts; 0 where neither has any. */
static rq_value similarity(struct rq_cel_call *call)
{
    struct word_set a = {0}, b = {0};
    if (!read_set(call, 0, &a) || !read_set(call, 1, &b))
        return rq_cel_exhausted(call);
    size_t common = common_words(&a, &b), all = a.count + b.count - common;
    return rq_double(all == 0 ? 0 : (double)common / (double)all);
}

const struct rq_cel_function rq_cel_fn_prose[] = {
    {"words", RQ_CEL_GLOBAL, "s:ls", words},
    {"sentences", RQ_CEL_GLOBAL, "s:i", sentences},
    {"similarity", RQ_CEL_GLOBAL, "ss:d", similarity},
    {0},
};

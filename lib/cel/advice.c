/*
 * Advice.
 *
 * Most of it comes from the signatures: an overload that would fit if one piece were converted names the conversion.  The
 * rest is what people type from habit.
 */
#include "cel/advice.h"

#include "base/ascii.h"
#include "base/text.h"
#include "cel/function.h"
#include "cel/signature.h"
#include "cel/symbol.h"
#include "cel/type.h"

static const rq_str no_advice = {"", 0};

/* Source text for a message, cut where it is long. */
static rq_str excerpt(struct rq_arena *arena, rq_str text)
{
    enum { SHOWN = 60 };
    return rq_str_excerpt(arena, text, SHOWN);
}

rq_str rq_cel_selected_from(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node,
                            const struct rq_cel_step *step)
{
    uint32_t start = node->kind == RQ_NODE_HAS ? node->kid[0]->start : node->start;
    uint32_t end = step ? step->start : node->kid[0]->end;
    rq_str from = rq_str_trim(rq_str_slice(text, start, end));
    if (step && rq_str_ends(from, RQ_STR("?")))
        from = rq_str_trim(rq_str_slice(from, 0, from.len - 1));
    if (step && rq_str_ends(from, RQ_STR(".")))
        from = rq_str_trim(rq_str_slice(from, 0, from.len - 1));
    return excerpt(arena, from);
}

/* How a piece that is one of the kinds `have` becomes a `wanted` one; the smaller the rank, the better the guess. */
struct conversion {
    char wanted;
    uint8_t rank;
    const char *have, *before, *after;
};

static const struct conversion conversions[] = {
    {'b', 0, "o", "", ".orValue(false)"}, {'s', 0, "o", "", ".orValue(\"\")"}, {'l', 0, "o", "", ".orValue([])"},
    {'m', 0, "o", "", ".orValue({})"},    {'d', 0, "o", "", ".orValue(0.0)"},  {'i', 0, "o", "", ".orValue(0)"},
    {'t', 0, "o", "", ".value()"},        {'p', 0, "o", "", ".value()"},       {'d', 1, "iu", "double(", ")"},
    {'i', 1, "u", "int(", ")"},           {'s', 1, "#by", "string(", ")"},     {'t', 1, "s", "date(", ")"},
    {'s', 2, "tp", "string(", ")"},       {'p', 2, "s", "duration(", ")"},     {'b', 2, "slm", "!blank(", ")"},
    {'i', 2, "lm", "size(", ")"},         {'d', 3, "s", "double(", ")"},       {'i', 3, "s", "int(", ")"},
    {'u', 3, "s", "uint(", ")"},
};

static uint32_t without_null(uint32_t kinds)
{
    uint32_t null = RQ_CEL_BIT(RQ_NULL);
    return kinds == null ? kinds : kinds & ~null;
}

static bool is_within(uint32_t kinds, uint32_t all)
{
    return kinds != 0 && (kinds & ~all) == 0;
}

static uint32_t kinds_of(const char *letters)
{
    uint32_t kinds = 0;
    for (; *letters != '\0'; letters++)
        kinds |= rq_cel_letter_kinds(*letters);
    return kinds;
}

/* The best conversion of what may be of these kinds to one of the wanted ones, or NULL. */
static const struct conversion *conversion_of(uint32_t kinds, uint32_t wanted)
{
    const struct conversion *best = NULL;
    for (size_t i = 0; i < sizeof conversions / sizeof *conversions; i++) {
        const struct conversion *at = &conversions[i];
        if (is_within(rq_cel_letter_kinds(at->wanted), wanted) && is_within(without_null(kinds), kinds_of(at->have)) &&
            (best == NULL || at->rank < best->rank))
            best = at;
    }
    return best;
}

static rq_str converted(struct rq_arena *arena, const struct conversion *conversion, rq_str text)
{
    return rq_arena_format(arena, "%s%.*s%s", conversion->before, RQ_ARG(excerpt(arena, text)), conversion->after);
}

rq_str rq_cel_piece_advice(struct rq_arena *arena, struct rq_cel_piece piece, uint32_t wanted)
{
    const struct conversion *conversion = conversion_of(piece.kinds, wanted);
    if (conversion == NULL)
        return no_advice;
    return rq_arena_format(arena, "write %.*s", RQ_ARG(converted(arena, conversion, piece.text)));
}

/* The one piece that keeps an overload from fitting, or `count` if none or several do. */
static uint32_t misfit(const struct rq_cel_overload *overload, const struct rq_cel_piece *pieces, uint32_t count)
{
    uint32_t found = count;
    for (uint32_t i = 0; i < count; i++) {
        if (rq_cel_overload_kinds(overload, i) & pieces[i].kinds)
            continue;
        if (found < count)
            return count;
        found = i;
    }
    return found;
}

/* The best guess so far at what should be converted. */
struct guess {
    const struct conversion *conversion;
    uint32_t piece;
};

static void guess_from(const char *signature, const struct rq_cel_piece *pieces, uint32_t count, struct guess *guess)
{
    struct rq_cel_overload overload;
    while (rq_cel_overload_next(&signature, &overload)) {
        uint32_t i = rq_cel_overload_counts(&overload, count) ? misfit(&overload, pieces, count) : count;
        if (i == count)
            continue;
        const struct conversion *conversion = conversion_of(pieces[i].kinds, rq_cel_overload_kinds(&overload, i));
        if (conversion != NULL && (guess->conversion == NULL || conversion->rank < guess->conversion->rank))
            *guess = (struct guess){conversion, i};
    }
}

static rq_str guessed(struct rq_arena *arena, const struct guess *guess, const struct rq_cel_piece *pieces)
{
    if (guess->conversion == NULL)
        return no_advice;
    return rq_arena_format(arena, "write %.*s", RQ_ARG(converted(arena, guess->conversion, pieces[guess->piece].text)));
}

/* !x in y */
static bool stands_before_in(rq_str text, const struct rq_cel_node *node)
{
    rq_str rest = rq_str_trim(rq_str_slice(text, node->end, text.len));
    return rq_str_starts(rest, RQ_STR("in ")) || rq_str_starts(rest, RQ_STR("in["));
}

static rq_str not_advice(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node, struct rq_cel_piece piece)
{
    if (stands_before_in(text, node))
        return RQ_STR("! binds tighter than in: write !(x in y)");
    const struct conversion *conversion = conversion_of(piece.kinds, RQ_CEL_BIT(RQ_BOOL));
    if (conversion == NULL)
        return no_advice;
    rq_str write = converted(arena, conversion, piece.text);
    bool twice = rq_str_starts(write, RQ_STR("!"));
    return rq_arena_format(arena, "write %s%.*s", twice ? "" : "!", RQ_ARG(rq_str_slice(write, twice, write.len)));
}

static rq_str in_advice(struct rq_arena *arena, const struct rq_cel_piece *pieces)
{
    rq_str part = excerpt(arena, pieces[0].text), whole = excerpt(arena, pieces[1].text);
    const struct conversion *conversion = conversion_of(pieces[0].kinds, RQ_CEL_BIT(RQ_STRING));
    if (conversion != NULL)
        part = converted(arena, conversion, part);
    if (is_within(without_null(pieces[1].kinds), RQ_CEL_BIT(RQ_STRING)))
        return rq_arena_format(arena, "write %.*s.contains(%.*s)", RQ_ARG(whole), RQ_ARG(part));
    return rq_cel_piece_advice(arena, pieces[1], RQ_CEL_BIT(RQ_LIST));
}

/* What is compared with a number and may be any text: the number that it holds, or that of its characters. */
static rq_str or_its_length(struct rq_arena *arena, rq_str advice, const struct guess *guess,
                            const struct rq_cel_piece *pieces)
{
    const struct rq_cel_piece *piece = &pieces[guess->piece];
    bool literal = piece->text.len > 0 && (piece->text.ptr[0] == '"' || piece->text.ptr[0] == '\'');
    if (guess->conversion == NULL || literal || !is_within(without_null(piece->kinds), RQ_CEL_BIT(RQ_STRING)) ||
        !is_within(rq_cel_letter_kinds(guess->conversion->wanted), kinds_of("#")))
        return advice;
    return rq_arena_format(arena, "%.*s, or size(%.*s) for its length", RQ_ARG(advice),
                           RQ_ARG(excerpt(arena, piece->text)));
}

static bool is_ordered(const struct rq_cel_node *node)
{
    return node->kind >= RQ_NODE_LESS && node->kind <= RQ_NODE_GREATER_EQUAL;
}

/* 1 < x < 5 asks whether a bool is less than 5. */
static rq_str between_advice(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node)
{
    const struct rq_cel_node *first = node->kid[0];
    rq_str rest = rq_str_slice(text, first->kid[1]->start, node->end);
    return rq_arena_format(arena, "write %.*s && %.*s",
                           RQ_ARG(excerpt(arena, rq_str_slice(text, first->start, first->end))),
                           RQ_ARG(excerpt(arena, rest)));
}

rq_str rq_cel_operator_advice(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node,
                              const struct rq_cel_piece *pieces, uint32_t count)
{
    struct guess guess = {NULL, 0};
    if (node->kind == RQ_NODE_NOT)
        return not_advice(arena, text, node, pieces[0]);
    if (node->kind == RQ_NODE_IN)
        return in_advice(arena, pieces);
    if (count == 1)
        return no_advice;
    /* Whoever asks which of two is greater hardly means the order of letters. */
    bool ordered = is_ordered(node);
    if (ordered && is_ordered(node->kid[0]))
        return between_advice(arena, text, node);
    guess_from(ordered ? "ii:b|uu:b|dd:b|##:b|tt:b|pp:b" : rq_cel_symbol(node->kind)->types, pieces, count, &guess);
    rq_str advice = guessed(arena, &guess, pieces);
    return ordered ? or_its_length(arena, advice, &guess, pieces) : advice;
}

static rq_str kinds_name(struct rq_arena *arena, uint32_t kinds)
{
    struct rq_cel_type type = {.kinds = kinds};
    return rq_cel_type_name(arena, &type);
}

/* "list.join(string)" */
static void add_form(struct rq_buf *buf, const struct rq_cel_node *call, const struct rq_cel_overload *overload)
{
    uint32_t receiver = call->flags & RQ_FLAG_METHOD ? 1 : 0;
    if (receiver)
        rq_buf_format(buf, "%.*s.", RQ_ARG(kinds_name(buf->arena, rq_cel_overload_kinds(overload, 0))));
    rq_buf_format(buf, "%.*s(", RQ_ARG(call->as.call.name));
    for (uint32_t i = receiver; i < overload->count; i++)
        rq_buf_format(buf, "%s%.*s", i > receiver ? ", " : "",
                      RQ_ARG(kinds_name(buf->arena, rq_cel_overload_kinds(overload, i))));
    rq_buf_byte(buf, ')');
}

/* "there is size(string), size(bytes) …", all of them. */
static rq_str forms(struct rq_arena *arena, const struct rq_cel_node *call)
{
    struct rq_buf buf = {.arena = arena};
    struct rq_cel_overload overload;
    for (uint32_t row = 0; row < call->as.call.row_count; row++) {
        const char *signature = call->as.call.rows[row]->types;
        while (rq_cel_overload_next(&signature, &overload)) {
            rq_buf_add(&buf, buf.len == 0 ? RQ_STR("there is ") : RQ_STR(", "));
            add_form(&buf, call, &overload);
        }
    }
    return rq_buf_text(&buf);
}

/* text.contains("a") of a list, and text.startsWith("a") of each of its elements. */
static rq_str list_advice(struct rq_arena *arena, const struct rq_cel_node *call, const struct rq_cel_piece *pieces)
{
    rq_str list = excerpt(arena, pieces[0].text), name = call->as.call.name;
    uint32_t map = RQ_CEL_BIT(RQ_MAP), kinds = without_null(pieces[0].kinds);
    if ((call->flags & RQ_FLAG_METHOD) == 0 || !is_within(kinds, RQ_CEL_BIT(RQ_LIST) | map))
        return no_advice;
    if (rq_str_equal(name, RQ_STR("contains")))
        return rq_arena_format(arena, "write %.*s in %.*s", RQ_ARG(excerpt(arena, pieces[1].text)), RQ_ARG(list));
    struct rq_cel_overload overload;
    const char *signature = call->as.call.rows[0]->types;
    bool for_text = rq_cel_overload_next(&signature, &overload) && overload.arguments[0] == 's';
    return for_text && kinds != map
               ? rq_arena_format(arena, "write %.*s.exists(x, x.%.*s(…))", RQ_ARG(list), RQ_ARG(name))
               : no_advice;
}

rq_str rq_cel_call_advice(struct rq_arena *arena, const struct rq_cel_node *call, const struct rq_cel_piece *pieces)
{
    struct guess guess = {NULL, 0};
    rq_str of_list = list_advice(arena, call, pieces);
    if (of_list.len > 0)
        return of_list;
    for (uint32_t row = 0; row < call->as.call.row_count; row++)
        guess_from(call->as.call.rows[row]->types, pieces, call->count, &guess);
    /* A lone argument of the wrong type is more often a mistake than a thing to be converted. */
    bool sure =
        guess.conversion != NULL && (call->count > 1 || guess.conversion->rank == 0 || guess.conversion->wanted == 't');
    return sure ? guessed(arena, &guess, pieces) : forms(arena, call);
}

rq_str rq_cel_equal_advice(struct rq_arena *arena, struct rq_cel_piece a, struct rq_cel_piece b)
{
    rq_str first = excerpt(arena, a.text), second = excerpt(arena, b.text);
    if (a.kinds == RQ_CEL_BIT(RQ_OPTIONAL))
        return rq_arena_format(arena, "write %.*s.orValue(null)", RQ_ARG(first));
    if (a.kinds == RQ_CEL_BIT(RQ_TYPE) && b.kinds == RQ_CEL_BIT(RQ_NULL))
        return RQ_STR("write null_type");
    if (a.kinds == RQ_CEL_BIT(RQ_TYPE) && second.len > 2 && (second.ptr[0] == '"' || second.ptr[0] == '\''))
        return rq_arena_format(arena, "write %.*s, without quotes", RQ_ARG(rq_str_slice(second, 1, second.len - 1)));
    return rq_cel_piece_advice(arena, b, a.kinds);
}

rq_str rq_cel_size_advice(struct rq_arena *arena, uint32_t kinds, rq_str key, rq_str from)
{
    const uint32_t sized = RQ_CEL_BIT(RQ_STRING) | RQ_CEL_BIT(RQ_BYTES) | RQ_CEL_BIT(RQ_LIST);
    bool asks = rq_str_equal(key, RQ_STR("length")) || rq_str_equal(key, RQ_STR("size"));
    if (!asks || !is_within(without_null(kinds), sized))
        return no_advice;
    return rq_arena_format(arena, "write size(%.*s)", RQ_ARG(from));
}

static bool is_name_byte(char byte)
{
    return byte == '_' || rq_ascii_is_alnum(byte);
}

/* `object.needed-by` is a subtraction: the name that it was probably meant to be. */
static rq_str hyphenated(struct rq_arena *arena, rq_str text, uint32_t end, rq_str key, const rq_str *names,
                         size_t count)
{
    size_t after = end;
    while (after < text.len && (is_name_byte(text.ptr[after]) || text.ptr[after] == '-'))
        after++;
    rq_str whole = rq_arena_format(arena, "%.*s%.*s", RQ_ARG(key), RQ_ARG(rq_str_slice(text, end, after)));
    return after == end ? no_advice : rq_nearest(whole, names, count);
}

rq_str rq_cel_field_advice(struct rq_arena *arena, rq_str text, uint32_t end, rq_str key, const rq_str *names,
                           size_t count)
{
    rq_str whole = hyphenated(arena, text, end, key, names, count), near = rq_nearest(key, names, count);
    if (whole.len > 0)
        return rq_arena_format(arena, "this is read as a subtraction; a field with a hyphen is written .`%.*s`",
                               RQ_ARG(whole));
    if (near.len == 0)
        return no_advice;
    for (size_t i = 0; i < near.len; i++)
        if (!is_name_byte(near.ptr[i]) && end <= text.len && text.ptr[end - 1] != '"' && text.ptr[end - 1] != '\'')
            return rq_arena_format(arena, "did you mean .`%.*s`?", RQ_ARG(near));
    return rq_arena_format(arena, "did you mean `%.*s`?", RQ_ARG(near));
}

/*
 * Where values were written, kept without memory of its own.
 *
 * Of nearly every text the place is known by the text: it is a view into the file, with or without the quotes around it.
 * Only a text that the file has in other bytes (folded, with escapes) is a copy, and has its place in front of it.  Lists,
 * maps and scalars that are no text use the bits in which a text has its length.
 */
#include "base/limits.h"
#include "base/source.h"
#include "value/value.h"

/* What rq_value.place says of a text. */
enum { AS_WRITTEN, IN_QUOTES, COPIED };

struct copied {
    uint32_t start, end;
    char text[];
};

enum { PLACE_BITS = 24 };
static const uint64_t furthest = (1 << PLACE_BITS) - 1;
_Static_assert(RQ_LIMIT_FILE_BYTES < 1 << PLACE_BITS, "places fit into their bits");

static rq_value copy_at(struct rq_arena *arena, rq_value text, struct rq_origin origin)
{
    struct copied *copied = rq_arena_raw(arena, sizeof *copied + text.extent + 1);
    copied->start = origin.start;
    copied->end = origin.end;
    if (text.extent > 0)
        memcpy(copied->text, text.as.text, text.extent);
    copied->text[text.extent] = '\0';
    text.as.text = copied->text;
    text.place = COPIED;
    return text;
}

static rq_value text_at(struct rq_arena *arena, rq_value text, struct rq_origin origin)
{
    const char *written = rq_source_text(origin.source).ptr + origin.start;
    uint32_t length = origin.end - origin.start;
    text.place = AS_WRITTEN;
    if (text.as.text == written && text.extent == length)
        return text;
    text.place = IN_QUOTES;
    if (text.as.text == written + 1 && text.extent + 2 == length)
        return text;
    return copy_at(arena, text, origin);
}

rq_value rq_value_at(struct rq_arena *arena, rq_value value, struct rq_origin origin)
{
    value.source = origin.source;
    if (origin.source == NULL)
        return value;
    if (value.kind == RQ_STRING)
        return text_at(arena, value, origin);
    uint64_t start = origin.start < furthest ? origin.start : furthest, length = origin.end - origin.start;
    uint64_t place = start | (length < furthest ? length : furthest) << PLACE_BITS;
    value.extent = (uint32_t)place;
    value.place = (uint16_t)(place >> 32);
    return value;
}

static struct rq_origin text_origin(rq_value text)
{
    if (text.place == COPIED) {
        const struct copied *copied = (const void *)(text.as.text - offsetof(struct copied, text));
        return (struct rq_origin){text.source, copied->start, copied->end};
    }
    uint32_t start = (uint32_t)(text.as.text - rq_source_text(text.source).ptr), quote = text.place == IN_QUOTES;
    return (struct rq_origin){text.source, start - quote, start + text.extent + quote};
}

struct rq_origin rq_value_origin(rq_value value)
{
    if (value.source == NULL)
        return (struct rq_origin){0};
    if (value.kind == RQ_STRING)
        return text_origin(value);
    uint64_t place = value.extent | (uint64_t)value.place << 32;
    uint32_t start = (uint32_t)(place & furthest);
    return (struct rq_origin){value.source, start, start + (uint32_t)(place >> PLACE_BITS)};
}

bool rq_origin_equal(struct rq_origin a, struct rq_origin b)
{
    return a.source == b.source && a.start == b.start && a.end == b.end;
}

rq_str rq_value_written(rq_value value)
{
    struct rq_origin origin = rq_value_origin(value);
    return origin.source == NULL ? RQ_STR("") : rq_str_slice(rq_source_text(origin.source), origin.start, origin.end);
}

rq_pos rq_value_pos(rq_value value)
{
    struct rq_origin origin = rq_value_origin(value);
    if (origin.source == NULL)
        return (rq_pos){0};
    return rq_source_pos(origin.source, origin.start, origin.end);
}

/*
 * The hash of a line is a polynomial over 100 UTF-16 units, beginning with the first one of the line.  Blanks and tabs do
 * not count, all line breaks are LF, and behind the text come a mark and zeros.  So it changes with the line and with what
 * comes soon after it, and not with what is before it.
 */
#include "format/line_hash.h"

#include <stdlib.h>

enum { WINDOW = 100, FACTOR = 37, END_MARK = 0xFFFF };

/* The units that count, one after the other. */
struct units {
    rq_str text;
    size_t at;
    uint32_t low; /* the second unit of a character whose first one was given; 0: none */
    bool after_cr, ended;
};

static bool counts(struct units *units, uint32_t character)
{
    bool counts = character != ' ' && character != '\t' && (character != '\n' || !units->after_cr);
    units->after_cr = character == '\r';
    return counts;
}

static uint32_t next_unit(struct units *units)
{
    uint32_t unit = units->low;
    units->low = 0;
    while (unit == 0 && units->at < units->text.len) {
        uint32_t character = rq_utf8_next(units->text, &units->at);
        if (!counts(units, character))
            continue;
        if (character <= 0xFFFF)
            return character == '\r' ? '\n' : character;
        units->low = 0xDC00 + (character & 0x3FF);
        return 0xD7C0 + (character >> 10);
    }
    if (unit == 0 && !units->ended) {
        units->ended = true;
        return END_MARK;
    }
    return unit;
}

/* The units are a copy: the line is read again to find its end. */
static uint64_t hash_from(struct units units)
{
    uint64_t hash = 0;
    for (unsigned i = 0; i < WINDOW; i++)
        hash = FACTOR * hash + next_unit(&units);
    return hash;
}

static void skip_line(struct units *units)
{
    while (!units->ended && next_unit(units) != '\n')
        continue;
}

static int compare_lines(const void *a, const void *b)
{
    const struct rq_line_hash *left = *(const struct rq_line_hash *const *)a;
    const struct rq_line_hash *right = *(const struct rq_line_hash *const *)b;
    if (left->hash != right->hash)
        return left->hash < right->hash ? -1 : 1;
    return left < right ? -1 : left > right;
}

static void number_equal(struct rq_arena *arena, struct rq_line_hash *lines, size_t count)
{
    struct rq_line_hash **sorted = RQ_NEW_ARRAY(arena, struct rq_line_hash *, count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &lines[i];
    qsort(sorted, count, sizeof(struct rq_line_hash *), compare_lines);
    for (size_t i = 0; i < count; i++) {
        bool again = i > 0 && sorted[i - 1]->hash == sorted[i]->hash;
        sorted[i]->ordinal = again ? sorted[i - 1]->ordinal + 1 : 1;
    }
}

const struct rq_line_hash *rq_line_hashes(struct rq_arena *arena, rq_str text, size_t *count)
{
    struct units units = {.text = text};
    struct rq_line_hash *lines = NULL;
    size_t cap = 0;
    *count = 0;
    do {
        lines = rq_grow(arena, lines, *count, &cap, sizeof *lines);
        lines[(*count)++] = (struct rq_line_hash){.hash = hash_from(units)};
        skip_line(&units);
    } while (!units.ended);
    number_equal(arena, lines, *count);
    return lines;
}

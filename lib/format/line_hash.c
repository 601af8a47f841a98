/*
 * The hash of a line is a polynomial over 100 UTF-16 units, beginning with the first one of the line.  Blanks and tabs do
 * not count, all line breaks are LF, and behind the text come a mark and zeros.  So it changes with the line and with what
 * comes soon after it, and not with what is before it.
 *
 * The text is gone through once: the hash of the last 100 units is kept up to date, and is that of a line when its first unit
 * is about to leave them.
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

/* The last units, the oldest of which is where the next one goes. */
struct window {
    uint32_t units[WINDOW];
    size_t line_at[WINDOW]; /* the number, from 1, of the line that begins with the unit; 0: none does */
    size_t next;
    uint64_t hash, oldest_factor;
};

static struct window new_window(void)
{
    struct window window = {.oldest_factor = 1};
    for (unsigned i = 0; i < WINDOW; i++)
        window.oldest_factor *= FACTOR;
    return window;
}

static void take_unit(struct window *window, uint32_t unit, size_t line, struct rq_line_hash *lines)
{
    size_t at = window->next;
    if (window->line_at[at] != 0)
        lines[window->line_at[at] - 1].hash = window->hash;
    window->hash = FACTOR * window->hash + unit - window->oldest_factor * window->units[at];
    window->units[at] = unit;
    window->line_at[at] = line;
    window->next = (at + 1) % WINDOW;
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
    struct window window = new_window();
    struct rq_line_hash *lines = NULL;
    size_t cap = 0;
    *count = 0;
    for (bool begins = true; !units.ended;) {
        uint32_t unit = next_unit(&units);
        if (begins) {
            lines = rq_grow(arena, lines, *count, &cap, sizeof *lines);
            lines[(*count)++] = (struct rq_line_hash){0};
        }
        take_unit(&window, unit, begins ? *count : 0, lines);
        begins = unit == '\n';
    }
    for (unsigned i = 0; i < WINDOW; i++)
        take_unit(&window, 0, 0, lines);
    number_equal(arena, lines, *count);
    return lines;
}

/*
 * Findings for people, in the manner of rustc and ruff.  Read add_finding first.
 *
 * A finding is a heading, the picture of its place, the pictures of the second places, and notes.  Second places near
 * another one in the same file share its picture; the others get a picture of their own under ":::".  With two hundred
 * findings of one rule nobody wants to read two hundred times what to do: help and the pointer to `reqlint explain` come
 * with the first finding of a rule, and help again only where it says something else.
 *
 * Prose is broken into rows on a terminal and never cut; source lines and values are cut to the width.
 */
#include "format/format.h"
#include "format/picture.h"
#include "format/summary.h"
#include "format/visible.h"

#include <stdlib.h>

enum {
    /* Second places that are shown; one duplicate id may stand in thousands of files. */
    PLACES_SHOWN = 10,
    /* Places of one file that are no further apart share a picture. */
    NEAR_LINES = 8,
    /* Columns for an expression and its value on the narrowest terminal. */
    NARROWEST_VALUE = 24
};

/* What the first finding of a rule has already said. */
struct told {
    rq_str rule, help;
};

struct printer {
    struct rq_format_pen pen;
    struct told *told;
    size_t told_count, told_cap;
};

/* A place of a finding, and whether it was drawn. */
struct place {
    const struct rq_source *source;
    rq_str path;
    struct rq_format_mark mark;
    bool drawn;
};

/* All places of a finding that are shown; the first one is its own. */
struct places {
    struct place items[1 + PLACES_SHOWN];
    size_t count;
};

static bool has_picture(const struct place *place)
{
    return place->source != NULL && place->mark.pos.line > 0;
}

static bool is_near(const struct place *a, const struct place *b)
{
    uint32_t left = a->mark.pos.line, right = b->mark.pos.line;
    return a->source == b->source && (left > right ? left - right : right - left) <= NEAR_LINES;
}

static struct places collect_places(const struct rq_finding *finding)
{
    struct places places = {.count = 1};
    places.items[0] = (struct place){finding->source, finding->path, {finding->pos, {NULL, 0}, false}, false};
    for (size_t i = 0; i < finding->related_count && i < PLACES_SHOWN; i++) {
        const struct rq_related *related = &finding->related[i];
        struct rq_format_mark mark = {related->pos, related->message, true};
        places.items[places.count++] = (struct place){related->source, related->path, mark, false};
    }
    return places;
}

static size_t gutter_digits(const struct places *places)
{
    size_t digits = 1;
    for (size_t i = 0; i < places->count; i++) {
        size_t own = has_picture(&places->items[i]) ? rq_format_digits(places->items[i].mark.pos.line) : 1;
        digits = own > digits ? own : digits;
    }
    return digits;
}

static int compare_marks(const void *left, const void *right)
{
    const struct rq_format_mark *a = left, *b = right;
    if (a->pos.line != b->pos.line)
        return a->pos.line < b->pos.line ? -1 : 1;
    if (a->pos.column != b->pos.column)
        return a->pos.column < b->pos.column ? -1 : 1;
    return a->second - b->second;
}

/* Draws a place together with those after it that are near it. */
static void add_place(const struct rq_format_frame *frame, struct places *places, size_t index)
{
    struct rq_format_mark marks[1 + PLACES_SHOWN];
    const struct place *first = &places->items[index];
    size_t count = 0;
    rq_str arrow = index == 0 ? RQ_STR("-->") : RQ_STR(":::");
    if (!has_picture(first)) {
        rq_format_add_arrow(frame, arrow, first->path, first->mark.pos, first->mark.label);
        return;
    }
    rq_format_add_arrow(frame, arrow, first->path, first->mark.pos, RQ_STR(""));
    for (size_t i = index; i < places->count; i++) {
        struct place *place = &places->items[i];
        if (place->drawn || !has_picture(place) || !is_near(first, place))
            continue;
        marks[count++] = place->mark;
        place->drawn = true;
    }
    qsort(marks, count, sizeof *marks, compare_marks);
    rq_format_add_picture(frame, first->source, marks, count);
}

/* All pictures; gives true if the last thing drawn was one, so that notes need a bar before them. */
static bool add_places(const struct rq_format_frame *frame, struct places *places)
{
    bool picture = false;
    for (size_t i = 0; i < places->count; i++) {
        const struct place *place = &places->items[i];
        if (place->drawn || (i == 0 && place->path.len == 0))
            continue;
        if (picture)
            rq_format_add_bar(frame);
        add_place(frame, places, i);
        picture = has_picture(place);
    }
    return picture;
}

/* error[rule]: message */
static void add_heading(struct rq_format_pen *pen, const struct rq_finding *finding)
{
    struct rq_buf label = {.arena = pen->buf.arena};
    if (finding->waived)
        rq_buf_add(&label, RQ_STR("waived "));
    rq_buf_add(&label, rq_level_name(finding->level));
    rq_buf_byte(&label, '[');
    rq_buf_add(&label, rq_format_name(label.arena, finding->rule));
    rq_buf_byte(&label, ']');
    enum rq_format_ink ink = finding->waived ? RQ_FORMAT_FRAME : rq_format_level_ink(finding->level);
    rq_format_add(pen, ink, rq_buf_text(&label));
    rq_format_add(pen, RQ_FORMAT_BOLD, RQ_STR(":"));
    size_t used = rq_format_columns(rq_buf_text(&label)) + 1;
    rq_format_add_rows(pen, RQ_FORMAT_BOLD, rq_format_prose(label.arena, finding->message), used, 4);
}

/* What a sentence that begins with an expression says about its value; only values are cut. */
static rq_str value_words(struct rq_format_pen *pen, rq_value value, size_t columns)
{
    struct rq_arena *arena = pen->buf.arena;
    if (value.kind == RQ_ABSENT)
        return RQ_STR("is not there");
    if (value.kind == RQ_FAULT)
        return rq_arena_format(arena, "failed: %.*s", RQ_ARG(rq_format_prose(arena, value.as.fault->message)));
    rq_str print = rq_format_prose(arena, rq_value_print(arena, value, 4 * columns));
    return rq_arena_format(arena, "is %.*s", RQ_ARG(rq_format_cut(pen, print, columns - RQ_STR("is ").len)));
}

/* = note: `expression` is value */
static void add_evidence(const struct rq_format_frame *frame, const struct rq_evidence *evidence)
{
    struct rq_arena *arena = frame->pen->buf.arena;
    size_t indent = rq_format_note_indent(frame, RQ_STR("note")), width = rq_format_width(frame->pen);
    size_t columns = width > indent + NARROWEST_VALUE ? width - indent : NARROWEST_VALUE;
    rq_str expression = rq_format_cut(frame->pen, rq_format_prose(arena, evidence->expression), columns / 2);
    size_t left = columns - rq_format_columns(expression) - RQ_STR("`` ").len;
    struct rq_buf text = {.arena = arena};
    rq_buf_byte(&text, '`');
    rq_buf_add(&text, expression);
    rq_buf_add(&text, RQ_STR("` "));
    rq_buf_add(&text, value_words(frame->pen, evidence->value, left));
    rq_format_add_note(frame, RQ_STR("note"), rq_buf_text(&text));
}

/* What was told about a rule, or NULL at its first finding. */
static const struct told *find_told(const struct printer *printer, rq_str rule)
{
    for (size_t i = 0; i < printer->told_count; i++)
        if (rq_str_equal(printer->told[i].rule, rule))
            return &printer->told[i];
    return NULL;
}

static void add_advice(struct printer *printer, const struct rq_format_frame *frame, const struct rq_finding *finding)
{
    struct rq_arena *arena = printer->pen.buf.arena;
    const struct told *told = find_told(printer, finding->rule);
    if (finding->help.len > 0 && (told == NULL || !rq_str_equal(told->help, finding->help)))
        rq_format_add_note(frame, RQ_STR("help"), rq_format_prose(arena, finding->help));
    if (told != NULL)
        return;
    rq_format_add_word(frame, RQ_STR("explain")); /* a command to copy is never broken into rows */
    rq_str rule = rq_format_name(arena, finding->rule);
    rq_buf_format(&printer->pen.buf, " reqlint explain %.*s\n", RQ_ARG(rule));
    printer->told = rq_grow(arena, printer->told, printer->told_count, &printer->told_cap, sizeof *printer->told);
    printer->told[printer->told_count++] = (struct told){finding->rule, finding->help};
}

/* True if anything comes below the pictures. */
static bool has_notes(const struct printer *printer, const struct rq_finding *finding)
{
    const struct told *told = find_told(printer, finding->rule);
    return told == NULL || finding->value_count > 0 || finding->commit.len > 0 ||
           finding->related_count > PLACES_SHOWN || (finding->help.len > 0 && !rq_str_equal(told->help, finding->help));
}

static void add_notes(struct printer *printer, const struct rq_format_frame *frame, const struct rq_finding *finding)
{
    struct rq_arena *arena = printer->pen.buf.arena;
    if (finding->related_count > PLACES_SHOWN)
        rq_format_add_note(frame, RQ_STR("note"),
                           rq_arena_format(arena, "and %zu more places", finding->related_count - PLACES_SHOWN));
    for (size_t i = 0; i < finding->value_count; i++)
        add_evidence(frame, &finding->values[i]);
    if (finding->commit.len > 0)
        rq_format_add_note(frame, RQ_STR("commit"), rq_format_revision(arena, finding->commit));
    add_advice(printer, frame, finding);
}

static void add_finding(struct printer *printer, const struct rq_finding *finding)
{
    struct places places = collect_places(finding);
    struct rq_format_frame frame = {&printer->pen, gutter_digits(&places), rq_format_level_ink(finding->level)};
    add_heading(&printer->pen, finding);
    bool picture = add_places(&frame, &places);
    if (picture && has_notes(printer, finding))
        rq_format_add_bar(&frame);
    add_notes(printer, &frame, finding);
    rq_buf_byte(&printer->pen.buf, '\n');
}

rq_str rq_format_text(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style)
{
    if (report->audit != NULL)
        return rq_format_audit(arena, report, style);
    struct printer printer = {.pen = {.buf = {.arena = arena}, .style = style}};
    for (size_t i = 0; i < report->finding_count; i++)
        add_finding(&printer, &report->findings[i]);
    if (!style->quiet)
        rq_format_add_summary(&printer.pen, report);
    return rq_buf_text(&printer.pen.buf);
}

const rq_str *rq_format_pictures(struct rq_arena *arena, const struct rq_report *report)
{
    const struct rq_style plain = {.quiet = true};
    struct printer printer = {.pen = {.buf = {.arena = arena}, .style = &plain}};
    rq_str *pictures = RQ_NEW_ARRAY(arena, rq_str, report->finding_count);
    size_t start = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        add_finding(&printer, &report->findings[i]);
        pictures[i].len = printer.pen.buf.len - start;
        start += pictures[i].len;
    }
    for (size_t i = 0, at = 0; i < report->finding_count; at += pictures[i++].len)
        pictures[i].ptr = printer.pen.buf.ptr + at;
    return pictures;
}

rq_str rq_format_text_failure(struct rq_arena *arena, const struct rq_err *failure)
{
    return rq_err_print(arena, failure, &(struct rq_style){.width = 0});
}

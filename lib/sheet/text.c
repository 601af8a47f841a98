/*
 * A sheet for a terminal.  Short columns stand side by side; a column of sentences would push the others apart, so each of
 * its cells gets rows of its own below, with the column's name in front where there are several such columns.  Columns of
 * one name look alike in all tables.
 */
#include "format/pen.h"
#include "format/visible.h"
#include "sheet/sheet.h"

enum {
    SHORT = 32, /* columns: what is wider is a sentence */
    GAP = 2,
    INDENT = 2,
    BELOW = 6
};

/* Names of columns that hold sentences. */
struct names {
    struct rq_arena *arena;
    rq_str *items;
    size_t count, cap;
};

/* A table as texts, row by row. */
struct grid {
    const struct rq_sheet_table *table;
    rq_str *cells;
    size_t *widths; /* by column; of the names too */
    bool *sentences;
    size_t sentence_count, last_short;
};

static struct grid grid_new(struct rq_arena *arena, const struct rq_sheet_table *table)
{
    size_t columns = table->column_count;
    struct grid grid = {.table = table};
    grid.cells = RQ_NEW_ARRAY(arena, rq_str, columns * table->row_count);
    grid.widths = RQ_NEW_ARRAY(arena, size_t, columns);
    grid.sentences = RQ_NEW_ARRAY(arena, bool, columns);
    for (size_t c = 0; c < columns; c++) {
        grid.widths[c] = rq_format_columns(table->columns[c].name);
        for (size_t r = 0; r < table->row_count; r++) {
            rq_str text = rq_format_prose(arena, rq_sheet_cell(arena, table->rows[r].cells[c]));
            size_t width = rq_format_columns(text);
            grid.cells[r * columns + c] = text;
            grid.widths[c] = width > grid.widths[c] ? width : grid.widths[c];
        }
    }
    return grid;
}

static bool has_name(const struct names *names, rq_str name)
{
    for (size_t i = 0; i < names->count; i++)
        if (rq_str_equal(names->items[i], name))
            return true;
    return false;
}

static void note_wide(struct names *names, const struct grid *grid)
{
    for (size_t c = 0; c < grid->table->column_count; c++) {
        rq_str name = grid->table->columns[c].name;
        if (grid->widths[c] <= SHORT || grid->table->columns[c].beside || has_name(names, name))
            continue;
        names->items = rq_grow(names->arena, names->items, names->count, &names->cap, sizeof *names->items);
        names->items[names->count++] = name;
    }
}

static void mark_sentences(struct grid *grid, const struct names *names)
{
    for (size_t c = 0; c < grid->table->column_count; c++) {
        grid->sentences[c] = has_name(names, grid->table->columns[c].name);
        if (grid->sentences[c])
            grid->sentence_count++;
        else
            grid->last_short = c;
    }
}

/* The short cells of a row. */
static void add_short(struct rq_format_pen *pen, const struct grid *grid, enum rq_format_ink ink, const rq_str *cells)
{
    rq_buf_repeat(&pen->buf, ' ', INDENT);
    for (size_t c = 0; c < grid->table->column_count; c++) {
        if (grid->sentences[c])
            continue;
        rq_str text = cells[c].len == 0 ? RQ_STR("-") : cells[c];
        rq_format_add(pen, ink, text);
        if (c != grid->last_short)
            rq_buf_repeat(&pen->buf, ' ', grid->widths[c] + GAP - rq_format_columns(text));
    }
    rq_buf_byte(&pen->buf, '\n');
}

/* Its sentences. */
static void add_sentences(struct rq_format_pen *pen, const struct grid *grid, const rq_str *cells)
{
    for (size_t c = 0; c < grid->table->column_count; c++) {
        if (!grid->sentences[c] || cells[c].len == 0)
            continue;
        size_t used = BELOW - 1;
        rq_buf_repeat(&pen->buf, ' ', used);
        if (grid->sentence_count > 1) {
            rq_str name = rq_format_name(pen->buf.arena, grid->table->columns[c].name);
            rq_buf_format(&pen->buf, " %.*s:", RQ_ARG(name));
            used += rq_format_columns(name) + 2;
        }
        rq_format_add_rows(pen, RQ_FORMAT_PLAIN, cells[c], used, BELOW);
    }
}

static void add_table(struct rq_format_pen *pen, const struct grid *grid)
{
    struct rq_arena *arena = pen->buf.arena;
    const struct rq_sheet_table *table = grid->table;
    rq_str *names = RQ_NEW_ARRAY(arena, rq_str, table->column_count);
    bool has_short = grid->sentence_count < table->column_count;
    for (size_t c = 0; c < table->column_count; c++)
        names[c] = rq_format_name(arena, table->columns[c].name);
    rq_buf_byte(&pen->buf, '\n');
    if (has_short)
        add_short(pen, grid, RQ_FORMAT_FRAME, names);
    for (size_t r = 0; r < table->row_count; r++) {
        const rq_str *cells = &grid->cells[r * table->column_count];
        if (has_short)
            add_short(pen, grid, RQ_FORMAT_PLAIN, cells);
        add_sentences(pen, grid, cells);
    }
}

/* Paragraphs are parted by empty lines; within one, line breaks mean nothing. */
static void add_about(struct rq_format_pen *pen, rq_str about)
{
    rq_str paragraph;
    while (rq_sheet_next_paragraph(&about, &paragraph)) {
        rq_buf_add(&pen->buf, RQ_STR("\n "));
        rq_format_add_rows(pen, RQ_FORMAT_PLAIN, rq_format_prose(pen->buf.arena, paragraph), 1, INDENT);
    }
}

/* `grids` are those of the section's tables. */
static void add_section(struct rq_format_pen *pen, const struct rq_sheet_section *section, const struct grid *grids)
{
    rq_buf_byte(&pen->buf, '\n');
    rq_format_add(pen, RQ_FORMAT_BOLD, rq_format_prose(pen->buf.arena, section->title));
    for (size_t i = 0; i < section->table_count; i++)
        if (rq_sheet_has_records(&section->tables[i]))
            rq_buf_format(&pen->buf, section->tables[i].row_count == 0 ? ": none" : " (%zu)",
                          section->tables[i].row_count);
    rq_buf_byte(&pen->buf, '\n');
    add_about(pen, section->about);
    for (size_t i = 0; i < section->table_count; i++)
        if (section->tables[i].row_count > 0)
            add_table(pen, &grids[i]);
}

/* The grids of all tables, section by section. */
static const struct grid *make_grids(struct rq_arena *arena, const struct rq_sheet *sheet)
{
    size_t count = 0, at = 0;
    struct names names = {.arena = arena};
    for (size_t s = 0; s < sheet->section_count; s++)
        count += sheet->sections[s].table_count;
    struct grid *grids = RQ_NEW_ARRAY(arena, struct grid, count);
    for (size_t s = 0; s < sheet->section_count; s++)
        for (size_t t = 0; t < sheet->sections[s].table_count; t++) {
            grids[at] = grid_new(arena, &sheet->sections[s].tables[t]);
            note_wide(&names, &grids[at++]);
        }
    for (size_t i = 0; i < count; i++)
        mark_sentences(&grids[i], &names);
    return grids;
}

rq_str rq_sheet_text(struct rq_arena *arena, const struct rq_sheet *sheet, const struct rq_style *style)
{
    struct rq_format_pen pen = {.buf = {.arena = arena}, .style = style};
    rq_format_add(&pen, RQ_FORMAT_BOLD, rq_format_prose(arena, rq_sheet_heading(arena, sheet)));
    rq_buf_byte(&pen.buf, '\n');
    const struct grid *grids = make_grids(arena, sheet);
    for (size_t i = 0; i < sheet->section_count; i++) {
        add_section(&pen, &sheet->sections[i], grids);
        grids += sheet->sections[i].table_count;
    }
    return rq_buf_text(&pen.buf);
}

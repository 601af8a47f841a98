/* A sheet as Markdown: a heading for each section, and its tables. */
#include "format/markup.h"
#include "sheet/sheet.h"

static void add_heading(struct rq_buf *buf, const char *marks, rq_str title)
{
    rq_buf_format(buf, "%s ", marks);
    rq_format_add_markdown(buf, title, true);
    rq_buf_byte(buf, '\n');
}

static void add_table(struct rq_buf *buf, const struct rq_sheet_table *table)
{
    rq_buf_add(buf, RQ_STR("\n|"));
    for (size_t i = 0; i < table->column_count; i++) {
        rq_buf_byte(buf, ' ');
        rq_format_add_markdown(buf, table->columns[i].name, false);
        rq_buf_add(buf, RQ_STR(" |"));
    }
    rq_buf_add(buf, RQ_STR("\n|"));
    for (size_t i = 0; i < table->column_count; i++)
        rq_buf_add(buf, RQ_STR(" --- |"));
    rq_buf_byte(buf, '\n');
    for (size_t r = 0; r < table->row_count; r++) {
        rq_buf_byte(buf, '|');
        for (size_t i = 0; i < table->column_count; i++) {
            rq_buf_byte(buf, ' ');
            rq_format_add_markdown(buf, rq_sheet_cell(buf->arena, table->rows[r].cells[i]), table->columns[i].markup);
            rq_buf_add(buf, RQ_STR(" |"));
        }
        rq_buf_byte(buf, '\n');
    }
}

static void add_section(struct rq_buf *buf, const struct rq_sheet_section *section)
{
    rq_str about = rq_sheet_lines(buf->arena, rq_str_trim(section->about));
    rq_buf_byte(buf, '\n');
    add_heading(buf, "##", section->title);
    if (section->about.len > 0)
        rq_buf_format(buf, "\n%.*s\n", RQ_ARG(about));
    for (size_t i = 0; i < section->table_count; i++) {
        if (section->tables[i].row_count > 0)
            add_table(buf, &section->tables[i]);
        else if (rq_sheet_has_records(&section->tables[i]))
            rq_buf_add(buf, RQ_STR("\nNone.\n"));
    }
}

rq_str rq_sheet_markdown(struct rq_arena *arena, const struct rq_sheet *sheet, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena};
    (void)style;
    add_heading(&buf, "#", rq_sheet_heading(arena, sheet));
    for (size_t i = 0; i < sheet->note_count; i++) {
        rq_buf_add(&buf, RQ_STR("\n> "));
        rq_format_add_markdown(&buf, sheet->notes[i], false);
        rq_buf_byte(&buf, '\n');
    }
    for (size_t i = 0; i < sheet->section_count; i++)
        add_section(&buf, &sheet->sections[i]);
    return rq_buf_text(&buf);
}

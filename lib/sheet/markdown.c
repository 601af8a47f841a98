/*
 * Markdown with the tables of GitHub and GitLab (GitHub Flavored Markdown, "Tables").
 *
 * A cell ends at a bar, even inside of code, and at a line break; `\|` is a bar that ends none.  Words of records are shown
 * as they are: a backslash before each mark keeps them from becoming images, HTML or code, and a blank without width behind
 * an @ keeps people from being called.
 */
#include "format/visible.h"
#include "sheet/sheet.h"

static bool is_mark(char byte)
{
    return byte != '\0' && strchr("\\`*_{}[]<>#|~!&", byte) != NULL;
}

void rq_sheet_add_markdown(struct rq_buf *buf, rq_str text, bool markup)
{
    text = rq_format_prose(buf->arena, text);
    for (size_t i = 0; i < text.len; i++) {
        char byte = text.ptr[i];
        if (markup ? byte == '|' : is_mark(byte))
            rq_buf_byte(buf, '\\');
        rq_buf_byte(buf, byte);
        if (byte == '@' && !markup)
            rq_buf_add(buf, RQ_STR("&#8203;"));
    }
}

static void add_heading(struct rq_buf *buf, const char *marks, rq_str title)
{
    rq_buf_format(buf, "%s ", marks);
    rq_sheet_add_markdown(buf, title, true);
    rq_buf_byte(buf, '\n');
}

static void add_table(struct rq_buf *buf, const struct rq_sheet_table *table)
{
    rq_buf_add(buf, RQ_STR("\n|"));
    for (size_t i = 0; i < table->column_count; i++) {
        rq_buf_byte(buf, ' ');
        rq_sheet_add_markdown(buf, table->columns[i].name, false);
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
            rq_sheet_add_markdown(buf, rq_sheet_cell(buf->arena, table->rows[r].cells[i]), table->columns[i].markup);
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
        rq_sheet_add_markdown(&buf, sheet->notes[i], false);
        rq_buf_byte(&buf, '\n');
    }
    for (size_t i = 0; i < sheet->section_count; i++)
        add_section(&buf, &sheet->sections[i]);
    return rq_buf_text(&buf);
}

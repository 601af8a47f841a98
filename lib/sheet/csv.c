/* CSV as RFC 4180 has it: CRLF at the end of each record, the same number of fields everywhere. */
#include "format/cell.h"
#include "sheet/sheet.h"

static bool is_number(rq_value value)
{
    return value.kind == RQ_INT || value.kind == RQ_UINT || value.kind == RQ_DOUBLE;
}

void rq_sheet_add_csv(struct rq_buf *buf, rq_value value)
{
    rq_str text = rq_sheet_cell(buf->arena, value);
    bool formula = !is_number(value) && rq_format_is_formula(text);
    rq_format_add_cell(buf, rq_str_chomp(rq_sheet_lines(buf->arena, text)), formula);
}

/* The columns of all tables of records, each once. */
struct header {
    struct rq_arena *arena;
    rq_str *names;
    size_t count, cap;
};

static size_t find_column(const struct rq_sheet_column *columns, size_t count, rq_str name)
{
    size_t i = 0;
    while (i < count && !rq_str_equal(columns[i].name, name))
        i++;
    return i;
}

static bool has_name(const struct header *header, rq_str name)
{
    for (size_t i = 0; i < header->count; i++)
        if (rq_str_equal(header->names[i], name))
            return true;
    return false;
}

static void add_columns(struct header *header, const struct rq_sheet_table *table)
{
    for (size_t i = 0; rq_sheet_has_records(table) && i < table->column_count; i++) {
        if (has_name(header, table->columns[i].name))
            continue;
        header->names = rq_grow(header->arena, header->names, header->count, &header->cap, sizeof *header->names);
        header->names[header->count++] = table->columns[i].name;
    }
}

static void add_rows(struct rq_buf *buf, const struct header *header, rq_str section,
                     const struct rq_sheet_table *table)
{
    for (size_t r = 0; rq_sheet_has_records(table) && r < table->row_count; r++) {
        rq_sheet_add_csv(buf, rq_string(section));
        for (size_t i = 0; i < header->count; i++) {
            size_t column = find_column(table->columns, table->column_count, header->names[i]);
            rq_buf_byte(buf, ',');
            rq_sheet_add_csv(buf, column < table->column_count ? table->rows[r].cells[column] : rq_null());
        }
        rq_buf_add(buf, RQ_STR("\r\n"));
    }
}

rq_str rq_sheet_csv(struct rq_arena *arena, const struct rq_sheet *sheet, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena};
    struct header header = {.arena = arena};
    (void)style;
    for (size_t s = 0; s < sheet->section_count; s++)
        for (size_t t = 0; t < sheet->sections[s].table_count; t++)
            add_columns(&header, &sheet->sections[s].tables[t]);
    rq_buf_add(&buf, RQ_STR("section"));
    for (size_t i = 0; i < header.count; i++) {
        rq_buf_byte(&buf, ',');
        rq_sheet_add_csv(&buf, rq_string(header.names[i]));
    }
    rq_buf_add(&buf, RQ_STR("\r\n"));
    for (size_t s = 0; s < sheet->section_count; s++)
        for (size_t t = 0; t < sheet->sections[s].table_count; t++)
            add_rows(&buf, &header, sheet->sections[s].name, &sheet->sections[s].tables[t]);
    return rq_buf_text(&buf);
}

rq_str rq_sheet_csv_failure(struct rq_arena *arena, const struct rq_err *failure)
{
    struct rq_buf buf = {.arena = arena};
    rq_buf_add(&buf, RQ_STR("section,message,help\r\nno-verdict,"));
    rq_sheet_add_csv(&buf, rq_string(failure->message));
    rq_buf_byte(&buf, ',');
    rq_sheet_add_csv(&buf, rq_string(failure->hint));
    rq_buf_add(&buf, RQ_STR("\r\n"));
    return rq_buf_text(&buf);
}

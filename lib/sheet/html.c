/*
 * A sheet as a web page, with a chart of its sections.
 *
 * A bar of the chart is an SVG with its length as an attribute: where a host of pages takes the style sheet away, the bars
 * stay.  It is hidden from screen readers, for the number stands beside it.
 */
#include "format/markup.h"
#include "format/page.h"
#include "sheet/sheet.h"

/* True if the section is about records; `count` is how many it shows. */
static bool count_records(const struct rq_sheet_section *section, size_t *count)
{
    bool about_records = false;
    *count = 0;
    for (size_t i = 0; i < section->table_count; i++)
        if (rq_sheet_has_records(&section->tables[i])) {
            about_records = true;
            *count += section->tables[i].row_count;
        }
    return about_records;
}

static void add_bar(struct rq_buf *buf, const struct rq_sheet_section *section, size_t at, size_t count, size_t most)
{
    size_t tenths = most > 0 ? count * 1000 / most : 0;
    rq_buf_format(buf, "<tr><th scope=\"row\"><a href=\"#section-%zu\">", at + 1);
    rq_format_add_html(buf, section->title);
    rq_buf_format(buf,
                  "</a></th><td>%zu</td><td><svg width=\"100%%\" height=\"16\" aria-hidden=\"true\">"
                  "<rect width=\"%zu.%zu%%\" height=\"100%%\"/></svg></td></tr>\n",
                  count, tenths / 10, tenths % 10);
}

/* One bar for each section about records, the longest as wide as there is room. */
static void add_chart(struct rq_buf *buf, const struct rq_sheet *sheet)
{
    size_t most = 0, count, sections = 0;
    for (size_t i = 0; i < sheet->section_count; i++) {
        sections += count_records(&sheet->sections[i], &count);
        most = count > most ? count : most;
    }
    if (sections == 0)
        return;
    rq_buf_add(buf, RQ_STR("<table class=\"chart\">\n<caption>Records in each section</caption>\n"));
    for (size_t i = 0; i < sheet->section_count; i++)
        if (count_records(&sheet->sections[i], &count))
            add_bar(buf, &sheet->sections[i], i, count, most);
    rq_buf_add(buf, RQ_STR("</table>\n"));
}

static void add_table(struct rq_buf *buf, const struct rq_sheet_table *table)
{
    rq_buf_add(buf, RQ_STR("<div class=\"wide\">\n<table>\n<thead>\n<tr>\n"));
    for (size_t i = 0; i < table->column_count; i++)
        rq_format_add_element(buf, "<th scope=\"col\">", table->columns[i].name, "</th>");
    rq_buf_add(buf, RQ_STR("</tr>\n</thead>\n<tbody>\n"));
    for (size_t r = 0; r < table->row_count; r++) {
        rq_buf_add(buf, RQ_STR("<tr>\n"));
        for (size_t i = 0; i < table->column_count; i++)
            rq_format_add_element(buf, "<td>", rq_sheet_cell(buf->arena, table->rows[r].cells[i]), "</td>");
        rq_buf_add(buf, RQ_STR("</tr>\n"));
    }
    rq_buf_add(buf, RQ_STR("</tbody>\n</table>\n</div>\n"));
}

static void add_section(struct rq_buf *buf, const struct rq_sheet_section *section, size_t at)
{
    rq_str paragraph, about = section->about;
    rq_buf_format(buf, "<section id=\"section-%zu\">\n", at + 1);
    rq_format_add_element(buf, "<h2>", section->title, "</h2>");
    while (rq_sheet_next_paragraph(&about, &paragraph))
        rq_format_add_element(buf, "<p>", paragraph, "</p>");
    for (size_t i = 0; i < section->table_count; i++) {
        if (section->tables[i].row_count > 0)
            add_table(buf, &section->tables[i]);
        else if (rq_sheet_has_records(&section->tables[i]))
            rq_buf_add(buf, RQ_STR("<p>None.</p>\n"));
    }
    rq_buf_add(buf, RQ_STR("</section>\n"));
}

rq_str rq_sheet_html(struct rq_arena *arena, const struct rq_sheet *sheet, const struct rq_style *style)
{
    struct rq_buf buf = {.arena = arena};
    rq_str heading = rq_sheet_heading(arena, sheet);
    (void)style;
    rq_format_start_page(&buf, heading);
    for (size_t i = 0; i < sheet->note_count; i++)
        rq_format_add_element(&buf, "<p class=\"note\">", sheet->notes[i], "</p>");
    add_chart(&buf, sheet);
    for (size_t i = 0; i < sheet->section_count; i++)
        add_section(&buf, &sheet->sections[i], i);
    rq_format_end_page(&buf);
    return rq_buf_text(&buf);
}

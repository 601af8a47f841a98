/*
 * Version 1 of a sheet as JSON: every key is always there, in one order, null where there is nothing to say.
 *
 * Keys are only ever added; what a key means never changes without a new version number.  The keys of `cells` are the
 * columns of the pack.
 */
#include "format/members.h"
#include "format/visible.h"
#include "sheet/sheet.h"

enum { VERSION = 1 };

static void put_texts(struct rq_map_build *build, const char *key, const rq_str *texts, size_t count)
{
    rq_value *items = RQ_NEW_ARRAY(build->arena, rq_value, count);
    for (size_t i = 0; i < count; i++)
        items[i] = rq_string(rq_format_utf8(build->arena, texts[i]));
    rq_format_put(build, key, rq_list_over(build->arena, items, count));
}

static rq_value cells_value(struct rq_arena *arena, const struct rq_sheet_table *table, const struct rq_sheet_row *row)
{
    struct rq_map_build build = {.arena = arena};
    for (size_t i = 0; i < table->column_count; i++)
        rq_map_build_put(&build, table->columns[i].name, row->cells[i]);
    return rq_map_build_done(&build);
}

static rq_value row_value(struct rq_arena *arena, const struct rq_sheet_table *table, const struct rq_sheet_row *row)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put_text(&build, "kind", row->kind);
    rq_format_put_text(&build, "id", row->id);
    rq_format_put_text(&build, "path", row->path);
    rq_format_put(&build, "line", row->line > 0 ? rq_int(row->line) : rq_null());
    rq_format_put(&build, "cells", cells_value(arena, table, row));
    return rq_map_build_done(&build);
}

static rq_value table_value(struct rq_arena *arena, const struct rq_sheet_table *table)
{
    struct rq_map_build build = {.arena = arena};
    rq_str *names = RQ_NEW_ARRAY(arena, rq_str, table->column_count);
    rq_value *rows = RQ_NEW_ARRAY(arena, rq_value, table->row_count);
    for (size_t i = 0; i < table->column_count; i++)
        names[i] = table->columns[i].name;
    for (size_t i = 0; i < table->row_count; i++)
        rows[i] = row_value(arena, table, &table->rows[i]);
    rq_format_put_text(&build, "name", table->name);
    put_texts(&build, "columns", names, table->column_count);
    rq_format_put(&build, "rows", rq_list_over(arena, rows, table->row_count));
    return rq_map_build_done(&build);
}

static rq_value section_value(struct rq_arena *arena, const struct rq_sheet_section *section)
{
    struct rq_map_build build = {.arena = arena};
    rq_value *tables = RQ_NEW_ARRAY(arena, rq_value, section->table_count);
    for (size_t i = 0; i < section->table_count; i++)
        tables[i] = table_value(arena, &section->tables[i]);
    rq_format_put_text(&build, "name", section->name);
    rq_format_put_text(&build, "title", section->title);
    rq_format_put_text(&build, "pack", section->pack);
    rq_format_put_text(&build, "about", rq_str_trim(section->about));
    rq_format_put(&build, "tables", rq_list_over(arena, tables, section->table_count));
    return rq_map_build_done(&build);
}

static rq_value scope_value(struct rq_arena *arena, const struct rq_sheet *sheet)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put_text(&build, "command", sheet->command);
    rq_format_put_text(&build, "source", sheet->source);
    rq_format_put_time(&build, "now", sheet->now);
    rq_format_put_time(&build, "since", sheet->since);
    rq_format_put_text(&build, "policy", sheet->policy);
    return rq_map_build_done(&build);
}

rq_str rq_sheet_json(struct rq_arena *arena, const struct rq_sheet *sheet, const struct rq_style *style)
{
    struct rq_map_build build = {.arena = arena};
    rq_value *sections = RQ_NEW_ARRAY(arena, rq_value, sheet->section_count);
    (void)style;
    for (size_t i = 0; i < sheet->section_count; i++)
        sections[i] = section_value(arena, &sheet->sections[i]);
    rq_format_put_head(&build, VERSION, scope_value(arena, sheet));
    rq_format_put_text(&build, "title", sheet->title);
    rq_format_put(&build, "sections", rq_list_over(arena, sections, sheet->section_count));
    put_texts(&build, "notes", sheet->notes, sheet->note_count);
    return rq_format_members(&build);
}

/* Whoever looks for sections must not take them for none: they are null. */
rq_str rq_sheet_json_failure(struct rq_arena *arena, const struct rq_err *failure)
{
    struct rq_map_build build = {.arena = arena};
    rq_format_put_head(&build, VERSION, rq_null());
    rq_format_put(&build, "title", rq_null());
    rq_format_put(&build, "sections", rq_null());
    rq_format_put(&build, "notes", rq_null());
    rq_format_put_failure(&build, failure);
    return rq_format_members(&build);
}

/* The table of formats, and cells as text. */
#include "sheet/sheet.h"

#include "base/err.h"
#include "format/visible.h"
#include "json.h"
#include "value/value.h"

#define NAME(name, failed) {#name, sizeof #name - 1},
const rq_str rq_sheet_formats[] = {RQ_SHEET_FORMATS(NAME){0}};
#undef NAME

static const struct {
    rq_sheet_format *body;
    rq_sheet_failure *failed;
} functions[] = {
#define FUNCTIONS(name, failed) {rq_sheet_##name, failed},
    RQ_SHEET_FORMATS(FUNCTIONS)};

enum { FORMAT_COUNT = sizeof functions / sizeof *functions };

/* FORMAT_COUNT, with err filled, where there is no such format. */
static size_t find_format(rq_str format, struct rq_err *err)
{
    size_t i = 0;
    while (i < FORMAT_COUNT && !rq_str_equal(format, rq_sheet_formats[i]))
        i++;
    if (i == FORMAT_COUNT)
        rq_fail(err, "there is no format `%.*s`", RQ_ARG(format));
    return i;
}

bool rq_sheet_print(struct rq_arena *arena, rq_str format, const struct rq_sheet *sheet, const struct rq_style *style,
                    rq_str *out, struct rq_err *err)
{
    size_t i = find_format(format, err);
    if (i < FORMAT_COUNT)
        *out = functions[i].body(arena, sheet, style);
    return i < FORMAT_COUNT;
}

bool rq_sheet_print_failure(struct rq_arena *arena, rq_str format, const struct rq_err *failure, rq_str *out,
                            struct rq_err *err)
{
    size_t i = find_format(format, err);
    if (i == FORMAT_COUNT)
        return false;
    if (functions[i].failed == NULL)
        return rq_format_print_failure(arena, format, failure, out, err);
    *out = functions[i].failed(arena, failure);
    return true;
}

static rq_str scalar_text(struct rq_arena *arena, rq_value value)
{
    switch ((enum rq_kind)value.kind) {
    case RQ_ABSENT:
    case RQ_NULL:
    case RQ_FAULT:
        return RQ_STR("");
    case RQ_TIMESTAMP:
        return rq_timestamp_print(arena, value);
    case RQ_DURATION:
        return rq_duration_print(arena, value);
    case RQ_LIST:
    case RQ_MAP:
    case RQ_OPTIONAL:
    case RQ_BYTES:
        return rq_json_write(arena, value, 0);
    default:
        return rq_value_source_text(arena, value);
    }
}

rq_str rq_sheet_cell(struct rq_arena *arena, rq_value value)
{
    if (value.kind != RQ_LIST)
        return scalar_text(arena, value);
    struct rq_buf buf = {.arena = arena};
    for (uint32_t i = 0; i < value.as.list->count; i++) {
        rq_buf_add(&buf, i == 0 ? RQ_STR("") : RQ_STR(", "));
        rq_buf_add(&buf, scalar_text(arena, value.as.list->items[i]));
    }
    return rq_buf_text(&buf);
}

static rq_str day_of(struct rq_arena *arena, rq_value time)
{
    rq_str text = rq_timestamp_print(arena, time);
    return rq_str_slice(text, 0, rq_str_find_byte(text, 'T', 0));
}

rq_str rq_sheet_heading(struct rq_arena *arena, const struct rq_sheet *sheet)
{
    if (sheet->since.kind != RQ_TIMESTAMP)
        return sheet->title;
    rq_str since = day_of(arena, sheet->since), now = day_of(arena, sheet->now);
    return rq_arena_format(arena, "%.*s, %.*s to %.*s", RQ_ARG(sheet->title), RQ_ARG(since), RQ_ARG(now));
}

bool rq_sheet_has_records(const struct rq_sheet_table *table)
{
    return rq_str_equal(table->name, RQ_STR("records"));
}

rq_str rq_sheet_lines(struct rq_arena *arena, rq_str text)
{
    struct rq_buf buf = {.arena = arena};
    for (size_t at = 0; at < text.len;) {
        size_t end = rq_str_find_byte(text, '\n', at);
        end = end == RQ_NOT_FOUND ? text.len : end;
        rq_format_add_visible(&buf, rq_str_slice(text, at, end));
        if (end < text.len)
            rq_buf_byte(&buf, '\n');
        at = end + 1;
    }
    return rq_buf_text(&buf);
}

bool rq_sheet_next_paragraph(rq_str *rest, rq_str *paragraph)
{
    rq_str text = rq_str_trim(*rest);
    size_t end = rq_str_find(text, RQ_STR("\n\n"), 0);
    end = end == RQ_NOT_FOUND ? text.len : end;
    *paragraph = rq_str_slice(text, 0, end);
    *rest = rq_str_slice(text, end, text.len);
    return paragraph->len > 0;
}

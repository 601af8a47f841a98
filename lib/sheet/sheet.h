/* What the formats of sheets share: one file and one row of RQ_SHEET_FORMATS each. */
#ifndef RQ_SHEET_H
#define RQ_SHEET_H

#include "base/text.h"
#include "reqlint/sheet.h"

/* A cell as text: nothing for null, the items of a list with commas between them, scalars as they are written, lists and
 * maps inside of others as JSON.  In `arena`. */
rq_str rq_sheet_cell(struct rq_arena *arena, rq_value value);

/* The text with its line breaks, and all else that could move a cursor shown.  In `arena`. */
rq_str rq_sheet_lines(struct rq_arena *arena, rq_str text);

/* Takes the next paragraph, which ends at an empty line, off `rest`; false where only blanks are left. */
bool rq_sheet_next_paragraph(rq_str *rest, rq_str *paragraph);

/* The title, with the days from `since` to `now` behind it where there are any.  In `arena`. */
rq_str rq_sheet_heading(struct rq_arena *arena, const struct rq_sheet *sheet);

/* True for the table that a section is about. */
bool rq_sheet_has_records(const struct rq_sheet_table *table);

/* A cell of a CSV file (RFC 4180), quoted where it must be; what a spreadsheet would take for a formula has an apostrophe
 * in front, but not a number that is one. */
void rq_sheet_add_csv(struct rq_buf *buf, rq_value value);

/* The whole sheet as text, in `arena`. */
typedef rq_str rq_sheet_format(struct rq_arena *arena, const struct rq_sheet *sheet, const struct rq_style *style);

/* What a format says where there is no sheet.  In `arena`. */
typedef rq_str rq_sheet_failure(struct rq_arena *arena, const struct rq_err *failure);

/* The formats that have words of their own for that. */
rq_sheet_failure rq_sheet_csv_failure, rq_sheet_json_failure;

/* Every format NAME, printed by rq_sheet_NAME, with what it says where there is no sheet (NULL: what the format of findings with
 * this name says). */
#define RQ_SHEET_FORMATS(ROW)                                                                                          \
    ROW(text, NULL)                                                                                                    \
    ROW(markdown, NULL)                                                                                                \
    ROW(html, NULL)                                                                                                    \
    ROW(csv, rq_sheet_csv_failure)                                                                                     \
    ROW(json, rq_sheet_json_failure)

#define RQ_SHEET_DECLARE(name, failed) rq_sheet_format rq_sheet_##name;
RQ_SHEET_FORMATS(RQ_SHEET_DECLARE)
#undef RQ_SHEET_DECLARE

#endif

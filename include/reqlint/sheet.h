/*
 * Sheets: what `report`, `review` and `handbook` show, before any format prints it.
 */
#ifndef REQLINT_SHEET_H
#define REQLINT_SHEET_H

#include "reqlint/diag.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rq_sheet_column {
    rq_str name;
    bool markup; /* its texts are Markdown of whoever wrote the policy; else they mean nothing but themselves */
    bool beside; /* for people it stands beside the other columns, however long its texts are */
};

struct rq_sheet_row {
    rq_str kind, id, path;
    uint32_t line; /* 0: the row is about no record */
    const rq_value *cells;
};

struct rq_sheet_table {
    rq_str name; /* "records", "rules", "fields" or "parameters" */
    const struct rq_sheet_column *columns;
    size_t column_count;
    const struct rq_sheet_row *rows;
    size_t row_count;
};

/* What one view of a pack shows. */
struct rq_sheet_section {
    rq_str name, title, about;
    rq_str pack;
    const struct rq_sheet_table *tables;
    size_t table_count;
};

struct rq_sheet {
    rq_str command, title;
    rq_str source;  /* "worktree", "index", or the commit; empty: no tree was looked at */
    rq_str policy;  /* "sha256:…" */
    rq_value now;   /* a timestamp */
    rq_value since; /* likewise, or null */
    const struct rq_sheet_section *sections;
    size_t section_count;
    const rq_str *notes; /* what is not in the sheet, and why; each one line */
    size_t note_count;
};

/* The formats that rq_sheet_print knows, ended by an empty name. */
extern const rq_str rq_sheet_formats[];

/* Prints a sheet in a format.  `csv` has the tables of records alone, one below the other with the section in front.  False,
 * with err filled, for an unknown format.  `out` lives in `arena`. */
bool rq_sheet_print(struct rq_arena *arena, rq_str format, const struct rq_sheet *sheet, const struct rq_style *style,
                    rq_str *out, struct rq_err *err);

/* Prints in such a format that there is no sheet, and why; otherwise like rq_sheet_print. */
bool rq_sheet_print_failure(struct rq_arena *arena, rq_str format, const struct rq_err *failure, rq_str *out,
                            struct rq_err *err);

#ifdef __cplusplus
}
#endif

#endif

/* Cells of CSV (RFC 4180) that are text and nothing else, also for a spreadsheet. */
#ifndef RQ_FORMAT_CELL_H
#define RQ_FORMAT_CELL_H

#include "base/text.h"

/* True if a spreadsheet takes the text for a formula. */
bool rq_format_is_formula(rq_str text);

/* Adds a cell, in quotes where it must be, and with an apostrophe in front where it is to be no formula. */
void rq_format_add_cell(struct rq_buf *buf, rq_str text, bool formula);

#endif

/* What a report says in the end: how much was looked at, what was found, and the verdict. */
#ifndef RQ_FORMAT_SUMMARY_H
#define RQ_FORMAT_SUMMARY_H

#include "format/pen.h"

/* Adds one line with what was checked and found, and the lines of the verdict. */
void rq_format_add_summary(struct rq_format_pen *pen, const struct rq_report *report);

/* The same as plain text, each line with its line break.  In `arena`. */
rq_str rq_format_summary(struct rq_arena *arena, const struct rq_report *report);

/* How many findings of each level the report has, and how many are waived: "2 errors, 1 waived".  In `arena`. */
rq_str rq_format_counts(struct rq_arena *arena, const struct rq_report *report);

/* Takes the first line off `rest`; false where nothing is left. */
bool rq_format_next_line(rq_str *rest, rq_str *line);

/* A revision as people read it: the first digits of a commit, and every other name as it is.  In `arena`. */
rq_str rq_format_revision(struct rq_arena *arena, rq_str revision);

#endif

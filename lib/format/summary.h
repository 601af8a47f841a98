/* What a report says in the end: how much was looked at, what was found, and the verdict. */
#ifndef RQ_FORMAT_SUMMARY_H
#define RQ_FORMAT_SUMMARY_H

#include "format/pen.h"

/* Adds one line with what was checked and found, and the lines of the verdict. */
void rq_format_add_summary(struct rq_format_pen *pen, const struct rq_report *report);

/* A revision as people read it: the first digits of a commit, and every other name as it is.  In `arena`. */
rq_str rq_format_revision(struct rq_arena *arena, rq_str revision);

#endif

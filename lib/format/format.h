/*
 * Formats: one file and one row of RQ_FORMATS each.
 *
 * A format turns a finished report into text; it decides nothing about what is reported.
 */
#ifndef RQ_FORMAT_H
#define RQ_FORMAT_H

#include "base/text.h"
#include "reqlint/diag.h"

/* The whole report as text, in `arena`. */
typedef rq_str rq_format_body(struct rq_arena *arena, const struct rq_report *report, const struct rq_style *style);

/* The text of an audit, which has times in the place of pictures.  In `arena`. */
rq_format_body rq_format_audit;

/* A finding in one line, as `concise` has it, with its line break. */
void rq_format_add_concise(struct rq_buf *buf, const struct rq_finding *finding);

/* Every format NAME, printed by rq_format_NAME. */
#define RQ_FORMATS(ROW)                                                                                                \
    ROW(text)                                                                                                          \
    ROW(concise)                                                                                                       \
    ROW(json)                                                                                                          \
    ROW(sarif)                                                                                                         \
    ROW(github)                                                                                                        \
    ROW(gitlab)                                                                                                        \
    ROW(junit)                                                                                                         \
    ROW(markdown)                                                                                                      \
    ROW(csv)

#define RQ_FORMAT_DECLARE(name) rq_format_body rq_format_##name;
RQ_FORMATS(RQ_FORMAT_DECLARE)
#undef RQ_FORMAT_DECLARE

#endif

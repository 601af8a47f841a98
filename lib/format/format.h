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

/* Each finding as `text` has it, one text for each.  In `arena`. */
const rq_str *rq_format_pictures(struct rq_arena *arena, const struct rq_report *report);

/* What a format says where there is no verdict, so that nobody takes an old report, or none, for a good one.  In `arena`. */
typedef rq_str rq_format_failure(struct rq_arena *arena, const struct rq_err *failure);

/* The formats that have words of their own for that. */
rq_format_failure rq_format_text_failure, rq_format_json_failure, rq_format_sarif_failure, rq_format_junit_failure,
    rq_format_markdown_failure, rq_format_html_failure;

/* Every format NAME, printed by rq_format_NAME, with what it can do (enum rq_format_trait), what it says where there is no
 * verdict (NULL: a finding of its own, for it has no other words), and what it is for. */
#define RQ_FORMATS(ROW)                                                                                                \
    ROW(text, RQ_FORMAT_IS_SPOKEN | RQ_FORMAT_TELLS_TIMES | RQ_FORMAT_JOINS, rq_format_text_failure,                   \
        "for people, with the lines in question (default)")                                                            \
    ROW(concise, RQ_FORMAT_IS_SPOKEN | RQ_FORMAT_JOINS, NULL, "one line each, for grep and editors")                   \
    ROW(json, RQ_FORMAT_TELLS_TIMES | RQ_FORMAT_JOINS, rq_format_json_failure, "all there is to know, for programs")   \
    ROW(csv, RQ_FORMAT_TELLS_TIMES | RQ_FORMAT_JOINS, NULL, "a table for spreadsheets")                                \
    ROW(sarif, 0, rq_format_sarif_failure, "SARIF 2.1.0, for GitHub's code scanning and others")                       \
    ROW(github, RQ_FORMAT_JOINS, NULL, "annotations in a job of GitHub Actions")                                       \
    ROW(gitlab, 0, NULL, "GitLab's code quality report")                                                               \
    ROW(junit, 0, rq_format_junit_failure, "JUnit's XML, a test suite for each file")                                  \
    ROW(checkstyle, 0, NULL, "Checkstyle's XML")                                                                       \
    ROW(rdjson, 0, NULL, "reviewdog's JSON")                                                                           \
    ROW(markdown, RQ_FORMAT_JOINS, rq_format_markdown_failure, "for a job's summary or a comment")                     \
    ROW(html, 0, rq_format_html_failure, "one web page")

#define RQ_FORMAT_DECLARE(name, traits, failed, about) rq_format_body rq_format_##name;
RQ_FORMATS(RQ_FORMAT_DECLARE)
#undef RQ_FORMAT_DECLARE

#endif

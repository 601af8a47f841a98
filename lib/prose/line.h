/* What a line of Markdown is, seen by itself.  Private to this folder. */
#ifndef RQ_PROSE_LINE_H
#define RQ_PROSE_LINE_H

#include "base/text.h"

/* A line at work: what is not stripped yet, as bytes of the whole text. */
struct rq_line {
    rq_str text; /* the whole, which ends where the line does */
    size_t start;
    size_t indent; /* columns before the content, in an item before its marker */
    size_t column; /* of the content, behind the last ">"; a tab leads to the next multiple of four */
    bool quoted, item;
};

/* The line that starts there, without its break; *next is where the next one starts.  CR, LF and CRLF end lines. */
struct rq_line rq_line_at(rq_str text, size_t start, size_t *next);

/* What is left of the line; its first byte, or NUL if nothing is. */
rq_str rq_line_rest(const struct rq_line *line);
char rq_line_first(const struct rq_line *line);

/* Skips blanks; true if something is left. */
bool rq_line_skip_blanks(struct rq_line *line);

/* Strips blanks, ">" and markers of lists and tasks, however they are nested, and notes what there was. */
void rq_line_strip(struct rq_line *line);

/* Three or more of one of - * _ with blanks between them: a line across the page. */
bool rq_line_is_rule(const struct rq_line *line);

/* A line of = or - alone, which makes a heading of the line above. */
bool rq_line_is_underline(const struct rq_line *line);

/* The line between the head of a table and its rows: cells of dashes, at least one bar. */
bool rq_line_is_delimiter(const struct rq_line *line);

/* A fence of code: its character, or NUL, and how many there are. */
char rq_line_fence(const struct rq_line *line, size_t *length);

/* True if the fence holds words: no language is named, or one such as "text". */
bool rq_line_fence_is_text(const struct rq_line *line);

/* True if the line closes such a fence. */
bool rq_line_closes(const struct rq_line *line, char fence, size_t length);

/* The words of a heading: bytes of the whole text.  False for any other line. */
bool rq_line_heading(const struct rq_line *line, size_t *start, size_t *end);

/* `[label]: target "title"`, which is not shown, or a footnote, `[^label]: text`.  False for any other line. */
bool rq_line_definition(const struct rq_line *line, rq_str *label, size_t *start, size_t *end);

/* "Refs: REQ-1": a line of a commit's trailers, or of a letter's head.  Bytes of the whole text. */
bool rq_line_is_keyed(rq_str text, size_t start, size_t end);

/* True for the first line of front matter that comes to an end; the text starts there. */
bool rq_line_starts_front(rq_str text, size_t start);

/* True for the line that ends front matter. */
bool rq_line_ends_front(const struct rq_line *line);

#endif

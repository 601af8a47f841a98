/* Source files: bytes with a table of lines. */
#ifndef RQ_BASE_SOURCE_H
#define RQ_BASE_SOURCE_H

#include "reqlint/base.h"

/* Remembers path and text, which are not copied and must live as long as the source.  Lines end in LF or CRLF (a lone CR
 * is a byte like any other); a byte order mark at the start belongs to no column. */
struct rq_source *rq_source_new(struct rq_arena *arena, rq_str path, rq_str text);

/* Bytes of a source, of one line and without its break. */
struct rq_source_part {
    size_t start, end;
};

/* A source that keeps a few parts of another one, in their order and apart from each other, and so needs no memory for the
 * rest.  Its text is the parts, each on a line of its own; places in it are told as those in the whole, and so are lines, as
 * long as one part is all of the line.  The path must live as long as the source; the text is copied. */
struct rq_source *rq_source_excerpt(struct rq_arena *arena, const struct rq_source *whole,
                                    const struct rq_source_part *parts, size_t count);

/* Marks a source as what a file was before: its lines are not those of the file now. */
void rq_source_mark_past(struct rq_source *source);
bool rq_source_is_past(const struct rq_source *source);

/* Marks a source as the text of a commit or a merge request: its path is what it is called, and no file. */
void rq_source_mark_message(struct rq_source *source);
bool rq_source_is_message(const struct rq_source *source);

/* The place of the bytes from start to end (exclusive). */
rq_pos rq_source_pos(const struct rq_source *source, size_t start, size_t end);

/* Byte offset where a line (from 1) starts; the text's length for lines beyond the last.  Not of an excerpt. */
size_t rq_source_line_start(const struct rq_source *source, uint32_t line);

/* Number of lines; text that ends in a line break has no empty line after it.  Not of an excerpt. */
uint32_t rq_source_line_count(const struct rq_source *source);

#endif

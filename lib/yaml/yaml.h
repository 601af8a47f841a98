/*
 * YAML 1.2 (core schema) and JSON, on libyaml's events, the only module that knows it.
 *
 * Reading never fails: what is wrong with the text is an issue, which becomes a finding; the documents before it (and,
 * for issues that do not stop the reader, the one with it) are still given.
 */
#ifndef RQ_YAML_H
#define RQ_YAML_H

#include "reqlint/value.h"
#include "value/value.h"

struct rq_yaml_issue {
    rq_str rule;    /* "yaml-syntax", "yaml-duplicate-key" …; see read.c for the list */
    rq_str message; /* one line */
    rq_pos pos;
    rq_pos other; /* the second place (the first of two equal keys); line 0 if none */
    rq_str other_message;
};

struct rq_yaml {
    const rq_value *documents; /* the root of each document, in order; an empty document is null, its origin no bytes */
    size_t document_count;
    const struct rq_yaml_issue *issues; /* in the order in which the reader met them */
    size_t issue_count;
    bool cut; /* the reader stopped before the end of the text */
};

/* Reads a whole file, of RQ_LIMIT_FILE_BYTES at most.  All that it gives lives in `arena` and in the source. */
struct rq_yaml rq_yaml_read(struct rq_arena *arena, const struct rq_source *source);

/* The same for a file that is there for other programs, which take the last of two equal keys: it counts here too.  A key that
 * is a float or null is the text that stands there. */
struct rq_yaml rq_yaml_read_last(struct rq_arena *arena, const struct rq_source *source);

/* The same for a part of the file, such as front matter: a view into the source's text that starts a line.  All places
 * are places in the file. */
struct rq_yaml rq_yaml_read_part(struct rq_arena *arena, const struct rq_source *source, rq_str part);

/* The place in the file of the bytes start..end of a string scalar's decoded text, through quotes, escapes, folding and
 * block indentation.  The scalar's own place where it has no better one; line 0 for a computed value. */
rq_pos rq_yaml_locate(rq_value scalar, size_t start, size_t end);

/* Splits a Markdown text into the YAML front matter between its first two `---` lines (empty if there is none; then the
 * body is the whole text without its byte order mark) and the body; both are views into the source's text. */
void rq_yaml_front_matter(const struct rq_source *source, rq_str *front, rq_str *body);

/* How texts that look like a day (2026-11-28) are written: our reader takes them for text with and without quotes. */
enum rq_yaml_days { RQ_YAML_DAYS_QUOTED, RQ_YAML_DAYS_PLAIN };

/* Adds a scalar to a text that is block style YAML, behind "key: " or "- " at a column of `indent`: plain where every
 * reader of YAML takes it for what it is, in double quotes or as a literal block (`|`, its lines `indent` + 2 blanks in)
 * where not.  It reads back as the same value.  No line break is added at the end of the scalar. */
void rq_yaml_emit(struct rq_buf *buf, rq_value scalar, enum rq_yaml_days days, size_t indent);

/* The same for a text that is the key of a mapping: never a block. */
void rq_yaml_emit_key(struct rq_buf *buf, rq_str key);

#endif

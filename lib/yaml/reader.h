/* What the parts of the reader share.  Private to this folder; read read.c first. */
#ifndef RQ_YAML_READER_H
#define RQ_YAML_READER_H

#include "base/limits.h"
#include "base/source.h"
#include "yaml/yaml.h"

#include <yaml.h>

/* A place in the text: libyaml's index counts characters, everything else here counts bytes. */
struct rq_yaml_cursor {
    size_t index, offset;
    uint32_t line, column;
};

/* Where a node is written: its content without anchor and tag, and the tag. */
struct rq_yaml_node {
    struct rq_yaml_cursor start;
    size_t end;
    size_t tag_start, tag_end; /* equal where there is no tag */
};

/* A set of map keys: key i was the i-th to be added. */
struct rq_yaml_set {
    struct rq_arena *arena;
    rq_value *keys;
    size_t count, cap;
    uint64_t marks;  /* bits of the keys while the set is small */
    uint32_t *slots; /* index + 1, 0 is free; NULL while the set is small */
    uint32_t mask;
};

/* An anchor's newest definition.  Entry i belongs to key i of the reader's set of anchor names. */
struct rq_yaml_anchor {
    rq_value value; /* RQ_ABSENT while its node is still being read */
    uint32_t nodes, height;
    uint32_t serial, document;
};

/* A collection that is being read. */
struct rq_yaml_frame {
    bool map, flow;
    size_t first;      /* of its children among the reader's items */
    size_t nodes;      /* counted before it */
    uint32_t height;   /* collections below it, itself counted */
    uint32_t last_end; /* of its last child */
    size_t anchor;     /* index of its anchor, RQ_NOT_FOUND for none */
    uint32_t serial;   /* of that anchor's definition */
    struct rq_yaml_cursor start;
};

/* A finished node, and the line and column where it is written. */
struct rq_yaml_item {
    rq_value value;
    uint32_t line, column;
};

struct rq_yaml_reader {
    struct rq_arena *arena;   /* for what is given back */
    struct rq_arena *scratch; /* freed at the end */
    const struct rq_source *source;
    rq_str text;   /* the source's text up to the end of what is read */
    rq_str input;  /* what libyaml sees: what is read, with surrogate escapes masked */
    bool masked;   /* input differs from the text */
    bool simple;   /* the input is ASCII and has no lone CR: libyaml's marks are what we need */
    bool last_key; /* of two equal keys the last one counts, and any scalar can be a key */
    bool stopped;  /* an issue after which nothing more is read */

    struct rq_yaml_cursor first;  /* where the input starts */
    struct rq_yaml_cursor cursor; /* start of the last event */

    struct rq_yaml_frame *frames;
    size_t depth, frame_cap;
    struct rq_yaml_item *items;
    size_t item_count, item_cap;
    size_t nodes; /* aliases expanded */

    struct rq_yaml_set anchor_names;
    struct rq_yaml_anchor *anchors;
    size_t anchor_cap;
    uint32_t serial;

    rq_value root; /* of the document that is being read */
    rq_value *documents;
    size_t document_count, document_cap;
    struct rq_yaml_issue *issues;
    size_t issue_count, issue_cap;

    struct rq_yaml_node last; /* the last scalar that was not empty, and whether it has quotes: for messages */
    bool has_last, last_quoted;
};

/* read.c.  Records an issue, printf's format; the pointer is good until the next one. */
struct rq_yaml_issue *rq_yaml_issue(struct rq_yaml_reader *reader, const char *rule, rq_pos pos, const char *format,
                                    ...) __attribute__((format(printf, 4, 5)));

/* check.c.  False, with an issue, where the text is no YAML text at all: not UTF-8, or with bytes that YAML forbids.  Sets
 * `simple`. */
bool rq_yaml_check(struct rq_yaml_reader *reader, rq_str part);

/* check.c.  Sets `input`: the part itself, or a copy in scratch in which the escapes of surrogates are masked. */
void rq_yaml_mask(struct rq_yaml_reader *reader, rq_str part);

/* check.c.  True for \uD800 to \uDFFF at this byte; `unit` is then the number. */
bool rq_yaml_surrogate_at(rq_str text, size_t offset, uint32_t *unit);

/* cursor.c.  Moves a cursor to a mark of libyaml. */
void rq_yaml_seek(const struct rq_yaml_reader *reader, struct rq_yaml_cursor *cursor, const yaml_mark_t *mark);

/* cursor.c.  Moves a cursor forward to a byte of the text. */
void rq_yaml_seek_offset(rq_str text, struct rq_yaml_cursor *cursor, size_t offset);

/* cursor.c.  Where the node of an event is written. */
struct rq_yaml_node rq_yaml_node_of(struct rq_yaml_reader *reader, const yaml_event_t *event);

/* cursor.c.  A place as an origin. */
struct rq_origin rq_yaml_origin(const struct rq_yaml_reader *reader, const struct rq_yaml_cursor *start, size_t end);

/* cursor.c.  The place from a cursor to a byte: quick also in lines of a megabyte, where rq_source_pos is not. */
rq_pos rq_yaml_place(rq_str text, struct rq_yaml_cursor start, size_t end);

/* cursor.c.  The same for an item. */
rq_pos rq_yaml_place_of(const struct rq_yaml_reader *reader, const struct rq_yaml_item *item);

/* scalar.c.  What a plain scalar is in the core schema; RQ_ABSENT for a number that no type can hold. */
rq_value rq_yaml_plain(struct rq_arena *scratch, rq_str text);

/* scalar.c.  What the text is under a tag of the core schema; RQ_ABSENT where it does not fit.  `known` says whether the
 * tag is one of them. */
rq_value rq_yaml_tagged(struct rq_arena *scratch, rq_str tag, rq_str text, bool *known);

/* set.c.  Index of an equal key, RQ_NOT_FOUND for none. */
size_t rq_yaml_set_find(const struct rq_yaml_set *set, rq_value key);

/* set.c.  Adds a key that is not in the set yet; gives its index. */
size_t rq_yaml_set_add(struct rq_yaml_set *set, rq_value key);

/* build.c.  Takes one event of libyaml. */
void rq_yaml_take(struct rq_yaml_reader *reader, const yaml_event_t *event);

/* map.c.  A map of items that are keys and values in turn, in the order of the file: merge keys applied, wrong keys and
 * second ones reported and left out. */
rq_value rq_yaml_map(struct rq_yaml_reader *reader, const struct rq_yaml_item *items, size_t count);

/* problem.c.  Turns libyaml's error into an issue for people. */
void rq_yaml_problem(struct rq_yaml_reader *reader, const yaml_parser_t *parser);

#endif

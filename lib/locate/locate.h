/*
 * Locators: a file pattern and a key path, both with {captures}, that find places in files.
 *
 * Kinds find records with them, word lists find words, settings find (account, setting) pairs.  The language is described
 * in docs/locators.md; this module knows no repository and no YAML, only paths and values.
 */
#ifndef RQ_LOCATE_H
#define RQ_LOCATE_H

#include "base/limits.h"
#include "value/value.h"

/* Captures: names and their texts, few, in the order of the pattern. */
struct rq_capture {
    rq_str name, text;
    bool keys; /* the text is a way of keys, as rq_keys_print writes it */
};

/* One step on the way to a place in a document. */
struct rq_key {
    rq_str text;
    bool items;  /* each item of a list, "[]" */
    bool folded; /* any key, "*": which one does not matter */
};

/* The way to a place: `hubs[].limits."mem.max"`. */
struct rq_keys {
    const struct rq_key *items;
    size_t count;
};

/* The text of a way, which two ways share only if they are the same; and the way of such a text.  In `arena`. */
rq_str rq_keys_print(struct rq_arena *arena, struct rq_keys keys);
struct rq_keys rq_keys_read(struct rq_arena *arena, rq_str text);

/* A pattern of ways: keys joined by dots, where "*" and "?" in a key stand for characters of it, and "**" for any number of
 * keys, also none.  "[]" on the way does not count. */
struct rq_key_pattern;

struct rq_key_patterns {
    const struct rq_key_pattern *const *items;
    size_t count;
};

/* Compiles a pattern into `arena`; NULL on failure, `offset` is then the byte in the pattern. */
const struct rq_key_pattern *rq_key_pattern_compile(struct rq_arena *arena, rq_str text, size_t *offset,
                                                    struct rq_err *err);

/* True if the whole way matches, or if it matches one of them. */
bool rq_key_pattern_matches(const struct rq_key_pattern *pattern, struct rq_keys keys);
bool rq_key_patterns_match(struct rq_key_patterns patterns, struct rq_keys keys);

/* True if "*" (any characters) and "?" (one) in a pattern make it the text. */
bool rq_wildcards_match(rq_str pattern, rq_str text);

/* A file pattern: text, "*", "**", "?", "{name}", "{name...}". */
struct rq_glob;

/* Compiles a pattern into `arena`; NULL on failure, `offset` (may be NULL) is then the byte in the pattern. */
const struct rq_glob *rq_glob_compile(struct rq_arena *arena, rq_str pattern, size_t *offset, struct rq_err *err);

/* True if the path matches; then `captures` (room for rq_glob_capture_count of them; may be NULL) is filled with views
 * into the path.  Where several readings match, parts decide from left to right: "*", "**" and {name...} take as much as
 * they can, {name} as little.  Keeps no memory; time is at most proportional to parts × path length squared, and again
 * to the path length for each name that stands twice. */
bool rq_glob_match(const struct rq_glob *glob, rq_str path, struct rq_capture *captures);
size_t rq_glob_capture_count(const struct rq_glob *glob);
rq_str rq_glob_capture_name(const struct rq_glob *glob, size_t number); /* from 0 */

/* True if the path matches one of some patterns. */
bool rq_globs_match(const struct rq_glob *const *globs, size_t count, rq_str path);

/* True if the path matches where A to Z and a to z are alike, as they are on the disks of some people. */
bool rq_glob_match_folded(const struct rq_glob *glob, rq_str path);

/* The part of the pattern before its first wildcard or capture: every matching path starts with it. */
rq_str rq_glob_prefix(const struct rq_glob *glob);

/* The pattern as it was written. */
rq_str rq_glob_text(const struct rq_glob *glob);

/* A key path such as `decisions[]`, `aliases.{group}={word}`, `hubs[name={hub}].files`. */
struct rq_keypath;

/* Compiles a key path; NULL on failure, as above. */
const struct rq_keypath *rq_keypath_compile(struct rq_arena *arena, rq_str text, size_t *offset, struct rq_err *err);

/* The path as it was written. */
rq_str rq_keypath_text(const struct rq_keypath *path);

/* True if the path is the items of a list under one key of the root (`decisions[]`); then `key` is a view into it. */
bool rq_keypath_is_list(const struct rq_keypath *path, rq_str *key);

/* True if the path ends with what it compares or captures (`=…`, or a condition that captures): what it finds is a name rather
 * than a value. */
bool rq_keypath_finds_name(const struct rq_keypath *path);

/* One place that a key path found. */
struct rq_row {
    rq_value value;                    /* the node; for a path that ends in `=…` the scalar */
    const struct rq_capture *captures; /* those given to the search, then the path's own */
    size_t capture_count;
};

struct rq_rows {
    const struct rq_row *rows;
    size_t count;
    bool exhausted; /* a limit of base/limits.h was hit: there may be more rows than these */
};

/* All places below `root`, in the order of the file, that agree with the captures given (a name that is captured twice
 * must have one text).  A null is no list item and is not captured.  Rows live in `arena`. */
struct rq_rows rq_keypath_find(const struct rq_keypath *path, rq_value root, const struct rq_capture *captures,
                               size_t capture_count, struct rq_arena *arena);

/* How to go along: settings lie in files that are less tidy than records. */
struct rq_keypath_options {
    /* What the searches of all walks over one file may take (regex/regex.h); NULL: as many as one walk may. */
    uint64_t *steps;
    struct rq_key_patterns opaque; /* of ways below where {name...} stands: what is there is a leaf */
    bool split; /* a scalar that is captured is cut at commas, quotes, brackets and blanks: a capture for each piece */
    bool walk_lists; /* {name...} goes down into lists of maps as "[]"; else a list is a leaf */
};
struct rq_rows rq_keypath_find_with(const struct rq_keypath *path, const struct rq_keypath_options *options,
                                    rq_value root, const struct rq_capture *captures, size_t capture_count,
                                    struct rq_arena *arena);

/* A text with captures in it: "{cluster}/{hub}". */
struct rq_template_part {
    rq_str text; /* as it is, or the name of a capture */
    bool captured;
};
struct rq_template {
    const struct rq_template_part *parts;
    size_t count;
};

/* Reads a template, whose parts are views into the text; false on failure, as above. */
bool rq_template_compile(struct rq_arena *arena, rq_str text, struct rq_template *template, size_t *offset,
                         struct rq_err *err);

/* A locator: in which files, and where in each of them. */
struct rq_locator {
    const struct rq_glob *const *files; /* alternatives */
    size_t file_count;
    const struct rq_glob *const *not_files;
    size_t not_count;
    const struct rq_keypath *const *at; /* alternatives; none: the file as a whole */
    size_t at_count;
};

/* What a path gave; no pattern has more captures than parts. */
struct rq_captures {
    struct rq_capture items[RQ_LIMIT_LOCATOR_PARTS];
    size_t count;
};

/* True if all patterns, or all key paths, capture this name: then whatever the locator finds has it.  `arena` is for what
 * is needed on the way. */
bool rq_locator_captures(const struct rq_locator *locator, rq_str name, struct rq_arena *arena);

/* The names that a locator may capture, each once.  In `arena`. */
const rq_str *rq_locator_names(const struct rq_locator *locator, struct rq_arena *arena, size_t *count);

/* True if there is a name that both may capture.  `arena` is for what is needed on the way. */
bool rq_locators_share_name(const struct rq_locator *a, const struct rq_locator *b, struct rq_arena *arena);

/* True if files at this path are meant: the first of `files` that matches gives the captures (may be NULL), which are views
 * into the path. */
bool rq_locator_matches(const struct rq_locator *locator, rq_str path, struct rq_captures *captures);

/* All places that the key paths find in one document, those of the first one first, as rq_keypath_find_with. */
struct rq_rows rq_locator_find(const struct rq_locator *locator, const struct rq_keypath_options *options,
                               rq_value document, const struct rq_captures *captures, struct rq_arena *arena);

#endif

/* Changing single fields of records in their files, so that nothing else changes: not a comment, a quote or a line end. */
#ifndef RQ_DRAFT_EDIT_H
#define RQ_DRAFT_EDIT_H

#include "draft/draft.h"
#include "value/value.h"

/* A field to be set to a text. */
struct rq_edit {
    rq_value map; /* the mapping, as it was read */
    rq_str key, text;
};

/* The text of the file with all edits made, read back and found to differ in them alone.  `markdown`: only the front matter
 * is YAML.  False, with err filled, where it cannot be done safely: an alias, text over several lines, a mapping with nothing
 * to stand beside.  In `arena`. */
bool rq_edit_apply(struct rq_arena *arena, const struct rq_source *source, bool markdown, const struct rq_edit *edits,
                   size_t count, rq_str *text, struct rq_err *err);

/* The text of the file with the draft as a further entry of the list under a key of its mapping, on the same conditions.  In
 * `arena`. */
bool rq_edit_append(struct rq_arena *arena, const struct rq_source *source, rq_str key, const struct rq_draft *draft,
                    rq_str *text, struct rq_err *err);

/* True if two values are written alike, whatever their layout: 1.10 is not 1.1.  Takes scratch memory from `arena`. */
bool rq_edit_is_same(struct rq_arena *arena, rq_value a, rq_value b);

/* The line break of a text, which is that of its first line. */
rq_str rq_edit_line_break(rq_str text);

/* Where the line of a byte ends: before its line break, or at the end of the text. */
size_t rq_edit_line_end(rq_str text, size_t at);

#endif

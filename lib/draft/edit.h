/* Changing single fields of records in their files, so that nothing else changes: not a comment, a quote or a line end. */
#ifndef RQ_DRAFT_EDIT_H
#define RQ_DRAFT_EDIT_H

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

#endif

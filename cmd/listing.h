/* Printing what is in force: JSON members and where a thing comes from. */
#ifndef LISTING_H
#define LISTING_H

#include "reqlint/base.h"

#include <stdbool.h>

/* `"name": "text"`, after a comma unless it is the first member. */
void listing_text(struct rq_arena *arena, const char *name, rq_str text, bool first);

/* `"name": ["a", "b"]`, after a comma. */
void listing_texts(struct rq_arena *arena, const char *name, const rq_str *texts, size_t count);

/* A name on a line of its own. */
void listing_name(rq_str name);

/* The name of a pack, or words for no pack: the repository's own. */
rq_str listing_origin(rq_str pack);

#endif

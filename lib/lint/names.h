/*
 * Ids and names in prose: which records of a kind a text names.
 *
 * Letter case, leading zeros and the sign between letters and digits do not count: `req 12`, `REQ12` and REQ-12 are one;
 * where several ids are alike so, the one that is written exactly counts, else all of them.  An id is named where it stands
 * as a word of its own.  One that could be any word, or any number (only letters, or only digits), needs more: quotes,
 * backticks or brackets around it, a "#" before it, the name of its kind beside it, or a path such as
 * `requests/exports.yaml`.  The names that a kind gives its records (`names:`) are theirs alone and need nothing; a blank in
 * them may be a hyphen.
 */
#ifndef RQ_LINT_NAMES_H
#define RQ_LINT_NAMES_H

#include "graph/graph.h"
#include "prose/prose.h"

struct rq_names;

/* Bytes of the text that was searched, and the records that are named there: at least one, in the order of their ids. */
struct rq_mention {
    size_t start, end;
    const struct rq_record *const *records;
    size_t count;
};

/* The records in force of one kind by id and name, made to be searched for.  In `arena`; the graph must live as long. */
const struct rq_names *rq_names_new(struct rq_arena *arena, const struct rq_graph *graph,
                                    const struct rq_record_kind *kind);

/* The next mention at or after byte *at, which moves behind it; false if there is none.  `source` is what text->spans lead
 * to, and may be empty where there are none.  Linear in the text, but for the length of the ids. */
bool rq_names_next(const struct rq_names *names, const struct rq_prose_text *text, rq_str source, size_t *at,
                   struct rq_mention *mention);

/* The names of several kinds, each made when it is first asked for.  Used by one thread, on one graph. */
struct rq_names_cache;
struct rq_names_cache *rq_names_cache_new(void);
void rq_names_cache_free(struct rq_names_cache *cache); /* NULL is allowed */
const struct rq_names *rq_names_get(struct rq_names_cache *cache, const struct rq_graph *graph,
                                    const struct rq_record_kind *kind);

#endif

/* Compiled patterns that outlive one evaluation. */
#ifndef RQ_REGEX_CACHE_H
#define RQ_REGEX_CACHE_H

#include "regex/regex.h"

/* Patterns in RE2's language by their text, used by one thread at a time.  Its memory is its own, so that it makes no
 * difference to the limits of an evaluation whether a pattern was compiled before. */
struct rq_regex_cache;

/* A new empty cache, owned by the caller: give it back with rq_regex_cache_free (NULL is allowed). */
struct rq_regex_cache *rq_regex_cache_new(void);
void rq_regex_cache_free(struct rq_regex_cache *cache);

/* The compiled pattern, or NULL with err filled.  Lives in the cache, and only until the next call. */
const struct rq_regex *rq_regex_cache_get(struct rq_regex_cache *cache, rq_str pattern, struct rq_err *err);

#endif

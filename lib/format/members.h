/* Members of JSON reports: what every machine format of a version says in the same words. */
#ifndef RQ_FORMAT_MEMBERS_H
#define RQ_FORMAT_MEMBERS_H

#include "base/err.h"
#include "value/value.h"

/* Adds a member. */
void rq_format_put(struct rq_map_build *build, const char *key, rq_value value);

/* Adds a text that may hold any bytes; null where it is empty. */
void rq_format_put_text(struct rq_map_build *build, const char *key, rq_str text);

/* Adds a timestamp; null for anything else. */
void rq_format_put_time(struct rq_map_build *build, const char *key, rq_value time);

/* Adds a number; null for 0. */
void rq_format_put_number(struct rq_map_build *build, const char *key, uint32_t number);

/* Adds what every report begins with: `version`, `tool` (name and version of the program) and `scope`. */
void rq_format_put_head(struct rq_map_build *build, int version, rq_value scope);

/* Adds `failure`: the reason why there is no verdict, what to do, and the place if there is one. */
void rq_format_put_failure(struct rq_map_build *build, const struct rq_err *failure);

/* A whole report as text with a line break at its end.  In `arena`. */
rq_str rq_format_json_text(struct rq_arena *arena, rq_value value);

/* The same for a report that is a map.  In the arena of the map. */
rq_str rq_format_members(struct rq_map_build *build);

#endif

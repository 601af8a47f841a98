/* Building values.  What they are: include/reqlint/value.h. */
#ifndef RQ_VALUE_H
#define RQ_VALUE_H

#include "base/text.h"
#include "reqlint/value.h"

/* A list over `items`, which must live as long as the list. */
rq_value rq_list_over(struct rq_arena *arena, const rq_value *items, size_t count);

/* A map over `entries`, which must live as long as the map and hold no key twice.  Large ones get an index. */
rq_value rq_map_over(struct rq_arena *arena, const struct rq_entry *entries, size_t count);

/* The same with the hashes of the keys, which are texts: what rq_str_hash gives for each. */
rq_value rq_map_hashed(struct rq_arena *arena, const struct rq_entry *entries, size_t count, const uint32_t *hashes);

/* The same where the keys are those of another map, in its order: `like` must live as long, and its index serves both. */
rq_value rq_map_like(struct rq_arena *arena, const struct rq_entry *entries, const struct rq_map *like);

/* The same where the entries are those of `like` but for some, given by their positions. */
rq_value rq_map_with(struct rq_arena *arena, const struct rq_entry *entries, const struct rq_map *like,
                     const uint32_t *changed, size_t changed_count);

/* rq_map_like where `like` does not live as long. */
rq_value rq_map_after(struct rq_arena *arena, const struct rq_entry *entries, const struct rq_map *like);

/* A map that is being built: {.arena = …}, put, and rq_map_build_done. */
struct rq_map_build {
    struct rq_arena *arena;
    struct rq_entry *entries;
    size_t count, cap;
};
void rq_map_build_put(struct rq_map_build *build, rq_str key, rq_value value); /* the key must be new */
rq_value rq_map_build_done(struct rq_map_build *build);

/* A copy in `arena` of a value that was computed, down to what stands in a file, which is shared.  What is nested deeper
 * than RQ_LIMIT_VALUE_DEPTH becomes null. */
rq_value rq_value_copy(struct rq_arena *arena, rq_value value);

/* A copy in `arena` of all of a value, to be shown when the files that it stands in are gone: nothing in it has an origin,
 * and keys are texts. */
rq_value rq_value_detach(struct rq_arena *arena, rq_value value);

/* True if a detached copy shows what `value` shows, so that it need not be copied again.  False for faults, and for maps with
 * keys that are no texts: these are copied anew. */
bool rq_value_keeps(rq_value copy, rq_value value);

/* True if the values are equal, in the same order, of the same types and written the same: at one place of one file, or, if
 * one file has taken the place of the other, both at its path.  So only line and column can tell them apart. */
bool rq_value_alike(rq_value a, rq_value b);

/* What the value says, as a line that does not change with layout, white space or order: normal.c has its form; "-" for
 * nothing.  RQ_LIMIT_NORMAL_BYTES at most.  In `arena`. */
rq_str rq_value_normal(struct rq_arena *arena, rq_value value);

/* Bytes of text that count as one part; see rq_value_weight. */
enum { RQ_VALUE_TEXT_PART = 64 };

/* The same for a value of at most so many parts (rq_value_weight).  Of a larger one the first parts, and "…" in the place
 * of what is left out: behind a text, or as the last element of a list and the last value of a map. */
rq_value rq_value_excerpt(struct rq_arena *arena, rq_value value, uint32_t parts);

/* The value, as it is written at this place.  A text that does not stand there like that, with or without quotes around it,
 * is copied into `arena`; all else needs no memory. */
rq_value rq_value_at(struct rq_arena *arena, rq_value value, struct rq_origin origin);

/* The bytes of the file that the value is written as, a view; empty for a computed value. */
rq_str rq_value_written(rq_value value);

/* Where in a value something is written: the way to it, and the last key on the way. */
struct rq_trace {
    rq_str pointer; /* JSON pointer, RFC 6901; in `arena` */
    rq_value key;   /* of the innermost mapping on the way; RQ_ABSENT if there is none */
    rq_value value;
    bool in_list; /* the value is an item of a list */
};

/* Searches `root` for the value, or the key, that was written at `origin`; false where it is not in there. */
bool rq_value_trace(struct rq_arena *arena, rq_value root, struct rq_origin origin, struct rq_trace *trace);

/* The same for one root again and again, which is much quicker then.  Start from {.arena = …}, where what is remembered of
 * the root lives, or NULL: nothing is.  `root` must live as long.  For one thread at a time; what is found, in `arena`. */
struct rq_tracer {
    struct rq_arena *arena;
    rq_value root;
    unsigned searches;
    const struct rq_trace_index *index;
};
bool rq_tracer_find(struct rq_tracer *tracer, struct rq_arena *arena, rq_value root, struct rq_origin origin,
                    struct rq_trace *trace);

/* Adds "/" and the key, escaped, to a JSON pointer. */
void rq_value_pointer_add(struct rq_buf *pointer, rq_str key);

/* A hash that agrees with rq_value_equal: 1, 1u and 1.0 hash alike, and so do mappings with the same entries. */
uint32_t rq_value_hash(rq_value value);

/* Shortest text that reads back as the same double, as CEL's string() prints it (1e+06, 0.1, NaN, +Inf).  In `arena`. */
rq_str rq_double_print(struct rq_arena *arena, double number);

/* The UTC civil date of a day number (0: 1970-01-01) in the proleptic Gregorian calendar, and the way back. */
struct rq_date {
    int64_t year;
    int month, day; /* both from 1 */
};
struct rq_date rq_date_from_days(int64_t days);
int64_t rq_date_to_days(struct rq_date date);

/* RFC 3339 in UTC with as many fraction digits as needed, and seconds with "s" ("-1.5s").  In `arena`. */
rq_str rq_timestamp_print(struct rq_arena *arena, rq_value timestamp);
rq_str rq_duration_print(struct rq_arena *arena, rq_value duration);

#endif

/*
 * One value type for a YAML node, a record's field and a CEL value.
 *
 * A value is small and passed by value.  Lists and maps are read-only once made and are shared, never copied.  A value
 * that was read from a file remembers where (rq_value_origin); a value that was computed has no origin.
 */
#ifndef REQLINT_VALUE_H
#define REQLINT_VALUE_H

#include "reqlint/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The types of CEL (language definition, "Values"), and two of our own: RQ_ABSENT, nothing at all, which no expression
 * ever sees, and RQ_FAULT, an evaluation error on its way up. */
enum rq_kind {
    RQ_ABSENT,
    RQ_NULL,
    RQ_BOOL,
    RQ_INT,
    RQ_UINT,
    RQ_DOUBLE,
    RQ_STRING,
    RQ_BYTES,
    RQ_LIST,
    RQ_MAP,
    RQ_TYPE,
    RQ_TIMESTAMP,
    RQ_DURATION,
    RQ_OPTIONAL,
    RQ_FAULT
};

/* Where a value was written.  start and end are byte offsets into the source's text, end exclusive; for a scalar the
 * bytes between them are its source text (with quotes, if it has any). */
struct rq_origin {
    const struct rq_source *source; /* NULL: nowhere, it was computed */
    uint32_t start, end;
};

struct rq_list;
struct rq_map;
struct rq_fault;

typedef struct rq_value {
    uint8_t kind;    /* enum rq_kind */
    uint8_t plain;   /* a scalar that was written without quotes: its source text is what stands in the file */
    uint16_t place;  /* of a value with a source: a part of where it is written, as is `extent` except of texts */
    uint32_t extent; /* RQ_STRING, RQ_BYTES, RQ_TYPE: length in bytes; RQ_TIMESTAMP: nanoseconds, 0 to 999,999,999 */
    union {
        bool boolean;
        int64_t integer; /* RQ_INT; RQ_TIMESTAMP: seconds since 1970 UTC; RQ_DURATION: nanoseconds */
        uint64_t natural;
        double number;
        const char *text; /* RQ_STRING (valid UTF-8), RQ_BYTES, RQ_TYPE (the type's name) */
        const struct rq_list *list;
        const struct rq_map *map;
        const struct rq_value *inner; /* RQ_OPTIONAL: NULL for none */
        const struct rq_fault *fault;
    } as;
    const struct rq_source *source; /* of the file that the value stands in; NULL for a computed value */
} rq_value;

/* `weight` and `depth`: of what is in it; see rq_value_weight. */
struct rq_list {
    uint32_t count;
    uint32_t weight, depth;
    const rq_value *items;
};

/* One key and its value.  The key's origin is where the key is written. */
struct rq_entry {
    rq_value key, value;
};

/* Entries stand in the order of the file.  Keys are bool, int, uint or string and differ from one another under CEL's
 * equality (1, 1u and 1.0 are one key).  `index` speeds up look-ups in larger maps; it is NULL in small ones. */
struct rq_map {
    uint32_t count;
    uint32_t weight, depth;
    uint32_t index_mask;
    const struct rq_entry *entries;
    const uint32_t *index;
};

/* An evaluation error (a "fault").  `start` and `end` are byte offsets into the expression's source.  A fatal fault
 * (a limit was hit) is never absorbed by && and ||. */
struct rq_fault {
    rq_str message;
    bool fatal;
    uint32_t start, end;
    struct rq_origin blame; /* the value in a file that caused it, or nowhere */
    rq_str missing;         /* the key that was not found in `blame`; empty otherwise */
};

/* Constructors.  None allocates or fails, and what they give has no origin. */

/* null. */
rq_value rq_null(void);

/* true or false. */
rq_value rq_bool(bool boolean);

/* A signed 64-bit integer, CEL's int. */
rq_value rq_int(int64_t integer);

/* An unsigned 64-bit integer, CEL's uint. */
rq_value rq_uint(uint64_t natural);

/* An IEEE 754 double. */
rq_value rq_double(double number);

/* A string over valid UTF-8 of at most 4 GiB, which is not copied and must live as long as the value. */
rq_value rq_string(rq_str text);

/* Bytes, which are not copied and must live as long as the value. */
rq_value rq_bytes(rq_str bytes);

/* A type by its CEL name, which is not copied and must live as long as the value. */
rq_value rq_type(rq_str name);

/* An instant: seconds since 1970 UTC, and nanoseconds from 0 to 999,999,999 after them. */
rq_value rq_timestamp(int64_t seconds, uint32_t nanoseconds);

/* A span of time in nanoseconds. */
rq_value rq_duration(int64_t nanoseconds);

/* A list, which must live as long as the value. */
rq_value rq_list_value(const struct rq_list *list);

/* A map, which must live as long as the value. */
rq_value rq_map_value(const struct rq_map *map);

/* An optional value; NULL for none.  What it holds must live as long as the value. */
rq_value rq_optional(const rq_value *inner);

/* An evaluation error, which must live as long as the value. */
rq_value rq_fault_value(const struct rq_fault *fault);

/* The bytes of a string, of bytes, or the name of a type; empty for other kinds.  Lives as long as the value's text. */
rq_str rq_value_text(rq_value value);

/* The source text of a scalar: as written where it stands in a file without quotes (0752, 1.10, ~), else its decoded
 * text; numbers and bools that were computed as CEL's string() prints them.  Empty for lists and maps.  What must be
 * made lives in `arena`. */
rq_str rq_value_source_text(struct rq_arena *arena, rq_value value);

/* The value under a text key, or NULL.  Lives as long as the map. */
const rq_value *rq_map_find(const struct rq_map *map, rq_str key);

/* The value under any key by CEL's equality across numeric types, or NULL.  Lives as long as the map. */
const rq_value *rq_map_get(const struct rq_map *map, rq_value key);

/* rq_map_find for a value: NULL also where the value is not a map. */
const rq_value *rq_value_field(rq_value value, rq_str key);

/* CEL's `==`: values of different types are unequal, numbers compare on one number line, NaN equals nothing. */
bool rq_value_equal(rq_value a, rq_value b);

/* CEL's order.  Gives false, and leaves `order` alone, where the two have none (other types, NaN); else `order` is
 * negative, 0 or positive. */
bool rq_value_compare(rq_value a, rq_value b, int *order);

/* What a walk over the whole value meets: one for each scalar and each empty list or map, and one more for each 64 bytes of
 * text.  What stands in several places counts in each of them, since a walk meets it there.  At most UINT32_MAX. */
uint32_t rq_value_weight(rq_value value);

/* Levels of lists, maps and optionals in the value: 0 for a scalar, 1 for a list of scalars.  Optionals that hold nothing
 * but one another are counted up to RQ_LIMIT_VALUE_DEPTH + 1. */
uint32_t rq_value_depth(rq_value value);

/* The CEL name of the value's type: "int", "map", "google.protobuf.Timestamp" ….  A literal; never freed. */
rq_str rq_value_type_name(rq_value value);

/* The value as a CEL literal, cut with "…" at about `limit` bytes (0: never cut).  Lives in `arena`. */
rq_str rq_value_print(struct rq_arena *arena, rq_value value, size_t limit);

/* Where the value was written. */
struct rq_origin rq_value_origin(rq_value value);

/* True if both are the same bytes of the same source, or both nowhere. */
bool rq_origin_equal(struct rq_origin a, struct rq_origin b);

/* The place of a value, with its end; line 0 for a computed value. */
rq_pos rq_value_pos(rq_value value);

/* The JSON pointer (RFC 6901) from `root` to the value that was written at `origin`; the empty string for the root
 * itself and where it is not found.  Lives in `arena`. */
rq_str rq_value_pointer(struct rq_arena *arena, rq_value root, struct rq_origin origin);

#ifdef __cplusplus
}
#endif

#endif

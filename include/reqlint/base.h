/*
 * Ground: text views, arenas, source files with positions, failures.
 *
 * Everything here is used by every other header.  Lifetime is a parameter: what a function gives back lives in the arena
 * that it was given, and a function without an arena gives back nothing that could leak.
 */
#ifndef REQLINT_BASE_H
#define REQLINT_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A view of bytes: not terminated, NUL is data, never owned.  The empty view may have a NULL pointer. */
typedef struct rq_str {
    const char *ptr;
    size_t len;
} rq_str;

/* A view of a string literal, and the two arguments that print a view with "%.*s". */
#ifdef __cplusplus
#define RQ_STR(literal) (rq_str{(literal), sizeof(literal) - 1})
#else
#define RQ_STR(literal) ((rq_str){(literal), sizeof(literal) - 1})
#endif
#define RQ_ARG(view) (int)(view).len, (view).ptr

/* A view of a terminated C string (NULL gives the empty view); lives as long as the C string. */
rq_str rq_str_from(const char *text);

/* True if both views hold the same bytes. */
bool rq_str_equal(rq_str a, rq_str b);

/* Bytewise order, shorter first on a common prefix: negative, 0 or positive.  For UTF-8 this is code point order. */
int rq_str_compare(rq_str a, rq_str b);

/* True for the name that git gives an object: 40 lower-case hexadecimal digits, or 64 in a repository of SHA-256. */
bool rq_is_oid(rq_str text);

/* The candidate nearest to what was typed (letter case aside, then Damerau-Levenshtein distance at most 2 and at most a
 * third of the length); the empty view if none is near.  The first of equally near ones. */
rq_str rq_nearest(rq_str typed, const rq_str *candidates, size_t count);

/* Memory that is freed as one.  An arena is used by one thread at a time. */
struct rq_arena;

/* A new empty arena, owned by the caller: give it back with rq_arena_free.  Never NULL (out of memory ends the process,
 * with one line on standard error: the only place where the library does either). */
struct rq_arena *rq_arena_new(void);

/* Frees the arena and all that lives in it.  NULL is allowed. */
void rq_arena_free(struct rq_arena *arena);

/* Two texts as one, followed by a NUL that does not count.  In `arena`. */
rq_str rq_str_join(struct rq_arena *arena, rq_str first, rq_str second);

/* A place in a file: 1-based lines, 1-based columns in Unicode code points, the end exclusive.  line 0: no place. */
typedef struct rq_pos {
    uint32_t line, column;
    uint32_t end_line, end_column;
} rq_pos;

/* A file that was read, with the table of its lines.  Read-only once made. */
struct rq_source;

/* The path of a source, relative to the repository's root; lives as long as the source. */
rq_str rq_source_path(const struct rq_source *source);

/* The bytes of a source, line breaks and byte order mark included; they live as long as the source.  Of source code in which
 * names were searched for, only the parts in which something was found. */
rq_str rq_source_text(const struct rq_source *source);

/* The bytes of one line (from 1) without its line break or a byte order mark; empty where there is no such line, or where it
 * is not kept. */
rq_str rq_source_line(const struct rq_source *source, uint32_t line);

/* How far a run is that may take long: called now and then, on the thread that called the library, with how many of what
 * ("commits", a literal) are done, of `total` if that is known (else 0).  False: give up, and the run fails. */
struct rq_progress {
    bool (*tell)(void *host, const char *what, size_t done, size_t total);
    void *host;
};

/* Why something could not go on.  The deepest function fills it, the first failure wins, and the caller looks at
 * `failed`.  Start from {.arena = …}: message and hint live there. */
struct rq_err {
    bool failed;
    rq_str message;                 /* one line: what is wrong and, where it helps, the value */
    rq_str hint;                    /* one line: what to do; may be empty */
    const struct rq_source *source; /* where, when it is in a file; else NULL */
    rq_pos pos;
    struct rq_arena *arena;
};

#ifdef __cplusplus
}
#endif

#endif

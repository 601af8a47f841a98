/* Joining what several locators find, where captures of one name have one text. */
#ifndef RQ_LOCATE_JOIN_H
#define RQ_LOCATE_JOIN_H

#include "locate/locate.h"

/* The files that are joined over. */
struct rq_join_files {
    void *host;
    const rq_str *paths;
    size_t count;
    /* Says that of these files the rows of the locator will be asked for; may be NULL. */
    void (*prepare)(void *host, size_t locator, const size_t *files, size_t count);
    /* The rows of locator number `locator`, which has key paths, in file number `file`, whose path gave the captures.  Asked
     * at most once for each, and only where the paths and what was found before leave a chance to join.  False on failure. */
    bool (*rows)(void *host, size_t locator, size_t file, const struct rq_captures *captures, struct rq_rows *rows,
                 struct rq_err *err);
};

/* What the first locator found, with the captures of all of them. */
struct rq_join_row {
    size_t file;
    rq_value value; /* RQ_ABSENT for a locator without key paths */
    bool bare; /* a file in which the key paths found nothing: all there is to say of it is what its path captured */
    const struct rq_capture *captures;
    size_t capture_count;
};

/* How far a locator got by itself. */
struct rq_join_yield {
    size_t file_count; /* whose paths match */
    size_t read_count; /* of these, that could be joined, and were read */
    size_t row_count;  /* found in them */
};

struct rq_join_rows {
    const struct rq_join_row *items;
    size_t count;
    size_t found_count;                 /* of these, that are not bare */
    const struct rq_join_yield *yields; /* one for each locator */
};

/* The natural join of `count` locators, in the order of the files and rows of the first one: each combination of their rows in
 * which captures of one name have the same text.  Where there is one locator, a file in
 * which it finds nothing is a bare row.  False on failure: one of the host's, or more than RQ_LIMIT_JOIN_ROWS rows or
 * RQ_LIMIT_JOIN_SHAPES lists of names.  In `arena`; values and texts are those of the host. */
bool rq_join(struct rq_arena *arena, const struct rq_locator *const *locators, size_t count,
             const struct rq_join_files *files, struct rq_join_rows *out, struct rq_err *err);

#endif

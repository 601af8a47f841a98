/* Names of captures, shared by file patterns and key paths. */
#ifndef RQ_LOCATE_NAME_H
#define RQ_LOCATE_NAME_H

#include "base/text.h"

/* A capture that was read: "{name}" or "{name...}". */
struct rq_capture_token {
    rq_str name;
    bool rest;  /* "..." follows the name */
    size_t end; /* byte behind the closing brace */
};

/* Reads the capture whose "{" stands at `at`.  On failure `offset` is the byte that is wrong. */
bool rq_capture_read(rq_str text, size_t at, struct rq_capture_token *token, size_t *offset, struct rq_err *err);

#endif

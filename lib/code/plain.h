/* What a literal says.  Private to this folder. */
#ifndef RQ_CODE_PLAIN_H
#define RQ_CODE_PLAIN_H

#include "base/limits.h"
#include "code/token.h"

/* Bytes of a text. */
struct rq_code_range {
    size_t first, last;
};

/* The text that a regular expression matches if it matches one as a whole and nothing else (^acme$, \Aacme\z, and in marks of
 * its own as '/^acme$/i'); the range as it was where it is none. */
struct rq_code_range rq_code_strip(rq_str text, struct rq_code_range range);

/* A literal without its escapes, in `room` where it has some; empty where it is too long, or has others than of ASCII. */
rq_str rq_code_plain(rq_str text, char room[RQ_LIMIT_NAME_BYTES]);

#endif

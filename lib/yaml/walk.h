/* Decoding a scalar's source piece by piece, knowing for each piece where it comes from.  Private to this folder. */
#ifndef RQ_YAML_WALK_H
#define RQ_YAML_WALK_H

#include "base/text.h"

/* One piece: bytes start..end of the source give the decoded text.  Where `decoded` is a view into the source itself, byte
 * for byte; else as a whole. */
typedef void rq_yaml_piece(void *host, size_t start, size_t end, rq_str decoded);

/* Walks the scalar at start..end of a text that libyaml has accepted; the first byte tells its style unless it is plain.
 * `decoded` is what the scalar says (for block scalars, whose indentation is found by comparing).  Gives the offset
 * where its content ends. */
size_t rq_yaml_walk(rq_str text, size_t start, size_t end, bool plain, rq_str decoded, rq_yaml_piece *piece,
                    void *host);

#endif

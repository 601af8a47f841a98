/* The text of a block without its markup.  Private to this folder. */
#ifndef RQ_PROSE_INLINE_H
#define RQ_PROSE_INLINE_H

#include "prose/block.h"

/* A text that is being read: see rq_prose_text. */
struct rq_reading {
    struct rq_arena *arena;
    char *text;
    struct rq_prose_span *spans;
    size_t len, cap, span_cap;
    bool has_look_alike;
};

struct rq_block_text {
    struct rq_reading reading;
    struct rq_prose_target *targets; /* placed in the block, not yet in a sentence */
    size_t target_count, target_cap;
};

/* Reads a block.  `label_bytes` counts, over all blocks of a text, what its labels stand for; above RQ_LIMIT_LABEL_BYTES
 * they lead nowhere.  In `arena`. */
struct rq_block_text rq_prose_inline(struct rq_arena *arena, rq_str source, const struct rq_blocks *blocks,
                                     const struct rq_block *block, enum rq_prose_format format, size_t *label_bytes);

#endif

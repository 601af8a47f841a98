/* Lines of Markdown as blocks.  Private to this folder. */
#ifndef RQ_PROSE_BLOCK_H
#define RQ_PROSE_BLOCK_H

#include "prose/prose.h"

enum rq_block_kind { RQ_BLOCK_PARAGRAPH, RQ_BLOCK_HEADING, RQ_BLOCK_ITEM, RQ_BLOCK_ROW, RQ_BLOCK_HEAD };

/* Lines, or what is left of them behind markers: `count` pieces from `first` on. */
struct rq_block {
    enum rq_block_kind kind;
    size_t first, count;
    size_t lead; /* number plus one of the block that introduces it */
};

/* `[label]: target`, and footnotes. */
struct rq_definition {
    rq_str label;
    struct rq_prose_span target;
};

struct rq_blocks {
    struct rq_block *items;
    size_t count, cap;
    struct rq_prose_span *pieces;
    size_t piece_count, piece_cap;
    struct rq_definition *definitions; /* sorted by label */
    size_t definition_count, definition_cap;
};

/* A label as it is compared: letter case and blanks at its ends do not count.  In `arena`. */
rq_str rq_prose_label(struct rq_arena *arena, rq_str label);

/* Cuts a text into blocks.  In `arena`. */
struct rq_blocks rq_prose_blocks(struct rq_arena *arena, rq_str source, enum rq_prose_format format);

#endif

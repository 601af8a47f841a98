/*
 * Prose as people read it: Markdown or plain text as sentences, each with the way back to the bytes it was written in.
 *
 * Markup, entities, characters without width and look-alikes are resolved, white space is single blanks, so that neither a
 * line break nor a disguise keeps words from being found.  What a reader does not take for the writer's own words is left
 * out: quoted lines (but not callouts such as "> [!NOTE]"), comments, what is struck out, code in a named language.
 *
 * Everything is linear in the length of the text.  Texts are valid UTF-8, of less than 4 GiB.
 */
#ifndef RQ_PROSE_H
#define RQ_PROSE_H

#include "base/text.h"

/* In plain text "<", "&" and "\" stand for themselves, and nothing is a comment or front matter. */
enum rq_prose_format { RQ_PROSE_TEXT, RQ_PROSE_MARKDOWN };

/* Bytes of the source. */
struct rq_prose_span {
    uint32_t start, end;
};

/* Text that is read, with the place of each of its bytes in the source. */
struct rq_prose_text {
    rq_str text;
    const struct rq_prose_span *spans; /* one per byte */
};

/* What a sentence leads to without showing it: the target of a link, the attributes of a tag. */
struct rq_prose_target {
    struct rq_prose_text read;
    size_t at; /* bytes of the sentence before it */
};

struct rq_prose_sentence {
    struct rq_prose_text read;
    const struct rq_prose_target *targets;
    size_t target_count;
    size_t block; /* number of the block it stands in */
};

/* A paragraph, a heading, an item of a list, a row of a table. */
struct rq_prose_block {
    size_t first, count; /* its sentences */
    size_t lead; /* number plus one of what introduces it: the line above a list, the head of a table; 0: none */
};

struct rq_prose {
    const struct rq_prose_sentence *sentences; /* in the order of the text */
    size_t count;
    const struct rq_prose_block *blocks;
    size_t block_count;
    bool targets_missing; /* labels stand for more than RQ_LIMIT_LABEL_BYTES */
};

/* Reads a text.  In `arena`; the source is not copied. */
const struct rq_prose *rq_prose_read(struct rq_arena *arena, rq_str source, enum rq_prose_format format);

/* What introduces a block, the nearest first, in one line of at most about `most` bytes; empty if nothing does. */
rq_str rq_prose_lead(const struct rq_prose *prose, size_t block, size_t most, struct rq_arena *arena);

/* What stands around byte `at` of a sentence, in one line: its block up to `most` bytes before and behind, what introduces
 * the block and what it introduces, each up to about as many. */
rq_str rq_prose_around(const struct rq_prose *prose, size_t sentence, size_t at, size_t most, struct rq_arena *arena);

#endif

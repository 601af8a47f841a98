/* What to write instead: hints for what does not fit together, for the checker before a run and for faults in it.  All
 * of them live in `arena` and are empty where there is no good advice. */
#ifndef RQ_CEL_ADVICE_H
#define RQ_CEL_ADVICE_H

#include "cel/ast.h"

/* An operand or argument: its source text, and what it may be (bit k for enum rq_kind k). */
struct rq_cel_piece {
    rq_str text;
    uint32_t kinds;
};

/* What was selected from: the text of a node before one of its steps (before its end, for an index), cut where it is
 * long. */
rq_str rq_cel_selected_from(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node,
                            const struct rq_cel_step *step);

/* For an operator that takes no such operands: one, or two.  `text` is that of the whole expression. */
rq_str rq_cel_operator_advice(struct rq_arena *arena, rq_str text, const struct rq_cel_node *node,
                              const struct rq_cel_piece *pieces, uint32_t count);

/* For a call that has no overload for its arguments. */
rq_str rq_cel_call_advice(struct rq_arena *arena, const struct rq_cel_node *call, const struct rq_cel_piece *pieces);

/* For a piece that cannot be of one of the kinds that are wanted. */
rq_str rq_cel_piece_advice(struct rq_arena *arena, struct rq_cel_piece piece, uint32_t wanted);

/* For x == y, and x in [y], where x and y are never equal. */
rq_str rq_cel_equal_advice(struct rq_arena *arena, struct rq_cel_piece a, struct rq_cel_piece b);

/* For x.length and x.size of what has a size but no fields. */
rq_str rq_cel_size_advice(struct rq_arena *arena, uint32_t kinds, rq_str key, rq_str from);

/* For a key that is none of `names`: the nearest of them, as it is written; `end` is where the key ends in `text`. */
rq_str rq_cel_field_advice(struct rq_arena *arena, rq_str text, uint32_t end, rq_str key, const rq_str *names,
                           size_t count);

#endif

/* Words of a text, as words() and similarity see them. */
#ifndef RQ_CEL_PROSE_H
#define RQ_CEL_PROSE_H

#include "value/value.h"

/* The next run of letters and digits at or after *at, in lower case; empty at the end.  An apostrophe between letters
 * belongs to the word.  A view into the text where it stands there like that, else in `arena`. */
rq_str rq_cel_next_word(struct rq_arena *arena, rq_str text, size_t *at);

/* True if a sentence ends at the byte `at`: an end mark (. ! ?) that white space or the end of the text follows, closing quotes
 * and brackets between them.  *next is where to look on, behind the white space, whatever the answer. */
bool rq_cel_ends_sentence(rq_str text, size_t at, size_t *next);

#endif

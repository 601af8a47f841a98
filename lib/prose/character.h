/* Characters as people see them.  Private to this folder. */
#ifndef RQ_PROSE_CHARACTER_H
#define RQ_PROSE_CHARACTER_H

#include "base/text.h"

/* The plain character for one that only looks different: a hyphen for the dashes, ASCII quotes, ASCII for full-width and
 * mathematical letters and digits; 0 for what has no width or shape of its own (controls, marks of direction, soft hyphens,
 * strokes laid over the character before); others unchanged. */
uint32_t rq_prose_plain(uint32_t code_point);

/* The ASCII letter that a Cyrillic or Greek letter, or a rare Latin one, cannot be told from; 0 if there is none. */
char rq_prose_look_alike(uint32_t code_point);

/* entity = "&" name ";" | "&#" digits ";" | "&#x" hexadecimal-digits ";" .  The character of the entity that starts at the
 * ampersand `at`, which *end is then behind; false for any other text, and for names that change no word. */
bool rq_prose_entity(rq_str text, size_t at, uint32_t *code_point, size_t *end);

#endif

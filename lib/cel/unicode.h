/* The little that CEL's functions need to know about characters. */
#ifndef RQ_CEL_UNICODE_H
#define RQ_CEL_UNICODE_H

#include "base/text.h"

/* Unicode's White_Space property. */
bool rq_cel_is_space(uint32_t code_point);

/* The text without white space at both ends; a view. */
rq_str rq_cel_trim(rq_str text);

/* True if there is nothing but such spaces. */
bool rq_cel_is_blank(rq_str text);

/* A letter or digit of a word: exact for ASCII; elsewhere whatever is neither white space, punctuation nor a symbol, by
 * Unicode's blocks. */
bool rq_cel_is_word(uint32_t code_point);

/* The lower-case form of a letter of the Latin, Greek or Cyrillic alphabets; others unchanged. */
uint32_t rq_cel_lower(uint32_t code_point);

#endif

/* What people type from habit, and what CEL has for it. */
#ifndef RQ_CEL_HABIT_H
#define RQ_CEL_HABIT_H

#include "reqlint/base.h"

/* A hint for a word that stands where an operator or a value should; NULL if there is none. */
const char *rq_cel_word_habit(rq_str word);

/* A hint for a name that is no variable: `None`, `True`, `this`. */
const char *rq_cel_name_habit(rq_str name);

/* A hint for characters that look like CEL's: ≠, “. */
const char *rq_cel_character_habit(rq_str rest);

/* What to write for a call of an unknown function, in the place of whose operand stands "$"; NULL if nothing is known. */
const char *rq_cel_call_habit(rq_str function);

/* The form of a macro, "$.all(x, condition)", in the same way; NULL if it is none. */
const char *rq_cel_macro_form(rq_str name);

#endif

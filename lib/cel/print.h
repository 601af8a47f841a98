/* Values as format()'s "%s" prints them: text without quotes, doubles without exponents, maps by their keys' order. */
#ifndef RQ_CEL_PRINT_H
#define RQ_CEL_PRINT_H

#include "cel/function.h"

#include "base/text.h"

struct rq_cel_printer {
    struct rq_cel_call *call; /* whose budget pays */
    struct rq_buf buf;
    rq_value problem; /* the fault, after a failure */
};

/* Adds a value to the printer's text.  False, with `problem` set, for kinds that are not printed (optionals), for values
 * that are nested too deep, for bytes that are not UTF-8, and when the budget is gone. */
bool rq_cel_print(struct rq_cel_printer *printer, rq_value value);

#endif

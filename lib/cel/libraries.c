/* The list of the tables of functions: a new table is added here and in function.h, a new function in its table only. */
#include "cel/function.h"

const struct rq_cel_function *const rq_cel_libraries[] = {
    rq_cel_fn_core, rq_cel_fn_convert, rq_cel_fn_string, rq_cel_fn_split, rq_cel_fn_time, NULL,
};

/* The list of the tables of functions: a new table is added here and in function.h, a new function in its table only. */
#include "cel/function.h"

const struct rq_cel_function *const rq_cel_libraries[] = {
    rq_cel_fn_core,
    rq_cel_fn_convert,
    rq_cel_fn_string,
    rq_cel_fn_split,
    rq_cel_fn_format,
    rq_cel_fn_time,
    rq_cel_fn_list,
    rq_cel_fn_set,
    rq_cel_fn_math,
    rq_cel_fn_optional,
    rq_cel_fn_encode,
    rq_cel_fn_regex,
    rq_cel_fn_version,
    rq_cel_fn_prose,
    rq_cel_fn_says,
    rq_cel_fn_url,
    NULL,
};

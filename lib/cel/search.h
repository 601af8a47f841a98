/* Searching with patterns, paid by the evaluation's budget: what matches, find, findAll and regex.* begin with. */
#ifndef RQ_CEL_SEARCH_H
#define RQ_CEL_SEARCH_H

#include "cel/function.h"
#include "regex/regex.h"

/* Searches of one call in one text.  Filled by rq_cel_search_start. */
struct rq_cel_search {
    struct rq_cel_call *call;
    const struct rq_regex *regex;
    rq_str text;
    uint64_t steps;          /* that are left */
    uint64_t allowed;        /* steps at the start */
    uint64_t searches, paid; /* units */
};

/* Readies a search for the pattern (RE2's language) in the text, and charges what Kubernetes charges for matches(), and a
 * little for a pattern that is large once it is compiled.  False after writing a fault. */
bool rq_cel_search_start(struct rq_cel_search *search, struct rq_cel_call *call, rq_str text, rq_str pattern,
                         rq_value *fault);

/* Searches from byte `from` on; `match` (may be NULL) lives in the call's arena.  A search costs a unit and
 * its steps a tenth; what is not paid yet is charged.  RQ_REGEX_LIMIT: `fault` says which limit was hit, and && and ||
 * do not absorb it. */
enum rq_regex_result rq_cel_search_next(struct rq_cel_search *search, size_t from, struct rq_regex_match *match,
                                        rq_value *fault);

#endif

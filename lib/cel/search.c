/*
 * Searching with patterns.
 *
 * Kubernetes' figure for matches() is the product of the lengths of text and pattern, which RE2 never exceeds.  PCRE2
 * backtracks, so its steps are counted (regex/regex.h): a pattern that needs more than was paid pays for it, and may take
 * no more steps than the budget has units for.  Compiling is paid each time the pattern is used, though it may be at
 * hand already: what an expression costs must not depend on what was evaluated before.
 */
#include "cel/search.h"

#include "base/limits.h"
#include "cel/machine.h"

enum { STEPS_PER_UNIT = 10, COMPILED_BYTES_PER_UNIT = 500 };

static uint64_t cost_of(size_t text, size_t pattern)
{
    return ((uint64_t)text / 10 + 1) * ((uint64_t)pattern / 4 + 1);
}

bool rq_cel_search_start(struct rq_cel_search *search, struct rq_cel_call *call, rq_str text, rq_str pattern,
                         rq_value *fault)
{
    uint64_t cost = cost_of(text.len, pattern.len);
    *search = (struct rq_cel_search){.call = call, .text = text, .paid = cost};
    if (rq_cel_charge(call, cost) && !(search->regex = rq_cel_pattern(call, pattern, fault)))
        return false;
    if (!search->regex || !rq_cel_charge(call, rq_regex_size(search->regex) / COMPILED_BYTES_PER_UNIT)) {
        *fault = rq_cel_exhausted(call);
        return false;
    }
    uint64_t allowed = (cost + call->machine->budget) * STEPS_PER_UNIT;
    search->allowed = allowed < RQ_LIMIT_REGEX_STEPS ? allowed : RQ_LIMIT_REGEX_STEPS;
    search->steps = search->allowed;
    return true;
}

enum rq_regex_result rq_cel_search_next(struct rq_cel_search *search, size_t from, struct rq_regex_match *match,
                                        rq_value *fault)
{
    struct rq_cel_call *call = search->call;
    enum rq_regex_result result =
        rq_regex_search(search->regex, search->text, from, &search->steps, call->arena, match);
    uint64_t units = ++search->searches + (search->allowed - search->steps) / STEPS_PER_UNIT;
    bool enough = units <= search->paid || rq_cel_charge(call, units - search->paid);
    if (units > search->paid)
        search->paid = units;
    if (result == RQ_REGEX_LIMIT)
        *fault = rq_cel_too_many_steps(call->machine, call->machine->node);
    else if (!enough)
        *fault = rq_cel_exhausted(call);
    return enough ? result : RQ_REGEX_LIMIT;
}

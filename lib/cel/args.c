/* Overloads are short texts with one letter for each argument, so that a function states in one line what it takes. */
#include "cel/args.h"

static char letter_of(rq_value value)
{
    static const char letters[] = {
        [RQ_ABSENT] = '-', [RQ_NULL] = 'n',      [RQ_BOOL] = 'b',     [RQ_INT] = 'i',      [RQ_UINT] = 'u',
        [RQ_DOUBLE] = 'd', [RQ_STRING] = 's',    [RQ_BYTES] = 'y',    [RQ_LIST] = 'l',     [RQ_MAP] = 'm',
        [RQ_TYPE] = 'T',   [RQ_TIMESTAMP] = 't', [RQ_DURATION] = 'p', [RQ_OPTIONAL] = 'o', [RQ_FAULT] = '-',
    };
    return letters[value.kind];
}

bool rq_cel_takes(const struct rq_cel_call *call, const char *overloads)
{
    uint32_t i = 0;
    bool fits = true;
    for (const char *at = overloads;; at++) {
        if (*at != '|' && *at != '\0') {
            fits = fits && i < call->count && (*at == '*' || *at == letter_of(call->args[i]));
            i++;
            continue;
        }
        if (fits && i == call->count)
            return true;
        if (*at == '\0')
            return false;
        i = 0;
        fits = true;
    }
}

rq_str rq_cel_text_arg(const struct rq_cel_call *call, uint32_t i)
{
    return rq_value_text(call->args[i]);
}

rq_str rq_cel_shown(struct rq_cel_call *call, uint32_t i)
{
    enum { BYTES = 60 };
    return rq_value_print(call->arena, call->args[i], BYTES);
}

bool rq_cel_charge_bytes(struct rq_cel_call *call, size_t bytes)
{
    return rq_cel_charge(call, bytes / 10 + (bytes % 10 != 0));
}

void rq_cel_items_add(struct rq_cel_items *items, rq_value value)
{
    items->items = rq_grow(items->arena, items->items, items->count, &items->cap, sizeof *items->items);
    items->items[items->count++] = value;
}

rq_value rq_cel_items_done(const struct rq_cel_items *items)
{
    return rq_list_over(items->arena, items->items, items->count);
}

rq_value rq_cel_some(struct rq_cel_call *call, rq_value value)
{
    rq_value *inner = RQ_NEW(call->arena, rq_value);
    *inner = value;
    return rq_optional(inner);
}

rq_value rq_cel_none(void)
{
    return rq_optional(NULL);
}

uint64_t rq_cel_search_cost(size_t text, size_t pattern)
{
    return ((uint64_t)text / 10 + 1) * ((uint64_t)pattern / 4 + 1);
}

rq_value rq_cel_pattern_limit(struct rq_cel_call *call)
{
    rq_value absorbable = rq_cel_fault(call, "the pattern takes too many steps on this text; make it simpler");
    struct rq_fault *fault = RQ_NEW(call->arena, struct rq_fault);
    *fault = *absorbable.as.fault;
    fault->fatal = true;
    return rq_fault_value(fault);
}

/* Reading signatures, a letter at a time; signature.h has the grammar. */
#include "cel/signature.h"

#define BIT(kind) (UINT32_C(1) << (kind))

uint32_t rq_cel_letter_kinds(char letter)
{
    static const uint32_t kinds[128] = {
        ['n'] = BIT(RQ_NULL),      ['b'] = BIT(RQ_BOOL),
        ['i'] = BIT(RQ_INT),       ['u'] = BIT(RQ_UINT),
        ['d'] = BIT(RQ_DOUBLE),    ['#'] = BIT(RQ_INT) | BIT(RQ_UINT) | BIT(RQ_DOUBLE),
        ['s'] = BIT(RQ_STRING),    ['r'] = BIT(RQ_STRING),
        ['y'] = BIT(RQ_BYTES),     ['l'] = BIT(RQ_LIST),
        ['m'] = BIT(RQ_MAP),       ['T'] = BIT(RQ_TYPE),
        ['t'] = BIT(RQ_TIMESTAMP), ['o'] = BIT(RQ_OPTIONAL),
        ['p'] = BIT(RQ_DURATION),  ['*'] = BIT(RQ_FAULT) - BIT(RQ_NULL),
    };
    return kinds[letter & 127];
}

bool rq_cel_overload_next(const char **signature, struct rq_cel_overload *overload)
{
    const char *at = *signature;
    if (*at == '\0')
        return false;
    overload->arguments = at;
    while (*at != ':' && *at != '+')
        at++;
    overload->count = (uint32_t)(at - overload->arguments);
    overload->repeats = *at == '+';
    overload->result = at + 1 + overload->repeats;
    for (at = overload->result; *at != '\0' && *at != '|';)
        at++;
    *signature = *at == '|' ? at + 1 : at;
    return true;
}

bool rq_cel_overload_counts(const struct rq_cel_overload *overload, uint32_t count)
{
    return count == overload->count || (overload->repeats && count > overload->count);
}

uint32_t rq_cel_overload_kinds(const struct rq_cel_overload *overload, uint32_t i)
{
    return rq_cel_letter_kinds(overload->arguments[i < overload->count ? i : overload->count - 1]);
}

bool rq_cel_signature_is_pattern(const char *signature, uint32_t i)
{
    struct rq_cel_overload overload;
    return rq_cel_overload_next(&signature, &overload) && i < overload.count && overload.arguments[i] == 'r';
}

bool rq_cel_signature_takes(const char *signature, const rq_value *args, uint32_t count)
{
    struct rq_cel_overload overload;
    while (rq_cel_overload_next(&signature, &overload)) {
        uint32_t i = 0;
        if (!rq_cel_overload_counts(&overload, count))
            continue;
        while (i < count && (rq_cel_overload_kinds(&overload, i) >> args[i].kind & 1))
            i++;
        if (i == count)
            return true;
    }
    return false;
}

/*
 * Versions as people write them in records: "v1.21", "1.9", "2.0.0-alpha.1".
 *
 * One to three numbers, a leading "v" or not, and a pre-release in the order of semantic versioning (semver.org, point 11):
 * numbers that are missing are 0, a pre-release comes before its release, its parts compare one by one, numbers before
 * words, fewer parts before more.  Build metadata ("1.21.0+b3") says nothing about order; as it tells builds of one release
 * apart, it stands behind three numbers only.
 */
#include "base/ascii.h"
#include "cel/args.h"
#include "cel/convert.h"

struct version {
    uint64_t numbers[3];
    rq_str pre; /* "alpha.1", or empty */
};

static bool is_part_byte(char byte)
{
    return rq_ascii_is_digit(byte) || rq_ascii_is_letter(byte) || byte == '-';
}

/* The piece up to the next dot, which is taken off `rest`; `rest.ptr` is NULL once nothing is left. */
static rq_str next_part(rq_str *rest)
{
    size_t dot = rq_str_find_byte(*rest, '.', 0);
    rq_str part = rq_str_slice(*rest, 0, dot);
    *rest = dot == RQ_NOT_FOUND ? (rq_str){0} : rq_str_slice(*rest, dot + 1, rest->len);
    return part;
}

/* parts = part { "." part } ; part = ( letter | digit | "-" ) { letter | digit | "-" } */
static bool are_parts(rq_str text)
{
    do {
        rq_str part = next_part(&text);
        if (part.len == 0)
            return false;
        for (size_t i = 0; i < part.len; i++)
            if (!is_part_byte(part.ptr[i]))
                return false;
    } while (text.ptr != NULL);
    return true;
}

/* number [ "." number [ "." number ] ]: how many there are, or 0 */
static int parse_numbers(rq_str text, uint64_t numbers[3])
{
    for (int i = 0; i < 3; i++) {
        if (!rq_cel_uint_parse(next_part(&text), &numbers[i]))
            return 0;
        if (text.ptr == NULL)
            return i + 1;
    }
    return 0;
}

/* version = [ "v" ] number [ "." number [ "." number ] ] [ "-" parts ] [ "+" parts ] */
static bool parse_version(rq_str text, struct version *version)
{
    size_t plus = rq_str_find_byte(text, '+', 0);
    rq_str ordered = rq_str_slice(text, rq_str_starts(text, RQ_STR("v")), plus);
    size_t dash = rq_str_find_byte(ordered, '-', 0);
    *version = (struct version){0};
    if (dash != RQ_NOT_FOUND) {
        version->pre = rq_str_slice(ordered, dash + 1, ordered.len);
        if (!are_parts(version->pre))
            return false;
    }
    int count = parse_numbers(rq_str_slice(ordered, 0, dash), version->numbers);
    if (plus == RQ_NOT_FOUND)
        return count > 0;
    return count == 3 && are_parts(rq_str_slice(text, plus + 1, text.len));
}

static int sign(int order)
{
    return (order > 0) - (order < 0);
}

static bool is_number(rq_str part)
{
    for (size_t i = 0; i < part.len; i++)
        if (!rq_ascii_is_digit(part.ptr[i]))
            return false;
    return true;
}

/* Numbers of any length: without leading zeros the longer one is greater. */
static int compare_numbers(rq_str a, rq_str b)
{
    while (a.len > 1 && a.ptr[0] == '0')
        a = rq_str_slice(a, 1, a.len);
    while (b.len > 1 && b.ptr[0] == '0')
        b = rq_str_slice(b, 1, b.len);
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    return sign(rq_str_compare(a, b));
}

static int compare_parts(rq_str a, rq_str b)
{
    bool a_number = is_number(a), b_number = is_number(b);
    if (a_number && b_number)
        return compare_numbers(a, b);
    if (a_number != b_number)
        return a_number ? -1 : 1;
    return sign(rq_str_compare(a, b));
}

static int compare_pre(rq_str a, rq_str b)
{
    if (a.len == 0 || b.len == 0)
        return (a.len == 0) - (b.len == 0);
    while (a.ptr != NULL && b.ptr != NULL) {
        rq_str left = next_part(&a), right = next_part(&b);
        int order = compare_parts(left, right);
        if (order != 0)
            return order;
    }
    return (a.ptr != NULL) - (b.ptr != NULL);
}

static int compare_versions(const struct version *a, const struct version *b)
{
    for (int i = 0; i < 3; i++)
        if (a->numbers[i] != b->numbers[i])
            return a->numbers[i] < b->numbers[i] ? -1 : 1;
    return compare_pre(a->pre, b->pre);
}

static rq_value is_version(struct rq_cel_call *call)
{
    struct version ignored;
    if (!rq_cel_charge_bytes(call, call->args[0].kind == RQ_STRING ? call->args[0].extent : 0))
        return rq_cel_exhausted(call);
    return rq_bool(call->args[0].kind == RQ_STRING && parse_version(rq_cel_text_arg(call, 0), &ignored));
}

static rq_value no_version(struct rq_cel_call *call, uint32_t i)
{
    rq_str shown = rq_cel_shown(call, i);
    return rq_cel_fault(call, "%.*s is not a version such as \"v1.21\" or \"1.2.0-alpha.1\"", RQ_ARG(shown));
}

static rq_value compare(struct rq_cel_call *call)
{
    struct version a, b;
    if (!rq_cel_charge_bytes(call, (size_t)call->args[0].extent + call->args[1].extent))
        return rq_cel_exhausted(call);
    if (!parse_version(rq_cel_text_arg(call, 0), &a))
        return no_version(call, 0);
    if (!parse_version(rq_cel_text_arg(call, 1), &b))
        return no_version(call, 1);
    return rq_int(compare_versions(&a, &b));
}

const struct rq_cel_function rq_cel_fn_version[] = {
    {"isVersion", RQ_CEL_GLOBAL, "*:b", is_version},
    {"compareVersions", RQ_CEL_GLOBAL, "ss:i", compare},
    {0},
};

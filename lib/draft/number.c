/*
 * Counting ids.  An id is a form and a number: REQ-0012 has the form "REQ-" and the number 0012.  Numbers are compared and
 * counted as text, so that they may have any length.
 */
#include "draft/draft.h"

#include "base/ascii.h"

#include <stdlib.h>

struct form {
    rq_str prefix, number; /* of the greatest */
    size_t count;
};

static void split(rq_str id, rq_str *prefix, rq_str *number)
{
    size_t at = id.len;
    while (at > 0 && rq_ascii_is_digit(id.ptr[at - 1]))
        at--;
    *prefix = rq_str_slice(id, 0, at);
    *number = rq_str_slice(id, at, id.len);
}

static rq_str without_zeros(rq_str number)
{
    size_t at = 0;
    while (at < number.len && number.ptr[at] == '0')
        at++;
    return rq_str_slice(number, at, number.len);
}

bool rq_draft_same_number(rq_str a, rq_str b)
{
    rq_str forms[2], numbers[2];
    split(a, &forms[0], &numbers[0]);
    split(b, &forms[1], &numbers[1]);
    return numbers[0].len > 0 && numbers[1].len > 0 && rq_str_equal(forms[0], forms[1]) &&
           rq_str_equal(without_zeros(numbers[0]), without_zeros(numbers[1]));
}

static bool is_greater(rq_str a, rq_str b)
{
    rq_str left = without_zeros(a), right = without_zeros(b);
    return left.len != right.len ? left.len > right.len : rq_str_compare(left, right) > 0;
}

/* "acme2" is a name that ends in a digit; "ASK-7" and "7" are numbers. */
static bool is_numbered(rq_str prefix)
{
    if (prefix.len == 0)
        return true;
    char last = prefix.ptr[prefix.len - 1];
    return last == '-' || last == '_' || last == '/' || last == '.' || last == '#';
}

static rq_str count_up(struct rq_arena *arena, const struct form *form)
{
    rq_str id = rq_arena_format(arena, "%.*s0%.*s", RQ_ARG(form->prefix), RQ_ARG(form->number));
    char *digits = (char *)id.ptr + form->prefix.len;
    size_t at = form->number.len;
    while (digits[at] == '9')
        digits[at--] = '0';
    digits[at]++;
    if (digits[0] != '0')
        return id;
    return rq_arena_format(arena, "%.*s%.*s", RQ_ARG(form->prefix), (int)form->number.len, digits + 1);
}

/* By form, so that those of one form are together. */
static int by_form(const void *a, const void *b)
{
    const struct form *left = a, *right = b;
    return rq_str_compare(left->prefix, right->prefix);
}

/* Puts the numbers of one form together, in place; gives how many forms there are. */
static size_t join(struct form *forms, size_t count)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        if (made == 0 || !rq_str_equal(forms[made - 1].prefix, forms[i].prefix)) {
            forms[made++] = forms[i];
            continue;
        }
        struct form *form = &forms[made - 1];
        form->count++;
        if (is_greater(forms[i].number, form->number))
            form->number = forms[i].number;
    }
    return made;
}

rq_str rq_draft_next_id(struct rq_arena *arena, const rq_str *ids, size_t count, rq_str first)
{
    struct form *forms = RQ_NEW_ARRAY(arena, struct form, count);
    const struct form *best = NULL;
    size_t numbered = 0;
    for (size_t i = 0; i < count; i++) {
        forms[numbered].count = 1;
        split(ids[i], &forms[numbered].prefix, &forms[numbered].number);
        numbered += forms[numbered].number.len > 0;
    }
    if (numbered > 0)
        qsort(forms, numbered, sizeof *forms, by_form);
    size_t form_count = join(forms, numbered);
    for (size_t i = 0; i < form_count; i++)
        if (best == NULL || forms[i].count > best->count)
            best = &forms[i];
    bool clear = best != NULL && best->count == count && is_numbered(best->prefix);
    if (best == NULL || (first.len == 0 && !clear))
        return first;
    return count_up(arena, best);
}

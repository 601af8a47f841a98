/*
 * The policy's constants in a second state.
 *
 * One that looked at nothing that has changed, and rests on no other that has, is taken over.  All others are made anew and
 * compared: the value is alike if nothing but lines and columns could tell the old one from the new one, and then whoever
 * rests on it need not be judged again, but for findings that show where in another file a value stands.  In its place the
 * old value is kept, which is marked as stale: it is good enough to pass by, and whoever finds something by it finds it again
 * by a fresh one (pass.c).
 */
#include "lint/constants.h"

static uint64_t bit_of(size_t number)
{
    return UINT64_C(1) << number;
}

/* Takes a constant over, or makes it anew and compares. */
static void compare_constant(struct rq_lint_recall *recall, const struct rq_lint_input *input,
                             struct rq_lint_scope *scope, size_t number, struct rq_arena *scratch)
{
    const struct rq_lint_constant *known = &input->known->constants[number];
    struct rq_lint_constant *constant = &scope->constants->items[number];
    bool looks_alike = (known->looks & ~recall->looks) == 0;
    if (!known->made)
        return;
    if (!looks_alike || (known->rests & ~recall->alike) != 0) {
        rq_lint_scope_constant(scope, input, number, input->known->passes ? NULL : known, scratch);
        rq_arena_reset(scratch);
        if (constant->made && rq_value_alike(constant->value, known->value))
            recall->alike |= bit_of(number);
        return;
    }
    bool exact = (known->rests & ~recall->exact) == 0;
    *constant = *known;
    if (input->known->passes)
        constant->value = rq_value_copy(scope->constants->arena, known->value);
    constant->stale = known->stale || !exact;
    recall->alike |= bit_of(number);
    recall->exact |= exact ? bit_of(number) : 0;
}

void rq_lint_compare_constants(struct rq_lint_recall *recall, const struct rq_lint_input *input,
                               struct rq_lint_scope *scope)
{
    size_t count = input->policy->constant_count;
    struct rq_arena *scratch = rq_arena_new();
    if (input->known == NULL)
        count = 0;
    for (size_t i = 0; i < count && i < RQ_LINT_KNOWN_CONSTANTS; i++)
        compare_constant(recall, input, scope, i, scratch);
    rq_arena_free(scratch);
}

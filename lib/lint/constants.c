/*
 * The policy's constants in a second state.
 *
 * One that looked at nothing that has changed, and rests on no other that has, is taken over.  Most look at `records`, which
 * always have changed; but of these each reads a few fields (rq_cel_reads), and where no change touches one of them, nor
 * which records there are, the value is alike: nothing but lines and columns could tell the old one from the new one.  All
 * others are made anew and compared.
 *
 * Whoever rests on a value that is alike need not be judged again, but for findings that show where in another file a value
 * stands.  The old value is kept, and marked as stale if it is not the very same: it is good enough to pass by, and whoever
 * finds something by it finds it again by a fresh one (pass.c).
 */
#include "lint/constants.h"

#include "lint/elements.h"

/* The records of a kind in two states. */
struct kind_change {
    bool compared;
    bool same_keys; /* the same ids in the same order */
    const struct rq_map *before, *after;
    uint32_t *changed; /* places of those that are not the same */
    uint32_t count;
};

struct comparison {
    struct rq_lint_recall *recall;
    const struct rq_lint_input *input;
    struct rq_lint_scope *scope;
    struct rq_arena *arena, *scratch;
    struct kind_change *kinds; /* by their numbers */
};

static uint64_t bit_of(size_t number)
{
    return UINT64_C(1) << number;
}

static const struct rq_map *objects_of(const struct rq_graph *graph, rq_str kind)
{
    return rq_value_field(graph->objects, kind)->as.map;
}

static bool same_key(rq_value a, rq_value b)
{
    return a.extent == b.extent && (a.as.text == b.as.text || rq_str_equal(rq_value_text(a), rq_value_text(b)));
}

static const struct kind_change *compare_kind(struct comparison *comparison, const struct rq_record_kind *kind)
{
    struct kind_change *change = &comparison->kinds[kind->number];
    if (change->compared)
        return change;
    const struct rq_map *before = objects_of(comparison->input->known->graph, kind->name);
    const struct rq_map *after = objects_of(comparison->input->graph, kind->name);
    *change = (struct kind_change){true, before->count == after->count, before, after, NULL, 0};
    if (before == after || !change->same_keys)
        return change;
    change->changed = RQ_NEW_ARRAY(comparison->arena, uint32_t, after->count);
    for (uint32_t i = 0; change->same_keys && i < after->count; i++) {
        change->same_keys = same_key(before->entries[i].key, after->entries[i].key);
        if (before->entries[i].value.as.map != after->entries[i].value.as.map)
            change->changed[change->count++] = i;
    }
    return change;
}

static bool fields_alike(rq_value before, rq_value after, rq_str field)
{
    const rq_value *old = rq_value_field(before, field), *now = rq_value_field(after, field);
    return old == NULL || now == NULL ? old == now : rq_value_alike(*old, *now);
}

/* What one read of `records` gives is alike; *exact: it is the very same. */
static bool read_alike(struct comparison *comparison, const struct rq_cel_read *read, bool *exact)
{
    const struct rq_record_kind *kind = rq_policy_kind(comparison->input->policy, read->group);
    if (kind == NULL)
        return false;
    const struct kind_change *change = compare_kind(comparison, kind);
    bool alike = change->same_keys;
    *exact = *exact && change->count == 0;
    for (uint32_t i = 0; alike && i < change->count && read->what != RQ_CEL_READ_KEYS; i++) {
        rq_value before = change->before->entries[change->changed[i]].value;
        rq_value after = change->after->entries[change->changed[i]].value;
        alike =
            read->what == RQ_CEL_READ_FIELD ? fields_alike(before, after, read->field) : rq_value_alike(before, after);
    }
    return alike;
}

/* What a constant itself looked at is alike in both states.  A fault says more of its place than a value does. */
static bool looks_alike(struct comparison *comparison, size_t number, bool *exact)
{
    const struct rq_lint_constant *known = &comparison->input->known->constants[number];
    const struct rq_cel_reads *reads = &comparison->input->policy->constants[number].reads;
    unsigned changed = known->looks & ~(unsigned)comparison->recall->looks;
    *exact = *exact && (known->looks & comparison->recall->moved) == 0;
    /* One that has no bit is part of those that rest on it, with what it reads. */
    bool all_known = comparison->input->policy->constant_count <= RQ_LINT_KNOWN_CONSTANTS;
    if (changed == 0)
        return true;
    bool alike = changed == RQ_LOOK_RECORDS && all_known && reads->bounded && known->value.kind != RQ_FAULT;
    for (size_t i = 0; alike && i < reads->count; i++)
        alike = read_alike(comparison, &reads->items[i], exact);
    return alike;
}

/* Makes a constant anew, or of the one that is known what has changed of it. */
static void make(struct comparison *comparison, size_t number)
{
    const struct rq_lint_input *input = comparison->input;
    struct rq_lint_scope *scope = comparison->scope;
    const struct rq_lint_constant *known = &input->known->constants[number];
    const struct rq_cel_reads *reads = &input->policy->constants[number].reads;
    unsigned changed = known->looks & ~(unsigned)comparison->recall->looks;
    bool alike = (known->rests & ~comparison->recall->alike) == 0 && changed == RQ_LOOK_RECORDS;
    const struct rq_record_kind *kind = reads->by_elements && alike && !input->known->passes
                                            ? rq_policy_kind(input->policy, reads->items[0].group)
                                            : NULL;
    if (kind != NULL && input->policy->constant_count <= RQ_LINT_KNOWN_CONSTANTS) {
        const struct kind_change *change = compare_kind(comparison, kind);
        if (rq_lint_make_elements(scope, input, number, change->before, change->after, comparison->scratch))
            return;
    }
    rq_lint_scope_constant(scope, input, number, input->known->passes ? NULL : known, comparison->scratch);
}

/* Takes a constant over, or makes it anew and compares. */
static void compare_constant(struct comparison *comparison, size_t number)
{
    const struct rq_lint_input *input = comparison->input;
    struct rq_lint_recall *recall = comparison->recall;
    struct rq_lint_scope *scope = comparison->scope;
    const struct rq_lint_constant *known = &input->known->constants[number];
    struct rq_lint_constant *constant = &scope->constants->items[number];
    bool exact = (known->rests & ~recall->exact) == 0;
    if (!known->made)
        return;
    if ((known->rests & ~recall->alike) != 0 || !looks_alike(comparison, number, &exact)) {
        make(comparison, number);
        rq_arena_reset(comparison->scratch);
        if (constant->made && rq_value_alike(constant->value, known->value))
            recall->alike |= bit_of(number);
        return;
    }
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
    size_t count = input->known == NULL ? 0 : input->policy->constant_count;
    if (count == 0)
        return;
    struct comparison comparison = {recall, input, scope, rq_arena_new(), rq_arena_new(), NULL};
    comparison.kinds = RQ_NEW_ARRAY(comparison.arena, struct kind_change, input->policy->kind_count);
    for (size_t i = 0; i < count && i < RQ_LINT_KNOWN_CONSTANTS; i++)
        compare_constant(&comparison, i);
    rq_arena_free(comparison.arena);
    rq_arena_free(comparison.scratch);
}

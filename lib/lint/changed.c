/*
 * Most changes of a record are changes of a few fields, and most rules read a few others (lib/policy/reads.c).  Where a rule
 * found nothing, no place in a file is to be shown: whether it finds anything now depends on the fields that it reads, on what
 * `record` tells, and on what it looked at beyond that, which was noted (scope.c).  Values are compared together with how
 * they are written, for rules may ask for the text of a scalar.
 *
 * A record may also be touched only because one that it is linked with has changed.  Then all holds that rests on no links.
 */
#include "lint/changed.h"

static const struct rq_graph_replaced *find_replaced(const struct rq_graph_change *change, size_t number)
{
    for (size_t i = 0; change != NULL && i < change->replaced_count; i++)
        if (change->replaced[i].number == number)
            return &change->replaced[i];
    return NULL;
}

/* All that rq_record_value tells. */
static bool tells_same(const struct rq_record *a, const struct rq_record *b)
{
    return a->kind == b->kind && rq_str_equal(a->id, b->id) && rq_str_equal(a->path, b->path) &&
           rq_record_pos(a).line == rq_record_pos(b).line && rq_value_alike(a->captures, b->captures);
}

static bool is_alike(const rq_value *a, const rq_value *b)
{
    return a == NULL || b == NULL ? a == b : rq_value_alike(*a, *b);
}

static bool is_in_force(const struct rq_record *record)
{
    return !record->superseded && !record->removed && record->object.kind == RQ_MAP;
}

static uint64_t compare_fields(const struct rq_policy *policy, rq_value before, rq_value now)
{
    uint64_t fields = 0;
    for (size_t f = 0; f < policy->read_field_count; f++)
        if (!is_alike(rq_value_field(before, policy->read_fields[f]), rq_value_field(now, policy->read_fields[f])))
            fields |= UINT64_C(1) << f;
    return fields;
}

bool rq_lint_differ(const struct rq_lint_recall *recall, size_t number, struct rq_lint_difference *difference)
{
    const struct rq_record *now = &recall->graph->records[number];
    const struct rq_graph_replaced *replaced = find_replaced(recall->change, number);
    if (recall->change == NULL || recall->known->passes || !is_in_force(now))
        return false;
    if (now->shared > 0) {
        *difference = (struct rq_lint_difference){.before = now->shared - 1};
        return true;
    }
    if (replaced == NULL || !is_in_force(&replaced->before))
        return false;
    *difference = (struct rq_lint_difference){
        .before = replaced->before.shared - 1,
        .whole = true,
        .record = !tells_same(now, &replaced->before),
        .fields = compare_fields(recall->graph->policy, replaced->before.object, now->object),
    };
    return true;
}

static bool reads_same(const struct rq_rule_reads *reads, const struct rq_lint_difference *difference)
{
    return !reads->links && !(reads->whole && difference->whole) && !(reads->record && difference->record) &&
           (reads->fields & difference->fields) == 0;
}

bool rq_lint_finds_same(const struct rq_lint_recall *recall, const struct rq_rule *rule,
                        const struct rq_lint_part *part, const struct rq_lint_difference *difference)
{
    bool same = true;
    for (const struct rq_rule *form = rule; form != NULL && same; form = form->also)
        same = reads_same(&form->reads, difference);
    if (!same || part == NULL)
        return same;
    return (part->count == 0 || !difference->whole) && (part->looks & RQ_LOOK_ASKED) == 0 &&
           rq_lint_part_holds(recall, part, recall->looks);
}

/*
 * How old something is, is another number each day, and the seconds that it has been waiting are others at each commit: but
 * that it has been waiting for too long stays so.  So an audit lets such a finding stand (pass.c), and has it made anew only
 * where somebody is to see it: where it ends, and at the end.
 */
#include "lint/show.h"

#include "lint/worker.h"

/* What rests on constants of an earlier state may point to places of that state, and is made again by fresh ones. */
static void show_rule(struct rq_lint_worker *worker, const struct rq_lint_input *input, const struct rq_rule *rule,
                      const struct rq_record *record, struct rq_findings *findings)
{
    size_t before = findings->count;
    worker->scope.stale = false;
    rq_lint_worker_judge(worker, input, rule, record, findings);
    if (worker->scope.stale) {
        findings->count = before;
        rq_lint_scope_freshen(&worker->scope);
        rq_lint_worker_judge(worker, input, rule, record, findings);
    }
    for (size_t i = before; i < findings->count; i++)
        rq_finding_liken(findings->arena, &findings->items[i]);
}

static struct rq_lint_worker *start(const struct rq_lint_input *input, const struct rq_lint_memory *memory)
{
    struct rq_lint_worker *worker = rq_lint_worker_new(input->policy);
    for (size_t c = 0; c < input->policy->constant_count; c++)
        worker->constants.items[c] = memory->constants[c];
    return worker;
}

void rq_lint_show(const struct rq_lint_input *input, const struct rq_lint_memory *memory, struct rq_findings *findings)
{
    struct rq_lint_worker *worker = NULL;
    for (size_t i = 0; i < input->graph->record_count; i++) {
        const struct rq_lint_verdict *verdict = &memory->verdicts[i];
        if ((verdict->looks & RQ_LOOK_SHOWN) == 0)
            continue;
        if (worker == NULL)
            worker = start(input, memory);
        rq_lint_worker_turn(worker);
        for (uint32_t p = 0; p < verdict->part_count; p++)
            if ((verdict->parts[p].looks & RQ_LOOK_SHOWN) != 0)
                show_rule(worker, input, input->policy->rules[verdict->parts[p].rule], &input->graph->records[i],
                          findings);
    }
    if (worker != NULL)
        rq_lint_worker_end(worker, findings->arena);
}

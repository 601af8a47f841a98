/* Facts live as long as one record is judged, what an expression makes as long as one form of a rule judges it. */
#include "lint/worker.h"

#include "lint/judge.h"
#include "regex/cache.h"

struct rq_lint_worker *rq_lint_worker_new(const struct rq_policy *policy)
{
    struct rq_arena *arena = rq_arena_new();
    struct rq_lint_worker *worker = RQ_NEW(arena, struct rq_lint_worker);
    worker->arena = arena;
    worker->scratch = rq_arena_new();
    worker->facts = rq_arena_new();
    worker->patterns = rq_regex_cache_new();
    worker->names = rq_names_cache_new();
    worker->constants.arena = arena;
    worker->constants.items = RQ_NEW_ARRAY(arena, struct rq_lint_constant, policy->constant_count);
    worker->scope.patterns = worker->patterns;
    worker->scope.names = worker->names;
    worker->scope.constants = &worker->constants;
    worker->scope.clock = rq_arena_raw(arena, sizeof *worker->scope.clock);
    return worker;
}

void rq_lint_worker_end(struct rq_lint_worker *worker, struct rq_arena *arena)
{
    rq_arena_free(worker->scratch);
    rq_arena_free(worker->facts);
    rq_regex_cache_free(worker->patterns);
    rq_names_cache_free(worker->names);
    rq_arena_join(arena, worker->arena);
}

void rq_lint_worker_turn(struct rq_lint_worker *worker)
{
    rq_arena_reset(worker->facts);
    worker->scope.facts = (struct rq_lint_facts){.arena = worker->facts, .tracer = {.arena = worker->facts}};
    worker->scope.asked_count = 0;
}

static bool asks_past(const struct rq_rule *rule)
{
    return rule->asks.history || rule->asks.others;
}

/* A rule about history has nothing to say of what is not committed yet. */
static bool judges(const struct rq_lint_input *input, const struct rq_rule *rule, const struct rq_record *record)
{
    bool matches = false;
    for (size_t i = 0; i < rule->match_count && !matches; i++)
        matches = rule->match[i] == record->kind && rule->removed == record->removed;
    if (!matches || !asks_past(rule))
        return matches;
    return input->past != NULL && input->past->has(input->past->host, record);
}

void rq_lint_worker_judge(struct rq_lint_worker *worker, const struct rq_lint_input *input, const struct rq_rule *rule,
                          const struct rq_record *record, struct rq_findings *findings)
{
    for (; rule != NULL; rule = rule->also) {
        /* Whether it judges at all is a question of the past too. */
        if (asks_past(rule))
            rq_lint_scope_look(&worker->scope, RQ_LOOK_HISTORY);
        if (rule->level == RQ_LEVEL_OFF || !judges(input, rule, record))
            continue;
        rq_lint_scope_init(&worker->scope, input, rule, record, worker->scratch);
        rq_judge(&worker->scope, findings);
        rq_arena_reset(worker->scratch);
    }
}

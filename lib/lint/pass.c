/*
 * All rules on all records, by several threads.
 *
 * Each thread has a worker, with its own arenas and compiled patterns.  Records are handed out in parts; each part has its
 * own list of findings, and the lists are put together in the order of the parts.  What memory.c recalls of a record from
 * another state is not judged again.
 */
#include "lint/pass.h"

#include "base/threads.h"
#include "lint/judge.h"
#include "regex/cache.h"

enum {
    /* Records that are handed out at a time: enough to make handing out cheap, few enough to share them evenly. */
    PART = 64,
    /* Records that make another thread worth its start. */
    LEAST = 500
};

struct worker {
    struct rq_arena *arena;   /* for findings; goes over to the caller's */
    struct rq_arena *scratch; /* one rule on one record */
    struct rq_arena *facts;   /* one record */
    struct rq_regex_cache *patterns;
    struct rq_names_cache *names;
    struct rq_lint_scope scope;
};

struct pass {
    const struct rq_lint_input *input;
    struct rq_lint_recall recall;
    struct worker *workers[RQ_THREADS_MOST];
    struct rq_findings *parts;
    struct rq_lint_verdict *verdicts;
};

static struct worker *worker_new(void)
{
    struct rq_arena *arena = rq_arena_new();
    struct worker *worker = RQ_NEW(arena, struct worker);
    *worker = (struct worker){arena, rq_arena_new(), rq_arena_new(), rq_regex_cache_new(), rq_names_cache_new(), {0}};
    worker->scope.patterns = worker->patterns;
    worker->scope.names = worker->names;
    return worker;
}

/* The worker itself lives in the arena that goes over. */
static void worker_end(struct worker *worker, struct rq_arena *arena)
{
    rq_arena_free(worker->scratch);
    rq_arena_free(worker->facts);
    rq_regex_cache_free(worker->patterns);
    rq_names_cache_free(worker->names);
    rq_arena_join(arena, worker->arena);
}

/* A rule about history has nothing to say of what is not committed yet. */
static bool judges(const struct rq_lint_input *input, const struct rq_rule *rule, const struct rq_record *record)
{
    bool matches = false;
    for (size_t i = 0; i < rule->match_count && !matches; i++)
        matches = rule->match[i] == record->kind && rule->removed == record->removed;
    if (!matches || !(rule->asks.history || rule->asks.others))
        return matches;
    return input->past != NULL && input->past->has(input->past->host, record);
}

/* True for a record that is removed and did not come back under its id. */
static bool is_gone(const struct rq_graph *graph, const struct rq_record *record)
{
    const struct rq_record *other = rq_graph_newest(graph, record->kind, record->id);
    while (other != NULL && other->removed)
        other = other->older;
    return other == NULL;
}

/* All forms of the rule that judge the record's kind. */
static void judge_rule(struct worker *worker, const struct rq_lint_input *input, const struct rq_rule *rule,
                       const struct rq_record *record, struct rq_findings *findings)
{
    for (; rule != NULL; rule = rule->also) {
        if (rule->level == RQ_LEVEL_OFF || !judges(input, rule, record))
            continue;
        rq_lint_scope_init(&worker->scope, input, rule, record, worker->scratch);
        rq_judge(&worker->scope, findings);
        rq_arena_reset(worker->scratch);
    }
}

static void judge_record(struct worker *worker, const struct rq_lint_input *input, const struct rq_record *record,
                         struct rq_findings *findings)
{
    rq_arena_reset(worker->facts);
    worker->scope.facts = (struct rq_lint_facts){.arena = worker->facts};
    if (!record->removed)
        rq_check_fields(worker->scratch, record, findings);
    rq_arena_reset(worker->scratch);
    bool judged = record->removed ? is_gone(input->graph, record) : !record->superseded;
    for (size_t r = 0; judged && r < input->policy->rule_count; r++)
        if (!input->policy->rules[r]->builtin)
            judge_rule(worker, input, input->policy->rules[r], record, findings);
}

/* Where somebody may want to know them; else they are not worth their memory. */
static void keep_asked(const struct pass *pass, struct worker *worker, struct rq_lint_verdict *verdict)
{
    const struct rq_lint_scope *scope = &worker->scope;
    if (pass->input->memory == NULL || scope->wide || scope->asked_count == 0)
        return;
    struct rq_lint_asked *asked = RQ_NEW_ARRAY(worker->arena, struct rq_lint_asked, scope->asked_count);
    for (uint32_t i = 0; i < scope->asked_count; i++)
        asked[i] = (struct rq_lint_asked){scope->asked[i].kind, rq_arena_copy(worker->arena, scope->asked[i].id)};
    verdict->asked = asked;
    verdict->asked_count = scope->asked_count;
}

static void take_record(struct pass *pass, struct worker *worker, size_t number, struct rq_findings *findings)
{
    const struct rq_record *record = &pass->input->graph->records[number];
    const struct rq_lint_verdict *known = rq_lint_recall(&pass->recall, record);
    struct rq_lint_verdict *verdict = &pass->verdicts[number];
    if (known != NULL) {
        *verdict = *known;
        for (size_t i = 0; i < known->count; i++)
            rq_findings_add(findings, known->findings[i]);
        return;
    }
    size_t before = findings->count;
    worker->scope.wide = false;
    worker->scope.asked_count = 0;
    judge_record(worker, pass->input, record, findings);
    *verdict = (struct rq_lint_verdict){.count = (uint32_t)(findings->count - before), .narrow = !worker->scope.wide};
    keep_asked(pass, worker, verdict);
}

static void take_part(void *host, const struct rq_threads_part *part)
{
    struct pass *pass = host;
    struct worker *worker = pass->workers[part->thread];
    struct rq_findings *findings = &pass->parts[part->number];
    findings->arena = worker->arena;
    for (size_t i = part->first; i < part->end; i++)
        take_record(pass, worker, i, findings);
    size_t at = 0;
    for (size_t i = part->first; i < part->end; at += pass->verdicts[i].count, i++)
        pass->verdicts[i].findings = pass->verdicts[i].count > 0 ? findings->items + at : NULL;
}

static void join(const struct pass *pass, size_t parts, struct rq_findings *findings)
{
    for (size_t p = 0; p < parts; p++)
        for (size_t i = 0; i < pass->parts[p].count; i++)
            rq_findings_add(findings, pass->parts[p].items[i]);
}

void rq_lint_records(const struct rq_lint_input *input, struct rq_findings *findings)
{
    size_t records = input->graph->record_count, parts = rq_threads_parts(records, PART);
    unsigned threads = rq_threads_count(input->threads, records, LEAST);
    struct rq_arena *scratch = rq_arena_new(), *kept = input->memory == NULL ? scratch : findings->arena;
    struct pass pass = {.input = input,
                        .recall = rq_lint_compare(scratch, input->graph, input->known),
                        .parts = RQ_NEW_ARRAY(findings->arena, struct rq_findings, parts),
                        .verdicts = RQ_NEW_ARRAY(kept, struct rq_lint_verdict, records)};
    for (unsigned i = 0; i < threads; i++)
        pass.workers[i] = worker_new();
    rq_threads_run(threads, records, PART, take_part, &pass);
    join(&pass, parts, findings);
    for (unsigned i = 0; i < threads; i++)
        worker_end(pass.workers[i], findings->arena);
    if (input->memory != NULL)
        *input->memory = (struct rq_lint_memory){.graph = input->graph, .verdicts = pass.verdicts};
    rq_arena_free(scratch);
}

void rq_lint_judge(const struct rq_lint_input *input, const struct rq_rule *rule, const struct rq_record *record,
                   struct rq_findings *findings)
{
    struct worker *worker = worker_new();
    judge_rule(worker, input, rule, record, findings);
    worker_end(worker, findings->arena);
}

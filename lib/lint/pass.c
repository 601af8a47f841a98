/*
 * All rules on all records, by several threads.
 *
 * Each thread has a worker, with its own arenas and compiled patterns.  Records are handed out in parts; each part has its
 * own list of findings, and the lists are put together in the order of the parts.
 *
 * A state may come with the memory of another state of the same tree, judged by the same rules (a merge and its base).
 * Evaluation is a function of what the scope hands out.  So where a record was judged by looking at nothing but itself,
 * its refs and its backrefs, and all of these are the very same values in both states (the loader shares the values of
 * files that are the same blob at the same path), it would be judged again with the same outcome: the findings are taken
 * over.  Whoever asks the scope for anything else (all records, link(), paths, words, oldObject) makes the verdict wide,
 * and a wide one is never taken over.
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

static bool same_object(const struct rq_record *a, const struct rq_record *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    return a->object.kind == RQ_MAP && b->object.kind == RQ_MAP && a->object.as.map == b->object.as.map;
}

static bool same_targets(const struct rq_link_end *a, const struct rq_link_end *b)
{
    bool same = a->list == b->list && a->count == b->count;
    for (size_t i = 0; same && i < a->count; i++)
        same = same_object(a->targets[i], b->targets[i]);
    return same;
}

/* True if a rule that asks for nothing but the record, its refs and its backrefs gets the very same values for both. */
static bool looks_same(const struct rq_record *a, const struct rq_record *b)
{
    bool same = same_object(a, b) && a->superseded == b->superseded && a->source == b->source && a->kind == b->kind &&
                rq_str_equal(a->id, b->id) && rq_str_equal(a->path, b->path) &&
                a->captures.as.map == b->captures.as.map && a->backlink_count == b->backlink_count;
    for (size_t i = 0; same && i < a->kind->link_count; i++)
        same = same_targets(&a->links[i], &b->links[i]);
    for (size_t i = 0; same && i < a->backlink_count; i++)
        same = a->backlinks[i]->kind == b->backlinks[i]->kind && same_object(a->backlinks[i], b->backlinks[i]);
    return same;
}

/* What is known of the record from another state of the tree; NULL where it has to be judged. */
static const struct rq_lint_verdict *recall(const struct rq_lint_input *input, const struct rq_record *record)
{
    const struct rq_lint_memory *known = input->known;
    if (known == NULL || record->shared == 0)
        return NULL;
    size_t number = record->shared - 1;
    const struct rq_lint_verdict *verdict = &known->verdicts[number];
    return verdict->narrow && looks_same(record, &known->graph->records[number]) ? verdict : NULL;
}

static void take_record(struct pass *pass, struct worker *worker, size_t number, struct rq_findings *findings)
{
    const struct rq_record *record = &pass->input->graph->records[number];
    const struct rq_lint_verdict *known = recall(pass->input, record);
    struct rq_lint_verdict *verdict = &pass->verdicts[number];
    size_t before = findings->count;
    worker->scope.wide = false;
    if (known == NULL)
        judge_record(worker, pass->input, record, findings);
    for (size_t i = 0; known != NULL && i < known->count; i++)
        rq_findings_add(findings, known->findings[i]);
    *verdict = (struct rq_lint_verdict){.count = findings->count - before, .narrow = !worker->scope.wide};
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

/*
 * All rules on all records, by several threads.
 *
 * Each thread has a worker, with its own arenas and compiled patterns.  Records are handed out in parts; each part has its
 * own list of new findings; the findings of all are put together in the order of the records.  What memory.c recalls of a
 * record from another state is not judged again.  Where the graph went over from that state, so do the verdicts: they are
 * changed where they stand, so that what a change does not touch is not even copied.
 */
#include "lint/pass.h"

#include "base/progress.h"
#include "base/threads.h"
#include "lint/changed.h"
#include "lint/constants.h"
#include "lint/judge.h"
#include "lint/settle.h"
#include "lint/worker.h"

#include <string.h>

enum {
    /* Records that are handed out at a time: enough to make handing out cheap, few enough to share them evenly. */
    PART = 64,
    /* Records that make another thread worth its start. */
    LEAST = 500,
    /* Records after which it is told how far it is. */
    TOLD = 16
};

/* What came of some of the records. */
struct part {
    struct rq_findings findings; /* of those that were judged, */
    uint32_t *judged;            /* their numbers */
    size_t judged_count, judged_cap;
    size_t count; /* findings of all of them */
    bool differs; /* they are not those that are known */
    bool shows;   /* some may show something else at another time */
};

struct pass {
    const struct rq_lint_input *input;
    struct rq_lint_recall recall;
    struct rq_lint_worker *workers[RQ_THREADS_MOST];
    struct part *parts;
    size_t part_count;
    struct rq_lint_verdict *verdicts;
    bool in_place; /* they are those of the known state, by the same numbers */
};

/* A record that is being judged: its findings, and of whom they are. */
struct judging {
    struct pass *pass;
    struct rq_lint_worker *worker;
    const struct rq_record *record;
    struct rq_findings *findings;
    size_t first;  /* of its findings */
    size_t before; /* findings that were there before the rule at hand */
    uint32_t part_count;
};

static void start_part(struct judging *judging)
{
    struct rq_lint_scope *scope = &judging->worker->scope;
    scope->looks = 0;
    scope->rests = 0;
    scope->stale = false;
    scope->timed = judging->pass->input->memory != NULL && judging->pass->input->now.extent == 0;
    rq_cel_clock_start(scope->clock, judging->worker->facts, judging->pass->input->now);
    judging->before = judging->findings->count;
}

/* True if what was found is known by what it shows, or one from another by nothing else: then it does not stand while it shows
 * something else. */
static bool is_what_it_shows(const struct rq_findings *findings, size_t first)
{
    for (size_t i = first; i < findings->count; i++) {
        const struct rq_finding *finding = &findings->items[i];
        if (finding->fault || finding->identity.what.len == 0)
            return true;
        for (size_t k = first; k < i; k++)
            if (rq_str_equal(findings->items[k].alike, finding->alike))
                return true;
    }
    return false;
}

/* Parts are worth their memory only where somebody may want to know them. */
static void end_part(struct judging *judging, size_t rule)
{
    struct rq_lint_worker *worker = judging->worker;
    struct rq_lint_scope *scope = &worker->scope;
    size_t count = judging->findings->count - judging->before;
    if (judging->pass->input->memory == NULL || (count == 0 && scope->looks == 0 && scope->rests == 0))
        return;
    for (size_t i = judging->before; i < judging->findings->count; i++)
        rq_finding_liken(worker->arena, &judging->findings->items[i]);
    if ((scope->looks & RQ_LOOK_SHOWN) != 0 && is_what_it_shows(judging->findings, judging->before))
        rq_lint_scope_look(scope, RQ_LOOK_NOW);
    worker->parts =
        rq_grow(worker->arena, worker->parts, judging->part_count, &worker->part_cap, sizeof *worker->parts);
    worker->parts[judging->part_count++] =
        (struct rq_lint_part){(uint16_t)rule, scope->looks, (uint32_t)count, scope->rests, scope->clock->due};
}

/* What is found by constants of an earlier state is found again by those of this one. */
static void judge_part(struct judging *judging, size_t rule)
{
    const struct rq_lint_input *input = judging->pass->input;
    struct rq_lint_worker *worker = judging->worker;
    start_part(judging);
    if (rule == RQ_LINT_FIELDS) {
        rq_check_fields(worker->scratch, &worker->scope.facts.tracer, judging->record, judging->findings);
        rq_lint_settle(input->policy, judging->findings, judging->before);
    } else {
        rq_lint_worker_judge(worker, input, input->policy->rules[rule], judging->record, judging->findings);
    }
    rq_arena_reset(worker->scratch);
    if (worker->scope.stale && judging->findings->count > judging->before) {
        judging->findings->count = judging->before;
        rq_lint_scope_freshen(&worker->scope);
        start_part(judging);
        rq_lint_worker_judge(worker, input, input->policy->rules[rule], judging->record, judging->findings);
    }
    end_part(judging, rule);
}

static void judge_record(struct judging *judging)
{
    const struct rq_lint_input *input = judging->pass->input;
    const struct rq_record *record = judging->record;
    if (!record->removed)
        judge_part(judging, RQ_LINT_FIELDS);
    bool judged = record->removed ? rq_graph_is_gone(input->graph, record) : !record->superseded;
    for (size_t r = 0; judged && r < input->policy->rule_count; r++)
        if (!input->policy->rules[r]->builtin)
            judge_part(judging, r);
}

/* Takes a part of a known verdict over; its findings begin there at `first`. */
static void take_over(struct judging *judging, const struct rq_lint_verdict *verdict, const struct rq_lint_part *part,
                      size_t first)
{
    const struct rq_lint_memory *known = judging->pass->input->known;
    start_part(judging);
    judging->worker->scope.looks = part->looks;
    judging->worker->scope.rests = part->rests;
    judging->worker->scope.clock->due = part->due;
    for (uint32_t i = 0; i < part->count; i++) {
        const struct rq_finding *finding = &verdict->findings[first + i];
        rq_findings_add(judging->findings, known->passes ? rq_finding_copy(judging->worker->arena, finding) : *finding);
    }
    end_part(judging, part->rule);
}

/* True if nothing of the verdict is judged again, and it lives on. */
static bool holds(const struct rq_lint_recall *recall, const struct rq_lint_verdict *known, uint16_t looks)
{
    const struct rq_lint_part whole = {.looks = known->looks, .rests = known->rests, .due = known->due};
    return rq_lint_part_holds(recall, &whole, looks);
}

/* Judges again only what looked at something that is not alike. */
static void judge_again(struct judging *judging, const struct rq_lint_verdict *known, uint16_t looks)
{
    size_t first = 0;
    for (uint32_t i = 0; i < known->part_count; first += known->parts[i].count, i++) {
        if (rq_lint_part_holds(&judging->pass->recall, &known->parts[i], looks))
            take_over(judging, known, &known->parts[i], first);
        else
            judge_part(judging, known->parts[i].rule);
    }
}

static bool is_of_fields(const struct rq_lint_part *part)
{
    return part->rule == RQ_LINT_FIELDS;
}

/* Judges a record by the rules that read what differs. */
static void judge_changed(struct judging *judging, const struct rq_lint_difference *difference)
{
    const struct rq_lint_recall *recall = &judging->pass->recall;
    const struct rq_policy *policy = judging->pass->input->policy;
    const struct rq_lint_verdict *known = &recall->known->verdicts[difference->before];
    size_t first = 0;
    uint32_t part = 0;
    bool has_fields = known->part_count > 0 && is_of_fields(known->parts);
    if (difference->whole)
        judge_part(judging, RQ_LINT_FIELDS);
    else if (has_fields)
        take_over(judging, known, known->parts, first);
    if (has_fields)
        first += known->parts[part++].count;
    for (size_t r = 0; r < policy->rule_count; r++) {
        const struct rq_lint_part *own =
            part < known->part_count && known->parts[part].rule == r ? &known->parts[part] : NULL;
        bool same = policy->rules[r]->builtin || rq_lint_finds_same(recall, policy->rules[r], own, difference);
        if (!same)
            judge_part(judging, r);
        else if (own != NULL)
            take_over(judging, known, own, first);
        if (own != NULL)
            first += known->parts[part++].count;
    }
}

/* What was asked for before is asked for still, by those rules that are not judged again. */
static void ask_again(struct rq_lint_worker *worker, const struct rq_lint_verdict *known)
{
    for (uint32_t i = 0; i < known->asked_count; i++)
        worker->scope.asked[i] = known->asked[i];
    worker->scope.asked_count = known->asked_count;
}

static const struct rq_lint_asked *keep_asked(struct rq_arena *arena, const struct rq_lint_scope *scope)
{
    struct rq_lint_asked *asked = RQ_NEW_ARRAY(arena, struct rq_lint_asked, scope->asked_count);
    for (uint32_t i = 0; i < scope->asked_count; i++)
        asked[i] = (struct rq_lint_asked){scope->asked[i].kind, rq_arena_copy(arena, scope->asked[i].id)};
    return asked;
}

static void keep_verdict(const struct judging *judging, size_t number)
{
    struct rq_lint_worker *worker = judging->worker;
    const struct rq_lint_scope *scope = &worker->scope;
    struct rq_lint_verdict *verdict = &judging->pass->verdicts[number];
    *verdict =
        (struct rq_lint_verdict){.count = (uint32_t)(judging->findings->count - judging->first), .due = INT64_MAX};
    if (judging->pass->input->memory == NULL)
        return;
    if (judging->part_count > 0) {
        struct rq_lint_part *parts = RQ_NEW_ARRAY(worker->arena, struct rq_lint_part, judging->part_count);
        memcpy(parts, worker->parts, judging->part_count * sizeof *parts);
        verdict->parts = parts;
        verdict->part_count = judging->part_count;
    }
    for (uint32_t i = 0; i < judging->part_count; i++) {
        verdict->looks |= worker->parts[i].looks;
        verdict->rests |= worker->parts[i].rests;
        verdict->due = worker->parts[i].due < verdict->due ? worker->parts[i].due : verdict->due;
    }
    if (scope->asked_count > 0)
        verdict->asked = keep_asked(worker->arena, scope);
    verdict->asked_count = scope->asked_count;
}

/* What is known of the record, or of the one that stood in its place; NULL: nothing is. */
static const struct rq_lint_verdict *verdict_before(const struct pass *pass, size_t number)
{
    size_t shared = pass->input->graph->records[number].shared;
    if (pass->in_place)
        return &pass->verdicts[number];
    return pass->input->known == NULL || shared == 0 ? NULL : &pass->input->known->verdicts[shared - 1];
}

/* True if the findings are the very ones that are known: taken over, not found again. */
static bool are_known(const struct rq_findings *findings, size_t first, const struct rq_lint_verdict *known)
{
    size_t count = findings->count - first;
    bool same = count == (known == NULL ? 0 : known->count);
    for (size_t i = 0; same && i < count; i++)
        same = findings->items[first + i].alike.ptr == known->findings[i].alike.ptr;
    return same;
}

/* Gives true if all that is known of the record holds. */
static bool judge_or_recall(struct judging *judging, size_t number)
{
    struct pass *pass = judging->pass;
    struct rq_lint_worker *worker = judging->worker;
    uint16_t looks = 0;
    const struct rq_lint_verdict *known = rq_lint_recall(&pass->recall, judging->record, &looks);
    if (known != NULL && !pass->input->known->passes && holds(&pass->recall, known, looks))
        return true;
    rq_lint_worker_turn(worker);
    struct rq_lint_difference difference;
    if (known != NULL) {
        ask_again(worker, known);
        judge_again(judging, known, looks);
    } else if (rq_lint_differ(&pass->recall, number, &difference)) {
        judge_changed(judging, &difference);
    } else {
        judge_record(judging);
    }
    return false;
}

static void take_record(struct pass *pass, struct rq_lint_worker *worker, size_t number, struct part *part)
{
    const struct rq_lint_verdict *before = verdict_before(pass, number);
    struct judging judging = {.pass = pass,
                              .worker = worker,
                              .record = &pass->input->graph->records[number],
                              .findings = &part->findings,
                              .first = part->findings.count};
    if (judge_or_recall(&judging, number)) {
        pass->verdicts[number] = *before;
        return;
    }
    part->differs = part->differs || !are_known(&part->findings, judging.first, before);
    keep_verdict(&judging, number);
    part->shows = part->shows || (pass->verdicts[number].looks & RQ_LOOK_SHOWN) != 0;
    part->judged = rq_grow(worker->arena, part->judged, part->judged_count, &part->judged_cap, sizeof *part->judged);
    part->judged[part->judged_count++] = (uint32_t)number;
}

/* What is known of a record holds, most often. */
static bool stands(const struct pass *pass, size_t number)
{
    const struct rq_lint_recall *recall = &pass->recall;
    if (recall->known == NULL || recall->known->passes || recall->touched[number])
        return false;
    const struct rq_lint_verdict *known = verdict_before(pass, number);
    if (!rq_lint_stands(recall, known, number))
        return false;
    if (!pass->in_place)
        pass->verdicts[number] = *known;
    return true;
}

static void take_part(void *host, const struct rq_threads_part *part)
{
    struct pass *pass = host;
    struct rq_lint_worker *worker = pass->workers[part->thread];
    struct part *taken = &pass->parts[part->number];
    taken->findings.arena = worker->arena;
    for (size_t i = part->first; i < part->end; i++) {
        if (part->thread == 0 && i % TOLD == 0)
            rq_progress_tell(pass->input->progress, "records", i, pass->input->graph->record_count);
        if (!stands(pass, i))
            take_record(pass, worker, i, taken);
        taken->count += pass->verdicts[i].count;
    }
    for (size_t j = 0, at = 0; j < taken->judged_count; j++) {
        struct rq_lint_verdict *verdict = &pass->verdicts[taken->judged[j]];
        verdict->findings = verdict->count > 0 ? taken->findings.items + at : NULL;
        at += verdict->count;
    }
}

/* Lists the findings of all records.  To the next state, those that were new here are what it keeps. */
static void list_findings(const struct pass *pass, size_t count, struct rq_findings *findings)
{
    /* As many are to come as there were. */
    size_t pairs = pass->input->known == NULL ? 0 : pass->input->known->pair_count;
    rq_findings_reserve(findings, count + pairs);
    for (size_t i = 0; i < pass->input->graph->record_count; i++)
        if (pass->verdicts[i].count > 0)
            rq_findings_add_all(findings, pass->verdicts[i].findings, pass->verdicts[i].count);
    for (size_t p = 0; p < pass->part_count; p++)
        for (size_t i = 0; i < pass->parts[p].findings.count; i++)
            pass->parts[p].findings.items[i].kept = true;
}

/* The verdicts of the state: those that are known, where the graph went over from there. */
static struct rq_lint_verdict *start_verdicts(const struct pass *pass, struct rq_arena *arena)
{
    const struct rq_lint_input *input = pass->input;
    if (pass->in_place)
        return (struct rq_lint_verdict *)input->known->verdicts;
    return RQ_NEW_ARRAY(arena, struct rq_lint_verdict, input->graph->record_count);
}

/* Each worker starts with the constants that are known. */
static void share_constants(struct pass *pass, unsigned threads)
{
    const struct rq_lint_constants *known = &pass->workers[0]->constants;
    for (unsigned i = 1; i < threads; i++)
        for (size_t c = 0; c < pass->input->policy->constant_count; c++)
            pass->workers[i]->constants.items[c] = known->items[c];
}

/* What any of the workers made, of this state rather than of one before. */
static const struct rq_lint_constant *gather_constants(const struct pass *pass, unsigned threads)
{
    struct rq_lint_constant *items = pass->workers[0]->constants.items;
    for (unsigned i = 1; i < threads; i++)
        for (size_t c = 0; c < pass->input->policy->constant_count; c++)
            if (!items[c].made || items[c].stale)
                items[c] = pass->workers[i]->constants.items[c];
    return items;
}

/* How many findings there are, and whether they are those that are known. */
static bool count_findings(const struct pass *pass, size_t *count)
{
    bool differs = false;
    *count = 0;
    for (size_t p = 0; p < pass->part_count; p++) {
        *count += pass->parts[p].count;
        differs = differs || pass->parts[p].differs;
    }
    return pass->input->known != NULL && !differs && *count == pass->input->known->count;
}

/* The pass, once what is known has been compared. */
static void go_through(struct pass *pass, unsigned threads, struct rq_arena *kept)
{
    size_t records = pass->input->graph->record_count, part = threads == 1 ? records + 1 : PART;
    pass->part_count = rq_threads_parts(records, part);
    pass->parts = RQ_NEW_ARRAY(kept, struct part, pass->part_count);
    pass->verdicts = start_verdicts(pass, kept);
    rq_threads_run(threads, records, part, take_part, pass);
}

static bool may_show(const struct pass *pass)
{
    bool shows = pass->input->known != NULL && pass->input->known->shows;
    for (size_t p = 0; p < pass->part_count && !shows; p++)
        shows = pass->parts[p].shows;
    return shows;
}

bool rq_lint_records(const struct rq_lint_input *input, struct rq_findings *findings)
{
    unsigned threads = rq_threads_count(input->threads, input->graph->record_count, LEAST);
    struct rq_arena *scratch = rq_arena_new();
    struct pass pass = {.input = input};
    pass.in_place = input->change != NULL && !input->change->moved && !input->known->passes;
    for (unsigned i = 0; i < threads; i++)
        pass.workers[i] = rq_lint_worker_new(input->policy);
    pass.recall = rq_lint_compare(scratch, input);
    rq_lint_compare_constants(&pass.recall, input, &pass.workers[0]->scope);
    share_constants(&pass, threads);
    go_through(&pass, threads, input->memory == NULL ? scratch : findings->arena);
    size_t count;
    bool same = count_findings(&pass, &count) && input->may_be_same;
    if (!same)
        list_findings(&pass, count, findings);
    const struct rq_lint_constant *constants = gather_constants(&pass, threads);
    for (unsigned i = 0; i < threads; i++)
        rq_lint_worker_end(pass.workers[i], findings->arena);
    if (input->memory != NULL)
        *input->memory = (struct rq_lint_memory){.graph = input->graph,
                                                 .base = input->base,
                                                 .now = input->now,
                                                 .verdicts = pass.verdicts,
                                                 .count = count,
                                                 .constants = constants,
                                                 .shows = may_show(&pass)};
    rq_arena_free(scratch);
    return same;
}

void rq_lint_judge(const struct rq_lint_input *input, const struct rq_rule *rule, const struct rq_record *record,
                   struct rq_findings *findings)
{
    struct rq_lint_worker *worker = rq_lint_worker_new(input->policy);
    rq_lint_worker_judge(worker, input, rule, record, findings);
    rq_lint_worker_end(worker, findings->arena);
}

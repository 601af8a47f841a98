/*
 * From a state of the tree to a verdict: what check and gate have in common.
 */
#include "reqlint/verdict.h"

#include "base/err.h"
#include "base/progress.h"
#include "format/visible.h"
#include "lint/lint.h"
#include "lint/settle.h"
#include "lint/show.h"
#include "lint/waive.h"
#include "reqlint/baseline.h"
#include "reqlint/past.h"
#include "reqlint/unread.h"

#include <stdlib.h>
#include <string.h>

static bool is_in_force(const struct rq_session *session, const struct rq_rule *rule)
{
    return rule->level != RQ_LEVEL_OFF && rq_session_wants(session, rule->id);
}

/* With `own` those of reqlint itself count too, which judge no subject. */
static size_t rules_in_force(const struct rq_session *session, bool own)
{
    size_t count = 0;
    for (size_t i = 0; i < session->policy->rule_count; i++) {
        const struct rq_rule *rule = session->policy->rules[i];
        bool others = !rule->builtin && !rq_str_equal(rule->pack, RQ_STR("core"));
        count += is_in_force(session, rule) && (own || others);
    }
    return count;
}

/* What keeps a file from being read keeps every rule from judging it, so no choice of rules hides it. */
static void keep_wanted_rules(const struct rq_session *session, struct rq_findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (rq_session_wants(session, findings->items[i].rule) || rq_is_unread(findings->items[i].rule))
            findings->items[kept++] = findings->items[i];
    findings->count = kept;
}

/* A state from a store comes with its history, if any is asked for. */
static const struct rq_graph *make_graph(struct rq_session *session, struct rq_state *state, struct rq_err *err)
{
    if (state->stored != NULL)
        return rq_session_load(session, state, false, err) ? rq_session_graph(session, state) : NULL;
    struct rq_past_wish wish = rq_past_of_rules(session);
    return rq_past_graph(session, &wish, state, err);
}

static const struct rq_lint_memory *known_of(const struct rq_state *state)
{
    return state->base != NULL ? &state->base->memory : state->known;
}

/* Loads the state, with findings about files, ids and links. */
static bool look_early(struct rq_session *session, struct rq_state *state, struct rq_err *err)
{
    state->findings = (struct rq_findings){.arena = session->arena};
    state->scan = true;
    state->graph = make_graph(session, state, err);
    if (state->graph == NULL)
        return false;
    rq_identify_unread(state->graph, &state->findings);
    rq_lint_settle(session->policy, &state->findings, 0);
    for (size_t i = 0; state->keep && i < state->findings.count; i++)
        rq_finding_liken(session->arena, &state->findings.items[i]);
    state->early = state->findings;
    return true;
}

/* Whoever is told how far it is, and what was answered. */
struct listener {
    const struct rq_progress *progress;
    bool given_up;
};

static bool listen(void *host, const char *what, size_t done, size_t total)
{
    struct listener *listener = host;
    listener->given_up = listener->given_up || !rq_progress_tell(listener->progress, what, done, total);
    return !listener->given_up;
}

static struct rq_lint_input input_of(struct rq_session *session, struct rq_state *state)
{
    return (struct rq_lint_input){
        .policy = session->policy,
        .graph = state->graph,
        .base = state->base == NULL ? NULL : state->base->graph,
        .waivers = state->waivers == NULL ? NULL : state->waivers->graph,
        .past = rq_past_of(session, state),
        .now = session->options->now,
        .threads = session->options->threads,
    };
}

void rq_verdict_show(struct rq_session *session, struct rq_state *state, struct rq_findings *findings)
{
    struct rq_lint_input input = input_of(session, state);
    input.now = state->memory.now;
    rq_lint_show(&input, &state->memory, findings);
}

bool rq_verdict_judge(struct rq_session *session, struct rq_state *state, struct rq_err *err)
{
    if (state->change == NULL && !look_early(session, state, err))
        return false;
    state->findings = rq_findings_copy(&state->early);
    /* What is waived may change with the time, and with what no rule looks at. */
    bool may_be_same = state->change != NULL && state->early_known && state->before != NULL;
    struct listener listener = {session->options->progress, false};
    const struct rq_progress progress = {listen, &listener};
    struct rq_lint_input input = input_of(session, state);
    input.progress = listener.progress == NULL ? NULL : &progress;
    input.known = known_of(state);
    input.change = state->change;
    input.may_be_same = may_be_same && !rq_graph_has_waivers(state->graph);
    input.memory = state->keep ? &state->memory : NULL;
    state->same = rq_lint(&input, &state->findings);
    if (listener.given_up)
        return rq_fail(err, "judging the records was given up");
    if (state->same) {
        state->findings.items = state->before->findings;
        state->findings.count = state->before->finding_count;
        return true;
    }
    rq_lint_waive(&input, &state->findings);
    keep_wanted_rules(session, &state->findings);
    return true;
}

/* Notes name paths, which strangers choose. */
static void add_notes(struct rq_session *session, struct rq_report *report, const rq_str *more, size_t count)
{
    rq_str *notes = RQ_NEW_ARRAY(session->arena, rq_str, report->note_count + count);
    if (report->note_count > 0)
        memcpy(notes, report->notes, report->note_count * sizeof *notes);
    for (size_t i = 0; i < count; i++)
        notes[report->note_count + i] = rq_format_name(session->arena, more[i]);
    report->notes = notes;
    report->note_count += count;
}

void rq_verdict_note(struct rq_session *session, struct rq_report *report, rq_str text)
{
    add_notes(session, report, &text, 1);
}

static bool lists_findings(const struct rq_record_kind *kind)
{
    return kind->waives != NULL && kind->waives->fingerprint != NULL;
}

/* A README, a commit or a baseline is no reason to give a verdict. */
static bool is_subject(const struct rq_record_kind *kind)
{
    bool of_files = !kind->is_virtual || kind->places[0].format == RQ_FORMAT_SETTINGS;
    return of_files && !kind->incidental && !lists_findings(kind);
}

/* The records that were judged for what they say: not the commits of a merge, nor the entries of a baseline. */
static size_t count_records(const struct rq_state *state)
{
    const struct rq_graph *graph = state->graph;
    size_t count = graph->record_count - state->extra_count;
    for (size_t k = 0; k < graph->policy->kind_count; k++)
        count -= lists_findings(graph->policy->kinds[k]) ? graph->counts[k] : 0;
    return count;
}

void rq_verdict_describe(struct rq_session *session, const struct rq_state *state, struct rq_report *report)
{
    const struct rq_load *load = &state->load;
    report->findings = state->findings.items;
    report->finding_count = state->findings.count;
    report->source = state->snapshot->name;
    report->now = session->options->now;
    report->policy = session->digest;
    report->files = load->file_count;
    report->records = count_records(state);
    report->rules = rules_in_force(session, true);
    add_notes(session, report, load->notes, load->note_count);
    add_notes(session, report, state->scanned.notes, state->scanned.note_count);
    if (state->past.history != NULL && rq_history_is_replaced(state->past.history))
        rq_verdict_note(session, report,
                        RQ_STR("the repository has replace refs or grafts; history is read without them, as it was "
                               "recorded"));
}

static void tell_rules(struct rq_session *session, struct rq_report *report)
{
    const struct rq_policy *policy = session->policy;
    struct rq_report_rule *rules = RQ_NEW_ARRAY(session->arena, struct rq_report_rule, policy->rule_count);
    for (size_t i = 0; i < policy->rule_count; i++) {
        const struct rq_rule *rule = policy->rules[i];
        if (is_in_force(session, rule))
            rules[report->described_count++] = (struct rq_report_rule){
                .id = rule->id, .title = rule->title, .help = rule->help, .why = rule->why, .level = rule->level};
    }
    report->described = rules;
}

/* Records stand in the order of their paths; those that no file has, or has any more, come after them. */
static void tell_paths(struct rq_session *session, const struct rq_state *state, struct rq_report *report)
{
    const struct rq_load *load = &state->load;
    rq_str *paths = RQ_NEW_ARRAY(session->arena, rq_str, load->record_count);
    for (size_t i = 0; i < load->record_count; i++) {
        const struct rq_record *record = &load->records[i];
        bool again = report->path_count > 0 && rq_str_equal(paths[report->path_count - 1], record->path);
        if (!record->kind->is_virtual && !record->removed && !again)
            paths[report->path_count++] = record->path;
    }
    report->paths = paths;
}

void rq_verdict_tell(struct rq_session *session, const struct rq_state *state, struct rq_report *report)
{
    tell_rules(session, report);
    tell_paths(session, state, report);
}

/* "decision in decisions/…, request in requests/…": where records were looked for. */
static rq_str looked_for(struct rq_session *session)
{
    struct rq_buf buf = {.arena = session->arena};
    for (size_t i = 0; i < session->policy->kind_count; i++) {
        const struct rq_record_kind *kind = session->policy->kinds[i];
        if (!is_subject(kind) || kind->is_virtual)
            continue;
        rq_str pattern = rq_glob_text(kind->places[0].where.files[0]), name = kind->name;
        rq_buf_format(&buf, "%s%.*s in %.*s", buf.len == 0 ? "" : ", ", RQ_ARG(name), RQ_ARG(pattern));
    }
    if (session->policy->setting_count > 0) {
        rq_str pattern = rq_glob_text(session->policy->settings[0].where.files[0]);
        rq_buf_format(&buf, "%ssettings in %.*s", buf.len == 0 ? "" : ", ", RQ_ARG(pattern));
    }
    return rq_buf_text(&buf);
}

static bool has_records(const struct rq_state *state)
{
    for (size_t i = 0; i < state->load.record_count; i++)
        if (is_subject(state->load.records[i].kind))
            return true;
    return false;
}

bool rq_verdict_not_empty(struct rq_session *session, const struct rq_state *state, struct rq_report *report,
                          struct rq_err *err)
{
    bool no_rules = rules_in_force(session, session->options->rule_count > 0) == 0;
    bool no_records = !has_records(state) && report->finding_count == 0;
    if (!no_rules && !no_records)
        return true;
    const char *what = no_rules ? "no rule is in force" : "no records were found";
    if (session->options->allow_empty) {
        rq_verdict_note(session, report, rq_arena_format(session->arena, "%s; --allow-empty lets that pass", what));
        return true;
    }
    rq_fail(err, "%s, so there is no verdict", what);
    if (no_rules)
        return rq_fail_hint(err, "look at `extends`, `policies` and `rules` in .reqlint.yaml, or pass --allow-empty");
    rq_str places = looked_for(session);
    return rq_fail_hint(err, "looked for %.*s; set `kinds` in .reqlint.yaml, or pass --allow-empty", RQ_ARG(places));
}

bool rq_verdict_report(struct rq_session *session, struct rq_state *state, const struct rq_report *known,
                       struct rq_report *report, struct rq_err *err)
{
    if (!rq_verdict_judge(session, state, err))
        return false;
    rq_verdict_describe(session, state, report);
    if (!rq_verdict_not_empty(session, state, report, err))
        return false;
    if (state->same) {
        rq_report_count(report);
        return true;
    }
    rq_baseline_apply(session, state, session->options->rule_count == 0, report, known);
    rq_report_finish(report, known, session->arena);
    return true;
}

/* What is waived is counted, and shown only on request. */
void rq_verdict_hide_waived(const struct rq_session *session, struct rq_report *report)
{
    size_t kept = 0;
    rq_report_count(report);
    if (session->options->show_waived)
        return;
    for (size_t i = 0; i < report->finding_count; i++)
        if (!report->findings[i].waived)
            report->findings[kept++] = report->findings[i];
    report->finding_count = kept;
}

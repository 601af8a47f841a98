/*
 * Composition: `check`, and what else looks at a whole tree.  Read rq_check first: session, graph, lint, report.
 */
#include "reqlint/reqlint.h"

#include "base/err.h"
#include "diag/findings.h"
#include "lint/lint.h"
#include "reqlint/session.h"

#include <stdlib.h>
#include <string.h>

/* Everything that one state of the tree gives, before it is narrowed down. */
static bool judge(struct rq_session *session, const struct rq_snapshot *snapshot, const struct rq_graph *base,
                  struct rq_load *load, const struct rq_graph **graph, struct rq_findings *findings, struct rq_err *err)
{
    *graph = rq_session_graph(session, snapshot, load, findings, err);
    if (*graph == NULL)
        return false;
    struct rq_lint_input input = {
        .policy = session->policy,
        .graph = *graph,
        .base = base,
        .now = session->options->now,
    };
    rq_lint(&input, findings);
    rq_lint_settle(session->policy, findings);
    return true;
}

static size_t rules_in_force(const struct rq_session *session, bool builtin)
{
    size_t count = 0;
    for (size_t i = 0; i < session->policy->rule_count; i++) {
        const struct rq_rule *rule = session->policy->rules[i];
        count += rule->level != RQ_LEVEL_OFF && (builtin || !rule->builtin) && rq_session_wants(session, rule->id);
    }
    return count;
}

static void keep_wanted_rules(const struct rq_session *session, struct rq_findings *findings)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (rq_session_wants(session, findings->items[i].rule))
            findings->items[kept++] = findings->items[i];
    findings->count = kept;
}

static bool is_below(rq_str path, rq_str folder)
{
    return folder.len == 0 || rq_str_equal(path, folder) ||
           (rq_str_starts(path, folder) && path.ptr[folder.len] == '/');
}

static bool is_in_tree(const struct rq_snapshot *snapshot, rq_str path)
{
    for (size_t i = 0; i < snapshot->entry_count; i++)
        if (is_below(snapshot->entries[i].path, path))
            return true;
    return false;
}

/* PATH arguments restrict what is reported, never what is loaded; one that names nothing is a mistake. */
static bool keep_wanted_paths(struct rq_session *session, struct rq_report *report, struct rq_err *err)
{
    const struct rq_options *options = session->options;
    rq_str *paths = RQ_NEW_ARRAY(session->arena, rq_str, options->path_count);
    for (size_t i = 0; i < options->path_count; i++) {
        if (!rq_repo_path(session->repo, rq_str_from(options->paths[i]), session->arena, &paths[i], err))
            return false;
        if (!is_in_tree(session->snapshot, paths[i])) {
            rq_fail(err, "there is no file or folder `%s` here", options->paths[i]);
            return rq_fail_hint(err, "paths are relative to the current directory; ignored files are not looked at");
        }
    }
    size_t kept = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        bool wanted = options->path_count == 0;
        for (size_t p = 0; p < options->path_count && !wanted; p++)
            wanted = is_below(report->findings[i].path, paths[p]);
        if (wanted)
            report->findings[kept++] = report->findings[i];
    }
    report->finding_count = kept;
    return true;
}

static int by_fingerprint(const void *a, const void *b)
{
    return rq_str_compare(*(const rq_str *)a, *(const rq_str *)b);
}

/* Drops what the base has too, by fingerprint. */
static void drop_known(struct rq_arena *arena, struct rq_report *report, const struct rq_report *base)
{
    rq_str *known = RQ_NEW_ARRAY(arena, rq_str, base->finding_count);
    for (size_t i = 0; i < base->finding_count; i++)
        known[i] = base->findings[i].fingerprint;
    if (base->finding_count > 0)
        qsort(known, base->finding_count, sizeof *known, by_fingerprint);
    size_t kept = 0;
    for (size_t i = 0; i < report->finding_count; i++) {
        const rq_str *print = &report->findings[i].fingerprint;
        if (base->finding_count == 0 ||
            bsearch(print, known, base->finding_count, sizeof *known, by_fingerprint) == NULL)
            report->findings[kept++] = report->findings[i];
    }
    report->finding_count = kept;
}

struct base_state {
    const struct rq_graph *graph;
    struct rq_report report;
};

static bool judge_base(struct rq_session *session, struct base_state *base, struct rq_err *err)
{
    const struct rq_snapshot *snapshot = rq_snapshot_commit(session->repo, session->options->base, session->arena, err);
    struct rq_findings findings = {.arena = session->arena};
    struct rq_load load;
    if (snapshot == NULL || !judge(session, snapshot, NULL, &load, &base->graph, &findings, err))
        return false;
    keep_wanted_rules(session, &findings);
    base->report = (struct rq_report){.findings = findings.items, .finding_count = findings.count};
    rq_report_finish(&base->report, session->arena);
    return true;
}

static void describe(const struct rq_session *session, const struct rq_load *load, struct rq_report *report)
{
    report->mode = RQ_STR("check");
    report->source = session->snapshot->name;
    report->base = rq_str_from(session->options->base);
    report->now = session->options->now;
    report->policy = session->digest;
    report->files = load->file_count;
    report->records = load->record_count;
    report->rules = rules_in_force(session, true);
    report->notes = load->notes;
    report->note_count = load->note_count;
}

/* "decision in decisions/…, request in requests/…": where records were looked for. */
static rq_str looked_for(struct rq_session *session)
{
    struct rq_buf buf = {.arena = session->arena};
    for (size_t i = 0; i < session->policy->kind_count; i++) {
        rq_str pattern = rq_glob_text(session->policy->kinds[i]->places[0].files[0]);
        rq_str name = session->policy->kinds[i]->name;
        rq_buf_format(&buf, "%s%.*s in %.*s", i == 0 ? "" : ", ", RQ_ARG(name), RQ_ARG(pattern));
    }
    return rq_buf_text(&buf);
}

static void add_note(struct rq_session *session, struct rq_report *report, rq_str text)
{
    rq_str *notes = RQ_NEW_ARRAY(session->arena, rq_str, report->note_count + 1);
    if (report->note_count > 0)
        memcpy(notes, report->notes, report->note_count * sizeof *notes);
    notes[report->note_count++] = text;
    report->notes = notes;
}

/* Nothing to judge, or nothing to judge it by, is no verdict: a pass would be a lie. */
static bool check_not_empty(struct rq_session *session, struct rq_report *report, struct rq_err *err)
{
    bool no_rules = rules_in_force(session, session->options->rule_count > 0) == 0;
    bool no_records = report->records == 0 && report->finding_count == 0;
    if (!no_rules && !no_records)
        return true;
    const char *what = no_rules ? "no rule is in force" : "no records were found";
    if (session->options->allow_empty) {
        add_note(session, report, rq_arena_format(session->arena, "%s; --allow-empty lets that pass", what));
        return true;
    }
    rq_fail(err, "%s, so there is no verdict", what);
    if (no_rules)
        return rq_fail_hint(err, "look at `extends`, `policies` and `rules` in .reqlint.yaml, or pass --allow-empty");
    rq_str places = looked_for(session);
    return rq_fail_hint(err, "looked for %.*s; set `kinds` in .reqlint.yaml, or pass --allow-empty", RQ_ARG(places));
}

static bool check(struct rq_session *session, struct rq_report *report, struct rq_err *err)
{
    struct base_state base = {0};
    struct rq_findings findings = {.arena = session->arena};
    struct rq_load load;
    const struct rq_graph *graph = NULL;
    if (!rq_session_check_rules(session, err) || (session->options->base != NULL && !judge_base(session, &base, err)) ||
        !judge(session, session->snapshot, base.graph, &load, &graph, &findings, err))
        return false;
    keep_wanted_rules(session, &findings);
    *report = (struct rq_report){.findings = findings.items, .finding_count = findings.count};
    describe(session, &load, report);
    if (!check_not_empty(session, report, err))
        return false;
    rq_report_finish(report, session->arena);
    drop_known(session->arena, report, &base.report);
    if (!keep_wanted_paths(session, report, err))
        return false;
    rq_report_count(report);
    return true;
}

bool rq_check(struct rq_arena *arena, const struct rq_options *options, struct rq_report *report, struct rq_err *err)
{
    struct rq_session session;
    bool good = rq_session_open(&session, arena, options, err) && check(&session, report, err);
    rq_session_close(&session);
    return good;
}

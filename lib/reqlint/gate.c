/*
 * `gate`: what a merge would give, before it is merged.
 *
 *   base + head -> merge in memory -> judged by the base's policy -> minus what the base has -> verdict
 *
 * The policy comes from the base, so that no change can loosen the rules that judge it.  A change of the policy is itself
 * reported, and must compile.  virtual.c makes records of the commits and of the merge request's text.
 */
#include "base/err.h"
#include "reqlint/changes.h"
#include "reqlint/verdict.h"
#include "reqlint/virtual.h"

struct gate {
    struct rq_session session;
    const struct rq_gate_options *options;
    struct rq_merge merge;
    struct rq_state base, result;
    bool no_request; /* the event has no text */
    struct rq_report *report;
    struct rq_err *err;
};

static const char *head_name(const struct gate *gate)
{
    return gate->options->head == NULL ? "HEAD" : gate->options->head;
}

/* What an unset variable of a CI leaves behind. */
static bool check_sides(const struct gate *gate)
{
    struct rq_err *err = gate->err;
    const char *base = gate->session.options->base;
    if (base == NULL || base[0] == '\0') {
        rq_fail(err, "gate needs --base: what the merge goes into");
        return rq_fail_hint(err,
                            "an empty variable of the CI gives an empty --base; name the branch: --base origin/main");
    }
    if (head_name(gate)[0] != '\0')
        return true;
    rq_fail(err, "--head is empty: it names nothing to merge");
    return rq_fail_hint(err, "an empty variable of the CI gives an empty --head; leave it out to judge HEAD");
}

static bool open_merge(struct gate *gate)
{
    const struct rq_options *options = gate->session.options;
    struct rq_err *err = gate->err;
    if (!check_sides(gate))
        return false;
    struct rq_repo *repo = rq_repo_open(options->directory == NULL ? "." : options->directory, err);
    gate->session.repo = repo;
    if (repo == NULL)
        return false;
    return gate->options->replaces
               ? rq_repo_replace(repo, options->base, head_name(gate), gate->session.arena, &gate->merge, err)
               : rq_repo_merge(repo, options->base, head_name(gate), gate->session.arena, &gate->merge, err);
}

/* Nothing to merge is no verdict: an empty range is how a gate is talked around.  A push may well bring nothing: a branch
 * at a commit that the other side has, or one that is set back. */
static bool check_range(struct gate *gate)
{
    const struct rq_options *options = gate->session.options;
    if (gate->merge.commit_count > 0)
        return true;
    if (gate->options->ref != NULL) {
        rq_verdict_note(&gate->session, gate->report,
                        rq_arena_format(gate->session.arena, "%s brings no new commit", gate->options->ref));
        return true;
    }
    if (options->allow_empty) {
        rq_verdict_note(&gate->session, gate->report,
                        RQ_STR("head brings no commit to base; --allow-empty lets that pass"));
        return true;
    }
    rq_fail(gate->err, "'%s' brings no commit to '%s': there is nothing to judge", head_name(gate), options->base);
    return rq_fail_hint(gate->err, "check --base and --head, or pass --allow-empty");
}

/* Says whose policy it is that cannot be built, and after the failure's own hint what to do; always gives false. */
static bool blame(struct gate *gate, const char *whose, const char *remedy)
{
    struct rq_err *err = gate->err;
    if (gate->session.options->config != NULL)
        return rq_fail_hint(err, "--config names it; no merge is judged until it is mended");
    err->message = rq_arena_format(err->arena, "in the policy %s: %.*s", whose, RQ_ARG(err->message));
    err->hint = rq_arena_format(err->arena, "%.*s%s%s", RQ_ARG(err->hint), err->hint.len > 0 ? "; " : "", remedy);
    return false;
}

static bool build_policy(struct gate *gate)
{
    bool from_head = gate->options->policy_from_head;
    gate->session.snapshot = from_head ? gate->merge.result : gate->merge.base;
    if (!rq_session_build_policy(&gate->session, gate->err))
        return from_head ? blame(gate, "of the head", "mend it on the branch")
                         : blame(gate, "of the base",
                                 "mend it there, or on the branch and judge that with --policy-from head");
    return rq_session_check_rules(&gate->session, gate->err);
}

/* The base is judged without the commits and the text of the merge: they are new by nature. */
static bool judge_states(struct gate *gate, struct rq_report *known)
{
    gate->base.snapshot = gate->merge.base;
    gate->base.keep = true;
    gate->result.snapshot = gate->merge.result;
    gate->result.base = &gate->base;
    gate->result.merge = gate->options->replaces ? NULL : &gate->merge;
    gate->result.waivers = gate->options->policy_from_head ? NULL : &gate->base;
    if (!rq_virtual_records(&gate->session, &gate->merge, gate->options, &gate->result, &gate->no_request, gate->err) ||
        !rq_verdict_judge(&gate->session, &gate->base, gate->err) ||
        !rq_verdict_judge(&gate->session, &gate->result, gate->err))
        return false;
    *known = (struct rq_report){.findings = gate->base.findings.items, .finding_count = gate->base.findings.count};
    rq_report_finish(known, NULL, gate->session.arena);
    return true;
}

static rq_str short_oid(rq_str oid)
{
    return oid.len > 12 ? (rq_str){oid.ptr, 12} : oid;
}

static rq_str side_line(struct gate *gate, const char *what, const char *name, const struct rq_snapshot *snapshot)
{
    rq_str commit = short_oid(snapshot->name), tree = short_oid(snapshot->tree);
    if (rq_str_equal(snapshot->name, rq_str_from(name)))
        return rq_arena_format(gate->session.arena, "  %-8scommit %.*s, tree %.*s", what, RQ_ARG(commit), RQ_ARG(tree));
    return rq_arena_format(gate->session.arena, "  %-8s%s, commit %.*s, tree %.*s", what, name, RQ_ARG(commit),
                           RQ_ARG(tree));
}

static rq_str merge_line(struct gate *gate)
{
    struct rq_buf buf = {.arena = gate->session.arena};
    const struct rq_merge *merge = &gate->merge;
    rq_buf_format(&buf, "  %-8s%zu commit%s", gate->options->replaces ? "push" : "merge", merge->commit_count,
                  merge->commit_count == 1 ? "" : "s");
    if (gate->options->replaces)
        return rq_buf_text(&buf);
    if (merge->conflict_count == 0) {
        rq_buf_add(&buf, RQ_STR(", no conflicts"));
        return rq_buf_text(&buf);
    }
    rq_buf_add(&buf, RQ_STR("; conflicts, so the head itself was judged:"));
    for (size_t i = 0; i < merge->conflict_count; i++)
        rq_buf_format(&buf, "%s %.*s", i == 0 ? "" : ",", RQ_ARG(merge->conflicts[i]));
    return rq_buf_text(&buf);
}

static bool blocks(const struct gate *gate, const struct rq_finding *finding)
{
    enum rq_level level = gate->options->fail_level == RQ_LEVEL_OFF ? RQ_LEVEL_ERROR : gate->options->fail_level;
    return finding->level >= level && !finding->waived;
}

/* The rules that block, each once, in the order of their first finding; empty if nothing blocks. */
static rq_str blocking_rules(struct gate *gate)
{
    struct rq_buf buf = {.arena = gate->session.arena};
    const struct rq_finding *findings = gate->report->findings;
    for (size_t i = 0; i < gate->report->finding_count; i++) {
        bool counts = blocks(gate, &findings[i]);
        for (size_t j = 0; j < i && counts; j++)
            counts = !(blocks(gate, &findings[j]) && rq_str_equal(findings[j].rule, findings[i].rule));
        if (counts)
            rq_buf_format(&buf, "%s%.*s", buf.len == 0 ? "" : ", ", RQ_ARG(findings[i].rule));
    }
    return rq_buf_text(&buf);
}

static rq_str verdict_line(struct gate *gate, bool blocked)
{
    const char *verdict = blocked ? "blocked" : "open";
    if (gate->options->ref == NULL)
        return rq_arena_format(gate->session.arena, "gate: %s", verdict);
    return rq_arena_format(gate->session.arena, "gate of %s: %s", gate->options->ref, verdict);
}

static void add_lines(struct gate *gate)
{
    struct rq_arena *arena = gate->session.arena;
    rq_str *lines = RQ_NEW_ARRAY(arena, rq_str, 7);
    size_t count = 0;
    const char *from = gate->options->policy_from_head ? "head" : "base";
    rq_str rules = blocking_rules(gate);
    lines[count++] = verdict_line(gate, rules.len > 0);
    lines[count++] = side_line(gate, "base", gate->session.options->base, gate->merge.base);
    lines[count++] = side_line(gate, "head", head_name(gate), gate->merge.head);
    lines[count++] = merge_line(gate);
    rq_str digest = gate->session.digest;
    lines[count++] = gate->session.options->config != NULL
                         ? rq_arena_format(arena, "  policy  %.*s, from --config", RQ_ARG(digest))
                         : rq_arena_format(arena, "  policy  %.*s, from the %s", RQ_ARG(digest), from);
    if (rules.len > 0) {
        lines[count++] = rq_arena_format(arena, "  why     the %s would bring in what base does not have: %.*s",
                                         gate->options->replaces ? "push" : "merge", RQ_ARG(rules));
        lines[count++] =
            RQ_STR("  unblock follow the help of each finding on the branch; a waiver counts once base has it");
    }
    gate->report->lines = lines;
    gate->report->line_count = count;
}

static bool describe(struct gate *gate)
{
    struct rq_report *report = gate->report;
    rq_verdict_describe(&gate->session, &gate->result, report);
    if (gate->no_request)
        rq_verdict_note(&gate->session, report,
                        RQ_STR("the GitHub event is about no pull request: there is no text of one to judge"));
    report->base = gate->merge.base->name;
    report->head = gate->merge.head->name;
    if (gate->options->description_cut)
        rq_verdict_note(&gate->session, report,
                        RQ_STR("the host cut the description of the merge request short: "
                               "what was cut off is not judged"));
    return rq_verdict_not_empty(&gate->session, &gate->result, report, gate->err);
}

static bool add_changes(struct gate *gate)
{
    struct rq_findings *findings = &gate->result.findings;
    if (!rq_changes_report(&gate->session, &gate->merge, gate->options->policy_from_head, findings, gate->err))
        return blame(gate, "that the merge would put in force",
                     "mend it on the branch; once merged it could judge nothing");
    gate->report->findings = findings->items;
    gate->report->finding_count = findings->count;
    return true;
}

static bool run(struct gate *gate)
{
    struct rq_report known = {0};
    if (!open_merge(gate) || !check_range(gate) || !build_policy(gate) || !judge_states(gate, &known) ||
        !describe(gate) || !add_changes(gate))
        return false;
    rq_report_finish(gate->report, &known, gate->session.arena);
    rq_verdict_drop_known(gate->session.arena, gate->report, &known);
    rq_verdict_hide_waived(&gate->session, gate->report);
    add_lines(gate);
    return true;
}

bool rq_has_commit(struct rq_arena *arena, const struct rq_options *options, const char *revision)
{
    struct rq_err unknown = {.arena = arena};
    struct rq_repo *repo = rq_repo_open(options->directory == NULL ? "." : options->directory, &unknown);
    bool found = repo != NULL && rq_snapshot_commit(repo, revision, arena, &unknown) != NULL;
    rq_repo_close(repo);
    return found;
}

bool rq_gate(struct rq_arena *arena, const struct rq_options *options, const struct rq_gate_options *gate,
             struct rq_report *report, struct rq_err *err)
{
    struct gate state = {
        .session = {.arena = arena, .options = options}, .options = gate, .report = report, .err = err};
    *report = (struct rq_report){.mode = RQ_STR("gate")};
    bool good = run(&state);
    rq_session_close(&state.session);
    return good;
}

/*
 * `gate`: what a merge would give, before it is merged.
 *
 *   base + head -> merge in memory -> judged by the base's policy -> minus what the base has -> verdict
 *
 * The policy comes from the base, so that no change can loosen the rules that judge it.  A change of the policy is itself
 * reported, and must compile.  virtual.c makes records of the commits and of the merge request's text, gate_lines.c says what
 * was judged; receive.c comes in here with what a push would put in the place of what is there.
 */
#include "reqlint/gate.h"

#include "base/err.h"
#include "reqlint/changes.h"
#include "reqlint/ignores.h"
#include "reqlint/known.h"
#include "reqlint/verdict.h"
#include "reqlint/virtual.h"

const char *rq_gate_head_name(const struct rq_gate *gate)
{
    return gate->options->head == NULL ? "HEAD" : gate->options->head;
}

/* What an unset variable of a CI leaves behind. */
static bool check_sides(const struct rq_gate *gate)
{
    struct rq_err *err = gate->err;
    const char *base = gate->session.options->base;
    if (base == NULL || base[0] == '\0') {
        rq_fail(err, "gate needs --base: what the merge goes into");
        return rq_fail_hint(err,
                            "an empty variable of the CI gives an empty --base; name the branch: --base origin/main");
    }
    if (rq_gate_head_name(gate)[0] != '\0')
        return true;
    rq_fail(err, "--head is empty: it names nothing to merge");
    return rq_fail_hint(err, "an empty variable of the CI gives an empty --head; leave it out to judge HEAD");
}

static bool open_merge(struct rq_gate *gate)
{
    const struct rq_options *options = gate->session.options;
    struct rq_err *err = gate->err;
    if (!check_sides(gate))
        return false;
    struct rq_repo *repo = rq_session_repo(options, err);
    gate->session.repo = repo;
    if (repo == NULL)
        return false;
    return gate->options->replaces
               ? rq_repo_replace(repo, options->base, rq_gate_head_name(gate), NULL, gate->session.arena, &gate->merge,
                                 err)
               : rq_repo_merge(repo, options->base, rq_gate_head_name(gate), gate->session.arena, &gate->merge, err);
}

/* Nothing to merge is no verdict: an empty range is how a gate is talked around.  A push may well bring nothing: a branch
 * at a commit that the other side has, or one that is set back. */
static bool check_range(struct rq_gate *gate)
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
    rq_fail(gate->err, "'%s' brings no commit to '%s': there is nothing to judge", rq_gate_head_name(gate),
            options->base);
    return rq_fail_hint(gate->err, "check --base and --head, or pass --allow-empty");
}

/* Says what to do after the failure's own hint; always gives false. */
static bool advise(struct rq_err *err, const char *remedy)
{
    err->hint = rq_arena_format(err->arena, "%.*s%s%s", RQ_ARG(err->hint), err->hint.len > 0 ? "; " : "", remedy);
    return false;
}

/* Says whose policy it is that cannot be built, and what to do; always gives false. */
static bool blame(struct rq_gate *gate, const char *whose, const char *remedy)
{
    struct rq_err *err = gate->err;
    if (gate->session.options->config != NULL)
        return rq_fail_hint(err, "--config names it; no %s is judged until it is mended", rq_gate_what(gate));
    err->message = rq_arena_format(err->arena, "in the policy %s: %.*s", whose, RQ_ARG(err->message));
    return advise(err, remedy);
}

/* The state whose policy judges, unless it is the head's; NULL on failure. */
static const struct rq_snapshot *policy_base(struct rq_gate *gate)
{
    const struct rq_push_plan *plan = gate->plan;
    if (plan == NULL || plan->base != NULL || plan->policy == NULL)
        return gate->merge.base;
    return rq_snapshot_commit(gate->session.repo, plan->policy, gate->session.arena, gate->err);
}

static bool build_policy(struct rq_gate *gate)
{
    bool from_head = gate->options->policy_from_head;
    const char *remedy = gate->plan == NULL ? "mend it there, or on the branch and judge that with --policy-from head"
                                            : "mend it and push again; where the hook is, --policy-from head lets that "
                                              "through";
    gate->session.snapshot = from_head ? gate->merge.result : policy_base(gate);
    if (gate->session.snapshot == NULL)
        return false;
    if (!rq_session_build_policy(&gate->session, gate->err))
        return from_head ? blame(gate, "of the head", "mend it on the branch") : blame(gate, "of the base", remedy);
    gate->session.fixed = NULL; /* what the merge changes of it is compared with copies of this session */
    return rq_session_check_rules(&gate->session, gate->err);
}

/* What the push takes over from elsewhere is judged as its result is, to be dropped from it. */
static bool judge_held(struct rq_gate *gate)
{
    if (gate->merge.held == NULL)
        return true;
    gate->held = (struct rq_state){.snapshot = gate->merge.held,
                                   .base = &gate->base,
                                   .waivers = gate->result.waivers,
                                   .scan_memory = gate->base.scan_memory};
    return rq_verdict_judge(&gate->session, &gate->held, gate->err);
}

/* The base is judged without the commits and the text of the merge: they are new by nature. */
static bool judge_states(struct rq_gate *gate)
{
    gate->base.snapshot = gate->merge.base;
    gate->base.keep = true;
    gate->base.scan_memory = gate->result.scan_memory = rq_scan_memory_new(gate->session.arena);
    gate->result.snapshot = gate->merge.result;
    gate->result.base = &gate->base;
    gate->result.merge = gate->options->replaces ? NULL : &gate->merge;
    gate->result.waivers = gate->options->policy_from_head ? NULL : &gate->base;
    return rq_virtual_records(&gate->session, &gate->merge, gate->options, &gate->result, gate->err) &&
           rq_verdict_judge(&gate->session, &gate->base, gate->err) && judge_held(gate) &&
           rq_verdict_judge(&gate->session, &gate->result, gate->err);
}

static struct rq_report finish(const struct rq_gate *gate, const struct rq_state *state, const struct rq_report *base)
{
    struct rq_report report = {.findings = state->findings.items, .finding_count = state->findings.count};
    rq_report_finish(&report, base, gate->session.arena);
    return report;
}

/* Of findings that are alike, those count as known that either state has, not those of both together. */
static void drop_known(struct rq_gate *gate)
{
    struct rq_report base = finish(gate, &gate->base, NULL), held = finish(gate, &gate->held, &base);
    rq_report_finish(gate->report, &base, gate->session.arena);
    rq_known_drop(gate->session.arena, gate->session.policy, gate->base.snapshot, gate->result.snapshot, gate->report,
                  &base);
    if (gate->held.snapshot != NULL)
        rq_known_drop(gate->session.arena, gate->session.policy, gate->held.snapshot, gate->result.snapshot,
                      gate->report, &held);
}

/* Without a merged tree, what only the merge would show is not seen: said in every format. */
static void note_conflicts(struct rq_gate *gate)
{
    struct rq_buf buf = {.arena = gate->session.arena};
    const struct rq_merge *merge = &gate->merge;
    if (merge->conflict_count == 0)
        return;
    rq_buf_add(&buf,
               RQ_STR("the merge has conflicts, so the head alone was judged; judge it again once they are resolved:"));
    for (size_t i = 0; i < merge->conflict_count; i++)
        rq_buf_format(&buf, "%s %.*s", i == 0 ? "" : ",", RQ_ARG(merge->conflicts[i]));
    rq_verdict_note(&gate->session, gate->report, rq_buf_text(&buf));
}

static bool describe(struct rq_gate *gate)
{
    struct rq_report *report = gate->report;
    rq_verdict_describe(&gate->session, &gate->result, report);
    if (gate->options->no_request)
        rq_verdict_note(&gate->session, report,
                        RQ_STR("the GitHub event is about no pull request: there is no text of one to judge"));
    note_conflicts(gate);
    report->base = gate->merge.base->repo == NULL ? RQ_STR("") : gate->merge.base->name;
    report->head = gate->merge.head->name;
    if (gate->options->description_cut)
        rq_verdict_note(&gate->session, report,
                        RQ_STR("the host cut the description of the merge request short: "
                               "what was cut off is not judged"));
    if (rq_verdict_not_empty(&gate->session, &gate->result, report, gate->err))
        return true;
    return gate->plan != NULL && gate->plan->policy == NULL && !gate->options->policy_from_head
               ? advise(gate->err,
                        "the repository has no policy yet; where the hook is, --policy-from head takes the pushed "
                        "one")
               : false;
}

static bool add_changes(struct rq_gate *gate)
{
    struct rq_findings *findings = &gate->result.findings;
    const struct rq_change_words words = {rq_gate_what(gate), rq_gate_judge_name(gate)};
    if (rq_changes_report(&gate->session, &gate->merge, gate->options->policy_from_head, &words, findings, gate->err)) {
        if (!gate->options->policy_from_head)
            rq_ignores_report(&gate->session, &gate->base, &gate->result, words.what, findings);
        gate->report->findings = findings->items;
        gate->report->finding_count = findings->count;
        return true;
    }
    return gate->options->replaces ? blame(gate, "that the push would put in force",
                                           "mend it and push again; once accepted it could judge nothing")
                                   : blame(gate, "that the merge would put in force",
                                           "mend it on the branch; once merged it could judge nothing");
}

bool rq_gate_judge(struct rq_gate *gate)
{
    if (!build_policy(gate) || !judge_states(gate) || !describe(gate) || !add_changes(gate))
        return false;
    drop_known(gate);
    rq_verdict_hide_waived(&gate->session, gate->report);
    rq_verdict_tell(&gate->session, &gate->result, gate->report);
    rq_gate_add_lines(gate);
    return true;
}

bool rq_has_commit(struct rq_arena *arena, const struct rq_options *options, const char *revision)
{
    struct rq_err unknown = {.arena = arena};
    struct rq_repo *repo = rq_session_repo(options, &unknown);
    bool found = repo != NULL && rq_snapshot_commit(repo, revision, arena, &unknown) != NULL;
    rq_repo_close(repo);
    return found;
}

bool rq_commit_in_reach(struct rq_arena *arena, const struct rq_options *options, const char *commit,
                        struct rq_err *err)
{
    struct rq_err ignored = {.arena = arena};
    struct rq_repo *repo = rq_session_repo(options, err);
    bool shallow = repo != NULL && rq_repo_is_shallow(repo);
    bool good = repo != NULL && (rq_snapshot_commit(repo, commit, arena, shallow ? err : &ignored) != NULL || !shallow);
    rq_repo_close(repo);
    return good;
}

bool rq_gate(struct rq_arena *arena, const struct rq_options *options, const struct rq_gate_options *gate,
             struct rq_report *report, struct rq_err *err)
{
    struct rq_gate state = {
        .session = {.arena = arena, .options = options}, .options = gate, .report = report, .err = err};
    *report = (struct rq_report){.mode = RQ_STR("gate")};
    bool good = open_merge(&state) && check_range(&state) && rq_gate_judge(&state);
    rq_session_close(&state.session);
    return good;
}

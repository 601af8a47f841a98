/*
 * `check`: one state of the tree, and on request only what a base does not have.
 */
#include "base/err.h"
#include "reqlint/known.h"
#include "reqlint/verdict.h"

static bool is_in_tree(const struct rq_snapshot *snapshot, rq_str path)
{
    for (size_t i = 0; i < snapshot->entry_count; i++)
        if (rq_path_is_below(snapshot->entries[i].path, path))
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
            wanted = rq_path_is_below(report->findings[i].path, paths[p]);
        if (wanted)
            report->findings[kept++] = report->findings[i];
    }
    report->finding_count = kept;
    return true;
}

static bool judge_base(struct rq_session *session, struct rq_state *base, struct rq_report *report, struct rq_err *err)
{
    base->snapshot = rq_snapshot_commit(session->repo, session->options->base, session->arena, err);
    if (base->snapshot == NULL || !rq_verdict_judge(session, base, err))
        return false;
    *report = (struct rq_report){.findings = base->findings.items, .finding_count = base->findings.count};
    rq_report_finish(report, NULL, session->arena);
    return true;
}

static bool check(struct rq_session *session, struct rq_report *report, struct rq_err *err)
{
    struct rq_state base = {.keep = true}, state = {.snapshot = session->snapshot};
    struct rq_report known = {0};
    *report = (struct rq_report){.mode = RQ_STR("check")};
    if (!rq_session_check_rules(session, err))
        return false;
    if (session->options->base != NULL) {
        report->base = rq_str_from(session->options->base);
        state.base = &base;
        state.scan_memory = base.scan_memory = rq_scan_memory_new(session->arena);
        if (!judge_base(session, &base, &known, err))
            return false;
    }
    if (!rq_verdict_report(session, &state, &known, report, err))
        return false;
    if (session->options->base != NULL)
        rq_known_drop(session->arena, session->policy, base.snapshot, state.snapshot, report, &known);
    if (!keep_wanted_paths(session, report, err))
        return false;
    rq_verdict_hide_waived(session, report);
    rq_verdict_tell(session, &state, report);
    return true;
}

bool rq_check(struct rq_arena *arena, const struct rq_options *options, struct rq_report *report, struct rq_err *err)
{
    struct rq_session session;
    bool good = rq_session_open(&session, arena, options, err) && check(&session, report, err);
    rq_session_close(&session);
    return good;
}

/*
 * A merge may change the rules that will judge the next one.  That is allowed, and said: each file that configuration,
 * policies or waivers are read from and that differs is a finding, and the policy that the merge would put in force is
 * built, so that a rule that does not compile never gets in.  It is this policy whose rules must have tests: that those
 * which judge the merge have some is the base's business.
 */
#include "reqlint/changes.h"

#include "base/err.h"
#include "lint/lint.h"
#include "lint/settle.h"
#include "load/file.h"
#include "reqlint/unjudged.h"
#include "reqlint/unread.h"

#include <string.h>

struct changes {
    struct rq_session *session; /* the policy that judges */
    struct rq_session before;   /* the base's policy */
    struct rq_session after;    /* the merged policy */
    const struct rq_change_words *words;
    const struct rq_merge *merge;
    const struct rq_attributes *marks_before, *marks_after; /* NULL where no source code is judged */
    struct rq_findings found;
};

static bool is_waiver(const struct rq_policy *policy, rq_str path)
{
    for (size_t k = 0; k < policy->kind_count; k++) {
        const struct rq_record_kind *kind = policy->kinds[k];
        for (size_t p = 0; kind->waives != NULL && p < kind->place_count; p++)
            if (rq_globs_match(kind->places[p].where.files, kind->places[p].where.file_count, path))
                return true;
    }
    return false;
}

/* With --config the policy is no part of the tree: its paths are relative to another folder. */
static bool is_policy_file(const struct rq_session *session, rq_str path)
{
    size_t count = session->options->config == NULL ? session->policy_path_count : 0;
    for (size_t i = 0; i < count; i++)
        if (rq_str_equal(session->policy_paths[i], path))
            return true;
    return is_waiver(session->policy, path);
}

static void report(struct changes *changes, const struct rq_snapshot_entry *entry, const char *how)
{
    struct rq_finding finding = {
        .rule = RQ_STR("policy-changed"),
        .path = entry->path,
        .identity = {.whose = entry->path, .what = rq_str_from(how)},
        .message = rq_arena_format(changes->found.arena,
                                   "the %s %s this file, which decides what is judged and how; %s is in force",
                                   changes->words->what, how, changes->words->judge),
    };
    rq_findings_add(&changes->found, finding);
}

static bool is_same(const struct rq_snapshot_entry *a, const struct rq_snapshot_entry *b)
{
    return a->mode == b->mode && memcmp(a->oid, b->oid, sizeof a->oid) == 0;
}

/* True for a file that is as it is held beside the base, or missing there too: it is not the merge that changes it. */
static bool is_held(const struct rq_merge *merge, rq_str path)
{
    if (merge->held == NULL)
        return false;
    const struct rq_snapshot_entry *held = rq_snapshot_find(merge->held, path);
    const struct rq_snapshot_entry *after = rq_snapshot_find(merge->result, path);
    return held == NULL || after == NULL ? held == after : is_same(held, after);
}

/* True for a file that decides, on either side, which records there are or what becomes of findings. */
static bool decides(const struct changes *changes, rq_str path)
{
    bool marks = changes->marks_before != NULL &&
                 (rq_attributes_from(changes->marks_before, path) || rq_attributes_from(changes->marks_after, path));
    return marks || is_policy_file(&changes->before, path) || is_policy_file(&changes->after, path);
}

/* Both lists are sorted by path: one pass finds what was added, removed and changed. */
static void compare_trees(struct changes *changes)
{
    struct rq_unjudged unjudged = {.judge = changes->session->policy,
                                   .after = changes->after.policy,
                                   .merge = changes->merge,
                                   .findings = &changes->found};
    const struct rq_snapshot *before = changes->merge->base, *after = changes->merge->result;
    for (size_t i = 0, j = 0; i < before->entry_count || j < after->entry_count;) {
        const struct rq_snapshot_entry *old = i < before->entry_count ? &before->entries[i] : NULL;
        const struct rq_snapshot_entry *new = j < after->entry_count ? &after->entries[j] : NULL;
        int order = old == NULL ? 1 : new == NULL ? -1 : rq_str_compare(old->path, new->path);
        const char *how = order < 0 ? "removes" : order > 0 ? "adds" : "changes";
        const struct rq_snapshot_entry *shown = order > 0 ? new : old;
        bool differs = order != 0 || !is_same(old, new);
        if (differs && decides(changes, shown->path) && !is_held(changes->merge, shown->path))
            report(changes, shown, how);
        if (differs && order >= 0)
            rq_unjudged_look(&unjudged, new);
        i += order <= 0;
        j += order >= 0;
    }
}

static void drop_rule(struct rq_findings *findings, rq_str rule)
{
    size_t kept = 0;
    for (size_t i = 0; i < findings->count; i++)
        if (!rq_str_equal(findings->items[i].rule, rule))
            findings->items[kept++] = findings->items[i];
    findings->count = kept;
}

/* With the head's policy in force, the base's tells only which files it was made of, and may be past mending. */
static bool build_other_side(struct changes *changes, bool from_head, struct rq_err *err)
{
    struct rq_err ignored = {.arena = changes->session->arena};
    changes->before = changes->after = *changes->session;
    if (!from_head) {
        changes->after.snapshot = changes->merge->result;
        return rq_session_build_policy(&changes->after, err);
    }
    changes->before.snapshot = changes->merge->base;
    if (!rq_session_build_policy(&changes->before, &ignored))
        changes->before = *changes->session;
    return true;
}

/* What is marked as vendored or generated matters where source code is judged. */
static bool read_marks(struct changes *changes, struct rq_err *err)
{
    if (!rq_session_scans(changes->session))
        return true;
    changes->marks_before = rq_attributes_read(changes->merge->base, changes->session->arena, err);
    if (changes->marks_before != NULL)
        changes->marks_after = rq_attributes_read(changes->merge->result, changes->session->arena, err);
    return changes->marks_after != NULL;
}

bool rq_changes_report(struct rq_session *session, const struct rq_merge *merge, bool from_head,
                       const struct rq_change_words *words, struct rq_findings *findings, struct rq_err *err)
{
    struct changes changes = {.session = session, .words = words, .merge = merge, .found = {.arena = findings->arena}};
    if (!read_marks(&changes, err) || !build_other_side(&changes, from_head, err))
        return false;
    compare_trees(&changes);
    drop_rule(findings, RQ_STR("rule-without-tests"));
    for (size_t i = 0; i < changes.after.policy->rule_count; i++)
        rq_lint_rule_tests(changes.after.policy->rules[i], &changes.found);
    rq_lint_settle(session->policy, &changes.found, 0);
    for (size_t i = 0; i < changes.found.count; i++)
        if (rq_session_wants(session, changes.found.items[i].rule) || rq_is_unread(changes.found.items[i].rule))
            rq_findings_add(findings, changes.found.items[i]);
    return true;
}

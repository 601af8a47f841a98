/*
 * `baseline`: the file of what is found now, with the day and the owner of entries that are kept.
 */
#include "reqlint/baseline.h"

#include "base/err.h"
#include "base/limits.h"
#include "base/source.h"
#include "format/visible.h"
#include "load/file.h"
#include "reqlint/fresh.h"
#include "reqlint/verdict.h"
#include "yaml/yaml.h"

static void add_pair(struct rq_buf *buf, const char *key, rq_str value)
{
    rq_buf_format(buf, "    %s: ", key);
    rq_yaml_emit(buf, rq_string(value), RQ_YAML_DAYS_PLAIN, 4);
    rq_buf_add(buf, RQ_STR("\n"));
}

/* What is wrong with the file itself is mended by writing it. */
static void keep_listed(struct rq_report *report, rq_str path)
{
    size_t count = 0;
    for (size_t i = 0; i < report->finding_count; i++)
        if (!report->findings[i].waived && !rq_str_equal(report->findings[i].path, path))
            report->findings[count++] = report->findings[i];
    report->finding_count = count;
}

static rq_str file_text(const struct rq_session *session, const struct rq_report *report, const struct rq_baseline *old,
                        rq_str owner)
{
    struct rq_arena *arena = session->arena;
    struct rq_buf buf = {.arena = arena};
    rq_str today = rq_str_slice(rq_timestamp_print(arena, session->options->now), 0, 10);
    rq_buf_add(
        &buf,
        RQ_STR("# What was found when the rules came, written by `reqlint baseline`.  `reqlint check` passes it,\n"
               "# and reports entries that are found no more.\n"
               "entries:\n"));
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct rq_finding *finding = &report->findings[i];
        const struct rq_baseline_entry *entry = rq_baseline_find(old, finding->fingerprint);
        rq_buf_format(&buf, "  - fingerprint: \"%.*s\"\n", RQ_ARG(finding->fingerprint));
        add_pair(&buf, "rule", finding->rule);
        add_pair(&buf, "path", rq_format_utf8(arena, finding->path));
        add_pair(&buf, "date", rq_baseline_says(arena, entry, "date", today));
        add_pair(&buf, "owner", rq_baseline_says(arena, entry, "owner", owner));
    }
    return rq_buf_text(&buf);
}

/* Where the kind that waives by fingerprint has its file; empty where no kind does. */
static rq_str baseline_path(const struct rq_policy *policy)
{
    for (size_t i = 0; i < policy->kind_count; i++)
        if (policy->kinds[i]->waives != NULL && policy->kinds[i]->waives->fingerprint != NULL)
            return rq_glob_text(policy->kinds[i]->places[0].where.files[0]);
    return RQ_STR("");
}

/* An entry that belongs to nobody lists nothing, and a file that is not UTF-8 is read by nobody. */
static bool check_owner(rq_str owner, struct rq_err *err)
{
    if (owner.len == 0)
        return rq_fail(err, "a baseline without an owner lists nothing");
    return rq_utf8_valid(owner, NULL) || rq_fail(err, "the owner is not UTF-8");
}

/* Written all the same, it would be read no more than any other file of its size. */
static bool check_size(const struct rq_writing *file, size_t count, struct rq_err *err)
{
    if (file->text.len <= RQ_LIMIT_FILE_BYTES)
        return true;
    rq_fail(err, "a baseline of %zu findings has %zu bytes, and a file that is read has at most %d", count,
            file->text.len, RQ_LIMIT_FILE_BYTES);
    return rq_fail_hint(err, "`check --base REV` passes what REV has without a list; or start with fewer rules, and "
                             "`off` for the others in .reqlint.yaml");
}

static bool write(struct rq_session *session, rq_str owner, struct rq_writing *file, size_t *count, struct rq_err *err)
{
    struct rq_state state = {.snapshot = session->snapshot};
    struct rq_report report = {.mode = RQ_STR("check")};
    rq_str path = baseline_path(session->policy);
    if (!rq_verdict_judge(session, &state, err))
        return false;
    rq_verdict_describe(session, &state, &report);
    if (!rq_verdict_not_empty(session, &state, &report, err))
        return false;
    rq_report_finish(&report, NULL, session->arena);
    struct rq_baseline old = rq_baseline_read(session, state.graph);
    const struct rq_snapshot_entry *there = rq_snapshot_find(session->snapshot, path);
    const struct rq_source *before =
        there == NULL ? NULL : rq_load_source(session->arena, session->snapshot, there, err);
    if (there != NULL && before == NULL)
        return false;
    keep_listed(&report, path);
    *count = report.finding_count;
    file->root = rq_arena_copy(session->arena, rq_repo_root(session->repo));
    file->path = path;
    file->before = before == NULL ? (rq_str){NULL, 0} : rq_source_text(before);
    file->text = file_text(session, &report, &old, owner);
    if (before != NULL && rq_str_equal(file->text, file->before))
        file->path = RQ_STR("");
    if (*count == 0 && there == NULL)
        return rq_fail(err, "nothing is found: there is nothing for a baseline to list") ||
               rq_fail_hint(err, "`reqlint check` passes here without one");
    return check_size(file, *count, err);
}

bool rq_baseline(struct rq_arena *arena, const struct rq_options *options, const char *owner, struct rq_writing *file,
                 size_t *count, struct rq_err *err)
{
    struct rq_session session;
    rq_str name = rq_str_trim(rq_str_from(owner));
    *file = (struct rq_writing){0};
    if (!check_owner(name, err))
        return false;
    bool good = rq_fresh_open(&session, arena, options, err) && write(&session, name, file, count, err);
    rq_session_close(&session);
    return good;
}
